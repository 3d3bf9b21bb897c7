"""What nudges about visits say when they are sent: the brief, the card, a reminder, Thursday's list."""

from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select

from bot.messages import visitnudges as words
from bot.messages.nudges import Piece
from bot.rules import ladders
from bot.rules.dates import local_day
from bot.rules.nudges import SENT, Nudge
from bot.rules.visits import PLANNED, Visit
from storage.briefs import brief_of
from storage.closeddays import ClosedDays
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.nudges import nudges
from storage.nudging import NewNudge
from storage.programmes import Programme
from storage.visitnudges import CARD, TILE, UNLOGGED, occurrence_of
from storage.visitrows import VISIT, find_visit, visit_in
from storage.visits import visits

TWO_WEEKS = timedelta(days=14)  # in which a visit that nothing is known of is asked about
TILE_MOST = 40
FOUR_WEEKS = timedelta(days=28)

_UNKNOWN = (
    visits.c.state == PLANNED,
    visits.c.contact_id.is_(None),
    visits.c.ends_at <= bindparam("until"),
    visits.c.ends_at > bindparam("since"),
)
UNKNOWN = tenant(
    VISIT.where(engagements.c.coach_id == bindparam("person"), *_UNKNOWN)
    .order_by(visits.c.at, visits.c.id)
    .limit(TILE_MOST)
)
COACHES = tenant(
    VISIT.with_only_columns(engagements.c.coach_id, visits.c.zone, maintain_column_froms=True)
    .where(engagements.c.programme_id == bindparam("programme"), *_UNKNOWN)
    .order_by(engagements.c.coach_id)
)


COUNT = tenant(
    select(func.count(visits.c.id))
    .join_from(visits, engagements, engagements.c.id == visits.c.engagement_id)
    .where(engagements.c.programme_id == bindparam("programme"), *_UNKNOWN)
)
WHICH = tenant(
    VISIT.where(engagements.c.programme_id == bindparam("programme"), *_UNKNOWN)
    .order_by(visits.c.ends_at, visits.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
me = nudges.alias("me")
BESIDE = tenant(
    select(nudges.c.kind, nudges.c.subject_id)
    .join_from(me, nudges, nudges.c.outbox_id == me.c.outbox_id)
    .where(me.c.id == bindparam("nudge"), nudges.c.id != me.c.id, nudges.c.state == SENT)
)


def brief_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """The brief, unless the visit isn't to be any more, or has begun."""
    visit = _as_planned(db, nudge)
    return words.brief_piece(brief_of(db, visit, now)) if visit and now < visit.at else None


def card_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """The card, unless what became of the visit is known."""
    visit = None if _asked_beside(db, nudge) else _as_planned(db, nudge)
    return words.card(visit, local_day(now, visit.zone)) if visit and now >= visit.ends_at else None


def unlogged_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """The reminder, unless what became of the visit is known."""
    visit = None if _asked_beside(db, nudge) else _as_planned(db, nudge)
    return words.unlogged(visit, local_day(now, visit.zone)) if visit and now >= visit.ends_at else None


def _asked_beside(db: Db, nudge: Nudge) -> bool:
    """Whether the same message asks about the same visit further up its ladder."""
    said = {(row.kind, row.subject_id) for row in db.all(BESIDE, nudge=nudge.id)}
    return any(kind == TILE for kind, _ in said) or (nudge.kind == CARD and (UNLOGGED, nudge.subject_id) in said)


def _as_planned(db: Db, nudge: Nudge) -> Visit | None:
    """The visit, while it stands where it stood when this was planned, and nothing is known of it."""
    visit = find_visit(db, nudge.subject_id or 0)
    if visit is None or visit.state != PLANNED or visit.contact_id or visit.coach_id != nudge.person_id:
        return None
    there = occurrence_of(nudge.kind, visit.id, visit.day, visit.start, nudge.rung)
    return visit if nudge.planned_as == there else None


def tile_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """Every visit of the past two weeks that nothing is known of."""
    found = unknown_visits(db, nudge.person_id, now)
    return words.tile(found) if found else None


def unknown_visits(db: Db, coach: int, now: datetime) -> list[Visit]:
    """A coach's visits that are over, neither logged nor explained, the oldest first."""
    rows = db.all(UNKNOWN, person=coach, until=now, since=now - TWO_WEEKS)
    return [visit_in(row) for row in rows]


def unexplained(db: Db, programme: int, now: datetime) -> int:
    """How many of a program's visits of more than a week ago are neither logged nor explained; nobody's names."""
    return int(db.value(COUNT, programme=programme, **_long_ago(now)) or 0)


def which_unexplained(db: Db, programme: int, now: datetime, skip: int, most: int) -> list[Visit]:
    """Some of them, the oldest first."""
    return [visit_in(row) for row in db.all(WHICH, programme=programme, **_long_ago(now), skip=skip, most=most)]


def _long_ago(now: datetime) -> dict[str, datetime]:
    return {"until": now - ladders.WEEK, "since": now - FOUR_WEEKS}


def tiles(db: Db, programme: Programme, today: date, closed: ClosedDays) -> list[NewNudge]:
    """Thursday's list for each coach with visits that nothing is known of by then."""
    monday = today - timedelta(days=today.weekday())
    if ladders.tile_day(monday, closed.everywhere) != today:
        return []
    due = ladders.instant(today, ladders.TILE, programme.zone)
    people = {row.coach_id for row in db.all(COACHES, programme=programme.id, until=due, since=due - TWO_WEEKS)}
    until = ladders.midnight_after(today + timedelta(days=1), programme.zone)
    return [NewNudge(TILE, one, programme.id, f"{TILE}:{one}:{monday}", due, until) for one in sorted(people)]
