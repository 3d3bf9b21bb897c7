"""Sending what is due: one message for each person, of all that may be said to them now; the rest is put off or ends.

Two processes never write to one person at the same time: the person's row is locked meanwhile (PostgreSQL; SQLite has
one writer), and each nudge is taken by a conditional update.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, case, func, select, update

from bot.rules.etiquette import Decision, decide, may_ride
from bot.rules.nudges import KINDS, PENDING, SENT, Nudge
from storage.database import Db, tenant
from storage.manners import Reader, readers_of
from storage.nudges import nudges
from storage.nudging import nudge_of
from storage.outbox import NewOwed, outbox, owe_once
from storage.people import people

KIND = "nudges"  # of the outbox
NOT_NOW = "not now"  # why the outbox keeps a message back
BUSY = timedelta(minutes=1)  # until a message that is just being sent is looked at again
UNREACHABLE = timedelta(hours=6)
DAMAGED = timedelta(hours=1)

_ROWS: BindParameter[Any] = bindparam("rows", expanding=True)
_PEOPLE: BindParameter[Any] = bindparam("people", expanding=True)
_DUE = (nudges.c.state == PENDING, nudges.c.due_at <= bindparam("now"))
DUE_PEOPLE = tenant(
    select(nudges.c.person_id)
    .where(*_DUE)
    .group_by(nudges.c.person_id)
    .order_by(func.min(nudges.c.due_at), nudges.c.person_id)
    .limit(bindparam("most"))
)
NEXT = tenant(select(nudges.c.due_at).where(nudges.c.state == PENDING).order_by(nudges.c.due_at).limit(1))
# The row is locked so that others can still refer to it.
LOCK = tenant(select(people.c.id).where(people.c.id.in_(_PEOPLE)).with_for_update(key_share=True, skip_locked=True))
READY = tenant(
    select(nudges).where(
        nudges.c.person_id.in_(_PEOPLE), nudges.c.state == PENDING, nudges.c.first_due_at <= bindparam("now")
    )
)
UNSENT = tenant(
    select(outbox.c.id, outbox.c.person_id, outbox.c.state).where(
        outbox.c.person_id.in_(_PEOPLE), outbox.c.kind == KIND, outbox.c.state.in_((PENDING, "sending"))
    )
)
# Also a lock: whoever claims the message waits, or passes it over, until these nudges are in it.
JOIN = tenant(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.state == PENDING)
    .values(
        expires_at=case((outbox.c.expires_at < bindparam("last"), bindparam("last")), else_=outbox.c.expires_at),
        due_at=case((outbox.c.reason == NOT_NOW, bindparam("now")), else_=outbox.c.due_at),
    )
)
OWED = tenant(select(outbox.c.id).where(outbox.c.key == bindparam("key")))
TAKE = tenant(
    update(nudges)
    .where(nudges.c.id.in_(_ROWS), nudges.c.state == PENDING)
    .values(state=SENT, outbox_id=bindparam("message"), sent_at=bindparam("now"), changed_at=bindparam("now"))
)
SETTLE = tenant(
    update(nudges)
    .where(nudges.c.id == bindparam("row"), nudges.c.state == PENDING)
    .values(state=bindparam("as_state"), due_at=bindparam("due"), changed_at=bindparam("now"))
)
SET_ASIDE = tenant(
    update(nudges).where(nudges.c.person_id == bindparam("person"), *_DUE).values(due_at=bindparam("later"))
)


def next_nudge(db: Db) -> datetime | None:
    """When something falls due next; None when nothing is planned."""
    at: datetime | None = db.value(NEXT)
    return at


def due_people(db: Db, now: datetime, most: int) -> list[int]:
    """The people for whom something is due, the longest waiting first."""
    return [row.person_id for row in db.all(DUE_PEOPLE, now=now, most=most)]


def send_to(db: Db, now: datetime, wanted: Sequence[int]) -> int:
    """Say to these people what may be said now, each in one message; how many nudges were settled in some way.

    Whoever another process is at work for is left to it.
    """
    mine = [row.id for row in db.all(LOCK, people=list(wanted))]
    if not mine:
        return 0
    ready: dict[int, list[Row[Any]]] = {}
    for row in db.all(READY, people=mine, now=now):
        ready.setdefault(row.person_id, []).append(row)
    readers = readers_of(db, now, ready.keys())
    unsent = {row.person_id: row for row in db.all(UNSENT, people=mine)}
    return sum(_send(db, now, readers[one], rows, unsent.get(one)) for one, rows in ready.items())


def set_aside(db: Db, now: datetime, person: int) -> int:
    """Leave what is due for a person for an hour: it can't be dealt with, and delays nobody else."""
    return db.change(SET_ASIDE, person=person, now=now, later=now + DAMAGED)


def _send(db: Db, now: datetime, reader: Reader, rows: Sequence[Row[Any]], unsent: Row[Any] | None) -> int:
    planned = [nudge_of(row) for row in rows]
    days = reader.days_but()
    decided = {one: _decision(one, reader, days, now) for one in planned}
    going = [one for one, decision in decided.items() if decision.now]
    if any(KINDS[one.kind].counts and not one.asked for one in going):
        going += [one for one, d in decided.items() if d.at and may_ride(one, reader.manners, now)]
    if going and unsent is not None and unsent.state != PENDING:
        waiting = {one: Decision(now + BUSY) for one in going}
        return _settle(db, now, {**decided, **waiting})
    sent = _say(db, now, going, unsent) if going else 0
    return sent + _settle(db, now, {one: decision for one, decision in decided.items() if one not in going})


def _decision(nudge: Nudge, reader: Reader, days: list[Any], now: datetime) -> Decision:
    if not reader.reachable and now < nudge.until:
        return Decision(min(now + UNREACHABLE, nudge.until))
    return decide(nudge, reader.manners, days, now)


def _settle(db: Db, now: datetime, decided: dict[Nudge, Decision]) -> int:
    """Write down what is put off, and what ends. One that keeps its hour isn't written."""
    changed = [(one, decision) for one, decision in decided.items() if decision.state or decision.at != one.due_at]
    rows = [
        {"row": one.id, "as_state": decision.state or PENDING, "due": decision.at or one.due_at, "now": now}
        for one, decision in changed
    ]
    return db.change_many(SETTLE, rows)


def _say(db: Db, now: datetime, going: Sequence[Nudge], unsent: Row[Any] | None) -> int:
    """Put them into the message that waits for this person, or into a new one."""
    last = max(one.until for one in going)
    if unsent is not None and db.change(JOIN, row=unsent.id, last=last, now=now):
        message = int(unsent.id)
    else:
        key = f"{KIND}:{going[0].id}:{now.timestamp():.0f}"
        owe_once(db, now, NewOwed(KIND, key, going[0].person_id, subject_id=going[0].id, expires_at=last))
        message = int(db.value(OWED, key=key))
    db.owed = True
    return db.change(TAKE, rows=[one.id for one in going], message=message, now=now)
