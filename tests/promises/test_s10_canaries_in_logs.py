"""S10: canaries in notes, tokens and names: whatever fails, no log, figure, audit row or error has one."""

import contextlib
import json
from collections.abc import AsyncIterator
from itertools import islice
from pathlib import Path

import pytest

from playground.people import Person
from playground.server import Playground
from storage.keys import new_key
from tests.promises import sizes
from tests.promises.canaries import IN_CONFIDENCE, NAME, Day, secrets_of
from tests.promises.conftest import Village
from tests.promises.counting import connected
from tests.promises.fuzz import Spoiled, Unsigned
from tests.promises.requests import Answered, Caller, calling, signed
from tests.promises.serving import Server
from tests.promises.village import Names, coaches, make_world, settle_team

FAULTS = ({"effect": "status", "status": 500}, {"effect": "error", "error": "fatal_error"}, {"effect": "lost_answer"})
FAILPOINTS = (
    "",
    "before_commit=raise",
    "after_commit=raise",
    "before_ack=raise",
    "after_claim=raise",
    "after_send=raise",
    "before_mark=raise",
)
LEVELS = ("debug", "info", "warning", "error")
# A few of the pairs at every change, all of them in the long run.
PAIRS = [(failpoint, level) for level in LEVELS for failpoint in FAILPOINTS]
TRIED = PAIRS if sizes.SOAK else [PAIRS[0], PAIRS[1], PAIRS[5]]


@pytest.mark.parametrize(("failpoint", "level"), TRIED)
async def test_no_canary_leaves_by_logs_metrics_audit_or_errors(
    failpoint: str, level: str, sqlite_url: str, tmp_path: Path
) -> None:
    async with _canary_village(sqlite_url, tmp_path, level) as made:
        async with made.running(failpoint), calling(made.server.address) as caller:
            for coach in made.people * sizes.S10_ROUNDS:
                await Day(coach).lived()
                await _with_a_failing_slack(made, coach)
            told = [*await _nonsense(made, caller), *await _figures(caller)]
        said = "\n".join([*made.server.lines, *told, *_audited(sqlite_url)])
    assert made.server.lines
    canaries = (*IN_CONFIDENCE, NAME, *secrets_of(made.world, made.server.key))
    assert not [canary for canary in canaries if canary in said]
    assert "Traceback" not in said


@contextlib.asynccontextmanager
async def _canary_village(url: str, folder: Path, level: str) -> AsyncIterator[Village]:
    """A coach in a program whose every name is a canary; the server isn't started yet."""
    world, journal, key = make_world(1, names=Names(NAME)), folder / "journal.jsonl", new_key()
    async with Playground(world, page=False):
        await settle_team(url, key, world, 1, mark=NAME)
        server = Server(world, url, folder / "home", key, level)
        yield Village(world, server, coaches(world, 1), journal)


async def _with_a_failing_slack(made: Village, coach: Person) -> None:
    for fault in FAULTS:
        made.world.faults.add("api", count=0, **fault)
        await Day(coach).lived()
        made.world.faults.clear()


async def _nonsense(made: Village, caller: Caller) -> list[str]:
    """What comes back to requests that are unsigned or make no sense, with canaries in them."""
    samples = [(line["kind"], line["payload"]) for line in made.world.journal.deliveries()]
    good = signed(made.world, samples[0][1], "slash_commands").body
    requests = [*islice(Unsigned(made.world, good, 1), 30), *islice(Spoiled(made.world, samples, 1), 60)]
    return [_text(await caller.post(request)) for request in requests if request.headers]


def _text(answer: Answered) -> str:
    """An error's words; what a form says to the person who typed is for them."""
    return json.dumps(answer.body) if answer.status >= 400 else ""


async def _figures(caller: Caller) -> list[str]:
    """Everything there is to see from outside."""
    pages = []
    for path in ("/metrics", "/health/status", "/health/ready", "/health/live"):
        async with caller.session.get(caller.address.replace("/slack/events", path)) as response:
            pages.append(await response.text())
    return pages


def _audited(url: str) -> list[str]:
    with connected(url) as connection:
        return [str(tuple(row)) for row in connection.exec_driver_sql("SELECT * FROM audit")]
