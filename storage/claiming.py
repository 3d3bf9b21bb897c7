"""Claiming messages owed: who sends what next, fair to every person and channel, and as slowly as Slack asks."""

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.rules.pace import CORRECT, OPEN, POST, PUBLISH
from storage.database import Db, Scoped, tenant
from storage.keys import Unreadable
from storage.outbox import TAKEN, Owed, mark, next_due, outbox
from storage.people import active_user, people
from storage.places import BUSY, SKEWED, Method, methods, next_free, places, see_methods, take_calls, take_place
from storage.troubles import TOKEN, Trouble, open_troubles

log = logging.getLogger("coachlog.outbox")

UNREADABLE = "its words can't be read"
PARKED = "parked"  # nothing is tried there until it is well again
RETOUCH = "retouch"
METHODS_OF = {"home": PUBLISH, RETOUCH: CORRECT}
SOON = timedelta(seconds=30)
CLAIMERS = 8  # at once, so that each finds some that no other holds
A_MOMENT, A_BLINK = timedelta(seconds=1), timedelta(milliseconds=50)

_first = outbox.alias("first")
_UNTRIED_HOMES = (outbox.c.kind == "home", outbox.c.state == "pending", outbox.c.attempt == 0)
_FIRST_HOMES = (
    select(func.min(_first.c.id))
    .where(_first.c.kind == "home", _first.c.state == "pending", _first.c.attempt == 0)
    .group_by(_first.c.person_id, _first.c.channel)
)
ONE_HOME_EACH = tenant(
    update(outbox)
    .where(*_UNTRIED_HOMES, outbox.c.id.not_in(_FIRST_HOMES))
    .values(state="void", reason="an earlier one shows it")
)
# Three lanes: what is posted, corrections, and Homes.
_POST, _CORRECT, _HOME = 0, 1, 2


def _lane(of: FromClause) -> ColumnElement[int]:
    return case((of.c.kind == "home", _HOME), (of.c.kind == RETOUCH, _CORRECT), else_=_POST)


def _place(of: FromClause) -> ColumnElement[str]:
    person = cast(of.c.person_id, String)
    return case(
        (of.c.kind == "home", literal("home:").concat(func.coalesce(person, "?"))),
        (of.c.kind == RETOUCH, RETOUCH),
        else_=func.coalesce(of.c.channel, people.c.dm_channel, literal("person:").concat(person), "?"),
    )


# The oldest of each kind for each person and channel, so that a long queue of one keeps no other waiting.
_GROUPS = (
    select(func.min(_first.c.id).label("id"))
    .outerjoin_from(_first, people, people.c.id == _first.c.person_id)
    .where(
        _first.c.state == "pending",
        _first.c.due_at <= bindparam("now"),
        or_(_first.c.expires_at.is_(None), _first.c.expires_at >= bindparam("now")),
        _lane(_first) >= bindparam("from_lane", type_=Integer),
        _lane(_first) <= bindparam("to_lane", type_=Integer),
    )
    .group_by(_first.c.kind, _first.c.person_id, _first.c.channel)
    .order_by(func.min(_first.c.due_at), func.min(_first.c.id))
    .limit(bindparam("most"))
)
_KNOWN = or_(_first.c.channel.is_not(None), people.c.dm_channel.is_not(None), active_user(people).is_(None))
_HERE = and_(places.c.workspace_id == _first.c.workspace_id, places.c.place == _place(_first), BUSY)
_FREE_GROUPS = _GROUPS.outerjoin(places, _HERE).where(
    places.c.id.is_(None), or_(_KNOWN, _first.c.kind == "home", bindparam("opening", type_=Boolean))
)


def _due_of(groups: Select[*tuple[Any, ...]]) -> Scoped:
    """The claim of some of these. They are found once, whatever the planner takes a table without statistics for."""
    oldest = groups.cte("oldest").prefix_with("MATERIALIZED", dialect="postgresql")
    return tenant(
        select(
            outbox.c.id,
            outbox.c.kind,
            outbox.c.key,
            outbox.c.person_id,
            outbox.c.channel,
            outbox.c.subject_id,
            outbox.c.payload,
            outbox.c.attempt,
            active_user(people).label("user"),
            case((people.c.deactivated_at.is_(None), people.c.dm_channel)).label("dm_channel"),
            _place(outbox).label("place"),
        )
        .join_from(oldest, outbox, outbox.c.id == oldest.c.id)
        .outerjoin(people, people.c.id == outbox.c.person_id)
        .where(outbox.c.state == "pending")
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(bindparam("batch"))
        .with_for_update(skip_locked=True, of=outbox)
    )


