"""Working off exports: claimed under a lease, so that one that a process left is built by the next one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, or_, select, update

from storage import audit
from storage.database import Db, tenant
from storage.exports import ONE, OPEN, ROW, Export, export_of, exports, message_key
from storage.outbox import NewOwed, outbox, owe
from storage.sheets import reports_read

LEASE = timedelta(minutes=2)  # renewed while it is being built
ATTEMPTS = 4
KEPT = timedelta(days=30)

_FREE = or_(exports.c.lease_until.is_(None), exports.c.lease_until < bindparam("now"))
DUE = tenant(ROW.where(OPEN, _FREE).order_by(exports.c.id).limit(1).with_for_update(skip_locked=True, of=exports))
WAITS = tenant(select(exports.c.id).where(OPEN, _FREE).limit(1))
TAKE = tenant(
    update(exports)
    .where(exports.c.id == bindparam("export"))
    .values(
        state=bindparam("as_state"), attempt=exports.c.attempt + 1, done=0, lease_until=bindparam("until"),
        changed_at=bindparam("now"),
    )
)  # fmt: skip
_MINE = and_(exports.c.id == bindparam("export"), exports.c.attempt == bindparam("claim"))
KEEP = tenant(
    update(exports)
    .where(_MINE, exports.c.state == "building")
    .values(done=bindparam("rows"), lease_until=bindparam("until"), changed_at=bindparam("now"))
)
SENDING = tenant(
    update(exports)
    .where(_MINE, exports.c.state == "building")
    .values(
        state="sending", file_id=bindparam("file"), done=exports.c.total, lease_until=bindparam("until"),
        changed_at=bindparam("now"),
    )
)  # fmt: skip
AGAIN = tenant(
    update(exports)
    .where(_MINE, exports.c.state == "sending")
    .values(state="building", file_id=None, done=0, changed_at=bindparam("now"))
)
PUT_BACK = tenant(
    update(exports).where(_MINE, OPEN).values(lease_until=bindparam("until"), changed_at=bindparam("now"))
)
CLOSE = tenant(
    update(exports)
    .where(_MINE, OPEN)
    .values(state=bindparam("as_state"), reason=bindparam("why"), lease_until=None, changed_at=bindparam("now"))
)
TOLD = tenant(
    select(outbox.c.state, outbox.c.sent_channel, outbox.c.sent_ts).where(outbox.c.key == bindparam("message"))
)
_OLD = select(exports.c.id).where(~OPEN, exports.c.changed_at < bindparam("before")).limit(500)
FORGET = tenant(delete(exports).where(exports.c.id.in_(_OLD)))


@dataclass(frozen=True, slots=True)
class Told:
    """The message that says an export is being built: open until Slack has it, or never will."""

    open: bool
    channel: str
    ts: str


def export_waits(db: Db, now: datetime) -> bool:
    """Whether there is an export to claim."""
    return db.value(WAITS, now=now) is not None


def claim_export(db: Db, now: datetime) -> Export | None:
    """Take the oldest export that nobody builds; it is building, or still sending. None when there is none.

    One that failed too often is closed, and its person told.
    """
    for _ in range(ATTEMPTS):
        row = db.first(DUE, now=now)
        if row is None:
            return None
        state = "sending" if row.state == "sending" else "building"
        db.change(TAKE, export=row.id, as_state=state, until=now + LEASE, now=now)
        claimed = export_of(db, db.first(ONE, export=row.id))
        if row.attempt < ATTEMPTS:
            return claimed
        close_export(db, now, claimed, "tries")
    return None


def keep_export(db: Db, now: datetime, export: Export, done: int) -> bool:
    """Note how far it is, and renew the lease; False when it was cancelled or somebody else has it."""
    return db.change(KEEP, export=export.id, claim=export.attempt, rows=done, until=now + LEASE, now=now) == 1


def begin_sending(db: Db, now: datetime, export: Export, file_id: str) -> bool:
    """Slack has the bytes, and will be asked to show them: from here on it can't be cancelled."""
    return db.change(SENDING, export=export.id, claim=export.attempt, file=file_id, until=now + LEASE, now=now) == 1


def build_again(db: Db, now: datetime, export: Export) -> bool:
    """Slack turned out not to show the file, so it is built anew."""
    return db.change(AGAIN, export=export.id, claim=export.attempt, now=now) == 1


def put_back_export(db: Db, now: datetime, export: Export, later: datetime) -> bool:
    """Leave it for later: it certainly wasn't sent, or that is to be looked into then."""
    return db.change(PUT_BACK, export=export.id, claim=export.attempt, until=later, now=now) == 1


def close_export(db: Db, now: datetime, export: Export, reason: str | None = None) -> bool:
    """Close a claimed export as sent or, with a reason, as failed, of which its person is told. Audited.

    False when it wasn't ours any more.
    """
    state = "failed" if reason else "sent"
    if db.change(CLOSE, export=export.id, claim=export.attempt, as_state=state, why=reason, now=now) == 0:
        return False
    audit.note(db, now, export.user or "exports", f"export.{state}", export.id)
    if state == "sent":
        read = reports_read(db, now, export.wanted)
        audit.note_many(db, now, export.user or "exports", [(audit.REPORT_READ, one) for one in read])
    if reason:
        owe(db, now, [NewOwed("export_failed", f"{message_key(export.id)}:failed", export.person_id, None, export.id)])
    return True


def told_of(db: Db, export: int) -> Told | None:
    """The message about an export; None when there is none."""
    row = db.first(TOLD, message=message_key(export))
    if row is None:
        return None
    return Told(row.state in {"pending", "sending"}, row.sent_channel or "", row.sent_ts or "")


def forget_exports(db: Db, now: datetime) -> int:
    """Delete one batch of closed exports after 30 days; how many."""
    return db.change(FORGET, before=now - KEPT)
