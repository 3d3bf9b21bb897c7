"""The figure of the digest: all counts that one reads, against the same statements on the bare driver.

A year of a large program: weekly visits held, moved, missed; contacts of several kinds; commitments; reports.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from statistics import median
from typing import Any

import psycopg

from bench import seed
from bench.databases import Databases
from bench.servers import KEYS, NOW
from bot.commands.serving import spare_the_collector
from bot.rules.contacts import ACTIVITIES
from bot.rules.periods import period_of
from storage import statements
from storage.database import Db
from storage.digestweeks import read_week
from storage.keys import Keyring
from storage.programmes import list_programmes
from storage.store import open_engine

SIZE = seed.Size(2_500, 10_000)
CONTACTS = 150  # of each pair, in a year
DAYS = 365
WEEKS = 52
STEPS = 10  # of each pair, open or done
ROUNDS = 5
RATIO = 1.5
WEEK = timedelta(days=7)
TODAY = NOW.date()
MONDAY = TODAY - timedelta(days=TODAY.weekday())

CONTACT = (
    "workspace_id, intent, programme_id, engagement_id, coach_id, kind, day, minutes, counts, activities, presence, "
    "note, focus, sent_at, recorded_at"
)
VISIT = (
    "workspace_id, engagement_id, series_id, occurs_on, kind, day, start, zone, minutes, at, ends_at, state, reason, "
    "moved, sequence, added_at, changed_at"
)
SERIES = "workspace_id, engagement_id, kind, weekday, start, minutes, every_weeks, zone, from_day, changed_at"
STEP = "workspace_id, contact_id, engagement_id, owner, what, due_on, first_due_on, state, moves"
REPORT = (
    "workspace_id, programme_id, coach_id, unit, first, last, state, due_at, drafted_at, submitted_at, "
    "first_submitted_at, times, two_keys, edition, changed_at"
)
KINDS = (("visit", True), ("call", False), ("visit", True), ("email", False), ("session", True))
STATES = (("held", None), ("held", None), ("held", None), ("skipped", "illness"), ("skipped", "event"))


def read(db: Db) -> object:
    """All that the digest of the last week says."""
    return read_week(db, NOW, list_programmes(db)[0].id, MONDAY - WEEK)


class Told:
    """Seconds for the figures of a digest, and for its statements alone. many: contacts; asked: statements."""

    def __init__(self, url: str, size: seed.Size) -> None:
        self.pairs, self.many = size.schools, size.schools * CONTACTS
        self.url = url
        self.asked = self._recorded()
        spare_the_collector()  # as a server that has started does
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(self._ours())
            bare.append(self._bare())
        self.ours, self.bare = median(ours), median(bare)
        self.ratio = median(one / other for one, other in zip(ours, bare, strict=True))

    def _ours(self, work: Callable[[Db], Any] = read) -> float:
        engine = open_engine(self.url, read_only=True, whole=True)  # as the clock reads it
        with engine.connect() as connection, connection.begin():
            began = time.perf_counter()
            work(Db(connection, 1, Keyring([KEYS])))
            took = time.perf_counter() - began
        engine.dispose()
        return took

    def _recorded(self) -> list[tuple[str, Any]]:
        """The statements that a digest asks, with their parameters."""
        asked, execute = [], statements.execute

        def kept(connection: Any, text: str, parameters: Any = ()) -> Any:
            asked.append((text, parameters))
            return execute(connection, text, parameters)

        statements.execute = kept
        try:
            self._ours()
        finally:
            statements.execute = execute
        return asked

    def _bare(self) -> float:
        with (
            sqlite3.connect(self.url.removeprefix("sqlite:///"))
            if self._is_file
            else psycopg.connect(self.url) as connection
        ):
            cursor = connection.cursor()
            began = time.perf_counter()
            for text, parameters in self.asked:
                cursor.execute(text, parameters).fetchall()
            return time.perf_counter() - began

    @property
    def _is_file(self) -> bool:
        return self.url.startswith("sqlite")


def tell(databases: Databases, size: seed.Size = SIZE) -> Told:
    """Fill a fresh database with a year of a program of this size, and read a digest's figures."""
    url = databases.make()
    seed.roster(url, size)
    seed.fill(url, tables(size))
    return Told(url, size)


