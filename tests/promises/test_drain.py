"""How fast a full outbox really goes: the duties of one process against a Slack with limits, by a real clock."""

import asyncio
import time
from datetime import UTC, datetime

import aiohttp
import pytest

from playground.sample import populate
from playground.server import Playground
from playground.state import World
from schedules import Duties
from schedules.answersfirst import Answers
from storage.database import Db
from storage.outbox import owe_answer
from storage.store import Storage
from storage.workspaces import NewWorkspace, install
from tests.promises import sizes
from tests.promises.figures import record
from tests.storage.rostering import KEYRING

CHANNELS = 60
pytestmark = pytest.mark.paced
SECONDS = 120.0
PEOPLE = tuple({"id": f"U{one}", "name": f"P {one}", "email": f"u{one}@example.org"} for one in range(CHANNELS))


def owe(db: Db, now: datetime, count: int, places: int) -> None:
    for one in range(count):
        owe_answer(db, now, f"answer:{one}", f"U{one % places}", {"text": f"Hello {one}", "blocks": []})


@pytest.mark.skipif(not sizes.SOAK, reason="it takes minutes and is about time")
@pytest.mark.parametrize(("places", "count", "a_second"), [(1, 60, 1.0), (CHANNELS, 600, 10.0)])
async def test_what_a_process_sends_is_what_slack_takes(
    database_url: str, places: int, count: int, a_second: float
) -> None:
    world = World(rate_limits=True, start=datetime.now(UTC))
    populate(world, "T1", "Coaching", PEOPLE)
    storage = Storage(database_url, KEYRING, deadline=30)
    async with Playground(world, page=False) as playground, aiohttp.ClientSession() as session:
        token = world.app.installations["T1"].bot_token
        now = world.clock.now
        here = await storage.system(install, NewWorkspace("T1", "Coaching", token, "UBOT"), now())
        duties = Duties(storage, playground.api_url, session, now, lambda _name: None, answers=Answers(now))
        await storage.workspace(here).write(owe, now(), count, places)
        began, loop = time.monotonic(), asyncio.create_task(duties.run())
        await world.wait_for(lambda: len(_took(world)) >= count, 3 * SECONDS)
        took = time.monotonic() - began
        await duties.stop(10)
        await loop
    await asyncio.to_thread(storage.close)
    refused = len(list(world.journal.calls("chat.postMessage"))) - len(_took(world))
    share = (count - 1) / took / a_second
    record(
        "drain",
        f"by a real clock, {places} conversations, {database_url.partition(':')[0]}",
        tried=f"{count:,} messages",
        figure=f"{share:.1%} of what Slack takes, {refused} times 429",
        wanted="95 %, none",
        met=share >= 0.95 and not refused,
    )
    assert not refused


def _took(world: World) -> list[object]:
    return [one for one in world.journal.calls("chat.postMessage") if one["ok"]]
