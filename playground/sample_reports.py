"""The status reports of the sample programme: two periods that were read, and one that is due today.

Of what is over 82 % came in time and nearly all the rest within two days. Of what is due now a few are in, one was
returned, and two coaches raised a flag.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from playground.sample_history import ZONE
from playground.sample_roster import SEED, Pairing, pairings

ON_TIME, SLIGHTLY_LATE = 0.82, 0.96
PROGRESS = (("on_track", 70), ("slipping", 20), ("stuck", 6), ("done", 4))
WORKLOADS = (("right", 70), ("heavy", 22), ("light", 8))
EVIDENCE = (
    "Two grade teams plan from the same exit ticket now.",
    "Walkthrough notes go out the same day; five teachers answered.",
    "The leadership team keeps its own agenda and times.",
    "Feedback names one next move and a date.",
    "The data meeting ended with a decision for the first time.",
    "Families were asked before the schedule changed.",
    "Three of four steps from last month are done.",
    "Classroom visits went from one to four a week.",
)
NO_CONTACT = "No time was found; two calls weren't answered."
NEXT = ("A walkthrough together, then the data team.", "Plan the next staff meeting.", "Look at the mid-year numbers.")
COMMENT = "Please add what the two missed visits were about."
FOCUS = ("practices:P5",)


@dataclass(frozen=True, slots=True)
class SampleSection:
    """What a coach wrote of one leader."""

    leader_email: str
    progress: str
    evidence: str
    next: str
    focus: tuple[str, ...] = FOCUS
    concern: str = "none"
    leader_seen: bool | None = None


@dataclass(frozen=True, slots=True)
class SampleReport:
    """One report in the state it has come to. decided: by whom, by e-mail, and when."""

    coach_email: str
    first: date
    state: str
    drafted_at: datetime
    sections: tuple[SampleSection, ...] = ()
    submitted_at: datetime | None = None
    decided: tuple[str, datetime] | None = None
    comment: str | None = None
    workload: str | None = None


def generate_reports(now: datetime, seed: int = SEED) -> list[SampleReport]:
    """The reports of the two periods before the one that is due at now's day, and those of that one so far."""
    today = now.astimezone(ZONE).date()
    here = _period_before(today)
    older = _period_before(here)
    rows = pairings(seed)
    found = []
    for number, coach in enumerate(sorted({row.coach_email for row in rows})):
        mine = [row for row in rows if row.coach_email == coach]
        rng = random.Random(f"{seed} reports {coach}")  # noqa: S311 - a sample, not a secret
        for first in (_period_before(older), older):
            found += _read(rng, coach, mine, first)
        found += _due_now(rng, coach, mine, here, now, number)
    return found


def _read(rng: random.Random, coach: str, rows: list[Pairing], first: date) -> list[SampleReport]:
    """A report that was submitted, in time or not, and accepted a day or two later."""
    if not (held := _of_period(rows, first)):
        return []
    chance, due = rng.random(), _due(first)
    late = -rng.randint(1, 40) if chance < ON_TIME else rng.randint(2, 44) if chance < SLIGHTLY_LATE else 100
    submitted = due + timedelta(hours=late)
    decided = (_coordinator(rng.randint(1, 4)), submitted + timedelta(hours=rng.randint(4, 30)))
    return [SampleReport(
        coach, first, "accepted", _drafted(first), _sections(rng, held), submitted, decided,
        workload=_one_of(rng, WORKLOADS),
    )]  # fmt: skip


def _due_now(
    rng: random.Random, coach: str, rows: list[Pairing], first: date, now: datetime, number: int
) -> list[SampleReport]:
    """A draft; every third was submitted yesterday, of which one was returned and two carry a flag."""
    if not (held := _of_period(rows, first)):
        return []
    if number % 3:
        return [SampleReport(coach, first, "drafted", _drafted(first))]
    submitted = now - timedelta(hours=18, minutes=25 + 7 * number)
    concern = {6: "call", 12: "watch"}.get(number, "none")
    returned = number == 3
    decided = (_coordinator(1), now - timedelta(hours=2)) if returned else None
    return [SampleReport(
        coach, first, "returned" if returned else "submitted", _drafted(first), _sections(rng, held, concern),
        submitted, decided, COMMENT if returned else None, _one_of(rng, WORKLOADS),
    )]  # fmt: skip


def _sections(rng: random.Random, rows: list[Pairing], concern: str = "none") -> tuple[SampleSection, ...]:
    found = []
    for place, row in enumerate(rows):
        flag = concern if place == 0 else "none"
        progress = "stuck" if flag == "call" else _one_of(rng, PROGRESS)
        evidence = NO_CONTACT if flag == "call" else rng.choice(EVIDENCE)
        found.append(
            SampleSection(row.leader_email, progress, evidence, rng.choice(NEXT), FOCUS, flag, rng.random() < 0.6)
        )
    return tuple(found)


def _of_period(rows: list[Pairing], first: date) -> list[Pairing]:
    last = _last(first)
    return [row for row in rows if row.starts_on <= last and row.ends_on >= first]


def _period_before(day: date) -> date:
    """The first day of the half month before the one this day is in."""
    if day.day > 15:
        return day.replace(day=1)
    return (day.replace(day=1) - timedelta(days=1)).replace(day=16)


def _last(first: date) -> date:
    return first.replace(day=15) if first.day == 1 else (first + timedelta(days=20)).replace(day=1) - timedelta(days=1)


def _drafted(first: date) -> datetime:
    return _at(first.replace(day=13 if first.day == 1 else 27), time(9))


def _due(first: date) -> datetime:
    day = _last(first)
    for _ in range(2):
        day += timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
    return _at(day, time(17))


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE).astimezone(UTC)


def _one_of(rng: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]


def _coordinator(number: int) -> str:
    return f"coordinator.{number}@example.org"
