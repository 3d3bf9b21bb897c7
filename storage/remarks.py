"""What a leader adds to a log of hers, confirms or questions, and what the coach answers.

Each leader of a group contact has a thread of her own with the coach: no other leader reads it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Column, Index, String, Table, bindparam, func, select, update

from bot.errors import Denied, Refusal, Unsure
from bot.messages.contacts import gone
from bot.rules.concerns import STUDENTS
from bot.rules.remarks import ADDED, ANSWERED, CONFIRMED, QUESTIONED, WORDS_MAX
from bot.rules.students import look
from storage import audit
from storage.contacts import attendances, contacts
from storage.database import Db, Instant, Sealed, key_column, metadata, reference, tenant, workspace_column
from storage.engagements import engagements
from storage.inbox import first_time
from storage.insert import insert_once
from storage.looking import IDENTIFIES
from storage.outbox import NewOwed, owe
from storage.pairs import names_of
from storage.people import Actor, people
from storage.records import version_of

# leader_id: in whose thread it stands. waits_for: the coach, while it is a question without an answer.
remarks = Table(
    "remarks",
    metadata,
    key_column(),
    workspace_column(),
    Column("intent", String(60), nullable=False),
    reference("contact_id", "contacts.id"),
    reference("person_id", "people.id"),
    reference("leader_id", "people.id"),
    reference("waits_for", "people.id", nullable=True, index=True),
    Column("kind", String(10), nullable=False),
    Column("words", Sealed),
    Column("at", Instant, nullable=False),
    Column("removed_at", Instant),
    Index("ix_remarks_contact_id", "contact_id", "id"),
    Index("uq_remarks_workspace_id_intent", "workspace_id", "intent", unique=True),
)

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
LOOK_AGAIN = "Your coach changed it while you looked. Please open it again and look before you confirm it."
NOT_A_QUESTION = "That question was taken back, so there is nothing to answer."

ACTING = tenant(
    select(people.c.id).where(people.c.slack_user_id == bindparam("user"), people.c.deactivated_at.is_(None))
)
ABOUT = tenant(
    select(
        contacts.c.coach_id,
        contacts.c.engagement_id,
        contacts.c.removed_at,
        contacts.c.changed_at,
        contacts.c.recorded_at,
        contacts.c.sent_at,
    ).where(contacts.c.id == bindparam("contact"))
)
_PAIRS = select(contacts.c.engagement_id).where(contacts.c.id == bindparam("contact"))
_THERE = select(attendances.c.engagement_id).where(attendances.c.contact_id == bindparam("contact"))
LEADERS = tenant(select(engagements.c.leader_id).where(engagements.c.id.in_(_PAIRS.union_all(_THERE))))
ONE = tenant(select(remarks).where(remarks.c.id == bindparam("remark")))
TIMES = tenant(
    select(func.count(remarks.c.id)).where(
        remarks.c.contact_id == bindparam("contact"),
        remarks.c.person_id == bindparam("person"),
        remarks.c.kind == CONFIRMED,
    )
)
CONFIRMED_SINCE = tenant(
    select(remarks.c.id).where(
        remarks.c.contact_id == bindparam("contact"),
        remarks.c.person_id == bindparam("person"),
        remarks.c.kind == CONFIRMED,
        remarks.c.at >= bindparam("since"),
        remarks.c.removed_at.is_(None),
    )
)
SETTLE = tenant(
    update(remarks)
    .where(
        remarks.c.contact_id == bindparam("contact"),
        remarks.c.leader_id == bindparam("leader"),
        remarks.c.waits_for.is_not(None),
    )
    .values(waits_for=None)
)
WAITING = tenant(
    select(remarks.c.leader_id).where(remarks.c.contact_id == bindparam("contact"), remarks.c.waits_for.is_not(None))
)
TAKE_BACK = tenant(
    update(remarks)
    .where(remarks.c.id == bindparam("remark"), remarks.c.removed_at.is_(None))
    .values(removed_at=bindparam("at"), waits_for=None)
)
REWORD = tenant(
    update(remarks)
    .where(
        remarks.c.intent == bindparam("key"), remarks.c.person_id == bindparam("person"), remarks.c.removed_at.is_(None)
    )
    .values(words=bindparam("sealed"))
)


class NewRemark(BaseModel):
    """What is typed into one of the three forms."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    words: Annotated[str, StringConstraints(strip_whitespace=True), Field(min_length=1, max_length=WORDS_MAX)]


