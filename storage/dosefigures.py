"""Hours against what was promised, for all leaders of a program at once: the same bank and forecast that each sees.

As they stand, or stood at an instant; closures and the program's rules are those of now.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, true, union_all

from bot.rules.dates import month_of
from bot.rules.figures import Pace
from bot.rules.hours import OF_LATE, Account, Month, Plan, banked, forecast
from bot.rules.pacing import expected, on_pace
from bot.rules.programme import Dose
from bot.rules.schooldays import school_days
from bot.rules.visits import GROUPS, HELD, PLANNED, SKIPPED
from storage.bookedvisits import BookedVisits, booked
from storage.database import Db, Scoped, tenant
from storage.dosesums import Whole, read_sums
from storage.figures import PROGRAMME, either, pairs_of
from storage.hours import CLOSED, VISITS, Closed, accounts_of, days_of, hers, plans_of, sums_of, total_of
from storage.lastcontacts import Days
from storage.moments import one_moment
from storage.past import rows_of
from storage.programmes import Programme
from storage.schools import schools

SINCE: Any = bindparam("since")
EARLIEST: Any = bindparam("earliest")


class _Asked(NamedTuple):
    """The statements behind accounts: what is logged, the pairs that run, the visits that are booked."""

    days: Scoped
    plans: Scoped
    booked: Scoped


def _of_programme(t: Any) -> tuple[ColumnElement[bool], ...]:
    return (t.programme_id == PROGRAMME,)


def _days_then() -> Scoped:
    """As storage/hours.days_of has it, as it stood then."""
    return tenant(select(union_all(*_own_then(), *_elsewhere_then()).subquery("each")))


def _happened(t: Any) -> tuple[ColumnElement[bool], ...]:
    return t.made, t.removed_at.is_(None)


def _late(t: Any) -> tuple[ColumnElement[bool], ...]:
    return t.day >= SINCE, *_happened(t)


def _before(t: Any) -> tuple[ColumnElement[bool], ...]:
    return t.day >= EARLIEST, t.day < SINCE, *_happened(t)


def _own_then() -> list[Select[Any]]:
    pairs = rows_of("engagements", _of_programme, then=True)
    late = rows_of("contacts", lambda t: (*_of_programme(t), *_late(t)), then=True)
    before = rows_of("contacts", lambda t: (*_of_programme(t), *_before(t)), then=True)
    days = select(pairs.c.leader_id, late.c.day, *sums_of(late))
    sums = select(pairs.c.leader_id, *total_of(before))
    return [
        days.join_from(late, pairs, pairs.c.id == late.c.engagement_id).group_by(pairs.c.leader_id, late.c.day),
        sums.join_from(before, pairs, pairs.c.id == before.c.engagement_id).group_by(pairs.c.leader_id),
    ]


def _elsewhere_then() -> list[Select[Any]]:
    def there(wanted: Any) -> Any:
        pairs, here = rows_of("engagements", _of_programme, then=True), rows_of("attendances", lambda _: (), then=True)
        met = rows_of("contacts", lambda t: (either(t.kind, GROUPS), *wanted(t)), then=True)
        main = rows_of("engagements", lambda _: (), then=True).alias("main")
        return (
            select(pairs.c.leader_id, met.c.id, met.c.day, met.c.kind, met.c.minutes, met.c.counts)
            .join_from(met, here, here.c.contact_id == met.c.id)
            .join(pairs, pairs.c.id == here.c.engagement_id)
            .join(main, and_(main.c.id == met.c.engagement_id, main.c.leader_id != pairs.c.leader_id))
            .distinct()
            .subquery()
        )

    late, before = there(_late), there(_before)
    return [
        select(late.c.leader_id, late.c.day, *sums_of(late)).group_by(late.c.leader_id, late.c.day),
        select(before.c.leader_id, *total_of(before)).group_by(before.c.leader_id),
    ]


def _plans_then() -> Scoped:
    def runs(t: Any) -> tuple[ColumnElement[bool], ...]:
        return *_of_programme(t), or_(t.ends_on.is_(None), t.ends_on >= SINCE)

    pairs = rows_of("engagements", runs, then=True)
    names = ("id", "leader_id", "school_id", "starts_on", "ends_on", "visit_day", "visit_minutes")
    found = select(*(pairs.c[name] for name in names), schools.c.district_id)
    return tenant(found.join_from(pairs, schools, schools.c.id == pairs.c.school_id))


def _booked_then() -> Scoped:
    def wanted(t: Any) -> tuple[ColumnElement[bool], ...]:
        near = or_(*(and_(day >= SINCE, day <= bindparam("last")) for day in (t.day, t.occurs_on)))
        return near, either(t.state, (PLANNED, HELD, SKIPPED))

    pairs, there = rows_of("engagements", _of_programme, then=True), rows_of("visits", wanted, then=True)
    names = ("engagement_id", "day", "minutes", "state", "kind", "series_id", "occurs_on")
    found = select(*(there.c[name] for name in names))
    return tenant(found.join_from(there, pairs, pairs.c.id == there.c.engagement_id))


class Bank(NamedTuple):
    """A leader's minutes: of the month, as expected at its end, and of the year."""

    minutes: int
    expected: int
    year: int


