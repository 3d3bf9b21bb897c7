"""What happens on which day: the sample's roster and closures, and a seed for everything that people decide."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from playground.sample_words import NOTES, STEPS

FILES = Path(__file__).parents[2] / "playground" / "sample_files"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
DAY = timedelta(days=1)
HELD, MOVED, BY_PHONE = 0.84, 0.08, 0.02  # of planned visits; the rest is missed
CALLS = 0.35  # of the pairs have a call or an e-mail beside it in a week
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
QUIET = {"principal.22@example.org": date(2026, 11, 9), "principal.36@example.org": date(2026, 12, 1)}
SLOW = {"coach.f@example.org": 1, "coach.k@example.org": 3}  # business days after the due day on which they submit


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the sample's engagements."""

    school: str
    leader: str
    coach: str
    weekday: int
    start: str
    minutes: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Deed:
    """What a coach does about one pair on a day. act: log, move, skip, call, email; line: what they type."""

    coach: str
    act: str
    line: str


def pairs() -> list[Pair]:
    """The pairs of the sample that have a weekly visit."""
    with (FILES / "engagements.csv").open(newline="") as file:
        return [_pair(row) for row in csv.DictReader(file) if row["visit_day"] in DAYS]


def _pair(row: dict[str, str]) -> Pair:
    return Pair(
        row["school"], row["leader_email"], row["coach_email"], DAYS.index(row["visit_day"]), row["visit_start"],
        int(row["visit_minutes"]), date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"]),
    )  # fmt: skip


def closed_days() -> frozenset[date]:
    """The days on which every school is closed."""
    with (FILES / "closures.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["scope"] == "programme"]
    return frozenset(day for row in rows for day in _days(row["day"], row["until"]))


def _days(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    until = date.fromisoformat(last) if last else day
    while day <= until:
        yield day
        day += DAY


def deeds_of(day: date, cast: list[Pair]) -> list[Deed]:
    """What the coaches do on a school day, decided by the day's own seed."""
    found = []
    for one in cast:
        if not one.starts_on <= day <= one.ends_on or day >= QUIET.get(one.leader, date.max):
            continue
        rng = random.Random(f"{day} {one.school}")  # noqa: S311 - a play, not a secret
        if one.weekday == day.weekday():
            found.append(_visit(rng, one))
        elif rng.random() < CALLS / 4:
            found.append(_beside(rng, one))
    return found


def _visit(rng: random.Random, one: Pair) -> Deed:
    luck = rng.random()
    start = one.start.removeprefix("0")
    if luck < HELD:
        work = " + ".join(rng.sample(WORK, rng.choice((1, 1, 2))))
        line = f"{one.minutes}m visit {one.school} today {start} {work}; {rng.choice(NOTES).rstrip('.')}"
        return Deed(one.coach, "log", line + _step(rng))
    if luck < HELD + MOVED:
        return Deed(one.coach, "log", f"{one.minutes - 15}m visit {one.school} today 15:00 sounding board")
    if luck < HELD + MOVED + BY_PHONE:
        return Deed(one.coach, "log", f"{rng.choice((25, 40))}m call {one.school} today {start}")
    return Deed(one.coach, "skip", f"skip {one.school} {rng.choice(REASONS)}")


def _step(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return ""
    owner, what = rng.choice(STEPS)
    who, day = "she will" if owner == "leader" else "I will", rng.choice(("Fri", "Thu", "next Tue"))
    return f"; {who} {what[0].lower()}{what[1:]} by {day}"


def _beside(rng: random.Random, one: Pair) -> Deed:
    if rng.random() < 0.5:
        return Deed(one.coach, "log", f"{rng.randint(8, 40)}m call {one.school} today 15:30")
    return Deed(one.coach, "log", f"{rng.randint(1, 3)} emails {one.school} today")
