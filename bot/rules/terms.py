"""Quarters and halves of a school year: of twelve months from July, or of the program's own twelve; fall and spring."""

from calendar import monthrange
from datetime import date, timedelta

from bot.rules.lists import Span

QUARTERS = ("1st quarter", "2nd quarter", "3rd quarter", "4th quarter")
FALL, SPRING = "fall", "spring"
HALVES = (FALL, SPRING)
TERMS = frozenset({*QUARTERS, *HALVES})
JULY = 7
FALL_FROM, SPRING_UNTIL = (8, 1), (6, 30)
BEGINS, ENDS = range(7, 10), range(5, 9)  # the months in which a year begins and ends that has a fall and a spring
NEAREST = range(-2, 3)  # years from this one

Year = tuple[date, date]


def quarter(number: int, year: Year) -> Span | None:
    """One of the four of a school year, 0 to 3; None where it has no such twelve months."""
    first = _quarters_from(year)
    return _quarter(first, number) if first else None


def quarter_near(today: date, by: int, year: Year) -> Span | None:
    """The quarter that a day is in, or one so many before or after."""
    first = _quarters_from(year)
    if first is None:
        return None
    months = (today.year - first.year) * 12 + today.month - first.month
    return _quarter(first, months // 3 + by)


def half(name: str, today: date, year: Year, by: int = 0) -> Span | None:
    """The fall or spring of this school year (0), the newest that is over (-1), or the next that begins (1)."""
    if by == 0:
        return _half(name, year) if today <= year[1] else None
    found = [one for one in (_half(name, shifted(year, at)) for at in NEAREST) if one]
    if by < 0:
        return max((one for one in found if one.last < today), key=lambda one: one.first, default=None)
    return min((one for one in found if one.first > today), key=lambda one: one.first, default=None)


def half_in(name: str, number: int, year: Year) -> Span | None:
    """The fall or spring of a calendar year."""
    first = _half(name, year)
    return _half(name, shifted(year, number - first.first.year)) if first else None


def half_near(today: date, by: int, year: Year) -> Span | None:
    """The half that a day is in (0), the newest that is over (-1), or the next that begins (1)."""
    if by == 0:
        own = (_half(name, year) for name in HALVES)
        return next((one for one in own if one and one.first <= today <= one.last), None)
    found = [one for name in HALVES if (one := half(name, today, year, by))]
    return (max if by < 0 else min)(found, key=lambda one: one.first, default=None)


def shifted(year: Year, by: int) -> Year:
    """The same days so many years later."""
    first, last = (_moved(day, by) for day in year)
    return first, last


def _moved(day: date, by: int) -> date:
    return day.replace(year=day.year + by, day=min(day.day, monthrange(day.year + by, day.month)[1]))


def _quarters_from(year: Year) -> date | None:
    """The day from which a year has four quarters: its own first, of twelve whole months; else July 1 before it."""
    first, last = year
    if first.day == 1 and last == _moved(first, 1) - timedelta(days=1):
        return first
    july = date(first.year - (first.month < JULY), JULY, 1)
    return july if last < _moved(july, 1) else None


def _quarter(first: date, number: int) -> Span:
    month = first.year * 12 + first.month - 1 + 3 * number
    begins, after = (date(one // 12, one % 12 + 1, 1) for one in (month, month + 3))
    return Span(begins, after - timedelta(days=1), QUARTERS[number % 4])


def _half(name: str, year: Year) -> Span | None:
    """From the year's first day, not before August, to December; from January to its last day, not after June."""
    first, last = year
    if first.month not in BEGINS or last.month not in ENDS or last.year != first.year + 1:
        return None
    if name == FALL:
        return Span(max(first, date(first.year, *FALL_FROM)), date(first.year, 12, 31), FALL)
    return Span(date(last.year, 1, 1), min(last, date(last.year, *SPRING_UNTIL)), SPRING)
