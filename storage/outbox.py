"""Messages owed to people: put here in the transaction that causes them, claimed, handed over, marked.

States: pending, sending (claimed under a short lease, handed to Slack under a long one), sent, unknown, failed,
expired, void. A row names what is to be said by kind and subject; the words are composed when it is sent, so no
content waits here. Only answers that belong to no row carry a sealed payload.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    or_,
    select,
    update,
)

from storage.database import Db, Id, Instant, Sealed, key_column, metadata, reference, tenant, workspace_column
from storage.insert import insert_once

outbox = Table(
    "outbox",
    metadata,
    key_column(),
    workspace_column(),
    Column("kind", String(32), nullable=False),
    Column("key", String(120), nullable=False),
    reference("person_id", "people.id", nullable=True),
    Column("channel", String(32)),
    Column("subject_id", Id),
    Column("payload", Sealed),
    Column("state", String(8), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("attempt", Integer, nullable=False),
    Column("lease_until", Instant),
    Column("lease_owner", String(32)),
    Column("sent_channel", String(32)),
    Column("sent_ts", String(32)),
    Column("reason", String(80)),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "key"),
    Index("ix_outbox_state_due_at", "state", "due_at"),
    Index("ix_outbox_person_id", "person_id"),
)

LEASE = timedelta(minutes=5)  # longer than any clock is wrong, and than a mark waits for the database
TAKEN = timedelta(seconds=20)  # for what is claimed and not handed over yet: whoever takes it back does no harm
AGAIN_AFTER = timedelta(minutes=10)
HANDED = "handed over"
KILLED = "the process ended between sending and marking"
# A second copy of these is recognizable by its number or hour, so an unknown outcome is tried once more.
RESENT_ONCE = (
    "confirmation",
    "leader_note",
    "channel_line",
    "answer",
    "asked",
    "digest",
    "digest_part",
    "district_digest",
    "log_opened",
    "log_closed",
)
# Doing these again leaves the same as doing them once.
REPEATABLE = ("home", "retouch")


@dataclass(frozen=True, slots=True)
class Owed:
    """One claimed row with its addressee. dm_channel and user are the person's, where it is for a person.

    place: where it goes, as storage/places.py knows it; troubled: Slack refused that place the last time.
    """

    id: int
    kind: str
    key: str
    person_id: int | None
    channel: str | None
    subject_id: int | None
    payload: dict[str, Any] | None
    attempt: int
    user: str | None
    dm_channel: str | None
    place: str = "?"
    troubled: bool = False


@dataclass(frozen=True, slots=True)
class NewOwed:
    """A message to owe: to a person or to a channel. key: unique per workspace, one message for each key."""

    kind: str
    key: str
    person_id: int | None = None
    channel: str | None = None
    subject_id: int | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None


def owe(db: Db, now: datetime, messages: Sequence[NewOwed]) -> None:
    """Put messages into the outbox inside this transaction."""
    db.add_many(
        outbox,
        [
            {
                "kind": one.kind,
                "key": one.key,
                "person_id": one.person_id,
                "channel": one.channel,
                "subject_id": one.subject_id,
                "state": "pending",
                "due_at": one.due_at or now,
                "expires_at": one.expires_at,
                "attempt": 0,
                "created_at": now,
            }
            for one in messages
        ],
    )
    db.owed = db.owed or bool(messages)


def owe_once(db: Db, now: datetime, message: NewOwed) -> bool:
    """Owe a message unless one with its key is already there; whether it was new."""
    new = insert_once(
        db,
        outbox,
        kind=message.kind,
        key=message.key,
        person_id=message.person_id,
        channel=message.channel,
        subject_id=message.subject_id,
        state="pending",
        due_at=message.due_at or now,
        expires_at=message.expires_at,
        attempt=0,
        created_at=now,
    )
    db.owed = db.owed or new is not None
    return new is not None


def owe_answer(db: Db, now: datetime, key: str, channel: str, payload: dict[str, Any]) -> None:
    """Owe an answer whose words belong to no row: {"text", "blocks"}, sealed until it is sent."""
    sealed = db.seal(outbox.c.payload, json.dumps(payload))
    db.add(
        outbox,
        kind="answer",
        key=key,
        channel=channel,
        payload=sealed,
        state="pending",
        due_at=now,
        attempt=0,
        created_at=now,
    )
    db.owed = True


# A new claim changes the owner, so whoever still is the owner knows best, also after the lease.
_OWNED = (outbox.c.id == bindparam("row"), outbox.c.lease_owner == bindparam("owner"))
_OPEN = or_(*(outbox.c.state == state for state in ("sending", "pending", "unknown")))  # a list isn't prepared
MARK = tenant(
    update(outbox)
    .where(*_OWNED, or_(_OPEN, outbox.c.state == bindparam("as_state")))
    .values(
        state=bindparam("as_state"),
        sent_channel=bindparam("in_channel"),
        sent_ts=bindparam("ts"),
        reason=bindparam("why"),
        payload=None,
        lease_until=None,
    )
)
RETRY = tenant(
    update(outbox)
    .where(*_OWNED, _OPEN)
    .values(
        state="pending",
        due_at=bindparam("later"),
        attempt=bindparam("tries"),
        reason=bindparam("why"),
        lease_until=None,
    )
)
HAND_OVER = tenant(
    update(outbox).where(*_OWNED, outbox.c.state == "sending").values(reason=HANDED, lease_until=bindparam("until"))
)
_LAPSED = (outbox.c.state == "sending", outbox.c.lease_until < bindparam("now"))
LAPSED_AGAIN = tenant(
    update(outbox)
    .where(*_LAPSED, outbox.c.reason == HANDED, outbox.c.kind.in_(RESENT_ONCE), outbox.c.attempt == 0)
    .values(state="pending", due_at=bindparam("later"), attempt=1, reason=KILLED)
)
LAPSED_UNSENT = tenant(
    update(outbox)
    .where(*_LAPSED, or_(outbox.c.kind.in_(REPEATABLE), outbox.c.reason.is_(None)))
    .values(state="pending", due_at=bindparam("now"))
)
LAPSED = tenant(update(outbox).where(*_LAPSED).values(state="unknown", reason=KILLED, payload=None))
EXPIRE = tenant(
    update(outbox)
    .where(outbox.c.state == "pending", outbox.c.expires_at < bindparam("now"))
    .values(state="expired", payload=None)
)


NEXT_DUE = tenant(select(outbox.c.due_at).where(outbox.c.state == "pending").order_by(outbox.c.due_at).limit(1))


def tidy(db: Db, now: datetime) -> None:
    """Expire what no longer matters, and settle messages whose sender died between claim and mark."""
    db.change(EXPIRE, now=now)
    db.change(LAPSED_AGAIN, now=now, later=now + AGAIN_AFTER)
    settle_lapsed(db, now)


def settle_lapsed(db: Db, now: datetime) -> None:
    """Of what dead senders left, that which they hadn't handed over waits again; nobody knows about the rest."""
    db.change(LAPSED_UNSENT, now=now)
    db.change(LAPSED, now=now)


def hand_over(db: Db, now: datetime, owner: str, row: int) -> bool:
    """Say that a claimed message is about to be handed to Slack; False when it isn't this sender's any more.

    From here on nobody knows whether Slack has it, until it is marked. What can be done twice needs none of this.
    """
    return db.change(HAND_OVER, row=row, owner=owner, until=now + LEASE) == 1


def next_due(db: Db) -> datetime | None:
    """When the next message falls due; None when nothing waits."""
    at: datetime | None = db.value(NEXT_DUE)
    return at


def mark(
    db: Db, owner: str, row: int, state: str, *, channel: str = "", ts: str = "", reason: str | None = None
) -> bool:
    """Close a claimed message as sent, unknown, failed or void; False when another sender has it."""
    return db.change(MARK, row=row, owner=owner, as_state=state, in_channel=channel, ts=ts, why=reason) == 1


def put_back(db: Db, owner: str, row: int, *, later: datetime, attempt: int, reason: str) -> bool:
    """Send later: it certainly wasn't sent now (429, no connection)."""
    return db.change(RETRY, row=row, owner=owner, later=later, tries=attempt, why=reason) == 1
