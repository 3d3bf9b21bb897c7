"""An answer and its parts: the messages of a thread and what was written in the form, as edits leave it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

OPEN, ANSWERED, SKIPPED, EXPIRED, REMOVED, PASSED, VOID = (
    "open",
    "answered",
    "skipped",
    "expired",
    "removed",
    "passed",
    "void",
)  # fmt: skip
FORM = "form"  # the name of the part that was written in the form
FORM_MAX = 2000
EVIDENCE_MAX = 1000
SENTENCES_MAX = 100
SCALE = (1, 2, 3, 4, 5)
_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Part:
    """One message of an answer. name: its ts in Slack, or FORM; at: when it was written or edited, as Slack says.

    gone: it was deleted; its name is kept, so that an edit that arrives late brings nothing back.
    """

    name: str
    text: str
    at: float
    gone: bool = False


def put(parts: Iterable[Part], new: Part) -> tuple[Part, ...]:
    """The parts with one more, or with its newer words; older news than what is known changes nothing."""
    held = {one.name: one for one in parts}
    known = held.get(new.name)
    if known is None or (not known.gone and new.at >= known.at):
        held[new.name] = new
    return tuple(sorted(held.values(), key=lambda one: (one.name == FORM, _ts(one.name), one.name)))


def take_out(parts: Iterable[Part], name: str) -> tuple[Part, ...]:
    """The parts without the words of one, which may not have come yet."""
    return tuple(_gone(one) if one.name == name else one for one in put(parts, Part(name, "", 0.0)))


def take_out_all(parts: Iterable[Part]) -> tuple[Part, ...]:
    """No words at all, and nothing that could bring them back."""
    return tuple(_gone(one) for one in parts if one.name != FORM)


def _gone(one: Part) -> Part:
    return replace(one, text="", gone=True)


def _ts(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0


def words_of(parts: Iterable[Part]) -> str:
    """The whole answer, a paragraph for each part."""
    return "\n\n".join(one.text for one in parts if one.text)


def sentences(text: str) -> list[str]:
    """What of an answer can be used by itself: its sentences and lines."""
    found = (one.strip() for one in _ENDS.split(text))
    return list(dict.fromkeys(one for one in found if one and len(one) <= EVIDENCE_MAX))[:SENTENCES_MAX]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put, as its person's lists show it: without a word of the answer.

    day: when it was put; coach: who would read it; given: the coach may read the answer; lapsed: it was changed after
    it was shared; element: the code of the standard that a sentence of it is evidence for; parts: how many pieces of
    writing there are; craft: it was put to a coach, and nobody else ever reads the answer.
    """

    id: int
    prompt: str
    state: str
    day: date
    coach: str
    leader: str
    given: bool = False
    lapsed: bool = False
    element: str | None = None
    parts: int = 0
    craft: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with its words, for somebody who may read them. evidence: the sentence, where one was promoted.

    whole: the reader sees all of it; else only the sentence that was made evidence. form_words: what was written in the
    form, to go on with. mark: how it stands, so that what is agreed to is what was looked at. read_on: the day the
    coach last opened it, told to her.
    """

    asked: Asked
    own: bool
    words: str
    scale: int | None
    evidence: str | None
    whole: bool = True
    form_words: str = ""
    mark: str = ""
    read_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReflectionsHome:
    """The leader's part: the open question, the newest few, how many there are, and the rhythm in weeks."""

    open: Asked | None = None
    recent: tuple[Asked, ...] = ()
    total: int = 0
    weeks: int = 2
