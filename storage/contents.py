"""What a contact says, stored and submitted, in one shape: to tell an edit from a repeat."""

from sqlalchemy import Row, bindparam, select

from bot.rules import contacts as rules
from storage.contacts import NewContact, contacts, next_steps
from storage.database import Db, tenant

STEPS = tenant(select(next_steps).where(next_steps.c.contact_id == bindparam("contact")).order_by(next_steps.c.id))


def content_of(db: Db, row: Row[tuple[object, ...]]) -> tuple[object, ...]:
    """All that a stored contact says, opened, to compare."""
    steps = tuple(
        (one.owner, db.unseal(next_steps.c.what, one.what), one.due_on) for one in db.all(STEPS, contact=row.id)
    )
    words = tuple(db.unseal(contacts.c[name], row._mapping[name]) for name in ("others", "note", "private_note"))
    facts = (row.engagement_id, row.kind, row.day, row.start, row.minutes, row.amount, row.activities, row.presence)
    return (*facts, *words, steps)


def content_in(new: NewContact) -> tuple[object, ...]:
    """All that a submitted contact would say once stored, to compare."""
    kind = rules.KINDS[new.kind]
    return (
        new.engagement,
        new.kind,
        new.day,
        new.start,
        new.minutes or 0,
        new.count if kind.counted else None,
        " ".join(new.activities) if kind.activities else "",
        new.presence if kind.presence else None,
        (new.others or None) if kind.others else None,
        new.note or None,
        new.private_note or None,
        tuple((one.owner, one.what, one.due_on) for one in new.next_steps),
    )