DUE, DUE_AND_FREE = _due_of(_GROUPS), _due_of(_FREE_GROUPS)
TAKE = tenant(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.state == "pending")
    .values(state="sending", reason=None, lease_until=bindparam("until"), lease_owner=bindparam("owner"))
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one round sends. again_at: when more may go, where something due had to wait; shut: the token is dead.

    failures: of each method, the calls in a row that got no answer.
    """

    owed: list[Owed]
    again_at: datetime | None = None
    shut: str = ""
    failures: Mapping[str, int] = field(default_factory=dict)


def claim(db: Db, now: datetime, owner: str, batch: int = 50) -> list[Owed]:
    """Take due messages and Homes for sending, so many of each, under a lease; no two claimers get the same one.

    Of the Homes to draw, one for each person stays: it is drawn from what is stored then, so it shows the rest.
    owner: a fresh name for each claimer and round. It heeds no limits of Slack's; claim_in_turn does.
    """
    size = {"batch": batch, "most": CLAIMERS * batch}
    due = [*db.all(DUE, now=now, from_lane=_POST, to_lane=_CORRECT, **size)]
    if db.first(DUE, now=now, from_lane=_HOME, to_lane=_HOME, **size):
        db.change(ONE_HOME_EACH)
        due += db.all(DUE, now=now, from_lane=_HOME, to_lane=_HOME, **size)
    return _take(db, now, owner, due)


def claim_in_turn(db: Db, now: datetime, owner: str, batch: int, answered: datetime | None = None) -> Claimed:
    """Take what may go now without asking too much of Slack, one for each place, under a lease.

    What is for a place that takes no messages is closed, so that it is neither tried nor in the way. answered: what
    was owed after this instant isn't touched, because whoever caused it may wait for an answer.
    """
    bad = open_troubles(db)
    if TOKEN in bad:
        return Claimed([], shut=bad[TOKEN].code)
    before, at = answered or now, next_due(db)
    if at is None or at > before:
        return Claimed([], now + A_BLINK if at and at <= now else None)
    known = methods(db, now)
    due = _due(db, now, before, known, batch)
    owed = _take(db, now, owner, _in_turn(db, now, owner, due, bad, known))
    at = next_due(db)
    again = _again_at(db, now, known, now + SOON) if at and at <= before else None
    failures = {name: one.failures for name, one in known.items() if one.failures}
    if bad:
        owed = [replace(one, troubled=(one.channel or one.user or "?") in bad) for one in owed]
    return Claimed(owed, again, failures=failures)


def next_turn(db: Db, now: datetime) -> datetime | None:
    """When the next message may go, by its own time and by Slack's limits; None when nothing waits or may go."""
    at = next_due(db)
    if at is None or TOKEN in open_troubles(db):
        return None
    if at > now:
        return at
    known = see_methods(db, now)
    return _again_at(db, now, known, now + A_MOMENT)


def _due(db: Db, now: datetime, before: datetime, known: Mapping[str, Method], batch: int) -> list[Row[Any]]:
    room = {name: min(batch, one.room(now)) for name, one in known.items()}
    common = {"now": before, "instant": now, "skewed": now + SKEWED, "opening": room[OPEN] > 0}
    lanes = [lane for lane, method in ((_POST, POST), (_CORRECT, CORRECT)) if room[method]]
    due: list[Row[Any]] = []
    if lanes:
        due += db.all(DUE_AND_FREE, from_lane=lanes[0], to_lane=lanes[-1], batch=batch, most=batch, **common)
    homes = {"from_lane": _HOME, "to_lane": _HOME, **common}
    if room[PUBLISH] and db.first(DUE_AND_FREE, batch=1, most=1, **homes):
        db.change(ONE_HOME_EACH)
        due += db.all(DUE_AND_FREE, batch=room[PUBLISH], most=room[PUBLISH], **homes)
    return due


def _in_turn(
    db: Db,
    now: datetime,
    owner: str,
    due: Sequence[Row[Any]],
    bad: Mapping[str, Trouble],
    known: Mapping[str, Method],
) -> list[Row[Any]]:
    """Those for which there is room, each for a place of its own."""
    calls, seen, taken = Counter[str](), set[str](), list[Row[Any]]()
    for row in due:
        found = bad.get(row.channel or row.user or "?")
        if found and found.parked and row.kind not in METHODS_OF:
            db.change(TAKE, row=row.id, until=now, owner=owner)
            mark(db, owner, row.id, "failed", reason=f"{PARKED}: {found.code}")
            continue
        needed = _calls_of(row)
        if row.place in seen - {RETOUCH} or any(calls[one] >= known[one].room(now) for one in needed):
            continue
        calls.update(needed)
        seen.add(row.place)
        taken.append(row)
    for name in sorted(calls):
        take_calls(db, now, known[name], calls[name])
    for place in sorted(seen - {RETOUCH}):
        take_place(db, now, place)
    return taken


def _calls_of(row: Row[Any]) -> list[str]:
    """The methods that sending it calls."""
    if row.kind in METHODS_OF:
        return [METHODS_OF[row.kind]]
    opens = row.channel is None and row.dm_channel is None and row.user is not None
    return [POST, OPEN] if opens else [POST]


def _again_at(db: Db, now: datetime, known: Mapping[str, Method], otherwise: datetime) -> datetime:
    """When to look again for what is due and had to wait."""
    closed = [one.opens(now) for one in known.values() if not one.room(now)]
    free = next_free(db, now)
    return min([one for one in (free, *closed) if one and one > now], default=otherwise)


def _take(db: Db, now: datetime, owner: str, due: Sequence[Row[Any]]) -> list[Owed]:
    db.change_many(TAKE, [{"row": row.id, "until": now + TAKEN, "owner": owner} for row in due])
    return [one for row in due if (one := _readable(db, row, owner))]


def _readable(db: Db, row: Any, owner: str) -> Owed | None:
    """A claimed row, opened; None when it is damaged, and then it is closed as failed."""
    try:
        return _owed(db, row)
    except (Unreadable, ValueError) as problem:
        mark(db, owner, row.id, "failed", reason=UNREADABLE)
        log.error("message unreadable", extra={"error": type(problem).__name__, "outbox": row.id})  # noqa: TRY400 - no content
        return None


def _owed(db: Db, row: Any) -> Owed:
    payload = db.unseal(outbox.c.payload, row.payload)
    return Owed(
        row.id,
        row.kind,
        row.key,
        row.person_id,
        row.channel,
        row.subject_id,
        json.loads(payload) if payload else None,
        row.attempt,
        row.user,
        row.dm_channel,
        row.place,
    )
