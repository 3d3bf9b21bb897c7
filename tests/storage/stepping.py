"""What the tests of next steps share: presses, and visits in which steps are agreed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.rules.commitments import Commitment, Ledger
from storage.commitments import (
    Press,
)
from storage.contacts import next_steps
from storage.ledger import ledger_of
from storage.people import Actor
from tests.storage.contacting import COACH, COORDINATOR, LEADER2, NOW, OTHER, STRANGER, TODAY, Program

THURSDAY, MONDAY, SATURDAY = date(2026, 11, 19), date(2026, 11, 23), date(2026, 11, 21)
ELSEWHERE = [OTHER, LEADER2, COORDINATOR, STRANGER, Actor(""), Actor("UADMIN")]
STEP = {"what": "Two samples", "due_on": THURSDAY}


def press(actor: Actor = COACH, at: datetime = NOW, request: str = "") -> Press:
    """A press at a moment."""
    return Press(actor, at, request)


def agreed(program: Program, *steps: dict[str, Any], intent: str = "one", **changes: Any) -> list[int]:
    """Log a visit with next steps; their ids."""
    contact = program.log(intent, next_steps=list(steps or (STEP,)), **changes).id
    found = select(next_steps.c.id).where(next_steps.c.contact_id == contact).order_by(next_steps.c.id)
    return list(program.db.run(found).scalars())


def row(program: Program, step: int) -> Any:
    """A step as it is stored."""
    return program.db.first(select(next_steps).where(next_steps.c.id == step))


def ledger(program: Program, today: date = TODAY, reader: str = "coach") -> Ledger:
    """What the pair has open."""
    return ledger_of(program.db, [program.pair], today, reader)


def names(steps: tuple[Commitment, ...]) -> list[str]:
    """What some steps say."""
    return [one.what for one in steps]
