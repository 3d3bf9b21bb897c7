"""What one typed line says about a contact: each field with the words it was read from, and whether it is a guess."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from bot.rules.contacts import KINDS, NOTE_MAX, Kind

T = TypeVar("T")


class Pair(NamedTuple):
    """One of the person's own engagements, as a line may name it."""

    id: int
    school: str
    leader: str
    zone: str
    school_id: int = 0


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A field's value. guessed: people should look twice; words: what was typed for it, "" when nothing was."""

    value: T
    guessed: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Promised:
    """A next step: owner is "coach" or "leader"; words: the whole clause as typed."""

    owner: str
    what: str
    due_on: date | None
    guessed: bool
    words: str


# The fields of a draft but for the next steps and the note, in the order they are shown.
SINGLES = (
    "kind", "made", "medium", "pairs", "attendees", "day", "start", "minutes", "count", "activities", "presence",
    "focus", "next_on", "next_open", "no_steps",
)  # fmt: skip
TELLING = frozenset(SINGLES) - {"attendees"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read; None or nothing where it wasn't. unread: what was typed for a field and can't be read as one.

    pairs: the engagements it may be about; several that fit equally well are for the person to choose from. attendees:
    those of further leaders in a group. made: "attempted", or None. next_open: the next meeting isn't set yet.
    doubt: the words that say it may not have taken place ("canceled", "no answer"), or "".
    note: all that went into no other field, in the order it was typed.
    """

    kind: Read[str] | None
    pairs: Read[tuple[int, ...]]
    day: Read[date] | None
    start: Read[str] | None
    minutes: Read[int] | None
    count: Read[int] | None
    activities: Read[tuple[str, ...]]
    presence: Read[str] | None
    steps: tuple[Promised, ...]
    note: str
    unread: tuple[str, ...]
    zone: str
    doubt: str = ""
    made: Read[str] | None = None
    medium: Read[str] | None = None
    attendees: Read[tuple[int, ...]] = Read(())
    focus: Read[tuple[str, ...]] = Read(())
    next_on: Read[date] | None = None
    next_open: Read[bool] | None = None
    no_steps: Read[bool] | None = None

    @property
    def reads(self) -> dict[str, Read[Any]]:
        """What was read, by field, but for the next steps and the note."""
        every: dict[str, Read[Any] | None] = {name: getattr(self, name) for name in SINGLES}
        return {name: read for name, read in every.items() if read is not None}

    @property
    def readable(self) -> int:
        """How many fields were read from words, next steps counted once."""
        return sum(1 for name, one in self.reads.items() if one.words and name in TELLING) + bool(self.steps)

    @property
    def attempted(self) -> bool:
        """Whether it was only tried."""
        return self.made is not None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft that waits to be confirmed, with the pairs it may be about, and those of further leaders."""

    id: int
    draft: Draft
    pairs: tuple[Pair, ...]
    others: tuple[Pair, ...] = ()


def needs(draft: Draft) -> tuple[str, ...]:
    """The fields that still need an answer before this can be saved."""
    kind = KINDS[draft.kind.value] if draft.kind else None
    missing = {
        "pairs": len(draft.pairs.value) != 1,
        "kind": kind is None,
        "day": draft.day is None,
        "made": draft.made is not None and draft.made.guessed,
        **(_asked(draft, kind) if kind and not draft.attempted else {}),
        "note": len(draft.note) > NOTE_MAX,
    }
    return tuple(name for name, wanting in missing.items() if wanting)


def _asked(draft: Draft, kind: Kind) -> dict[str, bool]:
    """What this kind asks of a contact that took place, and whether it is missing."""
    return {
        "minutes": not kind.counted and draft.minutes is None,
        "count": kind.counted and draft.count is None,
        "presence": kind.presence and draft.presence is None,
        "focus": kind.collaborative and not draft.focus.value,
        "no_steps": kind.collaborative and not draft.steps and draft.no_steps is None,
        "next_on": kind.collaborative and draft.next_on is None and draft.next_open is None,
    }


def form_values(draft: Draft) -> dict[str, Any]:
    """The draft as the values of the contact's form, by field; what wasn't read is left out."""
    values = {name: read.value for name, read in draft.reads.items() if read.value not in ((), None)}
    ids = values.pop("pairs", ())
    if len(ids) == 1:
        values["engagement"] = ids[0]
    if draft.note:
        values["note"] = draft.note
    if draft.steps:
        values.pop("no_steps", None)
    for place, step in enumerate(draft.steps):
        said = {"owner": step.owner, "what": step.what, "due_on": step.due_on}
        values |= {f"next_steps.{place}.{name}": value for name, value in said.items() if value is not None}
    return values


def guesses(draft: Draft) -> frozenset[str]:
    """The form's fields whose value is a guess, next steps by the place of each."""
    names = {"engagement" if name == "pairs" else name for name, read in draft.reads.items() if read.guessed}
    steps = {f"next_steps.{place}" for place, step in enumerate(draft.steps) if step.guessed}
    return frozenset(names & form_values(draft).keys() | steps)
