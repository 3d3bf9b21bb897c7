"""Planning nudges: in the transaction that causes them, or by a nightly planner; each occurrence once.

A planner says what may be said, from when and until when. When it is really said, and whether, is decided when it is
due (storage/nudgesending.py) by the rules of bot/rules/etiquette.py.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, or_, select, update

from bot.rules.nudges import EXPIRED, KINDS, PENDING, SENT, VOID, Nudge
from storage.database import Db, tenant
from storage.insert import insert_once
from storage.nudges import nudges
from storage.outbox import outbox

CHUNK = 500

_OCCURRENCES: BindParameter[Any] = bindparam("occurrences", expanding=True)
_KINDS: BindParameter[Any] = bindparam("kinds", expanding=True)
KNOWN = tenant(select(nudges).where(nudges.c.occurrence.in_(_OCCURRENCES)))
MOVE = tenant(
    update(nudges)
    .where(
        nudges.c.occurrence == bindparam("planned"),
        or_(nudges.c.state == PENDING, nudges.c.state == VOID, nudges.c.state == EXPIRED),
    )
    .values(
        state=PENDING,
        due_at=bindparam("due"),
        first_due_at=bindparam("due"),
        until=bindparam("last"),
        reason=None,
        changed_at=bindparam("now"),
    )
)
WITHDRAW = tenant(
    update(nudges)
    .where(nudges.c.kind.in_(_KINDS), nudges.c.subject_id == bindparam("subject"), nudges.c.state == PENDING)
    .values(state=VOID, changed_at=bindparam("now"))
)
# Locked, so that who claims such a message passes it over, or claimed it before: then it is as good as said.
UNSENT = tenant(
    select(outbox.c.id)
    .join(nudges, nudges.c.outbox_id == outbox.c.id)
    .where(
        nudges.c.kind.in_(_KINDS),
        nudges.c.subject_id == bindparam("subject"),
        nudges.c.state == SENT,
        outbox.c.state == PENDING,
    )
    .order_by(outbox.c.id)
    .with_for_update(of=outbox)
)
WITHDRAW_UNSENT = tenant(
    update(nudges)
    .where(
        nudges.c.kind.in_(_KINDS),
        nudges.c.subject_id == bindparam("subject"),
        nudges.c.state == SENT,
        nudges.c.outbox_id.in_(bindparam("messages", expanding=True)),
    )
    .values(state=VOID, outbox_id=None, sent_at=None, changed_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class NewNudge:
    """A nudge to plan.

    kind: of bot/rules/nudges.KINDS; subject_id: the row it is about; occurrence: unique, as "brief:17:2026-11-24", so
    what is to be said anew (a visit on another day) needs another one; due_at: the earliest; until: then of no use;
    rung: the place in its kind's ladder.
    """

    kind: str
    person_id: int
    subject_id: int | None
    occurrence: str
    due_at: datetime
    until: datetime
    rung: int = 0


def plan_nudges(db: Db, now: datetime, planned: Sequence[NewNudge]) -> int:
    """Plan these; how many were new or moved. Saying it again changes nothing.

    One that isn't sent yet follows to other times, one that was withdrawn or came too late is live again; what was
    sent, or stopped by its person, stays. What would be over already isn't planned.
    """
    wanted = {one.occurrence: one for one in planned if one.until > now and one.until > one.due_at}
    if unknown := {one.kind for one in wanted.values()} - KINDS.keys():
        raise LookupError(f"no such kind of nudge: {sorted(unknown)}")
    changed = 0
    for chunk in _chunks(list(wanted.values())):
        known = {row.occurrence: row for row in db.all(KNOWN, occurrences=[one.occurrence for one in chunk])}
        new = (one for one in chunk if one.occurrence not in known)
        changed += sum(insert_once(db, nudges, **_row(one, now)) is not None for one in new)
        moved = [one for one in chunk if one.occurrence in known and _differs(known[one.occurrence], one)]
        changed += db.change_many(MOVE, [_moved(one, now) for one in moved])
    return changed


def withdraw_nudges(db: Db, now: datetime, kinds: Collection[str], subject_id: int) -> int:
    """What was planned about a row is void, unless it was sent; how many."""
    about = {"kinds": list(kinds), "subject": subject_id}
    unsent = [row.id for row in db.all(UNSENT, **about)]
    count = db.change(WITHDRAW, **about, now=now)
    return count + (db.change(WITHDRAW_UNSENT, **about, messages=unsent, now=now) if unsent else 0)


def nudge_of(row: Row[Any]) -> Nudge:
    """A row as a value."""
    return Nudge(
        row.id,
        row.kind,
        row.person_id,
        row.subject_id,
        row.rung,
        row.occurrence,
        row.due_at,
        row.first_due_at,
        row.until,
    )


def _chunks(planned: Sequence[NewNudge]) -> Iterable[Sequence[NewNudge]]:
    return (planned[place : place + CHUNK] for place in range(0, len(planned), CHUNK))


def _differs(row: Row[Any], new: NewNudge) -> bool:
    """Whether a row must be changed: one that was put off since keeps its place unless it is planned differently."""
    return bool(row.state in (VOID, EXPIRED) or (row.first_due_at, row.until) != (new.due_at, new.until))


def _moved(one: NewNudge, now: datetime) -> dict[str, Any]:
    return {"planned": one.occurrence, "due": one.due_at, "last": one.until, "now": now}


def _row(one: NewNudge, now: datetime) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "person_id": one.person_id,
        "subject_id": one.subject_id,
        "rung": one.rung,
        "occurrence": one.occurrence,
        "state": PENDING,
        "due_at": one.due_at,
        "first_due_at": one.due_at,
        "until": one.until,
        "changed_at": now,
    }
