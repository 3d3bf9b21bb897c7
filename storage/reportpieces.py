"""What nudges about status reports and flags say when they are sent; nothing where it matters no more (N8, N9, N21)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.messages import reportnudges as words
from bot.messages.nudges import Piece
from bot.rules import reports as rules
from bot.rules.dates import local_day
from bot.rules.nudges import Nudge
from bot.rules.periods import business_days_between
from bot.rules.reports import Report
from storage.concernacts import FLAG, concern_in
from storage.concernacts import ONE as ONE_CONCERN
from storage.database import Db, tenant
from storage.people import people
from storage.reportacts import DRAFT, DUE, LATE, WAITING
from storage.reporting import ONE, opened, read_sections, roles_in
from storage.reportnudges import CALL, SEEN

ACTIVE = tenant(select(people.c.id).where(people.c.id == bindparam("person"), people.c.deactivated_at.is_(None)))


def draft_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """The draft, once; nothing for one that is in, or that fell due since: then it is late."""
    report = _open(db, nudge, now)
    if report is None or report.drafted_at < report.due_at < now:
        return None
    return _with_count(report, words.drafted)


def due_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """Before the due time only; afterwards it is late."""
    report = _open(db, nudge, now)
    return None if report is None or now > report.due_at else _with_count(report, words.due)


def _with_count(report: Report, said: Callable[[Report, int, int], Piece]) -> Piece:
    return said(report, len(report.sections), report.ready)


def late_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """To its coach, or to a coordinator of its program who isn't its coach."""
    report = _open(db, nudge, now, own=nudge.rung < SEEN)
    if report is None:
        return None
    if nudge.rung < SEEN:
        return words.late(report, nudge.rung)
    if not _coordinates(db, report, nudge.person_id):
        return None
    days = business_days_between(local_day(report.due_at, report.zone), local_day(now, report.zone))
    return words.late_to_coordinator(report, days, call=nudge.rung >= CALL)


def waiting_piece(db: Db, nudge: Nudge, _now: datetime) -> Piece | None:
    """To a coordinator, while nobody decided about it."""
    row = db.first(ONE, report=nudge.subject_id)
    if row is None or row.state != rules.SUBMITTED:
        return None
    report = opened(db, row)
    if not _coordinates(db, report, nudge.person_id) or report.submitted_at is None:
        return None
    return words.waiting(report, local_day(report.submitted_at, report.zone), second=nudge.rung > 0)


def flag_piece(db: Db, nudge: Nudge, _now: datetime) -> Piece | None:
    """To a coordinator, while nobody took it up."""
    row = db.first(ONE_CONCERN, concern=nudge.subject_id)
    if row is None or "coordinator" not in roles_in(db, row.programme_id, nudge.person_id):
        return None
    one = concern_in(row)
    return words.flag(one, second=nudge.rung > 0) if one.waits else None


def _open(db: Db, nudge: Nudge, now: datetime, *, own: bool = True) -> Report | None:
    """The report a coach still owes. own: it is said to the coach."""
    row = db.first(ONE, report=nudge.subject_id)
    if row is None or row.state not in rules.OPEN or (own and row.coach_id != nudge.person_id):
        return None
    return opened(db, row, read_sections(db, row, now))


def _coordinates(db: Db, report: Report, person: int) -> bool:
    active = db.value(ACTIVE, person=person) is not None
    return active and person != report.coach_id and "coordinator" in roles_in(db, report.programme_id, person)


REPORT_PIECES: dict[str, Callable[[Db, Nudge, datetime], Piece | None]] = {
    DRAFT: draft_piece,
    DUE: due_piece,
    LATE: late_piece,
    WAITING: waiting_piece,
    FLAG: flag_piece,
}
