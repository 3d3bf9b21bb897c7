"""Reading contacts as facts: lists of them, what a fresh form begins with."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, bindparam, func, or_, select

from bot.rules.dates import local_day
from bot.rules.sharing import bare
from bot.rules.views import Fact, Step
from bot.rules.visits import HELD, PLANNED, WEEK
from storage.contacts import attendances, contacts, next_steps
from storage.database import Db, tenant
from storage.engagements import USERS_PAIRS, Engagement, about_now, coach, engagements, leader, with_own, worked_in
from storage.people import Actor
from storage.schools import schools
from storage.visits import visits

waiting = visits.alias("waiting")

# How many further leaders were there.
OTHERS = (
    select(func.count(attendances.c.id))
    .where(attendances.c.contact_id == contacts.c.id)
    .correlate(contacts)
    .scalar_subquery()
)
FACT = (
    select(
        contacts.c.id,
        contacts.c.kind,
        contacts.c.day,
        contacts.c.start,
        contacts.c.minutes,
        contacts.c.amount,
        contacts.c.activities,
        contacts.c.presence,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
        contacts.c.removed_at,
        contacts.c.engagement_id,
        contacts.c.medium,
        contacts.c.made,
        contacts.c.focus,
        contacts.c.next_on,
        contacts.c.portfolio,
        OTHERS.label("there"),
    )
    .join_from(contacts, engagements, engagements.c.id == contacts.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == contacts.c.coach_id)
)
_MET = or_(contacts.c.kind == "visit", contacts.c.kind == "session")  # a list would go SQLAlchemy's slower way
_HELD = and_(_MET, contacts.c.made)
_NEWEST_FIRST = (contacts.c.day.desc(), contacts.c.id.desc())
ONE_FACT = tenant(FACT.where(contacts.c.id == bindparam("contact")))
OF_COACH = tenant(
    FACT.where(contacts.c.coach_id == bindparam("person"), contacts.c.removed_at.is_(None))
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
COACHED = tenant(select(engagements.c.id).where(engagements.c.leader_id == bindparam("person")))
_THERE = select(attendances.c.contact_id).where(attendances.c.engagement_id.in_(bindparam("pairs", expanding=True)))
OF_PAIRS = tenant(
    FACT.where(
        or_(contacts.c.engagement_id.in_(bindparam("pairs", expanding=True)), contacts.c.id.in_(_THERE)),
        contacts.c.removed_at.is_(None),
    )
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
OF_PROGRAMME = tenant(
    FACT.where(contacts.c.programme_id == bindparam("programme"), contacts.c.removed_at.is_(None))
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
)
LEADERS = tenant(
    select(engagements.c.leader_id).where(
        or_(
            engagements.c.id.in_(select(contacts.c.engagement_id).where(contacts.c.id == bindparam("contact"))),
            engagements.c.id.in_(
                select(attendances.c.engagement_id).where(attendances.c.contact_id == bindparam("contact"))
            ),
        )
    )
)
STEPS = tenant(
    select(next_steps.c.owner, next_steps.c.what, next_steps.c.due_on, next_steps.c.state)
    .where(next_steps.c.contact_id == bindparam("contact"))
    .order_by(next_steps.c.id)
)
LAST_VISITS = tenant(
    select(contacts.c.engagement_id, func.max(contacts.c.day))
    .where(
        contacts.c.coach_id == bindparam("person"),
        contacts.c.day >= bindparam("since"),
        _HELD,
        contacts.c.removed_at.is_(None),
    )
    .group_by(contacts.c.engagement_id)
)
# The newest visit or session of each pair, for "today" wherever the pair is.
VISITED = (
    select(func.max(contacts.c.day))
    .where(
        contacts.c.engagement_id == engagements.c.id,
        contacts.c.day >= bindparam("yesterday"),
        _HELD,
        contacts.c.removed_at.is_(None),
    )
    .correlate(engagements)
    .scalar_subquery()
)
# The newest visit of each pair that has begun and isn't logged, and whether visits tell what today is planned.
WAITING = (
    select(waiting.c.id)
    .where(
        waiting.c.engagement_id == engagements.c.id,
        waiting.c.day >= bindparam("lately"),
        waiting.c.at <= bindparam("now"),
        waiting.c.contact_id.is_(None),
        or_(waiting.c.state == PLANNED, waiting.c.state == HELD),
    )
    .order_by(waiting.c.at.desc(), waiting.c.id)
    .limit(1)
    .correlate(engagements)
    .scalar_subquery()
)
TOLD = (
    select(waiting.c.id)
    .where(
        waiting.c.engagement_id == engagements.c.id,
        func.coalesce(waiting.c.series_id, 0)
        > 0,  # not "is not null": SQLite would go through every series for each pair
        waiting.c.occurs_on >= bindparam("yesterday"),
        waiting.c.occurs_on <= bindparam("tomorrow"),
    )
    .correlate(engagements)
    .exists()
)
_BEGUN = (visits.c.kind, visits.c.day, visits.c.start, visits.c.minutes, visits.c.ends_at)
TO_LOG = tenant(
    USERS_PAIRS.outerjoin(visits, visits.c.id == WAITING).add_columns(
        VISITED.label("visited_on"), TOLD.label("told"), *(column.label(f"visit_{column.name}") for column in _BEGUN)
    )
)
OF_LATE = timedelta(days=90)


def fact_of(row: Row[Any]) -> Fact:
    """A row of FACT as a value."""
    return Fact(
        row.id,
        row.kind,
        row.day,
        row.start,
        row.minutes,
        row.amount,
        tuple(row.activities.split()),
        row.presence,
        row.school,
        row.leader,
        row.coach,
        row.removed_at is not None,
        row.engagement_id,
        row.medium,
        row.made,
        tuple(row.focus.split()),
        row.next_on,
        row.there,
        row.portfolio,
    )


def find_fact(db: Db, contact: int) -> Fact | None:
    """What happened in one contact, also one taken back."""
    row = db.first(ONE_FACT, contact=contact)
    return fact_of(row) if row else None


def coach_facts(db: Db, person: int, most: int = 10, skip: int = 0) -> list[Fact]:
    """A coach's contacts, newest first."""
    return [fact_of(row) for row in db.all(OF_COACH, person=person, most=most, skip=skip)]


