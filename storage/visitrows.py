"""Reading visits: one, a coach's, a leader's; for the pair, for guests, and as metadata for who coordinates."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from bot.errors import Denied
from bot.rules.visits import GONE, PLANNED, PROPOSED, Visit
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.moments import one_moment
from storage.people import Actor, active_user, find_person, people, roles
from storage.schools import schools
from storage.visits import visit_guests, visits

COORDINATES = ("coordinator", "lead_coach", "office")
COLUMNS = len(Visit._fields) - 1  # all but the guests

guest = people.alias("guest")
theirs = engagements.alias("theirs")

VISIT = (
    select(
        visits.c.id,
        visits.c.engagement_id,
        visits.c.series_id,
        engagements.c.programme_id,
        schools.c.name.label("school"),
        engagements.c.school_id,
        leader.c.name.label("leader"),
        engagements.c.leader_id,
        coach.c.name.label("coach"),
        engagements.c.coach_id,
        visits.c.kind,
        visits.c.occurs_on,
        visits.c.day,
        visits.c.start,
        visits.c.zone,
        visits.c.minutes,
        visits.c.at,
        visits.c.ends_at,
        visits.c.place,
        visits.c.state,
        visits.c.reason,
        visits.c.moved,
        visits.c.make_up_for,
        visits.c.contact_id,
        visits.c.asked_by,
        visits.c.sequence,
        visits.c.changed_at,
        visits.c.before,
        active_user(coach).label("coach_user"),
        active_user(leader).label("leader_user"),
    )
    .join_from(visits, engagements, engagements.c.id == visits.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
)
ONE = tenant(VISIT.where(visits.c.id == bindparam("visit")))
_IN_ORDER = (visits.c.at, visits.c.id)
_DAYS = (visits.c.day >= bindparam("first"), visits.c.day <= bindparam("last"), visits.c.state.not_in(GONE))
# Their own, and those they come to as a guest: for a coach, the latter are their own as well.
_AS_GUEST = visits.c.id.in_(
    select(visit_guests.c.visit_id)
    .join_from(visit_guests, theirs, theirs.c.id == visit_guests.c.engagement_id)
    .where(theirs.c.leader_id == bindparam("person"), visits.c.state != PROPOSED)
)
OF_COACH = tenant(VISIT.where(engagements.c.coach_id == bindparam("person"), *_DAYS).order_by(*_IN_ORDER))
OF_LEADER = tenant(
    VISIT.where(or_(engagements.c.leader_id == bindparam("person"), _AS_GUEST), *_DAYS).order_by(*_IN_ORDER)
)
WAITING = tenant(
    VISIT.where(
        or_(engagements.c.coach_id == bindparam("person"), engagements.c.leader_id == bindparam("person")),
        visits.c.state == PROPOSED,
        visits.c.at > bindparam("now"),
        visits.c.asked_by != bindparam("person"),
    ).order_by(*_IN_ORDER)
)
OF_PAIR = tenant(VISIT.where(visits.c.engagement_id == bindparam("engagement"), *_DAYS).order_by(*_IN_ORDER))
NEXT = tenant(
    VISIT.where(
        visits.c.engagement_id == bindparam("engagement"), visits.c.state == PLANNED, visits.c.at > bindparam("now")
    )
    .order_by(*_IN_ORDER)
    .limit(1)
)
GUESTS = tenant(
    select(visit_guests.c.visit_id, visit_guests.c.engagement_id, guest.c.name, theirs.c.leader_id)
    .join_from(visit_guests, theirs, theirs.c.id == visit_guests.c.engagement_id)
    .join(guest, guest.c.id == theirs.c.leader_id)
    .where(visit_guests.c.visit_id.in_(bindparam("visits", expanding=True)))
    .order_by(guest.c.name, visit_guests.c.id)
)
COORDINATED = tenant(
    select(roles.c.id).where(
        roles.c.person_id == bindparam("person"),
        roles.c.programme_id == bindparam("programme"),
        roles.c.role.in_(COORDINATES),
    )
)


def visit_in(row: Row[Any], guests: Iterable[str] = ()) -> Visit:
    """A row of VISIT as it is read."""
    return Visit._make([*tuple(row)[:COLUMNS], tuple(guests)])


def find_visit(db: Db, visit_id: int) -> Visit | None:
    """One visit with its guests; the caller says who may read it."""
    row = db.first(ONE, visit=visit_id)
    return with_guests(db, [row])[0] if row else None


@one_moment
def visit_of(db: Db, actor: Actor, visit_id: int) -> Visit:
    """One visit, for its pair, a guest, or who coordinates its program. Raises Denied for anyone else."""
    found, person = find_visit(db, visit_id), find_person(db, actor)
    if found is None or person is None or not _may_read(db, found, person.id):
        raise Denied("visit.read")
    return found


def _may_read(db: Db, visit: Visit, person: int) -> bool:
    if person in {visit.coach_id, visit.leader_id}:
        return True
    if any(row.leader_id == person for row in db.all(GUESTS, visits=[visit.id])):
        return True
    return db.value(COORDINATED, person=person, programme=visit.programme_id) is not None


@one_moment
def visits_of_coach(db: Db, actor: Actor, first: date, last: date) -> list[Visit]:
    """The actor's visits as a coach that stand on days from first to last, in order; empty for everyone else.

    Also those that are closed or skipped; not those that were declined or withdrawn.
    """
    person = find_person(db, actor)
    return with_guests(db, db.all(OF_COACH, person=person.id, first=first, last=last)) if person else []


@one_moment
def visits_of_leader(db: Db, actor: Actor, first: date, last: date) -> list[Visit]:
    """The actor's visits as a leader, and those they are a guest at, as visits_of_coach gives a coach's."""
    person = find_person(db, actor)
    return with_guests(db, db.all(OF_LEADER, person=person.id, first=first, last=last)) if person else []


def visits_of_person(db: Db, person_id: int, first: date, last: date) -> list[Visit]:
    """All visits of a person on either side, in order: for their calendar. The caller says whose it is."""
    rows = [*db.all(OF_COACH, person=person_id, first=first, last=last)]
    mine = {row.id for row in rows}
    rows += [row for row in db.all(OF_LEADER, person=person_id, first=first, last=last) if row.id not in mine]
    return with_guests(db, sorted(rows, key=lambda row: (row.at, row.id)))


def visits_of_pair(db: Db, engagement: int, first: date, last: date) -> list[Visit]:
    """A pair's visits that stand on days from first to last, in order; the caller says who may read them."""
    return with_guests(db, db.all(OF_PAIR, engagement=engagement, first=first, last=last))


def next_visit(db: Db, engagement: int, now: datetime) -> Visit | None:
    """A pair's next planned visit; the caller says who may read it."""
    row = db.first(NEXT, engagement=engagement, now=now)
    return with_guests(db, [row])[0] if row else None


@one_moment
def proposals_for(db: Db, actor: Actor, now: datetime) -> list[Visit]:
    """The proposals that wait for the actor's answer and are still to come, the next first."""
    person = find_person(db, actor)
    return with_guests(db, db.all(WAITING, person=person.id, now=now)) if person else []


def with_guests(db: Db, rows: Sequence[Row[Any]]) -> list[Visit]:
    """Rows of VISIT as they are read, each with the names of its guests."""
    names = guests_of(db, [row.id for row in rows])
    return [visit_in(row, (name for name, _, _ in names.get(row.id, ()))) for row in rows]


def guests_of(db: Db, visit_ids: Collection[int]) -> dict[int, list[tuple[str, int, int]]]:
    """The guests of some visits: (name, engagement, person) of each."""
    found: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for row in db.all(GUESTS, visits=sorted(visit_ids)) if visit_ids else ():
        found[row.visit_id].append((row.name, row.engagement_id, row.leader_id))
    return found
