"""What an export says: the contacts a person may have as a file, page by page, as they stand when it is built."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, null, or_, select

from bot.errors import Denied
from bot.exports.entries import Agreed, Entry, MonthSheet, detail_texts
from bot.rules.contacts import KINDS
from bot.rules.dates import local_day
from bot.rules.exports import MINE, ROWS_MAX, WITH_ME, Wanted
from bot.rules.fieldnotes import T0, T1, thing_of
from bot.rules.sharing import AUTHOR, Reader, Thing, may, parts_seen
from bot.rules.views import State
from storage.contacts import attendances, contacts
from storage.database import Db, Scoped, tenant
from storage.engagements import EVER, coach, engagements, find_engagement, leader
from storage.exportparts import Texts, notes_about, remarks_about, steps_about
from storage.people import Actor, find_person
from storage.programmes import list_programmes
from storage.schools import schools

PAGE = 200
COACH, LEADER, PRESENT = (
    Reader(frozenset({"coach", AUTHOR})),
    Reader(frozenset({"leader"})),
    Reader(frozenset({"present"})),
)

_FACTS = (
    contacts.c.id, contacts.c.kind, contacts.c.medium, contacts.c.made, contacts.c.day, contacts.c.start,
    contacts.c.minutes, contacts.c.amount, contacts.c.counts, contacts.c.activities, contacts.c.presence,
    contacts.c.focus, contacts.c.stances, contacts.c.no_steps, contacts.c.next_on, contacts.c.engagement_id,
    contacts.c.others, contacts.c.note, contacts.c.details, schools.c.name.label("school"),
    leader.c.name.label("leader"), coach.c.name.label("coach"),
)  # fmt: skip
_SPAN = and_(contacts.c.day >= bindparam("first"), contacts.c.day <= bindparam("last"), contacts.c.removed_at.is_(None))
_AFTER = or_(
    contacts.c.day > bindparam("after_day"),
    and_(contacts.c.day == bindparam("after_day"), contacts.c.id > bindparam("after_id")),
)
_THERE = select(attendances.c.contact_id).where(attendances.c.engagement_id.in_(bindparam("pairs", expanding=True)))
# Whose contacts: those a coach recorded, all of them or of one pair; or those of some pairs, their groups included.
_WHOSE: dict[str, ColumnElement[bool]] = {
    "coach": contacts.c.coach_id == bindparam("person"),
    "coach_pair": and_(
        contacts.c.coach_id == bindparam("person"),
        or_(contacts.c.engagement_id.in_(bindparam("pairs", expanding=True)), contacts.c.id.in_(_THERE)),
    ),
    "leader": or_(contacts.c.engagement_id.in_(bindparam("pairs", expanding=True)), contacts.c.id.in_(_THERE)),
}


def _page(whose: str, private: bool) -> Scoped:
    """A page of contacts. What isn't asked for isn't read: without private, no private note leaves the database."""
    note = (contacts.c.private_note if private else null()).label("private_note")
    return tenant(
        select(*_FACTS, note)
        .join_from(contacts, engagements, engagements.c.id == contacts.c.engagement_id)
        .join(schools, schools.c.id == engagements.c.school_id)
        .join(leader, leader.c.id == engagements.c.leader_id)
        .join(coach, coach.c.id == contacts.c.coach_id)
        .where(_WHOSE[whose], _SPAN, _AFTER)
        .order_by(contacts.c.day, contacts.c.id)
        .limit(bindparam("most"))
    )


def _counted(whose: str) -> Scoped:
    found = select(contacts.c.id).where(_WHOSE[whose], _SPAN).limit(ROWS_MAX + 1).subquery("found")
    return tenant(select(func.count()).select_from(found))


PAGES = {(whose, private): _page(whose, private) for whose in _WHOSE for private in (False, True)}
COUNTS = {whose: _counted(whose) for whose in _WHOSE}
COACHED = tenant(select(engagements.c.id).where(engagements.c.leader_id == bindparam("person")))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person may ask for. pairs: (engagement id, label), ended ones too; coach, leader: they are that in some.

    today: where they are.
    """

    coach: bool
    leader: bool
    pairs: tuple[tuple[int, str], ...]
    today: date


@dataclass(frozen=True, slots=True)
class Scope:
    """Which contacts are a person's to have. author: they recorded them; pairs: engagements, where it is about some.

    leader: the leader of those pairs.
    """

    whose: str
    person: int
    author: bool
    pairs: tuple[int, ...] = ()
    leader: int = 0

    def values(self, wanted: Wanted) -> dict[str, Any]:
        """The bind parameters of its statements."""
        found: dict[str, Any] = {"first": wanted.first, "last": wanted.last}
        if self.whose != "leader":
            found["person"] = self.person
        return found | ({"pairs": list(self.pairs)} if self.whose != "coach" else {})


