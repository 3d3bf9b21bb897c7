"""How long: 90m, 1h30, an hour and a half, three quarters of an hour."""

import re
from collections.abc import Callable
from typing import TypeAlias

from bot.language.numbers import NUMBER, number
from bot.language.words import Found
from bot.rules.contacts import MINUTES_MAX

# Hours and minutes are understood in the languages of a sentence or two, next to digits.
_H = r"(?:hours?|hrs?|h|horas?|heures?|stunden?|std)"
_M = r"(?:minutes?|mins?|m|minutos?|minuten)"
_TOOK = r"(?:(?:took|taking|lasted|lasting|stayed|totall?ing|total(?: of)?):? )?"
_ABOUT = r"(?:about|approximately|approx\.?|around|roughly|almost|nearly|circa|just (?:over|under)|~)"
_ROUGHLY = rf"{_TOOK}(?P<rough>(?:just )?{_ABOUT} ?)?"
_BOUND = r"(?:less than|more than|at least|at most|up to|under|over|no more than|max(?:imum)?(?: of)?) "
_BEFORE, _AFTER = r"(?<![\w.:/$-])(?<!\d,)", r"(?![\w'])(?! ?-?ago\b)"

Reader: TypeAlias = Callable[[re.Match[str]], float]


def _of(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_BEFORE}{_ROUGHLY}{pattern}{_AFTER}")


def _unsaid(_: re.Match[str]) -> float:
    return 0  # "40 to 50 minutes", "under an hour": no length that could be stored


def _both(found: re.Match[str]) -> float:
    return 60 * number(found["n"]) + number(found["m"])


_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_of(rf"{_BOUND}(?:{NUMBER}|half an)[ -]?(?:{_H}|{_M})"), _unsaid),
    (_of(rf"(?:{NUMBER}(?: to | or )|\d+(?:\.\d+)? ?- ?){NUMBER}[ -]?(?:{_H}|{_M})"), _unsaid),
    (_of(r"\d{1,2}h(?:\d\d)? ?(?:-|à|a|to|bis) ?\d{1,2}h(?:\d\d)?"), _unsaid),  # times of day, in French
    (_of(rf"(?P<n>{NUMBER})[ -]?{_H} (?P<m>fifteen|thirty|forty[ -]five)"), _both),
    (_of(r"(?P<n>[1-4]) ?hrs?(?P<m>[0-5]\d)"), _both),
    (_of(rf"{NUMBER} ?x ?{NUMBER}[ -]?(?:{_H}|{_M})|{NUMBER}[ -]?(?:{_H}|{_M}) ?x ?\d+"), _unsaid),
    (_of(rf"(?P<n>\d),(?P<m>\d) ?(?P<loose>{_H})"), lambda found: 60 * int(found["n"]) + 6 * int(found["m"])),
    (_of(rf"(?P<n>{NUMBER}) and a quarter {_H}"), lambda found: 60 * number(found["n"]) + 15),
    (_of(rf"(?P<n>{NUMBER}) and three quarters {_H}"), lambda found: 60 * number(found["n"]) + 45),
    (_of(rf"(?P<n>{NUMBER}) {_H} and a quarter"), lambda found: 60 * number(found["n"]) + 15),
    (_of(rf"{_H} and a quarter"), lambda _: 75),
    (_of(rf"{_H} and three quarters"), lambda _: 105),
    (_of(rf"(?:3/4|¾)(?: of an| an)? ?{_H}"), lambda _: 45),
    (_of(rf"(?:1/4|¼)(?: of an| an)? ?{_H}"), lambda _: 15),
    (_of(rf"(?<!\d )1/2(?: an)? ?{_H}"), lambda _: 30),
    (_of(rf"(?:a|one) (?P<loose>good|full|whole|solid|short|long) {_H}"), lambda _: 60),
    (_of(rf"(?P<n>{NUMBER})[ -]?(?P<loose>ish)[ -]?{_M}"), lambda found: number(found["n"])),
    (
        _of(rf"(?P<n>[1-4]) ?{_H} (?P<m>[0-5]?[05])(?=\s*(?:$|[,;]))"),
        _both,
    ),
    (_of(rf"(?P<n>{NUMBER}) {_H} and a half"), lambda found: 60 * number(found["n"]) + 30),
    (_of(rf"(?P<n>{NUMBER}) and a half {_H}"), lambda found: 60 * number(found["n"]) + 30),
    (_of(rf"{_H} and a half"), lambda _: 90),
    (_of(r"(?:three|3) quarters of an (?:hour|hr)"), lambda _: 45),
    (_of(r"(?:a )?quarter (?:of an )?(?:hour|hr)"), lambda _: 15),
    (_of(r"(?:a )?half(?: an|-| a)? ?(?:hour|hr)"), lambda _: 30),
    (
        _of(rf"(?P<n>{NUMBER})[ -]?{_H}(?:,? and |, | )?(?P<m>{NUMBER})[ -]?{_M}"),
        _both,
    ),
    (_of(r"(?P<n>[1-4]) ?h ?(?P<m>[0-5]\d)"), _both),
    (_of(rf"(?P<n>\d):(?P<m>[0-5]\d) ?{_H}"), _both),
    (_of(rf"(?P<n>{NUMBER})[ -]?{_H}"), lambda found: 60 * number(found["n"])),
    (_of(rf"(?P<n>{NUMBER})[ -]?{_M}"), lambda found: number(found["n"])),
    (re.compile(rf"{_BEFORE}{_ROUGHLY}(?P<n>\d{{1,3}})'(?!\w)"), lambda found: number(found["n"])),
    (_of(r"hour[ -]long"), lambda _: 60),
)


def durations(text: str) -> list[Found]:
    """Every length of time, in whole minutes; None for one that no contact has."""
    found: list[Found] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            minutes = read(match)
            possible = 1 <= minutes <= MINUTES_MAX and minutes == int(minutes)
            rough = any(match.groupdict().get(name) for name in ("rough", "loose"))
            found.append(Found(match.start(), match.end(), "minutes", int(minutes) if possible else None, rough))
            text = text[: match.start()] + "\0" * (match.end() - match.start()) + text[match.end() :]
    return found
