"""The figure of the planner: eight weeks of visits for many engagements, as the duty makes them, batch by batch."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select

from bench import seed
from bench.databases import Databases
from bench.servers import KEYS, NOW
from storage.database import Db
from storage.keys import Keyring
from storage.planning import plan_ahead
from storage.store import open_engine
from storage.usualvisits import adopt_usual
from storage.visits import visits

SIZE = seed.Size(2500, 10_000)
SECONDS = 60
ROUNDS = 2_000  # a bound
IDLE_ROUNDS = 21


class Planned:
    """Seconds for what was planned: from nothing, on the next night, and on a night with nothing to do; how many."""

    def __init__(self, url: str) -> None:
        self._url = url
        began = time.perf_counter()
        self._until_done(adopt_usual, NOW)
        self._until_done(plan_ahead, NOW)
        self.whole = time.perf_counter() - began
        self.night = self._timed(NOW + timedelta(days=1))
        self.idle = self._idle(NOW + timedelta(days=1))
        self.many = self._count()

    def _timed(self, now: datetime) -> float:
        began = time.perf_counter()
        self._until_done(plan_ahead, now)
        return time.perf_counter() - began

    def _idle(self, now: datetime) -> float:
        """The middle of some rounds that find nothing to do."""
        engine, took = open_engine(self._url), []
        with engine.connect() as connection, connection.begin():
            db = Db(connection, 1, Keyring([KEYS]))
            for _ in range(IDLE_ROUNDS):
                began = time.perf_counter()
                plan_ahead(db, now)
                took.append(time.perf_counter() - began)
        engine.dispose()
        return median(took)

    def _until_done(self, work: Callable[[Db, datetime], int], now: datetime) -> None:
        engine = open_engine(self._url)
        for _ in range(ROUNDS):
            with engine.connect() as connection, connection.begin():
                if not work(Db(connection, 1, Keyring([KEYS])), now):
                    break
        engine.dispose()

    def _count(self) -> int:
        engine = open_engine(self._url, read_only=True)
        with engine.connect() as connection:
            found: int = connection.execute(select(func.count(visits.c.id))).scalar_one()
        engine.dispose()
        return found


def plan(databases: Databases, size: seed.Size = SIZE) -> Planned:
    """Plan the visits of a program of this size, in a fresh database."""
    url = databases.make()
    seed.roster(url, size)
    return Planned(url)