def tables(size: seed.Size, *, reports: bool = True) -> Iterator[seed.Rows]:
    """A year of a program of this size; reports: those of the year, too."""
    yield "contacts", CONTACT, _contacts(size)
    yield "series", SERIES, _series(size)
    yield "visits", VISIT, _visits(size)
    yield "next_steps", STEP, _steps(size)
    if reports:
        yield "reports", REPORT, _reports(size)


def _coach(size: seed.Size, pair: int) -> int:
    return 1 + pair % size.coaches


def _contacts(size: seed.Size) -> Iterator[tuple[Any, ...]]:
    words, codes = _sealed("contacts.note", 200), list(ACTIVITIES)
    for turn in range(CONTACTS):
        day = TODAY - timedelta(days=DAYS - 1 - turn * DAYS // CONTACTS)
        at = datetime.combine(day, clock(15), UTC)
        for pair in range(size.schools):
            number = turn * size.schools + pair
            kind, counts = KINDS[number % len(KINDS)]
            told = f"{codes[number % 11]} {codes[number % 7]}" if counts else ""
            facts = (kind, day, 20 + number % 60, counts, told, "yes" if counts else None)
            focus = f"cpsel:{1 + number % 6}A"
            yield (1, f"past-{number}", 1, pair + 1, _coach(size, pair), *facts, words, focus, at, at)


def _series(size: seed.Size) -> Iterator[tuple[Any, ...]]:
    for pair in range(size.schools):
        weekday = pair // size.coaches % 5
        yield 1, pair + 1, "visit", weekday, "09:00", 90, 1, seed.ZONE, MONDAY - WEEKS * WEEK, NOW


def _visits(size: seed.Size) -> Iterator[tuple[Any, ...]]:
    for week in range(-WEEKS, 8):
        for pair in range(size.schools):
            day = MONDAY + week * WEEK + timedelta(days=pair // size.coaches % 5)
            at = datetime.combine(day, clock(14), UTC)
            state, reason = STATES[(week + pair) % len(STATES)] if week < 0 else ("planned", None)
            when = (day, "09:00", seed.ZONE, 90, at, at + timedelta(minutes=90))
            yield (1, pair + 1, pair + 1, day, "visit", *when, state, reason, (week + pair) % 12 == 0, 0, at, at)


def _sealed(column: str, length: int) -> bytes:
    """Words of so many letters that can be read: what is due meanwhile says them."""
    return Keyring([KEYS]).seal("exit tickets " * (length // 13), f"1:{column}")


def _steps(size: seed.Size) -> Iterator[tuple[Any, ...]]:
    words = _sealed("next_steps.what", 40)
    for turn in range(STEPS):
        due = TODAY + timedelta(days=7 - turn * 3)
        for pair in range(size.schools):
            state = "open" if (turn + pair) % 4 == 0 else "done"
            owner = "coach" if turn % 2 else "leader"
            contact = (CONTACTS - 1 - turn) * size.schools + pair + 1
            yield 1, contact, pair + 1, owner, words, due, due, state, 0


def _reports(size: seed.Size) -> Iterator[tuple[Any, ...]]:
    period = period_of(TODAY)
    while period.last > TODAY - timedelta(days=DAYS):
        due = datetime.combine(period.last + timedelta(days=2), clock(21), UTC)
        for coach in range(1, size.coaches + 1):
            times = (due, due - WEEK, due, due, 1, "none", 1, due)
            yield 1, 1, coach, 0, period.first, period.last, "accepted", *times
        period = period_of(period.first - timedelta(days=1))
