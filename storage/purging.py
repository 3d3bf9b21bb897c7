"""What the outbox and the inbox forget: closed rows that nothing will ask for again."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, or_, select

from storage.database import Db, tenant
from storage.inbox import inbox
from storage.outbox import REPEATABLE, outbox

KEPT = timedelta(days=30)
BATCH = 500

# The newest row stays: without it SQLite would give its number to another row.
_OLD_MESSAGES = (
    select(outbox.c.id)
    .where(
        outbox.c.due_at < bindparam("before"),
        or_(*(outbox.c.kind == kind for kind in REPEATABLE)),
        or_(*(outbox.c.state == state for state in ("sent", "failed", "expired", "void"))),
        outbox.c.id < select(func.max(outbox.c.id)).scalar_subquery(),
    )
    .limit(BATCH)
)
_OLD_EVENTS = (
    select(inbox.c.id)
    .where(
        inbox.c.state == "done",
        inbox.c.received_at < bindparam("before"),
        inbox.c.id < select(func.max(inbox.c.id)).scalar_subquery(),
    )
    .limit(BATCH)
)
PURGE_MESSAGES = tenant(delete(outbox).where(outbox.c.id.in_(_OLD_MESSAGES)))
PURGE_EVENTS = tenant(delete(inbox).where(inbox.c.id.in_(_OLD_EVENTS)))


def purge_messages(db: Db, now: datetime) -> int:
    """Delete one batch of closed Homes and corrections older than 30 days; how many."""
    return db.change(PURGE_MESSAGES, before=now - KEPT)


def purge_events(db: Db, now: datetime) -> int:
    """Delete one batch of applied events older than 30 days; how many."""
    return db.change(PURGE_EVENTS, before=now - KEPT)
