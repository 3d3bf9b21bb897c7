"""Field notes beside a contact (forms F18 to F20): which activities call for which, and who may ever read one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

WALKTHROUGH, FEEDBACK, DECISION = "walkthrough", "feedback", "decision"
T0, T1 = "T0", "T1"  # its author alone; the pair
TEXT_MAX, LINE_MAX, MANY_MAX = 1000, 200, 999

LABELS: dict[str, str] = {WALKTHROUGH: "Walkthrough note", FEEDBACK: "Feedback note", DECISION: "Decision note"}
CALLED_FOR: dict[str, frozenset[str]] = {
    WALKTHROUGH: frozenset({"A2", "A6", "A7"}),
    FEEDBACK: frozenset({"A11"}),
    DECISION: frozenset({"A9"}),
}
FIELDS: dict[str, dict[str, str]] = {
    WALKTHROUGH: {
        "purpose": "Purpose",
        "rooms": "Rooms",
        "look_fors": "Look-fors",
        "pattern": "Pattern you saw",
        "feedback": "Feedback for the principal",
    },
    FEEDBACK: {"topic": "Topic", "asked": "How many were asked", "themes": "Themes", "agreed": "They agreed"},
    DECISION: {
        "about": "Kind of decision",
        "room": "Who was in the room",
        "part": "The coach's part",
        "note": "What matters about it",
    },
}  # fmt: skip
YES_NO: dict[str, str] = {"yes": "Yes", "no": "No"}
DECISIONS: dict[str, str] = {
    "staffing": "Staffing",
    "conduct": "Conduct or discipline",
    "family": "A family's concern",
    "instruction": "Instruction",
    "money": "Money or time",
    "safety": "Safety",
    "other": "Something else",
}
PARTS: dict[str, str] = {"listener": "Listener", "options": "Laid out options", "facts": "Brought facts"}
CODES: dict[str, dict[str, str]] = {"agreed": YES_NO, "about": DECISIONS, "part": PARTS}


@dataclass(frozen=True, slots=True)
class NoteLine:
    """That there is a note, as its reader may know: without a word of it."""

    id: int
    kind: str
    tier: str
    own: bool
    written_on: date


@dataclass(frozen=True, slots=True)
class Note:
    """A note as its reader sees it. said: its fields by name, as stored; leader, coach: the pair's names."""

    line: NoteLine
    contact: int
    said: dict[str, str]
    leader: str
    coach: str
    removed: bool = False


def called_for(activities: Iterable[str]) -> tuple[str, ...]:
    """The kinds of notes that some activities call for."""
    done = set(activities)
    return tuple(kind for kind, wanted in CALLED_FOR.items() if wanted & done)


def thing_of(tier: str) -> str:
    """What a note of a tier is, in the table of who sees what (bot/rules/sharing.py)."""
    return "field_note" if tier == T1 else "field_note_private"


def spoken(field: str, value: str) -> str:
    """A field's value as people read it."""
    return ", ".join(CODES[field].get(one, one) for one in value.split()) if field in CODES else value
