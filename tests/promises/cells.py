"""Contacts of one pair in every state of sharing, each with a canary in every text, and a person for every role."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from bot.rules.concerns import CODES
from bot.rules.programme import Rules
from storage.contacts import NewContact
from storage.database import Db
from storage.engagements import engagements
from storage.people import Actor, people, roles
from storage.programmes import programmes
from storage.recording import Intent, Target, change_contact, record_contact
from storage.records import read_record
from storage.sharing import seen_mark, take_key_back, turn_key
from storage.takingback import take_back_contact
from tests.promises.inside import Hamlet

NOTE, OTHERS, DETAIL, STEP, PRIVATE = "canary-note", "canary-others", "canary-detail", "canary-step", "canary-private"
COACH, LEADER = Actor("UC1"), Actor("UL1")


@dataclass
class Cells:
    """The contacts by state, in one transaction's making."""

    db: Db
    now: datetime
    made: dict[str, int]

    def log(self, state: str, **changes: Any) -> int:
        """Record a contact of coach 1 and leader 1."""
        intent = Intent(f"cell-{state}", self.now, confirmed=CODES)
        self.made[state] = record_contact(self.db, COACH, self.now, intent, self.contact(**changes)).id
        return self.made[state]

    def contact(self, **changes: Any) -> NewContact:
        """A contact with a word in each text."""
        day = self.now.date() - timedelta(days=1)
        step = {"owner": "leader", "what": STEP, "due_on": date(2026, 11, 24)}
        filled = {
            "engagement": 1, "kind": "visit", "day": day, "minutes": 60, "presence": "yes", "note": NOTE,
            "others": OTHERS, "private_note": PRIVATE, "next_steps": [step],
        }  # fmt: skip
        return NewContact.model_validate({**filled, **changes})

    def session(self, state: str) -> int:
        """Record a collaborative log."""
        texts = {"successes": DETAIL, "focus": ("cpsel:2B",), "next_open": True, "others": None, "presence": None}
        return self.log(state, kind="session", **texts)

    def turn(self, contact: int, *actors: Actor) -> None:
        """Let these turn their keys."""
        for actor in actors:
            record = read_record(self.db, actor, contact)
            turn_key(self.db, actor, self.now, contact, seen_mark(record.version, record.keys))


def settle(db: Db, now: datetime) -> dict[str, int]:
    """Record a contact in each state; the ids by state."""
    cells = Cells(db, now, {})
    cells.log("not shared")
    cells.turn(cells.log("asked"), COACH)
    cells.turn(cells.log("shared"), COACH, LEADER)
    cells.turn(cells.log("stopped"), LEADER, COACH)
    take_key_back(db, LEADER, now, cells.made["stopped"])
    _edited(cells)
    cells.turn(cells.log("removed"), COACH, LEADER)
    take_back_contact(db, COACH, now, cells.made["removed"], "")
    cells.session("session")
    cells.turn(cells.session("session, shared"), COACH, LEADER)
    _declare(db, True)
    cells.session("item")
    cells.session("item, removed")
    take_back_contact(db, COACH, now, cells.made["item, removed"], "")
    second = {name: db.value(select(engagements.c[name]).where(engagements.c.id == 2)) for name in ("school_id",)}
    group = _engage(db, 1, "UL2", "UC1", **second)
    cells.log("group", kind="team_meeting", attendees=(group,))
    _new_coach(db, now)
    return cells.made


def _edited(cells: Cells) -> None:
    contact = cells.log("edited")
    cells.turn(contact, COACH, LEADER)
    later = cells.now + timedelta(seconds=1)
    change_contact(cells.db, COACH, later, Target(contact, later), cells.contact(note=f"{NOTE} and more"))


def _declare(db: Db, on: bool) -> None:
    held = Rules.model_validate(db.value(select(programmes.c.rules)))
    rules = held.model_copy(update={"portfolio_logs": on}).model_dump(mode="json", by_alias=True)
    db.run(update(programmes).values(rules=rules))


def person(db: Db, user: str) -> int:
    """The person behind a Slack user."""
    found: int = db.value(select(people.c.id).where(people.c.slack_user_id == user))
    return found


def _engage(db: Db, programme: int, leader: str, coach: str, **place: int) -> int:
    pair = {"leader_id": person(db, leader), "coach_id": person(db, coach)}
    return db.add(engagements, programme_id=programme, starts_on=date(2026, 9, 1), **pair, **place)


def _new_coach(db: Db, now: datetime) -> None:
    """Leader 1 has been given to coach 3 as of today."""
    school: int = db.value(select(engagements.c.school_id).where(engagements.c.id == 1))
    pair = {"leader_id": person(db, "UL1"), "coach_id": person(db, "UC3")}
    db.add(engagements, programme_id=1, starts_on=now.date(), school_id=school, **pair)


def holding(role: str) -> Callable[[Db], None]:
    """Give this role to the one person whose roles change, and no other."""

    def give(db: Db) -> None:
        if db.value(select(people.c.id).where(people.c.slack_user_id == "UADMIN")) is None:
            db.add(people, email="admin@example.org", name="Admin A", slack_user_id="UADMIN")
        one = person(db, "UADMIN")
        db.run(delete(roles).where(roles.c.person_id == one))
        boss = "admin@example.org" if role == "supervisor" else None
        db.run(update(engagements).values(supervisor_email=boss))
        if role != "supervisor":
            db.add(roles, programme_id=1, person_id=one, role=role)

    return give


async def write(made: Hamlet, work: Any, *given: Any) -> Any:
    """Run a unit of work of the workspace."""
    store = (await made.app.duties.workspaces())[0].delivery.store
    return await store.write(work, *given)