NOW = _Asked(days_of(true()), plans_of(true()), booked(hers, true()))
THEN = _Asked(_days_then(), _plans_then(), _booked_then())


@one_moment
def dose_standing(db: Db, programme: Programme, today: date, as_of: datetime | None = None) -> list[Pace]:
    """The running month of each leader who has a pair today, by the order of their first pairs.

    Nobody, where the program promises no hours.
    """
    dose, (first, last) = programme.rules.dose, month_of(today)
    if not dose.hours_per_month:
        return []
    pairs: defaultdict[int, list[int]] = defaultdict(list)
    for pair in pairs_of(db, programme.id, today, today, as_of):
        pairs[pair[3]].append(pair[0])
    year = (programme.year_from, programme.year_to)
    found = {} if as_of or dose.minutes_per_day_cap else _by_sums(db, programme, today)
    accounts = {} if pairs.keys() <= found.keys() else _accounts(db, programme, today, as_of)
    return [
        _pace(
            leader,
            tuple(hers),
            dose,
            found.get(leader) or _by_account(accounts[leader], dose, (today, first, last, year)),
        )
        for leader, hers in pairs.items()
    ]


def _accounts(db: Db, programme: Programme, today: date, as_of: datetime | None) -> dict[int, Account]:
    """Every leader's account, as storage/hours.accounts reads those of one person."""
    first, last = month_of(today)
    since, asked = min(first, today - OF_LATE), THEN if as_of else NOW
    earliest = min(programme.year_from, since)
    capped = programme.rules.dose.minutes_per_day_cap is not None
    whose = {"programme": programme.id, **({"as_of": as_of} if as_of else {})}
    rows = db.all(asked.days, **whose, earliest=earliest, since=earliest if capped else since)
    plans = db.all(asked.plans, **whose, since=since)
    shut = db.all(CLOSED, programme=programme.id, since=since, last=last)
    counting = set(VISITS).intersection(programme.rules.kinds_that_count)
    there = BookedVisits(db.all(asked.booked, **whose, since=since, last=last), counting) if counting else None
    return accounts_of(rows, plans, Closed(shut, programme, since, last), there)


def _by_account(account: Account, dose: Dose, days: tuple[date, date, date, tuple[date, date]]) -> Bank:
    """What is in a bank, day by day; nothing of later days, where an earlier day is told of anew."""
    today, first, last, year = days
    account = replace(account, logged=tuple(one for one in account.logged if one.day <= today))
    cap = dose.minutes_per_day_cap
    coming = forecast(account.plans, account.logged, Month(today, last, account.closed, cap))
    minutes = banked(account.logged, first, last, cap)
    return Bank(minutes, coming, account.earlier + banked(account.logged, *year, cap))


