"""When on the day: 2pm, half past three, 2-3:30pm, 9 til noon."""

import re
from dataclasses import dataclass, replace

from bot.language.numbers import UNITS, number
from bot.language.words import Found
from bot.rules.contacts import MINUTES_MAX

_HOUR_WORD = rf"(?:{'|'.join(UNITS[1:13])})"
_HALF = r"(?: ?[ap]\.m\.| ?[ap]m|[ap])(?!\w)"
_PLAIN = rf"(?:\d{{1,2}}(?::\d\d)?(?:{_HALF})?|\d{{4}}(?:{_HALF})?|\d{{3}}{_HALF})"
_SOME = r"(?:half|(?:a )?quarter|five|ten|twenty[ -]five|twenty|5|10|20|25)"
_PAST = rf"{_SOME}(?: min(?:ute)?s)? (?:past|after|to|till|before) (?:{_HOUR_WORD}|\d{{1,2}})(?:{_HALF})?"
_SPOKEN = rf"{_HOUR_WORD}(?: (?:fifteen|thirty|forty[ -]five))?(?:{_HALF})?"
_ATOM = rf"(?:(?:12 ?)?noon|(?:12 ?)?midnight|{_PAST}|{_SPOKEN}|\d{{1,2}}\.\d\d{_HALF}|{_PLAIN})"
_BEFORE, _AFTER = r"(?<![\w.:/$#-])", r"(?![\w/%]|:\d|\.\d|-\d)"
_TO = r"(?: ?- ?| to | til | till | 'til | until | through | thru )"

SPAN = re.compile(rf"{_BEFORE}(?:from )?(?P<a>{_ATOM}){_TO}(?P<b>{_ATOM}){_AFTER}(?! [0-5]\d(?![\w:]))")
BETWEEN = re.compile(rf"{_BEFORE}between (?P<a>{_ATOM}) and (?P<b>{_ATOM}){_AFTER}")
_DOTTED = r"\d{1,2}\.[0-5]\d"
DOTTED = re.compile(rf"{_BEFORE}(?:from )?(?P<a>{_DOTTED}){_TO}(?P<b>{_DOTTED}(?:{_HALF})?){_AFTER}")
COMPACT = re.compile(rf"{_BEFORE}(?:from )?(?P<a>\d{{3}})(?: ?- ?| to )(?P<b>\d{{3,4}}){_AFTER}")
BEGAN = re.compile(
    rf"{_BEFORE}(?:started|began|arrived|start|in)(?: at)?:? (?P<a>{_ATOM}),?(?: and)? "
    rf"(?:ended|finished|left|done|end|out)(?: at)?:? (?P<b>{_ATOM}){_AFTER}"
)
_ENDS = r"(?=\s*(?:$|[,;\0]|for |with |w/|at ))"
POINT = re.compile(rf"{_BEFORE}(?P<at>(?:(?:starting|started|began|beginning) )?(?:at |@ ?))?(?P<a>{_ATOM}){_AFTER}")
ROUGHLY = re.compile(rf"{_BEFORE}(?P<at>(?:at )?(?:around|about|approx\.?|~) ?)(?P<a>{_ATOM}){_AFTER}{_ENDS}")
_PARTS = re.compile(
    rf"(?:(?P<past>[a-z0-9 -]+?)(?: min(?:ute)?s)? (?P<way>past|after|to|till|before) )?(?P<hour>{_HOUR_WORD}|"
    rf"\d{{1,4}})"
    r"(?:[:.](?P<minute>\d\d)| (?P<spoken>fifteen|thirty|forty[ -]five))?(?P<half>.*)"
)


