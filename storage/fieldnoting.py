"""Writing, changing, taking out and reading the field notes of a contact. Their author is the contact's coach."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.errors import Denied, Refusal
from bot.messages.contacts import gone
from bot.messages.fieldnotes import taken_out
from bot.rules import fieldnotes as rules
from bot.rules.dates import local_day
from bot.rules.fieldnotes import Note, NoteLine
from bot.rules.sharing import AUTHOR, Reader, Thing, may
from storage import audit
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.fieldnotes import NewNote, field_notes
from storage.guarding import Flagged, Look, flagged, looked_at
from storage.inbox import first_time
from storage.insert import insert_once
from storage.people import Actor, active_user
from storage.programmes import programmes
from storage.schools import schools

READ = "field_note.read"

_BESIDE = (
    contacts.c.id.label("contact"),
    contacts.c.removed_at.label("contact_removed_at"),
    contacts.c.coach_id,
    programmes.c.zone,
    schools.c.name.label("school"),
    leader.c.name.label("leader"),
    coach.c.name.label("coach"),
    active_user(leader).label("leader_user"),
    active_user(coach).label("coach_user"),
)


def _joined(statement: Any) -> Any:
    return (
        statement.join(engagements, engagements.c.id == contacts.c.engagement_id)
        .join(programmes, programmes.c.id == contacts.c.programme_id)
        .join(schools, schools.c.id == engagements.c.school_id)
        .join(leader, leader.c.id == engagements.c.leader_id)
        .join(coach, coach.c.id == contacts.c.coach_id)
    )


CONTACT = tenant(_joined(select(*_BESIDE).select_from(contacts)).where(contacts.c.id == bindparam("contact")))
_NOTE = _joined(
    select(field_notes, *_BESIDE).join_from(field_notes, contacts, contacts.c.id == field_notes.c.contact_id)
)
ONE = tenant(_NOTE.where(field_notes.c.id == bindparam("note")))
HELD = tenant(_NOTE.where(field_notes.c.id == bindparam("note")).with_for_update(of=field_notes))
BY_INTENT = tenant(_NOTE.where(field_notes.c.intent == bindparam("intent_key")).with_for_update(of=field_notes))
OF_CONTACT = tenant(
    _NOTE.where(field_notes.c.contact_id == bindparam("contact"), field_notes.c.removed_at.is_(None)).order_by(
        field_notes.c.id
    )
)
REWRITE = tenant(
    update(field_notes)
    .where(field_notes.c.id == bindparam("note"))
    .values(payload=bindparam("sealed"), tier=bindparam("as_tier"), changed_at=bindparam("at"))
)
REMOVE = tenant(
    update(field_notes)
    .where(field_notes.c.id == bindparam("note"))
    .values(removed_at=bindparam("at"), changed_at=bindparam("now"))
)
TO_AUTHOR = tenant(update(field_notes).where(field_notes.c.contact_id == bindparam("contact")).values(tier=rules.T0))


@dataclass(frozen=True, slots=True)
class Writing:
    """One pressing of a note's button. note: the one it edits; wording: neutral or own, once looked at."""

    intent: str
    contact: int
    kind: str
    note: int | None = None
    request: str = ""
    wording: str = ""


def save_note(db: Db, actor: Actor, now: datetime, writing: Writing, new: NewNote) -> int:
    """Write a note, once per filling-in, or change it; its id.

    Raises Denied for anyone but the contact's coach, Refusal where the contact or the note is gone, and Unsure where
    its words may tell who somebody is and nobody looked.
    """
    row = _own_contact(db, actor, writing.contact)
    how = Look(actor, now, row.contact, _known(row), teachers=True, wording=writing.wording)
    new = new.model_copy(update=looked_at(db, new.texts(), how))
    said = json.dumps(new.model_dump(exclude_none=True, exclude={"named"}), ensure_ascii=False, sort_keys=True)
    if writing.note is not None:
        return _change(db, actor, now, _held(db, actor, writing.note), writing, new.tier, said)
    values = {"contact_id": row.contact, "person_id": row.coach_id, "kind": writing.kind, "tier": new.tier, "at": now}
    sealed = db.seal(field_notes.c.payload, said)
    made = insert_once(db, field_notes, intent=writing.intent, payload=sealed, **values)
    if made is None:
        before = db.first(BY_INTENT, intent_key=writing.intent)
        if before is None or before.coach_user != actor.user_id:
            raise Denied("field_note.intent")
        return _change(db, actor, now, before, writing, new.tier, said)
    _once(db, now, writing.request)
    audit.note(db, now, actor.user_id, "field_note.written", made)
    return made


def remove_note(db: Db, actor: Actor, now: datetime, note: int) -> Note:
    """Take an own note out; pressing it again changes nothing."""
    return _put(db, actor, now, note, now)


def restore_note(db: Db, actor: Actor, now: datetime, note: int) -> Note:
    """Put an own note back that was taken out."""
    return _put(db, actor, now, note, None)


