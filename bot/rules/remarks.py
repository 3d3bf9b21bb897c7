"""What people say about a contact after it was logged: added, confirmed, questioned, answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

ADDED, CONFIRMED, QUESTIONED, ANSWERED = "added", "confirmed", "questioned", "answered"
ASKED = "question open"
WORDS_MAX = 1000


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark as its reader sees it. own: the reader made it; open: it is a question without an answer."""

    id: int
    kind: str
    who: str
    words: str
    at: datetime
    own: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A remark without its words. changed_at: when the contact last was."""

    kind: str
    at: datetime
    open: bool
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Question:
    """An open question as the coach's Home shows it: never its words."""

    contact: int
    kind: str
    day: date
    school: str
    leader: str


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What stands beside a contact's words. zone: the reader's; changed: how often, as far as they may know.

    taking_back: "undo" or "delete" for its author, else ""; speaks: the reader is a leader who may remark on it;
    confirmed: she confirmed it as it is recorded now.
    """

    zone: str = "UTC"
    remarks: tuple[Remark, ...] = ()
    changed: int = 0
    taking_back: str = ""
    speaks: bool = False
    confirmed: bool = False


def state_of(marks: Sequence[Mark]) -> str:
    """In a word, for lists: an open question, or confirmed as it is recorded now; else empty."""
    if any(one.open for one in marks):
        return ASKED
    return CONFIRMED if any(one.kind == CONFIRMED and _holds(one) for one in marks) else ""


def _holds(one: Mark) -> bool:
    """Whether a confirmation is of what is recorded now."""
    return one.changed_at is None or one.changed_at <= one.at
