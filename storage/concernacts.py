"""Concern flags: a coach raises one with a report, a coordinator takes it up, the next report lowers or keeps it (N21).

One pair has one flag at a time. Two business days are there to take it up, as reports count them; when it is raised one
coordinator is told, and a second one once they are over.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.errors import Denied, Refusal
from bot.messages.reportstates import lowered, taken_up
from bot.rules.dates import local_day
from bot.rules.ladders import WEEK, instant
from bot.rules.periods import business_days_after
from bot.rules.reports import Concern, Section
from bot.rules.sharing import Reader, Thing, may
from storage import audit
from storage.closeddays import NOWHERE, ClosedDays
from storage.concerns import concerns
from storage.database import Db, tenant
from storage.engagements import engagements, leader
from storage.insert import insert_once
from storage.nudging import NewNudge, plan_nudges, withdraw_nudges
from storage.people import Actor, Person, find_person, people
from storage.programmes import list_programmes, programmes
from storage.reportholding import InHand
from storage.reporting import roles_in
from storage.reports import report_sections
from storage.reportturns import turn
from storage.schools import schools
from storage.setup import refresh_homes

FLAG = "concern_flag"
THING = Thing("concern_flag")
BUSINESS_DAYS = 2

answerer = people.alias("answerer")
raiser = people.alias("raiser")

CONCERN = (
    select(
        concerns,
        report_sections.c.report_id,
        engagements.c.leader_id,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        raiser.c.name.label("coach"),
        answerer.c.name.label("answerer"),
        programmes.c.zone,
    )
    .join_from(concerns, engagements, engagements.c.id == concerns.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(raiser, raiser.c.id == concerns.c.raised_by)
    .join(programmes, programmes.c.id == concerns.c.programme_id)
    .outerjoin(answerer, answerer.c.id == concerns.c.answered_by)
    .outerjoin(report_sections, report_sections.c.id == concerns.c.section_id)
)
ONE = tenant(CONCERN.where(concerns.c.id == bindparam("concern")))
HOLD = tenant(select(concerns.c.id).where(concerns.c.id == bindparam("concern")).with_for_update())
WAITING = tenant(
    CONCERN.where(
        concerns.c.programme_id == bindparam("programme"),
        concerns.c.answered_at.is_(None),
        concerns.c.ended_at.is_(None),
    ).order_by(concerns.c.due_at, concerns.c.id)
)
RAISED = tenant(
    select(concerns)
    .where(
        concerns.c.engagement_id.in_(bindparam("pairs", expanding=True)),
        concerns.c.raised_by == bindparam("coach"),
        concerns.c.ended_at.is_(None),
    )
    .order_by(concerns.c.id)
    .with_for_update()
)
END = tenant(
    update(concerns)
    .where(concerns.c.id == bindparam("concern"), concerns.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"), changed_at=bindparam("now"))
)
ANSWER = tenant(
    update(concerns)
    .where(concerns.c.id == bindparam("concern"))
    .values(answered_at=bindparam("now"), answered_by=bindparam("person"), changed_at=bindparam("now"))
)
STANDS_FOR = tenant(
    update(concerns)
    .where(concerns.c.id == bindparam("concern"))
    .values(section_id=bindparam("section"), changed_at=bindparam("now"))
)


def follow_report(db: Db, now: datetime, held: InHand, sections: Sequence[Section]) -> None:
    """Raise, keep or lower flags as the sections of a submitted report say."""
    row, user = held.row, held.person.slack_user_id or "?"
    standing: dict[int, Any] = {}
    for one in db.all(RAISED, pairs=[section.engagement_id for section in sections], coach=row.coach_id):
        standing[one.engagement_id] = one
    for section in sections:
        known = standing.get(section.engagement_id)
        if section.concern == "none":
            if known is not None:
                _end(db, now, user, known.id)
        else:
            _raise(db, now, held, section, known)


def _raise(db: Db, now: datetime, held: InHand, section: Section, known: Any) -> None:
    """A new flag; the one that stands, where it says the same and nobody took it up, or it is of the same section."""
    row, user = held.row, held.person.slack_user_id or "?"
    if known is not None:
        if known.level == section.concern and (known.answered_at is None or known.section_id == section.id):
            if known.section_id != section.id:
                db.change(STANDS_FOR, concern=known.id, section=section.id, now=now)
            return
        _end(db, now, user, known.id)
    due = due_of(db, row.programme_id, now)
    made = insert_once(
        db, concerns, programme_id=row.programme_id, engagement_id=section.engagement_id, section_id=section.id,
        raised_by=row.coach_id, level=section.concern, raised_at=now, due_at=due, changed_at=now,
    )  # fmt: skip
    if made is None:  # another report of the same coach raised one meanwhile
        _raise(db, now, held, section, db.first(RAISED, pairs=[section.engagement_id], coach=row.coach_id))
        return
    audit.note(db, now, user, f"concern.{section.concern}", made)
    _plan(db, now, row.programme_id, row.coach_id, made, due)
    refresh_homes(db, now, row.programme_id, f"concern:{made}")


def due_of(db: Db, programme_id: int, now: datetime) -> datetime:
    """When a flag that is raised now is to be taken up, at the hour at which reports are due."""
    programme = next(one for one in list_programmes(db) if one.id == programme_id)
    today = local_day(now, programme.zone)
    closed = ClosedDays(db, programme, today).at(NOWHERE, NOWHERE, tests=False)
    day = business_days_after(today, BUSINESS_DAYS, closed)
    return instant(day, programme.rules.due_rule.at, programme.zone)


def _plan(db: Db, now: datetime, programme: int, coach_id: int, concern: int, due: datetime) -> None:
    for rung, at in enumerate((now, due)):
        person = turn(db, programme, coach_id, rung)
        if person is not None:
            key = f"{FLAG}:{concern}:{rung}:{person}"
            plan_nudges(db, now, [NewNudge(FLAG, person, concern, key, at, at + WEEK, rung)])


def _end(db: Db, now: datetime, user: str, concern: int) -> None:
    if db.change(END, concern=concern, now=now):
        audit.note(db, now, user, "concern.lowered", concern)
        withdraw_nudges(db, now, (FLAG,), concern)


def answer_concern(db: Db, actor: Actor, now: datetime, concern_id: int) -> Concern:
    """Take a flag up, as a coordinator of its program but its coach. Raises Refusal where somebody did before, or it
    doesn't stand any more."""
    db.first(HOLD, concern=concern_id)  # read only then: whoever held it before may have taken it up
    row, person = _read(db, actor, concern_id, "concern.answer")
    if "coordinator" not in roles_in(db, row.programme_id, person.id) or row.raised_by == person.id:
        raise Denied("concern.answer")
    if row.answered_at is not None:
        mine = row.answered_by == person.id
        raise Refusal(taken_up(row.answerer, row.answered_at, row.zone, mine=mine))
    if row.ended_at is not None:
        raise Refusal(lowered(row.coach, row.ended_at, row.zone))
    db.change(ANSWER, concern=concern_id, person=person.id, now=now)
    audit.note(db, now, actor.user_id, "concern.answered", concern_id)
    withdraw_nudges(db, now, (FLAG,), concern_id)
    refresh_homes(db, now, row.programme_id, f"concern:{concern_id}:answered")
    return find_concern(db, actor, concern_id)


