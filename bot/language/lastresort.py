"""Days in a shape our own rules don't know, read by dateparser: 17.11.2026, 2026/11/17, a fortnight ago.

Only what looks like one whole day is handed over, it is never more than a guess, and the library is loaded when a line
first needs it: its data cost a tenth of a second once.
"""

import re
from datetime import datetime

from bot.language.days import Day
from bot.language.numbers import SPELLED
from bot.language.words import Found

LONGEST = 30  # characters handed over
_BASE = datetime(2001, 1, 15, 12)  # noqa: DTZ001 - what "ago" is reckoned from is no moment, only a difference
_SHAPED = re.compile(
    r"(?<![\w./-])(?:\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)20\d\d|20\d\d(?P<sign>[./-])\d{1,2}(?P=sign)\d{1,2})"
    r"(?![\w/]|[.-]\d)|"
    rf"(?<!\w)(?P<ago>(?:an?|\d{{1,2}}|{SPELLED}) fortnights? ago)(?!\w)"
)
_SETTINGS = {
    "DATE_ORDER": "MDY",
    "PREFER_DATES_FROM": "past",
    "RELATIVE_BASE": _BASE,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "STRICT_PARSING": True,
    "PARSERS": ["relative-time", "absolute-time"],
    "RETURN_AS_TIMEZONE_AWARE": False,
}


def last_resort(text: str) -> list[Found]:
    """The first such day, as a guess; vague where day and month may be either. text: what nobody else could read."""
    match = _SHAPED.search(text)
    if match is None or len(match[0]) > LONGEST:
        return []
    day = _ago(match[0]) if match["ago"] else _date(match[0], match["mark"] or match["sign"])
    return [Found(match.start(), match.end(), "day", day, shaky=True)]


def _parsed(words: str) -> datetime | None:
    import dateparser  # noqa: PLC0415 - costs a tenth of a second, and hardly any line needs it

    found: datetime | None = dateparser.parse(words, languages=["en"], settings=_SETTINGS)
    return found


def _ago(words: str) -> Day:
    found = _parsed(words)
    return Day("offset", (found.date() - _BASE.date()).days) if found else Day("vague")


def _date(words: str, mark: str) -> Day:
    first, second = (int(one) for one in words.split(mark)[:2])
    found = None if mark != "/" and first <= 12 and second <= 12 and first != second else _parsed(words)
    return Day("date", found.day, found.month, found.year) if found else Day("vague")
