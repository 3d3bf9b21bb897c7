"""Reading remarks: a contact's for its page, a coach's open questions, and in a word how a list's contacts stand."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.rules.remarks import Mark, Question, Remark, state_of
from bot.rules.sharing import AUTHOR, Reader, Thing, may
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.people import people
from storage.remarks import remarks
from storage.schools import schools

_SHOWN = (
    select(remarks, people.c.name, contacts.c.changed_at)
    .join_from(remarks, contacts, contacts.c.id == remarks.c.contact_id)
    .join(people, people.c.id == remarks.c.person_id)
    .where(remarks.c.removed_at.is_(None), remarks.c.contact_id.in_(bindparam("contacts", expanding=True)))
    .order_by(remarks.c.id)
)
OF_CONTACTS = tenant(_SHOWN)
CONTACT = tenant(select(remarks.c.contact_id).where(remarks.c.id == bindparam("remark")))
WRITER = tenant(
    select(people.c.name)
    .join_from(remarks, people, people.c.id == remarks.c.person_id)
    .where(remarks.c.id == bindparam("remark"), remarks.c.removed_at.is_(None))
)
OPEN = tenant(
    select(
        remarks.c.contact_id,
        contacts.c.kind,
        contacts.c.day,
        schools.c.name.label("school"),
        people.c.name.label("leader"),
    )
    .join_from(remarks, contacts, contacts.c.id == remarks.c.contact_id)
    .join(engagements, engagements.c.id == contacts.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(people, people.c.id == remarks.c.leader_id)
    .where(remarks.c.waits_for == bindparam("coach"), contacts.c.removed_at.is_(None))
    .order_by(remarks.c.id)
    .limit(bindparam("most"))
)


def remarks_about(db: Db, contact: int, reader: int, coach: int) -> tuple[Remark, ...]:
    """The remarks that a reader may see, in order: the coach all of them, a leader those of her own thread."""
    rows = db.all(OF_CONTACTS, contacts=[contact])
    seen = [row for row in rows if may(_reader(row, reader, coach), Thing("remark"))]
    return tuple(
        Remark(
            row.id,
            row.kind,
            row.name,
            db.unseal(remarks.c.words, row.words) or "",
            row.at,
            row.person_id == reader,
            row.waits_for is not None,
        )
        for row in seen
    )


def _reader(row: Row[Any], reader: int, coach: int) -> Reader:
    """What somebody is to a remark: the thread is its leader's own, whether she is the pair's or was there."""
    parts = ({"coach"} if reader == coach else set()) | ({"present", AUTHOR} if reader == row.leader_id else set())
    return Reader(frozenset(parts))


def contact_of(db: Db, remark: int) -> int | None:
    """The contact that a remark is about."""
    found: int | None = db.value(CONTACT, remark=remark)
    return found


def writer_of(db: Db, made: int) -> str | None:
    """Who made a remark; None once it was taken back."""
    name: str | None = db.value(WRITER, remark=made)
    return name


def open_questions(db: Db, coach: int, most: int = 10) -> tuple[Question, ...]:
    """What leaders ask this coach and isn't answered, the oldest first."""
    rows = db.all(OPEN, coach=coach, most=most)
    return tuple(Question(row.contact_id, row.kind, row.day, row.school, row.leader) for row in rows)


def states_of(db: Db, found: Sequence[int], leader: int | None = None) -> dict[int, str]:
    """Which of some contacts are confirmed, or have an open question. leader: of her thread alone."""
    marks: dict[int, list[Mark]] = {}
    for row in db.all(OF_CONTACTS, contacts=list(found)) if found else ():
        if leader in {None, row.leader_id}:
            mark = Mark(row.kind, row.at, row.waits_for is not None, row.changed_at)
            marks.setdefault(row.contact_id, []).append(mark)
    return {contact: state for contact, held in marks.items() if (state := state_of(held))}
