"""A small program that has two months behind it, to ask questions about."""

from datetime import date
from typing import Any

from sqlalchemy import select

from storage.takingback import take_back_contact
from storage.visitchanges import by_phone, move_visit, skip_visit
from storage.visits import visits
from tests.storage.contacting import COACH, NOW, OTHER, Program
from tests.storage.planned import plan_usual

STEPS = [{"what": "Bring two samples", "owner": "coach"}, {"what": "Draft a ticket", "owner": "leader"}]


def lived_in(program: Program) -> Program:
    """The same with two months of contacts of every kind, visits and next steps."""
    db = program.db
    second = program.pairs["Harbor Middle"]
    plan_usual(db)
    third = program.engage("Lincoln Middle", "ULEAD2", "UCOACH")
    for place, (day, kind, minutes) in enumerate(
        ((3, "visit", 90), (5, "call", 25), (10, "visit", 95), (12, "session", 60), (16, "video", 30))
    ):
        there: dict[str, Any] = {"presence": None} if kind in {"call", "video"} else {}
        program.log(f"n{place}", day=date(2026, 11, day), kind=kind, minutes=minutes, **there)
    for place, day in enumerate((2, 9, 20, 30)):
        program.log(f"o{place}", day=date(2026, 10, day), minutes=45 + place, next_steps=STEPS[: place % 3])
    program.log("mails", kind="email", minutes=None, count=3, presence=None, day=date(2026, 11, 6))
    program.log("tried", kind="call", made="attempted", minutes=None, presence=None)
    program.log("group", kind="team_meeting", minutes=50, attendees=(third,), activities=("A3", "A2"))
    program.log("other", actor=OTHER, engagement=second, minutes=70, day=date(2026, 11, 4), activities=("A2",))
    take_back_contact(db, COACH, NOW, program.log("slip", minutes=300).id, "slip")
    mine = [row.id for row in program.db.run(select(visits).order_by(visits.c.id)) if row.engagement_id == program.pair]
    skip_visit(db, COACH, NOW, mine[2], "illness")
    by_phone(db, COACH, NOW, mine[3])
    move_visit(db, COACH, NOW, mine[3], date(2026, 11, 25), "10:00")
    return program
