"""Who is told of status reports of their own accord, and when (N8, N9): planned in the day's round, from what stands.

A rung is found from the business days that have passed, so that after any gap only the newest is said, and no report
is passed over. What was submitted, excused or accepted is told nobody any more.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from bot.rules import ladders
from bot.rules.dates import local_day
from bot.rules.periods import business_days_between
from bot.rules.reports import DRAFTED, RETURNED, SUBMITTED
from storage.closeddays import ClosedDays
from storage.database import Db, tenant
from storage.nudging import NewNudge
from storage.programmes import Programme
from storage.reportacts import DUE, LATE, WAITING
from storage.reports import reports
from storage.reportturns import turn

BEFORE = timedelta(hours=2)  # the due time, at which a coach is told once more
SEEN, CALL = 2, 3  # rungs of what is late, for a coordinator
LATE_DAYS = (1, 2, 3, 5)  # business days after the due day
RETURNED_DAYS = (2, 4)  # business days after it was returned
WAITING_DAYS = (3, 6)  # business days after it was submitted
LONG_AGO = timedelta(days=40)

_ROW = select(
    reports.c.id,
    reports.c.coach_id,
    reports.c.state,
    reports.c.due_at,
    reports.c.submitted_at,
    reports.c.decided_at,
    reports.c.times,
).where(reports.c.programme_id == bindparam("programme"), reports.c.due_at >= bindparam("since"))
OUT = tenant(
    _ROW.where(
        or_(reports.c.state == DRAFTED, reports.c.state == RETURNED),
        reports.c.due_at < bindparam("until"),
        reports.c.drafted_at < reports.c.due_at,
    ).order_by(reports.c.id)
)
IN = tenant(_ROW.where(reports.c.state == SUBMITTED).order_by(reports.c.id))


def reports_due(db: Db, programme: Programme, today: date, _closed: ClosedDays) -> list[NewNudge]:
    """What is to be said today of reports that are due or late: to their coaches, then to a coordinator."""
    tomorrow = ladders.midnight_after(today, programme.zone)
    rows = db.all(OUT, programme=programme.id, since=tomorrow - LONG_AGO, until=tomorrow)
    return [new for row in rows for new in _of_report(db, programme, row, today)]


def _of_report(db: Db, programme: Programme, row: Row[Any], today: date) -> Iterable[NewNudge]:
    due_day = local_day(row.due_at, programme.zone)
    if row.state == RETURNED:
        if (rung := _rung(RETURNED_DAYS, local_day(row.decided_at, programme.zone), today)) is not None:
            yield _new(LATE, row, row.coach_id, rung, today, programme)
    elif due_day == today:
        at, key = row.due_at - BEFORE, f"{DUE}:{row.id}:{row.times}:{row.coach_id}"
        yield NewNudge(DUE, row.coach_id, row.id, key, at, row.due_at)
    elif (rung := _rung(LATE_DAYS, due_day, today)) is not None:
        person = row.coach_id if rung < SEEN else turn(db, programme.id, row.coach_id, 0)
        if person is not None:
            yield _new(LATE, row, person, rung, today, programme)


def reports_waiting(db: Db, programme: Programme, today: date, _closed: ClosedDays) -> list[NewNudge]:
    """What is to be said today of reports that wait to be read: to the coordinator whose turn it is, then the next."""
    since = ladders.midnight_after(today, programme.zone) - LONG_AGO
    found = []
    for row in db.all(IN, programme=programme.id, since=since):
        rung = _rung(WAITING_DAYS, local_day(row.submitted_at, programme.zone), today)
        person = turn(db, programme.id, row.coach_id, rung) if rung is not None else None
        if rung is not None and person is not None:
            found.append(_new(WAITING, row, person, rung, today, programme))
    return found


def _rung(days: tuple[int, ...], since: date, today: date) -> int | None:
    """How far a ladder of business days has come; None before its first."""
    reached = sum(business_days_between(since, today) >= one for one in days)
    return reached - 1 if reached else None


def _new(kind: str, row: Row[Any], person: int, rung: int, today: date, programme: Programme) -> NewNudge:
    """Planned for today; the same rung on a later day is the same nudge, so that it is said once."""
    key = f"{kind}:{row.id}:{row.times}:{rung}:{person}"
    due = ladders.instant(today, "00:00", programme.zone)
    return NewNudge(kind, person, row.id, key, due, due + ladders.WEEK, rung)
