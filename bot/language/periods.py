"""Which report period somebody means by a few words: last, Nov 1-15, the second half of October, 11/3, nov 16."""

import re
from datetime import date

from bot.language.days import MONTHS
from bot.rules.periods import MIDDLE, Period, period_of, previous

_NOW = frozenset(("this", "current", "now", "today", "this period", "current period", "this one"))
_LAST = frozenset(("last", "previous", "last period", "previous period", "the last", "last one", "before"))
_TH = r"(?:st|nd|rd|th)?"
_TO = r"\s*(?:-|–|—|to|until|through)\s*"
_NAME = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_SPAN = rf"(?P<day>\d{{1,2}}){_TH}(?:{_TO}(?:(?P<until>[a-z]+)\.?\s*)?(?P<last>\d{{1,2}}|end){_TH})?"
_HALF = r"(?P<half>first|1st|second|2nd|last|early|late)(?:\s+half)?(?:\s+of)?\s+"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"{_NAME}\s*{_SPAN}{_YEAR}",
        rf"{_SPAN}\s*(?:of\s+)?{_NAME}{_YEAR}",
        rf"{_HALF}{_NAME}{_YEAR}",
        rf"{_NAME}{_YEAR}",
        r"(?P<number>\d{1,2})/(?P<day>\d{1,2})(?:/(?P<year>20\d\d))?",
        r"(?P<year>20\d\d)-(?P<number>\d{1,2})(?:-(?P<day>\d{1,2}))?",
        _SPAN,
    )
)


def period_said(words: str, today: date) -> Period | None:
    """The period that is meant; a month alone means its newest begun half. None where the words name none."""
    said = " ".join(words.casefold().removeprefix("for ").split())
    if said in _NOW:
        return period_of(today)
    if said in _LAST:
        return previous(period_of(today))
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(said))), None)
    return _period(found.groupdict(), today) if found else None


def _period(said: dict[str, str | None], today: date) -> Period | None:
    month = _month(said, today)
    year = int(said.get("year") or 0) or (today.year if (month or 0) <= today.month else today.year - 1)
    first = _date(year, month, _day(said))
    if first is None:
        return None
    if not (said.get("day") or said.get("half")):
        return min(period_of(first.replace(day=MIDDLE + 1)), max(period_of(today), period_of(first)))
    period = period_of(first)
    return period if _ends_within(said, period, first) else None


def _month(said: dict[str, str | None], today: date) -> int | None:
    if name := said.get("month"):
        return MONTHS[name]
    number = said.get("number")
    return int(number) if number else today.month


def _day(said: dict[str, str | None]) -> int:
    if half := said.get("half"):
        return 1 if half in {"first", "1st", "early"} else MIDDLE + 1
    return int(said.get("day") or 1)


def _ends_within(said: dict[str, str | None], period: Period, first: date) -> bool:
    """Whether a last day that was named lies in the period too: Nov 1-30 is none."""
    last, until = said.get("last"), said.get("until")
    if until and MONTHS.get(until) != first.month:
        return False
    end = None if last in {None, "end"} else _date(first.year, first.month, int(str(last)))
    return last in {None, "end"} or (end is not None and first <= end <= period.last)


def _date(year: int, month: int | None, day: int) -> date | None:
    try:
        return date(year, month or 0, day)
    except ValueError:
        return None
