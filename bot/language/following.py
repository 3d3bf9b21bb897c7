"""When they meet next, and that no next steps were agreed, where a clause of its own says so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.language.days import Day, due_on
from bot.language.scene import Scene
from bot.rules.lines import Read

_MEETING = r"(?:visit|meeting|mtg|session|call|check[ -]?in|appointment|conversation|zoom|one|date|time)"
_NEXT = re.compile(
    rf"\s*(?:(?:and|our|the|then|also|so|&) )*next (?:(?:coaching|school|site|weekly|regular) )?{_MEETING}(?!\w)"
    r"(?:,? (?:is|will be|set|scheduled|booked|planned|for|on))*(?: ?[:-])?"
)
_AGAIN = re.compile(
    r"\s*(?:(?:and|then|also|will|to) )*(?P<we>(?:i|we)(?:'ll| will)? )?(?:see|seeing|meet|meeting|visit|"
    r"visiting|talk|back)(?!\w)"
)
_UNSET = re.compile(
    r"(?:is )?(?:not (?:yet )?(?:set|scheduled|planned|fixed|yet)(?: yet)?|tbd|tba|to be (?:set|scheduled|decided))"
)
_NONE = re.compile(
    r"(?:and )?(?:(?:no|zero) (?:new )?(?:next steps?|action items?|actions|commitments?)|next steps?:? none|"
    r"none agreed)"
    r"(?: (?:agreed|set|needed|today|yet|made|this time))*"
)
_EDGES = " .,;:!-()"


@dataclass(slots=True)
class Following:
    """What was read, and the clauses it stood in: taken goes into fields, aside also stays in the note."""

    next_on: Read[date] | None = None
    next_open: Read[bool] | None = None
    no_steps: Read[bool] | None = None
    taken: set[int] = field(default_factory=set)
    aside: set[int] = field(default_factory=set)


def meets_again(text: str, start: int, end: int) -> bool:
    """Whether a clause tells when they meet again, which is no promise: "we'll meet again on 12/2"."""
    match = _AGAIN.match(text, start, end)
    words = r"(?<!\w)again(?!\w)" if match and match["we"] else r"(?<!\w)(?:again|back)(?!\w)"
    return match is not None and re.search(words, text[start:end]) is not None


def following(scene: Scene, clauses: Sequence[int], today: date) -> Following:
    """Read the clauses that tell of what comes next."""
    found = Following()
    for place in clauses:
        start, end = scene.spans[place]
        words = scene.said(start, end).strip()
        said = scene.alike[start:end].strip(_EDGES)
        if _NONE.fullmatch(said):
            found.no_steps = Read(True, False, words)
            found.taken.add(place)
        elif found.next_on is None:
            _next(scene, found, place, today)
    return found


def _next(scene: Scene, found: Following, place: int, today: date) -> None:
    start, end = scene.spans[place]
    match = _NEXT.match(scene.shown, start, end)
    if not match and not meets_again(scene.shown, start, end):
        return
    words = scene.said(start, end).strip()
    if match and _UNSET.fullmatch(scene.alike[match.end() : end].strip(_EDGES)):
        found.next_open = Read(True, False, words)
        found.taken.add(place)
        return
    one = next((one for one in scene.found if one.field == "day" and start <= one.start < end), None)
    day, shaky = due_on(one.value, today) if one and isinstance(one.value, Day) else (None, False)
    if one is None or day is None:
        return
    whole = match is not None and not scene.alike[match.end() : end].replace(
        scene.alike[one.start : one.end], "", 1
    ).strip(_EDGES)
    unread = match is None or scene.leftover(match.end(), end)
    found.next_on = Read(day, shaky or one.shaky or unread, words)
    (found.taken if whole else found.aside).add(place)
