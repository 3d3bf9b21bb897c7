"""What the outbox and the inbox forget: closed rows that nothing will ask for again.

A message can be corrected, and an unknown end looked into, for as long as its row is there.
"""

import calendar
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, or_, select

from bot.rules.nudges import EXPIRED, SENT, STOPPED, VOID
from storage.database import Db, tenant
from storage.inbox import inbox
from storage.nudges import nudges
from storage.outbox import REPEATABLE, outbox

KEPT = timedelta(days=30)
MESSAGES_KEPT = 18  # months
BATCH = 500

# The newest row stays: without it SQLite would give its number to another row.
_CLOSED = (
    or_(*(outbox.c.state == state for state in ("sent", "unknown", "failed", "expired", "void"))),
    outbox.c.due_at < bindparam("before"),
    outbox.c.id < select(func.max(outbox.c.id)).scalar_subquery(),
)
_OLD_DRAWINGS = select(outbox.c.id).where(*_CLOSED, or_(*(outbox.c.kind == kind for kind in REPEATABLE))).limit(BATCH)
_OLD_MESSAGES = select(outbox.c.id).where(*_CLOSED).limit(BATCH)
_OLD_EVENTS = (
    select(inbox.c.id)
    .where(
        inbox.c.state == "done",
        inbox.c.received_at < bindparam("before"),
        inbox.c.id < select(func.max(inbox.c.id)).scalar_subquery(),
    )
    .limit(BATCH)
)
_OLD_NUDGES = (
    select(nudges.c.id)
    .where(
        or_(*(nudges.c.state == state for state in (SENT, VOID, EXPIRED, STOPPED))),
        nudges.c.due_at < bindparam("before"),
        nudges.c.until < bindparam("before"),
        nudges.c.id < select(func.max(nudges.c.id)).scalar_subquery(),
    )
    .limit(BATCH)
)
PURGE_NUDGES = tenant(delete(nudges).where(nudges.c.id.in_(_OLD_NUDGES)))
PURGE_DRAWINGS = tenant(delete(outbox).where(outbox.c.id.in_(_OLD_DRAWINGS)))
PURGE_MESSAGES = tenant(delete(outbox).where(outbox.c.id.in_(_OLD_MESSAGES)))
PURGE_EVENTS = tenant(delete(inbox).where(inbox.c.id.in_(_OLD_EVENTS)))


def purge_drawings(db: Db, now: datetime) -> int:
    """Delete one batch of closed Homes and corrections older than 30 days; how many."""
    return db.change(PURGE_DRAWINGS, before=now - KEPT)


def purge_messages(db: Db, now: datetime) -> int:
    """Delete one batch of closed messages older than 18 months; how many."""
    return db.change(PURGE_MESSAGES, before=_months_before(now, MESSAGES_KEPT))


def purge_nudges(db: Db, now: datetime) -> int:
    """Delete one batch of nudges that ended more than 18 months ago; how many."""
    return db.change(PURGE_NUDGES, before=_months_before(now, MESSAGES_KEPT))


def purge_events(db: Db, now: datetime) -> int:
    """Delete one batch of applied events older than 30 days; how many."""
    return db.change(PURGE_EVENTS, before=now - KEPT)


def _months_before(at: datetime, months: int) -> datetime:
    """The same day so many months ago, or the last of its month where that has no such day."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, calendar.monthrange(year, month + 1)[1]))
