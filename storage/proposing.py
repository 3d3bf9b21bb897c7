"""Answering a proposal: yes, another time, or no; by the one who was asked."""

from datetime import datetime

from bot.errors import Denied, Refusal
from bot.messages.visits import when as when_words
from bot.rules import visits as rules
from bot.rules.visits import Visit
from bot.rules.weeks import CHANGES
from storage.database import Db
from storage.meetings import NewAnswer
from storage.people import Actor
from storage.visitchanges import Changed, InHand, is_new, take, write
from storage.visitchecks import COACH, When, check_time, warnings_about, when_of
from storage.visitrows import find_visit

ANSWERED_BY_OTHER = "You proposed this; the other person answers. You can take it back."
NO_LONGER = "This proposal was answered already."
CHANGED = "This time was changed since: it is {when} now. Your Home shows what waits for your answer."
TOO_LATE = "That time has passed. Offer another one."


def answer_proposal(
    db: Db, actor: Actor, now: datetime, visit_id: int, answer: NewAnswer, *, request: str = ""
) -> Changed:
    """Accept a proposal, offer another time (then the other one is asked), or decline it.

    Accepted, it is planned; a proposal to move a visit moves that one, which is given back. Raises Denied for everyone
    but the two, and Refusal for the one who asked, for a time that has passed, and for one that was answered.
    """
    one = take(db, actor, visit_id, coach_only=False)
    if not is_new(db, now, request):
        return Changed(find_visit(db, visit_id) or one.visit, outcome="same")
    _waits(one)
    if one.visit.asked_by == one.ours.person:
        raise Refusal(ANSWERED_BY_OTHER)
    if answer.seen is not None and answer.seen != one.visit.sequence % CHANGES:
        raise Refusal(CHANGED.format(when=when_words(one.visit)))
    if answer.act == "decline":
        return Changed(write(db, now, one, "visit.declined", state=rules.DECLINED))
    if answer.act == "offer":
        return _offer(db, now, one, answer)
    return _accept(db, actor, now, one)


def withdraw_proposal(db: Db, actor: Actor, now: datetime, visit_id: int, *, request: str = "") -> Changed:
    """Take an own proposal back before it is answered."""
    one = take(db, actor, visit_id, coach_only=False)
    if not is_new(db, now, request):
        return Changed(find_visit(db, visit_id) or one.visit, outcome="same")
    _waits(one)
    if one.visit.asked_by != one.ours.person:
        raise Denied("visit.withdraw")
    return Changed(write(db, now, one, "visit.withdrawn", state=rules.WITHDRAWN))


def _waits(one: InHand) -> None:
    if one.visit.state != rules.PROPOSED:
        raise Refusal(NO_LONGER)


def _offer(db: Db, now: datetime, one: InHand, answer: NewAnswer) -> Changed:
    day, start = answer.day or one.visit.day, answer.start or one.visit.start
    when = When(day, start, one.visit.zone, answer.minutes or one.visit.minutes)
    check_time(db, now, one.ours.row, one.visit.kind, when)
    values = {"day": when.day, "start": when.start, "minutes": when.minutes, "asked_by": one.ours.person}
    return Changed(write(db, now, one, "visit.offered", **values), _warned(db, one, when))


def _accept(db: Db, actor: Actor, now: datetime, one: InHand) -> Changed:
    if one.visit.at <= now:
        raise Refusal(TOO_LATE)
    when = when_of(one.visit)
    check_time(db, now, one.ours.row, one.visit.kind, when)
    target = take(db, actor, one.visit.make_up_for, coach_only=False) if one.visit.make_up_for else None
    if target and target.visit.state == rules.PLANNED:
        write(db, now, one, "visit.accepted", state=rules.WITHDRAWN)
        return Changed(_moved(db, now, target, one.visit), _warned(db, target, when))
    return Changed(write(db, now, one, "visit.accepted", state=rules.PLANNED), _warned(db, one, when))


def _moved(db: Db, now: datetime, target: InHand, to: Visit) -> Visit:
    values = {"day": to.day, "start": to.start, "zone": to.zone, "minutes": to.minutes, "place": to.place}
    return write(db, now, target, "visit.moved", moved=True, **values)


def _warned(db: Db, one: InHand, when: When) -> tuple[str, ...]:
    if one.ours.side != COACH:
        return ()
    return warnings_about(db, one.ours.row, one.visit.kind, [when], but=(one.visit.id, one.visit.make_up_for or 0))
