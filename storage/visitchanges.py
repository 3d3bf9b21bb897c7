"""What becomes of one visit: moved, by phone, closed, skipped, held, made up for; each can be undone.

Only the pair's coach does this; the leader asks for another time with a proposal. A repeat of the same request changes
nothing. Each verb gives the visit as it stands then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, update

from bot.errors import Denied, Refusal
from bot.rules import visits as rules
from bot.rules.contacts import readable
from bot.rules.visits import Visit
from storage import audit
from storage.database import Db, tenant
from storage.inbox import first_time
from storage.people import Actor
from storage.visitchecks import Ours, When, check_time, our_pair, warnings_about, when_of, zone_for
from storage.visitnews import CHANGED, refresh_pair, settle_asked, tell_of_visit
from storage.visitnudges import plan_visit_nudges
from storage.visitrows import ONE, VISIT, find_visit, visit_in
from storage.visits import visits

HELD_ROW = tenant(VISIT.where(visits.c.id == bindparam("visit")).with_for_update(of=visits))
_KEPT = ("day", "start", "zone", "minutes", "place", "kind", "state", "reason", "moved")
CHANGE = tenant(
    update(visits)
    .where(visits.c.id == bindparam("visit"))
    .values(
        **{name: bindparam(f"to_{name}") for name in (*_KEPT, "at", "ends_at", "asked_by")},
        before=bindparam("was", type_=visits.c.before.type),
        sequence=visits.c.sequence + 1,
        changed_at=bindparam("now"),
    )
)
NOT_BEGUN = "This visit hasn't begun yet. You can say that it was held once it has."
NOTHING = "There is nothing to undo for this visit."


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change came to. warnings: what to look at, in sentences; outcome: "changed", "new" or "same"."""

    visit: Visit
    warnings: tuple[str, ...] = ()
    outcome: str = "changed"


@dataclass(frozen=True, slots=True)
class InHand:
    """A visit that is changed: locked, with the pair of it and who acts."""

    row: Row[Any]
    visit: Visit
    ours: Ours


def take(db: Db, actor: Actor, visit_id: int, *, coach_only: bool = True) -> InHand:
    """A visit of the actor's own pair, locked until the transaction ends. Raises Denied for anyone else's."""
    row = db.first(HELD_ROW, visit=visit_id)
    if row is None:
        raise Denied("visit")
    return InHand(row, visit_in(row), our_pair(db, actor, row.engagement_id, coach_only=coach_only))


def is_new(db: Db, now: datetime, request: str) -> bool:
    """Whether a press or submission comes for the first time."""
    return not request or first_time(db, now, f"visit:{request}")


def write(db: Db, now: datetime, one: InHand, verb: str, **values: Any) -> Visit:
    """Write a change of a visit with what stood before, audit it, and let Homes and planned messages follow."""
    return _write(db, now, one, verb, values, _snapshot(one.row))


def _write(
    db: Db, now: datetime, one: InHand, verb: str, values: Mapping[str, Any], was: Mapping[str, Any] | None
) -> Visit:
    names = (*_KEPT, "at", "ends_at", "asked_by")
    wanted = {name: values.get(name, getattr(one.row, name)) for name in names}
    if not {"day", "start", "zone", "minutes"}.isdisjoint(values):
        when = When(wanted["day"], wanted["start"], wanted["zone"], wanted["minutes"])
        wanted["at"], wanted["ends_at"] = when.span
    db.run(CHANGE, {"visit": one.visit.id, "now": now, "was": was, **{f"to_{k}": v for k, v in wanted.items()}})
    user = one.row.coach_user if one.ours.side == "coach" else one.row.leader_user
    audit.note(db, now, user, verb, one.visit.id)
    changed = find_visit(db, one.visit.id) or one.visit
    if rules.PROPOSED in {one.visit.state, changed.state}:
        settle_asked(db, now, one.visit)
    refresh_pair(db, now, changed)
    plan_visit_nudges(db, now, [changed.id])
    if max(changed.ends_at, one.visit.ends_at) > now and verb != "visit.held":
        tell_of_visit(db, now, changed, one.ours.person, CHANGED)
    return changed


def _snapshot(row: Row[Any]) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in _KEPT}
    return said | {"day": row.day.isoformat()}


