"""Taking a contact back: at once and without a word while its period is open, with a reason after that."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.errors import Denied, Refusal
from bot.rules.contacts import readable
from bot.rules.views import Fact
from storage import audit
from storage.attending import leaders_of_group, refresh_leaders
from storage.bringingback import tell_leaders
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.inbox import first_time
from storage.pairs import NOT_NOW, own_pair
from storage.people import Actor, people
from storage.reading import find_fact
from storage.recording import BY_ID
from storage.reportlocks import needs_reason
from storage.retouching import owe_retouches, refresh_homes
from storage.visitlinks import unlink_contact

WHY_DELETE = "The report period of {} has closed. Open it and press Delete, which asks for a reason."

TAKE_BACK = tenant(
    update(contacts)
    .where(contacts.c.id == bindparam("contact"), contacts.c.removed_at.is_(None))
    .values(removed_at=bindparam("at"), removed_by_intent=bindparam("by"), removed_reason=bindparam("sealed"))
)
UNDONE_BY = tenant(select(contacts.c.id).where(contacts.c.removed_by_intent == bindparam("intent_key")))
HOLD_COACH = tenant(
    select(people.c.id).where(people.c.slack_user_id == bindparam("user")).with_for_update(key_share=True)
)
NEWEST = tenant(
    select(contacts.c.id)
    .where(contacts.c.coach_id == bindparam("coach"), contacts.c.removed_at.is_(None))
    .order_by(contacts.c.id.desc())
    .limit(1)
)


def take_back_contact(
    db: Db, actor: Actor, now: datetime, contact: int | None, intent: str, reason: str | None = None
) -> Fact | None:
    """Undo: take back an own contact (None: the newest). What it was, or None when there is nothing to take back.

    intent: Slack's name for the command or press, so that a repeat of it takes back neither the contact before nor
    one that was brought back since. reason: asked for once the contact's period has closed; sealed beside it.

    Pressing it again changes nothing. Raises Denied for someone else's contact, and Refusal where a reason is wanting.
    """
    named = contact is not None
    contact = contact if contact is not None else _newest(db, actor, now, intent)
    if contact is None:
        return None
    row = db.first(BY_ID, contact=contact)
    if row is None or row.author != actor.user_id:
        raise Denied("contact.undo")
    if row.removed_at is None and not (named and _repeated(db, now, intent)):
        _take_back(db, actor, now, row, intent, reason)
    return find_fact(db, contact)


def _repeated(db: Db, now: datetime, intent: str) -> bool:
    return bool(intent) and not first_time(db, now, f"undo:{intent}")


def _take_back(db: Db, actor: Actor, now: datetime, row: Row[Any], intent: str, reason: str | None) -> None:
    pair, contact = own_pair(db, actor, row.engagement_id, NOT_NOW), row.id
    closed = needs_reason(db, row, pair, now)
    if closed and not reason:
        raise Refusal(WHY_DELETE.format(readable(contact)), "reason")
    sealed = db.seal(contacts.c.removed_reason, reason)
    if db.change(TAKE_BACK, contact=contact, at=now, by=intent or None, sealed=sealed) != 1:
        return
    unlink_contact(db, now, contact)
    audit.note(db, now, actor.user_id, "contact.deleted" if reason else "contact.taken_back", contact)
    refresh_homes(db, now, pair, f"{contact}:undo:{now.timestamp()}")
    there = leaders_of_group(db, contact)
    refresh_leaders(db, now, f"{contact}:undo:{now.timestamp()}", set(there.values()))
    owe_retouches(db, now, contact, {row.engagement_id, *there})
    if reason:
        tell_leaders(db, now, "deleted_note", row, pair)


def _newest(db: Db, actor: Actor, now: datetime, intent: str) -> int | None:
    """The contact an undo is about. One undo of a person waits for the other."""
    person = db.value(HOLD_COACH, user=actor.user_id)
    if person is None:
        return None
    new = not intent or first_time(db, now, f"undo:{intent}")
    found: int | None = db.value(NEWEST, coach=person) if new else db.value(UNDONE_BY, intent_key=intent)
    return found
