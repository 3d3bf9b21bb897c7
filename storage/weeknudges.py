"""Mondays: who is told, and what each message says when it is sent."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select

from bot.messages import mondays as words
from bot.messages.nudges import Piece
from bot.rules import ladders
from bot.rules.commitments import COACH, LEADER, Commitment
from bot.rules.dates import local_day
from bot.rules.etiquette import zone_of
from bot.rules.nudges import Nudge
from bot.rules.rounds import CoachWeek, LeaderWeek
from bot.rules.visits import PLANNED, Visit
from storage.closeddays import ClosedDays
from storage.contactdrafts import unfinished_of
from storage.contacts import contacts, next_steps
from storage.database import Db, tenant
from storage.engagements import coach_engagements, engagements
from storage.ledger import ENTRY, LIVE, commitment_of
from storage.nudging import NewNudge
from storage.people import Actor, people
from storage.preferences import preferences
from storage.programmes import Programme, list_programmes
from storage.reporthome import reports_unfinished
from storage.stalled import free
from storage.stepnudges import named_beside
from storage.visitrows import visits_of_person

MONDAY_COACH, MONDAY_LEADER = "monday_coach", "monday_leader"
EVENING = "17:00"
SHOWN = 6
# Back, after which what is overdue is in the list of all, and Mondays leave it alone.
FAR, LEADERS_FAR = timedelta(days=30), timedelta(days=14)

_LASTS = or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today"))
_RUNS = (
    engagements.c.programme_id == bindparam("programme"),
    engagements.c.starts_on <= bindparam("today"),
    _LASTS,
)
COACHES = tenant(select(engagements.c.coach_id).where(*_RUNS).distinct())
_DUE = (LIVE, next_steps.c.due_on <= bindparam("last"), next_steps.c.due_on >= bindparam("first"))
OWING = tenant(
    select(engagements.c.leader_id)
    .join_from(engagements, next_steps, next_steps.c.engagement_id == engagements.c.id)
    .join(contacts, contacts.c.id == next_steps.c.contact_id)
    .where(*_RUNS, *_DUE, next_steps.c.owner == LEADER, contacts.c.removed_at.is_(None))
    .distinct()
)
ZONES = tenant(
    select(people.c.id, people.c.zone, preferences.c.zone.label("own"))
    .outerjoin_from(people, preferences, preferences.c.person_id == people.c.id)
    .where(people.c.id.in_(bindparam("people", expanding=True)))
)
PERSON = tenant(select(people.c.slack_user_id).where(people.c.id == bindparam("person")))
_OF_COACH = engagements.c.coach_id == bindparam("person")
_OF_LEADER = and_(engagements.c.leader_id == bindparam("person"), next_steps.c.owner == LEADER)
STEPS_OF_COACH = tenant(
    ENTRY.where(_OF_COACH, _LASTS, *_DUE, contacts.c.removed_at.is_(None)).order_by(
        next_steps.c.due_on, next_steps.c.id
    )
)
STEPS_OF_LEADER = tenant(
    ENTRY.where(_OF_LEADER, _LASTS, *_DUE, contacts.c.removed_at.is_(None)).order_by(
        next_steps.c.due_on, next_steps.c.id
    )
)


def mondays(db: Db, programme: Programme, today: date, closed: ClosedDays) -> list[NewNudge]:
    """The coaches' plans, and a note for each leader with something due this week or overdue."""
    monday = today - timedelta(days=today.weekday())
    if ladders.note_day(monday, closed.everywhere) != today:
        return []
    asked = {"programme": programme.id, "today": today}
    coaches = {row.coach_id for row in db.all(COACHES, **asked)}
    leaders = {row.leader_id for row in db.all(OWING, **asked, first=today - LEADERS_FAR, last=_sunday(today))}
    zones = zones_of(db, coaches | leaders, programme)
    return [
        _on_monday(kind, one, programme.id, monday, ladders.instant(today, at, zones[one]), zones[one])
        for kind, those, at in (
            (MONDAY_COACH, coaches, ladders.COACH_MONDAY),
            (MONDAY_LEADER, leaders, ladders.LEADER_MONDAY),
        )
        for one in sorted(those)
    ]


def _on_monday(kind: str, person: int, programme: int, monday: date, due: datetime, zone: str) -> NewNudge:
    until = ladders.instant(local_day(due, zone), EVENING, zone)
    return NewNudge(kind, person, programme, f"{kind}:{person}:{monday}", due, until)


def zones_of(db: Db, wanted: Collection[int], programme: Programme) -> dict[int, str]:
    """Where these people are: by their own choice, Slack's, or their program's."""
    rows = db.all(ZONES, people=sorted(wanted)) if wanted else ()
    return {row.id: zone_of(row.own, row.zone, programme.zone) for row in rows}


def _sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def coach_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """A coach's week; nothing for somebody who coaches nobody any more."""
    programme = _programme(db, nudge)
    if programme is None:
        return None
    today = local_day(now, zones_of(db, [nudge.person_id], programme).get(nudge.person_id, programme.zone))
    pairs = coach_engagements(db, nudge.person_id, today)
    if not pairs:
        return None
    named = named_beside(db, nudge, now)
    steps = _steps(db, STEPS_OF_COACH, nudge.person_id, today - timedelta(days=1), today, COACH)
    steps = [one for one in steps if one.id not in named]
    actor = Actor(str(db.value(PERSON, person=nudge.person_id) or ""))
    unbooked = free(db, programme, today, ClosedDays(db, programme, today), nudge.person_id)
    week = CoachWeek(
        today,
        tuple(_week(db, nudge.person_id, today)),
        tuple((row.id, row.school, row.leader) for row in unbooked),
        tuple(steps[:SHOWN]),
        max(len(steps) - SHOWN, 0),
        sum(not one.is_old(today) for one in unfinished_of(db, actor, {})),
        reports_unfinished(db, actor, now)[0],
    )
    return words.coach_piece(week)


def leader_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """A leader's week, only where something is due."""
    programme = _programme(db, nudge)
    if programme is None:
        return None
    today = local_day(now, zones_of(db, [nudge.person_id], programme).get(nudge.person_id, programme.zone))
    steps = _steps(db, STEPS_OF_LEADER, nudge.person_id, _sunday(today), today, LEADER)
    visits = tuple(_week(db, nudge.person_id, today)) if steps else ()
    named = named_beside(db, nudge, now)
    steps = [one for one in steps if one.id not in named]
    return words.leader_piece(LeaderWeek(today, tuple(steps[:SHOWN]), visits)) if steps or visits else None


def _programme(db: Db, nudge: Nudge) -> Programme | None:
    return next((one for one in list_programmes(db) if one.id == nudge.subject_id), None)


def _week(db: Db, person: int, today: date) -> list[Visit]:
    found = visits_of_person(db, person, today, _sunday(today))
    return [one for one in found if one.state == PLANNED]


def _steps(db: Db, statement: Any, person: int, last: date, today: date, side: str) -> list[Commitment]:
    first = today - (FAR if side == COACH else LEADERS_FAR)
    rows: list[Row[Any]] = list(db.all(statement, person=person, today=today, first=first, last=last))
    return [commitment_of(db, row, side) for row in rows]