def keep_to_author(db: Db, contact: int) -> None:
    """A contact turned out to be about another leader: its notes are their author's alone, until saved anew."""
    db.change(TO_AUTHOR, contact=contact)


def read_note(db: Db, actor: Actor, note: int) -> Note:
    """A note with its words, for those who may read it. Raises Denied for anyone else, Refusal when it is gone.

    Whoever shows another person's words to the actor first writes that down (note_reading).
    """
    row = db.first(ONE, note=note)
    if row is None or not _may(row, actor):
        raise Denied(READ)
    _must_be_there(row)
    return _opened(db, row, actor)


def note_reading(db: Db, actor: Actor, now: datetime, note: int) -> None:
    """Write down that the actor reads another person's note, also of its contact, whose readers are listed."""
    row = db.first(ONE, note=note)
    if row is not None:
        audit.note_many(db, now, actor.user_id, [(READ, note), (audit.READ, row.contact_id)])


def notes_of(db: Db, actor: Actor, contact: int) -> tuple[NoteLine, ...]:
    """The notes of a contact that the actor may read, oldest first, without their words."""
    return tuple(_line(row, actor) for row in db.all(OF_CONTACT, contact=contact) if _may(row, actor))


def names_at(db: Db, actor: Actor, contact: int) -> tuple[str, str]:
    """The leader's and the coach's names, for the form of a note. Raises Denied for anyone but the contact's coach."""
    row = _own_contact(db, actor, contact)
    return row.leader, row.coach


def flagged_in(db: Db, actor: Actor, contact: int, new: NewNote) -> tuple[Flagged, ...]:
    """What in a note may tell who somebody is, field by field."""
    return flagged(new.texts(), _known(_own_contact(db, actor, contact)), teachers=True)


def _known(row: Row[Any]) -> tuple[str, ...]:
    return (row.school, row.leader, row.coach)


def _own_contact(db: Db, actor: Actor, contact: int) -> Row[Any]:
    row = db.first(CONTACT, contact=contact)
    if row is None or not row.coach_user or row.coach_user != actor.user_id:
        raise Denied("field_note")
    if row.contact_removed_at is not None:
        raise Refusal(gone(contact))
    return row


def _held(db: Db, actor: Actor, note: int) -> Row[Any]:
    row = db.first(HELD, note=note)
    if row is None or not may(_reader(row, actor), Thing(rules.thing_of(row.tier)), "write"):
        raise Denied("field_note")
    return row


def _change(db: Db, actor: Actor, now: datetime, row: Row[Any], writing: Writing, tier: str, said: str) -> int:
    _must_be_there(row)
    same = (row.tier, db.unseal(field_notes.c.payload, row.payload)) == (tier, said)
    if not _once(db, now, writing.request) or same:
        return int(row.id)
    db.change(REWRITE, note=row.id, sealed=db.seal(field_notes.c.payload, said), as_tier=tier, at=now)
    audit.note(db, now, actor.user_id, "field_note.changed", row.id)
    return int(row.id)


def _put(db: Db, actor: Actor, now: datetime, note: int, removed_at: datetime | None) -> Note:
    row = _held(db, actor, note)
    if row.contact_removed_at is not None:
        raise Refusal(gone(row.contact_id))
    if (row.removed_at is None) != (removed_at is None):
        db.change(REMOVE, note=note, at=removed_at, now=now)
        audit.note(db, now, actor.user_id, "field_note.removed" if removed_at else "field_note.restored", note)
    return _opened(db, db.first(ONE, note=note) or row, actor)


def _must_be_there(row: Row[Any]) -> None:
    if row.contact_removed_at is not None:
        raise Refusal(gone(row.contact_id))
    if row.removed_at is not None:
        raise Refusal(taken_out(row.kind))


def _reader(row: Row[Any], actor: Actor) -> Reader:
    if not actor.user_id:
        return Reader()
    parts = {"coach", AUTHOR} if actor.user_id == row.coach_user else set()
    return Reader(frozenset(parts | ({"leader"} if actor.user_id == row.leader_user else set())))


def _may(row: Row[Any], actor: Actor) -> bool:
    return may(_reader(row, actor), Thing(rules.thing_of(row.tier)))


def _line(row: Row[Any], actor: Actor) -> NoteLine:
    own = AUTHOR in _reader(row, actor).parts
    return NoteLine(row.id, row.kind, row.tier, own, local_day(row.at, row.zone))


def _opened(db: Db, row: Row[Any], actor: Actor) -> Note:
    said = json.loads(db.unseal(field_notes.c.payload, row.payload) or "{}")
    words = {name: " ".join(value) if isinstance(value, list) else str(value) for name, value in said.items()}
    return Note(_line(row, actor), row.contact_id, words, row.leader, row.coach, row.removed_at is not None)


def _once(db: Db, now: datetime, request: str) -> bool:
    return not request or first_time(db, now, f"note:{request}")