def leader_facts(db: Db, person: int, most: int = 10, skip: int = 0) -> list[Fact]:
    """The contacts with a leader, of every coach she had, newest first.

    By her engagements' ids: joined to them, SQLite would walk through everybody's contacts by day.
    """
    pairs = [row.id for row in db.all(COACHED, person=person)]
    found = [fact_of(row) for row in db.all(OF_PAIRS, pairs=pairs, most=most, skip=skip)] if pairs else []
    return [one if one.engagement_id in pairs else bare(one) for one in found]


def programme_facts(db: Db, programme: int, most: int = 10) -> list[Fact]:
    """A programme's newest contacts, for those who may see that they happened."""
    return [bare(fact_of(row)) for row in db.all(OF_PROGRAMME, programme=programme, most=most)]


def leaders_of(db: Db, contact: int) -> set[int]:
    """The people a contact is about: its pair's leader, and the further leaders who were there."""
    return {row.leader_id for row in db.all(LEADERS, contact=contact)}


def last_visits(db: Db, coach_id: int, today: date) -> dict[int, date]:
    """The newest visit or session of the past 90 days, by engagement."""
    rows = db.all(LAST_VISITS, person=coach_id, since=today - OF_LATE)
    return {int(pair): day for pair, day in map(tuple, rows)}


class Begun(NamedTuple):
    """A visit that has begun and isn't logged."""

    kind: str
    day: date
    start: str
    minutes: int
    ends_at: datetime


class ToLog(NamedTuple):
    """What a fresh form needs. logged: the pairs that had a visit today; begun: the newest visit to log of each pair.

    told: the pairs whose planned visits tell what is today, so that the usual day doesn't.
    """

    pairs: list[Engagement]
    logged: frozenset[int]
    begun: Mapping[int, Begun]
    told: frozenset[int]


def visits_to_log(db: Db, actor: Actor, now: datetime, chosen: int | None) -> ToLog:
    """What a fresh form needs, in one query: the actor's pairs, the chosen one with them, and what became of them.

    Today is the day it is where the pair is; a session counts as a visit.
    """
    day = timedelta(days=1)
    near = {"yesterday": now.date() - day, "tomorrow": now.date() + day, "lately": now.date() - WEEK, "now": now}
    rows = db.all(TO_LOG, **about_now(actor, now), **near)
    many = len(Engagement._fields)
    found = [(Engagement._make(row[:many]), row) for row in rows]
    pairs = with_own(db, actor, worked_in([pair for pair, _ in found], now), chosen or 0)
    days = {zone: local_day(now, zone) for zone in {pair.zone for pair, _ in found}}
    return ToLog(
        pairs,
        frozenset(pair.id for pair, row in found if row.visited_on == days[pair.zone]),
        {pair.id: Begun._make(row[-len(Begun._fields) :]) for pair, row in found if row.visit_kind},
        frozenset(pair.id for pair, row in found if row.told),
    )


def pairs_to_log(db: Db, actor: Actor, now: datetime, chosen: int | None) -> tuple[list[Engagement], frozenset[int]]:
    """The actor's pairs with the chosen one, and which of them had a visit today."""
    return visits_to_log(db, actor, now, chosen)[:2]


def steps_of(db: Db, contact: int) -> tuple[Step, ...]:
    """The next steps agreed in a contact."""
    return tuple(_step(db, row) for row in db.all(STEPS, contact=contact))


def _step(db: Db, row: Row[Any]) -> Step:
    return Step(row.owner, db.unseal(next_steps.c.what, row.what) or "", row.due_on, row.state)