@dataclass(frozen=True, slots=True)
class Place:
    """How far a reading of pages is: the day and id of the last contact read."""

    day: date = date.min
    id: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Some contacts in the order of their days, and where to go on; after is None at the end."""

    entries: tuple[Entry, ...] = ()
    after: Place | None = field(default=None)


def scope_of(db: Db, person: int, wanted: Wanted) -> Scope:
    """What of it is this person's to have, now. Raises Denied when it is somebody else's, or not there."""
    if wanted.what == MINE:
        return Scope("coach", person, True)
    if wanted.what == WITH_ME:
        return Scope("leader", person, False, tuple(row.id for row in db.all(COACHED, person=person)), person)
    pair = find_engagement(db, wanted.engagement or 0)
    if pair is not None and pair.coach_id == person:
        return Scope("coach_pair", person, True, (pair.id,), pair.leader_id)
    if pair is not None and pair.leader_id == person:
        return Scope("leader", person, False, (pair.id,), person)
    raise Denied("export.scope", "what")


def export_choices(db: Db, actor: Actor, now: datetime) -> Choices | None:
    """What the acting person may ask for; None when the program doesn't know them."""
    person = find_person(db, actor)
    if person is None:
        return None
    rows = db.all(EVER, person=person.id)
    pairs = [
        (row.id, f"{row.school} · {row.leader}" if row.coach_id == person.id else f"{row.school} · with {row.coach}")
        for row in rows
    ]
    coaches = {row.coach_id == person.id for row in rows}
    here = person.zone or (rows[0].zone if rows else "UTC")
    return Choices(True in coaches, False in coaches, tuple(pairs), local_day(now, here))


def count_export(db: Db, actor: Actor, wanted: Wanted) -> int:
    """How many contacts it would hold, at most one more than a file may. Raises Denied."""
    person = find_person(db, actor)
    if person is None:
        raise Denied("export.ask")
    scope = scope_of(db, person.id, wanted)
    if scope.whose == "leader" and not scope.pairs:
        return 0
    return int(db.value(COUNTS[scope.whose], **scope.values(wanted)))


def read_export(db: Db, person: int, wanted: Wanted, after: Place) -> Page:
    """The next page. The private notes are only ever their author's, and only where asked for. Raises Denied."""
    scope = scope_of(db, person, wanted)
    if scope.whose == "leader" and not scope.pairs:
        return Page()
    private = wanted.private and scope.author and not wanted.printed
    span = scope.values(wanted) | {"first": max(wanted.first, after.day)}  # earlier days aren't looked through again
    rows = db.all(PAGES[scope.whose, private], **span, after_day=after.day, after_id=after.id, most=PAGE)
    if not rows:
        return Page()
    ids, sheet = [row.id for row in rows], wanted.printed
    whole = scope.author and not sheet
    steps, notes = steps_about(db, ids), notes_about(db, ids, private)
    said = remarks_about(db, ids, None if whole else scope.leader)
    entries = []
    for row in rows:
        reader = COACH if whole else LEADER if row.engagement_id in scope.pairs else PRESENT
        parts = Parts(steps.get(row.id, ()), said.get(row.id, ()), notes.get(row.id, ()))
        entries.append(_entry(db, row, reader, parts))
    return Page(tuple(entries), Place(rows[-1].day, rows[-1].id) if len(rows) == PAGE else None)


def sheet_of(db: Db, person: int, wanted: Wanted, entries: Sequence[Entry]) -> MonthSheet:
    """The month sheet of a pair, with these contacts on it. Raises Denied."""
    scope_of(db, person, wanted)
    pair = find_engagement(db, wanted.engagement or 0)
    if pair is None:
        raise Denied("export.scope")
    programme = next(one for one in list_programmes(db) if one.id == pair.programme_id)
    dose = programme.rules.dose
    return MonthSheet(
        programme.name,
        pair.school,
        pair.leader,
        pair.coach,
        wanted.first,
        dose.hours_per_month,
        tuple(entries),
        dose.minutes_per_day_cap,
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """What belongs to one contact. notes: field notes, (tier, label, words) each."""

    steps: tuple[Agreed, ...] = ()
    said: Texts = ()
    notes: Sequence[tuple[str, str, str]] = ()

    def noted(self, reader: Reader, tier: str) -> Texts:
        """The field notes of a tier that a reader may see."""
        seen = may(reader, Thing(thing_of(tier)))
        return tuple((label, words) for held, label, words in self.notes if seen and held == tier)


def _entry(db: Db, row: Row[Any], reader: Reader, parts: Parts) -> Entry:
    """One contact as this reader may see it. A month sheet is for both to sign: it has what its leader may see."""
    seen = parts_seen(reader, State(collaborative=KINDS[row.kind].collaborative))
    words = "words" in seen
    details = db.unseal(contacts.c.details, row.details) if words else None
    return Entry(
        id=row.id,
        kind=row.kind,
        medium=row.medium,
        made=row.made,
        day=row.day,
        start=row.start,
        minutes=row.minutes,
        count=row.amount,
        counts=row.counts,
        school=row.school,
        leader=row.leader,
        coach=row.coach,
        activities=tuple(row.activities.split()),
        presence=row.presence,
        others=db.unseal(contacts.c.others, row.others) if words else None,
        focus=tuple(row.focus.split()) if words else (),
        stances=tuple(row.stances.split()) if words else (),
        note=db.unseal(contacts.c.note, row.note) if words else None,
        texts=(*(detail_texts(json.loads(details)) if details else ()), *parts.noted(reader, T1), *parts.said),
        steps=parts.steps if "steps" in seen else (),
        no_steps=row.no_steps and words,
        next_on=row.next_on if words else None,
        private_note=_private(db, row, parts.noted(reader, T0)) if "private_note" in seen else None,
    )


def _private(db: Db, row: Row[Any], notes: Texts) -> str | None:
    """What is its author's alone: the private note, and the field notes that are."""
    note = db.unseal(contacts.c.private_note, row.private_note)
    return "\n\n".join([*([note] if note else []), *(f"{label}\n{words}" for label, words in notes)]) or None
