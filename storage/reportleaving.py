"""A pair that was added by mistake leaves the drafts of status reports, as far as nobody wrote about it in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, or_, select, update

from bot.rules import reports as rules
from storage import audit
from storage.database import Db, tenant
from storage.drafting import DROP_LINES, DROP_SECTION, DUTY
from storage.nudging import withdraw_nudges
from storage.reportacts import OWED
from storage.reportkept import typed_about
from storage.reports import report_lines, report_sections, reports

SECTIONS = tenant(
    select(report_sections, reports.c.state, reports.c.workload, reports.c.note)
    .join_from(report_sections, reports, reports.c.id == report_sections.c.report_id)
    .where(report_sections.c.engagement_id == bindparam("pair"))
    .order_by(reports.c.id)
    .with_for_update(of=reports)
)
WRITTEN = tenant(
    select(report_lines.c.id)
    .where(
        report_lines.c.section_id == bindparam("section"),
        or_(report_lines.c.origin != rules.BY_DRAFT, report_lines.c.removed_at.is_not(None)),
    )
    .limit(1)
)
OTHERS = tenant(select(report_sections.c.id).where(report_sections.c.report_id == bindparam("report")).limit(1))
EDITION = tenant(
    update(reports)
    .where(reports.c.id == bindparam("report"))
    .values(edition=reports.c.edition + 1, changed_at=bindparam("now"))
)
DROP = tenant(delete(reports).where(reports.c.id == bindparam("report")))


def leave_reports(db: Db, now: datetime, pair: int) -> bool:
    """Take a pair's sections out of drafts; False, and nothing is changed, where a person's words or act stand in one.

    A draft of that pair alone goes as well, and is asked for no more.
    """
    found = db.all(SECTIONS, pair=pair)
    if not all(_untouched(db, row) for row in found):
        return False
    for row in found:
        db.change(DROP_LINES, section=row.id)
        db.change(DROP_SECTION, section=row.id)
        if db.first(OTHERS, report=row.report_id) is not None:
            db.change(EDITION, report=row.report_id, now=now)
            continue
        withdraw_nudges(db, now, OWED, row.report_id)
        db.change(DROP, report=row.report_id)
        audit.note(db, now, DUTY, "report.dropped", row.report_id)
    return True


def _untouched(db: Db, row: Row[Any]) -> bool:
    """Whether a section is as its draft made it, in a report that nobody submitted."""
    if row.state != rules.DRAFTED or row.typed or row.concern != "none" or row.shown_at is not None:
        return False
    closed = row.workload is None and row.note is None
    return closed and db.first(WRITTEN, section=row.id) is None and not typed_about(db, row.id)
