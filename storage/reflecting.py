"""Reading reflections: one with its words, for those who may; the lists of her who answered and of her coach."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select

from bot.errors import Denied, Refusal
from bot.messages import reflections as words
from bot.rules.dates import local_day
from bot.rules.prompts import USUAL, phase_on
from bot.rules.reflecting import ANSWERED, FORM, OPEN, PASSED, REMOVED, VOID, Answer, Asked, ReflectionsHome
from bot.rules.sharing import AUTHOR, may
from storage import audit
from storage.answers import (
    ONE,
    PUT,
    Held,
    answer_thing,
    evidence_of,
    evidence_thing,
    is_craft,
    joined,
    mark_of,
    opened,
    reader_of,
)
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.moments import one_moment
from storage.people import Actor, Person, find_person
from storage.preferences import preferences
from storage.programmes import programmes
from storage.reflections import reflections

READING = "reflection.read"
PAGE, FEW = 10, 3
LATELY = 5  # contacts, whose focus is the pair's
GONE = "That question is gone. Coachlog's Home shows the others."

_LISTED = or_(reflections.c.state != OPEN, PUT)
_HERS = (
    reflections.c.person_id == bindparam("person"),
    reflections.c.state.not_in((PASSED, VOID)),
    _LISTED,
)
OF_PERSON = tenant(
    joined().where(*_HERS).order_by(reflections.c.id.desc()).limit(bindparam("most")).offset(bindparam("skip"))
)
MANY = tenant(select(func.count()).select_from(reflections).where(*_HERS))
_GIVEN = (
    engagements.c.coach_id == bindparam("person"),
    reflections.c.state == ANSWERED,
    or_(reflections.c.shared_at.is_not(None), reflections.c.evidence_at.is_not(None)),
)
TO_COACH = tenant(
    joined()
    .where(*_GIVEN)
    .order_by(func.coalesce(reflections.c.shared_at, reflections.c.evidence_at).desc(), reflections.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
MANY_GIVEN = tenant(
    select(func.count())
    .select_from(reflections)
    .join(engagements, engagements.c.id == reflections.c.engagement_id)
    .where(*_GIVEN)
)
LAST_READ = tenant(
    select(audit.audit.c.at)
    .where(audit.audit.c.verb == READING, audit.audit.c.object_id == bindparam("reflection"))
    .order_by(audit.audit.c.id.desc())
    .limit(1)
)
RHYTHM = tenant(select(preferences.c.prompt_weeks).where(preferences.c.person_id == bindparam("person")))
FOCUS = tenant(
    select(contacts.c.focus)
    .where(
        contacts.c.engagement_id == bindparam("engagement"),
        contacts.c.removed_at.is_(None),
        contacts.c.focus != "",
    )
    .order_by(contacts.c.day.desc(), contacts.c.id.desc())
    .limit(LATELY)
)
YEAR = tenant(
    select(engagements.c.starts_on, programmes.c.year_to)
    .join_from(engagements, programmes, programmes.c.id == engagements.c.programme_id)
    .where(engagements.c.id == bindparam("engagement"))
)


def asked_of(row: Row[Any], held: Held | None = None) -> Asked:
    """A reflection as lists show it: without a word of the answer. held: the answer, where it was opened already."""
    parts = held.words if held else row.answer is not None
    return Asked(
        row.id,
        row.prompt,
        row.state,
        local_day(row.asked_at, row.zone),
        row.coach,
        row.leader,
        row.shared_at is not None,
        row.lapsed,
        row.element,
        int(bool(parts)),
        is_craft(row),
    )


@one_moment
def read_reflection(db: Db, actor: Actor, reflection: int) -> Answer:
    """An answer as the actor may read it: all of it, or the sentence alone that was made evidence.

    Whoever shows it to the coach first writes that down (note_reading). Raises Denied for anybody else, Refusal to
    its author once it was removed.
    """
    row = db.first(ONE, reflection=reflection)
    if row is None or row.state in {PASSED, VOID}:
        raise Denied(READING, sentence=words.NOT_SHARED)
    reader = reader_of(db, actor, row)
    if AUTHOR in reader.parts and row.state == REMOVED:
        raise Refusal(words.GONE)
    whole, proof = may(reader, answer_thing(row)), may(reader, evidence_thing(row))
    if not whole and not proof:
        raise Denied(READING, sentence=words.NOT_SHARED)
    held = opened(db, row) if whole else Held()
    own = AUTHOR in reader.parts
    evidence = evidence_of(db, row) if proof else None
    form = next((one.text for one in held.parts if one.name == FORM), "") if own else ""
    read = _read_on(db, row) if own else None
    return Answer(
        asked_of(row, held if whole else None),
        own,
        held.words,
        held.scale,
        evidence,
        whole,
        form,
        mark_of(db, row, held) if own else "",
        read,
    )


def _read_on(db: Db, row: Row[Any]) -> date | None:
    at = db.value(LAST_READ, reflection=row.id)
    return local_day(at, row.zone) if at else None


def note_reading(db: Db, actor: Actor, now: datetime, reflection: int) -> None:
    """Write down that the actor reads another person's answer."""
    audit.note(db, now, actor.user_id, READING, reflection)


