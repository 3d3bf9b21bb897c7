"""School days: Mondays to Fridays on which a school is neither closed nor testing. Days of the calendar, no clock."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.rules.contacts import brief
from bot.rules.programme import TestWindow

SATURDAY = 5
AROUND = timedelta(days=30)  # in which the nearest school days are looked for


def days(first: date, last: date) -> Iterable[date]:
    """Every day from the first to the last."""
    return (first + timedelta(days=place) for place in range((last - first).days + 1))


def closed_days(
    closures: Iterable[tuple[date, date]], windows: Iterable[TestWindow], first: date, last: date
) -> frozenset[date]:
    """The days from first to last on which no visit is held: closures (day, until) and test windows."""
    spans = [*closures, *((one.start, one.end) for one in windows)]
    return frozenset(day for start, end in spans for day in days(max(start, first), min(end, last)))


def is_school_day(day: date, closed: frozenset[date]) -> bool:
    """Whether school is held."""
    return day.weekday() < SATURDAY and day not in closed


def school_days(first: date, last: date, closed: frozenset[date]) -> list[date]:
    """The school days from the first to the last."""
    return [day for day in days(first, last) if is_school_day(day, closed)]


def school_day_problem(day: date, closures: Iterable[tuple[date, date]], earliest: date) -> str | None:
    """Why a next step can't be due on a day, with the nearest days that can be (domain rule 7); None when it can."""
    closed = closed_days(closures, (), day - AROUND, day + AROUND)
    if is_school_day(day, closed):
        return None
    before = school_days(max(day - AROUND, earliest), day, closed)[-1:]
    near = " or ".join(brief(one) for one in [*before, *school_days(day, day + AROUND, closed)[:1]])
    return f"{brief(day)} is no school day. Choose {near or 'another day'}."
