"""T06: the clock is set forth and back while it runs, and replicas disagree by two minutes."""

import random
from datetime import timedelta

import pytest

from storage.database import Db
from storage.nudging import plan_nudges
from storage.outbox import NewOwed, owe
from tests.promises import sizes
from tests.promises.figures import record
from tests.promises.office import COORDINATORS, MORNING, office
from tests.schedules.delivering import Clock
from tests.storage.nudging import new, speaking

__all__ = ["speaking"]

STEPS = (1, -1, 120, -120, 3 * 3600, -3 * 3600)
SKEW = timedelta(minutes=2)
pytestmark = pytest.mark.usefixtures("speaking")


async def test_a_clock_that_is_set_while_it_runs_says_nothing_twice(database_url: str) -> None:
    chance, count = random.Random(6), sizes.T06_ROUNDS  # noqa: S311 - the same steps in every run
    async with office(database_url, count) as made:

        def plan(db: Db) -> None:
            at = [MORNING + timedelta(minutes=5 * (one % 60)) for one in range(count)]
            plan_nudges(
                db, MORNING, [new(made.people[f"UL{one}"], "card", at[one], subject_id=one) for one in range(count)]
            )

        await made.store.write(plan)
        for _ in range(count):
            made.clock.turn(chance.choice(STEPS))
            await made.run(made.clock.now() + timedelta(minutes=7))
        made.clock.at = max(made.clock.at, MORNING + timedelta(hours=4))
        await made.run(made.clock.at + timedelta(days=2))
        missing = count - len({one.row for one in made.slack.posts})
    doubles = made.slack.doubles()
    figure = f"{doubles} doubles, {missing} missing"
    met = (doubles, missing) == (0, 0)
    record("T06", "clock set by ±1 s to ±3 h", tried=f"{count} steps", figure=figure, wanted="0, 0", met=met)
    assert met


async def test_replicas_two_minutes_apart_send_once_and_hardly_early(database_url: str) -> None:
    count = sizes.T06_ROUNDS
    async with office(database_url, 1) as made:
        due = [MORNING + timedelta(minutes=3 * one) for one in range(count)]

        def plan(db: Db) -> None:
            owe(
                db,
                MORNING,
                [
                    NewOwed("stranger", f"stranger:1:U{one}:x", channel=COORDINATORS, due_at=at)
                    for one, at in enumerate(due)
                ],
            )

        await made.store.write(plan)
        ahead, behind = Clock(MORNING + SKEW), Clock(MORNING - SKEW)
        senders = [made.sender(clock=ahead), made.sender(clock=behind)]
        for _ in range(6 * count + 60):
            for one in senders:
                await one.run_once()
                await one.tidy()
            for clock in (made.clock, ahead, behind):
                clock.turn(30)
        rows = {row.id: row for row in await made.rows()}
        early = max((rows[one.row].due_at - one.at).total_seconds() for one in made.slack.posts)
    met = made.slack.doubles() == 0 and len(made.slack.posts) == count and early <= SKEW.total_seconds()
    figure, tried = f"{made.slack.doubles()} doubles, {early:.0f} s early at most", f"{count} messages"
    record("T06", "replicas 2 min fast and slow", tried=tried, figure=figure, wanted="0, 120 s", met=met)
    assert met
