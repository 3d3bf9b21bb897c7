"""Reading the ledger of next steps: what some pairs have open, one step, and what stands on top of the next form."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, case, or_, select

from bot.errors import Denied, Refusal
from bot.messages.contacts import gone
from bot.rules import commitments as rules
from bot.rules.commitments import Commitment, Ledger
from bot.rules.dates import local_day
from bot.rules.sharing import Reader, Thing, may
from bot.rules.steps import AHEAD, WEEK, guess_due
from storage.contacts import contacts, next_steps
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.pairs import closures_of
from storage.people import Actor, active_user
from storage.programmes import programmes
from storage.schools import schools

SHOWN = 10
ON_TOP = 3  # of the next form
MOST = 50  # of which the most urgent are told apart at once; what is beyond them is only said to be there
YEAR = timedelta(days=365)  # what has been overdue for longer is in the list of all, and no longer on a Home
ACTED = 5

ENTRY = (
    select(
        next_steps,
        contacts.c.day,
        contacts.c.removed_at,
        engagements.c.programme_id,
        engagements.c.school_id,
        engagements.c.coach_id,
        engagements.c.leader_id,
        programmes.c.zone,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
        active_user(leader).label("leader_user"),
        active_user(coach).label("coach_user"),
    )
    .join_from(next_steps, contacts, contacts.c.id == next_steps.c.contact_id)
    .join(engagements, engagements.c.id == next_steps.c.engagement_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
)
_STALE: BindParameter[Any] = bindparam("stale")
_SUNK = next_steps.c.due_on < _STALE
# As rules.urgency: what was due lately and what comes by day, then the long overdue from the newest, then the undated.
URGENT_FIRST = (
    case((next_steps.c.due_on.is_(None), 2), (_SUNK, 1), else_=0),
    case((next_steps.c.due_on >= _STALE, next_steps.c.due_on)),
    next_steps.c.due_on.desc(),
    next_steps.c.id,
)
_PAIRS: BindParameter[Any] = bindparam("pairs", expanding=True)
LIVE = or_(*(next_steps.c.state == state for state in rules.LIVE))  # a list isn't prepared
_OF_LATE = next_steps.c.due_on >= bindparam("year")
_OPEN = (
    select(next_steps.c.id)
    .where(next_steps.c.engagement_id.in_(_PAIRS), LIVE, _OF_LATE)
    .order_by(*URGENT_FIRST)
    .limit(bindparam("most"))
    .subquery()
)
_TODAY = (
    select(next_steps.c.id)
    .where(next_steps.c.engagement_id.in_(_PAIRS), next_steps.c.changed_at >= bindparam("since"))
    .order_by(next_steps.c.changed_at.desc(), next_steps.c.id)
    .limit(ACTED)
    .subquery()
)
OPEN_OR_ACTED_ON = tenant(
    ENTRY.where(
        next_steps.c.id.in_(select(_OPEN.c.id).union(select(_TODAY.c.id))), contacts.c.removed_at.is_(None)
    ).order_by(*URGENT_FIRST)
)
OPEN_WITH = tenant(
    ENTRY.where(next_steps.c.engagement_id == bindparam("pair"), LIVE, _OF_LATE, contacts.c.removed_at.is_(None))
    .where(coach.c.slack_user_id == bindparam("user"), coach.c.deactivated_at.is_(None))
    .order_by(*URGENT_FIRST)
    .limit(bindparam("most"))
)
ONE = tenant(ENTRY.where(next_steps.c.id == bindparam("step")))


def user_of(row: Row[Any], actor: Actor) -> str | None:
    """Which side of a step's pair the actor is; None for anyone else."""
    sides = {rules.COACH: row.coach_user, rules.LEADER: row.leader_user}
    held = next((side for side, user in sides.items() if user and user == actor.user_id), None)
    return held if held and may(Reader(frozenset({held})), Thing("commitments"), "write") else None


def commitment_of(db: Db, row: Row[Any], reader: str | None) -> Commitment:
    """A row of ENTRY as a value, opened."""
    return Commitment(
        row.id,
        row.engagement_id,
        row.owner,
        db.unseal(next_steps.c.what, row.what) or "",
        row.state,
        row.due_on,
        row.day,
        row.school,
        row.leader,
        row.coach,
        row.first_due_on,
        row.moves,
        row.act,
        row.changed_by,
        day_there(row.changed_at, row.zone),
        day_there(row.closed_at, row.zone),
        row.barrier,
        db.unseal(next_steps.c.barrier_note, row.barrier_note),
        row.helper,
        row.reason,
        reader,
    )


def day_there(at: datetime | None, zone: str) -> date | None:
    """The day of an instant in a zone."""
    return local_day(at, zone) if at else None


def ledger_of(db: Db, pairs: Sequence[int], today: date, reader: str) -> Ledger:
    """What some pairs have open, the most urgent first, and what was acted on today, for one side of them."""
    if not pairs:
        return Ledger()
    since = yesterday(today)
    rows = db.all(OPEN_OR_ACTED_ON, pairs=list(pairs), most=MOST, since=since, **days_of(today))
    live = [row for row in rows if row.state in rules.LIVE]
    return Ledger(
        tuple(commitment_of(db, row, reader) for row in live[:SHOWN]),
        max(len(live) - SHOWN, 0),
        len(live) >= MOST,
        tuple(commitment_of(db, row, reader) for row in acted_today(rows, today)),
    )


def days_of(today: date) -> dict[str, date]:
    """The days from which steps are long overdue, and too long for a Home."""
    return {"stale": today - rules.LONG_OVERDUE, "year": today - YEAR}


def open_with(db: Db, actor: Actor, pair: int, today: date, shown: int = ON_TOP) -> Ledger:
    """What the actor's own pair has open, for the top of its next form: the most urgent, and how many more."""
    rows = db.all(OPEN_WITH, pair=pair, user=actor.user_id, most=MOST, **days_of(today))
    top = tuple(commitment_of(db, row, rules.COACH) for row in rows[:shown])
    return Ledger(top, len(rows) - len(top), len(rows) >= MOST)


def find_step(db: Db, actor: Actor, now: datetime, step: int) -> tuple[Commitment, date, date]:
    """A step as one of its pair reads it, the day it is there, and the school day that it is likely moved to.

    Raises Denied for anyone else.
    """
    row = db.first(ONE, step=step)
    side = user_of(row, actor) if row else None
    if row is None or side is None:
        raise Denied("step")
    if row.removed_at is not None:
        raise Refusal(gone(row.contact_id))
    today = local_day(now, row.zone)
    due = max(row.due_on or today, today)
    likely = guess_due(None, due, today, closures_of(db, row, due, due + AHEAD))
    return commitment_of(db, row, side), today, likely or due + WEEK


def yesterday(today: date) -> datetime:
    """An instant before any zone's today."""
    return datetime.combine(today - timedelta(days=1), time(), UTC)


def acted_today(rows: Iterable[Row[Any]], today: date) -> list[Row[Any]]:
    """Those acted on today, where they are, the newest first."""
    acted = [row for row in rows if row.act and day_there(row.changed_at, row.zone) == today]
    return sorted(acted, key=lambda row: (row.changed_at, row.id), reverse=True)[:ACTED]