@dataclass(frozen=True, slots=True)
class Sending:
    """One filling-in of one form. looked: the person has seen that the words may identify a student.

    request: Slack's name for the submission, so that a replay of it brings no older words back.
    """

    key: str
    looked: bool = False
    request: str = ""


@dataclass(frozen=True, slots=True)
class _Side:
    """Who acts, on what. leader: whose thread it is; None while it isn't known."""

    person: int
    coach: int
    pair: int
    leaders: frozenset[int]
    changed_at: datetime | None
    version: str


def remark(db: Db, actor: Actor, now: datetime, contact: int, kind: str, new: NewRemark, sending: Sending) -> int:
    """A leader adds to a log of hers, or questions it; once per filling-in. The contact's id.

    Raises Denied for anyone but its leaders, Refusal once it was taken back, and Unsure for words to look at again.
    """
    side = _side(db, actor, contact)
    if side.person not in side.leaders or kind not in {ADDED, QUESTIONED}:
        raise Denied(f"remark.{kind}"[:30])
    _look(db, actor, now, side, new.words, looked=sending.looked)
    waits = side.coach if kind == QUESTIONED else None
    own: dict[str, Any] = {"contact_id": contact, "person_id": side.person, "leader_id": side.person}
    made = _add(db, now, sending, words=new.words, kind=kind, waits_for=waits, **own)
    if made is not None:
        audit.note(db, now, actor.user_id, f"remark.{kind}", contact)
        _tell(db, now, f"{kind}_note", made, contact, side.coach)
        _refresh(db, now, f"remark:{made}", side, {side.person})
    return contact


def confirm(db: Db, actor: Actor, now: datetime, contact: int, seen: str = "") -> bool:
    """A leader confirms how a contact is recorded now; pressed again it changes nothing. Whether it was new.

    Her open questions about it are settled. seen: the version that she looked at; Refusal when it was changed since.
    """
    side = _side(db, actor, contact)
    if side.person not in side.leaders:
        raise Denied("remark.confirmed")
    if seen and seen != side.version:
        raise Refusal(LOOK_AGAIN)
    asked = side.person in {row.leader_id for row in db.all(WAITING, contact=contact)}
    since = side.changed_at or ALWAYS
    if not asked and db.first(CONFIRMED_SINCE, contact=contact, person=side.person, since=since) is not None:
        return False
    times = db.value(TIMES, contact=contact, person=side.person)
    own: dict[str, Any] = {"contact_id": contact, "person_id": side.person, "leader_id": side.person}
    made = _add(db, now, Sending(f"confirmed:{contact}:{side.person}:{times}"), kind=CONFIRMED, waits_for=None, **own)
    if made is None:
        return False
    db.change(SETTLE, contact=contact, leader=side.person)
    audit.note(db, now, actor.user_id, "remark.confirmed", contact)
    _refresh(db, now, f"remark:{made}", side, {side.person})
    return True


