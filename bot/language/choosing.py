"""Of all that was found, one value a field, as its kind of contact asks for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.language.chooser import Accepted, Chooser
from bot.language.clauses import Part
from bot.language.days import held_on
from bot.language.further import called, focus, how, made, medium
from bot.language.kinds import ASSUMED
from bot.language.scene import FILLERS, Scene
from bot.language.whom import presence, whom
from bot.language.words import Found
from bot.rules import contacts as rules
from bot.rules.lines import Pair, Read


@dataclass(slots=True)
class Chosen:
    """The fields of a draft, and the places of the words they were read from."""

    pairs: Read[tuple[int, ...]] = field(default_factory=lambda: Read(()))
    attendees: Read[tuple[int, ...]] = field(default_factory=lambda: Read(()))
    kind: Read[str] | None = None
    made: Read[str] | None = None
    medium: Read[str] | None = None
    day: Read[date] | None = None
    start: Read[str] | None = None
    minutes: Read[int] | None = None
    count: Read[int] | None = None
    activities: Read[tuple[str, ...]] = field(default_factory=lambda: Read(()))
    presence: Read[str] | None = None
    focus: Read[tuple[str, ...]] = field(default_factory=lambda: Read(()))
    unread: list[str] = field(default_factory=list)
    doubt: str = ""
    spans: list[tuple[int, int]] = field(default_factory=list)


def choose(scene: Scene, accepted: Accepted, pairs: Sequence[Pair], today: date) -> Chosen:
    """The value of each field."""
    chooser = Chooser(scene, accepted)
    chosen = Chosen()
    chosen.made = made(chooser)
    doubt = scene.doubt() if chosen.made is None else None
    chosen.doubt = scene.said(doubt.start(), doubt.end()) if doubt else ""
    chosen.kind = _kind(chooser, doubtful=doubt is not None)
    kind = rules.KINDS[chosen.kind.value] if chosen.kind else None
    chosen.pairs, chosen.attendees = whom(chooser, pairs, kind)
    chosen.medium = medium(chooser, kind)
    chosen.day = _day(chooser, today)
    _choose_amounts(chooser, chosen, kind)
    if kind is None or kind.presence:
        chosen.presence = presence(chooser, kind)
    chosen.focus = focus(chooser)
    chosen.unread = chooser.unread
    chosen.spans = _spans(chooser)
    return chosen


def _choose_amounts(chooser: Chooser, chosen: Chosen, kind: rules.Kind | None) -> None:
    if kind is None or kind.timed:
        chosen.start, chosen.minutes = _times(chooser)
        if chosen.made and chosen.made.guessed and chosen.minutes:
            chosen.minutes = replace(chosen.minutes, guessed=True)
    if kind is not None and kind.counted:
        chosen.count = _count(chooser)
    if kind is None or kind.activities:
        chosen.activities = _activities(chooser)


def _kind(chooser: Chooser, *, doubtful: bool) -> Read[str] | None:
    named = chooser.of("kind")
    if not named:
        return _met(chooser) or (called(chooser) if chooser.of("vain") else None)
    one, shaky = _main(chooser, named)
    same = [other for other, _ in named if other.value[0] == one.value[0]]
    if rules.KINDS[one.value[0]].counted:
        shaky, same = shaky or len(same) > 1, same[:1]
    same = [*_opening_met(chooser), *same]
    chooser.claimed += same
    differs = any(other not in same and not how(chooser, other, one) for other, _ in named)
    return Read(one.value[0], shaky or differs or doubtful, chooser.words(*same))


def _opening_met(chooser: Chooser) -> list[Found]:
    """ "Met with Principal 21 on Zoom": a line's first word that says no more than its kind."""
    return [one for one, _ in chooser.of("met") if not chooser.scene.alike[: one.start].strip()]


def _main(chooser: Chooser, named: Sequence[tuple[Found, bool]]) -> tuple[Found, bool]:
    """The kind said first, but for one that only says how: "phone session", "zoom team meeting"."""
    first = named[0]
    return next((other for other in named[1:] if how(chooser, first[0], other[0])), first)


def _met(chooser: Chooser) -> Read[str] | None:
    """ "met at Lincoln" may well be a visit, "met Principal 14" a session: a guess either way."""
    met = chooser.of("met")
    if not met:
        return None
    chooser.claimed.append(met[0][0])
    schools = chooser.of("school")
    at = any(re.search(r"(?:at |@ ?)$", chooser.scene.alike[: one.start]) for one, _ in schools)
    return Read("visit" if at else "session", True, chooser.words(met[0][0]))