AWAKE, ASLEEP = 5 * 60, 23 * 60  # a contact at another time may well be misread


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. half: "a", "p", "24" where it is certain by itself, or "" when nothing says."""

    minute: int
    half: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """Start in minutes since midnight, and the length where an end was typed. plain: nothing had to be assumed."""

    start: int
    minutes: int | None
    plain: bool
    bare: bool

    @property
    def hhmm(self) -> str:
        """The start as "HH:MM"."""
        return f"{self.start // 60:02d}:{self.start % 60:02d}"


def read_clock(text: str) -> Clock | None:
    """One time of day, or None when there is no such time."""
    if text.endswith(("noon", "midnight")):
        return Clock(720 if text.endswith("noon") else 0, "24")
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return None
    typed = parts["hour"]
    hour = int(typed) if typed.isdigit() else int(number(typed))
    minute = int(parts["minute"] or 0) or int(number(parts["spoken"] or "zero"))
    if typed.isdigit() and len(typed) > 2:
        hour, minute = divmod(hour, 100)
    if parts["past"]:
        hour, minute = _past(parts["past"], parts["way"], hour)
    half = (parts["half"] or "").strip()[:1]
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return None
    if half:
        return Clock(hour % 12 * 60 + minute + (720 if half == "p" else 0), half)
    certain = hour > 12 or hour == 0 or (typed.isdigit() and (len(typed) > 2 or typed.startswith("0")))
    return Clock(
        hour * 60 + minute, "24" if certain else "", not parts["minute"] and not parts["past"] and len(typed) < 3
    )


def _past(said: str, way: str, hour: int) -> tuple[int, int]:
    some = said.removeprefix("a ")
    minutes = {"half": 30, "quarter": 15}.get(some) or int(some if some.isdigit() else number(some))
    return (hour, minutes) if way in {"past", "after"} else ((hour - 1) or 12, 60 - minutes)


def settle(clock: Clock, hint: str) -> tuple[int, bool]:
    """Minutes since midnight, and whether that is certain. A bare 1 to 6 is the afternoon's, 7 to 11 the morning's."""
    if clock.half:
        return clock.minute, True
    hour = clock.minute // 60
    afternoon = hint == "p" or (hint != "a" and (hour < 7 or hour == 12))
    return clock.minute % 720 + (720 if afternoon else 0), bool(hint)


def settle_span(first: Clock, last: Clock, hint: str) -> When | None:
    """A start and an end: what one of them says of its half of the day holds for the other where it can."""
    bare = first.bare and last.bare and not {first.half, last.half} & {"a", "p"}
    starts = [first.minute] if first.half else [first.minute % 720, first.minute % 720 + 720]
    ends = [last.minute] if last.half else [last.minute % 720, last.minute % 720 + 720]
    fits = [(b - a, a) for a in starts for b in ends if 0 < b - a <= MINUTES_MAX]
    if not fits:
        return None
    shortest = min(fits)[0]
    possible = [a for length, a in fits if length == shortest]
    if len(possible) == 1:
        return When(possible[0], shortest, True, bare)
    start, certain = settle(first, hint)
    return When(start, shortest, certain, bare) if start in possible else When(possible[0], shortest, False, bare)


def clocks(text: str, hint: str = "") -> list[Found]:
    """Every time or span of times; the value is a When, or None for one that can't be. hint: "a", "p" or ""."""
    found: list[Found] = []
    for pattern in (BEGAN, SPAN, DOTTED, COMPACT, BETWEEN, ROUGHLY, POINT):
        for match in pattern.finditer(text):
            one = _read(match, hint)
            if one:
                found.append(one)
                text = text[: one.start] + "\0" * (one.end - one.start) + text[one.end :]
    return found


def _read(match: re.Match[str], hint: str) -> Found | None:
    first = read_clock(match["a"])
    if match.re in {POINT, ROUGHLY}:
        if not _says_time(match):
            return None
        when = _point(first, hint, plain=match.re is POINT) if first else None
    else:
        last = read_clock(match["b"])
        when = settle_span(first, last, hint) if first and last else None
        if when and (match.re in {DOTTED, COMPACT} or match["a"] in {"five", "ten"}):
            when = replace(when, plain=False)  # "9.30 to 10.15" may be figures, "ten to twelve" a single time
    return Found(match.start(), match.end(), "when", when, not when or not when.plain)


def _point(clock: Clock, hint: str, *, plain: bool) -> When:
    start, certain = settle(clock, hint)
    return When(start, None, plain and certain and AWAKE <= start < ASLEEP, False)


def _says_time(match: re.Match[str]) -> bool:
    atom: str = match["a"]
    marked = ":" in atom or re.search(r" (?:past|to|after|before|till) |noon|midnight", atom) is not None
    return bool(match["at"]) or marked or re.search(r"\d ?[ap](?:m|\.m\.)?$", atom) is not None
