"""What nudges speak of, as plain values: visits, the brief before one, the week, pairs that somebody should reach."""

from dataclasses import dataclass
from datetime import date

from bot.rules.commitments import Commitment
from bot.rules.visits import Visit

QUIET, UNBOOKED, UNSIGNED = "quiet", "unbooked", "unsigned"  # why a pair is on a list


@dataclass(frozen=True, slots=True)
class Brief:
    """What helps at the door. steps: what both sides promised and is open; last: the newest contact that was made;
    focus: what it worked on, in words; question: one to take along, "" where none fits; goals: what the pair's live
    goals are about, in words; stale: since when nobody looked at their plan, where that is long ago."""

    visit: Visit
    today: date
    steps: tuple[Commitment, ...] = ()
    more: int = 0
    last: date | None = None
    focus: tuple[str, ...] = ()
    question: str = ""
    goals: tuple[str, ...] = ()
    stale: date | None = None


@dataclass(frozen=True, slots=True)
class CoachWeek:
    """A coach's Monday. steps: what is overdue, of both sides; drafts: how many forms are unsaved; reports: those to
    finish, each with its id and how it stands."""

    today: date
    visits: tuple[Visit, ...] = ()
    unbooked: tuple[tuple[int, str, str], ...] = ()
    steps: tuple[Commitment, ...] = ()
    more: int = 0
    drafts: int = 0
    reports: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LeaderWeek:
    """A leader's Monday. steps: her own that are due this week or overdue; visits: of this week."""

    today: date
    steps: tuple[Commitment, ...] = ()
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True)
class Stalled:
    """A pair that somebody should help. pair: the engagement; since: the last contact, or when nothing was booked
    any more; None: there was never a contact."""

    pair: int
    school: str
    leader: str
    coach: str
    why: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class CallList:
    """What coordinators are asked to help with. fresh: how many of the pairs are new on it; low: those far below
    their hours for two months; unexplained: visits of more than a week ago that nothing is known of."""

    pairs: tuple[Stalled, ...] = ()
    fresh: int = 0
    low: tuple[Stalled, ...] = ()
    unexplained: int = 0
