"""What a digest counts beside the figures of pairs: the weeks of its chart, visits nobody explained, capacity.

as_of: as the rows stood at an instant; None: as they stand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, func, or_, select

from bot.rules import visits as visit_rules
from bot.rules.capacity import BESIDE, USUAL, Taken, load_of, mondays_ahead, room_of
from bot.rules.digests import Room, WeekHeld
from storage.closeddays import ClosedDays
from storage.database import Db, Instant, Scoped, tenant
from storage.figures import ran
from storage.past import rows_of
from storage.programmes import Programme
from storage.visitpieces import FOUR_WEEKS

DAY, WEEK = timedelta(days=1), timedelta(days=7)
PROGRAMME: Any = bindparam("programme")
FIRST: Any = bindparam("first")
LAST: Any = bindparam("last")
AT: Any = bindparam("at", type_=Instant)
SINCE: Any = bindparam("since", type_=Instant)
AHEAD_STATES = (visit_rules.PLANNED, visit_rules.CLOSED, visit_rules.HELD, visit_rules.SKIPPED)
UNSAID = (visit_rules.PROPOSED, *visit_rules.GONE)
COUNTED = tuple(kind for kind in visit_rules.KINDS if kind not in visit_rules.GROUPS)


class Both(NamedTuple):
    """A statement of how rows stand, and of how they stood."""

    now: Scoped
    then: Scoped

    def of(self, as_of: datetime | None) -> tuple[Scoped, dict[str, Any]]:
        """The one to ask, with what it needs."""
        return (self.then, {"as_of": as_of}) if as_of else (self.now, {})


def _ours(then: bool) -> Any:
    return rows_of("engagements", lambda t: (t.programme_id == PROGRAMME,), then=then)


def _days(then: bool) -> Scoped:
    """Visits by day: promised, of them held."""

    def wanted(t: Any) -> tuple[Any, ...]:
        kind = or_(*(t.kind == one for one in COUNTED))
        return t.day >= FIRST, t.day <= LAST, kind, *(t.state != one for one in UNSAID)

    pairs, visits = _ours(then), rows_of("visits", wanted, then=then)
    by_calendar = or_(*(visits.c.reason == one for one in visit_rules.BY_CALENDAR))
    shut = and_(visits.c.state == visit_rules.CLOSED, func.coalesce(by_calendar, False))
    planned = func.sum(case((shut, 0), else_=1))
    held = func.sum(case((visits.c.state == visit_rules.HELD, 1), else_=0))
    found = select(visits.c.day, planned.label("planned"), held.label("held"))
    return tenant(found.join_from(pairs, visits, visits.c.engagement_id == pairs.c.id).group_by(visits.c.day))


def _old(then: bool) -> Scoped:
    """Visits that were over long ago, and of which nothing is known."""

    def wanted(t: Any) -> tuple[Any, ...]:
        return t.state == visit_rules.PLANNED, t.contact_id.is_(None), t.ends_at <= AT, t.ends_at > SINCE

    pairs, visits = _ours(then), rows_of("visits", wanted, then=then)
    found = select(visits.c.id).join_from(pairs, visits, visits.c.engagement_id == pairs.c.id)
    return tenant(found.order_by(visits.c.ends_at, visits.c.id))


def _ahead(then: bool) -> Scoped:
    """The minutes of visits to come with what goes along, by pair and day; of what isn't to be or was, none."""

    def wanted(t: Any) -> tuple[Any, ...]:
        return t.day >= FIRST, t.day <= LAST, or_(*(t.state == one for one in AHEAD_STATES))

    pairs, visits = _ours(then), rows_of("visits", wanted, then=then)
    minutes = case((visits.c.state == visit_rules.PLANNED, visits.c.minutes + BESIDE), else_=0)
    found = select(visits.c.engagement_id, visits.c.day, minutes.label("minutes"))
    return tenant(found.join_from(pairs, visits, visits.c.engagement_id == pairs.c.id))


def _running(then: bool) -> Scoped:
    """The pairs that run through some days, with their usual visit."""

    def wanted(t: Any) -> tuple[Any, ...]:
        return t.programme_id == PROGRAMME, t.starts_on <= LAST, or_(t.ends_on.is_(None), t.ends_on >= LAST)

    pairs = rows_of("engagements", wanted, then=then)
    return tenant(select(pairs.c.id, pairs.c.coach_id, pairs.c.visit_minutes).order_by(pairs.c.id))


