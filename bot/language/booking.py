"""What `/coachmeet …` asks for: `Lincoln thu 2pm 60m`, `move Lincoln to friday 10`, `skip Pine Street tue, testing`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.language.bookwords import ACTS, ASK, EVERY, KINDS, REASONS, SMALL, Said, first_of
from bot.language.clocks import When, clocks
from bot.language.coming import coming_on, planned_on
from bot.language.days import Day, days
from bot.language.durations import durations
from bot.language.names import name_words, names
from bot.language.numbers import number
from bot.language.spelling import Spelled, spelled
from bot.language.words import Found, alike, masked
from bot.rules.bookings import BOOK, CHANGES, MOVE, WEEKLY, Booking
from bot.rules.dates import local_time
from bot.rules.lines import Pair, Read

READ_MAX = 300
_TO = re.compile(r"(?<!\w)(?:to|until|onto|for|into|->|=>)(?!\w)|→")
# An hour without anything that says so, next to a day or after "to": "friday 10", "to 2".
_HOUR = re.compile(r"(?:(?<=\0 )|(?<=\0, )|(?<=to )|(?<=at ))(?P<h>\d{1,2})(?P<m>[.:][0-5]\d)?(?![\w:/.-])")
_WORD = re.compile(r"[^\s,;.:!?()\0]+")


@dataclass(slots=True)
class _Line:
    """The line while it is read. left: without what was taken; typed, plain: as typed, and in one spelling."""

    typed: str
    plain: Spelled
    left: str
    taken: list[Found] = field(default_factory=list)

    def take(self, found: Sequence[Found]) -> list[Found]:
        """Cover what was found."""
        self.left = masked(self.left, list(found))
        self.taken += found
        return list(found)

    def words(self, *found: Found) -> str:
        """What was typed for it."""
        spots = self.plain.spots
        return " ".join(self.typed[spots[one.start] : spots[one.end]] for one in found)

    def shaky(self, one: Found) -> bool:
        """Whether it is a guess by its words alone: doubtful, or misspelled."""
        return one.shaky or any(start < one.end and one.start < end for start, end in self.plain.wrong)


def read_booking(text: str, pairs: Sequence[Pair], now: datetime) -> Booking:
    """Read one typed line. pairs: the person's own engagements; now: aware. Never raises; says what it can't read."""
    typed = text[:READ_MAX]
    plain = spelled(alike(typed), name_words(pairs))
    line = _Line(typed, plain, plain.text)
    said = lambda start, end: typed[plain.spots[start] : plain.spots[end]]  # noqa: E731 - names() asks for one
    named = line.take(names(plain.text, said, pairs))
    whom = _whom(line, named, pairs)
    zone = next((pair.zone for pair in pairs if pair.id in whom.value), pairs[0].zone if pairs else "UTC")
    act, every = _act(line)
    booking = _times(line, local_time(now, zone), act)
    rest = text[READ_MAX:].strip()
    unread = [*booking.unread, *_unread(line), *([rest] if rest else [])]
    return Booking(
        act=booking.act, pairs=whom, kind=booking.kind, old=booking.old, day=booking.day, start=booking.start,
        minutes=booking.minutes, every=every, reason=booking.reason, ask=booking.ask, unread=tuple(unread), zone=zone,
    )  # fmt: skip


def _whom(line: _Line, named: Sequence[Found], pairs: Sequence[Pair]) -> Read[tuple[int, ...]]:
    """The pairs that every name fits, or else those that any does; the only pair there is, as a guess."""
    if not named:
        return Read((pairs[0].id,), True) if len(pairs) == 1 else Read(())
    every = frozenset[int]().union(*(one.value for one in named))
    ids = frozenset.intersection(*(frozenset(one.value) for one in named)) or every
    shaky = any(line.shaky(one) for one in named)
    return Read(tuple(pair.id for pair in pairs if pair.id in ids), shaky, line.words(*named))


def _act(line: _Line) -> tuple[Said | None, int]:
    """What is to be done, and of a series how many weeks apart it is."""
    series = EVERY.search(line.left)
    if series:
        line.take([Found(series.start(), series.end(), "every", None)])
        return Said(WEEKLY, series[0]), _weeks(series)
    said = first_of(ACTS, line.left)
    if said:
        line.take([said.found])
    return said, 0


def _weeks(match: re.Match[str]) -> int:
    if match["other"]:
        return 2
    count = match["n"]
    return int(number(count)) if count else 1


def _times(line: _Line, here: datetime, act: Said | None) -> Booking:
    """All but the pair: lengths first, then days and times, so that "2pm" and "60m" aren't taken for each other."""
    ask = ASK.search(line.left)
    if ask:
        line.take([Found(ask.start(), ask.end(), "ask", None)])
    reason = first_of(REASONS, line.left) if act and act.code in CHANGES else None
    if reason:
        line.take([reason.found])
    kind = first_of(KINDS, line.left)
    if kind:
        line.take([kind.found])
    lengths = line.take(durations(line.left))
    said_days = sorted(line.take(days(line.left)), key=lambda one: one.start)
    hint = next((one.value.half for one in said_days if one.value.half), "")
    times = line.take(sorted(clocks(line.left, hint), key=lambda one: one.start)) or line.take(_hours(line.left, hint))
    return _whole(line, here, act, _Parts(ask is not None, reason, kind, lengths, said_days, times))


