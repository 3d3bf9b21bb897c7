"""Writing the next steps of a contact: what stays the same keeps its place in the ledger."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.errors import Refusal
from bot.rules import contacts as rules
from bot.rules.commitments import LIVE, live_state
from bot.rules.schooldays import AROUND, school_day_problem
from storage.contacts import NewContact, NewStep, next_steps
from storage.database import Db, tenant
from storage.pairs import Pair, closures_of

# Read to be changed: whoever presses Done meanwhile is waited for, so that it stays done.
OF_CONTACT = tenant(
    select(next_steps)
    .where(next_steps.c.contact_id == bindparam("contact"))
    .order_by(next_steps.c.id)
    .with_for_update()
)
FORGET = tenant(delete(next_steps).where(next_steps.c.id == bindparam("step")))
REWORD = tenant(
    update(next_steps)
    .where(next_steps.c.id == bindparam("step"))
    .values(
        what=bindparam("sealed"),
        owner=bindparam("by"),
        due_on=bindparam("due"),
        first_due_on=bindparam("first"),
        state=bindparam("as_state"),
        engagement_id=bindparam("pair"),
    )
)

# What somebody else said of a step and did with it: not for the leader whose step it turns out to be.
ANEW = tenant(
    update(next_steps)
    .where(next_steps.c.id == bindparam("step"))
    .values(barrier=None, barrier_note=None, helper=None, act=None, changed_by=None)
)


def check_steps(db: Db, pair: Pair, new: NewContact, contact: int | None = None) -> None:
    """Domain rule 7: each step has a day, a school day within 120 days of the contact. Raises Refusal for its field.

    contact: the one that is changed; its steps may stay as they are, wherever they were moved meanwhile.
    """
    days = [one.due_on for one in new.next_steps if one.due_on]
    closed = closures_of(db, pair, min(days) - AROUND, max(days) + AROUND) if days else []
    for place, step in enumerate(new.next_steps):
        problem = _due_problem(step.due_on, new.day, closed)
        if problem and (contact is None or not _stands(db, contact, step)):
            raise Refusal(problem, f"next_steps.{place}.due_on")


def _due_problem(due_on: date | None, day: date, closed: list[tuple[date, date]]) -> str | None:
    if due_on is None:
        return "Choose the day it is due."
    if not 0 <= (due_on - day).days <= rules.STEP_DAYS_MAX:
        return f"Choose a day from the contact's own to {rules.STEP_DAYS_MAX} days after it."
    return school_day_problem(due_on, closed, day)


def _stands(db: Db, contact: int, step: NewStep) -> bool:
    """Whether a contact's step is stored as it is submitted."""
    return any(
        (row.owner, row.due_on, db.unseal(next_steps.c.what, row.what)) == (step.owner, step.due_on, step.what)
        for row in db.all(OF_CONTACT, contact=contact)
    )


def add_steps(db: Db, contact: int, pair: int, steps: Sequence[NewStep], added_at: datetime | None = None) -> None:
    """Add what was agreed in a contact to the ledger. added_at: where that is said later than the contact."""
    db.add_many(
        next_steps,
        [
            {
                "contact_id": contact,
                "engagement_id": pair,
                "owner": one.owner,
                "what": db.seal(next_steps.c.what, one.what),
                "due_on": one.due_on,
                "first_due_on": one.due_on,
                "added_at": added_at,
            }
            for one in steps
        ],
    )


def keep_steps(db: Db, now: datetime, contact: int, pairs: tuple[int, int], new: NewContact) -> None:
    """Make the ledger say what the changed contact says: steps are matched by words, then by place; states stay.

    pairs: the contact's own until now, and from now on. What was handed on to a later pair is that pair's, and stays.
    """
    was, pair = pairs
    rows = db.all(OF_CONTACT, contact=contact)
    words = {row.id: (row.owner, db.unseal(next_steps.c.what, row.what)) for row in rows}
    stored = [row for row in rows if row.engagement_id == was]
    handed_on = [words[row.id] for row in rows if row.engagement_id != was]
    fresh = []
    for step in new.next_steps:
        if (step.owner, step.what) in handed_on:
            continue
        same = next((row for row in stored if words[row.id] == (step.owner, step.what)), None)
        if same is None:
            fresh.append(step)
        else:
            stored.remove(same)
            _reword(db, same, pair, step)
    for row, step in zip(stored, fresh, strict=False):
        _reword(db, row, pair, step)
    added, stored = fresh[len(stored) :], stored[len(fresh) :]
    for row in stored:
        db.change(FORGET, step=row.id)
    add_steps(db, contact, pair, added, now)


def _reword(db: Db, same: Any, pair: int, step: NewStep) -> None:
    """A corrected day is the first one, unless the step was moved; then it stays a move."""
    first = same.first_due_on if same.moves else step.due_on
    state = live_state(step.due_on, first) if same.state in LIVE else same.state
    sealed = db.seal(next_steps.c.what, step.what)
    db.change(
        REWORD, step=same.id, sealed=sealed, by=step.owner, due=step.due_on, first=first, as_state=state, pair=pair
    )
    if same.engagement_id != pair:
        db.change(ANEW, step=same.id)
