"""Composing what is said about a visit: to the one who changed it, and to the other person of its pair."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from bot.messages import Message
from bot.messages import visits as words
from bot.rules.visits import PROPOSED, REMOTE, WITHDRAWN, Visit, instant_of
from bot.rules.weeks import COACH, GUEST, LEADER, may_undo, waits_for
from storage.database import Db
from storage.moments import one_moment
from storage.outbox import NewOwed, Owed, owe_once
from storage.people import Actor, find_person
from storage.retouching import Posted
from storage.visitnews import ANSWERED, CHANGED, PROPOSAL
from storage.visitrows import ONE, find_visit, with_guests
from storage.weeks import zone_of

DONE = "visit_done"


def owe_done(db: Db, now: datetime, visit: Visit, did: str, person: int) -> None:
    """Owe the one who acted a message that says what stands now. did: a key of messages.visits.DID."""
    key = f"{DONE}:{did}:{visit.id}:{visit.sequence}:{person}"
    owe_once(db, now, NewOwed(DONE, key, person_id=person, subject_id=visit.id))


def done_message(db: Db, visit_id: int, person: int, did: str = "") -> Message | None:
    """What the one who acted is told. did: what was done; "" for what the visit itself shows."""
    row = db.first(ONE, visit=visit_id)
    if row is None:
        return None
    visit = with_guests(db, [row])[0]
    side = side_of(visit, person)
    mine, other = (row.coach_user, row.leader_user) if side == COACH else (row.leader_user, row.coach_user)
    zone = _zone(db, mine, visit)
    said = did or what_happened(visit, row.before)
    told = words.Told(side, zone, _before(visit, row, said), bool(other), may_undo(visit, row.before, person))
    return words.done(visit, said, told)


@one_moment
def said_to(db: Db, actor: Actor, visit_id: int, did: str = "") -> Message | None:
    """What stands now, to the one who pressed a button of a visit. did: what was done, where that doesn't show."""
    person = find_person(db, actor)
    return done_message(db, visit_id, person.id, did) if person else None


def side_of(visit: Visit, person: int) -> str:
    """In which part a person is in a visit."""
    return {visit.coach_id: COACH, visit.leader_id: LEADER}.get(person, GUEST)


def what_happened(visit: Visit, before: Mapping[str, Any] | None) -> str:
    """What the newest change of a visit was, as a key of messages.visits.DID. before: what stood there."""
    if visit.state in {"skipped", "closed", "declined", "proposed"} or visit.state == WITHDRAWN:
        return visit.state
    if before is None:
        return "undone" if visit.sequence else "booked"
    if before["state"] == PROPOSED:
        return "accepted"
    if visit.kind in REMOTE and before["kind"] not in REMOTE:
        return "phoned"
    return "moved" if _moved(visit, before) else "changed"


def _moved(visit: Visit, before: Mapping[str, Any]) -> bool:
    return (before["day"], before["start"], before["minutes"]) != (
        visit.day.isoformat(), visit.start, visit.minutes,
    )  # fmt: skip


def _before(visit: Visit, row: Row[Any], did: str) -> str:
    """When it was, where that was moved."""
    was = row.before
    if did != "moved" or not was or not _moved(visit, was):
        return ""
    day = date.fromisoformat(was["day"])
    at = instant_of(day, was["start"], was["zone"])
    return words.when(visit._replace(day=day, at=at, zone=was["zone"], minutes=was["minutes"]))


def _zone(db: Db, user: str | None, visit: Visit) -> str:
    person = find_person(db, Actor(user)) if user else None
    return zone_of(db, person) if person else visit.zone


def _done(db: Db, owed: Owed, _now: datetime) -> Message | None:
    """Nothing, once it was changed again: that is told apart."""
    _, did, visit, sequence, person = owed.key.split(":")
    row = db.first(ONE, visit=int(visit))
    if row is None or row.sequence != int(sequence):
        return None
    return done_message(db, row.id, int(person), did)


def _news(db: Db, owed: Owed, _now: datetime) -> Message | None:
    """To the other person; a proposal only while it waits for their answer."""
    row = db.first(ONE, visit=owed.subject_id or 0)
    if row is None or owed.person_id is None:
        return None
    visit = with_guests(db, [row])[0]
    side = side_of(visit, owed.person_id)
    answered = visit.state == WITHDRAWN and visit.make_up_for and visit.asked_by == owed.person_id
    if answered or (owed.kind == PROPOSAL and not waits_for(visit, side)):
        return None  # the visit it was to move says so itself
    did = what_happened(visit, row.before)
    if visit.state == PROPOSED and not waits_for(visit, side):
        did = "unanswered"
    user = {COACH: row.coach_user, LEADER: row.leader_user}.get(side)
    return words.news(visit, did, words.Told(side, _zone(db, user, visit), _before(visit, row, did)))


def asked_again(db: Db, posted: Posted, _now: datetime) -> Message | None:
    """What a posted proposal says now: still the question, or how it was answered."""
    row, person = db.first(ONE, visit=posted.contact), posted.person_id
    if row is None or person is None:
        return None
    visit = with_guests(db, [row])[0]
    side = side_of(visit, person)
    zone = _zone(db, row.coach_user if side == COACH else row.leader_user, visit)
    if waits_for(visit, side):
        return words.news(visit, "proposed", words.Told(side, zone))
    if visit.state != PROPOSED and may_undo(visit, row.before, person):
        return done_message(db, visit.id, person)
    target = find_visit(db, visit.make_up_for) if visit.make_up_for else None
    moved = target is not None and (target.day, target.start) == (visit.day, visit.start)
    return words.settled(visit, side, zone, moved=moved)


VISITS_AGAIN: dict[str, Callable[[Db, Posted, datetime], Message | None]] = {
    PROPOSAL: asked_again,
    CHANGED: asked_again,
}
VISIT_WORDS: dict[str, Callable[[Db, Owed, datetime], Message | None]] = {
    DONE: _done,
    PROPOSAL: _news,
    ANSWERED: _news,
    CHANGED: _news,
}
