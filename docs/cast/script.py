"""What happens on which day: the sample's roster and closures, and a seed for everything that people decide."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path

from playground.sample_words import NOTES, STEPS

FILES = Path(__file__).parents[2] / "playground" / "sample_files"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
DAY = timedelta(days=1)
TYPED, AHEAD, MOVED, OFFERED = 0.42, 0.03, 0.04, 0.01  # of planned visits; for the others a coach waits for the card
CALLS = 0.35  # of the pairs have a call, an e-mail or a text beside it in a week
EXTRA = 0.006  # of the pairs are asked for one more meeting on a day
REASONS = ("illness", "school event", "principal asked", "coach asked", "travel")
WORK = ("walkthrough", "data team", "sounding board", "pd", "plan with consultants", "chart data")
EVIDENCE = (
    "Exit tickets are now common in four of six rooms.",
    "The data team set its own question and kept to it.",
    "Feedback reaches teachers the same day in most rooms.",
    "Grade leads ran the staff meeting on their own.",
    "Ten families came who had not come before.",
    "Reading blocks start on time in every room we saw.",
)
SLOW = {"coach.f@example.org": 1, "coach.k@example.org": 3}  # business days after the due day on which they submit
# Pairs of which nothing is heard between two days, and leaders who mostly cancel.
QUIET = {
    "principal.22@example.org": (date(2026, 11, 2), date(2027, 1, 11)),
    "principal.36@example.org": (date(2027, 1, 25), date.max),
}
BUSY = frozenset({"principal.9@example.org", "principal.50@example.org"})
LEAVE = {"coach.m@example.org": (date(2026, 11, 16), date(2026, 12, 4))}
CALLED = {
    date(2026, 12, 3): "coach.f@example.org",
    date(2027, 3, 5): "coach.k@example.org",
}  # who flags, and waits long
SHARED = frozenset({"West Meadow High", "Maple Street Elementary"})  # by two principals, one after the other
SNOW = {date(2027, 1, 27): "Mill River", date(2027, 2, 10): "Cedar Falls"}
MORNING, EVENING = time(8, 1), time(15, 46)


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the sample's engagements."""

    district: str
    school: str
    leader: str
    coach: str
    weekday: int
    start: str
    minutes: int
    starts_on: date
    ends_on: date

    @property
    def name(self) -> str:
        """How coaches name it: by the school, where that isn't shared."""
        return self.leader.partition("@")[0].replace(".", " ").title() if self.school in SHARED else self.school

    @property
    def over(self) -> time:
        """A minute after the weekly visit's end."""
        end = int(self.start[:2]) * 60 + int(self.start[3:]) + self.minutes + 1
        return time(end // 60, end % 60)

    def silent(self, day: date) -> bool:
        """Whether nothing is heard of them then."""
        first, last = QUIET.get(self.leader, (date.max, date.max))
        return first <= day < last


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody types on a day. act: log, meet, ask; line: what follows the command; at: not before this time."""

    who: str
    act: str
    line: str
    at: time


@dataclass(frozen=True, slots=True)
class Handed:
    """A pair that goes over to another coach."""

    on: date
    school: str
    coach: str


HANDED = (Handed(date(2027, 1, 11), "Chestnut Hill Elementary", "coach.b@example.org"),)
ENDED = {"Church Street Elementary": date(2027, 1, 29)}


def pairs() -> list[Pair]:
    """The pairs of the sample that have a weekly visit."""
    with (FILES / "engagements.csv").open(newline="") as file:
        return [_pair(row) for row in csv.DictReader(file) if row["visit_day"] in DAYS]


def _pair(row: dict[str, str]) -> Pair:
    ends_on = min(date.fromisoformat(row["ends_on"]), ENDED.get(row["school"], date.max))
    return Pair(
        row["district"], row["school"], row["leader_email"], row["coach_email"], DAYS.index(row["visit_day"]),
        row["visit_start"], int(row["visit_minutes"]), date.fromisoformat(row["starts_on"]), ends_on,
    )  # fmt: skip


def cast_of(day: date, cast: list[Pair]) -> list[Pair]:
    """The pairs that are at work on a day, each with its coach of then."""
    given = {one.school: one.coach for one in HANDED if one.on <= day}
    live = [one for one in cast if one.starts_on <= day <= one.ends_on]
    return [replace(one, coach=given.get(one.school, one.coach)) for one in live]


def on_leave(who: str, day: date) -> bool:
    """Whether somebody is away, and does nothing."""
    first, last = LEAVE.get(who, (date.max, date.min))
    return first <= day <= last


def closed_days() -> frozenset[date]:
    """The days on which every school is closed."""
    return frozenset(day for day, scope in _closures() if scope == "programme")


def closed_schools() -> frozenset[tuple[date, str]]:
    """The days on which a district or a school is closed."""
    return frozenset((day, scope) for day, scope in _closures() if scope != "programme")


def _closures() -> Iterator[tuple[date, str]]:
    with (FILES / "closures.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            yield from ((day, row["scope"]) for day in _days(row["day"], row["until"]))


def _days(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    until = date.fromisoformat(last) if last else day
    while day <= until:
        yield day
        day += DAY


def deeds_of(day: date, cast: list[Pair]) -> list[Deed]:
    """What people type on a school day, decided by the day's own seed, in the order of the day."""
    found: list[Deed] = []
    shut = {where for on, where in closed_schools() if on == day} | {SNOW.get(day, "")}
    for one in cast_of(day, cast):
        if one.silent(day) or on_leave(one.coach, day) or {one.district, one.school} & shut:
            continue
        rng = random.Random(f"{day} {one.name}")  # noqa: S311 - a play, not a secret
        if one.weekday == day.weekday():
            found += _visit(rng, one)
        elif rng.random() < CALLS / 4:
            found.append(_beside(rng, one))
        elif rng.random() < EXTRA:
            found.append(Deed(one.coach, "ask", f"{one.name} next {DAYS[day.weekday()]} 4pm 45m", MORNING))
    return sorted(found, key=lambda one: (one.at, one.who, one.line))


def _visit(rng: random.Random, one: Pair) -> list[Deed]:
    luck, start = rng.random(), one.start.removeprefix("0")
    if one.leader in BUSY and luck < 0.6:
        return [Deed(one.coach, "meet", f"skip {one.name} principal asked", MORNING)]
    if luck < TYPED:
        work = " + ".join(rng.sample(WORK, rng.choice((1, 1, 2))))
        line = f"{one.minutes}m visit {one.name} today {start} {work}; {rng.choice(NOTES).rstrip('.')}"
        return [Deed(one.coach, "log", line + _step(rng), one.over)]
    luck -= TYPED
    if luck < AHEAD:
        return [Deed(one.coach, "meet", f"skip {one.name} {rng.choice(REASONS)}", MORNING)]
    if luck < AHEAD + MOVED:
        day = DAYS[(one.weekday + rng.choice((1, 2))) % 5]
        return [Deed(one.coach, "meet", f"move {one.name} to {day} 2pm", MORNING)]
    if luck < AHEAD + MOVED + OFFERED:
        return [Deed(one.leader, "meet", f"move to {DAYS[(one.weekday + 1) % 5]} 10am", MORNING)]
    return []


def _step(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return ""
    owner, what = rng.choice(STEPS)
    who, day = "she will" if owner == "leader" else "I will", rng.choice(("Fri", "Thu", "next Tue"))
    return f"; {who} {what[0].lower()}{what[1:]} by {day}"


def _beside(rng: random.Random, one: Pair) -> Deed:
    lines = (
        f"{rng.randint(8, 40)}m call {one.name} today 15:30",
        f"{rng.randint(1, 3)} emails {one.name} today",
        f"{rng.randint(1, 4)} texts {one.name} today",
        f"{rng.choice((30, 45))}m video {one.name} today 15:00 sounding board",
        f"tried to call {one.name} today 15:15",
    )
    return Deed(one.coach, "log", rng.choices(lines, (8, 8, 3, 3, 1))[0], EVENING)
