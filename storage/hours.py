"""The hours bank as stored: what is logged with each leader, by day of late and as one sum before, in few queries.

A bank is a leader's in one program, whoever coached her: after a change of coach her year goes on. The forecast needs
her plans, too, of every school she is coached in.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import FromClause

from bot.errors import Denied
from bot.rules.dates import local_day, month_of
from bot.rules.hours import OF_LATE, Account, Logged, Plan, bank_of
from bot.rules.schooldays import closed_days
from bot.rules.sharing import Reader, Thing, may
from bot.rules.views import Standing
from storage.bookedvisits import BookedVisits, booked
from storage.contacts import attendances, contacts
from storage.database import Db, Scoped, tenant
from storage.engagements import Engagement, engagements, find_engagement
from storage.moments import one_moment
from storage.people import Actor, find_person
from storage.programmes import Programme, closures, list_programmes
from storage.schools import schools

hers = engagements.alias("hers")
mine = engagements.alias("mine")
main = engagements.alias("main")

VISITS = ("visit", "session")  # as bot/rules/hours.py counts them

_COACHED = select(mine.c.leader_id).where(
    mine.c.coach_id == bindparam("person"),
    mine.c.programme_id == bindparam("programme"),
    mine.c.starts_on <= bindparam("today"),
    or_(mine.c.ends_on.is_(None), mine.c.ends_on >= bindparam("today")),
)
_OF_COACH = hers.c.leader_id.in_(_COACHED)
_OF_LEADER = hers.c.leader_id == bindparam("person")
# Outer joins, though nothing is to be had of what isn't there: SQLite, which keeps no statistics here, would take the
# contacts of the whole workspace first, and look each one's pair up.
_TOOK_PLACE = (contacts.c.removed_at.is_(None), contacts.c.made)
_LATE = contacts.c.day >= bindparam("since")
_BEFORE = and_(contacts.c.day >= bindparam("earliest"), contacts.c.day < bindparam("since"))


def sums_of(table: FromClause) -> list[ColumnElement[int]]:
    held = or_(*(table.c.kind == one for one in VISITS))
    return [
        func.sum(case((table.c.counts, table.c.minutes), else_=0)).label("minutes"),
        func.sum(case((and_(table.c.counts, held), table.c.minutes), else_=0)).label("visit"),
        func.sum(case((held, 1), else_=0)).label("visits"),
    ]


def total_of(table: FromClause) -> list[ColumnElement[Any]]:
    """One sum of all days, in the columns of sums_of with a day before them."""
    nothing = (literal(0).label(name) for name in ("visit", "visits"))
    return [cast(null(), Date).label("day"), sums_of(table)[0], *nothing]


def _own(scope: ColumnElement[bool]) -> list[Select[Any]]:
    """Contacts of each leader's own pairs: by day of late, and one sum before."""

    def joined(wanted: ColumnElement[bool], *columns: ColumnElement[Any]) -> Select[Any]:
        to_contacts = and_(contacts.c.engagement_id == hers.c.id, wanted, *_TOOK_PLACE)
        found = select(hers.c.leader_id, *columns).outerjoin_from(hers, contacts, to_contacts)
        return found.where(hers.c.programme_id == bindparam("programme"), scope)

    return [
        joined(_LATE, contacts.c.day, *sums_of(contacts)).group_by(hers.c.leader_id, contacts.c.day),
        joined(_BEFORE, *total_of(contacts)).group_by(hers.c.leader_id),
    ]


def _elsewhere(scope: ColumnElement[bool]) -> list[Select[Any]]:
    """Likewise the group contacts of other leaders at which she was there; each contact once."""

    def there(wanted: ColumnElement[bool]) -> FromClause:
        others = main.c.id.is_not(None)
        kind = case((others, contacts.c.kind), else_="").label("kind")
        counts = and_(others, contacts.c.counts).label("counts")
        return (
            select(hers.c.leader_id, contacts.c.id, contacts.c.day, kind, contacts.c.minutes, counts)
            .join_from(hers, attendances, attendances.c.engagement_id == hers.c.id)
            .outerjoin(contacts, and_(contacts.c.id == attendances.c.contact_id, wanted, *_TOOK_PLACE))
            .outerjoin(main, and_(main.c.id == contacts.c.engagement_id, main.c.leader_id != hers.c.leader_id))
            .where(hers.c.programme_id == bindparam("programme"), scope)
            .distinct()
            .subquery()
        )

    late, before = there(_LATE), there(_BEFORE)
    return [
        select(late.c.leader_id, late.c.day, *sums_of(late)).group_by(late.c.leader_id, late.c.day),
        select(before.c.leader_id, *total_of(before)).group_by(before.c.leader_id),
    ]


