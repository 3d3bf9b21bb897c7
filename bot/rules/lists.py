"""Which contacts a list shows: with whom, of which kind, from which days, how many."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.contacts import KINDS
from bot.rules.setup import school_year

LAST, LAST_MAX = 5, 20
MONTHS_BACK = 12
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, both ends included, and what they are called: October 2026."""

    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; nothing is everything. pairs: engagements."""

    pairs: tuple[int, ...] = ()
    kind: str = ""
    span: Span | None = None

    @property
    def narrowed(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.pairs or self.kind or self.span)

    @property
    def days(self) -> tuple[date, date]:
        """The first and last day that it takes."""
        return (self.span.first, self.span.last) if self.span else (EARLIEST, LATEST)


@dataclass(frozen=True, slots=True)
class Asked:
    """What `last` asks for. unknown: words that are no school, leader, kind, days or number; most: how many."""

    wanted: Wanted
    most: int = LAST
    unknown: tuple[str, ...] = ()


def month_span(year: int, month: int) -> Span:
    """A month."""
    first = date(year, month, 1)
    return Span(first, first.replace(day=calendar.monthrange(year, month)[1]), f"{first:%B %Y}")


def week_span(today: date, back: int = 0) -> Span:
    """This week, Monday to Sunday, or one so many weeks ago."""
    monday = today - timedelta(days=today.weekday() + 7 * back)
    return Span(monday, monday + timedelta(days=6), ("This week", "Last week")[back])


def stretch(today: date, many: int) -> Span:
    """The last so many days, today included."""
    return Span(today - timedelta(days=many - 1), today, f"The last {many} days")


def periods(today: date) -> dict[str, Span]:
    """The days a list may be narrowed to, by code: two weeks, twelve months, two school years."""
    found = {"week": week_span(today), "lastweek": week_span(today, 1)}
    year, month = today.year, today.month
    for _ in range(MONTHS_BACK):
        found[f"{year}-{month:02d}"] = month_span(year, month)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    for back in range(2):
        first, last = school_year(today - timedelta(days=365 * back))
        found[f"year-{first.year}"] = Span(first, last, f"School year {first.year}–{last.year % 100:02d}")
    return found


def kind_words(kind: str) -> str:
    """A kind in the plural, as a list's heading says it."""
    return {"email": "E-mails", "other": "Other contacts"}.get(kind) or f"{KINDS[kind].label}s"
