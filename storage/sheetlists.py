"""The lines of a program's tables of status reports and of what is missing."""

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Row, bindparam, func, or_, select

from bot.exports.sheets import Cells
from bot.exports.tables import Cell
from bot.rules import reports as rules
from bot.rules.commitments import BARRIERS
from bot.rules.dates import local_day
from bot.rules.exports import LINES_MAX, span_words
from bot.rules.ladders import quiet_days
from bot.rules.reports import Report, Section
from bot.rules.visits import PLANNED
from storage.closeddays import ClosedDays
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import coach, engagements
from storage.exporting import Place
from storage.reporting import HEAD, READ, opened, read_sections, shown_sections
from storage.reports import MISSES, report_sections, reports
from storage.schools import districts, schools
from storage.sheetrows import IN_DISTRICT, IN_SPAN, PAIR, PAIRED, RAN, Asked, Lines, place_of
from storage.survey import happened, last_contact, unmatched_in
from storage.visits import visits

Gap: TypeAlias = tuple[str, date | None, dict[str, Cell]]  # what is missing, since when, and whose it is

PAGE = 25  # reports
PRESENT_AT = ("visit", "session")

_OF_SPAN = (
    reports.c.programme_id == bindparam("programme"),
    reports.c.last >= bindparam("first"),
    reports.c.first <= bindparam("last"),
)
NEXT = tenant(
    HEAD.where(
        *_OF_SPAN,
        or_(
            reports.c.first > bindparam("after_day"),
            (reports.c.first == bindparam("after_day")) & (reports.c.id > bindparam("after_id")),
        ),
    )
    .order_by(reports.c.first, reports.c.id)
    .limit(PAGE)
)
COUNT = tenant(
    select(func.count()).select_from(
        select(reports.c.id)
        .outerjoin_from(reports, report_sections, report_sections.c.report_id == reports.c.id)
        .where(*_OF_SPAN)
        .limit(LINES_MAX + 1)
        .subquery("found")
    )
)
OPENED = tenant(
    select(reports.c.id)
    .join_from(reports, report_sections, report_sections.c.report_id == reports.c.id)
    .join(engagements, engagements.c.id == report_sections.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .where(*_OF_SPAN, IN_DISTRICT, reports.c.state.in_(bindparam("states", expanding=True)))
    .distinct()
    .order_by(reports.c.id)
)
DISTRICT_OF = tenant(
    select(engagements.c.id, districts.c.name.label("district"))
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(districts, districts.c.id == schools.c.district_id)
    .where(engagements.c.id.in_(bindparam("pairs", expanding=True)), IN_DISTRICT)
)

_PROGRAMME = engagements.c.programme_id == bindparam("programme")
UNEXPLAINED = tenant(
    select(visits.c.day, *PAIR)
    .select_from(PAIRED.join(visits, visits.c.engagement_id == engagements.c.id))
    .where(
        _PROGRAMME,
        IN_DISTRICT,
        visits.c.day >= bindparam("first"),
        visits.c.day <= bindparam("last"),
        visits.c.state == PLANNED,
        visits.c.contact_id.is_(None),
        visits.c.ends_at <= bindparam("now"),
    )
    .order_by(visits.c.day, visits.c.id)
    .limit(LINES_MAX + 1)
)
_BEFORE = last_contact(contacts.c.day < bindparam("first"))
_THEN = (contacts.c.day >= bindparam("first"), contacts.c.day <= bindparam("last"))
UNMET = tenant(
    select(engagements.c.starts_on, engagements.c.school_id, schools.c.district_id, _BEFORE.label("since"), *PAIR)
    .select_from(PAIRED)
    .where(RAN, ~happened(*_THEN))
    .order_by(schools.c.name, engagements.c.id)
)
UNSAID = tenant(
    select(contacts.c.day, *PAIR)
    .select_from(PAIRED.join(contacts, contacts.c.engagement_id == engagements.c.id))
    .where(
        IN_SPAN,
        IN_DISTRICT,
        contacts.c.made,
        contacts.c.presence.is_(None),
        or_(*(contacts.c.kind == one for one in PRESENT_AT)),
    )
    .order_by(contacts.c.day, contacts.c.id)
    .limit(LINES_MAX + 1)
)
UNPLANNED = tenant(
    select(engagements.c.starts_on, *PAIR)
    .select_from(PAIRED)
    .where(RAN, engagements.c.visit_day.is_(None))
    .order_by(schools.c.name, engagements.c.id)
)
LATE = tenant(
    select(reports.c.due_at, coach.c.name.label("coach"))
    .join_from(reports, coach, coach.c.id == reports.c.coach_id)
    .where(
        *_OF_SPAN,
        MISSES,
    )
    .order_by(reports.c.due_at, coach.c.name)
)


def count_reports(db: Db, asked: Asked) -> int:
    """How many lines, about: one for each school in each report."""
    return int(db.value(COUNT, **_days(asked)))


def _days(asked: Asked) -> dict[str, Any]:
    return {"programme": asked.programme.id, "first": asked.first, "last": asked.last}


def read_reports(db: Db, asked: Asked, after: Place) -> Lines:
    """The next reports by period, a line for each school. What is with its coach has one line: that it is."""
    rows = db.all(NEXT, **_days(asked), after_day=after.day, after_id=after.id)
    lines: list[Cells] = []
    for row in rows:
        lines += _report(db, asked, row)
    return Lines(tuple(lines), Place(rows[-1].first, rows[-1].id) if len(rows) == PAGE else None)


def _report(db: Db, asked: Asked, row: Row[Any]) -> Iterator[Cells]:
    report = opened(db, row)
    head = _head(report, asked)
    if report.state not in READ:
        if not asked.district:
            yield head
        return
    sections = shown_sections(read_sections(db, row, asked.now))
    here = db.all(DISTRICT_OF, pairs=[one.engagement_id for one in sections], district=asked.district)
    names = {one.id: one.district for one in here}
    for one in sections:
        if one.engagement_id in names:
            yield (
                head
                | _section(one, names[one.engagement_id])
                | {"workload": rules.WORKLOADS.get(report.workload or "")}
            )


def _head(report: Report, asked: Asked) -> dict[str, Any]:
    submitted = report.submitted_at
    return {
        "period": span_words(*report.period),
        "coach": report.coach,
        "state": rules.STATES[report.state],
        "due": local_day(report.due_at, report.zone),
        "submitted": local_day(submitted, report.zone) if submitted else None,
        "late": "Late" if rules.is_late(report, asked.now) else None,
        "workload": rules.WORKLOADS.get(report.workload or "") if report.state in READ else None,
    }


def _section(one: Section, district: str) -> dict[str, Any]:
    return {
        "school": one.school,
        "district": district,
        "leader": one.leader,
        "planned": one.figures.planned,
        "held": one.figures.held,
        "hours": round(one.figures.minutes / 60, 2),
        "contacts": one.figures.made,
        "progress": rules.PROGRESS.get(one.progress or ""),
        "concern": rules.CONCERNS[one.concern] if one.concern != "none" else None,
        "barriers": ", ".join(BARRIERS.get(code, code) for code in one.barriers) or None,
        "words": "\n".join(f"{rules.LINES.get(line.kind, line.kind)}: {line.text}" for line in one.lines) or None,
    }


def reports_in(db: Db, asked: Asked) -> list[int]:
    """The reports whose words the lines would hold."""
    return [row.id for row in db.all(OPENED, **asked.values, states=list(READ))]


def count_missing(db: Db, asked: Asked) -> int:
    """How many lines."""
    return sum(1 for _ in _missing(db, asked))


def read_missing(db: Db, asked: Asked, _after: Place) -> Lines:
    """Everything that is missing, in one go: what can be asked about first."""
    return Lines(tuple(_missing(db, asked)))


def _missing(db: Db, asked: Asked) -> Iterator[Cells]:
    today = local_day(asked.now, asked.programme.zone)
    for what, since, row in (*_of_pairs(db, asked, today), *_of_program(db, asked)):
        days = max((today - since).days, 0) if since else None
        yield {"what": what, "day": since, "days": days} | row


def _of_pairs(db: Db, asked: Asked, today: date) -> Iterator[Gap]:
    """What is missing of a pair. A pair that began today lacks no contact yet."""
    for row in db.all(UNEXPLAINED, **asked.values, now=asked.now):
        yield "A visit with no log and no reason", row.day, place_of(row)
    yield from _unmet(db, asked, today)
    for row in db.all(UNSAID, **asked.values):
        yield "Whether the principal was there", row.day, place_of(row)
    for row in db.all(UNPLANNED, **asked.values):
        yield "A weekly visit", max(row.starts_on, asked.first), place_of(row)


def _unmet(db: Db, asked: Asked, today: date) -> Iterator[Gap]:
    """The pairs without a contact in these days, and for how many by their end, counted as everywhere."""
    rows = [(row, row.since or row.starts_on) for row in db.all(UNMET, **asked.values) if row.starts_on < today]
    until = min(today, asked.last)
    closed = ClosedDays(db, asked.programme, today, min((since for _, since in rows), default=None))
    for row, since in rows:
        shut = closed.at(row.district_id, row.school_id, tests=False)
        yield "No contact in this time", since, {**place_of(row), "days": quiet_days(since, until, shut)}


def _of_program(db: Db, asked: Asked) -> Iterator[Gap]:
    """What is missing of a whole program, and of no district alone."""
    if asked.district:
        return
    for row in db.all(LATE, **_days(asked), now=asked.now):
        yield "A status report", local_day(row.due_at, asked.programme.zone), {"coach": row.coach}
    for named in unmatched_in(db, asked.programme.id):
        yield "A person in Slack", None, {"person": named}
