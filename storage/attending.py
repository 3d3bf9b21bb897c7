"""The further leaders of a group contact: who was there, and what they are told."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from storage.contacts import attendances
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.outbox import NewOwed, owe, owe_once
from storage.retouching import leader_key

THERE = tenant(
    select(attendances.c.engagement_id, engagements.c.leader_id)
    .join_from(attendances, engagements, engagements.c.id == attendances.c.engagement_id)
    .where(attendances.c.contact_id == bindparam("contact"))
)
FORGET = tenant(
    delete(attendances).where(
        attendances.c.contact_id == bindparam("contact"), attendances.c.engagement_id == bindparam("pair")
    )
)


def leaders_of_group(db: Db, contact: int) -> dict[int, int]:
    """The further leaders who were there, by engagement."""
    return {row.engagement_id: row.leader_id for row in db.all(THERE, contact=contact)}


def add_attendances(db: Db, contact: int, there: Iterable[int], added_at: datetime | None = None) -> None:
    """Keep who was there. there: engagements; added_at: where that is learned later than the contact."""
    rows = [{"contact_id": contact, "engagement_id": one, "added_at": added_at} for one in sorted(there)]
    db.add_many(attendances, rows)


def tell_them(contact: int, what: str, there: dict[int, int]) -> list[NewOwed]:
    """A note to each further leader, and their Homes. what: makes the Homes' rows one for each change."""
    notes = [NewOwed("leader_note", leader_key(contact, pair), who, subject_id=contact) for pair, who in there.items()]
    homes = [NewOwed("home", f"home:{what}:there:{who}", person_id=who) for who in set(there.values())]
    return [*notes, *homes]


def follow_attendances(db: Db, now: datetime, contact: int, what: str, there: dict[int, int]) -> dict[int, int]:
    """Make a changed contact's attendances those there; who was there before, by engagement."""
    before = leaders_of_group(db, contact)
    db.change_many(FORGET, [{"contact": contact, "pair": one} for one in sorted(before.keys() - there.keys())])
    add_attendances(db, contact, there.keys() - before.keys(), now)
    for note in tell_them(contact, what, there):
        owe_once(db, now, note)
    refresh_leaders(db, now, f"{what}:left", set(before.values()) - set(there.values()))
    return before


def refresh_leaders(db: Db, now: datetime, what: str, leaders: set[int]) -> None:
    """Owe some leaders a fresh Home."""
    owe(db, now, [NewOwed("home", f"home:{what}:{who}", person_id=who) for who in sorted(leaders)])
