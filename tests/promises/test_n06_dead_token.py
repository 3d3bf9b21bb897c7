"""N06: the token is revoked in the middle of a batch, and the app installed again two days later."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from playground.sample import populate
from playground.server import Playground
from playground.state import World
from schedules import Duties
from storage.database import Db
from storage.installations import install_workspace
from storage.nudging import plan_nudges
from storage.outbox import owe_answer
from storage.status import read_status
from storage.store import Storage
from storage.workspaces import NewWorkspace
from tests.promises import sizes
from tests.promises.figures import record
from tests.promises.office import MORNING, settle
from tests.schedules.delivering import Clock
from tests.storage.nudging import new, speaking
from tests.storage.rostering import KEYRING

__all__ = ["speaking"]

PAIRS = 8
INSTALLER = {"id": "UADMIN", "name": "Admin A", "email": "admin@example.org", "admin": True}
LEADERS = tuple({"id": f"UL{one}", "name": f"P {one}", "email": f"ul{one}@example.org"} for one in range(PAIRS))
PEOPLE: tuple[dict[str, Any], ...] = (INSTALLER, *LEADERS)
HOURS, EVERY = 48, 4


def owe(db: Db, people: dict[str, int], number: int) -> None:
    """A message, and a nudge of the next day."""
    owe_answer(db, MORNING, f"answer:{number}", f"UL{number % PAIRS}", {"text": f"Old {number}", "blocks": []})
    tomorrow = MORNING + timedelta(days=1, minutes=number)
    plan_nudges(
        db, MORNING, [new(people[f"UL{number % PAIRS}"], "card", tomorrow, days=3, occurrence=f"card:{number}")]
    )


@pytest.mark.usefixtures("speaking")
async def test_a_dead_token_is_hardly_called_and_a_reinstall_is_summed_up_once(database_url: str) -> None:
    world, clock = World(rate_limits=False, start=MORNING), Clock(MORNING)
    populate(world, "T1", "Coaching", PEOPLE)
    storage = Storage(database_url, KEYRING, deadline=30)
    async with Playground(world, page=False) as playground, aiohttp.ClientSession() as session:
        duties = Duties(storage, playground.api_url, session, clock.now, lambda _name: None)
        store = storage.workspace(await storage.system(install_workspace, new_installation(world), MORNING))
        made = await store.write(settle, PAIRS)
        for number in range(sizes.N06_MESSAGES):
            await store.write(owe, made, number)
        await duties.tick()
        world.app.installations["T1"].revoked = True
        before = len(world.journal.calls())
        told = await two_days(duties, clock)
        calls = world.journal.calls()[before:]
        world.install("T1")
        await storage.system(install_workspace, new_installation(world), clock.now())
        clock.turn(60)
        await duties.tick()
        posts = [one["args"] for one in world.journal.calls("chat.postMessage") if one["ok"]]
        await duties.stop(10)
    await asyncio.to_thread(storage.close)
    after = [one for one in posts if "Coachlog is connected again" in one["text"]]
    stale = sum("Old" in one["text"] or "card" in one["text"] for one in posts[posts.index(after[0]) :])
    met = len(calls) <= 3 * HOURS // 24 and len(after) == 1 and not stale
    figure = f"{len(calls)} calls in {HOURS} h, {stale} stale messages, {len(after)} summary"
    record("N06", "dead token", tried=f"{sizes.N06_MESSAGES} due", figure=figure, wanted="3 a day, 0, 1", met=met)
    assert met, Counter(one["method"] for one in calls)
    assert after[0]["channel"] == "UADMIN"
    assert any("token of T1" in one for one in told)


def new_installation(world: World) -> NewWorkspace:
    held = world.app.installations["T1"]
    return NewWorkspace("T1", "Coaching", held.bot_token, held.bot_user_id, installer="UADMIN")


async def two_days(duties: Duties, clock: Clock) -> tuple[str, ...]:
    """Another look every few hours; what the operator sees meanwhile."""
    for _ in range(HOURS // EVERY):
        clock.turn(EVERY * 3600)
        await duties.tick()
    status = await duties.storage.survey(read_status, clock.now())
    assert status.dead == ("T1",)
    return status.problems
