"""What the tests of the roster by hand share: forms filled in by the coordinator, shown and carried out."""

from datetime import date
from hashlib import sha1
from typing import Any

from sqlalchemy import select

from bot.rules.desk import Effect
from bot.rules.roster.handforms import FORMS
from bot.rules.visits import PLANNED
from storage.composing import compose
from storage.engagements import engagements
from storage.outbox import Owed, outbox
from storage.people import Actor, people
from storage.rosterhand import Wanted, change_roster, foresee
from storage.visits import visits
from tests.storage.contacting import COORDINATOR, NOW, TODAY, Program

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


def told(program: Program, kind: str = "roster_news") -> dict[str | None, str]:
    """What each person reads of the last change, by Slack user; as if sent now."""
    users = {row.id: row.slack_user_id for row in program.db.all(select(people.c.id, people.c.slack_user_id))}
    found = {}
    for row in program.db.all(select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id)):
        owed = Owed(row.id, row.kind, row.key, row.person_id, None, row.subject_id, None, 0, None, None)
        if message := compose(program.db, owed, NOW):
            found[users[row.person_id]] = message.text
    return found


def ahead(program: Program, pair: int) -> list[date]:
    """The days on which something is planned for a pair, from tomorrow on."""
    here = (visits.c.engagement_id == pair, visits.c.state == PLANNED, visits.c.day > TODAY)
    return [row.day for row in program.db.all(select(visits.c.day).where(*here).order_by(visits.c.day))]
