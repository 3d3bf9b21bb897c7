"""Spans of days as people ask for them: this month, in October, since Sept 15, the last 30 days, Oct 1 to Nov 15."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

from bot.language.days import MONTHS, Day, days, due_on, held_on
from bot.language.lastresort import last_resort
from bot.language.numbers import SPELLED, number
from bot.language.terms import terms
from bot.language.words import Found
from bot.rules.lists import EARLIEST, Span, month_span, stretch
from bot.rules.periods import MIDDLE
from bot.rules.setup import school_year
from bot.rules.terms import Year

_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_N = rf"(?:\d{{1,3}}|an?|{SPELLED}|couple of)"
_B, _E = r"(?<![\w'])", r"(?![\w'])"
_LAST_DAYS = 400  # a longer stretch isn't meant


@dataclass(frozen=True, slots=True)
class Said:
    """Days said at a place. back, ahead: which they are for what was, and for what will be; None where it can't be.

    reach: "in two weeks", which is of the past only where something didn't happen.
    """

    start: int
    end: int
    back: Span | None
    ahead: Span | None
    reach: bool = False


Match: TypeAlias = re.Match[str]


def _unit(unit: str, today: date, by: int) -> Span:
    """The week, month or school year so many from this one."""
    if unit == "week":
        first = today - timedelta(days=today.weekday() - 7 * by)
        return Span(first, first + timedelta(days=6), "")
    if unit == "month":
        place = today.year * 12 + today.month - 1 + by
        return month_span(place // 12, place % 12 + 1)
    first, last = school_year(date(today.year + by, today.month, 1))
    return Span(first, last, "")


def _relative(match: Match, today: date) -> tuple[Span | None, Span | None]:
    near = match["near"] or "this"
    by = -1 if near in {"last", "past", "previous"} else int(near in {"next", "coming", "following"})
    span = _unit(match["unit"].split()[-1], today, by)
    return (None if by > 0 else span), (None if by < 0 else span)


def _since_school(_match: Match, today: date) -> tuple[Span | None, Span | None]:
    return Span(school_year(today)[0], today, ""), None


def _stretch(match: Match, today: date) -> tuple[Span | None, Span | None]:
    """ "The last 30 days", today included; "the next two weeks" begin today too."""
    many = _days_in(match["n"], match["unit"])
    if not 0 < many <= _LAST_DAYS:
        return None, None
    if match["near"] == "next":
        return None, Span(today, today + timedelta(days=many - 1), "")
    return stretch(today, many), None


def _days_in(said: str, unit: str) -> int:
    many = 2 if said == "couple of" else int(said) if said.isdigit() else int(number(said))
    return many * {"day": 1, "week": 7, "month": 30}[unit]


def _month(match: Match, today: date) -> tuple[Span | None, Span | None]:
    month = MONTHS[match["month"]]
    if match["year"]:
        span = month_span(int(match["year"]), month)
        return span, span
    back = month_span(today.year - (month > today.month), month)
    ahead = month_span(today.year + (month < today.month), month)
    return back, ahead


def _within(match: Match, today: date) -> tuple[Span | None, Span | None]:
    """ "Nov 1-15": some days of one month."""
    first, last = int(match["first"]), int(match["last"])
    back, ahead = _month(match, today)
    return _part_of(back, first, last), _part_of(ahead, first, last)


def _half(match: Match, today: date) -> tuple[Span | None, Span | None]:
    """ "First half of November": until the 15th, as a report's period."""
    back, ahead = _month(match, today)
    first = match["half"] in {"first", "1st"}
    made = (one and _part_of(one, *((1, MIDDLE) if first else (MIDDLE + 1, one.last.day))) for one in (back, ahead))
    return next(made), next(made)


def _part_of(month: Span | None, first: int, last: int) -> Span | None:
    if month is None or not 0 < first <= last <= month.last.day:
        return None
    return Span(month.first.replace(day=first), month.first.replace(day=last), "")


def _ever(_match: Match, today: date) -> tuple[Span | None, Span | None]:
    return Span(EARLIEST, today, ""), None


