"""S01: whatever isn't signed is turned away unread; whatever is signed and makes no sense is refused, never a fault."""

import asyncio
import logging
import socket
import time
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.deliver.http import Prepared
from tests.promises import sizes
from tests.promises.counting import violations
from tests.promises.fuzz import BODIES, Spoiled, Unsigned
from tests.promises.inside import Hamlet, form_of, inside
from tests.promises.requests import Caller, calling, form, resigned, signed, submission

MEGABYTE = 1_048_576
ROOM = 20 * MEGABYTE
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40)
PARTS = """
type user team view actions event callback_id action_id block_id state values value id channel trigger_id response_url
private_metadata blocks container message authorizations enterprise is_enterprise_install event_id command user_id
"""
OF_SLACK = """
view_submission block_actions view_closed shortcut message_action block_suggestion event_callback url_verification
"""
NAMES, KINDS = (st.sampled_from(words.split()) for words in (PARTS, OF_SLACK))
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6))


@pytest.fixture
def dispatched(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """All that came through the door."""
    from slack_bolt.async_app import AsyncApp  # noqa: PLC0415 - needed here alone

    seen: list[object] = []
    real = AsyncApp.async_dispatch

    async def spied(app: AsyncApp, request: Any) -> Any:
        seen.append(request)
        return await real(app, request)

    monkeypatch.setattr(AsyncApp, "async_dispatch", spied)
    return seen


async def test_nothing_unsigned_gets_in(
    sqlite_url: str, tmp_path: Path, dispatched: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    async with inside(sqlite_url, tmp_path, 1) as made, calling(made.address) as caller:
        await form_of(made.people[0], "A note")
        fuzz = Unsigned(made.world, signed(made.world, submission(made.people[0])).body, 1)
        dispatched.clear()
        await _refused(caller, islice(fuzz, 200))
        before = psutil.Process().memory_info().rss
        await _refused(caller, islice(fuzz, sizes.S01_REQUESTS))
        assert psutil.Process().memory_info().rss - before < ROOM
        assert not made.count().contacts
    assert not dispatched
    assert not [record for record in caplog.records if record.exc_info]


async def _refused(caller: Caller, requests: Any) -> None:
    for request in requests:
        answer = await caller.post(request)
        assert 400 <= answer.status < 500, (answer, request.headers)


async def test_other_methods_addresses_and_sizes_are_turned_away(
    sqlite_url: str, tmp_path: Path, dispatched: list[object]
) -> None:
    async with inside(sqlite_url, tmp_path, 1) as made, calling(made.address) as caller:
        for method in ("GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"):
            async with caller.session.request(method, made.address) as response:
                assert response.status in {400, 405}
        for path in ("/", "/slack", "/slack/events/", "/slack/eventsx", "/..%2f", "/slack/events/../events"):
            async with caller.session.post(made.address.replace("/slack/events", path), data=b"x") as response:
                assert 400 <= response.status < 500
        huge = resigned(made.world, b"payload=" + b"x" * 2 * MEGABYTE)
        assert (await caller.post(huge)).status == 413
        assert await _in_pieces(caller, huge) == 413
        assert await _raw(made, b"POST /slack/events HTTP/1.1\r\nContent-Length: -5\r\n\r\n") in {400, 401}
        assert await _raw(made, b"\x16\x03\x01\x00garbage\r\n\r\n") == 400
    assert not dispatched


async def _in_pieces(caller: Caller, request: Prepared) -> int:
    async def pieces() -> Any:
        for start in range(0, len(request.body), 65_536):
            yield request.body[start : start + 65_536]

    async with caller.session.post(caller.address, data=pieces(), headers=request.headers) as response:
        return response.status


async def _raw(made: Hamlet, sent: bytes) -> int:
    port = int(made.address.split(":")[2].split("/")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port, family=socket.AF_INET)
    writer.write(sent)
    first = await asyncio.wait_for(reader.readline(), 30)
    writer.close()
    return int(first.split()[1])


async def test_signed_requests_that_make_no_sense_are_refused(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with inside(sqlite_url, tmp_path, 2) as made, calling(made.address) as caller:
        for body in BODIES:
            assert (await caller.post(resigned(made.world, body))).status < 500, body[:40]
        for request in islice(Spoiled(made.world, await _samples(made), 1), sizes.S01_REQUESTS // 4):
            answer = await caller.post(request)
            assert answer.status < 500, f"{answer} to {request.body.decode()}"
        await made.app.tasks.drain(30)
        assert not violations(made.count())
    assert not [record.getMessage() for record in caplog.records if _a_fault(record)]


def _a_fault(record: logging.LogRecord) -> bool:
    """A traceback, or our own word for a surprise."""
    return bool(record.exc_info) or record.getMessage() == "request failed"


async def _samples(made: Hamlet) -> list[tuple[str, dict[str, Any]]]:
    """One delivery of every kind, as Slack sent it."""
    coach = made.people[0]
    await coach.open_home()
    await form_of(coach, "A note")
    await coach.fill(coach.modal, {"kind": "call"})
    await made.world.wait_for(lambda: coach.modal and "presence" not in str(coach.modal.blocks))
    await coach.fill(coach.modal, {"kind": "visit"})
    await made.world.wait_for(lambda: coach.modal and "presence" in str(coach.modal.blocks))
    await coach.fill(coach.modal, {"presence": "yes", "minutes": 90})
    assert (await coach.submit()).meaning == "closed"
    message = (await made.world.wait_for(coach.dm))[0]
    await coach.click(message, "contact.open")
    await coach.shortcut("contact.shortcut")
    await coach.say(None, "help")
    return [(entry["kind"], entry["payload"]) for entry in made.world.journal.deliveries()]


def test_no_json_whatever_is_a_fault(sqlite_url: str, tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        hamlet = inside(sqlite_url, tmp_path, 1)
        made = runner.run(hamlet.__aenter__())
        caller_made = calling(made.address, lasting=False)
        caller = runner.run(caller_made.__aenter__())

        @settings(
            max_examples=sizes.S01_REQUESTS // 10,
            derandomize=not sizes.SOAK,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(JSON, KINDS, st.booleans())
        def never_a_fault(inner: Any, kind: str, plain: bool) -> None:
            payload = {**inner, "type": kind} if isinstance(inner, dict) and not plain else inner
            stamp = str(int(time.time()))
            answer = runner.run(caller.post(resigned(made.world, form(payload), stamp)))
            assert answer.status < 500, (answer, payload)

        try:
            never_a_fault()
        finally:
            runner.run(caller_made.__aexit__(None, None, None))
            runner.run(hamlet.__aexit__(None, None, None))
