"""The lists behind answers: contacts, visits, next steps, quiet pairs and reports, the most telling first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, func, not_, or_, select

from bot.rules import visits as rules
from bot.rules.answers import MOST, Due, Pair, Silence, Tally
from bot.rules.commitments import LONG_OVERDUE, Commitment
from bot.rules.dates import local_day
from bot.rules.folding import Done, folded_codes
from bot.rules.lateness import CAME_LATE, MISSING, standing
from bot.rules.lists import EARLIEST, LATEST, Span
from bot.rules.periods import Period
from bot.rules.reports import OPEN
from bot.rules.views import Fact
from bot.rules.visits import Visit
from storage.contacts import attendances, contacts, next_steps
from storage.database import Db, Scoped, tenant
from storage.engagements import engagements
from storage.figures import AT, FIRST, LAST, ONE_TO_ONE, PROGRAMME, UNSAID, either
from storage.ledger import ENTRY, LIVE, URGENT_FIRST, commitment_of
from storage.people import people
from storage.programmes import Programme, programmes
from storage.questionsums import PAIRS, Whose
from storage.quietfigures import silences as silent_for
from storage.reading import FACT, fact_of
from storage.reports import reports
from storage.schools import schools
from storage.survey import LAST_CONTACT, happened
from storage.visitrows import VISIT, visit_in
from storage.visits import visits

_KIND = bindparam("kind", type_=String)
_OWNER = bindparam("owner", type_=String)


def _both(found: Select[Any], mine: ColumnElement[bool], whole: ColumnElement[bool]) -> dict[bool, Scoped]:
    """A statement for some pairs (False) and for a whole program (True)."""
    return {False: tenant(found.where(mine)), True: tenant(found.where(whole))}


_THERE = select(attendances.c.contact_id).where(attendances.c.engagement_id.in_(PAIRS))
_FACTS = (
    FACT.where(
        contacts.c.day >= FIRST,
        contacts.c.day <= LAST,
        contacts.c.made,
        contacts.c.removed_at.is_(None),
        or_(_KIND == "", _KIND.contains(contacts.c.kind), and_(_KIND == "counts", contacts.c.counts)),
    )
    .order_by(contacts.c.day.desc(), contacts.c.id.desc())
    .limit(bindparam("most"))
)
FACTS = _both(
    _FACTS,
    or_(contacts.c.engagement_id.in_(PAIRS), contacts.c.id.in_(_THERE)),
    contacts.c.programme_id == PROGRAMME,
)
ACTIVITIES = _both(
    select(contacts.c.activities, func.sum(func.coalesce(contacts.c.amount, 1)).label("many"))
    .where(contacts.c.day >= FIRST, contacts.c.day <= LAST, contacts.c.made, contacts.c.removed_at.is_(None))
    .where(contacts.c.activities != "")
    .group_by(contacts.c.activities),
    contacts.c.engagement_id.in_(PAIRS),
    contacts.c.programme_id == PROGRAMME,
)
ACTIVITIES_WITH = tenant(
    select(
        engagements.c.leader_id, engagements.c.school_id, contacts.c.activities,
        func.sum(func.coalesce(contacts.c.amount, 1)).label("many"),
    )
    .join_from(contacts, engagements, engagements.c.id == contacts.c.engagement_id)
    .where(contacts.c.day >= FIRST, contacts.c.day <= LAST, contacts.c.made, contacts.c.removed_at.is_(None))
    .where(contacts.c.activities != "", contacts.c.engagement_id.in_(PAIRS))
    .group_by(engagements.c.leader_id, engagements.c.school_id, contacts.c.activities)
)  # fmt: skip
_PLANNED, _OVER = visits.c.state == rules.PLANNED, visits.c.ends_at <= AT
_BY_CALENDAR = and_(visits.c.state == rules.CLOSED, either(visits.c.reason, rules.BY_CALENDAR))
_STATES: dict[str, ColumnElement[bool]] = {
    "missed": and_(or_(visits.c.state == rules.SKIPPED, visits.c.state == rules.CLOSED), not_(_BY_CALENDAR)),
    "moved": and_(visits.c.moved, either(visits.c.state, (rules.PLANNED, rules.HELD, rules.SKIPPED, rules.CLOSED))),
    "visits": either(visits.c.state, (rules.HELD,)),
    "promised": and_(*(visits.c.state != one for one in UNSAID), not_(_BY_CALENDAR)),
    "unlogged": and_(_PLANNED, _OVER),
    "next": and_(_PLANNED, visits.c.at > AT),
    "proposed": and_(either(visits.c.state, (rules.PLANNED, rules.PROPOSED)), visits.c.at > AT),
}


def _visits(asked: str) -> dict[bool, Scoped]:
    to_come = asked in {"next", "proposed"}
    order = (visits.c.at, visits.c.id) if to_come or asked == "promised" else (visits.c.at.desc(), visits.c.id.desc())
    found = VISIT.where(visits.c.day >= FIRST, visits.c.day <= LAST, _STATES[asked])
    if not to_come:
        found = found.where(either(visits.c.kind, ONE_TO_ONE))
    found = found.order_by(*order).limit(bindparam("most"))
    return _both(found, visits.c.engagement_id.in_(PAIRS), engagements.c.programme_id == PROGRAMME)


VISITS = {asked: _visits(asked) for asked in _STATES}
BOOKED = _both(
    select(visits.c.engagement_id)
    .join_from(visits, engagements, engagements.c.id == visits.c.engagement_id)
    .where(either(visits.c.state, (rules.PLANNED, rules.PROPOSED)), visits.c.at > AT)
    .where(visits.c.day >= FIRST, visits.c.day <= LAST)
    .distinct(),
    visits.c.engagement_id.in_(PAIRS),
    engagements.c.programme_id == PROGRAMME,
)
SEEN = _both(
    select(engagements.c.id).where(happened(contacts.c.day >= FIRST, contacts.c.day <= LAST)),
    engagements.c.id.in_(PAIRS),
    engagements.c.programme_id == PROGRAMME,
)
NEWEST = tenant(select(engagements.c.id, LAST_CONTACT.label("last")).where(engagements.c.id.in_(PAIRS)))
_MINE = next_steps.c.engagement_id.in_(PAIRS)
_ASKED = (
    LIVE,
    contacts.c.removed_at.is_(None),
    or_(_OWNER == "", next_steps.c.owner == _OWNER),
    or_(next_steps.c.due_on < bindparam("due"), bindparam("due") == LATEST),
)
STEPS = tenant(ENTRY.where(_MINE, *_ASKED).order_by(*URGENT_FIRST).limit(bindparam("most")))
TALLY = _both(
    select(
        next_steps.c.engagement_id,
        func.count().label("open"),
        func.sum(case((next_steps.c.due_on < bindparam("today"), 1), else_=0)).label("overdue"),
    )
    .join_from(next_steps, contacts, contacts.c.id == next_steps.c.contact_id)
    .join(engagements, engagements.c.id == next_steps.c.engagement_id)
    .where(LIVE, contacts.c.removed_at.is_(None))
    .group_by(next_steps.c.engagement_id),
    _MINE,
    engagements.c.programme_id == PROGRAMME,
)
REPORTS = tenant(
    select(
        reports.c.id,
        reports.c.first,
        reports.c.last,
        reports.c.state,
        reports.c.due_at,
        reports.c.first_submitted_at,
        people.c.name.label("coach"),
        programmes.c.zone,
        schools.c.name.label("school"),
    )
    .join_from(reports, people, people.c.id == reports.c.coach_id)
    .join(programmes, programmes.c.id == reports.c.programme_id)
    .outerjoin(engagements, engagements.c.id == reports.c.unit)
    .outerjoin(schools, schools.c.id == engagements.c.school_id)
    .where(
        reports.c.coach_id.in_(bindparam("coaches", expanding=True)),
        reports.c.programme_id.in_(bindparam("programs", expanding=True)),
        reports.c.last >= FIRST,
        reports.c.first <= LAST,
    )
    .order_by(reports.c.due_at.desc(), people.c.name, reports.c.id)
    .limit(bindparam("most"))
)


def list_facts(db: Db, whose: Whose, span: Span, kind: str, most: int = MOST) -> list[Fact]:
    """The contacts that took place in a span, newest first. kind: one or several, "" for all, "counts" for
    those that do."""
    rows = db.all(_for(FACTS, whose), **whose.values, first=span.first, last=span.last, kind=kind, most=most)
    return [fact_of(row) for row in rows]


def activity_counts(db: Db, whose: Whose, span: Span) -> dict[str, int]:
    """How many contacts of these pairs had each activity, by its code."""
    found: dict[str, int] = {}
    for row in db.all(_for(ACTIVITIES, whose), **whose.values, first=span.first, last=span.last):
        for code in row.activities.split():
            found[code] = found.get(code, 0) + int(row.many)
    return found


def folded_activities(db: Db, pairs: Iterable[int], span: Span) -> dict[str, int]:
    """The same of some pairs, with what was done with few leaders together under "", or untold."""
    done: defaultdict[str, Done] = defaultdict(Done)
    for row in db.all(ACTIVITIES_WITH, pairs=list(pairs), first=span.first, last=span.last):
        for code in row.activities.split():
            done[code].add(row.leader_id, row.school_id, int(row.many))
    return {code: many for code, (many, _) in folded_codes(done).items()}


def list_visits(db: Db, whose: Whose, asked: str, span: Span | None, now: datetime) -> list[Visit]:
    """Visits that became this: newest first, those to come the next first. asked: a question's id."""
    first, last = (span.first, span.last) if span else (EARLIEST, LATEST)
    rows = db.all(_for(VISITS[asked], whose), **whose.values, first=first, last=last, at=now, most=MOST)
    return [visit_in(row) for row in rows]