def move_visit(
    db: Db,
    actor: Actor,
    now: datetime,
    visit_id: int,
    day: date,
    start: str,
    *,
    minutes: int | None = None,
    place: str | None = None,
    request: str = "",
) -> Changed:
    """Move a visit to another time to come; also one that has passed without being held, closed or skipped.

    start: local "HH:MM" in the visit's zone. Raises Refusal for a time that can't be (check_time).
    """
    one = take(db, actor, visit_id)
    if not is_new(db, now, request):
        return _same(db, one)
    _must_be(one, rules.PLANNED, rules.SKIPPED, rules.CLOSED)
    when = When(day, start, zone_for(one.ours.row, one.visit.zone), minutes or one.visit.minutes)
    if when == when_of(one.visit) and one.visit.state == rules.PLANNED and place in {None, one.visit.place}:
        return _same(db, one)
    check_time(db, now, one.ours.row, one.visit.kind, when)
    warned = warnings_about(db, one.ours.row, one.visit.kind, [when], but=(visit_id, 0))
    values = {"day": day, "start": start, "zone": when.zone, "minutes": when.minutes, "moved": True}
    values |= {"state": rules.PLANNED, "reason": None, "place": one.visit.place if place is None else place or None}
    return Changed(write(db, now, one, "visit.moved", **values), warned)


def by_phone(db: Db, actor: Actor, now: datetime, visit_id: int, *, request: str = "") -> Changed:
    """Hold a visit by phone instead, at its time; also one that the calendar closed."""
    one = take(db, actor, visit_id)
    if not is_new(db, now, request) or (one.visit.by_phone and one.visit.state == rules.PLANNED):
        return _same(db, one)
    _must_be(one, rules.PLANNED, rules.CLOSED, rules.SKIPPED)
    return Changed(write(db, now, one, "visit.by_phone", kind=rules.BY_PHONE, state=rules.PLANNED, reason=None))


def close_visit(db: Db, actor: Actor, now: datetime, visit_id: int, *, request: str = "") -> Changed:
    """Say that the school is closed on a visit's day, which the calendar didn't know."""
    return _off(db, actor, now, visit_id, rules.CLOSED, "closure", request)


def skip_visit(db: Db, actor: Actor, now: datetime, visit_id: int, reason: str, *, request: str = "") -> Changed:
    """Say that a visit isn't or wasn't held, with its reason, one of rules.REASONS."""
    if reason not in rules.REASONS:
        raise Denied("value", "reason", "Choose why from the list.")
    return _off(db, actor, now, visit_id, rules.SKIPPED, reason, request)


def _off(db: Db, actor: Actor, now: datetime, visit_id: int, state: str, reason: str, request: str) -> Changed:
    one = take(db, actor, visit_id)
    if not is_new(db, now, request) or (one.visit.state, one.visit.reason) == (state, reason):
        return _same(db, one)
    _must_be(one, rules.PLANNED, rules.CLOSED, rules.SKIPPED, rules.HELD)
    return Changed(write(db, now, one, f"visit.{state}", state=state, reason=reason))


def mark_held(db: Db, actor: Actor, now: datetime, visit_id: int, *, request: str = "") -> Changed:
    """Say that a visit was held; its contact is logged apart, and is found by its day."""
    one = take(db, actor, visit_id)
    if not is_new(db, now, request) or one.visit.state == rules.HELD:
        return _same(db, one)
    _must_be(one, rules.PLANNED, rules.CLOSED, rules.SKIPPED)
    if one.visit.at > now:
        raise Refusal(NOT_BEGUN)
    return Changed(write(db, now, one, "visit.held", state=rules.HELD, reason=None))


def undo_visit_change(db: Db, actor: Actor, now: datetime, visit_id: int, *, request: str = "") -> Changed:
    """Put a visit back to what it was before its newest change; once. Raises Refusal when there is nothing to undo."""
    one = take(db, actor, visit_id)
    if not is_new(db, now, request):
        return _same(db, one)
    _not_logged(one)
    was = one.row.before
    if not was:
        raise Refusal(NOTHING)
    values = {**was, "day": date.fromisoformat(was["day"])}
    return Changed(_write(db, now, one, "visit.undone", values, None))


def _must_be(one: InHand, *states: str) -> None:
    _not_logged(one)
    if one.visit.state not in states:
        raise Refusal(SO_IT_IS.get(one.visit.state, "This visit can't be changed anymore."))


def _not_logged(one: InHand) -> None:
    if one.visit.contact_id is not None:
        raise Refusal(f"This visit is logged as {readable(one.visit.contact_id)}. Change that, or take it back first.")


SO_IT_IS = {
    rules.HELD: "This visit was held. Undo that first.",
    rules.PROPOSED: "This meeting is only proposed so far. It can be changed once it is agreed.",
    rules.DECLINED: "This proposal was declined. Propose another time instead.",
    rules.WITHDRAWN: "This visit isn't planned anymore. Book a new one instead.",
}


def _same(db: Db, one: InHand) -> Changed:
    row = db.first(ONE, visit=one.visit.id)
    return Changed(visit_in(row) if row else one.visit, outcome="same")
