"""What belongs to a page of exported contacts: their next steps, their field notes, and what was remarked on them."""

import json
from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Row, bindparam, select

from bot.exports.entries import Agreed
from bot.rules import fieldnotes as rules
from bot.rules.remarks import ADDED, ANSWERED, CONFIRMED, QUESTIONED
from storage.contacts import next_steps
from storage.database import Db, tenant
from storage.fieldnotes import field_notes
from storage.remarks import remarks
from storage.threads import OF_CONTACTS

Texts: TypeAlias = tuple[tuple[str, str], ...]

_NOTES = (
    select(field_notes.c.contact_id, field_notes.c.kind, field_notes.c.tier, field_notes.c.payload)
    .where(field_notes.c.contact_id.in_(bindparam("contacts", expanding=True)), field_notes.c.removed_at.is_(None))
    .order_by(field_notes.c.id)
)
# What isn't asked for isn't read: without the private ones, no note of its author alone leaves the database.
NOTES = {True: tenant(_NOTES), False: tenant(_NOTES.where(field_notes.c.tier == rules.T1))}
SAID = {ADDED: "Added by", QUESTIONED: "Questioned by", ANSWERED: "Answered by"}
STEPS = tenant(
    select(next_steps.c.contact_id, next_steps.c.owner, next_steps.c.what, next_steps.c.due_on, next_steps.c.state)
    .where(next_steps.c.contact_id.in_(bindparam("contacts", expanding=True)))
    .order_by(next_steps.c.id)
)


def steps_about(db: Db, ids: Sequence[int]) -> dict[int, tuple[Agreed, ...]]:
    """The next steps agreed in contacts, by contact."""
    found: dict[int, list[Agreed]] = {}
    for row in db.all(STEPS, contacts=list(ids)):
        what = db.unseal(next_steps.c.what, row.what) or ""
        found.setdefault(row.contact_id, []).append(Agreed(row.owner, what, row.due_on, row.state))
    return {contact: tuple(steps) for contact, steps in found.items()}


def remarks_about(db: Db, ids: Sequence[int], leader: int | None) -> dict[int, Texts]:
    """What was remarked on contacts, by contact. leader: in whose thread alone; None for every one, as a coach has."""
    found: dict[int, list[tuple[str, str]]] = {}
    for row in db.all(OF_CONTACTS, contacts=list(ids)):
        if leader in {None, row.leader_id}:
            found.setdefault(row.contact_id, []).append(_said(db, row))
    return {contact: tuple(texts) for contact, texts in found.items()}


def _said(db: Db, row: Row[Any]) -> tuple[str, str]:
    if row.kind == CONFIRMED:
        return "Confirmed by", row.name
    return f"{SAID.get(row.kind, row.kind)} {row.name}", db.unseal(remarks.c.words, row.words) or ""


def notes_about(db: Db, ids: Sequence[int], private: bool) -> dict[int, list[tuple[str, str, str]]]:
    """The field notes of contacts, by contact: (tier, label, words) each. private: also those of their author alone."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    for row in db.all(NOTES[private], contacts=list(ids)):
        found.setdefault(row.contact_id, []).append((row.tier, rules.LABELS.get(row.kind, row.kind), _noted(db, row)))
    return found


def _noted(db: Db, row: Row[Any]) -> str:
    said = json.loads(db.unseal(field_notes.c.payload, row.payload) or "{}")
    plain = {name: " ".join(held) if isinstance(held, list) else str(held) for name, held in said.items()}
    labels = rules.FIELDS.get(row.kind, {})
    return "\n".join(f"{label}: {rules.spoken(name, plain[name])}" for name, label in labels.items() if plain.get(name))
