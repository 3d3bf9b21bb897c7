"""What she does with an answer, each time by her own act: share it, use a sentence as evidence, take back, remove."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.errors import Denied, Refusal, Tampered
from bot.frameworks import elements
from bot.messages import reflections as words
from bot.rules.programme import Rules
from bot.rules.reflecting import (
    ANSWERED,
    Answer,
    Asked,
    sentences,
    take_out_all,
)
from storage import audit
from storage.answers import (
    GIVEN,
    HELD,
    KEEP,
    ONE,
    Held,
    as_it_stands,
    evidence_of,
    is_as_seen,
    is_craft,
    keep,
    mark_of,
    opened,
    told,
)
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.guarding import flagged
from storage.outbox import NewOwed, owe_once
from storage.people import Actor
from storage.programmes import programmes
from storage.reflecting import asked_again, asked_of, own_row
from storage.reflections import NewEvidence, reflections

LOOK_AGAIN = "Your answer changed while you looked. Please open it again and look before you share it."
NO_WORDS = "There are no words in it to take a sentence from."

OFFERED = tenant(
    select(programmes.c.rules)
    .join_from(programmes, engagements, engagements.c.programme_id == programmes.c.id)
    .where(engagements.c.id == bindparam("engagement"))
)


def preview_sharing(db: Db, actor: Actor, reflection: int) -> tuple[Answer, bool]:
    """What the coach would read, and whether words in it may tell who a student is. Raises Denied, Refusal."""
    row = _answered(db, actor, reflection, ONE)
    held = opened(db, row)
    answer = Answer(asked_of(row, held), True, held.words, held.scale, None, mark=mark_of(db, row, held))
    return answer, bool(flagged({"answer": held.words}, (row.leader, row.coach), teachers=False))


def share(db: Db, actor: Actor, now: datetime, reflection: int, seen: str) -> Asked:
    """Let the coach read an answer, as it was previewed. seen: the mark of what was looked at.

    Doing it again changes nothing. Raises Refusal where it changed since, or nothing is there.
    """
    row = _answered(db, actor, reflection)
    if row.shared_at is not None:
        return asked_of(row)
    if not is_as_seen(db, row, opened(db, row), seen):
        raise Refusal(LOOK_AGAIN)
    db.change(KEEP, **as_it_stands(row) | {"since": now, "has_lapsed": False, "now": now})
    audit.note(db, now, actor.user_id, "reflection.shared", reflection)
    owe_once(db, now, NewOwed(GIVEN, f"{GIVEN}:{reflection}:{now.timestamp()}", row.coach_id, subject_id=reflection))
    told(db, now, row, "shared", coach_too=True)
    return asked_again(db, reflection)


def unshare(db: Db, actor: Actor, now: datetime, reflection: int) -> Asked:
    """End it at once: the coach can't read the answer any more. Pressing it again changes nothing."""
    row = _answered(db, actor, reflection)
    if row.shared_at is not None:
        db.change(KEEP, **as_it_stands(row) | {"since": None, "has_lapsed": False, "now": now})
        audit.note(db, now, actor.user_id, "reflection.unshared", reflection)
        told(db, now, row, "unshared", coach_too=True)
    return asked_again(db, reflection)


def evidence_choices(db: Db, actor: Actor, reflection: int) -> tuple[Asked, str, list[str], tuple[str, ...]]:
    """For the form that promotes a sentence: the question, the answer's mark, its sentences, the frameworks in use."""
    row = _answered(db, actor, reflection, ONE)
    held = opened(db, row)
    found = sentences(held.words)
    if not found:
        raise Refusal(NO_WORDS)
    offered = Rules.model_validate(db.value(OFFERED, engagement=row.engagement_id)).frameworks
    return asked_of(row, held), mark_of(db, row, held), found, offered


def preview_evidence(db: Db, actor: Actor, reflection: int, new: NewEvidence, seen: str) -> tuple[Asked, str]:
    """What the coach would read of it. Raises Refusal where the answer changed since."""
    row = _answered(db, actor, reflection, ONE)
    held = opened(db, row)
    if not is_as_seen(db, row, held, seen):
        raise Refusal(LOOK_AGAIN)
    return asked_of(row, held), chosen_sentence(sentences(held.words), new)


def prove(db: Db, actor: Actor, now: datetime, reflection: int, new: NewEvidence, seen: str) -> Asked:
    """Make one sentence evidence for an element: both of the pair read that sentence. seen: the mark of the answer."""
    row = _answered(db, actor, reflection)
    held = opened(db, row)
    if not is_as_seen(db, row, held, seen):
        raise Refusal(LOOK_AGAIN)
    chosen = chosen_sentence(sentences(held.words), new)
    if (evidence_of(db, row), row.element) == (chosen, new.element):
        return asked_of(row)
    proof = {"proof": db.seal(reflections.c.evidence, chosen), "code": new.element, "proof_at": now}
    db.change(KEEP, **as_it_stands(row) | proof | {"now": now})
    audit.note(db, now, actor.user_id, "reflection.evidence", reflection)
    told(db, now, row, "evidence", coach_too=True)
    return asked_again(db, reflection)


def chosen_sentence(found: list[str], new: NewEvidence) -> str:
    """The sentence meant. Raises Tampered for one that isn't there, and for an element that isn't."""
    if new.element not in elements():
        raise Tampered({"element": "Choose from the list."})
    if new.sentence >= len(found):
        raise Tampered({"sentence": "Choose from the list."})
    return found[new.sentence]


def take_evidence_back(db: Db, actor: Actor, now: datetime, reflection: int) -> Asked:
    """The sentence stands for nothing any more, and the coach can't read it any more."""
    row = _answered(db, actor, reflection)
    if row.evidence_at is not None:
        nothing = {"proof": None, "code": None, "proof_at": None}
        db.change(KEEP, **as_it_stands(row) | nothing | {"now": now})
        audit.note(db, now, actor.user_id, "reflection.evidence_back", reflection)
        told(db, now, row, "evidence_back", coach_too=True)
    return asked_again(db, reflection)


def remove(db: Db, actor: Actor, now: datetime, reflection: int) -> Asked:
    """Delete an answer here, with all that was made of it. Edits that arrive later bring nothing back."""
    row = own_row(db, actor, reflection, HELD)
    if row.state == ANSWERED:
        keep(db, now, row, Held(take_out_all(opened(db, row).parts)))
    return asked_again(db, reflection)


def _answered(db: Db, actor: Actor, reflection: int, statement: Any = HELD) -> Row[Any]:
    row = own_row(db, actor, reflection, statement)
    if is_craft(row):
        raise Denied("reflection.craft")
    if row.state != ANSWERED:
        raise Refusal(words.GONE)
    return row
