"""Events that Slack delivered: stored under a unique key before the answer, applied by a worker, once."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, bindparam, select, update

from storage.database import Db, Instant, Sealed, key_column, metadata, tenant, workspace_column
from storage.insert import insert_once
from storage.keys import Unreadable

inbox = Table(
    "inbox",
    metadata,
    key_column(),
    workspace_column(),
    Column("event_key", String(64), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("payload", Sealed),
    Column("state", String(12), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("attempt", Integer, nullable=False),
    UniqueConstraint("workspace_id", "event_key"),
    Index("ix_inbox_state_not_before", "state", "not_before"),
)

WAITING = tenant(
    select(inbox.c.id, inbox.c.kind, inbox.c.payload, inbox.c.attempt)
    .where(inbox.c.state == "pending", inbox.c.not_before <= bindparam("now"))
    .order_by(inbox.c.id)
    .limit(bindparam("batch"))
)
DONE = tenant(
    update(inbox).where(inbox.c.id == bindparam("row"), inbox.c.state == "pending").values(state="done", payload=None)
)
FAILED = tenant(update(inbox).where(inbox.c.id == bindparam("row"), inbox.c.state == "pending").values(state="failed"))
PUT_OFF = tenant(
    update(inbox)
    .where(inbox.c.id == bindparam("row"), inbox.c.state == "pending")
    .values(attempt=inbox.c.attempt + 1, not_before=bindparam("later"), state=bindparam("as_state"))
)
ATTEMPTS = 8
BACK_OFF = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Received:
    """One stored event, opened. damaged: what is wrong with a row whose words can't be read; then event is empty."""

    id: int
    kind: str
    event: dict[str, Any]
    attempt: int
    damaged: str = ""


def receive_event(db: Db, now: datetime, event_key: str, kind: str, event: dict[str, Any]) -> bool:
    """Store an event unless it is already here; whether it was new. The words in it are sealed."""
    payload = db.seal(inbox.c.payload, json.dumps(event))
    new = insert_once(
        db,
        inbox,
        event_key=event_key,
        kind=kind,
        payload=payload,
        state="pending",
        received_at=now,
        not_before=now,
        attempt=0,
    )
    db.owed = db.owed or new is not None
    return new is not None


def first_time(db: Db, now: datetime, request: str) -> bool:
    """Keep that a request was carried out; False when it was before. request: what it is and Slack's name for it."""
    key = hashlib.sha256(request.encode()).hexdigest()
    seen = {"kind": "request", "payload": None, "state": "done", "received_at": now, "not_before": now, "attempt": 0}
    return insert_once(db, inbox, event_key=key, **seen) is not None


def waiting_events(db: Db, now: datetime, batch: int = 20) -> list[Received]:
    """Events that wait to be applied, oldest first."""
    return [_received(db, row) for row in db.all(WAITING, now=now, batch=batch)]


def _received(db: Db, row: Any) -> Received:
    try:
        event = json.loads(db.unseal(inbox.c.payload, row.payload) or "{}")
    except (Unreadable, ValueError) as problem:
        return Received(row.id, row.kind, {}, row.attempt, damaged=type(problem).__name__)
    return Received(row.id, row.kind, event, row.attempt)


def park_event(db: Db, row_id: int) -> None:
    """Set an event that can't be read aside for the operator, its bytes kept."""
    db.change(FAILED, row=row_id)


def finish_event(db: Db, row_id: int) -> bool:
    """Mark an event applied and forget its words; False when another process was first."""
    return db.change(DONE, row=row_id) == 1


def put_off_event(db: Db, row_id: int, attempt: int, now: datetime) -> None:
    """Try a failed event again later; after eight tries it is parked for the operator."""
    state = "pending" if attempt + 1 < ATTEMPTS else "failed"
    db.change(PUT_OFF, row=row_id, later=now + BACK_OFF * 2**attempt, as_state=state)