def own_reflections(db: Db, actor: Actor, skip: int = 0) -> tuple[tuple[Asked, ...], bool]:
    """Ten of the questions the actor was asked, the newest first, and whether there are older ones."""
    return _page(db, actor, OF_PERSON, skip)


def given_to(db: Db, actor: Actor, skip: int = 0) -> tuple[tuple[Asked, ...], bool]:
    """Ten answers that leaders share with the actor, the newest first, and whether there are older ones."""
    return _page(db, actor, TO_COACH, skip)


def _page(db: Db, actor: Actor, wanted: Any, skip: int) -> tuple[tuple[Asked, ...], bool]:
    person = find_person(db, actor)
    if person is None:
        raise Denied("reflection.list")
    rows = db.all(wanted, person=person.id, most=PAGE + 1, skip=max(0, skip))
    return tuple(asked_of(one) for one in rows[:PAGE]), len(rows) > PAGE


def reflections_home(db: Db, person: Person) -> ReflectionsHome:
    """The leader's part of her Home."""
    rows = db.all(OF_PERSON, person=person.id, most=FEW + 1, skip=0)
    listed = [asked_of(one) for one in rows]
    open_ = next((one for one in listed[:1] if one.state == OPEN), None)
    recent = tuple(one for one in listed if one is not open_)[:FEW]
    total = int(db.value(MANY, person=person.id)) - (open_ is not None)
    return ReflectionsHome(open_, recent, total, weeks_of(db, person.id))


def open_question(db: Db, person_id: int) -> Asked | None:
    """The question that waits for this person's answer."""
    rows = db.all(OF_PERSON, person=person_id, most=1, skip=0)
    return asked_of(rows[0]) if rows and rows[0].state == OPEN else None


def given_home(db: Db, person: Person) -> tuple[tuple[Asked, ...], int]:
    """The coach's part: the newest few that leaders share, and how many there are."""
    rows = db.all(TO_COACH, person=person.id, most=FEW, skip=0)
    total = int(db.value(MANY_GIVEN, person=person.id)) if len(rows) == FEW else len(rows)
    return tuple(asked_of(one) for one in rows), total


def weeks_of(db: Db, person_id: int) -> int:
    """How many weeks there are between a person's questions; see bot/rules/prompts.RHYTHMS."""
    chosen = db.value(RHYTHM, person=person_id)
    return USUAL if chosen is None else int(chosen)


def own_rhythm(db: Db, actor: Actor) -> int:
    """How often the acting leader is asked. Raises Denied for anyone else."""
    person = find_person(db, actor)
    if person is None or "leader" not in person.roles:
        raise Denied("reflection.rhythm")
    return weeks_of(db, person.id)


def focus_of(db: Db, engagement: int) -> frozenset[str]:
    """What a pair worked on of late, by code."""
    return frozenset(code for row in db.all(FOCUS, engagement=engagement) for code in row.focus.split())


def phase_of(db: Db, engagement: int, day: date) -> str:
    """Where the coaching of a pair is."""
    row = db.first(YEAR, engagement=engagement)
    return phase_on(day, row.starts_on, row.year_to) if row else "act"


def why(db: Db, actor: Actor, now: datetime, reflection: int) -> tuple[Asked, int, str, Sequence[str]]:
    """What a question is asked for: itself, the rhythm, the phase, and the codes worked on. Raises Denied."""
    row = own_row(db, actor, reflection)
    day = local_day(now, row.zone)
    focus = sorted(focus_of(db, row.engagement_id))
    return asked_of(row), weeks_of(db, row.person_id), phase_of(db, row.engagement_id, day), focus


def own_row(db: Db, actor: Actor, reflection: int, statement: Any = ONE) -> Row[Any]:
    """A reflection of the actor's own. Raises Denied for anyone else, and for one that is no more."""
    row = db.first(statement, reflection=reflection)
    if row is None or AUTHOR not in reader_of(db, actor, row).parts:
        raise Denied("reflection")
    if row.state in {PASSED, VOID}:
        raise Refusal(GONE)
    return row


def read_question(db: Db, actor: Actor, reflection: int) -> Answer:
    """A question of the actor's own with what was answered so far, to write or go on. Raises Denied."""
    row = own_row(db, actor, reflection)
    held = opened(db, row)
    form = next((one.text for one in held.parts if one.name == FORM), "")
    return Answer(asked_of(row, held), True, held.words, held.scale, None, form_words=form)


def asked_again(db: Db, reflection: int) -> Asked:
    """How a question stands now."""
    row = db.first(ONE, reflection=reflection)
    if row is None:
        raise Denied("reflection")
    return asked_of(row, opened(db, row))