def booked_pairs(db: Db, whose: Whose, span: Span | None, now: datetime) -> set[int]:
    """The pairs that have a visit to come, or one proposed; on any day, or in a span."""
    first, last = (span.first, span.last) if span else (EARLIEST, LATEST)
    rows = db.all(_for(BOOKED, whose), **whose.values, first=first, last=last, at=now)
    return {row.engagement_id for row in rows}


def silences(db: Db, pairs: Sequence[Pair]) -> list[Silence]:
    """These pairs with their last contacts, the longest silence first."""
    newest = {row.id: row.last for row in db.all(NEWEST, pairs=[one.id for one in pairs])} if pairs else {}
    made = [Silence(one.id, one.school, one.leader, one.coach, newest.get(one.id)) for one in pairs]
    return sorted(made, key=lambda one: (one.last or date.min, one.school, one.pair))


def silent_pairs(
    db: Db, programs: Iterable[Programme], whose: Whose, pairs: Sequence[Pair], today: date, days: int
) -> list[Silence]:
    """Those of these pairs that had no contact for so many days, as storage/quietfigures.py counts them."""
    found: list[Silence] = []
    for program in programs:
        theirs = {one.id for one in pairs if one.programme_id == program.id}
        for one in silent_for(db, program, today, days, None if whose.programme else theirs) if theirs else ():
            row = one.row
            if row.id in theirs:
                found.append(Silence(row.id, row.school, row.leader, row.coach, row.last, one.days))
    return sorted(found, key=lambda one: (-(one.days or 0), one.school, one.pair))


