"""Quarters, semesters and seasons as people ask for them: Q2, last quarter, this fall, spring 2026, first semester."""

import re
from collections.abc import Collection, Iterator
from datetime import date

from bot.language.numbers import ordinal
from bot.language.words import Found
from bot.rules.lists import Span
from bot.rules.terms import FALL, HALVES, SPRING, Year, half, half_in, half_near, quarter, quarter_near

_B, _E = r"(?<![\w'])", r"(?:'s)?(?![\w'])"
_LEAD = r"(?:so far )?(?:(?:in|during|for|over|of) )?(?:the )?"
_NEAR = r"(?P<near>this|current|last|past|previous|next|coming)"
_NTH = r"(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th)"
_OF_YEAR = r"(?: of (?:the |this )?(?:school |academic )?year)?"
_NOT_OF = r"(?!,? ?(?:of|in)? ?20\d\d)(?! of)"  # of which year, or of what else, isn't known
_DIGITS = {"one": 1, "two": 2, "three": 3, "four": 4}
_SEASON = r"(?P<season>fall|autumn|spring)(?: semester| term)?"
# After and before which "fall" and "spring" are no season.
_AFTER = r"(?! (?:through|behind|short|apart|off|out|into|break|festival|back|below|under|between|asleep|away)(?!\w))"
_SAID_BEFORE = "will would may might could can did does do to i we you they she he not t"
_BEFORE = "".join(rf"(?<!\b{one} )" for one in _SAID_BEFORE.split())
_QUARTERS = tuple(
    re.compile(_B + _LEAD + one + _OF_YEAR + _E + _NOT_OF + "(?: so far)?")
    for one in (rf"{_NTH} quarter", r"(?:q|quarter) ?(?P<digit>[1-4]|one|two|three|four)", rf"{_NEAR} quarter")
)
_SEMESTERS = tuple(
    re.compile(_B + _LEAD + one + _OF_YEAR + _E + _NOT_OF + "(?: so far)?")
    for one in (rf"{_NEAR} semester", r"(?P<nth>first|1st|second|2nd) semester")
)
_SEASONS = re.compile(
    rf"{_B}{_LEAD}(?:{_NEAR} )?{_BEFORE}{_SEASON}(?:(?: of)?,? (?P<year>20\d\d))?{_E}{_AFTER}(?: so far)?"
)
_BY = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}

_WORD_AFTER = re.compile(r" ?([^\W_]+)")
Said = tuple[re.Match[str], Span | None, Span | None]


def terms(text: str, today: date, year: Year) -> Iterator[Said]:
    """Each that is said, with which days it is for what was, and for what will be. year: the program's own."""
    for pattern in (*_QUARTERS, *_SEMESTERS, _SEASONS):
        for match in pattern.finditer(text):
            said = match.groupdict()
            span = _read(pattern, said, today, year)
            by = _BY.get(said.get("near") or "", 0)
            begun, over = span is not None and span.first <= today, span is not None and span.last < today
            yield match, span if begun and by < 1 else None, span if not over and by > -1 else None


def apart_from_names(text: str, names: Collection[str]) -> list[Found]:
    """Where a term is said beyond doubt, so that no school of that name is looked for there: "last spring", but neither
    "in spring" nor "last spring valley visit". names: words of them."""
    found = [match for pattern in (*_QUARTERS, *_SEMESTERS, _SEASONS) for match in pattern.finditer(text)]
    sure = [match for match in found if any(said for name, said in match.groupdict().items() if name != "season")]
    after = [_WORD_AFTER.match(text, match.end()) for match in sure]
    return [
        Found(match.start(), match.end(), "term", None)
        for match, word in zip(sure, after, strict=True)
        if not (word and word[1] in names)
    ]


def _read(pattern: re.Pattern[str], said: dict[str, str | None], today: date, year: Year) -> Span | None:
    by = _BY.get(said.get("near") or "", 0)
    if season := said.get("season"):
        name = SPRING if season == SPRING else FALL
        typed = said.get("year")
        return half_in(name, int(typed), year) if typed else half(name, today, year, by)
    nth = _nth(said)
    if pattern in _QUARTERS:
        return quarter(nth, year) if nth is not None else quarter_near(today, by, year)
    return half(HALVES[nth], today, year) if nth is not None else half_near(today, by, year)


def _nth(said: dict[str, str | None]) -> int | None:
    if word := said.get("nth"):
        return ordinal(word) - 1
    digit = said.get("digit")
    return (_DIGITS.get(digit) or int(digit)) - 1 if digit else None
