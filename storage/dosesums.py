"""Hours of all leaders of a program as sums: one row for each leader, and one for each pair with booked visits.

Days stay as the driver gives them, and are compared with each other only.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import add
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Text, and_, bindparam, case, cast, func, or_, select
from sqlalchemy.sql.selectable import FromClause

from bot.rules.hours import OF_LATE
from bot.rules.pacing import Ahead, Sums
from bot.rules.visits import HELD, PLANNED, SKIPPED
from storage.contacts import attendances, contacts
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.figures import PROGRAMME, either
from storage.hours import VISITS
from storage.lastcontacts import Days
from storage.visits import visits

hers = engagements.alias("hers")
main = engagements.alias("main")
NOTHING = Sums()
SIX_DAYS = timedelta(days=6)

EARLIEST, SINCE, MONTH, MONDAY, TODAY, SUNDAY, LAST = (
    bindparam(name, type_=Date) for name in ("earliest", "since", "month", "monday", "today", "sunday", "last")
)
_HAPPENED = (contacts.c.removed_at.is_(None), contacts.c.made, contacts.c.day >= EARLIEST)


def _many(what: Any, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((and_(*conditions), what), else_=0))


def _sums(table: FromClause) -> list[ColumnElement[Any]]:
    """The first day of late, the year's minutes, then the fields of Sums in their order."""
    day, minutes, counts = table.c.day, table.c.minutes, table.c.counts
    held = either(table.c.kind, VISITS)
    of_late = and_(day >= SINCE, day <= TODAY)
    return [
        func.min(case((day >= SINCE, day))),
        _many(
            minutes, counts, or_(day < SINCE, and_(day >= bindparam("year"), day <= bindparam("year_to"), day <= TODAY))
        ),
        _many(minutes, counts, day >= MONTH, day <= TODAY),
        _many(minutes, counts, of_late),
        _many(minutes, counts, held, of_late),
        _many(1, held, day >= SINCE, day < TODAY),
        _many(1, held, day >= MONDAY, day <= TODAY),
        _many(1, held, day == TODAY),
    ]


def _there() -> FromClause:
    """The group contacts of other leaders at which each leader was, each once; nothing is to be had of what is hers.

    Outer joins as in storage/hours.py, so that SQLite begins with who was there.
    """
    others = main.c.id.is_not(None)
    columns = {name: case((others, contacts.c[name])) for name in ("id", "day", "kind", "minutes")}
    counts = and_(others, contacts.c.counts).label("counts")
    return (
        select(hers.c.leader_id, counts, *(value.label(name) for name, value in columns.items()))
        .join_from(hers, attendances, attendances.c.engagement_id == hers.c.id)
        .outerjoin(contacts, and_(contacts.c.id == attendances.c.contact_id, *_HAPPENED))
        .outerjoin(main, and_(main.c.id == contacts.c.engagement_id, main.c.leader_id != hers.c.leader_id))
        .where(hers.c.programme_id == PROGRAMME)
        .distinct()
        .subquery("there")
    )


_to_contacts = and_(contacts.c.engagement_id == hers.c.id, *_HAPPENED)
OWN = tenant(  # an outer join, so that SQLite begins with the pairs: the index of theirs has all that is asked
    select(hers.c.leader_id, *_sums(contacts))
    .outerjoin_from(hers, contacts, _to_contacts)
    .where(hers.c.programme_id == PROGRAMME)
    .group_by(hers.c.leader_id)
)
_there_once = _there()
THERE = tenant(select(_there_once.c.leader_id, *_sums(_there_once)).group_by(_there_once.c.leader_id))


def _between(column: ColumnElement[date]) -> ColumnElement[bool]:
    return and_(column >= SINCE, column <= LAST)


def _in_a_row(texts: ColumnElement[str], *conditions: ColumnElement[bool]) -> ColumnElement[str]:
    """Several values as one text, so that a pair is one row however many visits it has."""
    return func.aggregate_strings(case((and_(*conditions), texts)), ",")