def days_of(scope: ColumnElement[bool]) -> Scoped:
    """The days since `since`, and with day NULL all from `earliest` on before them, of each leader."""
    return tenant(select(union_all(*_own(scope), *_elsewhere(scope)).subquery("each")))


def plans_of(scope: ColumnElement[bool]) -> Scoped:
    """The engagements that still run, of each leader."""
    return tenant(
        select(
            hers.c.id,
            hers.c.leader_id,
            hers.c.school_id,
            schools.c.district_id,
            hers.c.starts_on,
            hers.c.ends_on,
            hers.c.visit_day,
            hers.c.visit_minutes,
        )
        .join_from(hers, schools, schools.c.id == hers.c.school_id)
        .where(
            hers.c.programme_id == bindparam("programme"),
            or_(hers.c.ends_on.is_(None), hers.c.ends_on >= bindparam("since")),
            scope,
        )
    )


DAYS_OF_COACH, PLANS_OF_COACH, BOOKED_OF_COACH = days_of(_OF_COACH), plans_of(_OF_COACH), booked(hers, _OF_COACH)
DAYS_OF_LEADER, PLANS_OF_LEADER, BOOKED_OF_LEADER = days_of(_OF_LEADER), plans_of(_OF_LEADER), booked(hers, _OF_LEADER)
CLOSED = tenant(
    select(closures.c.day, closures.c.until, closures.c.district_id, closures.c.school_id).where(
        closures.c.programme_id == bindparam("programme"),
        closures.c.until >= bindparam("since"),
        closures.c.day <= bindparam("last"),
    )
)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose banks are read: all leaders that a coach has today, or one leader."""

    person_id: int
    coach: bool

    @property
    def days(self) -> Scoped:
        """What is logged."""
        return DAYS_OF_COACH if self.coach else DAYS_OF_LEADER

    @property
    def plans(self) -> Scoped:
        """What is planned."""
        return PLANS_OF_COACH if self.coach else PLANS_OF_LEADER

    @property
    def booked(self) -> Scoped:
        """What is booked."""
        return BOOKED_OF_COACH if self.coach else BOOKED_OF_LEADER


def accounts(db: Db, whose: Whose, programme: Programme, day: date, today: date) -> dict[int, Account]:
    """Each leader's account in a program, for the month that day is in; four queries however many there are.

    Where so many minutes of a day count, every day of the year is asked for.
    """
    first, last = month_of(day)
    since = min(first, today - OF_LATE)
    earliest = min(programme.year_from, since)
    capped = programme.rules.dose.minutes_per_day_cap is not None
    asked = {"person": whose.person_id, "programme": programme.id} | ({"today": today} if whose.coach else {})
    rows = db.all(whose.days, **asked, earliest=earliest, since=earliest if capped else since)
    plans = db.all(whose.plans, **asked, since=since)
    shut = db.all(CLOSED, programme=programme.id, since=since, last=last)
    counting = set(VISITS).intersection(programme.rules.kinds_that_count)
    there = BookedVisits(db.all(whose.booked, **asked, since=since, last=last), counting) if counting else None
    return accounts_of(rows, plans, Closed(shut, programme, since, last), there)


class Closed:
    """The days on which a program, a district or a school is closed, or the program's schools are testing."""

    def __init__(self, shut: Iterable[Row[Any]], programme: Programme, since: date, last: date) -> None:
        self._span = (programme.rules.test_windows, since, last)
        self._at: dict[tuple[int | None, int | None], list[tuple[date, date]]] = defaultdict(list)
        for row in shut:
            self._at[row.district_id, row.school_id].append((row.day, row.until))
        self._known: dict[tuple[int, int], frozenset[date]] = {}
        self._same: dict[tuple[tuple[date, date], ...], frozenset[date]] = {}  # schools with the same days share them

    @property
    def everywhere(self) -> frozenset[date]:
        """The days that no school of the program is open."""
        return closed_days(self._at.get((None, None), ()), *self._span)

    def of(self, district: int, school: int) -> frozenset[date]:
        """One school's days."""
        if (district, school) not in self._known:
            places = ((None, None), (district, None), (district, school), (None, school))
            spans = tuple([span for place in places for span in self._at.get(place, ())])
            if spans not in self._same:
                self._same[spans] = closed_days(spans, *self._span)
            self._known[district, school] = self._same[spans]
        return self._known[district, school]


