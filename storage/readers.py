"""Who read my records: the audit log's readings of the contacts a person is one of the two in, newest first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, or_, select

from bot.errors import Denied
from bot.rules.sharing import OVERSEE, Thing, may
from bot.rules.views import Reading
from storage.audit import READINGS, audit
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.people import Actor, find_person, people, roles
from storage.records import ONE, THERE, reader_of

PAGE = 10


def _readings() -> Select[*tuple[Any, ...]]:
    return (
        select(
            audit.c.at,
            audit.c.object_id,
            people.c.id.label("person"),
            people.c.name,
            contacts.c.coach_id,
            contacts.c.programme_id,
            engagements.c.leader_id,
        )
        .join_from(audit, contacts, contacts.c.id == audit.c.object_id)
        .join(engagements, engagements.c.id == contacts.c.engagement_id)
        .join(people, people.c.slack_user_id == audit.c.actor)
        .where(READINGS, audit.c.actor != bindparam("user"))
        .order_by(audit.c.id.desc())
        .limit(bindparam("most"))
        .offset(bindparam("skip"))
    )


OF_CONTACT = tenant(_readings().where(audit.c.object_id == bindparam("contact")))
OF_PERSON = tenant(
    _readings().where(or_(contacts.c.coach_id == bindparam("person"), engagements.c.leader_id == bindparam("person")))
)
HELD = tenant(
    select(roles.c.person_id, roles.c.programme_id, roles.c.role).where(
        and_(roles.c.person_id.in_(bindparam("people", expanding=True)), roles.c.role.in_(OVERSEE))
    )
)


def readings_of(db: Db, actor: Actor, contact: int | None, skip: int = 0) -> tuple[tuple[Reading, ...], bool, str]:
    """Ten readings by others of one contact, or of all the actor is one of the two in; whether there are older ones;
    and the zone to tell the times in. Raises Denied for a contact that isn't theirs."""
    person = find_person(db, actor)
    if person is None:
        raise Denied("readers")
    where, values = (OF_PERSON, {"person": person.id}) if contact is None else _own(db, actor, contact)
    rows = db.all(where, **values, user=actor.user_id, most=PAGE + 1, skip=skip)
    return _named(db, rows[:PAGE]), len(rows) > PAGE, person.zone or "UTC"


def _own(db: Db, actor: Actor, contact: int) -> tuple[Any, dict[str, int]]:
    row = db.first(ONE, contact=contact)
    if row is None or row.removed_at is not None:
        raise Denied("readers")
    if not may(reader_of(db, actor, row, db.all(THERE, contact=contact)), Thing("readers")):
        raise Denied("readers")
    return OF_CONTACT, {"contact": contact}


def _named(db: Db, rows: Sequence[Row[Any]]) -> tuple[Reading, ...]:
    held: dict[tuple[int, int], set[str]] = {}
    if rows:
        for row in db.all(HELD, people=sorted({one.person for one in rows})):
            held.setdefault((row.person_id, row.programme_id), set()).add(row.role)
    return tuple(Reading(row.object_id, row.name, _role(row, held), row.at) for row in rows)


def _role(row: Row[Any], held: dict[tuple[int, int], set[str]]) -> str:
    if row.person == row.leader_id:
        return "leader"
    if row.person == row.coach_id:
        return "coach"
    roles_held = held.get((row.person, row.programme_id), set())
    return next((role for role in OVERSEE if role in roles_held), "")
