"""Booking single meetings, at once or as a proposal to the other person of the pair."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.errors import Denied, Refusal
from bot.rules import visits as rules
from bot.rules.contacts import brief
from bot.rules.dates import clock
from bot.rules.visits import Visit
from storage import audit
from storage.database import Db, tenant
from storage.insert import insert_once
from storage.meetings import NewMeeting
from storage.people import Actor
from storage.visitchanges import HELD_ROW, Changed
from storage.visitchecks import COACH, Ours, When, check_time, guests_there, our_pair, warnings_about, zone_for
from storage.visitnews import CHANGED, PROPOSAL, refresh_pair, tell_of_visit
from storage.visitnudges import plan_visit_nudges
from storage.visitrows import find_visit
from storage.visits import visit_guests, visits

BY_INTENT = tenant(select(visits.c.id, visits.c.engagement_id).where(visits.c.intent == bindparam("intent_key")))
MADE_UP = tenant(
    select(visits.c.id, visits.c.day, visits.c.start)
    .where(visits.c.make_up_for == bindparam("visit"), visits.c.state.in_(rules.LIVE))
    .order_by(visits.c.id)
    .limit(1)
)


def add_meeting(
    db: Db, actor: Actor, now: datetime, new: NewMeeting, *, intent: str = "", ask: bool = False
) -> Changed:
    """Book a single meeting of the actor's own pair, once per intent; guests are told that they are invited.

    A coach's is planned at once, or proposed where ask; a leader's is proposed to the coach. Raises Denied for
    somebody else's pair or guests, Refusal for a time that can't be. The same intent gives the first meeting.
    """
    ours = our_pair(db, actor, new.engagement)
    proposed = ask or ours.side != COACH
    if made := _made_before(db, ours, intent):
        return made
    when = When(new.day, new.start, zone_for(ours.row, new.zone), new.minutes)
    check_time(db, now, ours.row, new.kind, when)
    there = guests_there(db, ours.row, new.guests, new.day)
    instead = _instead(db, now, ours, new.make_up_for, proposed=proposed)
    visit_id = _insert(db, now, ours, new, when, proposed=proposed, intent=intent)
    if visit_id is None:
        return _made_before(db, ours, intent) or _lost()
    db.add_many(visit_guests, [{"visit_id": visit_id, "engagement_id": one} for one in there])
    audit.note(db, now, actor.user_id, "visit.proposed" if proposed else "visit.booked", visit_id)
    visit = find_visit(db, visit_id) or _lost()
    refresh_pair(db, now, visit)
    plan_visit_nudges(db, now, [visit_id])
    tell_of_visit(db, now, visit, ours.person, PROPOSAL if proposed else CHANGED)
    but = instead.id if instead else 0
    return Changed(visit, warn(db, ours, new.kind, [when], but=(visit_id, but)), "new")


def propose_meeting(db: Db, actor: Actor, now: datetime, new: NewMeeting, *, intent: str = "") -> Changed:
    """Propose a meeting to the other person of the pair; with make_up_for a visit still to come, to move it there."""
    return add_meeting(db, actor, now, new, intent=intent, ask=True)


def make_up_for(
    db: Db, actor: Actor, now: datetime, visit_id: int, day: date, start: str, *, intent: str = "", ask: bool = False
) -> Changed:
    """Book or propose a meeting in place of a visit that was skipped or closed, of its kind, length and place."""
    missed = find_visit(db, visit_id)
    if missed is None:
        raise Denied("visit")
    new = NewMeeting(
        engagement=missed.engagement_id,
        kind=missed.kind,
        day=day,
        start=start,
        minutes=missed.minutes,
        place=missed.place,
        zone=missed.zone,
        make_up_for=visit_id,
    )
    return add_meeting(db, actor, now, new, intent=intent, ask=ask)


def warn_of_meeting(db: Db, actor: Actor, new: NewMeeting) -> tuple[str, ...]:
    """What the coach should look at before a meeting is booked: overlaps, travel, testing. Nothing for the leader."""
    ours = our_pair(db, actor, new.engagement)
    when = When(new.day, new.start, zone_for(ours.row, new.zone), new.minutes)
    return warn(db, ours, new.kind, [when], but=(0, new.make_up_for or 0))


def warn(db: Db, ours: Ours, kind: str, times: Sequence[When], *, but: tuple[int, int] = (0, 0)) -> tuple[str, ...]:
    """The warnings for a coach; a leader isn't told where the coach is."""
    return warnings_about(db, ours.row, kind, times, but=but) if ours.side == COACH else ()


def _insert(
    db: Db, now: datetime, ours: Ours, new: NewMeeting, when: When, *, proposed: bool, intent: str
) -> int | None:
    at, ends_at = when.span
    values: dict[str, Any] = {"day": when.day, "start": when.start, "zone": when.zone, "minutes": when.minutes}
    return insert_once(
        db,
        visits,
        engagement_id=ours.row.id,
        series_id=None,
        occurs_on=when.day,
        kind=new.kind,
        **values,
        at=at,
        ends_at=ends_at,
        place=new.place,
        state=rules.PROPOSED if proposed else rules.PLANNED,
        reason=None,
        moved=False,
        make_up_for=new.make_up_for,
        contact_id=None,
        asked_by=ours.person if proposed else None,
        sequence=0,
        intent=intent or None,
        added_at=now,
        changed_at=now,
    )


def _made_before(db: Db, ours: Ours, intent: str) -> Changed | None:
    row = db.first(BY_INTENT, intent_key=intent) if intent else None
    if row is None:
        return None
    if row.engagement_id != ours.row.id:
        raise Denied("visit.intent")
    return Changed(find_visit(db, row.id) or _lost(), outcome="same")


def _instead(db: Db, now: datetime, ours: Ours, visit_id: int | None, *, proposed: bool) -> Visit | None:
    """The visit a meeting is instead of. Raises Refusal where it still stands and isn't only to be proposed."""
    if visit_id is None:
        return None
    db.first(HELD_ROW, visit=visit_id)  # whoever else makes up for it waits
    missed = find_visit(db, visit_id)
    if missed is None or missed.engagement_id != ours.row.id:
        raise Denied("visit.make_up")
    if missed.state == rules.PLANNED and (proposed or missed.ends_at <= now):
        return missed
    if missed.state not in {rules.SKIPPED, rules.CLOSED}:
        raise Refusal("This visit is still planned or was held. Move it instead.")
    if there := db.first(MADE_UP, visit=visit_id):
        raise Refusal(f"It is made up for already, on {brief(there.day)} at {clock(there.start)}.")
    return missed


def _lost() -> Any:
    raise LookupError("a visit that was just written")
