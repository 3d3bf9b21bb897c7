"""The status reports that came on a day, as a coordinator's card has them; and which one is best read next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, select

from bot.messages import Message
from bot.messages.reportdays import by_turn, day_card
from bot.rules import reports as rules
from bot.rules.ladders import midnight_after
from bot.rules.periods import Period
from bot.rules.reports import Report, Section
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.people import Actor, find_person
from storage.programmes import programmes
from storage.reporting import HEAD, find_report, opened, roles_in
from storage.reports import report_sections, reports
from storage.schools import schools

DAY = timedelta(days=1)
LONG_AGO = timedelta(days=400)  # a report of an older period that comes now is in the lists alone

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_OF_OTHERS = (
    reports.c.programme_id == bindparam("programme"),
    reports.c.first >= bindparam("since"),
    reports.c.coach_id != bindparam("person"),
)
CAME = tenant(
    HEAD.where(*_OF_OTHERS, reports.c.submitted_at >= bindparam("begun"), reports.c.submitted_at < bindparam("over"))
)
WAITING = tenant(HEAD.where(*_OF_OTHERS, reports.c.state == rules.SUBMITTED))
GLANCE = tenant(
    select(
        report_sections.c.id,
        report_sections.c.report_id,
        report_sections.c.engagement_id,
        report_sections.c.progress,
        report_sections.c.concern,
        schools.c.name.label("school"),
    )
    .join_from(report_sections, engagements, engagements.c.id == report_sections.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .where(report_sections.c.report_id.in_(_IDS))
    .order_by(schools.c.name, report_sections.c.id)
)
ZONE = tenant(select(programmes.c.zone).where(programmes.c.id == bindparam("programme")))


def card_of(db: Db, user: str | None, now: datetime, programme: int, day: date) -> Message | None:
    """A coordinator's card of a day; None for anybody else."""
    found = came_on(db, Actor(user), now, programme, day) if user else None
    return None if found is None else day_card(found, day, now)


def came_on(db: Db, actor: Actor, now: datetime, programme: int, day: date) -> list[Report] | None:
    """The reports of others that came on a day, those that wait with their schools at a glance; one alone whole."""
    person = _coordinator(db, actor, programme)
    zone = db.value(ZONE, programme=programme)
    if person is None or zone is None:
        return None
    asked = {"programme": programme, "since": day - LONG_AGO, "person": person}
    rows = db.all(CAME, **asked, begun=midnight_after(day - DAY, zone), over=midnight_after(day, zone))
    if len(rows) == 1:
        return [find_report(db, actor, now, rows[0].id)]
    return _at_a_glance(db, rows)


def next_to_read(db: Db, actor: Actor, now: datetime, report: Report) -> tuple[Report, int] | None:
    """What else of a program waits for this coordinator: the most urgent, and how many; None where nothing does."""
    person = _coordinator(db, actor, report.programme_id)
    if person is None:
        return None
    rows = db.all(WAITING, programme=report.programme_id, since=now.date() - LONG_AGO, person=person)
    found = by_turn(_at_a_glance(db, [row for row in rows if row.id != report.id]))
    return (found[0], len(found)) if found else None


def _coordinator(db: Db, actor: Actor, programme: int) -> int | None:
    person = find_person(db, actor)
    return person.id if person and "coordinator" in roles_in(db, programme, person.id) else None


def _at_a_glance(db: Db, rows: Sequence[Row[Any]]) -> list[Report]:
    """Each as a value; those that wait with progress and concern of their schools, and not a word of them."""
    waiting = [row.id for row in rows if row.state == rules.SUBMITTED]
    parts: dict[int, list[Section]] = {}
    periods = {row.id: Period(row.first, row.last) for row in rows}
    for row in db.all(GLANCE, ids=sorted(waiting)) if waiting else ():
        parts.setdefault(row.report_id, []).append(_glance(row, periods[row.report_id]))
    return [
        replace(opened(db, row), reads="coordinator", comment=None, note=None, sections=tuple(parts.get(row.id, ())))
        for row in rows
    ]


def _glance(row: Row[Any], period: Period) -> Section:
    return Section(
        row.id, row.engagement_id, row.school, "", *period, progress=row.progress, concern=row.concern,
    )  # fmt: skip
