"""The second look at words beside a contact: flagged, reworded or kept, and counted without a word of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.errors import Unsure
from bot.rules.concerns import STUDENTS
from bot.rules.students import Finding, look, reword
from storage import audit
from storage.database import Db
from storage.people import Actor

LOOK = "Some words may tell who somebody is. Please look at them before you save."
NEUTRAL, OWN = "neutral", "own"


@dataclass(frozen=True, slots=True)
class Flagged:
    """What in one field may tell who somebody is."""

    field: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Whose words are looked at. subject: the row they belong to; known: names that tell of nobody; teachers: whether
    teachers' names count; wording: NEUTRAL or OWN, once the writer has chosen."""

    actor: Actor
    now: datetime
    subject: int
    known: Collection[str]
    teachers: bool = False
    wording: str = ""


def flagged(texts: Mapping[str, str], known: Collection[str], *, teachers: bool) -> tuple[Flagged, ...]:
    """What in some texts may tell who somebody is, field by field."""
    found = (Flagged(name, look(words, known, teachers=teachers)) for name, words in texts.items())
    return tuple(one for one in found if one.findings)


def looked_at(db: Db, texts: Mapping[str, str], how: Look) -> dict[str, str]:
    """The texts as they are to be saved. Raises Unsure where something was found and the writer hasn't chosen."""
    found = flagged(texts, how.known, teachers=how.teachers)
    if not found:
        return dict(texts)
    if how.wording not in {NEUTRAL, OWN}:
        raise Unsure(((STUDENTS, LOOK),))
    verb = "guard.neutral" if how.wording == NEUTRAL else "guard.kept"
    audit.note(db, how.now, how.actor.user_id, verb, how.subject)
    if how.wording == OWN:
        return dict(texts)
    return {**texts, **{one.field: reword(texts[one.field], one.findings) for one in found}}
