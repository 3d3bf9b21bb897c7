"""What the tests of sharing share: contacts with words, keys turned, what is owed, and what somebody sees."""

from typing import Any

from sqlalchemy import select, update

from bot.rules.programme import Rules
from bot.rules.views import Record
from storage.composing import compose
from storage.outbox import Owed, outbox
from storage.people import Actor
from storage.programmes import programmes
from storage.recording import Target, change_contact
from storage.records import read_record
from storage.sharing import seen_mark, turn_key
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, Program, later

WORDS: dict[str, Any] = {"note": "The note.", "others": "Two teachers", "private_note": "Mine."}
ADMIN = Actor("UADMIN")


def mark(program: Program, contact: int, actor: Actor = COACH) -> str:
    record = read_record(program.db, actor, contact)
    return seen_mark(record.version, record.keys)


def agree(program: Program, contact: int, actor: Actor, minutes: float = 1) -> None:
    turn_key(program.db, actor, later(minutes), contact, mark(program, contact, actor))


def shared(program: Program, **changes: Any) -> int:
    """A contact that both agreed to share."""
    contact = program.log(**{**WORDS, **changes}).id
    agree(program, contact, COACH)
    agree(program, contact, LEADER, 2)
    return contact


def change(program: Program, contact: int, at: float = 5, **changes: Any) -> None:
    new = program.visit(**{**WORDS, **changes})
    change_contact(program.db, COACH, later(at), Target(contact, later(at)), new)


def seen(program: Program, contact: int, actor: Actor = COORDINATOR) -> Record:
    return read_record(program.db, actor, contact)


def told(program: Program, kind: str) -> list[str]:
    """The messages owed of a kind, as they would read now: nothing where they are void."""
    rows = program.db.all(select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id))
    said = [compose(program.db, _owed(row), NOW) for row in rows]
    return [one.text for one in said if one]


def _owed(row: Any) -> Owed:
    return Owed(row.id, row.kind, row.key, row.person_id, row.channel, row.subject_id, None, 0, None, None)


def with_portfolio(program: Program, on: bool = True) -> None:
    held = Rules(portfolio_logs=on).model_dump(mode="json", by_alias=True)
    program.db.run(update(programmes).values(rules=held))