def _day(chooser: Chooser, today: date) -> Read[date] | None:
    said = [(one, shaky) for one, shaky in chooser.of("day") if one.value.how != "end"]
    if not said:
        moved = any(other.field == "day" and chooser.scene.moved_to(other) for other in chooser.scene.found)
        return None if moved or chooser.scene.to_come() else Read(today, True)
    if ahead := chooser.scene.to_come():
        late = [
            one for one, _ in said if (part := chooser.scene.part_of(one)) and part.start <= ahead.start() < part.end
        ]
        for one in late:
            chooser.missed(one)
        said = [(one, shaky) for one, shaky in said if one not in late]
        if not said:
            return None
    one, shaky = said[0]
    day, guessed = held_on(one.value, today)
    if day is None:
        chooser.missed(one)
        return None
    again = [other for other, _ in said[1:] if held_on(other.value, today)[0] == day]
    chooser.claimed += [one, *again]
    return Read(day, shaky or guessed or len(again) < len(said) - 1, chooser.words(one, *again))


def _times(chooser: Chooser) -> tuple[Read[str] | None, Read[int] | None]:
    starts, lengths = _readable(chooser, "when"), _readable(chooser, "minutes")
    start = minutes = None
    if starts:
        one, shaky = starts[0]
        chooser.claimed.append(one)
        several = len(chooser.scene.told("when")) > 1
        start = Read(one.value.hhmm, shaky or several, chooser.words(one))
        if one.value.minutes:
            minutes = Read(one.value.minutes, _within(chooser, one) or several, chooser.words(one))
    if lengths:
        one, shaky = lengths[0]
        chooser.claimed.append(one)
        differs = minutes is not None and minutes.value != one.value
        if differs and start:
            start = Read(start.value, True, start.words)
        minutes = Read(one.value, shaky or differs or len(lengths) > 1, chooser.words(one))
    return start, minutes


def _within(chooser: Chooser, one: Found) -> bool:
    """Whether words nobody reads stand beside a span of time: then its length is a guess as well."""
    part = chooser.scene.part_of(one)
    return part is not None and any(chooser.scene.beside(one, part))


def _readable(chooser: Chooser, name: str) -> list[tuple[Found, bool]]:
    for one, _ in chooser.of(name):
        if one.value is None:
            chooser.missed(one)
    return [(one, shaky) for one, shaky in chooser.of(name) if one.value is not None]


def _count(chooser: Chooser) -> Read[int] | None:
    one, shaky = chooser.of("kind")[0]
    times = [(other, guess) for other, guess in chooser.of("times") if other.value]
    if times and one.value[1] in {None, 1}:
        other, guess = times[0]
        chooser.claimed.append(other)
        return Read(other.value, guess, chooser.words(other))
    assumed = ASSUMED.search(chooser.scene.alike, one.start, one.end) is not None  # "emailed" may have been twice
    again = len(chooser.of("kind")) > 1
    return Read(one.value[1], shaky or assumed or again, chooser.words(one)) if one.value[1] else None


def _activities(chooser: Chooser) -> Read[tuple[str, ...]]:
    said = chooser.of("activity")
    codes = list(dict.fromkeys(one.value for one, _ in said))[: rules.ACTIVITIES_MAX]
    kept = [(one, shaky) for one, shaky in said if one.value in codes]
    chooser.soft += [one for one, _ in kept]
    ordered = tuple(code for code in rules.ACTIVITIES if code in codes)
    dropped = len(kept) < len(said)
    return Read(ordered, dropped or any(shaky for _, shaky in kept), chooser.words(*(one for one, _ in kept)))


def _spans(chooser: Chooser) -> list[tuple[int, int]]:
    """What goes into fields. Activities stay in the note as well where more was said of them."""
    spans = [(chooser.reach(one), one.end) for one in chooser.claimed]
    for part in chooser.scene.parts:
        inside = [one for one in chooser.soft if part.start <= one.start < part.end]
        taken = [*spans, *((one.start, one.end) for one in inside)]
        if inside and not any(_left(chooser, one, taken) for one in (part, _aside(chooser, part)) if one):
            spans += [(chooser.reach(one), one.end) for one in inside]
    return spans


def _aside(chooser: Chooser, part: Part) -> Part | None:
    """What stands in brackets after a part: "data team (reading)"."""
    opens = chooser.scene.alike[part.end : part.end + 1] == "("
    return next((other for other in chooser.scene.parts if opens and other.start == part.end + 1), None)


def _left(chooser: Chooser, part: Part, spans: Sequence[tuple[int, int]]) -> bool:
    text: Any = chooser.scene.alike
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    words = re.findall(r"[\w']+", text[part.start : part.end])
    return any(word not in FILLERS for word in words)
