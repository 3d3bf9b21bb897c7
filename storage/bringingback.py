"""Bringing a contact back that was taken back or deleted, within a week; and who is told of either."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, update

from bot.errors import Denied, Refusal
from bot.rules.contacts import readable
from bot.rules.views import Fact
from storage import audit
from storage.attending import leaders_of_group, refresh_leaders
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.inbox import first_time
from storage.outbox import NewOwed, outbox, owe
from storage.pairs import NOT_NOW, Pair, own_pair
from storage.people import Actor
from storage.reading import FACT, fact_of, find_fact
from storage.recording import BY_ID
from storage.retouching import leader_key, owe_retouches, refresh_homes
from storage.visitlinks import follow_contact

BACK_FOR = timedelta(days=7)
TOO_LATE = "{} was taken back more than seven days ago, so it stays away. Log it as a new contact."

BRING_BACK = tenant(
    update(contacts)
    .where(contacts.c.id == bindparam("contact"), contacts.c.removed_at.is_not(None))
    .values(removed_at=None, removed_by_intent=None, removed_reason=None, restored_at=bindparam("at"))
)
SAY_AFTER_ALL = tenant(
    update(outbox)
    .where(outbox.c.key.in_(bindparam("keys", expanding=True)), outbox.c.state == "void")
    .values(state="pending", due_at=bindparam("at"), attempt=0, reason=None)
)
LATELY_GONE = tenant(
    FACT.where(contacts.c.coach_id == bindparam("person"), contacts.c.removed_at >= bindparam("since"))
    .order_by(contacts.c.removed_at.desc())
    .limit(bindparam("most"))
)


def bring_back_contact(db: Db, actor: Actor, now: datetime, contact: int, request: str) -> Fact | None:
    """Make an own contact count again, and be read again; what was posted about it follows.

    request: Slack's name for the press, so that a replay of it changes nothing. Raises Denied for anyone else's, and
    Refusal after a week.
    """
    row = db.first(BY_ID, contact=contact)
    if row is None or row.author != actor.user_id:
        raise Denied("contact.restore")
    pair = own_pair(db, actor, row.engagement_id, NOT_NOW)
    if row.removed_at is not None and now - row.removed_at > BACK_FOR:
        raise Refusal(TOO_LATE.format(readable(contact)))
    again = bool(request) and not first_time(db, now, f"restore:{request}")
    if not again and db.change(BRING_BACK, contact=contact, at=now) == 1:
        follow_contact(db, now, contact)
        audit.note(db, now, actor.user_id, "contact.restored", contact)
        if row.removed_reason is not None:
            tell_leaders(db, now, "restored_note", row, pair)
        what = f"{contact}:back:{now.timestamp()}"
        refresh_homes(db, now, pair, what)
        there = leaders_of_group(db, contact)
        refresh_leaders(db, now, what, set(there.values()))
        owe_retouches(db, now, contact, {row.engagement_id, *there})
        _say_after_all(db, now, contact, {row.engagement_id, *there})
    return find_fact(db, contact)


def _say_after_all(db: Db, now: datetime, contact: int, engagements: set[int]) -> None:
    """Send what was let go because the contact had been taken back before it was said."""
    keys = [f"{kind}:{contact}" for kind in ("confirmation", "leader_note", "channel_line")]
    keys += [leader_key(contact, one) for one in engagements]
    if db.change(SAY_AFTER_ALL, keys=keys, at=now):
        db.owed = True


def tell_leaders(db: Db, now: datetime, kind: str, row: Row[Any], pair: Pair) -> None:
    """Owe each leader a message of her own about a contact that was deleted or brought back."""
    leaders = sorted({pair.leader_id, *leaders_of_group(db, row.id).values()})
    stamp = now.timestamp()
    owe(db, now, [NewOwed(kind, f"{kind}:{row.id}:{who}:{stamp}", person_id=who, subject_id=row.id) for who in leaders])


def lately_gone(db: Db, person: int, now: datetime, most: int = 3) -> list[Fact]:
    """What a coach took back within the week, the latest first."""
    return [fact_of(row) for row in db.all(LATELY_GONE, person=person, since=now - BACK_FOR, most=most)]