def accounts_of(
    days: Iterable[Row[Any]], plans: Iterable[Row[Any]], shut: Closed, there: BookedVisits | None
) -> dict[int, Account]:
    """there: what is booked; None where visits don't count, and a plan says nothing of the bank."""
    logged: dict[int, dict[date, Logged]] = defaultdict(dict)
    earlier: dict[int, int] = defaultdict(int)
    for leader, day, minutes, visit, visits in map(tuple, days):
        if day is None:
            earlier[leader] += int(minutes)
        else:
            before = logged[leader].get(day, Logged(day, 0))
            sums = (before.minutes + int(minutes), before.visit + int(visit), before.visits + int(visits))
            logged[leader][day] = Logged(day, *sums)
    planned: dict[int, list[Plan]] = defaultdict(list)
    closed: dict[int, frozenset[date]] = {}
    for row in plans:
        days_off = shut.of(row.district_id, row.school_id)
        closed[row.leader_id] = closed.get(row.leader_id, days_off) & days_off
        if there and (plan := there.plan_of(row, days_off)):
            planned[row.leader_id].append(plan)
    return defaultdict(
        Account,
        {
            one: Account(
                tuple(logged[one].values()), earlier[one], tuple(planned[one]), closed.get(one, shut.everywhere)
            )
            for one in {*logged, *earlier, *closed}
        },
    )


def standings(
    db: Db, whose: Whose, pairs: Sequence[Engagement], programmes: Sequence[Programme], today: date
) -> tuple[Standing, ...]:
    """The bank of each leader of these pairs in each of their programs, in the order of the pairs."""
    grouped: dict[tuple[int, int], list[Engagement]] = defaultdict(list)
    for pair in pairs:
        grouped[pair.programme_id, pair.leader_id].append(pair)
    known = {one.id: one for one in programmes}
    found = {one: accounts(db, whose, known[one], today, today) for one in dict.fromkeys(place for place, _ in grouped)}
    return tuple(
        _standing(known[programme], found[programme][leader], hers, today, today)
        for (programme, leader), hers in grouped.items()
    )


def _standing(programme: Programme, account: Account, pairs: Sequence[Engagement], day: date, today: date) -> Standing:
    bank = bank_of(programme.rules.dose, (programme.year_from, programme.year_to), account, day, today)
    school = ", ".join(dict.fromkeys(one.school for one in pairs))
    return Standing(school, pairs[0].leader, bank, pairs[0].id)


def standing_about(db: Db, pair: Engagement, day: date, today: date) -> Standing:
    """The bank of a pair's leader in the month of a contact's day."""
    programme = _programme(db, pair)
    found = accounts(db, Whose(pair.leader_id, coach=False), programme, day, today)
    return _standing(programme, found[pair.leader_id], [pair], day, today)


def _programme(db: Db, pair: Engagement) -> Programme:
    return next(one for one in list_programmes(db) if one.id == pair.programme_id)


@one_moment
def month_of_pair(db: Db, actor: Actor, now: datetime, engagement: int) -> tuple[Standing, tuple[str, ...]]:
    """The running month of a pair's leader, and the kinds that count, for the pair's coach. Raises Denied."""
    pair, person = find_engagement(db, engagement), find_person(db, actor)
    coach = Reader(frozenset({"coach"} if pair and person and pair.coach_id == person.id else ()))
    if pair is None or person is None or not may(coach, Thing("hours_bank")):
        raise Denied("hours.make_up")
    today = local_day(now, person.zone or pair.zone)
    programme = _programme(db, pair)
    return standing_about(db, pair, today, today), programme.rules.kinds_that_count
