"""A pair's plan: up to three live goals, and when both looked at it last."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.rules.agreements import NOTHING, Agreement, AgreementState

LIVE, MET, DROPPED = "live", "met", "dropped"
STATES = {LIVE: "Live", MET: "Met", DROPPED: "Dropped"}
LIVE_MAX = 3  # more only with a reason
FOCUS_MAX = 3
TEXT_MAX = 300
AHEAD = timedelta(days=730)
REVIEW_DAYS = 45  # without a look at it: both are told once, then the next visit's brief says so


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal. focus: codes of practices and elements; version: changes with each edit.

    text, serves, why_none, indicator and over are empty for a reader who may not read them; serves: the school's
    improvement goal; why_none: why it serves none; over: why it is live beside three others.
    """

    id: int
    focus: tuple[str, ...]
    by_day: date
    state: str
    text: str = ""
    serves: str = ""
    why_none: str = ""
    indicator: str = ""
    over: str = ""
    closed_on: date | None = None
    version: str = ""

    @property
    def live(self) -> bool:
        """Whether the pair works on it."""
        return self.state == LIVE


@dataclass(frozen=True, slots=True)
class Plan:
    """A pair's plan. since: when it was begun or looked at last; None where there is none; undo: a look at it today
    can be taken back."""

    goals: tuple[Goal, ...] = ()
    reviewed_on: date | None = None
    since: date | None = None
    undo: bool = False

    @property
    def live(self) -> tuple[Goal, ...]:
        """The goals that are worked on."""
        return tuple(one for one in self.goals if one.live)


@dataclass(frozen=True, slots=True)
class PairPage:
    """What one person sees of a pair's agreement and plan. side: theirs, "" for neither; writes: they may write now.

    agreement: the edition in force; offered: a newer one that waits, or that its writer took back; earlier: ids of
    those before; undo: the reader's own signature put it in force, within a day; begun: they have a draft;
    sees_agreement, sees_goals: "read", "titles" or "".
    """

    pair: int
    school: str
    leader: str
    coach: str
    today: date
    side: str = ""
    writes: bool = False
    agreement: Agreement | None = None
    offered: Agreement | None = None
    earlier: tuple[int, ...] = ()
    undo: bool = False
    begun: bool = False
    plan: Plan = field(default_factory=Plan)
    sees_agreement: str = ""
    sees_goals: str = ""


@dataclass(frozen=True, slots=True)
class PairLine:
    """One pair in a list. other: the names that tell it from others, as its reader needs them."""

    pair: int
    school: str
    who: str
    stands: AgreementState = NOTHING
    side: str = ""
    goals: int = 0
    stale: bool = False

    @property
    def needs(self) -> bool:
        """Whether one of the two can do something about it now."""
        return self.stands.in_force_on is None or bool(self.stands.offered) or self.stale or not self.goals


def is_stale(since: date | None, live: int, today: date) -> bool:
    """Whether a plan with live goals was not looked at for so long that both are told."""
    return bool(live) and since is not None and (today - since).days >= REVIEW_DAYS
