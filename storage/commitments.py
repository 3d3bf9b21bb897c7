"""The ledger of next steps: done, moved, dropped, what is in the way; by either of the two people, once a press."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import bindparam, select, update

from bot.errors import Denied, FieldErrors, Refusal
from bot.messages.commitments import already, moved_to_its_day, nothing_to_undo
from bot.messages.contacts import gone
from bot.rules import commitments as rules
from bot.rules.contacts import STEP_DAYS_MAX
from bot.rules.dates import local_day
from bot.rules.schooldays import AROUND, school_day_problem
from storage import audit
from storage.contacts import contacts, next_steps
from storage.database import Db, tenant
from storage.guarding import Flagged, Look, flagged, looked_at
from storage.inbox import first_time
from storage.ledger import ENTRY, ONE, commitment_of, user_of
from storage.nudgetouching import retouch_to
from storage.outbox import NewOwed, owe_once
from storage.pairs import closures_of
from storage.people import Actor

HELD = tenant(ENTRY.where(next_steps.c.id == bindparam("step")).with_for_update(of=next_steps))
OF_PAIR = tenant(
    select(next_steps.c.id)
    .join_from(next_steps, contacts, contacts.c.id == next_steps.c.contact_id)
    .where(
        contacts.c.removed_at.is_(None),
        next_steps.c.id.in_(bindparam("steps", expanding=True)),
        next_steps.c.engagement_id == bindparam("pair"),
        next_steps.c.state.in_(rules.LIVE),
    )
    .order_by(next_steps.c.id)
)
CHANGE = tenant(
    update(next_steps)
    .where(next_steps.c.id == bindparam("step"))
    .values(
        state=bindparam("as_state"),
        due_on=bindparam("due"),
        was_due_on=bindparam("before"),
        moves=bindparam("times"),
        closed_at=bindparam("closed"),
        reason=bindparam("why"),
        barrier=bindparam("blocked"),
        barrier_note=bindparam("note"),
        helper=bindparam("helped"),
        act=bindparam("last_act"),
        changed_at=bindparam("at"),
        changed_by=bindparam("by"),
    )
)


class NewChange(BaseModel):
    """What becomes of a step, as the form gives it: another day, what is in the way, or that it is dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    act: Literal["move", "barrier", "clear", "drop"]
    due_on: date | None = None
    barrier: str | None = None
    helper: str | None = None
    note: Annotated[str, StringConstraints(strip_whitespace=True), Field(max_length=rules.NOTE_MAX)] | None = None
    reason: str | None = None
    wording: Literal["neutral", "own"] | None = None

    @model_validator(mode="after")
    def _says_what_its_act_needs(self) -> "NewChange":
        offered: dict[str, dict[str, str]] = {
            "barrier": rules.BARRIERS, "helper": rules.HELPERS, "reason": rules.REASONS,
        }  # fmt: skip
        for name, known in offered.items():
            if (chosen := getattr(self, name)) is not None and chosen not in known:
                raise Denied("value", name, "Choose from the list.")
        wanted = {
            "due_on": (self.act == "move" and self.due_on is None, "Choose the new day."),
            "barrier": (self.act == "barrier" and self.barrier is None, "Choose what is in the way."),
            "reason": (self.act == "drop" and self.reason is None, "Choose why it is dropped."),
        }
        if errors := {name: sentence for name, (missing, sentence) in wanted.items() if missing}:
            raise FieldErrors(errors)
        return self


