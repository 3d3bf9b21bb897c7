"""The lists of a person's next steps, open and closed, ten at a time; and how much each side of a pair kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from bot.errors import Denied
from bot.rules import commitments as rules
from bot.rules.commitments import Commitment, Pair
from bot.rules.dates import local_day
from bot.rules.schooldays import closed_days
from storage.contacts import contacts, next_steps
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.ledger import (
    ACTED,
    ENTRY,
    LIVE,
    SHOWN,
    URGENT_FIRST,
    YEAR,
    acted_today,
    commitment_of,
    day_there,
    yesterday,
)
from storage.people import Actor, find_person
from storage.programmes import closures, list_programmes, programmes
from storage.schools import districts, schools

DUE_MOST = 2000

_MINE = or_(engagements.c.coach_id == bindparam("person"), engagements.c.leader_id == bindparam("person"))
LISTED_OPEN = tenant(
    ENTRY.where(_MINE, LIVE, contacts.c.removed_at.is_(None))
    .order_by(*URGENT_FIRST)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
LISTED_CLOSED = tenant(
    ENTRY.where(_MINE, or_(*(next_steps.c.state == one for one in rules.CLOSED)), contacts.c.removed_at.is_(None))
    .order_by(next_steps.c.closed_at.desc(), next_steps.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
ACTED_ON = tenant(
    ENTRY.where(_MINE, next_steps.c.changed_at >= bindparam("since"), contacts.c.removed_at.is_(None))
    .order_by(next_steps.c.changed_at.desc(), next_steps.c.id)
    .limit(ACTED)
)
KEPT = tenant(
    ENTRY.with_only_columns(
        next_steps.c.engagement_id,
        next_steps.c.owner,
        next_steps.c.state,
        next_steps.c.due_on,
        next_steps.c.closed_at,
        engagements.c.coach_id,
        programmes.c.zone,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
        maintain_column_froms=True,
    )
    .where(
        _MINE,
        next_steps.c.due_on >= bindparam("since"),
        next_steps.c.state != rules.DROPPED,
        contacts.c.removed_at.is_(None),
    )
    .order_by(schools.c.name, engagements.c.id)
    .limit(DUE_MOST)
)
CLOSED_DAYS = tenant(
    select(closures.c.day, closures.c.until, schools.c.id.label("at"))
    .join_from(schools, districts, districts.c.id == schools.c.district_id)
    .join(closures, closures.c.programme_id == districts.c.programme_id)
    .where(
        schools.c.id.in_(bindparam("at_schools", expanding=True)),
        closures.c.until >= bindparam("first"),
        closures.c.day <= bindparam("last"),
        or_(
            closures.c.school_id == schools.c.id,
            closures.c.district_id == schools.c.district_id,
            closures.c.school_id.is_(None) & closures.c.district_id.is_(None),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Ten steps of a person's pairs. late: how many school days each is overdue, by id; more: whether others follow.

    acted: those acted on today; kept: each pair's follow-through of the past year.
    """

    steps: tuple[Commitment, ...]
    late: dict[int, int]
    more: bool
    today: date
    acted: tuple[Commitment, ...] = ()
    kept: tuple[Pair, ...] = ()


def list_steps(db: Db, actor: Actor, now: datetime, closed: bool, skip: int) -> Listed:
    """Ten of the actor's next steps, open or closed, with every pair's follow-through. Raises Denied for a stranger."""
    person = find_person(db, actor)
    if person is None:
        raise Denied("step.list")
    today = local_day(now, person.zone or _zone(db))
    acted = db.all(ACTED_ON, person=person.id, since=yesterday(today))
    if closed:
        rows = db.all(LISTED_CLOSED, person=person.id, most=SHOWN + 1, skip=skip)
    else:
        stale = today - rules.LONG_OVERDUE
        rows = db.all(LISTED_OPEN, person=person.id, stale=stale, most=SHOWN + 1, skip=skip)
    shown = rows[:SHOWN]
    return Listed(
        tuple(commitment_of(db, row, _side(row, person.id)) for row in shown),
        {} if closed else _late(db, shown, today),
        len(rows) > SHOWN,
        today,
        tuple(commitment_of(db, row, _side(row, person.id)) for row in acted_today(acted, today)),
        _kept(db, person.id, today),
    )


def _zone(db: Db) -> str:
    return next((one.zone for one in list_programmes(db)), "UTC")


def _side(row: Row[Any], person: int) -> str:
    return rules.COACH if row.coach_id == person else rules.LEADER


def _late(db: Db, rows: Sequence[Row[Any]], today: date) -> dict[int, int]:
    """How many school days each step is overdue, by id, at its own school."""
    overdue = [row for row in rows if row.due_on and row.due_on < today]
    if not overdue:
        return {}
    first = min(row.due_on for row in overdue)
    places = sorted({row.school_id for row in overdue})
    found: dict[int, list[tuple[date, date]]] = {}
    for row in db.all(CLOSED_DAYS, at_schools=places, first=first, last=today):
        found.setdefault(row.at, []).append((row.day, row.until))
    shut = {place: closed_days(found.get(place, ()), (), first, today) for place in places}
    return {row.id: rules.days_overdue(row.due_on, today, shut[row.school_id]) for row in overdue}


def _kept(db: Db, person: int, today: date) -> tuple[Pair, ...]:
    """The follow-through of each pair in which something fell due in the past year."""
    pairs: dict[int, list[Row[Any]]] = {}
    for row in db.all(KEPT, person=person, since=today - YEAR):
        pairs.setdefault(row.engagement_id, []).append(row)
    made = []
    for rows in pairs.values():
        first = rows[0]
        due = [rules.Due(row.owner, row.state, row.due_on, day_there(row.closed_at, row.zone)) for row in rows]
        kept = rules.follow_through(due, today)
        if any(one.due for one in kept.values()):
            made.append(Pair(first.leader, first.coach, first.school, _side(first, person), kept))
    return tuple(made)