def _pace(leader: int, pairs: tuple[int, ...], dose: Dose, bank: Bank) -> Pace:
    goal, year_goal = round(dose.hours_per_month * 60), round(dose.hours_per_year * 60)
    reaches = on_pace(dose.hours_per_month, bank.expected)
    return Pace(leader, pairs, bank.minutes, bank.expected, goal, bank.year, year_goal, reaches)


def _by_sums(db: Db, programme: Programme, today: date) -> dict[int, Bank]:
    """The banks of those leaders all of whose visits to come are booked; the others' have to be told day by day."""
    month, since = month_of(today), min(month_of(today)[0], today - OF_LATE)
    counting = set(VISITS).intersection(programme.rules.kinds_that_count)
    read = read_sums(db, programme.id, (programme.year_from, programme.year_to), month, today, counting)
    shut = Closed(db.all(CLOSED, programme=programme.id, since=since, last=month[1]), programme, since, month[1])
    closed: dict[int, frozenset[date]] = {}
    planned, others = set(), set()
    for row in _running(db, programme.id, since):
        days_off = shut.of(row.district_id, row.school_id)
        closed[row.leader_id] = closed[row.leader_id] & days_off if row.leader_id in closed else days_off
        if counting and (row.visit_day is not None or row.id in read.booked):
            planned.add(row.leader_id)
        usual = _usual(row, read.series.get(row.id), (since, month[1]), days_off) if counting else []
        if any(day >= today for day in usual) and row.visit_minutes is None:
            others.add(row.leader_id)
        for day in usual:
            read.leaders[row.leader_id].book(day, row.visit_minutes or 0, today)
    left, everywhere = _School(today, month[1]), shut.everywhere
    return {
        leader: left.bank(whole, closed.get(leader, everywhere), planned=leader in planned)
        for leader, whole in read.leaders.items()
        if leader not in others
    }


class _Running(NamedTuple):
    """A pair that runs, as storage/hours.plans_of has it."""

    id: int
    leader_id: int
    school_id: int
    district_id: int
    starts_on: date
    ends_on: date | None
    visit_day: int | None
    visit_minutes: int | None


def _running(db: Db, programme_id: int, since: date) -> list[_Running]:
    days = Days()
    rows = map(tuple, db.bare(NOW.plans, programme=programme_id, since=since))
    return [_Running._make((*row[:4], days[row[4]], days.of(row[5]), *row[6:])) for row in rows]


def _usual(row: _Running, series: date | None, span: tuple[date, date], closed: frozenset[date]) -> list[date]:
    """The usual visits of a pair that no series gives. series: the first day that one gave."""
    if row.visit_day is None:
        return []
    start = max(span[0], row.starts_on)
    if series is not None and start + timedelta(days=(row.visit_day - start.weekday()) % 7) >= series:
        return []
    return Plan(row.visit_day, None, row.starts_on, row.ends_on, closed, since=series).days(*span)


class _School:
    """The school days of a month that are left, and those of late; alike places are counted once."""

    def __init__(self, today: date, last: date) -> None:
        self._today, self._last = today, last
        self._known: dict[tuple[Any, frozenset[date]], tuple[int, int]] = {}

    def bank(self, whole: Whole, closed: frozenset[date], *, planned: bool) -> Bank:
        """One leader's bank."""
        key = (whole.since, closed)
        if key not in self._known:
            since = whole.since or self._today
            month = Month(self._today, self._last, closed)
            self._known[key] = len(school_days(since, self._today, closed)), len(month.left)
        sums = whole.sums
        coming = expected(sums, whole.looking_ahead(self._today), self._known[key], planned=planned)
        return Bank(sums.month, coming, whole.year)