@dataclass(frozen=True, slots=True)
class _Parts:
    ask: bool
    reason: Said | None
    kind: Said | None
    lengths: list[Found]
    days: list[Found]
    times: list[Found]


def _hours(text: str, hint: str) -> list[Found]:
    """Hours that only their places tell: guesses."""
    return [
        Found(match.start(), match.end(), "when", found[0].value, shaky=True)
        for match in _HOUR.finditer(text)
        if (found := clocks(f"at {match[0].replace('.', ':')}", hint))
    ]


def _whole(line: _Line, here: datetime, act: Said | None, parts: _Parts) -> Booking:
    times = [one for one in parts.times if one.value is not None]
    when: When | None = times[-1].value if times else None
    start = Read(when.hhmm, line.shaky(times[-1]) or not when.plain, line.words(times[-1])) if when else None
    code = act.code if act else BOOK
    old, new, unread = _which_days(line, here, code, parts.days, when)
    to = _TO.search(line.left) if code == MOVE else None
    spare = [one for one in parts.times if one not in times[-1:] and not (to and one.end <= to.start())]
    unread += [line.words(one) for one in (*spare, *parts.lengths[1:])]
    return Booking(
        Read(code, act is None and not parts.days),
        kind=Read(parts.kind.code, line.shaky(parts.kind.found), parts.kind.words) if parts.kind else None,
        old=old,
        day=new,
        start=start,
        minutes=_minutes(line, parts.lengths, when, times),
        reason=Read(parts.reason.code, False, parts.reason.words) if parts.reason else None,
        ask=parts.ask,
        unread=tuple(one for one in unread if one),
    )


def _minutes(line: _Line, lengths: list[Found], when: When | None, times: list[Found]) -> Read[int] | None:
    if lengths and lengths[0].value:
        return Read(lengths[0].value, line.shaky(lengths[0]), line.words(lengths[0]))
    if when and when.minutes:
        return Read(when.minutes, not when.plain or when.bare, line.words(times[-1]))
    return None


Days = tuple[Read[date] | None, Read[date] | None, list[str]]


def _which_days(line: _Line, here: datetime, code: str, said: list[Found], when: When | None) -> Days:
    """The day of the visit that is meant, the day it is to be on, and what was typed for a day and can't be one."""
    to = _TO.search(line.left) if code == MOVE else None
    if code in CHANGES and code != MOVE:
        old_said, new_said = said[:1], said[1:]
    elif code == MOVE and to:
        old_said = [one for one in said if one.end <= to.start()]
        new_said = [one for one in said if one.start >= to.end()]
    else:
        old_said, new_said = (said[:-1], said[-1:]) if code == MOVE else ([], said)
    unread: list[str] = []
    old = _day(line, old_said, unread, lambda day: planned_on(day, here.date()))
    minute, start = here.hour * 60 + here.minute, when.start if when else None
    new = None
    if code not in CHANGES or code == MOVE:
        new = _day(line, new_said, unread, lambda day: coming_on(day, here.date(), minute, start))
    else:
        unread += [line.words(one) for one in new_said]
    return old, new, unread


def _day(
    line: _Line, said: Sequence[Found], unread: list[str], read: Callable[[Day], tuple[date | None, bool]]
) -> Read[date] | None:
    """The last of the days said; the others, and one that can't be, go to unread."""
    unread += [line.words(one) for one in said[:-1]]
    if not said:
        return None
    day, guessed = read(said[-1].value)
    if day is None:
        unread.append(line.words(said[-1]))
        return None
    return Read(day, guessed or line.shaky(said[-1]), line.words(said[-1]))


def _unread(line: _Line) -> list[str]:
    """The words that nothing was made of, small ones apart; what stands together stays together."""
    found: list[Found] = []
    for match in _WORD.finditer(line.left):
        if match[0] in SMALL:
            continue
        if found and all(word in SMALL for word in line.left[found[-1].end : match.start()].split()):
            found[-1] = Found(found[-1].start, match.end(), "", None)
        else:
            found.append(Found(match.start(), match.end(), "", None))
    return [line.words(one) for one in found]
