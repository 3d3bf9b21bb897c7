"""What a contact says, stored and submitted, in one shape: to tell an edit from a repeat, and to keep what it said."""

import json
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.rules import contacts as rules
from storage.contacts import NewContact, attendances, contacts, details_in, next_steps
from storage.database import Db, tenant

FACTS = (
    "engagement_id", "kind", "day", "start", "minutes", "amount", "activities", "presence", "medium", "made", "focus",
    "stances", "next_on", "next_open", "no_steps",
)  # fmt: skip
WORDS = ("others", "note", "private_note", "details")

STEPS = tenant(select(next_steps).where(next_steps.c.contact_id == bindparam("contact")).order_by(next_steps.c.id))
THERE = tenant(
    select(attendances.c.engagement_id)
    .where(attendances.c.contact_id == bindparam("contact"))
    .order_by(attendances.c.engagement_id)
)


def content_of(db: Db, row: Row[Any]) -> str:
    """All that a stored contact says, opened, as JSON with sorted keys."""
    said = {name: row._mapping[name] for name in FACTS}
    said |= {name: db.unseal(contacts.c[name], row._mapping[name]) for name in WORDS}
    steps = [[one.owner, db.unseal(next_steps.c.what, one.what), one.due_on] for one in db.all(STEPS, contact=row.id)]
    there = [one.engagement_id for one in db.all(THERE, contact=row.id)]
    return _plain(said | {"next_steps": steps, "attendees": there})


def content_in(new: NewContact) -> str:
    """All that a submitted contact would say once stored, in the same shape."""
    kind = rules.KINDS[new.kind]
    said = {
        "engagement_id": new.engagement,
        "kind": new.kind,
        "day": new.day,
        "start": new.start,
        "minutes": new.minutes or 0,
        "amount": new.count if kind.counted and new.happened else None,
        "activities": " ".join(new.activities) if kind.activities and new.happened else "",
        "presence": new.presence if kind.presence and new.happened else None,
        "medium": new.medium or kind.media[0],
        "made": new.happened,
        "focus": " ".join(new.focus),
        "stances": " ".join(new.stances) if kind.collaborative else "",
        "next_on": new.next_on,
        "next_open": new.next_open and new.next_on is None,
        "no_steps": new.no_steps and not new.next_steps,
        "others": (new.others or None) if kind.others else None,
        "note": new.note or None,
        "private_note": new.private_note or None,
        "details": details_in(new),
        "next_steps": [[one.owner, one.what, one.due_on] for one in new.next_steps],
        "attendees": attendees_in(new),
    }
    return _plain(said)


def attendees_in(new: NewContact) -> list[int]:
    """The engagements of the further leaders who were there, each once."""
    group = rules.KINDS[new.kind].group and new.happened
    return sorted(set(new.attendees) - {new.engagement}) if group else []


def _plain(said: dict[str, Any]) -> str:
    return json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
