"""Hours of all leaders of a program as sums: one row for each leader, and one for each visit that is booked.

Days stay as the driver gives them, and are compared with each other only.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, and_, bindparam, case, func, or_, select
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


BEFORE, OVER, NOW, THEN, FAR = range(5)  # before this week; of this week, over, today, to come; after it


def _when() -> ColumnElement[int]:
    """Where a visit's day is; -1: outside of the span, so that only its first day was in it."""
    day, outside = visits.c.day, or_(visits.c.day < SINCE, visits.c.day > LAST)
    near = ((day < MONDAY, BEFORE), (day < TODAY, OVER), (day == TODAY, NOW), (day <= SUNDAY, THEN))
    return case((outside, -1), *near, else_=FAR)


def _between(column: ColumnElement[date]) -> ColumnElement[bool]:
    return and_(column >= SINCE, column <= LAST)


_RUN = (hers.c.programme_id == PROGRAMME, or_(hers.c.ends_on.is_(None), hers.c.ends_on >= SINCE))
BOOKED = tenant(
    select(
        hers.c.leader_id,
        hers.c.id,
        visits.c.kind,
        case((visits.c.state == SKIPPED, 1), else_=0),
        _when(),
        visits.c.day,
        visits.c.minutes,
        case((visits.c.series_id.is_not(None), visits.c.occurs_on)),
    )
    .join_from(hers, visits, visits.c.engagement_id == hers.c.id)
    .where(
        *_RUN,
        or_(_between(visits.c.day), _between(visits.c.occurs_on)),
        either(visits.c.state, (PLANNED, HELD, SKIPPED)),
    )
)


@dataclass(slots=True)
class Whole:
    """All there is of one leader. since: the first day of late on which anything was logged."""

    since: date | None = None
    year: int = 0
    sums: Sums = field(default_factory=Sums)
    ahead: Ahead = field(default_factory=Ahead)
    then: list[tuple[date, int]] = field(default_factory=list)
    now: list[int] = field(default_factory=list)

    def log(self, since: date | None, year: int, counted: Collection[int]) -> None:
        """Add what is logged in one place."""
        if since is not None and (self.since is None or since < self.since):
            self.since = since
        one, self.year = self.sums, self.year + year
        month, late, visit, before, week, today = counted
        self.sums = Sums(
            one.month + month, one.late + late, one.visit + visit, one.before + before, one.week + week,
            one.today + today,
        )  # fmt: skip

    def book(self, when: int, day: date, minutes: int, missed: int) -> None:
        """Add a visit that counts."""
        ahead = self.ahead
        if when in (BEFORE, OVER) and self.since is not None and day >= self.since:
            ahead.planned += 1
        if missed or when < OVER:
            return
        if when == FAR:
            ahead.far += minutes
            return
        ahead.week += 1
        if when == NOW:
            self.now.append(minutes)
        elif when == THEN:
            self.then.append((day, minutes))

    def looking_ahead(self) -> Ahead:
        """What is booked, the next first."""
        self.ahead.now, self.ahead.then = sorted(self.now), [minutes for _, minutes in sorted(self.then)]
        return self.ahead


def when_is(day: date, today: date) -> int:
    """Where a day is, as BOOKED says it."""
    monday = today - timedelta(days=today.weekday())
    if day < today:
        return OVER if day >= monday else BEFORE
    return NOW if day == today else THEN if day <= monday + timedelta(days=6) else FAR


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
    leaders: defaultdict[int, Whole] = defaultdict(Whole)
    days = Days()
    for leader, first, minutes, *counted in map(tuple, (*db.bare(OWN, **asked), *db.bare(THERE, **asked))):
        leaders[leader].log(days.of(first), int(minutes), tuple(map(int, counted)))
    booked: set[int] = set()
    series: dict[int, Any] = {}
    sunday = monday + timedelta(days=6)
    for leader, pair, kind, missed, when, day, minutes, first in map(
        tuple, db.bare(BOOKED, programme=programme_id, **span, sunday=sunday)
    ):
        if first is not None and (pair not in series or first < series[pair]):
            series[pair] = first
        if kind in kinds:
            booked.add(pair)
            leaders[leader].book(when, days[day], minutes, missed)
    return Read(leaders, booked, {pair: days[first] for pair, first in series.items()})
