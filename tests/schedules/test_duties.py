"""Duties: each workspace is worked for on its own, so that a slow one delays nobody."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Connection

from schedules import JOBS, Duties
from schedules.inbox import Inbox
from schedules.matching import Matching
from storage.database import Db
from storage.outbox import owe_answer
from storage.store import Storage
from storage.ticks import ALIVE, last_beats
from storage.workspaces import NewWorkspace, install, workspaces
from tests.schedules.delivering import Slack
from tests.storage.rostering import KEYRING, NOW

SECONDS = 20  # a bound, never a measure


@pytest.fixture
async def duties(database_url: str) -> AsyncIterator[Duties]:
    """Two workspaces; nobody is called outside."""
    storage, session = Storage(database_url, KEYRING, deadline=SECONDS), None
    for team in ("T1", "T2"):
        await storage.system(install, NewWorkspace(team, team, f"xoxb-{team}", "UBOT"), NOW)
    no_session: Any = session
    yield Duties(storage, "http://127.0.0.1:9/", no_session, lambda: NOW, lambda _name: None)
    await asyncio.to_thread(storage.close)


async def connected(duties: Duties) -> tuple[Slack, Slack]:
    """The Slack of each workspace."""
    one, other = await duties.workspaces()
    slow, quick = Slack(), Slack()
    for workspace, slack in ((one, slow), (other, quick)):
        client: Any = slack
        workspace.delivery.client = client
    return slow, quick


def owe(db: Db, key: str) -> None:
    owe_answer(db, NOW, key, f"D{key}", {"text": "Hello", "blocks": []})


async def owe_both(duties: Duties, key: str) -> None:
    for one in await duties.workspaces():
        await one.delivery.store.write(owe, key)


async def test_a_slow_workspace_delays_no_other(duties: Duties) -> None:
    slow, quick = await connected(duties)
    hangs, free, came = asyncio.Event(), asyncio.Event(), asyncio.Event()
    slow.meanwhile = lambda: _hang(hangs, free)
    await owe_both(duties, "1")
    loop = asyncio.create_task(duties.run())
    async with asyncio.timeout(SECONDS):
        await hangs.wait()
        quick.meanwhile = lambda: _come(came)
        await owe_both(duties, "2")
        await came.wait()
        free.set()
        await duties.deliver()
        await duties.stop(SECONDS)
        await loop
    assert (slow.places, quick.places) == (["D1", "D2"], ["D1", "D2"])


async def _hang(hangs: asyncio.Event, free: asyncio.Event) -> None:
    hangs.set()
    await free.wait()


async def _come(came: asyncio.Event) -> None:
    came.set()


async def test_the_end_waits_for_what_is_in_hand(duties: Duties) -> None:
    slow, _ = await connected(duties)
    hangs, free = asyncio.Event(), asyncio.Event()
    slow.meanwhile = lambda: _hang(hangs, free)
    await owe_both(duties, "1")
    async with asyncio.timeout(SECONDS):
        await duties.set_to_work()
        await hangs.wait()
        ending = asyncio.create_task(duties.stop(SECONDS))
        free.set()
        await ending
    assert all(one.task and one.task.done() for one in await duties.workspaces())


async def test_a_renewed_token_keeps_the_workspace_and_its_turns(duties: Duties) -> None:
    before = (await duties.workspaces())[0]
    await duties.storage.system(install, NewWorkspace("T1", "T1", "xoxb-new", "UBOT"), NOW)
    after = (await duties.workspaces())[0]
    assert (after, after.token, after.delivery.client.token) == (before, "xoxb-new", "xoxb-new")


@dataclass
class Part:
    """A part of a workspace's duties that counts how often it is asked, and may fail."""

    tidies: bool = True
    runs: bool = True
    count: int = 0
    waited: float = 0.0

    async def tidy(self) -> None:
        await self._do(self.tidies)

    async def run_once(self) -> int:
        await self._do(self.runs)
        return 0

    async def _do(self, well: bool) -> None:
        self.count += 1
        if not well:
            raise OSError


PARTS = {"tidy": "delivery", "match": "matching", "expire": "expiry", "deliver": "inbox"}


@pytest.mark.parametrize("duty", PARTS)
async def test_a_workspace_that_fails_stops_no_other_and_the_duty_says_so(
    duty: str, duties: Duties, caplog: pytest.LogCaptureFixture
) -> None:
    await connected(duties)
    bad, good = await duties.workspaces()
    setattr(bad, PARTS[duty], Part(tidies=False, runs=duty == "tidy"))
    setattr(good, PARTS[duty], seen := Part())
    assert await duties.tick() == {job.name: job.name != duty for job in JOBS}
    assert seen.count >= 1
    told = [(one.__dict__["duty"], one.__dict__.get("workspace")) for one in caplog.records if one.levelno >= 40]
    assert told == [(duty, "T1"), (duty, None)]
    assert (await duties.storage.survey(last_beats)).keys() == {job.name for job in JOBS} - {duty}


async def test_matching_that_failed_is_tried_again_the_next_time_and_rests_once_it_is_done(
    duties: Duties, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Exception | None] = [OSError("away"), None]

    async def match(_self: Matching) -> int:
        if problem := answers.pop(0):
            raise problem
        return 0

    monkeypatch.setattr(Matching, "match_now", match)
    one = (await duties.workspaces())[0].matching
    with pytest.raises(OSError, match="away"):
        await one.run_once()
    for _ in range(2):
        assert await one.run_once() == 0
    assert answers == []


async def test_a_workspace_that_is_well_again_is_reported_so(duties: Duties) -> None:
    await connected(duties)
    bad, _ = await duties.workspaces()
    well: Inbox = bad.inbox
    broken: Any = Part(runs=False)
    bad.inbox = broken
    assert (await duties.tick())["deliver"] is False
    bad.inbox = well
    assert (await duties.tick())["deliver"] is True


async def test_one_hung_workspace_among_several_is_seen_and_an_idle_one_is_not_slow(
    duties: Duties, caplog: pytest.LogCaptureFixture
) -> None:
    slow, quick = await connected(duties)
    at, hangs, free = 0.0, asyncio.Event(), asyncio.Event()
    duties.monotonic = lambda: at
    slow.meanwhile = lambda: _hang(hangs, free)
    await owe_both(duties, "1")
    async with asyncio.timeout(SECONDS):
        await duties._ticked(JOBS[-1])
        await hangs.wait()
        at = ALIVE.total_seconds() + 1
        await duties._ticked(JOBS[-1])
        await duties._ticked(JOBS[0])
        assert duties.silence() == at
        assert "workspace hangs" in caplog.text
        free.set()
        await duties.deliver()
        at *= 2
        await duties._ticked(JOBS[-1])
        await duties.deliver()
        assert duties.silence() == 0
    assert (slow.places, quick.places) == (["D1"], ["D1"])


async def test_a_workspace_whose_token_cannot_be_opened_is_left_out_and_told(
    duties: Duties, caplog: pytest.LogCaptureFixture
) -> None:
    await duties.storage.system(damage, "T1")
    assert [one.team_id for one in await duties.workspaces()] == ["T2"]
    assert (caplog.records[-1].message, caplog.records[-1].__dict__["workspace"]) == ("token unreadable", "T1")
    assert await duties.tick() == {job.name: job.name != "deliver" for job in JOBS}
    for team, well in (("T2", True), ("T1", False)):
        duties.only = team
        assert (await duties.tick())["deliver"] is well


def damage(connection: Connection, _keyring: object, team: str) -> None:
    connection.execute(update(workspaces).where(workspaces.c.team_id == team).values(bot_token=b"damaged"))
