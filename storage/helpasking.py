"""Asking the program for help with what is in a step's way: by one of the pair, in words that both saw before."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.errors import Denied, Refusal
from bot.messages import Message
from bot.messages import stepnudges as words
from bot.messages.commitments import already
from bot.messages.contacts import gone
from bot.rules.commitments import COACH, LEADER, Commitment
from bot.rules.dates import local_day
from storage import audit
from storage.database import Db, tenant
from storage.ledger import ONE, commitment_of, user_of
from storage.nudgetouching import retouch_to
from storage.outbox import NewOwed, Owed, outbox, owe_once
from storage.people import Actor
from storage.programmes import programmes

ASKED, TOLD = "help_asked", "help_told"  # to the coordinators' channel, and to the other one of the pair
NO_CHANNEL = "Your program has no channel for its coordinators yet. You can write to one of them yourself."
NOTHING = "Nothing is in the way of it anymore, so there is nothing to ask."
AGAIN_AFTER = timedelta(days=14)
ASKS = tenant(
    select(outbox.c.created_at)
    .where(outbox.c.key.in_(bindparam("keys", expanding=True)), outbox.c.created_at >= bindparam("changed"))
    .order_by(outbox.c.created_at.desc())
)
RULES = tenant(select(programmes.c.rules).where(programmes.c.id == bindparam("programme")))


def see_question(db: Db, actor: Actor, now: datetime, step: int) -> Commitment:
    """The step that help is asked for, as the actor reads it. Raises as ask_program does, and Refusal where it was
    asked already."""
    row, one = _askable(db, actor, step)
    if asked := _asked_on(db, now, row):
        raise Refusal(words.asked_already(asked, asked + AGAIN_AFTER))
    return one


def ask_program(db: Db, actor: Actor, now: datetime, step: int) -> Commitment:
    """Ask the coordinators to help with what is in the way now, once a day; the step. The other one is told.

    It can be asked again after two weeks, or once the step was changed. Raises Denied for anyone but the pair, and
    Refusal where nothing is in the way, nobody can be asked, or it was asked on a day before.
    """
    row, one = _askable(db, actor, step)
    today = local_day(now, row.zone)
    if (asked := _asked_on(db, now, row)) and asked < today:
        raise Refusal(words.asked_already(asked, asked + AGAIN_AFTER))
    channel = _channel(db, row)
    if channel is None:
        raise Refusal(NO_CHANNEL)
    stretch = f"{step}:{row.barrier}:{today}"
    new = owe_once(db, now, NewOwed(ASKED, f"{ASKED}:{stretch}", channel=channel, subject_id=step))
    if new:
        other = row.leader_id if one.reader == COACH else row.coach_id
        owe_once(db, now, NewOwed(TOLD, f"{TOLD}:{stretch}", person_id=other, subject_id=step))
        audit.note(db, now, actor.user_id, "step.help_asked", step)
        retouch_to(db, now, ("barrier_open",), {row.coach_id, row.leader_id})
    return one


def _asked_on(db: Db, now: datetime, row: Row[Any]) -> date | None:
    """The day it was asked in the past two weeks, unless the step was changed since."""
    today = local_day(now, row.zone)
    days = [today - timedelta(days=place) for place in range(AGAIN_AFTER.days)]
    asked = db.all(ASKS, keys=[f"{ASKED}:{row.id}:{row.barrier}:{day}" for day in days], changed=row.changed_at)
    return local_day(asked[0].created_at, row.zone) if asked else None


def _askable(db: Db, actor: Actor, step: int) -> tuple[Row[Any], Commitment]:
    row = db.first(ONE, step=step)
    side = user_of(row, actor) if row else None
    if row is None or side is None:
        raise Denied("step.ask")
    if row.removed_at is not None:
        raise Refusal(gone(row.contact_id))
    one = commitment_of(db, row, side)
    if not one.live:
        raise Refusal(already(one))
    if one.barrier is None:
        raise Refusal(NOTHING)
    return row, one


def _channel(db: Db, row: Row[Any]) -> str | None:
    held = db.value(RULES, programme=row.programme_id) or {}
    channel: str | None = held.get("channels", {}).get("coordinators")
    return channel


def _compose(db: Db, owed: Owed, _now: datetime) -> Message | None:
    """Nothing, once it is done or out of the way. To the channel go names and the kind of barrier alone."""
    row = db.first(ONE, step=owed.subject_id)
    if row is None or row.removed_at is not None or row.barrier is None:
        return None
    if owed.kind == ASKED:
        return words.asked_message(commitment_of(db, row, None))
    side = COACH if owed.person_id == row.coach_id else LEADER
    return words.told_message(commitment_of(db, row, side))


HELP = {ASKED: _compose, TOLD: _compose}
