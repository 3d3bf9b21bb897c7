"""Visits and meetings: when they are, which days a series gives, why one isn't held, and what each may become.

The wall time is what counts: a visit at 9:00 stays at 9:00. A wall time that doesn't exist takes the offset from
before the clocks go forward (2:30 is held at 3:30); one that is there twice is the first.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from dateutil.relativedelta import relativedelta, weekday
from dateutil.rrule import WEEKLY, rrule

from bot.rules.dates import local_time, zone
from bot.rules.programme import TestWindow

AHEAD = timedelta(weeks=8)  # for which visits are planned
BACK = timedelta(weeks=2)  # in which a closure that is learned of later still closes what was planned
LONGEST_AHEAD = timedelta(days=366)  # for a single meeting
WEEK = timedelta(days=7)
MINUTES_MIN, MINUTES_MAX = 5, 600
EVERY_MAX = 8
PLACE_MAX = 120
GUESTS_MAX = 40
SATURDAY = 5

# What is planned, as the kinds of contacts of bot/rules/contacts.py.
KINDS: dict[str, str] = {
    "visit": "On-site visit",
    "session": "Coaching session",
    "call": "Phone call",
    "video": "Video call",
    "team_meeting": "Team meeting",
    "cohort": "Cohort meeting",
    "other": "Meeting",
}
ON_SITE = "visit"  # at the school, so never on a day on which it is closed
BY_PHONE = "call"
GROUPS = ("team_meeting", "cohort", "other")
REMOTE = ("call", "video")
# A contact of one of these stands for a visit of any of them.
ALIKE = (frozenset({"visit", "session"}), frozenset(REMOTE), frozenset(GROUPS))

PROPOSED, PLANNED, HELD, CLOSED = "proposed", "planned", "held", "closed"
SKIPPED, DECLINED, WITHDRAWN = "skipped", "declined", "withdrawn"
LIVE = (PROPOSED, PLANNED, HELD)  # those that are to be, or were
GONE = (DECLINED, WITHDRAWN)  # those that lists leave out

REASONS: dict[str, str] = {
    "illness": "Illness",
    "event": "School event",
    "closure": "School closed",
    "testing": "Testing",
    "leader": "Principal asked",
    "coach": "Coach asked",
    "travel": "Travel or weather",
    "crisis": "Crisis at the school",
    "other": "Something else",
}
# Why the calendar closed one; what people close or skip has a reason of REASONS.
BY_CALENDAR: dict[str, str] = {"calendar": "School closed", "tests": "Testing"}


class Visit(NamedTuple):
    """A visit or meeting as everyone reads it: metadata only.

    day, start, zone: where it stands on the calendar, which for a time that the clocks skip isn't when it is held;
    at, ends_at: that, as instants. occurs_on: the day its series gave it; sequence: goes up with each change.
    asked_by: the person who proposed it; guests: the names of further leaders.
    """

    id: int
    engagement_id: int
    series_id: int | None
    programme_id: int
    school: str
    school_id: int
    leader: str
    leader_id: int
    coach: str
    coach_id: int
    kind: str
    occurs_on: date
    day: date
    start: str
    zone: str
    minutes: int
    at: datetime
    ends_at: datetime
    place: str | None
    state: str
    reason: str | None
    moved: bool
    make_up_for: int | None
    contact_id: int | None
    asked_by: int | None
    sequence: int
    changed_at: datetime
    guests: tuple[str, ...] = ()

    @property
    def local_start(self) -> str:
        """When it begins by the clock on the wall, "HH:MM"."""
        return f"{local_time(self.at, self.zone):%H:%M}"

    @property
    def by_phone(self) -> bool:
        """Whether it is held from afar."""
        return self.kind in REMOTE


@dataclass(frozen=True, slots=True)
class Weekly:
    """When a series is: on a weekday (0 is Monday), every so many weeks, from a day until one or for good."""

    weekday: int
    every: int
    first: date
    last: date | None = None


def instant_of(day: date, start: str, zone_name: str) -> datetime:
    """When a wall time "HH:MM" is on a day in a zone."""
    hour, minute = start.split(":")
    wall = datetime.combine(day, time(int(hour), int(minute)), zone(zone_name))  # fold 0: the first, or before the gap
    return wall.astimezone(UTC)


@lru_cache(maxsize=8192)
def span_of(day: date, start: str, zone_name: str, minutes: int) -> tuple[datetime, datetime]:
    """When a visit begins and ends."""
    at = instant_of(day, start, zone_name)
    return at, at + timedelta(minutes=minutes)


def occurrences(series: Weekly, first: date, last: date) -> tuple[date, ...]:
    """The days that a series gives from first to last, whether school is held on them or not."""
    begin = series.first + relativedelta(weekday=weekday(series.weekday)(1))
    end = last if series.last is None else min(last, series.last)
    if end < first or end < begin:
        return ()
    step = series.every * WEEK
    return _days(begin + max(0, (first - begin) // step) * step, series.every, first, end)


@lru_cache(maxsize=4096)
def _days(begin: date, every: int, first: date, last: date) -> tuple[date, ...]:
    rule = rrule(WEEKLY, interval=every, dtstart=datetime.combine(begin, time()))
    return tuple(one.date() for one in rule.between(_midnight(first), _midnight(last), inc=True))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def why_not_held(day: date, closures: Iterable[tuple[date, date]], windows: Iterable[TestWindow] = ()) -> str | None:
    """Why a series isn't held on a day: "calendar" or "tests", as in BY_CALENDAR; None when it is."""
    if any(first <= day <= last for first, last in closures):
        return "calendar"
    if any(one.start <= day <= one.end for one in windows):
        return "tests"
    return None


