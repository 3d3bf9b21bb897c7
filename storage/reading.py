"""Reading contacts: facts for those who may see that it happened, records for the pair."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, or_, select

from bot.errors import Denied, Refusal
from bot.messages.contacts import gone
from bot.rules.contacts import STEP_DAYS_MAX
from bot.rules.dates import local_day
from bot.rules.views import Fact, Promise, Record, Step
from storage.contacts import contacts, next_steps
from storage.database import Db, tenant
from storage.engagements import USERS_PAIRS, Engagement, about_now, coach, engagements, leader, with_own, worked_in
from storage.moments import one_moment
from storage.people import Actor, active_user
from storage.schools import schools

_FACT = (
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
    )
    .join_from(contacts, engagements, engagements.c.id == contacts.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == contacts.c.coach_id)
)
_HELD = or_(contacts.c.kind == "visit", contacts.c.kind == "session")  # a list would go SQLAlchemy's slower way
_NEWEST_FIRST = (contacts.c.day.desc(), contacts.c.id.desc())
ONE_FACT = tenant(_FACT.where(contacts.c.id == bindparam("contact")))
OF_COACH = tenant(
    _FACT.where(contacts.c.coach_id == bindparam("person"), contacts.c.removed_at.is_(None))
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
COACHED = tenant(select(engagements.c.id).where(engagements.c.leader_id == bindparam("person")))
OF_PAIRS = tenant(
    _FACT.where(contacts.c.engagement_id.in_(bindparam("pairs", expanding=True)), contacts.c.removed_at.is_(None))
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
OF_PROGRAMME = tenant(
    _FACT.where(contacts.c.programme_id == bindparam("programme"), contacts.c.removed_at.is_(None))
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
)
WORDS = tenant(
    select(
        contacts.c.others,
        contacts.c.note,
        contacts.c.private_note,
        contacts.c.removed_at,
        active_user(leader).label("leader_user"),
        active_user(coach).label("coach_user"),
    )
    .join_from(contacts, engagements, engagements.c.id == contacts.c.engagement_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == contacts.c.coach_id)
    .where(contacts.c.id == bindparam("contact"))
)
STEPS = tenant(
    select(next_steps.c.owner, next_steps.c.what, next_steps.c.due_on)
    .where(next_steps.c.contact_id == bindparam("contact"))
    .order_by(next_steps.c.id)
)
PROMISES = tenant(
    select(
        next_steps.c.owner,
        next_steps.c.what,
        next_steps.c.due_on,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
    )
    .join_from(contacts, next_steps, next_steps.c.contact_id == contacts.c.id)
    .join(engagements, engagements.c.id == contacts.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == contacts.c.coach_id)
    .where(
        contacts.c.engagement_id.in_(bindparam("engagements", expanding=True)),
        contacts.c.day >= bindparam("since"),
        contacts.c.removed_at.is_(None),
        or_(
            next_steps.c.due_on >= bindparam("lately"),
            and_(next_steps.c.due_on.is_(None), contacts.c.day >= bindparam("undated")),
        ),
    )
    .order_by(next_steps.c.due_on.asc().nulls_last(), next_steps.c.id)
    .limit(bindparam("most"))
)
MINUTES = tenant(
    select(contacts.c.engagement_id, func.sum(contacts.c.minutes))
    .where(
        contacts.c.coach_id == bindparam("person"),
        contacts.c.day >= bindparam("first"),
        contacts.c.day <= bindparam("last"),
        contacts.c.counts,
        contacts.c.removed_at.is_(None),
    )
    .group_by(contacts.c.engagement_id)
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
TO_LOG = tenant(USERS_PAIRS.add_columns(VISITED.label("visited_on")))
OF_LATE = timedelta(days=90)
# Next steps stay in sight until a week after their day; those without a day, for two weeks.
OVERDUE, UNDATED = timedelta(days=7), timedelta(days=14)


def fact_of(row: Row[Any]) -> Fact:
    """A row of _FACT as a value."""
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
    pairs = db.run(COACHED, {"person": person}).scalars().all()
    return [fact_of(row) for row in db.all(OF_PAIRS, pairs=pairs, most=most, skip=skip)] if pairs else []


def programme_facts(db: Db, programme: int, most: int = 10) -> list[Fact]:
    """A programme's newest contacts."""
    return [fact_of(row) for row in db.all(OF_PROGRAMME, programme=programme, most=most)]


def minutes_by_engagement(db: Db, coach_id: int, first: date, last: date) -> dict[int, int]:
    """Minutes that count toward the hours bank, from first to last day, by engagement."""
    return {
        int(pair): int(minutes)
        for pair, minutes in map(tuple, db.all(MINUTES, person=coach_id, first=first, last=last))
    }


def last_visits(db: Db, coach_id: int, today: date) -> dict[int, date]:
    """The newest visit or session of the past 90 days, by engagement."""
    rows = db.all(LAST_VISITS, person=coach_id, since=today - OF_LATE)
    return {int(pair): day for pair, day in map(tuple, rows)}


def promises_of(db: Db, engagement_ids: Sequence[int], today: date, most: int = 10) -> tuple[Promise, ...]:
    """The next steps of some engagements that still matter, the soonest first."""
    if not engagement_ids:
        return ()
    rows = db.all(
        PROMISES,
        engagements=list(engagement_ids),
        since=today - timedelta(days=STEP_DAYS_MAX) - OVERDUE,
        lately=today - OVERDUE,
        undated=today - UNDATED,
        most=most,
    )
    return tuple(Promise(_step(db, row), row.school, row.leader, row.coach) for row in rows)


def pairs_to_log(db: Db, actor: Actor, now: datetime, chosen: int | None) -> tuple[list[Engagement], frozenset[int]]:
    """What a fresh form needs, in one query: the actor's pairs, the chosen one with them, and which had a visit today.

    Today is the day it is where the pair is; a session counts as a visit.
    """
    rows = db.all(TO_LOG, **about_now(actor, now), yesterday=now.date() - timedelta(days=1))
    found = [(Engagement._make(row[:-1]), row[-1]) for row in rows]
    pairs = with_own(db, actor, worked_in([pair for pair, _ in found], now), chosen or 0)
    days = {zone: local_day(now, zone) for zone in {pair.zone for pair, _ in found}}
    return pairs, frozenset(pair.id for pair, day in found if day == days[pair.zone])


@one_moment
def read_record(db: Db, actor: Actor, contact: int) -> Record:
    """A contact with its words, for the two people in it. The private note is only ever its author's.

    Raises Denied for anyone else and when it isn't there, and Refusal when it was taken back.
    """
    row = db.first(WORDS, contact=contact)
    if row is None or actor.user_id not in {row.coach_user, row.leader_user}:
        raise Denied("contact.read")
    if row.removed_at is not None:
        raise Refusal(gone(contact))
    fact = find_fact(db, contact)
    if fact is None:
        raise Denied("contact.read")
    author = actor.user_id == row.coach_user
    return Record(
        fact,
        db.unseal(contacts.c.others, row.others),
        db.unseal(contacts.c.note, row.note),
        db.unseal(contacts.c.private_note, row.private_note) if author else None,
        steps_of(db, contact),
        author,
    )


def steps_of(db: Db, contact: int) -> tuple[Step, ...]:
    """The next steps agreed in a contact."""
    return tuple(_step(db, row) for row in db.all(STEPS, contact=contact))


def _step(db: Db, row: Row[Any]) -> Step:
    return Step(row.owner, db.unseal(next_steps.c.what, row.what) or "", row.due_on)
