"""Reminders of next steps: who is spoken to today, and what each message says when it is sent."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, or_, select

from bot.messages import stepnudges as words
from bot.messages.nudges import Piece
from bot.rules import commitments as rules
from bot.rules import ladders
from bot.rules.dates import local_day
from bot.rules.nudges import SENT, Nudge
from storage.closeddays import ClosedDays
from storage.contacts import contacts, next_steps
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.ledger import ENTRY, LIVE, commitment_of
from storage.nudges import nudges
from storage.nudging import NewNudge, nudge_of
from storage.programmes import Programme, list_programmes
from storage.schools import schools

STEP_DUE, BARRIER = "step_due", "barrier_open"
REACH = timedelta(days=30)  # around a day, in which a step's day may be that is spoken of on it
LATER = timedelta(days=2)  # for which a reminder may be put off

_OWNER = case((next_steps.c.owner == rules.COACH, engagements.c.coach_id), else_=engagements.c.leader_id)
_NEAR = (next_steps.c.due_on >= bindparam("first"), next_steps.c.due_on <= bindparam("last"))
_RUNS = or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today"))
NEAR = tenant(
    select(next_steps.c.due_on, engagements.c.school_id, schools.c.district_id, _OWNER.label("person"))
    .join_from(engagements, next_steps, next_steps.c.engagement_id == engagements.c.id)
    .join(contacts, contacts.c.id == next_steps.c.contact_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .where(engagements.c.programme_id == bindparam("programme"), _RUNS, LIVE, *_NEAR, contacts.c.removed_at.is_(None))
)
HERS = tenant(
    ENTRY.add_columns(schools.c.district_id)
    .where(
        or_(
            and_(next_steps.c.owner == rules.COACH, engagements.c.coach_id == bindparam("person")),
            and_(next_steps.c.owner == rules.LEADER, engagements.c.leader_id == bindparam("person")),
        ),
        LIVE,
        *_NEAR,
        _RUNS,
        contacts.c.removed_at.is_(None),
    )
    .order_by(next_steps.c.due_on, next_steps.c.id)
)
HELD_UP = tenant(
    select(next_steps.c.id, next_steps.c.changed_at, engagements.c.coach_id, engagements.c.leader_id)
    .join_from(engagements, next_steps, next_steps.c.engagement_id == engagements.c.id)
    .join(contacts, contacts.c.id == next_steps.c.contact_id)
    .where(
        engagements.c.programme_id == bindparam("programme"),
        _RUNS,
        LIVE,
        next_steps.c.barrier.is_not(None),
        next_steps.c.changed_at < bindparam("before"),
        next_steps.c.changed_at >= bindparam("after"),
        contacts.c.removed_at.is_(None),
    )
)
MESSAGE = tenant(select(nudges.c.outbox_id).where(nudges.c.id == bindparam("nudge")))
OF_MESSAGE = tenant(
    select(nudges)
    .where(nudges.c.outbox_id == bindparam("message"), nudges.c.kind == bindparam("kind"), nudges.c.state == SENT)
    .order_by(nudges.c.id)
)
ONE = tenant(ENTRY.where(next_steps.c.id == bindparam("step"), _RUNS, contacts.c.removed_at.is_(None)))


def steps_due(db: Db, programme: Programme, today: date, closed: ClosedDays) -> list[NewNudge]:
    """A reminder for each person of whose steps some are spoken of today; what it says is decided when it is sent."""
    rows = db.all(NEAR, programme=programme.id, today=today, first=today - REACH, last=today + REACH)
    people = {row.person for row in rows if _rung(row, today, closed) is not None}
    due, until = ladders.instant(today, "00:00", programme.zone), ladders.midnight_after(today + LATER, programme.zone)
    return [
        NewNudge(STEP_DUE, one, today.toordinal(), f"{STEP_DUE}:{one}:{today}", due, until) for one in sorted(people)
    ]


def _rung(row: Row[Any], day: date, closed: ClosedDays) -> int | None:
    return ladders.step_rung(row.due_on, day, closed.at(row.district_id, row.school_id, tests=False))


def step_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """What is due of a person's steps: those that were to be spoken of on the planned day."""
    found, today = _due(db, nudge, now)
    return words.due_piece(found, today) if found else None


def named_beside(db: Db, nudge: Nudge, now: datetime) -> set[int]:
    """The steps that are reminded of in the message of another nudge, which needn't name them again."""
    message = db.value(MESSAGE, nudge=nudge.id)
    beside = db.all(OF_MESSAGE, message=message, kind=STEP_DUE) if message is not None else ()
    return {one.id for row in beside for one, _ in _due(db, nudge_of(row), now)[0][: words.SHOWN]}


def _due(db: Db, nudge: Nudge, now: datetime) -> tuple[list[tuple[rules.Commitment, int]], date]:
    planned = date.fromisoformat(nudge.planned_as.rpartition(":")[2])
    found: list[tuple[rules.Commitment, int]] = []
    today = planned
    for programme in list_programmes(db):
        today = local_day(now, programme.zone)
        closed = ClosedDays(db, programme, today)
        rows = db.all(HERS, person=nudge.person_id, today=today, first=today - REACH, last=today + REACH)
        for row in rows:
            rung = _spoken_of(row, planned, today, closed) if row.programme_id == programme.id else None
            if rung is not None:
                side = rules.COACH if row.coach_id == nudge.person_id else rules.LEADER
                found.append((commitment_of(db, row, side), rung))
    return found, today


def _spoken_of(row: Row[Any], planned: date, today: date, closed: ClosedDays) -> int | None:
    """The rung of the planned day; None where a later day's, until today, speaks of the step again."""
    later = (planned + timedelta(days=place) for place in range(1, (today - planned).days + 1))
    if any(_rung(row, day, closed) is not None for day in later):
        return None
    return _rung(row, planned, closed)


def barriers_open(db: Db, programme: Programme, today: date, _closed: ClosedDays) -> list[NewNudge]:
    """A message to both of a pair where something has been in the way of a step for two weeks, once."""
    begin = ladders.instant(today, "00:00", programme.zone)
    two_weeks = timedelta(days=ladders.BARRIER_DAYS)
    before = begin + timedelta(days=1) - two_weeks
    rows = db.all(HELD_UP, programme=programme.id, today=today, before=before, after=before - two_weeks)
    until = ladders.midnight_after(today + ladders.WEEK, programme.zone)
    return [
        NewNudge(BARRIER, person, row.id, f"{BARRIER}:{row.id}:{row.changed_at:%Y%m%d%H%M}:{person}", begin, until)
        for row in rows
        for person in (row.coach_id, row.leader_id)
    ]


def barrier_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """Nothing, once it is done or out of the way, somebody did something about it, or the pair ended."""
    row = db.first(ONE, step=nudge.subject_id, today=now.date())
    if row is None or row.state not in rules.LIVE or row.barrier is None or nudge.person_id not in both(row):
        return None
    if f"{row.changed_at:%Y%m%d%H%M}" != nudge.planned_as.split(":")[2]:
        return None
    side = rules.COACH if row.coach_id == nudge.person_id else rules.LEADER
    return words.barrier_piece(commitment_of(db, row, side), local_day(row.changed_at, row.zone))


def both(row: Row[Any]) -> Sequence[int]:
    """The two people of a step's pair."""
    return (row.coach_id, row.leader_id)
