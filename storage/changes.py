"""The history of a contact, for the two people in it: every change, newest first, in words."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.rules.changes import Version, differences, engagements_in
from storage.contacts import contacts
from storage.contents import content_of
from storage.database import Db, tenant
from storage.engagements import engagements, leader
from storage.people import people
from storage.schools import schools
from storage.versions import versions

OF_CONTACT = tenant(
    select(versions, people.c.name)
    .join_from(versions, people, people.c.id == versions.c.person_id)
    .where(versions.c.contact_id == bindparam("contact"))
    .order_by(versions.c.id)
)
WHOLE = tenant(select(contacts).where(contacts.c.id == bindparam("contact")))
NAMES = tenant(
    select(engagements.c.id, engagements.c.leader_id, schools.c.name.label("school"), leader.c.name.label("leader"))
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .where(engagements.c.id.in_(bindparam("engagements", expanding=True)))
)


def history_of(db: Db, contact: int, reader: int, *, author: bool) -> tuple[Version, ...]:
    """Every change of a contact. reader: a person who may read it now; author: they recorded it.

    The private note's changes are its author's alone, and a change of nothing else is kept from others. A leader sees
    nothing of what it said while it was with somebody else. The caller says who may read.
    """
    rows, now = db.all(OF_CONTACT, contact=contact), db.first(WHOLE, contact=contact)
    if not rows or now is None:
        return ()
    said = [json.loads(db.unseal(versions.c.payload, row.payload) or "{}") for row in rows]
    said.append(json.loads(content_of(db, now)))
    pairs = {row.id: row for row in db.all(NAMES, engagements=sorted(engagements_in(said)))}
    own = {pair for pair, row in pairs.items() if row.leader_id == reader}
    names = {pair: f"{row.school}, {row.leader}" for pair, row in pairs.items()}
    found = [
        _version(db, row, said[place : place + 2], names, own=None if author else own) for place, row in enumerate(rows)
    ]
    return tuple(one for one in reversed(found) if one.changes or one.apart)


def _version(
    db: Db, row: Row[Any], said: Sequence[dict[str, Any]], names: dict[int, str], own: set[int] | None
) -> Version:
    """One change. own: the reader's engagements; None for the author, who sees everything."""
    before, after = said
    apart = own is not None and not {before["engagement_id"], after["engagement_id"]} <= own
    return Version(
        row.id,
        row.at,
        row.name,
        row.amended,
        "" if apart else db.unseal(versions.c.reason, row.reason) or "",
        () if apart else differences(before, after, names, private=own is None),
        apart,
    )
