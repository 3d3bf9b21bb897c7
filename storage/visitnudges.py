"""What the assistant is to say about a visit of its own accord: planned with the visit, moved and withdrawn with it.

The brief before it, the card after it and two reminders are rows once the visit is near: whenever anything about it
changes, and each night for the days to come.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.rules import ladders
from bot.rules.etiquette import zone_of
from bot.rules.nudges import PENDING, VOID, first_of
from bot.rules.visits import PLANNED
from storage.database import Db, tenant
from storage.engagements import coach, engagements
from storage.nudges import nudges
from storage.nudgetouching import retouch_about, retouch_to
from storage.nudging import NewNudge, plan_nudges
from storage.preferences import preferences
from storage.programmes import programmes
from storage.schools import schools
from storage.shut import Shut
from storage.visits import visits

BRIEF, CARD, UNLOGGED, TILE = "brief", "card", "unlogged", "tile"
KINDS = (BRIEF, CARD, UNLOGGED)
NEAR = timedelta(days=3)  # ahead, for which nudges are rows; each night adds a day
BEHIND = timedelta(days=15)  # for visits that are over, and may still be asked about

_PAIRED = (
    select(
        visits.c.id,
        visits.c.day,
        visits.c.start,
        visits.c.at,
        visits.c.ends_at,
        visits.c.state,
        visits.c.contact_id,
        engagements.c.coach_id,
        engagements.c.programme_id,
        engagements.c.school_id,
        schools.c.district_id,
        programmes.c.zone,
        coach.c.zone.label("coach_zone"),
        preferences.c.zone.label("own_zone"),
    )
    .join_from(visits, engagements, engagements.c.id == visits.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .outerjoin(preferences, preferences.c.person_id == engagements.c.coach_id)
)
_NEAR = (visits.c.at < bindparam("soon"), visits.c.ends_at > bindparam("lately"))
THESE = tenant(_PAIRED.where(visits.c.id.in_(bindparam("visits", expanding=True)), *_NEAR))
COMING = tenant(
    _PAIRED.where(
        engagements.c.programme_id == bindparam("programme"),
        visits.c.state == PLANNED,
        visits.c.contact_id.is_(None),
        *_NEAR,
    )
)
WAITING = tenant(
    select(nudges.c.id, nudges.c.occurrence).where(
        nudges.c.kind.in_(KINDS),
        nudges.c.subject_id.in_(bindparam("visits", expanding=True)),
        nudges.c.state == PENDING,
    )
)
DROP = tenant(
    update(nudges)
    .where(nudges.c.id.in_(bindparam("rows", expanding=True)), nudges.c.state == PENDING)
    .values(state=VOID, changed_at=bindparam("now"))
)


def plan_visit_nudges(db: Db, now: datetime, visit_ids: Sequence[int]) -> None:
    """Make what is planned to be said fit these visits as they stand now.

    Called in the transaction that makes, moves, closes, skips, holds or withdraws them, once for all of them.
    """
    if not visit_ids:
        return
    ids = list(visit_ids)
    near = db.all(THESE, visits=ids, soon=now + NEAR, lately=now - BEHIND)
    wanted = _wanted(db, near)
    said = {one.occurrence for one in wanted}
    gone = [row.id for row in db.all(WAITING, visits=ids) if first_of(row.occurrence) not in said]
    if gone:
        db.change(DROP, rows=gone, now=now)
    plan_nudges(db, now, wanted)
    retouch_about(db, now, KINDS, [row.id for row in near])
    retouch_to(db, now, (TILE,), {row.coach_id for row in near})


def visits_to_come(db: Db, now: datetime, programme: int) -> list[NewNudge]:
    """What is to be said about the visits of the days to come, as far as it is known tonight."""
    return _wanted(db, db.all(COMING, programme=programme, soon=now + NEAR, lately=now))


def _wanted(db: Db, rows: Sequence[Row[Any]]) -> list[NewNudge]:
    live = [row for row in rows if row.state == PLANNED and row.contact_id is None]
    if not live:
        return []
    first, last = min(row.day for row in live), max(row.day for row in live)
    shut = Shut(db, {row.programme_id for row in live}, first - ladders.WEEK, last + ladders.AHEAD)
    return [one for row in live for one in _of_visit(row, shut)]


def _of_visit(row: Row[Any], shut: Shut) -> list[NewNudge]:
    zone = zone_of(row.own_zone, row.coach_zone, row.zone)
    closed = frozenset(shut.of(row.programme_id, row.district_id, row.school_id))
    windows = [(BRIEF, 0, ladders.brief_window(row.at)), (CARD, 0, ladders.card_window(row.ends_at, zone))]
    evenings = ladders.unlogged_windows(row.ends_at, zone, closed)
    windows += [(UNLOGGED, rung, one) for rung, one in evenings.items()]
    return [_nudge(row, kind, rung, one) for kind, rung, one in windows]


def _nudge(row: Row[Any], kind: str, rung: int, when: ladders.Window) -> NewNudge:
    occurrence = occurrence_of(kind, row.id, row.day, row.start, rung)
    return NewNudge(kind, row.coach_id, row.id, occurrence, when.due_at, when.until, rung)


def occurrence_of(kind: str, visit: int, day: date, start: str, rung: int = 0) -> str:
    """What makes one of a visit's nudges the same again: the visit, where it stands, and the rung."""
    return f"{kind}:{visit}:{day}T{start}:{rung}"
