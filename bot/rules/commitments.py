"""Commitments: what both sides of a pair promised each other, as a ledger. Values only, no clock and no rows.

A step is open or moved (both are live), done or dropped (both are closed). Only the pair ever reads of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.schooldays import school_days

OPEN, DONE, MOVED, DROPPED = "open", "done", "moved", "dropped"
LIVE = (OPEN, MOVED)
CLOSED = (DONE, DROPPED)
COACH, LEADER = "coach", "leader"
SIDES = (COACH, LEADER)

# Which state may follow which; from itself only where a step may be moved again.
FOLLOW: dict[str, frozenset[str]] = {
    OPEN: frozenset((MOVED, DONE, DROPPED)),
    MOVED: frozenset((OPEN, MOVED, DONE, DROPPED)),
    DONE: frozenset(LIVE),
    DROPPED: frozenset(LIVE),
}

# What was done to a step last, and so what can be undone.
ACT_DONE, ACT_MOVED, ACT_DROPPED, ACT_BARRIER, ACT_UNDONE = "done", "moved", "dropped", "barrier", "undone"

LONG_OVERDUE = timedelta(days=30)  # after which a step sinks below what is coming
NOTE_MAX = 300

BARRIERS: dict[str, str] = {
    "time": "Time",
    "staffing": "Staffing",
    "money": "Money",
    "policy": "Policy",
    "data": "Access to data",
    "skill": "Skill",
    "will": "Will",
    "district": "A district decision",
    "community": "Parents or community",
    "crisis": "A crisis",
    "other": "Something else",
}
HELPERS: dict[str, str] = {
    "leader": "The principal",
    "coach": "The coach",
    "team": "The leadership team",
    "district": "The district",
    "program": "The program",
    "other": "Somebody else",
}
REASONS: dict[str, str] = {
    "not_needed": "No longer needed",
    "otherwise": "Taken care of another way",
    "plans": "Plans have changed",
    "too_much": "Too much at once",
    "other": "Another reason",
}


@dataclass(frozen=True, slots=True)
class Commitment:
    """One next step as the two people of its pair read it.

    owner, changed_by: "coach" or "leader"; agreed_on: the day of its contact; first_due_on: before any move;
    act: what was done to it last, on changed_on; barrier, helper, reason: codes of this module; reader: the side of
    the pair that reads it, who is "you".
    """

    id: int
    pair: int
    owner: str
    what: str
    state: str
    due_on: date | None
    agreed_on: date
    school: str
    leader: str
    coach: str
    first_due_on: date | None = None
    moves: int = 0
    act: str | None = None
    changed_by: str | None = None
    changed_on: date | None = None
    closed_on: date | None = None
    barrier: str | None = None
    barrier_note: str | None = None
    helper: str | None = None
    reason: str | None = None
    reader: str | None = None

    @property
    def live(self) -> bool:
        """Whether it is still to be done."""
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a person's pairs have open: the most urgent, how many more there are, and what was acted on today.

    full: there are at least so many more.
    """

    open: tuple[Commitment, ...] = ()
    more: int = 0
    full: bool = False
    today: tuple[Commitment, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """What a follow-through is reckoned from, without a word of it."""

    owner: str
    state: str
    due_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """One side's follow-through: how many steps fell due or were done, and how many of them were done by their day."""

    on_time: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Whom a follow-through is with: the names of a pair, which side of it reads, and what each side kept."""

    leader: str
    coach: str
    school: str
    reader: str
    kept: dict[str, Kept]


def may_become(state: str, wanted: str) -> bool:
    """Whether a step in one state may get into another."""
    return wanted in FOLLOW[state]


def live_state(due_on: date | None, first_due_on: date | None) -> str:
    """The state of a live step: moved, where its day isn't the first one."""
    return OPEN if due_on == first_due_on else MOVED


def urgency(step: Commitment, today: date) -> tuple[int, int, int]:
    """The order of a list: what was due lately and what comes next by day; then the long overdue, the newest first."""
    if step.due_on is None:
        return (2, 0, step.id)
    if step.due_on < today - LONG_OVERDUE:
        return (1, -step.due_on.toordinal(), step.id)
    return (0, step.due_on.toordinal(), step.id)


def days_overdue(due_on: date, today: date, closed: frozenset[date]) -> int:
    """How many school days have passed since a day; 0 while it hasn't passed. closed: days without school."""
    return len(school_days(due_on + timedelta(days=1), today, closed)) if due_on < today else 0


def follow_through(steps: Iterable[Due], today: date) -> dict[str, Kept]:
    """Each side's follow-through. What was dropped counts for neither, and what isn't due yet only once it is done."""
    counts = {side: [0, 0] for side in SIDES}
    for one in steps:
        if one.due_on is None or one.state == DROPPED or (one.state in LIVE and one.due_on >= today):
            continue
        on_time = one.state == DONE and one.closed_on is not None and one.closed_on <= one.due_on
        counts[one.owner][0] += on_time
        counts[one.owner][1] += 1
    return {side: Kept(*both) for side, both in counts.items()}
