"""Days as people type them: Mon, last Tuesday, the 9th, 11/19, Nov. 4, two days ago, by eod."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from bot.language.numbers import ORDINAL_WORD, SPELLED, number, ordinal
from bot.language.words import Found

WEEKDAYS = {
    name: place
    for place, names in enumerate(
        ("mon monday", "tue tues tuesday", "wed weds wednesday", "thu thur thurs thursday", "fri friday")
    )
    for name in names.split()
} | {"saturday": 5, "sunday": 6, "sat": 5, "sun": 6}
MONTHS = {
    name: place
    for place, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip

LONG_AGO = 180  # days; a year typed with such a day may be mistyped
HALVES = {"mo": "a", "am": "a", "a.": "a", "af": "p", "ev": "p", "ni": "p", "pm": "p", "p.": "p"}
_DOT = r"(?:\.(?=[ ,]))?"  # Mon. or Nov., but not the end of a sentence
_WORDS = sorted(WEEKDAYS, key=len, reverse=True)
_WD = rf"(?P<wd>{'|'.join(name for name in _WORDS if name not in {'sat', 'sun'})}){_DOT}"
_WD_FULL = rf"(?P<wd>{'|'.join(_WORDS)}){_DOT}"
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))}){_DOT}"
_MONTHS_ONLY = sorted((name for name in MONTHS if name not in {"may", "mar"}), key=len, reverse=True)
_SURE_MONTH = rf"(?P<month>{'|'.join(name for name in _MONTHS_ONLY)})"
# Of which there is a second one: "October third grade walkthrough" is no day.
_NUMBERED = r"(?:grad|visit|session|call|time|half|quarter|week|round|one|period|meeting|walk|class|semester|lesson)"
_LEAD = rf"(?:{_WD_FULL},? (?:the )?)?"
_TH = r"(?:st|nd|rd|th)"
_YEAR = r"(?:,? (?P<year>20\d\d))?"
_PART = r"(?:,? (?:in the )?(?P<part>morning|afternoon|evening|night|nite|[ap]\.m\.|[ap]m))?"
_BEFORE, _AFTER = r"(?<![\w./$#-])", r"(?![\w/]|'s|-\d|:\d|\.\d)"
_COUNT = rf"(?P<n>\d{{1,2}}|an?|{SPELLED})"


@dataclass(frozen=True, slots=True)
class Day:
    """A day as said. how: date, dom (day of the month), weekday, offset (days from today), end, or vague.

    near: for a weekday, "last", "this" or "next", and "lastweek" or "nextweek" where the week is named.
    """

    how: str
    day: int = 0
    month: int = 0
    year: int = 0
    weekday: int | None = None
    near: str = ""
    half: str = ""


Reader: TypeAlias = Callable[[dict[str, str]], Day]


def _of(pattern: str) -> re.Pattern[str]:
    return re.compile(_BEFORE + pattern + _PART + _AFTER)


def _weekday(said: dict[str, str]) -> int | None:
    return WEEKDAYS[said["wd"]] if said.get("wd") else None


def _dated(said: dict[str, str]) -> Day:
    year = int(said.get("year") or 0)
    month = said["month"]
    number_ = MONTHS.get(month) or int(month)
    return Day("date", ordinal(said["day"]), number_, year + 2000 if 0 < year < 100 else year, _weekday(said))


def _near(said: dict[str, str]) -> Day:
    near = (
        (said.get("near") or "").strip().replace("this past", "last").replace("past", "last").replace("coming", "this")
    )
    week = (said.get("week") or "").strip().replace("of ", "").replace(" ", "")
    return Day("weekday", weekday=_weekday(said), near=week or near)


def _offset(said: dict[str, str]) -> Day:
    days = int(number(said["n"])) * (7 if said["unit"] == "week" else 1)
    return Day("offset", -days if said["way"] == "ago" else days)


def _fixed(how: str, day: int = 0, half: str = "") -> Reader:
    return lambda _: Day(how, day, half=half)


_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_of(r"(?P<year>20\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)"), _dated),
    (_of(r"\d{1,2}\.\d{1,2}\."), _fixed("vague")),  # 12.11. may be either
    (_of(rf"{_COUNT} (?:{'|'.join(WEEKDAYS)})s ago"), _fixed("vague")),
    (_of(rf"(?:the )?week (?:of|beginning|starting|ending) (?:the )?(?:{_MONTH} )?[\d/]+{_TH}?"), _fixed("vague")),
    (_of(rf"{_LEAD}(?P<month>0?[1-9]|1[0-2])-(?P<day>\d\d?)-(?P<year>20\d\d)"), _dated),
    (_of(rf"{_LEAD}(?P<month>\d\d?)/(?P<day>\d\d?)(?:/(?P<year>(?:20)?\d\d))?"), _dated),
    (_of(rf"{_LEAD}{_MONTH}[ -]?(?:the )?(?P<day>\d{{1,2}}){_TH}?{_YEAR}"), _dated),
    (_of(rf"{_LEAD}(?P<day>\d{{1,2}}){_TH}?[ -]?(?:of )?{_MONTH}{_YEAR}"), _dated),
    (_of(rf"{_LEAD}(?:the )?(?P<day>{ORDINAL_WORD}) of {_MONTH}{_YEAR}"), _dated),
    (_of(rf"{_LEAD}{_SURE_MONTH} (?:the )?(?P<day>{ORDINAL_WORD}){_YEAR}(?! {_NUMBERED})"), _dated),
    (
        _of(rf"{_LEAD}the (?P<day>\d{{1,2}}{_TH}|{ORDINAL_WORD})"),
        lambda said: Day("dom", ordinal(said["day"]), weekday=_weekday(said)),
    ),
    (
        _of(rf"{_WD_FULL},? (?P<day>\d{{1,2}}{_TH})"),
        lambda said: Day("dom", ordinal(said["day"]), weekday=_weekday(said)),
    ),
    (
        _of(rf"(?:every|each|one|some|most) {_WD_FULL}|{_COUNT} weeks? ago,? (?:on )?(?:{'|'.join(WEEKDAYS)})"),
        _fixed("vague"),
    ),
    (_of(rf"{_WD_FULL} (?P<near>before last)"), _near),
    (_of(rf"(?P<week>last week|next week|this week),? (?:on )?{_WD_FULL}"), _near),
    (_of(rf"{_WD_FULL},? (?P<week>(?:of )?(?:last week|next week|this week))"), _near),
    (_of(rf"(?P<near>this past|last|past|this|next|coming) {_WD_FULL}"), _near),
    (_of(r"(?:the )?day before (?:yesterday|yest|yday)"), _fixed("offset", -2)),
    (_of(r"(?:the )?day after (?:tomorrow)"), _fixed("offset", 2)),
    (_of(r"(?:yesterday|yest|yday|y'day)"), _fixed("offset", -1)),
    (_of(r"(?:tomorrow|tmrw|tmw|tmr)"), _fixed("offset", 1)),
    (_of(r"(?:today|earlier today)"), _fixed("offset", 0)),
    (_of(r"this (?:morning|am)"), _fixed("offset", 0, "a")),
    (_of(r"(?:this (?:afternoon|evening|pm)|tonight)"), _fixed("offset", 0, "p")),
    (_of(r"last (?:night|evening)"), _fixed("offset", -1, "p")),
    (
        _of(
            r"(?:(?:a )?(?:few|couple|couple of) (?:days|weeks) ago|"
            r"(?:earlier )?(?:this|last) (?:week|month)|the other day|this (?:fall|term|semester|"
            r"quarter))(?! (?:on )?[a-z]+day)"
        ),
        _fixed("vague"),
    ),
    (_of(rf"{_COUNT} (?P<unit>day|week)s? (?P<way>ago)(?: today)?"), _offset),
    (_of(rf"(?P<way>in) {_COUNT} (?P<unit>day|week)s?"), _offset),
    (_of(rf"{_COUNT} (?P<unit>day|week)s? (?P<way>from now|from today)"), _offset),
    (
        _of(rf"(?:e\.?o\.?d|c\.?o\.?b|end of (?:the )?day)\.?(?: (?:on )?(?P<wd>{'|'.join(WEEKDAYS)}))?"),
        lambda said: Day("weekday", weekday=_weekday(said)) if said.get("wd") else Day("end"),
    ),
    (_of(r"(?:e\.?o\.?w|end of (?:the |this )?week)\.?"), _fixed("end", 4)),
    (_of(r"(?:last|next|past) (?:week|month|year|term|quarter|semester)"), _fixed("vague")),
    (_of(_WD), _near),
    (_of(r"(?:on|by|last|this) (?P<wd>sat|sun)"), _near),
    (_of(r"(?P<wd>sat|sun)(?= \d{1,2}(?::\d\d|-| ?[ap]m?\b))"), _near),
)  # fmt: skip


def days(text: str) -> list[Found]:
    """Every day said in the text, as a Day."""
    found: list[Found] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            said = {name: value for name, value in match.groupdict().items() if value}
            one = read(said)
            half = HALVES.get(said.get("part", "")[:2], one.half)
            day = Day(one.how, one.day, one.month, one.year, one.weekday, one.near, half)
            found.append(Found(match.start(), match.end(), "day", day))
            text = text[: match.start()] + "\0" * (match.end() - match.start()) + text[match.end() :]
    return found


def _day(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _agrees(found: date | None, said: Day) -> date | None:
    return found if found and said.weekday in {None, found.weekday()} else None


def held_on(said: Day, today: date) -> tuple[date | None, bool]:
    """The day of something that was held, never after today, and whether that is a guess; None when it can't be."""
    if said.how == "date":
        return _held_date(said, today)
    if said.how == "dom":
        return _held_dom(said, today)
    if said.how == "weekday" and said.weekday is not None:
        return _held_weekday(said.weekday, said.near, today)
    if said.how == "offset" and said.day <= 0:
        return today + timedelta(said.day), False
    return None, False