def seen_pairs(db: Db, whose: Whose, span: Span) -> set[int]:
    """The pairs that had a contact in these days, of their own or a group's."""
    return {row.id for row in db.all(_for(SEEN, whose), **whose.values, first=span.first, last=span.last)}


def list_steps(
    db: Db, pairs: Sequence[Pair], side: str, today: date, *, owner: str = "", overdue: bool = False
) -> list[Commitment]:
    """What these pairs have open, the most urgent first, as one side of them reads it."""
    due = today if overdue else LATEST
    asked = {"owner": owner, "due": due, "stale": today - LONG_OVERDUE, "most": MOST}
    rows = db.all(STEPS, pairs=[one.id for one in pairs], **asked) if pairs else []
    return [commitment_of(db, row, side) for row in rows]


def tallies(db: Db, whose: Whose, pairs: Iterable[Pair], today: date) -> list[Tally]:
    """How many next steps each pair has open and overdue, for those who read no more; most overdue first."""
    known = {one.id: one for one in pairs}
    rows = [row for row in db.all(_for(TALLY, whose), **whose.values, today=today) if row.engagement_id in known]
    made = [
        Tally(one.school, one.leader, one.coach, row.open, int(row.overdue), one.id)
        for row in rows
        for one in [known[row.engagement_id]]
    ]
    return sorted(made, key=lambda one: (-one.overdue, -one.open, one.school, one.leader))


def list_reports(
    db: Db, coaches: Iterable[int], programs: Iterable[int], span: Span | None, now: datetime
) -> list[Due]:
    """The status reports of some coaches whose periods meet a span, newest first."""
    first, last = (span.first, span.last) if span else (EARLIEST, LATEST)
    who, where = sorted(set(coaches)), sorted(set(programs))
    asked = {"coaches": who, "programs": where, "first": first, "last": last, "most": MOST}
    rows = db.all(REPORTS, **asked) if who and where else []
    return [_due(row, now) for row in rows]


def _due(row: Any, now: datetime) -> Due:
    stands = standing(row.state, row.due_at, row.first_submitted_at, now)
    due_on, period = local_day(row.due_at, row.zone), Period(row.first, row.last)
    here = row.state not in OPEN
    late, missing = stands in {CAME_LATE, MISSING}, stands == MISSING
    return Due(row.coach, period.first, period.last, row.state, due_on, late, here, row.school or "", missing, row.id)


def _for(ways: dict[bool, Scoped], whose: Whose) -> Scoped:
    return ways[bool(whose.programme)]
