"""Canary words and secrets through a whole day, with every logger of every library at debug: none is in the log."""

import hashlib
import hmac
import io
import json
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot.logs import OURS, QUIET, TALKATIVE, Line
from tests.flows.conftest import Town, running

CANARY = "canary9f31"
LOUD = ("", OURS, *QUIET, *TALKATIVE)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is said at debug by anyone, as the process would write it."""
    written, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Line())
    levels = {name: logging.getLogger(name).level for name in LOUD}
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture(params=["http", "socket"])
async def loud_town(
    log: io.StringIO, request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[Town]:
    """The small program, started once everyone speaks at debug."""
    async with running(sqlite_url, request.param, tmp_path / "home") as made:
        yield made


def clean(town: Town, log: io.StringIO) -> list[dict[str, object]]:
    """The lines of the log, in which nothing stands that may not."""
    text = log.getvalue()
    app = town.world.app
    secrets = (CANARY, app.bot_token, app.signing_secret, app.app_token, *town.app.settings.keys, "xoxb-", "xapp-")
    assert [secret for secret in secrets if secret in text] == []
    return [json.loads(line) for line in text.splitlines()]


async def test_a_day_with_words_everywhere_leaves_none_in_the_log(loud_town: Town, log: io.StringIO) -> None:
    coach = loud_town.person("UCOACH")
    await coach.command("/coachlog", f"last week {CANARY}")
    await coach.command("/coachlog")
    await coach.fill(await loud_town.world.wait_for(lambda: coach.modal), {"presence": "yes", "note": f"{CANARY} note"})
    assert (await coach.submit()).meaning == "closed"
    await loud_town.world.wait_for(coach.dm)
    await coach.say(None, f"{CANARY} in a message")
    await loud_town.person("USTRANGE").command("/coachlog", CANARY)
    await loud_town.app.duties.tick()
    assert {line["logger"] for line in clean(loud_town, log)} & {"slack_sdk.web.async_base_client", "coachlog:AsyncApp"}


@pytest.mark.parametrize("fault", [{"effect": "status", "status": 500}, {"effect": "error", "error": "invalid_blocks"}])
async def test_slacks_refusals_leave_no_words_in_the_log(
    loud_town: Town, log: io.StringIO, fault: dict[str, str]
) -> None:
    for method in ("chat.postMessage", "views.publish", "views.open"):
        loud_town.world.faults.add(method, **fault)  # type: ignore[arg-type] # the fault of this case
    coach = loud_town.person("UCOACH")
    await coach.command("/coachlog", CANARY)
    await coach.command("/coachlog")
    await coach.fill(await loud_town.world.wait_for(lambda: coach.modal), {"presence": "yes", "note": CANARY})
    await coach.submit()
    await loud_town.app.duties.tick()
    assert clean(loud_town, log)


async def test_a_failing_database_leaves_no_words_in_the_log(
    loud_town: Town, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        problem = sqlite3.OperationalError(CANARY)
        raise OperationalError(f"INSERT {CANARY}", {"note": CANARY}, problem)

    def break_down(*_: object) -> None:
        raise ValueError(CANARY)

    coach = loud_town.person("UCOACH")
    await coach.command("/coachlog")
    await coach.fill(await loud_town.world.wait_for(lambda: coach.modal), {"presence": "yes", "note": CANARY})
    for failure in (fail, break_down):
        monkeypatch.setattr("storage.recording.columns_of", failure)
        assert (await coach.submit()).meaning == "errors"
    assert any(line["event"] == "listener failed" for line in clean(loud_town, log))


async def test_a_request_that_slack_did_not_sign_leaves_no_words_in_the_log(
    log: io.StringIO, sqlite_url: str, tmp_path: Path
) -> None:
    async with running(sqlite_url, "http", tmp_path / "home") as town, httpx.AsyncClient() as client:
        url, stamp = str(town.world.app.request_url), str(int(time.time()))
        bodies = [f"payload={CANARY}", '{"text": "' + CANARY, f'["{CANARY}"]', "{" * 1000 + CANARY]
        for body in bodies:
            signed = hmac.digest(town.world.app.signing_secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
            for signature in (f"v0={signed.hex()}", f"v0={CANARY}"):
                headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature, "X-Other": CANARY}
                answer = await client.post(url, content=body, headers=headers)
                assert answer.status_code < 500
        clean(town, log)