def _held_date(said: Day, today: date) -> tuple[date | None, bool]:
    if said.year:
        found = _agrees(_day(said.year, said.month, said.day), said)
        return (found if found and found <= today else None), found is not None and (today - found).days > LONG_AGO
    this_year = _day(today.year, said.month, said.day)
    if this_year is None or this_year <= today:
        return _agrees(this_year, said), False
    if (this_year - today).days < 90:
        return None, False  # still to come; a year ago is not what was meant
    return _agrees(_day(today.year - 1, said.month, said.day), said), True


def _held_dom(said: Day, today: date) -> tuple[date | None, bool]:
    if said.day <= today.day:
        return _agrees(_day(today.year, today.month, said.day), said), False
    before = today.replace(day=1) - timedelta(days=1)
    return _agrees(_day(before.year, before.month, said.day), said), True


def _held_weekday(weekday: int, near: str, today: date) -> tuple[date | None, bool]:
    monday = today - timedelta(days=today.weekday())
    if near in {"next", "nextweek"}:
        return None, False
    if near == "lastweek":
        return monday + timedelta(days=weekday - 7), False
    if near in {"this", "thisweek"}:
        found = monday + timedelta(days=weekday)
        return (found if found <= today else None), False
    back = (today.weekday() - weekday) % 7
    if near == "before last":
        return today - timedelta(days=(back or 7) + 7), True
    if near == "last":
        found = today - timedelta(days=back or 7)
        return found, found >= monday  # "last Tuesday", said on a Wednesday, may be either
    return today - timedelta(days=back), back == 0


