"""What Homes say of status reports: a coach's that aren't in, and how those of a program stand."""

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.messages.reportlists import numbers
from bot.messages.reports import HOME_MAX, span
from bot.rules import reports as rules
from bot.rules.dates import local_day
from bot.rules.periods import Period, period_of, previous
from bot.rules.reports import Report
from bot.rules.sharing import Reader, may
from storage.database import Db, tenant
from storage.people import Actor
from storage.programmes import Programme
from storage.reporting import REPORT, find_report, own_reports
from storage.reports import reports

STATES = tenant(
    select(reports.c.state, reports.c.due_at, reports.c.first_submitted_at).where(
        reports.c.programme_id == bindparam("programme"), reports.c.first == bindparam("first")
    )
)


def reports_to_finish(db: Db, actor: Actor, now: datetime) -> tuple[Report, ...]:
    """The acting coach's reports that aren't in, the oldest first, with their schools."""
    open_ = [one for one in own_reports(db, actor) if one.state in rules.OPEN]
    return tuple(find_report(db, actor, now, one.id) for one in reversed(open_[-HOME_MAX:]))


def reports_line(db: Db, programme: Programme, reader: Reader, now: datetime) -> str:
    """How the reports of the period that is due stand; "" for who doesn't read them, and where there are none."""
    if not may(reader, REPORT):
        return ""
    running = period_of(local_day(now, programme.zone))
    for period in (previous(running), running):
        if said := _line(db, programme, period, now):
            return said
    return ""


def _line(db: Db, programme: Programme, period: Period, now: datetime) -> str:
    rows = db.all(STATES, programme=programme.id, first=period.first)
    found = [(row.state, row.state != rules.EXCUSED and (row.first_submitted_at or now) > row.due_at) for row in rows]
    return f"Status reports, {span(period)}: {numbers(found)}" if found else ""
