"""A seeded simulation: the real storage and the real duties, with a fake clock, a fake Slack and people who act by
chance. One seed is one life, always the same; `python -m tests.promises.simulating SEED DAYS PAIRS` lives it again.
"""

import asyncio
import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine

from bot.errors import NotSavedYet
from schedules.delivery import Delivery
from schedules.expiry import Expiry
from schedules.inbox import Inbox
from schedules.materialising import Materialising
from schedules.nudging import Nudging
from schedules.prompting import Prompting
from schedules.rounds import Rounds
from storage.claiming import next_turn
from storage.migrations import upgrade
from storage.nudgepieces import PIECES
from storage.nudgesending import next_nudge
from storage.store import open_engine
from storage.ticks import beat
from storage.workspaces import install
from tests.promises.direct import Direct, quickly
from tests.promises.office import NEW, Killed
from tests.promises.simacts import act, promise
from tests.promises.simchecks import Checker
from tests.promises.simtown import DAY, NEVER, Faulty, Town, found, marked, people_of
from tests.schedules.delivering import Clock
from tests.storage.rostering import KEYRING

TICK, HOUR = timedelta(seconds=30), timedelta(hours=1)
WAKE = timedelta(hours=2)
TICKS = 3_000  # a bound on one day
BEGINNINGS = ("2026-10-19", "2026-11-16", "2027-02-01", "2027-03-01", "2027-03-22")  # clocks change near most


@dataclass(frozen=True)
class Life:
    """What became of one seed. digest: of all that was done and all that Slack was asked."""

    seed: int
    digest: str
    violations: list[str]
    days: int
    posts: int
    acts: int
    faults: int
    briefs: int


@dataclass
class Process:
    """One process of the assistant: whatever it knows by itself ends with it."""

    town: Town
    duties: list[Any] = field(default_factory=list)
    swept: datetime = NEVER

    def __post_init__(self) -> None:
        store: Any = self.town.store
        client: Any = self.town.slack
        now = self.town.clock.now
        self.delivery = Delivery(store, client, now, self.town.hit, lambda: None)
        self.duties = [one(store, now) for one in (Materialising, Rounds, Prompting, Nudging, Inbox)]
        self.sweeper = Expiry(store, now)

    async def tick(self) -> None:
        """One pass of every duty, as the ticker makes it; one that fails never stops the others."""
        for work in (self.delivery.tidy, self._sweep, *(one.run_once for one in self.duties), self._send):
            try:
                await work()
            except NotSavedYet:
                self.town.slack.troubles.append(self.town.clock.now())
        now = self.town.clock.now()
        with self.town.store.connection.begin():
            beat(self.town.store.connection, KEYRING, "tidy", now)

    async def _sweep(self) -> None:
        if self.town.clock.now() >= self.swept + HOUR:
            self.swept = self.town.clock.now()
            await self.sweeper.run_once()

    async def _send(self) -> None:
        for _ in range(200):
            if not await self.delivery.run_once():
                return


async def live(url: str, seed: int, days: int, pairs: int) -> Life:
    """Live so many days in a program of so many pairs."""
    with _town(url, seed, days, pairs) as town:
        checker, process = Checker(town), Process(town)
        for number in range(pairs):
            await promise(town, number)
        for day in range(days):
            process = await _day(town, process, checker, day)
        told = "\n".join([*town.done, *town.slack.calls])
        digest = hashlib.sha256(told.encode()).hexdigest()
        faults = town.store.faults + sum(" False " in one for one in town.slack.calls)
        return Life(seed, digest, checker.found, days, checker.seen, len(town.done), faults, checker.expected)


async def _day(town: Town, process: Process, checker: Checker, day: int) -> Process:
    begin = town.clock.now()
    end, chance = begin + DAY, town.chance
    plans = [(begin + place * WAKE, "") for place in range(12)]
    plans += [(begin + chance.uniform(7, 23) * HOUR, "act") for _ in range(2 * town.pairs)]
    if chance.random() < 0.5:
        plans.append(
            (begin + chance.uniform(6, 22) * HOUR, chance.choice(("down", "kill", "kill", "database", "gone")))
        )
    for at, what in sorted(plans):
        if at < town.clock.now():
            continue
        process = await _until(town, process, checker, at)
        process = await _happens(town, process, what)
        checker.look()
    process = await _until(town, process, checker, end)
    checker.end_day()
    return process


async def _happens(town: Town, process: Process, what: str) -> Process:
    now, chance = town.clock.now(), town.chance
    if what == "act":
        await act(town)
    elif what == "down":
        town.slack.down = now + chance.uniform(0.2, 8) * HOUR
        town.away(town.slack.down)
    elif what == "kill":
        town.killing = True
    elif what == "database":
        town.bad_until = now + chance.uniform(0.1, 6) * HOUR
    elif what == "gone":
        weekend = now.astimezone(UTC).weekday() == 4
        back = now + (chance.uniform(50, 64) if weekend else chance.uniform(0.5, 14)) * HOUR
        town.away(back)
        town.clock.at = back
        return Process(town)
    return process


async def _until(town: Town, process: Process, checker: Checker, end: datetime) -> Process:
    """Let the process work until then, the clock turned to whatever comes next."""
    for _ in range(TICKS):
        try:
            await process.tick()
        except Killed:
            process = Process(town)
        checker.look()
        if (at := _next(town)) >= end:
            break
        town.clock.at = at
    town.clock.at = max(town.clock.at, end)
    return process


def _next(town: Town) -> datetime:
    now, store = town.clock.now(), town.store
    waits = [one for one in (store.look(next_turn, now), store.look(next_nudge)) if one]
    soonest = min(waits, default=now + WAKE)
    return max(soonest, now + TICK)


@cache
def engine_of(url: str) -> Engine:
    """One engine for all lives in a place, so that each statement is compiled once."""
    return open_engine(url)


@contextmanager
def _town(url: str, seed: int, days: int, pairs: int) -> Iterator[Town]:
    chance = random.Random(seed)  # noqa: S311 - a seed is replayed exactly
    start = datetime.fromisoformat(f"{chance.choice(BEGINNINGS)}T04:05:00+00:00")
    engine = engine_of(url)
    with ExitStack() as held:
        held.callback(engine.dispose)
        connection = held.enter_context(engine.connect())
        for name, value in QUICK.items():
            held.enter_context(patch(name, value))
        held.enter_context(patch("storage.nudgecomposing.PIECES", {k: marked(v) for k, v in PIECES.items()}))
        quickly(connection)
        with connection.begin():
            workspace = install(connection, KEYRING, NEW, start)
        clock = Clock(start)
        store = Direct(connection, workspace, KEYRING)
        made = store.look(found, pairs, start, days)
        town = Town(seed, store, clock, Faulty(clock, chance), chance, people_of(made), pairs)
        store.fault = town.database
        yield town


QUICK: dict[str, Any] = {
    "schedules.delivery.MARKING": (0,) * 6, "schedules.materialising.ASIDE": 0,
}  # fmt: skip


def main() -> None:
    """Live a seed again, and print what it broke."""
    seed, days, pairs = map(int, sys.argv[1:4])
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'life.db'}"
        upgrade(url)
        began = time.process_time()
        life = asyncio.run(live(url, seed, days, pairs))
    pace = f"{days / (time.process_time() - began):.1f} days a second"
    sys.stdout.write("\n".join([*life.violations, str(life), pace, ""]))


if __name__ == "__main__":
    main()
