"""What a question comes to: its number, what it is the sum of, and the list behind it. Plain values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeAlias

from bot.rules.commitments import Commitment
from bot.rules.lists import Span
from bot.rules.questions import (
    BY_COACH,
    BY_DISTRICT,
    KIND,
    LEADER,
    MONTH,
    SCHOOL,
    SPAN,
    WEEK,
    Reading,
)
from bot.rules.views import Fact, Standing
from bot.rules.visits import Visit

SHOWN = 10  # rows below an answer
PAGE = 25  # rows of a page of all of them
MOST = 200  # rows that are fetched at all: the newest, or the next
PARTS_MAX = 400
FEW_LEFT = 24  # a month that is begun after it and has nothing to tell isn't told of


class Pair(NamedTuple):
    """An engagement as far as answers need it. with_: the other person, as the one who asks calls them."""

    id: int
    programme_id: int
    school: str
    school_id: int
    district_id: int
    district: str
    leader_id: int
    leader: str
    coach_id: int
    coach: str
    zone: str
    starts_on: date
    ends_on: date | None

    def runs(self, day: date) -> bool:
        """Whether it runs on that day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


def fewest_on(pairs: Iterable[Pair], span: Span) -> int:
    """On the day of a span on which the fewest leaders were coached, how many; days on which nobody was don't count.

    Where nobody was on any, as many as there are pairs.
    """
    those = list(pairs)
    begun = {one.starts_on for one in those} | {one.ends_on + timedelta(days=1) for one in those if one.ends_on}
    days = {span.first, *(day for day in begun if span.first <= day <= span.last)}
    counts = [len({one.leader_id for one in those if one.runs(day)}) for day in days]
    return min((many for many in counts if many), default=len(those))


class Sum(NamedTuple):
    """Some contacts with one pair in one month or on one day. contact: of a group's further leader, that one contact;
    inside: whether the pair it was logged for is asked about too; amount: e-mails and texts by their number.
    """

    pair: int
    leader: int
    day: date
    kind: str
    amount: int
    minutes: int
    contact: int | None = None
    inside: bool = True


class Held(NamedTuple):
    """Some visits of one pair in one month or on one day. state: what became of them, as became_of() says."""

    pair: int
    day: date
    state: str
    amount: int
    moved: int = 0
    phone: int = 0


HELD, MISSED, UNKNOWN, CLOSED, COMING = "held", "missed", "unknown", "closed", "coming"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a number: a month, a school, a kind. of: what it is out of, None for nothing; key: what it is."""

    key: str
    amount: int
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A pair and the day of its last contact, None for none yet. days: without contact, where that is asked for."""

    pair: int
    school: str
    leader: str
    coach: str
    last: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many next steps a pair has open, and how many of them are overdue: its numbers, for who mayn't read more."""

    school: str
    leader: str
    coach: str
    open: int
    overdue: int
    pair: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """A status report as a list has it. late: it came late or is missing; missing: of them, it hasn't come;
    here: whether it is with the coordinators now."""

    coach: str
    first: date
    last: date
    state: str
    due_on: date
    late: bool
    here: bool
    school: str = ""
    missing: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """A leader's hours of a month against the goal, in minutes. expected: by its end, None once it is over."""

    school: str
    leader: str
    coach: str
    minutes: int
    goal: int
    expected: int | None = None
    pair: int = 0

    @property
    def comes_to(self) -> int:
        """What is compared with the goal."""
        return self.minutes if self.expected is None else self.expected


Row: TypeAlias = Fact | Visit | Commitment | Silence | Tally | Due | Share | Standing


@dataclass(frozen=True, slots=True)
class Answer:
    """A question answered. reading: with its days; view: from whose side; named: the schools and leaders it is about.

    amount, of: the number and what it is out of; None where the answer is a list. parts: what the number is the sum
    of, as asked for; rows: the list behind it, with how many it has in all; extra: further figures by name.
    hidden: the number isn't told, as it would tell of a few leaders. now: when it was asked, for what can be done then.
    """

    reading: Reading
    view: str
    today: date
    named: tuple[str, ...] = ()
    amount: int | None = None
    of: int | None = None
    parts: tuple[Part, ...] = ()
    rows: tuple[Row, ...] = ()
    total: int = 0
    extra: dict[str, int] = field(default_factory=dict)
    hidden: bool = False
    person: int = 0
    now: datetime | None = None


Key: TypeAlias = Callable[[date, int, str], str]


def key_of(reading: Reading, pairs: dict[int, Pair]) -> Key:
    """What part a day, a pair and a kind belong to, as the question takes its number apart."""
    found: dict[str, Key] = {
        MONTH: lambda day, _pair, _kind: f"{day:%Y-%m}",
        WEEK: lambda day, _pair, _kind: str(day - timedelta(days=day.weekday())),
        SCHOOL: lambda _day, pair, _kind: place_of(pairs.get(pair)),
        BY_COACH: lambda _day, pair, _kind: pairs[pair].coach if pair in pairs else "–",
        BY_DISTRICT: lambda _day, pair, _kind: pairs[pair].district if pair in pairs else "–",
        KIND: lambda _day, _pair, kind: kind,
        SPAN: lambda day, _pair, _kind: str(next((at for at, one in enumerate(reading.spans) if inside(one, day)), -1)),
    }
    return found.get(reading.by, lambda _day, _pair, _kind: "")


def place_of(pair: Pair | None, view: str = "") -> str:
    """How a pair is named, by the other one of the two."""
    return f"{pair.school}, {pair.coach if view == LEADER else pair.leader}" if pair else "–"


def inside(span: Span, day: date) -> bool:
    """Whether a day is one of a span's."""
    return span.first <= day <= span.last


def all_keys(reading: Reading, pairs: Iterable[Pair]) -> list[str]:
    """Every part there is, those without anything too, in order; of kinds only those asked for."""
    if reading.by == KIND:
        return list(reading.kinds)
    if reading.by == SPAN:
        return [str(at) for at in range(len(reading.spans))]
    if reading.by == SCHOOL:
        return list(dict.fromkeys(place_of(one) for one in pairs))
    if reading.by in {BY_COACH, BY_DISTRICT}:
        return list(dict.fromkeys(one.coach if reading.by == BY_COACH else one.district for one in pairs))
    if reading.by in {MONTH, WEEK} and reading.spans:
        return _stretches(reading.spans[0], reading.by)
    return []


def _stretches(span: Span, by: str) -> list[str]:
    found: list[str] = []
    day = span.first if by == MONTH else span.first - timedelta(days=span.first.weekday())
    while day <= span.last and len(found) < PARTS_MAX:
        found.append(f"{day:%Y-%m}" if by == MONTH else str(day))
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1) if by == MONTH else day + timedelta(days=7)
    return found


def parts_of(
    reading: Reading, known: Sequence[str], sums: dict[str, int], of: dict[str, int] | None = None
) -> tuple[Part, ...]:
    """The parts in order: as they follow in time, or else the largest first."""
    if not reading.by:
        return ()
    keys = list(dict.fromkeys([*known, *sorted(sums)]))
    made = [Part(one, sums.get(one, 0), of.get(one, 0) if of is not None else None) for one in keys]
    if reading.by in {MONTH, WEEK, SPAN}:
        few = reading.by == MONTH and len(made) > 1 and reading.spans[0].first.day > FEW_LEFT
        return tuple(made[1:] if few and not made[0].amount and not made[0].of else made)
    return tuple(sorted(made, key=lambda one: (-one.amount, one.key)))
