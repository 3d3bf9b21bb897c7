"""What stands on a contact's page beside its words: remarks, how often it was changed, what its reader may do."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.errors import Denied, Refusal
from bot.messages.contacts import gone
from bot.rules.changes import Version
from bot.rules.remarks import CONFIRMED, QUESTIONED, Aftermath, Remark
from bot.rules.sharing import AUTHOR, Reader, Thing, may
from storage.changes import history_of
from storage.database import Db
from storage.moments import one_moment
from storage.pairs import own_pair
from storage.people import Actor, find_person
from storage.records import ONE, THERE, reader_of
from storage.remarks import NOT_A_QUESTION
from storage.reportlocks import needs_reason
from storage.threads import contact_of, remarks_about, states_of


@one_moment
def read_aftermath(db: Db, actor: Actor, now: datetime, contact: int) -> Aftermath:
    """For a reader of the contact's page; empty for those who only see that it happened."""
    row, reader, person = _reader(db, actor, contact)
    zone = row.zone
    if person is None or not _pair_or_present(reader):
        return Aftermath(zone)
    author = AUTHOR in reader.parts
    return Aftermath(
        person.zone or zone,
        remarks_about(db, contact, person.id, row.coach_id),
        len(history_of(db, contact, person.id, author=author)) if _reads_versions(reader) else 0,
        _taking_back(db, actor, now, row) if author else "",
        speaks=not author,
        confirmed=not author and states_of(db, [contact], person.id).get(contact) == CONFIRMED,
    )


@one_moment
def read_history(db: Db, actor: Actor, contact: int) -> tuple[str, tuple[Version, ...]]:
    """The reader's zone, and every change of a contact, newest first. Raises Denied for all but the two in it."""
    row, reader, person = _reader(db, actor, contact)
    if person is None or not _reads_versions(reader):
        raise Denied("contact.history")
    if row.removed_at is not None:
        raise Refusal(gone(contact))
    found = history_of(db, contact, person.id, author=AUTHOR in reader.parts)
    return person.zone or row.zone, found


@one_moment
def read_asked(db: Db, actor: Actor, question: int) -> tuple[int, Remark]:
    """The contact and the words of a question, for its coach. Raises Denied for everybody else's."""
    contact = contact_of(db, question)
    if contact is None:
        raise Denied("remark.answered")
    row, reader, person = _reader(db, actor, contact)
    asked = [] if person is None else remarks_about(db, contact, person.id, row.coach_id)
    found = next((one for one in asked if one.id == question and one.kind == QUESTIONED), None)
    if AUTHOR not in reader.parts:
        raise Denied("remark.answered")
    if found is None or row.removed_at is not None:
        raise Refusal(NOT_A_QUESTION)
    return contact, found


def _reader(db: Db, actor: Actor, contact: int) -> tuple[Row[Any], Reader, Any]:
    row = db.first(ONE, contact=contact)
    if row is None:
        raise Denied("contact.history")
    return row, reader_of(db, actor, row, db.all(THERE, contact=contact)), find_person(db, actor)


def _pair_or_present(reader: Reader) -> bool:
    """Whether they have a thread here: the author of their own remarks at least."""
    return may(Reader(reader.parts | {AUTHOR}), Thing("remark")) and bool(reader.parts & {"coach", "leader", "present"})


def _reads_versions(reader: Reader) -> bool:
    return may(reader, Thing("earlier_version"))


def _taking_back(db: Db, actor: Actor, now: datetime, row: Row[Any]) -> str:
    """Whether its author may undo it, or delete it with a reason."""
    pair = own_pair(db, actor, row.engagement_id)
    return "delete" if needs_reason(db, row, pair, now) else "undo"
