"""What is noted of a message after its sending: its own end or next try, and what it taught about where it went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from storage.database import Db, tenant
from storage.nudgeending import end_unsaid
from storage.nudgesending import KIND as NUDGES
from storage.outbox import Owed, mark, put_back
from storage.places import AWAY_AFTER, LONG_AGO, answered, free_place, hold_place, places
from storage.troubles import TOKEN, end_trouble, note_trouble
from storage.troubletelling import tell_of_trouble

LOOK_AGAIN = (30, 60, 120, 300)  # seconds

FAILURES = tenant(select(places.c.failures).where(places.c.place == bindparam("name")))


@dataclass(frozen=True, slots=True)
class Settled:
    """The end of one sending. later: when to try again, for state "pending"; attempt: the tries made by then.

    free_at: when the next may go to its place; method, held_until, away: what it taught about the method that was
    called; works: methods that answer again; no_place, dead: Slack's code, where the place takes no messages or the
    token is dead; unsaid: nudges of the message that had nothing to say.
    """

    state: str
    free_at: datetime
    later: datetime
    attempt: int
    channel: str = ""
    ts: str = ""
    reason: str | None = None
    method: str = ""
    held_until: datetime | None = None
    away: bool = False
    works: tuple[str, ...] = ()
    no_place: str = ""
    dead: str = ""
    unsaid: tuple[int, ...] = ()


def settle(db: Db, now: datetime, owner: str, one: Owed, end: Settled) -> bool:
    """Note what became of a claimed message; False when another sender has it."""
    mine = _close(db, owner, one, end)
    if mine and one.kind == NUDGES:
        end_unsaid(db, now, one.id, end.unsaid, whole=end.state == "void")
    if one.place not in {"?", "retouch"}:
        free_place(db, now, one.place, end.free_at)
    if end.channel and not (one.channel or one.dm_channel):
        free_place(db, now, end.channel, end.free_at)  # it has a name of its own from now on
    if end.held_until:
        hold_place(db, now, end.method, end.held_until)
    if end.away and end.method:
        _no_answer(db, now, end.method)
    for method in end.works:
        answered(db, now, method)
    _place(db, now, one, end)
    return mine


def _close(db: Db, owner: str, one: Owed, end: Settled) -> bool:
    if end.state == "pending":
        return put_back(db, owner, one.id, later=end.later, attempt=end.attempt, reason=end.reason or "")
    return mark(db, owner, one.id, end.state, channel=end.channel, ts=end.ts, reason=end.reason)


def _no_answer(db: Db, now: datetime, method: str) -> None:
    """Once more without an answer: after some in a row, leave the method alone for a while."""
    failures = (db.value(FAILURES, name=method) or 0) + 1
    wait = LOOK_AGAIN[min(failures - AWAY_AFTER, len(LOOK_AGAIN) - 1)] if failures >= AWAY_AFTER else 0
    hold_place(db, now, method, now + timedelta(seconds=wait) if wait else LONG_AGO, failures)


def _place(db: Db, now: datetime, one: Owed, end: Settled) -> None:
    if end.dead:
        note_trouble(db, now, TOKEN, end.dead)
    place = one.channel or one.user
    if end.no_place and place:
        new = note_trouble(db, now, place, end.no_place, one.person_id)
        if new:
            tell_of_trouble(db, now, new)
    if end.state == "sent" and one.troubled and place:
        end_trouble(db, now, place)
