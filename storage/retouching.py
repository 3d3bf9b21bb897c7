"""Messages already posted about a contact, corrected when it changes or is taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from storage.database import Db, tenant
from storage.outbox import NewOwed, outbox, owe, owe_once

ABOUT = tenant(
    select(outbox.c.id, outbox.c.person_id, outbox.c.channel).where(
        outbox.c.key.in_(bindparam("keys", expanding=True)), outbox.c.state.in_(("sending", "sent"))
    )
)
ONE = tenant(
    select(
        outbox.c.kind,
        outbox.c.key,
        outbox.c.person_id,
        outbox.c.subject_id,
        outbox.c.state,
        outbox.c.sent_channel,
        outbox.c.sent_ts,
    ).where(outbox.c.id == bindparam("row"))
)
# One that waits says the newest anyway. It is held until this is written: whoever takes it then reads that.
WAITS = tenant(
    update(outbox)
    .where(
        outbox.c.person_id == bindparam("person"),
        outbox.c.subject_id == bindparam("row"),
        outbox.c.kind == "retouch",
        outbox.c.state == "pending",
    )
    .values(lease_until=None)
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A message about a contact that Slack has, or is just getting: then in_hand. person_id: whom it is for."""

    kind: str
    person_id: int | None
    contact: int
    in_hand: bool
    channel: str
    ts: str
    key: str = ""


def leader_key(contact: int, engagement: int) -> str:
    """The key of the note to a leader to whom a contact was moved."""
    return f"leader_note:{contact}:{engagement}"


def owe_retouches(db: Db, now: datetime, contact: int, engagements: Iterable[int]) -> None:
    """Owe a correction of every message posted about a contact. engagements: those it was or is about."""
    keys = [f"{kind}:{contact}" for kind in ("confirmation", "leader_note", "channel_line")]
    keys += [leader_key(contact, one) for one in engagements]
    rows = db.all(ABOUT, keys=keys)
    owe(
        db,
        now,
        [NewOwed("retouch", f"retouch:{row.id}:{now.timestamp()}", row.person_id, row.channel, row.id) for row in rows],
    )


def owe_retouch(db: Db, now: datetime, one: Row[Any], what: str) -> None:
    """Owe a correction of a message to a person, unless one waits. one: of ABOUT; what: one for each change."""
    if not db.change(WAITS, person=one.person_id, row=one.id):
        key = f"retouch:{one.id}:{what}:{now.timestamp()}"
        owe_once(db, now, NewOwed("retouch", key, one.person_id, one.channel, one.id))


def refresh_homes(db: Db, now: datetime, pair: Row[Any], what: str) -> None:
    """Owe both people of a pair a fresh Home. what: makes it one for each change."""
    people = {"coach": pair.coach_id, "leader": pair.leader_id}
    owe(db, now, [NewOwed("home", f"home:{what}:{side}", person_id=who) for side, who in people.items()])


def find_posted(db: Db, row_id: int) -> Posted | None:
    """The message behind a correction; None when Slack hasn't got it, or never said so."""
    row = db.first(ONE, row=row_id)
    if row is None or row.state not in {"sending", "sent"}:
        return None
    in_hand = row.state == "sending"
    return Posted(row.kind, row.person_id, row.subject_id, in_hand, row.sent_channel or "", row.sent_ts or "", row.key)
