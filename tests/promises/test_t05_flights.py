"""T05 and T06: people fly around the hour of a nudge; clocks step and replicas disagree. It is said once."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.rules.dates import local_time
from bot.rules.etiquette import Manners, welcome
from bot.rules.nudges import KINDS
from storage.claiming import claim
from storage.nudging import NewNudge, plan_nudges
from storage.outbox import mark
from storage.people import people
from storage.wishing import follow_zone
from tests.promises import sizes
from tests.storage.contacting import NOW, Program, settle
from tests.storage.nudging import local, messages, rows, tick
from tests.storage.rostering import opened, workspace

ZONES = ("America/New_York", "Asia/Tokyo", "Europe/London", "Pacific/Honolulu", "Asia/Kolkata", "Pacific/Auckland")
WEDNESDAY = date(2026, 11, 18)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SKEW = timedelta(minutes=2)


@pytest.fixture
def program(database_url: str) -> Iterator[Program]:
    """The small program in one transaction that is never committed."""
    with opened(database_url) as engine, engine.connect() as connection:
        yield settle(workspace(connection))


def test_whoever_flies_gets_one_nudge_in_the_new_local_day(program: Program) -> None:
    chance = random.Random(5)  # noqa: S311 - the same flights in every run
    person = program.people["UCOACH"]
    for number in range(sizes.T05_MOVES):
        here, there = chance.sample(ZONES, 2)
        kind = chance.choice(("tile", "step_due", "prompt"))
        at = local(WEDNESDAY + 28 * number * DAY, "15:30" if KINDS[kind].timed else "08:30", here)
        program.db.change(update(people).where(people.c.id == person).values(zone=here))
        plan_nudges(program.db, at - 3 * DAY, [NewNudge(kind, person, number, f"flight:{number}", at, at + DAY)])
        moves = at + chance.uniform(-20, 20) * HOUR
        sent = _lived(program, at, moves, there)
        assert len(sent) == 1, (number, here, there, moves)
        zone = there if sent[0] >= moves else here
        assert welcome(KINDS[kind], Manners(zone), sent[0])
        assert 0 <= (local_time(sent[0], zone).date() - local_time(at, here).date()).days <= 1
    assert {row.state for row in rows(program.db)} == {"sent"}
    assert len(messages(program.db)) == sizes.T05_MOVES


def _lived(program: Program, at: datetime, moves: datetime, there: str) -> list[datetime]:
    """When something is sent, looking every hour around the hour, while the person flies."""
    sent, flown = [], False
    for hour in range(-22, 46):
        now = at + hour * HOUR
        if not flown and now >= moves:
            flown = follow_zone(program.db, now, "UCOACH", there)
        sent += [now for _ in _said(program, now)]
    return sent


def _said(program: Program, now: datetime) -> list[int]:
    tick(program.db, now)
    owed = claim(program.db, now, "sender")
    for one in owed:
        mark(program.db, "sender", one.id, "sent", channel="D1", ts=f"{now.timestamp():.0f}.{one.id}")
    return [one.id for one in owed]


def test_clocks_that_step_and_replicas_that_disagree_say_nothing_twice_or_early(program: Program) -> None:
    chance = random.Random(6)  # noqa: S311 - the same steps in every run
    coaches = [program.people[user] for user in ("UCOACH", "UOTHER", "ULEAD")]
    clocks = [timedelta(), SKEW]
    told = 0
    for number in range(sizes.T06_ROUNDS * 2):
        true = NOW + number * 3 * HOUR
        due = true + chance.uniform(0, 6) * HOUR
        new = [NewNudge("card", one, number, f"step:{number}:{one}", due, due + 2 * DAY) for one in coaches]
        plan_nudges(program.db, true, new)
        if chance.random() < 0.5:
            clocks[chance.randrange(2)] = chance.choice((-1, 1)) * timedelta(seconds=chance.uniform(1, 10_800))
        for look in range(6):
            now = true + look * HOUR / 2 + clocks[look % 2]
            told += len(_said(program, now))
    sent = [row for row in rows(program.db) if row.state == "sent"]
    assert sent
    assert all(row.sent_at >= row.first_due_at - SKEW for row in sent)
    assert len({row.id for row in sent}) == len(sent)
    assert len({row.outbox_id for row in sent}) == len(messages(program.db)) == told
