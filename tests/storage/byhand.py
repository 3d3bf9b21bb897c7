"""What the tests of the roster by hand share: forms filled in by the coordinator, shown and carried out."""

from datetime import date
from hashlib import sha1
from typing import Any

from sqlalchemy import select

from bot.rules.desk import Effect
from bot.rules.roster.hands import FORMS
from storage.engagements import engagements
from storage.people import Actor
from storage.rosterhand import Wanted, change_roster, foresee
from tests.storage.contacting import COORDINATOR, NOW, Program

MONDAY = date(2026, 11, 23)


def wanted(program: Program, act: str, subject: int = 0, **filled: Any) -> Wanted:
    """A change as its form gives it."""
    return Wanted(act, program.id, subject, FORMS[act].model_validate(filled))


def shown(program: Program, act: str, subject: int = 0, **filled: Any) -> Effect:
    """What it would do."""
    return foresee(program.db, COORDINATOR, NOW, wanted(program, act, subject, **filled)).effect


def done(program: Program, act: str, subject: int = 0, *, actor: Actor = COORDINATOR, **filled: Any) -> int:
    """Look at a change and carry it out; the act."""
    change = wanted(program, act, subject, **filled)
    mark = foresee(program.db, actor, NOW, change).mark
    return change_roster(
        program.db, actor, NOW, change, mark, sha1(repr(change).encode(), usedforsecurity=False).hexdigest()
    )


def reassigned(program: Program, **others: Any) -> int:
    """Coach D coaches Principal 14 from Monday on."""
    form = {"coach": program.people["UOTHER"], "from_day": MONDAY, "reason": "fit", **others}
    return done(program, "reassigned", program.pair, **form)


def pairs(program: Program) -> list[tuple[int, int, date, date | None]]:
    """Leader, coach, first and last day of each pair, oldest first."""
    rows = program.db.all(select(engagements).order_by(engagements.c.id))
    return [(row.leader_id, row.coach_id, row.starts_on, row.ends_on) for row in rows]