def due_on(said: Day, today: date) -> tuple[date | None, bool]:
    """The day something is due, never before today, and whether that is a guess; None when it can't be."""
    if said.how == "date":
        found = _agrees(_day(said.year or today.year, said.month, said.day), said)
        if found and found < today and not said.year and (today - found).days > 180:
            found = _agrees(_day(today.year + 1, said.month, said.day), said)
        return (found if found and found >= today else None), False
    if said.how == "dom":
        return _due_dom(said, today)
    if said.how == "weekday" and said.weekday is not None:
        return _due_weekday(said.weekday, said.near, today)
    if said.how == "offset" and said.day >= 0:
        return today + timedelta(said.day), False
    if said.how == "end":
        return today + timedelta(days=(said.day - today.weekday()) % 7 if said.day else 0), False
    return None, False


def _due_dom(said: Day, today: date) -> tuple[date | None, bool]:
    if said.day >= today.day:
        return _agrees(_day(today.year, today.month, said.day), said), False
    after = today.replace(day=28) + timedelta(days=7)
    return _agrees(_day(after.year, after.month, said.day), said), False


def _due_weekday(weekday: int, near: str, today: date) -> tuple[date | None, bool]:
    monday = today - timedelta(days=today.weekday())
    if near in {"last", "lastweek"}:
        return None, False
    if near == "nextweek":
        return monday + timedelta(days=7 + weekday), False
    ahead = (weekday - today.weekday()) % 7
    if near == "next":
        found = monday + timedelta(days=7 + weekday)
        return found, ahead > 0 and weekday > today.weekday()  # "next Friday", said on a Wednesday, may be either
    return today + timedelta(days=ahead or 7), ahead == 0
