"""What was agreed and noted in the sample's visits: notes without names, and next steps due on school days."""

import random
from datetime import date, timedelta
from typing import Protocol

from playground.sample_roster import CLOSURES

WEEKS = 4  # of visits that carry words
NOTED, AGREED = 0.8, 0.7  # shares of them
DONE = 0.6  # of the steps that are due already
FOCUS = ("practices:P2", "practices:P5", "practices:P6", "practices:P7", "cpsel:2B", "cpsel:2C", "cpsel:3C")
NOTES = (
    "Exit tickets differ from room to room. We looked at six of them side by side.",
    "The data team agrees on the question, not yet on who brings the charts.",
    "Hallway transitions are calmer since the new bell plan.",
    "Feedback after walkthroughs reaches teachers too late to use.",
    "Reading blocks start on time in most rooms. Two grades lose ten minutes.",
    "She wants to hand the agenda of the staff meeting to the grade leads.",
    "Parents came to the math evening. Nobody has written to those who could not.",
    "The schedule leaves no hour for the leadership team before December.",
)
STEPS = (
    ("leader", "Draft a common exit ticket"),
    ("leader", "Share the walkthrough pattern with the grade leads"),
    ("leader", "Put ten minutes of data first on the agenda"),
    ("leader", "Write to the families who could not come"),
    ("leader", "Ask two teachers to open their rooms"),
    ("coach", "Bring two samples of exit tickets"),
    ("coach", "Send the protocol for looking at student work"),
    ("coach", "Sit in on the data team"),
    ("coach", "Find a school with the same schedule to visit"),
)

Agreed = tuple[str, str, date, bool]


class Pair(Protocol):
    """What names a pair."""

    @property
    def leader_email(self) -> str: ...
    @property
    def district(self) -> str: ...
    @property
    def school(self) -> str: ...


def words_of(row: Pair, day: date, today: date) -> tuple[str | None, tuple[str, ...], tuple[Agreed, ...]]:
    """A visit's note, its focus, and what was agreed in it: (owner, what, due day, done), by a seed of its own."""
    rng = random.Random(f"{row.leader_email} {day}")  # noqa: S311 - a sample, not a secret
    if not today - timedelta(weeks=WEEKS) <= day <= today:
        return None, (), ()
    note = rng.choice(NOTES) if rng.random() < NOTED else None
    focus = (rng.choice(FOCUS),) if rng.random() < AGREED else ()
    if rng.random() >= AGREED:
        return note, focus, ()
    chosen = rng.sample(STEPS, rng.choice((1, 1, 2)))
    return note, focus, tuple(_agreed(rng, row, owner, what, day, today) for owner, what in chosen)


def _agreed(rng: random.Random, row: Pair, owner: str, what: str, day: date, today: date) -> Agreed:
    due = _school_day(row, day + timedelta(days=rng.choice((2, 3, 7, 7, 14))))
    return owner, what, due, due < today and rng.random() < DONE


def _school_day(row: Pair, day: date) -> date:
    scopes = ("programme", row.district, row.school)
    while day.weekday() > 4 or any(one.day <= day <= one.until and one.scope in scopes for one in CLOSURES):
        day += timedelta(days=1)
    return day