@dataclass(frozen=True, slots=True)
class Press:
    """Who acted, when, and Slack's name for the press or submission, so that a repeat of it changes nothing.

    wording: NEUTRAL or OWN of storage/guarding.py, once the writer has looked at the words.
    """

    actor: Actor
    at: datetime
    request: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A step in hand: the stored row, what it says, and which side of the pair acts."""

    row: Any
    step: rules.Commitment
    side: str
    today: date


def mark_done(db: Db, press: Press, step: int) -> rules.Commitment:
    """Mark a step as done. Raises Refusal where it was done or dropped before, and Denied for anyone but the pair."""
    held = _hold(db, press, step)
    if not _new(db, press):
        return held.step
    _must_be_live(held)
    return _close(db, press, held, rules.DONE, None)


def drop_step(db: Db, press: Press, step: int, reason: str) -> rules.Commitment:
    """Drop a step. reason: a code of REASONS."""
    held = _hold(db, press, step)
    if not _new(db, press):
        return held.step
    _must_be_live(held)
    return _close(db, press, held, rules.DROPPED, reason)


def move_step(db: Db, press: Press, step: int, day: date) -> rules.Commitment:
    """Move a step to another school day, at most 120 days ahead; its first day is kept, and the moves are counted."""
    held = _hold(db, press, step)
    if not _new(db, press):
        return held.step
    _must_be_live(held)
    if day == held.row.due_on:
        raise Refusal(moved_to_its_day(day), "due_on")
    if not 0 <= (day - held.today).days <= STEP_DAYS_MAX:
        raise Refusal(f"Choose a day from today to {STEP_DAYS_MAX} days ahead.", "due_on")
    closures = closures_of(db, held.row, day - AROUND, day + AROUND)
    if problem := school_day_problem(day, closures, held.today):
        raise Refusal(problem, "due_on")
    state = rules.live_state(day, held.row.first_due_on)
    changes = {"as_state": state, "due": day, "before": held.row.due_on, "times": held.row.moves + 1}
    return _keep(db, press, held, rules.ACT_MOVED, "step.moved", **changes)


def set_barrier(db: Db, press: Press, step: int, kind: str, helper: str | None, note: str | None) -> rules.Commitment:
    """Say what is in a step's way, and who can help. note: for the pair alone, sealed.

    Raises Unsure where the note may tell who a student is and its writer hasn't chosen the wording (Press).
    """
    held = _hold(db, press, step)
    if not _new(db, press):
        return held.step
    _must_be_live(held)
    how = Look(press.actor, press.at, step, _known(held.row), wording=press.wording)
    said = looked_at(db, {"note": note}, how)["note"] if note else None
    sealed = db.seal(next_steps.c.barrier_note, said)
    return _keep(db, press, held, rules.ACT_BARRIER, "step.barrier", blocked=kind, helped=helper, note=sealed)


def clear_barrier(db: Db, press: Press, step: int) -> rules.Commitment:
    """Say that nothing is in a step's way any more."""
    held = _hold(db, press, step)
    if not _new(db, press):
        return held.step
    if held.row.barrier is None:
        raise Refusal(nothing_to_undo(held.step))
    return _keep(db, press, held, rules.ACT_UNDONE, "step.cleared", blocked=None, helped=None, note=None)


def reopen(db: Db, press: Press, step: int) -> rules.Commitment:
    """Undo that a step was done or dropped."""
    held = _hold(db, press, step)
    if not _new(db, press):
        return held.step
    if held.step.live:
        raise Refusal(nothing_to_undo(held.step))
    state = rules.live_state(held.row.due_on, held.row.first_due_on)
    return _keep(db, press, held, rules.ACT_UNDONE, "step.reopened", as_state=state, closed=None, why=None)


def move_back(db: Db, press: Press, step: int) -> rules.Commitment:
    """Undo the newest move of a step: it is due when it was before."""
    held = _hold(db, press, step)
    if not _new(db, press):
        return held.step
    row = held.row
    if row.act != rules.ACT_MOVED:
        raise Refusal(nothing_to_undo(held.step))
    state = rules.live_state(row.was_due_on, row.first_due_on)
    changes = {"as_state": state, "due": row.was_due_on, "before": None, "times": max(row.moves - 1, 0)}
    return _keep(db, press, held, rules.ACT_UNDONE, "step.moved_back", **changes)


def flagged_in(db: Db, actor: Actor, step: int, note: str) -> tuple[Flagged, ...]:
    """What in a barrier's note may tell who a student is."""
    row = db.first(ONE, step=step)
    if row is None or user_of(row, actor) is None:
        raise Denied("step")
    return flagged({"note": note}, _known(row), teachers=False)