def fits(visit_kind: str, contact_kind: str) -> bool:
    """Whether a contact of one kind can be what became of a visit of another."""
    return visit_kind == contact_kind or any({visit_kind, contact_kind} <= group for group in ALIKE)


TRAVEL = timedelta(minutes=30)  # between two schools
WARNED = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a coach is from one instant to another. remote: on the phone or in a video call; theirs: of whom."""

    at: datetime
    ends_at: datetime
    zone: str
    school: str
    remote: bool = False


def warnings_of(new: Collection[Slot], others: Sequence[Slot]) -> tuple[str, ...]:
    """What a coach should look at: two places at once, or too little time from one school to another.

    It says so and goes no further; one sentence a school, at most three.
    """
    found: dict[tuple[str, str], str] = {}
    for slot in sorted(new, key=lambda one: one.at):
        for other in others:
            if problem := _clash(slot, other):
                found.setdefault((problem, other.school), _sentence(problem, slot, other))
    return tuple(found.values())[:WARNED]


def _clash(slot: Slot, other: Slot) -> str | None:
    if slot.at < other.ends_at and other.at < slot.ends_at:
        return "overlap"
    gap = max(other.at - slot.ends_at, slot.at - other.ends_at)
    apart = slot.school != other.school and not (slot.remote or other.remote)
    return "travel" if apart and gap < TRAVEL else None


def _sentence(problem: str, slot: Slot, other: Slot) -> str:
    begins, ends = local_time(other.at, slot.zone), local_time(other.ends_at, slot.zone)
    when = f"{begins:%a}, {begins:%b} {begins.day}, {_clock(begins)} to {_clock(ends)}"
    if problem == "overlap":
        return f"You are at {other.school} at that time: {when}."
    gap = max(other.at - slot.ends_at, slot.at - other.ends_at)
    return f"Only {round(gap.total_seconds() / 60)} minutes lie between this and {other.school}: {when}."


def _clock(here: datetime) -> str:
    return f"{here.hour % 12 or 12}:{here.minute:02d} {'AM' if here.hour < 12 else 'PM'}"