def _worked(then: bool) -> Scoped:
    """What was worked on with each leader in her pairs' own contacts, alike ones together."""

    def wanted(t: Any) -> tuple[Any, ...]:
        ours = (t.programme_id == PROGRAMME, t.day >= FIRST, t.day <= LAST)
        return *ours, t.removed_at.is_(None), t.made, or_(t.activities != "", t.focus != "")

    pairs, met = ran(then), rows_of("contacts", wanted, then=then)
    key = (pairs.c.leader_id, pairs.c.school_id, met.c.activities, met.c.focus)
    found = select(*key, func.sum(func.coalesce(met.c.amount, 1)))
    return tenant(found.join_from(met, pairs, pairs.c.id == met.c.engagement_id).group_by(*key))


DAYS, OLD, AHEAD, RUNNING, WORKED = (Both(make(False), make(True)) for make in (_days, _old, _ahead, _running, _worked))


def weeks_held(db: Db, programme: int, mondays: Sequence[date], as_of: datetime | None = None) -> tuple[WeekHeld, ...]:
    """The visits planned and held of some weeks that follow each other."""
    if not mondays:
        return ()
    statement, span = DAYS.of(as_of)
    sums: dict[date, tuple[int, int]] = {monday: (0, 0) for monday in mondays}
    for row in db.all(statement, programme=programme, first=mondays[0], last=mondays[-1] + WEEK - DAY, **span):
        monday = row.day - timedelta(days=row.day.weekday())
        planned, held = sums[monday]
        sums[monday] = planned + int(row.planned), held + int(row.held)
    return tuple(WeekHeld(monday=one, planned=planned, held=held) for one, (planned, held) in sums.items())


def old_visits(db: Db, programme: int, day_begins: datetime, as_of: datetime | None = None) -> tuple[int, ...]:
    """Visits of one to four weeks ago that are neither logged nor explained, by their ids, the oldest first; as many as
    the desk counts.
    """
    statement, span = OLD.of(as_of)
    until, since = day_begins - WEEK, day_begins - FOUR_WEEKS
    return tuple(row.id for row in db.all(statement, programme=programme, at=until, since=since, **span))


def rooms(
    db: Db, programme: Programme, today: date, closed: ClosedDays, as_of: datetime | None = None
) -> tuple[Room, ...]:
    """How far each coach's next weeks are taken, the fullest first; of nobody, where the program doesn't look ahead."""
    capacity = programme.rules.capacity
    mondays = mondays_ahead(today, capacity.weeks)
    mondays = [one for one in mondays if one <= programme.year_to]
    if not mondays:
        return ()
    last = min(mondays[-1] + WEEK - DAY, programme.year_to)
    span = {"programme": programme.id, "first": mondays[0], "last": last}
    room = room_of(mondays, today, closed.everywhere, capacity.hours_per_week)
    booked = _booked(db, mondays, span, as_of)
    asked, then = RUNNING.of(as_of)
    coaches: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for pair, coach, minutes in map(tuple, db.bare(asked, programme=programme.id, last=last, **then)):
        coaches[coach][pair] = ((minutes or USUAL) + BESIDE) * programme.rules.cadence.visits_per_week
    return _fullest(
        Room(coach=coach, percent=taken.percent, weeks=taken.weeks, pairs=len(promised))
        for coach, promised in coaches.items()
        for taken in [Taken(load_of(room, promised, booked), room)]
    )


def _booked(
    db: Db, mondays: Sequence[date], span: Mapping[str, Any], as_of: datetime | None
) -> list[Mapping[int, int]]:
    """Of each week that begins with these days the minutes of what is booked with what goes along, by pair."""
    asked, then = AHEAD.of(as_of)
    booked: dict[date, dict[int, int]] = {monday: {} for monday in mondays}
    weeks = _Weeks(booked)
    for pair, day, minutes in map(tuple, db.bare(asked, **span, **then)):
        week = weeks[day]
        week[pair] = week.get(pair, 0) + minutes
    return list(booked.values())


class _Weeks(dict[Any, dict[int, int]]):
    """What is kept of the week of a day, by days as the driver gives them; each is read once."""

    def __init__(self, kept: Mapping[date, dict[int, int]]) -> None:
        self._kept = kept

    def __missing__(self, given: Any) -> dict[int, int]:
        day = date.fromisoformat(given) if isinstance(given, str) else given
        self[given] = found = self._kept[day - timedelta(days=day.weekday())]
        return found


def worked_on(
    db: Db, programme: int, first: date, last: date, as_of: datetime | None = None
) -> Iterable[tuple[int, int, str, str | None, int]]:
    """Leader and school, the codes of activities and of the focus, and in how many contacts; of the pairs that ran."""
    asked, then = WORKED.of(as_of)
    return db.bare(asked, programme=programme, first=first, last=last, **then)


def _fullest(found: Iterable[Room]) -> tuple[Room, ...]:
    return tuple(sorted(found, key=lambda one: (-one.percent, one.coach)))
