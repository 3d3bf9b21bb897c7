"""A program's figures as plain values: what pairs come to in a span of days. Counts and ids, never a word.

A visit is what was booked with one leader: on site, a session, by phone or video; a group's meeting isn't one. It is of
the day it stands on now. Minutes are those that count, of each leader who was there, before any cap of a day.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from bot.rules.lateness import standing

K = TypeVar("K", bound=Hashable)
NONE: Mapping[str, int] = MappingProxyType({})  # one for all: of most counts there are thousands


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What can be added up.

    planned: visits promised, without those the calendar closed: held + missed + unexplained + to_come; held, of them
    moved (held on another day) and phone (from afar); missed: skipped or closed by somebody, with their reasons;
    unexplained: over, and nothing is known; closed: by the calendar. contacts: how many of each kind, e-mails and texts
    by their number, and a group's for each leader who was there; elsewhere: of them, those that are another pair's
    own; attempts: nobody was reached. activities: A1 to A11; focus: elements of frameworks; present, absent: contacts
    with the principal there (also partly), and without; all of these of the pair's own contacts alone.
    """

    planned: int = 0
    held: int = 0
    moved: int = 0
    phone: int = 0
    missed: int = 0
    unexplained: int = 0
    to_come: int = 0
    closed: int = 0
    minutes: int = 0
    attempts: int = 0
    present: int = 0
    absent: int = 0
    elsewhere: int = 0
    reasons: Mapping[str, int] = field(default_factory=lambda: NONE)
    contacts: Mapping[str, int] = field(default_factory=lambda: NONE)
    activities: Mapping[str, int] = field(default_factory=lambda: NONE)
    focus: Mapping[str, int] = field(default_factory=lambda: NONE)

    @property
    def made(self) -> int:
        """How many contacts there were."""
        return sum(self.contacts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFigures(Counts):
    """What one pair that ran in a span comes to. pair: the engagement's id; last: the day of the newest contact
    that its leader had, in the span or not."""

    pair: int
    school: int
    district: int
    leader: int
    coach: int
    starts_on: date
    ends_on: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals(Counts):
    """What several pairs come to together, and whom it is about."""

    pairs: frozenset[int] = frozenset()
    schools: frozenset[int] = frozenset()
    leaders: frozenset[int] = frozenset()
    coaches: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Steps:
    """Commitments of one pair that runs: how many are open, and of them overdue."""

    open: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class QuietPair:
    """A pair that runs and had no contact for two weeks or more. days: without those on which its school was closed;
    last: None where there never was one; rung: 0, 1, 2 for 14, 21, 30 days."""

    pair: int
    school: int
    district: int
    leader: int
    coach: int
    days: int
    rung: int
    last: date | None = None


class Pace(NamedTuple):
    """A leader's month in one program. minutes: that count so far; expected: by the month's end; year: since the school
    year began; on_pace: both read in quarters of an hour, the month will come to what was promised."""

    leader: int
    pairs: tuple[int, ...]
    minutes: int
    expected: int
    goal: int
    year: int
    year_goal: int
    on_pace: bool

    @property
    def missing(self) -> int:
        """Minutes between what is expected and the goal."""
        return 0 if self.on_pace else max(0, self.goal - self.expected)


@dataclass(frozen=True, slots=True)
class Filed:
    """One report of a period. unit: the pair it is about, 0 for all of the coach's; came_at: first; submitted_at:
    last."""

    coach: int
    unit: int
    report: int
    state: str
    due_at: datetime
    came_at: datetime | None = None
    submitted_at: datetime | None = None

    def standing(self, now: datetime) -> str:
        """As bot/rules/lateness.standing has it."""
        return standing(self.state, self.due_at, self.came_at, now)


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern flag that waits for an answer."""

    concern: int
    pair: int
    level: str
    by: int
    raised_at: datetime
    due_at: datetime


COUNTED = tuple(one.name for one in fields(Counts))
WHOM = ("pairs", "schools", "leaders", "coaches")
MAPPED = ("reasons", "contacts", "activities", "focus")


def total(figures: Iterable[PairFigures]) -> Totals:
    """Several pairs together."""
    those = list(figures)
    return Totals(
        **sums_of(those),
        pairs=frozenset(one.pair for one in those),
        schools=frozenset(one.school for one in those),
        leaders=frozenset(one.leader for one in those),
        coaches=frozenset(one.coach for one in those),
    )


def together(totals: Iterable[Totals]) -> Totals:
    """Groups of other pairs each, as one."""
    those = list(totals)
    whom: dict[str, Any] = {name: frozenset[int]().union(*(getattr(one, name) for one in those)) for name in WHOM}
    return Totals(**sums_of(those), **whom)


def sums_of(those: Sequence[Counts]) -> dict[str, Any]:
    """All that can be added up, by name."""
    return {
        name: added(getattr(one, name) for one in those) if name in MAPPED else sum(getattr(one, name) for one in those)
        for name in COUNTED
    }


def added(mappings: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    """Counts by name, added up, the largest first."""
    sums: Counter[str] = Counter()
    for one in mappings:
        if one:
            sums.update(one)
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))


def grouped(figures: Iterable[PairFigures], key: Callable[[PairFigures], K]) -> dict[K, Totals]:
    """Pairs together by district, school, coach…, in the order of their first."""
    groups: dict[K, list[PairFigures]] = {}
    for one in figures:
        groups.setdefault(key(one), []).append(one)
    return {name: total(those) for name, those in groups.items()}