def find_concern(db: Db, actor: Actor, concern_id: int) -> Concern:
    """A flag, for its coach and for who oversees its program. Raises Denied; a leader never sees one."""
    row, person = _read(db, actor, concern_id, "concern.read")
    if row.raised_by != person.id and not may(Reader(roles_in(db, row.programme_id, person.id)), THING):
        raise Denied("concern.read")
    return concern_in(row)


def waiting_concerns(db: Db, programme_id: int) -> list[Concern]:
    """The flags of a program that nobody took up, the first due first; the caller says who reads them."""
    return [concern_in(row) for row in db.all(WAITING, programme=programme_id)]


def _read(db: Db, actor: Actor, concern: int, what: str) -> tuple[Row[Any], Person]:
    row, person = db.first(ONE, concern=concern), find_person(db, actor)
    if row is None or person is None:
        raise Denied(what)
    return row, person


def concern_in(row: Row[Any]) -> Concern:
    """A row of CONCERN as a value."""
    return Concern(
        row.id, row.programme_id, row.engagement_id, row.school, row.leader, row.coach, row.raised_by, row.level,
        row.raised_at, row.due_at, row.zone, row.report_id, row.section_id, row.answered_at, row.answerer,
        row.answered_by, row.ended_at,
    )  # fmt: skip
