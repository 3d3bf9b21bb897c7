"""What a digest says, as plain values: counts, and ids of rows, never a word that anybody wrote.

A digest is of a week (Monday to Sunday) that had school, sent on the first school day after it; or of a district's
month. Its figures are read at one moment and kept, so that it can be shown again as it stood.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.rules.folding import LEAST
from bot.rules.ladders import QUIET_DAYS

WEEK, DISTRICT, ASKED = "week", "district", "asked"
DAY, SEVEN = timedelta(days=1), timedelta(days=7)
CALL_DAYS = QUIET_DAYS[1]  # without contact: somebody should call
UNREAD_DAYS = 3  # business days that a report waits to be read


class Kept(BaseModel):
    """A value that is kept in a row; what a later version doesn't know any more is left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @classmethod
    def kept(cls, figures: object) -> Self | None:
        """What a row keeps, as a value; None where the row is damaged."""
        try:
            return cls.model_validate(figures)
        except ValidationError:
            return None


class Held(Kept):
    """The visits of a span. unexplained: neither logged nor explained."""

    planned: int = 0
    held: int = 0
    phone: int = 0
    moved: int = 0
    missed: int = 0
    closed: int = 0
    unexplained: int = 0

    @property
    def share(self) -> int:
        """In percent of what was planned."""
        return round(100 * self.held / self.planned) if self.planned else 0


class WeekHeld(Kept):
    """One bar of the chart. monday: of its week."""

    monday: date
    planned: int
    held: int


class Quiet(Kept):
    """A pair without contact. days: without those on which its school was closed; last: None for never."""

    pair: int
    days: int
    last: date | None = None


class Short(Kept):
    """A pair with fewer visits held than planned."""

    pair: int
    planned: int
    held: int


class Behind(Kept):
    """A leader whose month comes to less than was promised. pair: one of hers; minutes: that are missing."""

    pair: int
    minutes: int


class Late(Kept):
    """A report that is late, or waits to be read. days: business days."""

    report: int
    coach: int
    days: int


class Flag(Kept):
    """A concern flag that waits for an answer."""

    concern: int
    pair: int
    by: int
    raised_at: datetime
    due_at: datetime


class Part(Kept):
    """The figures of one district, or with 0 of all those together that are too small to be told apart."""

    district: int
    pairs: int
    planned: int
    held: int
    leaders: int
    on_pace: int
    overdue: int = 0
    districts: int = 1


class Mixed(Kept):
    """How often something was done, and with how many pairs. code: "A2", "P5", or "" for those folded together."""

    code: str
    contacts: int
    pairs: int


class Room(Kept):
    """How far the next weeks of a coach are taken: in percent of the time there is, in all and by week; None for one
    without school."""

    coach: int
    percent: int
    weeks: tuple[int | None, ...]
    pairs: int


class Figures(Kept):
    """All that the digest of a week says. first: its Monday; day: on which it is told.

    leaders: with hours promised, on_pace: of them; due: reports of the last period, on_time: of them; overdue:
    commitments; free: pairs with nothing booked for long; old: visits of more than a week ago nobody explained;
    low: pairs far below the promised hours for two months, told once a month; several: how many leaders, or schools
    where these are fewer, are coached; mixed: the first day of the month that activities and practices are of.
    """

    first: date
    day: date
    pairs: int = 0
    several: int | None = None
    visits: Held = Held()
    weeks: tuple[WeekHeld, ...] = ()
    short: tuple[Short, ...] = ()
    leaders: int = 0
    on_pace: int = 0
    behind: tuple[Behind, ...] = ()
    due: int = 0
    on_time: int = 0
    late: tuple[Late, ...] = ()
    unread: tuple[Late, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    overdue: int = 0
    flags: tuple[Flag, ...] = ()
    free: tuple[int, ...] = ()
    old: tuple[int, ...] = ()
    low: tuple[int, ...] = ()
    districts: tuple[Part, ...] = ()
    activities: tuple[Mixed, ...] = ()
    practices: tuple[Mixed, ...] = ()
    mixed: date | None = None
    rooms: tuple[Room, ...] = ()
    before: "Before | None" = None

    @property
    def last(self) -> date:
        """The week's Sunday."""
        return self.first + SEVEN - DAY

    @property
    def over(self) -> tuple[Room, ...]:
        """The coaches with more booked than there is time."""
        return tuple(one for one in self.rooms if one.percent > 100)

    @property
    def call(self) -> tuple[Quiet, ...]:
        """The pairs that somebody should call."""
        return tuple(one for one in self.quiet if one.days >= CALL_DAYS)

    @property
    def large(self) -> bool:
        """Whether there are enough leaders and schools for figures that only groups may have."""
        return (self.pairs if self.several is None else self.several) >= LEAST

    def silent(self, days: int) -> int:
        """How many pairs have been without contact for so long."""
        return sum(one.days >= days for one in self.quiet)


class Before(Kept):
    """What changed since the digest before: pairs newly quiet and heard of again, reports in, and what came in late.

    first: the week that one told of; then, now: its visits as it told them and as they stand.
    """

    first: date
    number: int
    then: Held
    now: Held
    newly: tuple[int, ...] = ()
    again: tuple[int, ...] = ()
    overdue: int = 0
    begun: int = 0
    ended: int = 0


class Month(Kept):
    """A district's month for its liaison; of fewer leaders than LEAST their number alone. promised: minutes a month;
    on_dose: leaders who had them; goals: that are live."""

    first: date
    last: date
    leaders: int = 0
    visits: Held = Held()
    on_dose: int = 0
    minutes: int = 0
    promised: int = 0
    goals: int = 0

    @property
    def large(self) -> bool:
        """Whether there are enough leaders for figures."""
        return self.leaders >= LEAST


@dataclass(frozen=True, slots=True)
class PairName:
    """A pair as people know it."""

    school: str
    leader: str
    coach: str
    district: int = 0
    coach_id: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """The names behind the ids. What isn't there any more has none."""

    pairs: Mapping[int, PairName] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    districts: Mapping[int, str] = field(default_factory=dict)

    def pair(self, row: int) -> PairName:
        """One pair."""
        return self.pairs.get(row, PairName("A school", "a leader", "a coach"))

    def person(self, row: int) -> str:
        """One person."""
        return self.people.get(row, "a coach")

    def district(self, row: int) -> str:
        """One district."""
        return self.districts.get(row, "A district")


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest that was kept. zone: the program's; title: the program's name, where it isn't the only one."""

    id: int
    number: int
    as_of: datetime
    zone: str
    figures: Figures
    kind: str = WEEK
    title: str = "Coaching"
    programme: int = 0