def answer(db: Db, actor: Actor, now: datetime, question: int, new: NewRemark, sending: Sending) -> int:
    """The coach answers a leader's question, once per filling-in. The contact's id.

    Raises Denied for a question that isn't theirs to answer, and Refusal for one that was taken back.
    """
    row = db.first(ONE, remark=question)
    if row is None or row.kind != QUESTIONED:
        raise Denied("remark.answered")
    side = _side(db, actor, row.contact_id)
    if side.person != side.coach:
        raise Denied("remark.answered")
    if row.removed_at is not None:
        raise Refusal(NOT_A_QUESTION)
    contact: int = row.contact_id
    _look(db, actor, now, side, new.words, looked=sending.looked)
    thread = {"contact_id": contact, "person_id": side.person, "leader_id": row.leader_id}
    made = _add(db, now, sending, words=new.words, kind=ANSWERED, waits_for=None, **thread)
    if made is not None:
        db.change(SETTLE, contact=contact, leader=row.leader_id)
        audit.note(db, now, actor.user_id, "remark.answered", contact)
        if row.leader_id in side.leaders:
            _tell(db, now, "answered_note", made, contact, row.leader_id)
        _refresh(db, now, f"remark:{made}", side, {row.leader_id})
    return contact


def take_back_remark(db: Db, actor: Actor, now: datetime, own: int) -> int:
    """Take back one's own remark; again changes nothing. The contact's id. Raises Denied for somebody else's."""
    row = db.first(ONE, remark=own)
    if row is None:
        raise Denied("remark.undo")
    side = _side(db, actor, row.contact_id)
    if row.person_id != side.person:
        raise Denied("remark.undo")
    if db.change(TAKE_BACK, remark=own, at=now) == 1:
        audit.note(db, now, actor.user_id, "remark.taken_back", row.contact_id)
        _refresh(db, now, f"remark:{own}:undo", side, {row.leader_id})
    contact: int = row.contact_id
    return contact


def settle_questions(db: Db, now: datetime, contact: int, leaders: Collection[int]) -> None:
    """A contact was changed: what was asked about it is settled, and who asked is told to look again."""
    asked = {row.leader_id for row in db.all(WAITING, contact=contact)}
    for leader in sorted(asked):
        db.change(SETTLE, contact=contact, leader=leader)
        if leader in leaders:
            key = f"corrected_note:{contact}:{leader}:{now.timestamp()}"
            owe(db, now, [NewOwed("corrected_note", key, person_id=leader, subject_id=contact)])


def _side(db: Db, actor: Actor, contact: int) -> _Side:
    """Raises Denied for a contact of other people, and Refusal for one that was taken back."""
    person, row = db.value(ACTING, user=actor.user_id), db.first(ABOUT, contact=contact)
    if person is None or row is None:
        raise Denied("remark")
    leaders = frozenset(one.leader_id for one in db.all(LEADERS, contact=contact))
    if person != row.coach_id and person not in leaders:
        raise Denied("remark")
    if row.removed_at is not None:
        raise Refusal(gone(contact))
    return _Side(person, row.coach_id, row.engagement_id, leaders, row.changed_at, version_of(row))


def _look(db: Db, actor: Actor, now: datetime, side: _Side, words: str, *, looked: bool) -> None:
    if not look(words) or not look(words, names_of(db, side.pair)):
        return
    if not looked:
        raise Unsure(((STUDENTS, IDENTIFIES),))
    audit.note(db, now, actor.user_id, "guard.kept", side.pair)


def _add(db: Db, now: datetime, sending: Sending, *, words: str | None = None, **values: Any) -> int | None:
    """The new remark's id; None when this filling-in was stored before: then what it says now counts."""
    sealed = db.seal(remarks.c.words, words)
    fresh = not sending.request or first_time(db, now, f"remark:{sending.request}")
    made = insert_once(db, remarks, intent=sending.key, words=sealed, at=now, removed_at=None, **values)
    if made is None and fresh and words is not None:
        db.change(REWORD, key=sending.key, person=values["person_id"], sealed=sealed)
    return made


def _tell(db: Db, now: datetime, kind: str, made: int, contact: int, who: int) -> None:
    owe(db, now, [NewOwed(kind, f"{kind}:{made}", person_id=who, subject_id=contact)])


def _refresh(db: Db, now: datetime, what: str, side: _Side, leaders: set[int]) -> None:
    homes = [NewOwed("home", f"home:{what}:{who}", person_id=who) for who in sorted({side.coach, *leaders})]
    owe(db, now, homes)
