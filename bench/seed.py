"""Programs of any size, and years of what their coaches recorded, straight into the tables."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias

import psycopg

from bench.plainrows import AUDIT, CONTACT, MESSAGES, OWED, SEALING
from bench.servers import KEYS, NOW
from bench.slack import TEAM
from bot.rules.programme import Channels, Rules
from storage import rosterwrite
from storage.database import Db
from storage.engagements import engagements
from storage.keys import Keyring
from storage.migrations import upgrade
from storage.people import people, roles
from storage.programmes import programmes
from storage.schools import districts, schools
from storage.store import ANALYSIS, open_engine
from storage.welcoming import take_as_welcomed
from storage.workspaces import NewWorkspace, install

YEARS = 5
YEAR = 365
MONTH = 30
LONG_SERVICE = 10 * YEAR
CONTACTS_A_YEAR = 140  # of each school, so that 2,000 schools have 1.4 million in five years
SENT_DAYS = 30  # how long ago messages that were sent are still in the outbox
ZONE = "America/New_York"
BATCH = 50_000

Rows: TypeAlias = tuple[str, str, Iterator[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Size:
    """A program: how many coaches and schools; each school has one leader."""

    coaches: int
    schools: int

    @property
    def coach_users(self) -> list[str]:
        """The coaches' Slack ids."""
        return [f"UCOACH{number}" for number in range(self.coaches)]


USUAL = Size(18, 72)
LARGE = Size(500, 2000)


def roster(url: str, size: Size) -> None:
    """A migrated database with a program of this size in it."""
    upgrade(url)
    engine = open_engine(url)
    keyring = Keyring([KEYS])
    with engine.connect() as connection, connection.begin():
        workspace = install(connection, keyring, NewWorkspace(TEAM, "Coaching", "xoxb-bench", "UBOT"), NOW)
        db = Db(connection, workspace, keyring)
        _fill(db, size, NOW.date())
        take_as_welcomed(db, NOW)
        db.count_anew(rosterwrite.TABLES)
    engine.dispose()


def _fill(db: Db, size: Size, today: date) -> None:
    rules = Rules(channels=Channels(coordinators="CCOORD")).model_dump(mode="json", by_alias=True)
    began = today - timedelta(days=LONG_SERVICE + MONTH)
    year = {"year_from": today - timedelta(days=300), "year_to": today + timedelta(days=60)}
    code = {"code": "bench", "name": "Bench program", "zone": ZONE}
    programme = db.add(programmes, **code, **year, rules=rules)
    numbers = range(max(1, size.schools // 4))
    places = [db.add(districts, programme_id=programme, name=f"District {number}") for number in numbers]
    coaches = [_person(db, programme, user, "coach") for user in size.coach_users]
    _person(db, programme, "UCOORD", "coordinator")
    for number in range(size.schools):
        school = db.add(schools, district_id=places[number % len(places)], name=f"School {number:04d}")
        db.add(
            engagements,
            programme_id=programme,
            school_id=school,
            leader_id=_person(db, programme, f"ULEAD{number}", "leader"),
            coach_id=coaches[number % size.coaches],
            starts_on=began,
            visit_day=number // size.coaches % 5,
            visit_start="09:00",
            visit_minutes=90,
        )


def _person(db: Db, programme: int, user: str, role: str) -> int:
    name = user.removeprefix("U").title()
    person = db.add(people, email=f"{user.lower()}@example.org", name=name, slack_user_id=user, zone=ZONE)
    db.add(roles, programme_id=programme, person_id=person, role=role)
    return person


def history(url: str, size: Size, days: int = YEARS * YEAR) -> int:
    """Contacts of so many days with their audit rows, and the last month's messages; how many contacts."""
    fill(url, _tables(size, days))
    return size.schools * _each(days)


def fill(url: str, tables: Iterable[Rows]) -> None:
    """Many rows straight into tables: (table, its columns, the rows) each."""
    if url.startswith("sqlite"):
        _into_sqlite(url, tables)
    else:
        _into_postgres(url, tables)


def _each(days: int) -> int:
    """A school's contacts in so many days."""
    return days * CONTACTS_A_YEAR // YEAR


def _into_sqlite(url: str, tables: Iterable[Rows]) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for table, columns, rows in tables:
            marks = ", ".join(["?"] * len(columns.split(",")))
            values = (tuple(map(_as_sqlite, row)) for row in rows)
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608 - constants
        connection.commit()
        connection.execute(f"PRAGMA {ANALYSIS}")
        connection.execute("ANALYZE")  # as the clock does every hour
    connection.close()


def _as_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def _into_postgres(url: str, tables: Iterable[Rows]) -> None:
    with psycopg.connect(url) as connection:
        for table, columns, rows in tables:
            with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _tables(size: Size, days: int) -> Iterator[Rows]:
    yield "contacts", CONTACT, _contacts(size, days)
    yield "audit", AUDIT, _audited(size, days)
    yield "outbox", OWED, _sent(size, days)


def _visits(size: Size, days: int) -> Iterator[tuple[int, int, datetime]]:
    """Number, pair and moment of each contact, oldest first; pairs are numbered as they were added."""
    each = _each(days)
    first = NOW.date() - timedelta(days=days)
    for turn in range(each):
        at = datetime.combine(first + timedelta(days=turn * days // each), time(15), UTC)
        for pair in range(size.schools):
            yield turn * size.schools + pair + 1, pair, at


def _contacts(size: Size, days: int) -> Iterator[tuple[Any, ...]]:
    words = [SEALING + os.urandom(40 + 10 * length) for length in range(30)]
    for number, pair, at in _visits(size, days):
        note = words[number % 30] if number % 5 else None
        coach = 1 + pair % size.coaches
        facts = ("visit", at.date(), "09:00", 60 + number % 60, None, True, "A2 A3", "yes")
        yield (1, f"past-{number}", f"tr{number}.s", 1, pair + 1, coach, *facts, None, note, None, at, at, None, None)


def _audited(size: Size, days: int) -> Iterator[tuple[Any, ...]]:
    for number, pair, at in _visits(size, days):
        yield 1, at, f"UCOACH{pair % size.coaches}", "contact.recorded", number


def _sent(size: Size, days: int) -> Iterator[tuple[Any, ...]]:
    since = NOW - timedelta(days=SENT_DAYS)
    for number, pair, at in _visits(size, days):
        if at < since:
            continue
        for kind, key, person, about in MESSAGES:
            to = (1 + pair % size.coaches, None) if person else (None, "CCOORD")
            yield 1, kind, key.format(number), *to, number if about else None, "sent", at, None, 0, at