_DAY, _MINUTES = cast(visits.c.day, Text), cast(visits.c.minutes, Text)
_COUNTS = or_(*(visits.c.kind == bindparam(f"as_{kind}") for kind in VISITS))
_COMES = and_(_COUNTS, visits.c.state != SKIPPED, visits.c.day <= LAST)
_RUN = (hers.c.programme_id == PROGRAMME, or_(hers.c.ends_on.is_(None), hers.c.ends_on >= SINCE))
BOOKED = tenant(  # of each pair: what Whole.plan takes, last
    select(
        hers.c.leader_id,
        hers.c.id,
        func.sum(case((_COUNTS, 1), else_=0)),
        func.min(case((visits.c.series_id.is_not(None), visits.c.occurs_on))),
        _in_a_row(_DAY, _COUNTS, visits.c.day >= SINCE, visits.c.day < TODAY),
        _many(1, _COMES, visits.c.day >= MONDAY, visits.c.day <= SUNDAY),
        _in_a_row(_DAY + " " + _MINUTES, _COMES, visits.c.day >= TODAY, visits.c.day <= SUNDAY),
        _many(visits.c.minutes, _COMES, visits.c.day > SUNDAY),
    )
    .join_from(hers, visits, visits.c.engagement_id == hers.c.id)
    .where(
        *_RUN,
        or_(_between(visits.c.day), _between(visits.c.occurs_on)),
        either(visits.c.state, (PLANNED, HELD, SKIPPED)),
    )
    .group_by(hers.c.leader_id, hers.c.id)
)


@dataclass(slots=True)
class Whole:
    """All there is of one leader. since: the first day of late on which anything was logged; year: minutes of the year;
    planned: visits since then that were to be; week: those of this week, near: of them those to come, with their days;
    far: minutes after it."""

    since: date | None = None
    year: int = 0
    sums: Sums = NOTHING
    planned: int = 0
    week: int = 0
    near: list[tuple[date, int]] = field(default_factory=list)
    far: int = 0

    def log(self, since: date | None, year: int, counted: Sums) -> None:
        """Add what is logged in one place."""
        if since is not None and (self.since is None or since < self.since):
            self.since = since
        self.year += year
        self.sums = counted if self.sums is NOTHING else Sums._make(map(add, self.sums, counted))

    def plan(self, days: Days, past: str | None, week: int, near: str | None, far: int) -> None:
        """Add the visits of a pair that count, as BOOKED has them. past: the days of those before today; near: day and
        minutes of each to come in this week."""
        if past and self.since is not None:
            since = self.since.isoformat()
            self.planned += sum([day >= since for day in past.split(",")])
        self.week += week
        self.far += far
        for visit in near.split(",") if near else ():
            day, minutes = visit.split(" ")
            self.near.append((days[day], int(minutes)))

    def book(self, day: date, minutes: int, today: date) -> None:
        """Add a visit that counts and comes by itself."""
        monday = today - timedelta(days=today.weekday())
        if day > monday + SIX_DAYS:
            self.far += minutes
            return
        self.week += day >= monday
        if day >= today:
            self.near.append((day, minutes))
        elif self.since is not None and day >= self.since:
            self.planned += 1

    def looking_ahead(self, today: date) -> Ahead:
        """What is booked, the next first."""
        near = sorted(self.near)
        now, then = ([minutes for day, minutes in near if (day == today) is of_today] for of_today in (True, False))
        return Ahead(self.planned, self.week, now, then, self.far)


class Read(NamedTuple):
    """Leaders by id; the pairs with a visit that counts; the first day that a series gave each pair."""

    leaders: dict[int, Whole]
    booked: set[int]
    series: dict[int, date]


def read_sums(
    db: Db, programme_id: int, year: tuple[date, date], month: tuple[date, date], today: date, kinds: Collection[str]
) -> Read:
    """Everything that is logged and booked, in few statements. kinds: of visits that count in the bank."""
    monday, since = today - timedelta(days=today.weekday()), min(month[0], today - OF_LATE)
    span = {"month": month[0], "monday": monday, "today": today, "last": month[1], "since": since}
    asked = {"programme": programme_id, **span, "earliest": min(year[0], since), "year": year[0], "year_to": year[1]}
    read, days = Read(defaultdict(Whole), set(), {}), Days()
    for leader, first, minutes, *counted in map(tuple, (*db.bare(OWN, **asked), *db.bare(THERE, **asked))):
        read.leaders[leader].log(days.of(first), minutes, Sums._make(counted))
    counting = {f"as_{kind}": kind if kind in kinds else "" for kind in VISITS}
    rows = db.bare(BOOKED, programme=programme_id, **span, sunday=monday + SIX_DAYS, **counting)
    for leader, pair, many, series, *visits_there in map(tuple, rows):
        if series is not None:
            read.series[pair] = days[series]
        if many:
            read.booked.add(pair)
            read.leaders[leader].plan(days, *visits_there)
    return read