def _known(row: Any) -> tuple[str, ...]:
    return (row.school, row.leader, row.coach)


def change_step(db: Db, press: Press, step: int, new: NewChange) -> rules.Commitment:
    """What the form says becomes of a step."""
    if new.act == "move" and new.due_on:
        return move_step(db, press, step, new.due_on)
    if new.act == "barrier" and new.barrier:
        press = replace(press, wording=new.wording or "")
        return set_barrier(db, press, step, new.barrier, new.helper, new.note)
    if new.act == "drop" and new.reason:
        return drop_step(db, press, step, new.reason)
    return clear_barrier(db, press, step)


def close_with(db: Db, actor: Actor, now: datetime, pair: int, steps: tuple[int, ...]) -> None:
    """Mark steps as done that were ticked on top of a contact's form, in the transaction that records it.

    Those that are closed already, whose contact was taken back, or that are of another pair than the one recorded,
    stay as they are.
    """
    if not steps:
        return
    press = Press(actor, now)
    rows = db.all(OF_PAIR, steps=list(steps), pair=pair)
    held = [one for one in (_hold(db, press, row.id) for row in rows) if one.step.live]
    for one in held:
        _write(db, press, one, rules.DONE, "step.done", as_state=rules.DONE, closed=now, why=None)
    if held:
        _tell(db, press, held[0], "step.done")


def _hold(db: Db, press: Press, step: int) -> Held:
    """The step, locked, for one of its two people. Raises Denied for anyone else, and Refusal when it is gone."""
    row = db.first(HELD, step=step)
    side = user_of(row, press.actor) if row else None
    if row is None or side is None:
        raise Denied("step")
    if row.removed_at is not None:
        raise Refusal(gone(row.contact_id))
    return Held(row, commitment_of(db, row, side), side, local_day(press.at, row.zone))


def _new(db: Db, press: Press) -> bool:
    return not press.request or first_time(db, press.at, f"step:{press.request}")


def _must_be_live(held: Held) -> None:
    if not held.step.live:
        raise Refusal(already(held.step))


def _close(db: Db, press: Press, held: Held, state: str, reason: str | None) -> rules.Commitment:
    return _keep(db, press, held, state, f"step.{state}", as_state=state, closed=press.at, why=reason)


def _keep(db: Db, press: Press, held: Held, act: str, verb: str, **changes: Any) -> rules.Commitment:
    """Write a step's change, and owe both people their Homes; what the step says then."""
    _write(db, press, held, act, verb, **changes)
    _tell(db, press, held, verb)
    return commitment_of(db, db.first(HELD, step=held.row.id) or held.row, held.side)


def _write(db: Db, press: Press, held: Held, act: str, verb: str, **changes: Any) -> None:
    """Write a step's change, and audit it without a word."""
    row = held.row
    values = {
        "as_state": row.state, "due": row.due_on, "before": row.was_due_on, "times": row.moves,
        "closed": row.closed_at, "why": row.reason, "blocked": row.barrier, "note": row.barrier_note,
        "helped": row.helper, **changes,
    }  # fmt: skip
    if values["as_state"] != row.state and not rules.may_become(row.state, values["as_state"]):
        raise Refusal(already(held.step))
    db.change(CHANGE, step=row.id, last_act=act, at=press.at, by=held.side, **values)
    audit.note(db, press.at, press.actor.user_id, verb, row.id)


def _tell(db: Db, press: Press, held: Held, verb: str) -> None:
    row = held.row
    what = f"home:{verb}:{row.id}:{press.at.timestamp()}"
    for side, who in ((rules.COACH, row.coach_id), (rules.LEADER, row.leader_id)):
        owe_once(db, press.at, NewOwed("home", f"{what}:{side}", person_id=who))
    retouch_to(db, press.at, ("step_due", "barrier_open"), {row.coach_id, row.leader_id})