Reader: TypeAlias = Callable[[Match, date], tuple[Span | None, Span | None]]
_SO_FAR = r"(?:so far )?(?:in |during |for |over )?(?:the )?"
_PATTERNS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (
        re.compile(
            rf"{_B}{_SO_FAR}(?P<near>this|current|last|past|previous|next|coming|following) "
            rf"(?P<unit>week|month|(?:school |academic )?year)(?:'s)?{_E}(?: so far)?"
        ),
        _relative,
    ),
    (re.compile(rf"{_B}(?:the )?(?P<unit>year)(?P<near>) to date{_E}"), _relative),
    (
        re.compile(
            rf"{_B}since (?:the )?(?:(?:beginning|start) of )?(?:the )?(?:school(?: year)?|year)"
            rf"(?: (?:started|began|starts))?{_E}"
        ),
        _since_school,
    ),
    (
        re.compile(
            rf"{_B}{_SO_FAR}(?P<near>last|past|previous|next) (?P<n>{_N}) (?:school )?(?P<unit>day|week|month)s?{_E}"
        ),
        _stretch,
    ),
    (re.compile(rf"{_B}(?:ever|of all time|all time|in all|altogether){_E}"), _ever),
)
# Before single days are read: "in two weeks" is also a day to come, and in "Nov 1-15" neither is a day alone.
_FIRST: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (
        re.compile(rf"{_B}(?P<near>(?:in|for)) (?:more than |over )?(?P<n>{_N}) (?P<unit>day|week|month)s?{_E}"),
        _stretch,
    ),
    (
        re.compile(
            rf"{_B}(?:(?:in|from|on) )?{_MONTH} (?P<first>\d{{1,2}}) ?- ?(?P<last>\d{{1,2}})"
            r"(?:,? (?P<year>20\d\d))?(?![\w/:-])"
        ),
        _within,
    ),
    (
        re.compile(
            rf"{_B}(?:in |during |for )?(?:the )?(?P<half>first|1st|second|2nd|last) half of (?:the month of )?{_MONTH}"
            rf"(?:,? (?P<year>20\d\d))?{_E}"
        ),
        _half,
    ),
)
_WHOLE_MONTH = re.compile(
    rf"{_B}(?:so far )?(?:(?:in|during|for|of) )?(?:the month of )?{_MONTH}(?:,? (?P<year>20\d\d))?(?:'s)?{_E}(?!['-])"
    r"(?: so far)?"
)
_MAY = re.compile(r"(?:in|during|for|of|since|from|to|and|,|vs|versus|than) (?:the month of )?may$")
_SINCE = re.compile(rf"{_B}since (?:the )?(?:(?:beginning|start)(?: of)? )?(?:of )?$")
_FROM, _TO = (
    re.compile(rf"{_B}(?:from|between)? ?(?:the )?$"),
    re.compile(r"^ ?(?:to|through|thru|until|till|and|-) ?(?:the )?$"),
)
_ON = re.compile(rf"{_B}(?:on|for) $")


def spans(text: str, today: date, year: Year | None = None) -> list[Said]:
    """Every span of days said, in order. text: in one spelling, names masked; year: the program's, if it is known."""
    said = terms(text, today, year or school_year(today))
    found = [Said(match.start(), match.end(), back, ahead) for match, back, ahead in said]
    left = _covered(text, found)
    for pattern, read in _FIRST:
        for match in pattern.finditer(left):
            back, ahead = read(match, today)
            found.append(Said(match.start(), match.end(), back, ahead, reach="near" in match.groupdict()))
            left = _cover(left, match.start(), match.end())
    dated = [one for one in days(left) if one.value.how not in {"vague", "end"}]
    dated = _of_one_month(left, dated)
    left = _covered(left, dated)
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(left):
            back, ahead = read(match, today)
            found.append(Said(match.start(), match.end(), back, ahead))
            left = _cover(left, match.start(), match.end())
    for match in _WHOLE_MONTH.finditer(left):
        if match["month"] != "may" or match["year"] or _MAY.search(left[: match.end()]):
            back, ahead = _month(match, today)
            found.append(Said(match.start(), match.end(), back, ahead))
            left = _cover(left, match.start(), match.end())
    dated = dated or ([] if found else last_resort(left))
    found += [_single(text, one, today) for one in dated]
    return _joined(text, sorted(found, key=lambda one: one.start), today)


def _of_one_month(text: str, dated: list[Found]) -> list[Found]:
    """ "The 1st to the 15th of October": the first day is of that month too."""
    made = sorted(dated, key=lambda one: one.start)
    for place, (one, after) in enumerate(pairwise(made)):
        day, then = one.value, after.value
        if day.how == "dom" and then.how == "date" and _TO.match(text[one.end : after.start]):
            made[place] = replace(one, value=replace(day, how="date", month=then.month, year=then.year))
    return made


def _covered(text: str, found: Sequence[Said | Found]) -> str:
    for one in found:
        text = _cover(text, one.start, one.end)
    return text


def _cover(text: str, start: int, end: int) -> str:
    return text[:start] + "\0" * (end - start) + text[end:]


def _single(text: str, one: Found, today: date) -> Said:
    """One day."""
    day: Day = one.value
    back, ahead = held_on(day, today)[0], due_on(day, today)[0]
    start, end = one.start, one.end
    before = _ON.search(text[:start])
    start = before.start() if before else start
    return Said(start, end, _one(back), _one(ahead))


def _one(day: date | None) -> Span | None:
    return Span(day, day, "") if day else None


def _joined(text: str, found: list[Said], today: date) -> list[Said]:
    """With "since" and "from … to" taken into account."""
    made: list[Said] = []
    place = 0
    while place < len(found):
        one = found[place]
        after = found[place + 1] if place + 1 < len(found) else None
        since = _SINCE.search(text[: one.start])
        if since:
            back = Span(one.back.first, today, "") if one.back else None
            made.append(Said(since.start(), one.end, back, None))
        elif after and (both := _between(text, one, after)):
            made.append(both)
            place += 1
        else:
            made.append(one)
        place += 1
    return made


def _between(text: str, one: Said, after: Said) -> Said | None:
    """From one day or month to another; "and" joins only after "between"."""
    joint = _TO.match(text[one.end : after.start])
    lead = re.search(r"(?:from|between) (?:the )?$", text[: one.start])
    if not joint or ("and" in joint[0] and not (lead and lead[0].startswith("between"))):
        return None
    start = lead.start() if lead else one.start
    back = Span(one.back.first, after.back.last, "") if one.back and after.back else None
    if back and back.last < back.first:
        back = None
    return Said(start, after.end, back, None)
