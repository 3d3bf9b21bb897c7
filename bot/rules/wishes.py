"""What a person may want of messages (form F34), in plain values: whether it fits together, and how it reads."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.contacts import brief
from bot.rules.dates import clock, minute_of
from bot.rules.nudges import Kind
from bot.rules.zones import spoken

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORTEST = 60  # minutes of a day that must be left


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants, with what is usual filled in. own_zone: their own choice; zone: what is in force.

    kinds: what they may get, in order; off: the stopped ones; prompt_weeks: None for those who get no questions.
    """

    zone: str
    own_zone: str | None
    days: Collection[int]
    hours: tuple[str, str]
    bundle_at: str
    quiet: tuple[str, str] | None
    away: tuple[date, date] | None
    kinds: tuple[Kind, ...]
    off: frozenset[str]
    prompt_weeks: int | None
    text_only: bool
    cap: int
    today: date


@dataclass(frozen=True, slots=True)
class Coming:
    """A kind as the page of what will be sent shows it. at: when the next one is said, if one is planned."""

    kind: Kind
    off: bool
    at: datetime | None


def hours_problem(first: str, last: str, bundle: str, begin: str | None, end: str | None) -> dict[str, str]:
    """What doesn't fit together, by field. first to last: the hours; begin to end: quiet in between."""
    opens, closes = minute_of(first), minute_of(last)
    if closes <= opens:
        return {"hours_to": f"Choose a time after {clock(first)}."}
    if begin is None or end is None:
        if begin != end:
            return {"quiet_from" if begin is None else "quiet_to": "Choose both times, or clear both."}
        return _bundle_problem((opens, closes), (opens, opens), bundle)
    quiet = minute_of(begin), minute_of(end)
    if quiet[1] <= quiet[0]:
        return {"quiet_to": f"Choose a time after {clock(begin)}."}
    return _bundle_problem((opens, closes), quiet, bundle)


def _bundle_problem(hours: tuple[int, int], quiet: tuple[int, int], bundle: str) -> dict[str, str]:
    left = hours[1] - hours[0] - max(0, min(hours[1], quiet[1]) - max(hours[0], quiet[0]))
    if left < SHORTEST:
        return {"quiet_to" if quiet[0] < quiet[1] else "hours_to": "Leave at least an hour of the day."}
    if not hours[0] <= minute_of(bundle) < hours[1]:
        return {"bundle_at": "Choose a time in your hours."}
    if quiet[0] <= minute_of(bundle) < quiet[1]:
        return {"bundle_at": f"{clock(bundle)} is in your quiet time. Choose another one."}
    return {}


def hours_words(wishes: Wishes) -> list[str]:
    """When somebody is written to: Monday to Friday, 7:00 AM–6:00 PM, Eastern time."""
    lines = [f"{days_words(wishes.days)}, {between(wishes.hours)}, {spoken(wishes.zone)}"]
    lines.append(f"What can wait comes together at {clock(wishes.bundle_at)}")
    if wishes.quiet:
        lines.append(f"Quiet: {between(wishes.quiet)}")
    return lines


def days_words(days: Collection[int]) -> str:
    """Weekdays in words: Monday to Friday; Monday, Wednesday and Friday."""
    held = sorted(days)
    if len(held) > 2 and held == list(range(held[0], held[-1] + 1)):
        return "Every day" if len(held) == len(WEEKDAYS) else f"{WEEKDAYS[held[0]]} to {WEEKDAYS[held[-1]]}"
    names = [WEEKDAYS[one] for one in held]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def between(span: tuple[str, str]) -> str:
    """7:00 AM–6:00 PM."""
    return f"{clock(span[0])}–{clock(span[1])}"


def away_words(away: tuple[date, date] | None) -> str:
    """Whether and when somebody is away."""
    if away is None:
        return "Not away"
    first, last = away
    return f"Away on {brief(first)}" if first == last else f"Away from {brief(first)} to {brief(last)}"
