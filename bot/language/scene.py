"""The line taken apart once: all that was found in it, its clauses, and what stands beside what."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bot.language import clauses as cutting
from bot.language import kinds as by_word
from bot.language.clauses import Part
from bot.language.clocks import clocks
from bot.language.days import Day, days
from bot.language.durations import durations
from bot.language.focus import focuses
from bot.language.lastresort import last_resort
from bot.language.names import name_words, names
from bot.language.outcome import MOVED, NOT_DONE, NOT_HELD, SET_FOR, TO_COME, attempts
from bot.language.presence import presences
from bot.language.spelling import Spelled, spelled
from bot.language.words import NAME, Found, alike, masked
from bot.rules.lines import Pair

_WORD = re.compile(r"[\w']+|@|&|\+")
_SMALL = "at on from for with w the a an in to of and by @ & + then also"
FILLERS = frozenset(_SMALL.split())
OPENERS = frozenset({"about", "re", "regarding", "concerning"})  # after them comes what was talked about
TOPIC = re.compile(
    r"(?<!\w)(?:about|re|regarding|concerning|discuss(?:ed|ing)?|talk(?:ed|ing)? (?:about|through)|planned|planning|"
    r"review(?:ed|ing)|looked at|instead of|rather than|"
    r"then(?= (?:called|emailed|texted|visited|met|spoke|drove|went|phoned|stopped))|"
    r"prep(?:ped|ping)? for|set up|scheduled|next|compared?)(?!\w)"
)
ABOUT = ("kind", "school", "leader", "minutes", "met")


@dataclass(slots=True)
class Scene:
    """typed; alike: the same in one spelling, with spots for the way back; found: all of it; spans: clauses; parts:
    stretches between commas.

    shown: alike, with a mark in place of each leader's name; inside: by character, whether something was found there;
    words with their starts; known and topics: what was asked before; head: the clause that tells of the contact.
    """

    typed: str
    alike: str
    spots: Sequence[int]
    shown: str
    found: list[Found]
    spans: list[tuple[int, int]]
    parts: list[Part]
    inside: bytearray = field(default_factory=bytearray)
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    known: dict[tuple[int, int], bool] = field(default_factory=dict)
    topics: dict[int, int] = field(default_factory=dict)
    head: int = 0

    def said(self, start: int, end: int) -> str:
        """What was typed between two places."""
        return self.typed[self.spots[start] : self.spots[end]]

    def part_of(self, one: Found) -> Part | None:
        """The part something begins in."""
        return next((part for part in self.parts if part.start <= one.start < part.end), None)

    def leftover(self, start: int, end: int) -> bool:
        """Whether a stretch has words that nothing was found in and that carry meaning."""
        if (start, end) not in self.known:
            first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
            self.known[start, end] = any(self._unread(place) for place in range(first, last))
        return self.known[start, end]

    def _unread(self, place: int) -> bool:
        return not self.inside[self.starts[place]] and self.words[place] not in FILLERS

    def beside(self, one: Found, part: Part) -> tuple[bool, bool]:
        """Whether a word that nobody reads stands directly before it, and directly after it."""
        first, last = bisect_left(self.starts, part.start), bisect_left(self.starts, part.end)
        before, after = bisect_left(self.starts, one.start), bisect_left(self.starts, one.end)
        return self._meets(range(before - 1, first - 1, -1)), self._meets(range(after, last))

    def _meets(self, places: range) -> bool:
        for place in places:
            if self.inside[self.starts[place]]:
                return False
            if self.words[place] not in FILLERS:
                return self.words[place] not in OPENERS
        return False

    def doubt(self) -> re.Match[str] | None:
        """What says that it may not have been held: "cancelled", "no answer"."""
        start, end = self.spans[self.head] if self.spans else (0, 0)
        return NOT_HELD.search(self.alike, start, end) or self.to_come()

    def to_come(self) -> re.Match[str] | None:
        """What says that it is still to be held: "will visit Lincoln", "visit scheduled for Friday"."""
        start, end = self.spans[self.head] if self.spans else (0, 0)
        about = [one.start for one in self.found if one.field in {"kind", "met"} and start <= one.start < end]
        first = TOPIC.search(self.alike, start, end)
        topic = first.start() if first else end
        for match in TO_COME.finditer(self.shown, start, topic):
            if any(match.end() <= at and not self.alike[match.end() : at].strip() for at in about):
                return match
        planned = SET_FOR.search(self.alike, start, end)
        return planned if about and planned and planned.start() <= topic else None

    def told(self, *fields: str) -> list[Found]:
        """All of these fields in the clause that tells of the contact, whether accepted or not."""
        start, end = self.spans[self.head] if self.spans else (0, 0)
        return [one for one in self.found if one.field in fields and start <= one.start < end]

    def offers_choice(self) -> bool:
        """Whether it says "or"."""
        start, end = self.spans[self.head] if self.spans else (0, 0)
        return re.search(r"(?<!\w)or(?!\w)", self.alike[start:end]) is not None

    def called_off(self, one: Found, part: Part) -> bool:
        """Whether something is said not to have been done: "walkthrough canceled", "skipped the data team"."""
        after = NOT_HELD.search(self.alike, one.end, part.end)
        before = NOT_DONE.search(self.alike, part.start, one.start)
        return before is not None or (after is not None and not self.alike[one.end : after.start()].strip())

    def moved_to(self, one: Found) -> bool:
        """Whether a day is what the contact was moved to."""
        return MOVED.search(self.alike, self.spans[self.head][0], one.start) is not None

    def topic_before(self, one: Found, part: Part) -> bool:
        """Whether the part has come to what was talked about, so that days and names no longer are the contact's."""
        if part.start not in self.topics:
            match = TOPIC.search(self.alike, part.start, part.end)
            self.topics[part.start] = match.end() if match else len(self.alike) + 1
        return self.topics[part.start] <= one.start


def take_apart(typed: str, pairs: Sequence[Pair]) -> Scene:
    """Find everything once, each reader in what the ones before it left over."""
    plain = spelled(alike(typed), name_words(pairs))
    text, spots = plain.text, plain.spots
    named = names(text, lambda start, end: typed[spots[start] : spots[end]], pairs)
    shown = masked(text, [one for one in named if one.field == "leader"], NAME)
    found = presences(masked(shown, [one for one in named if one.field == "school"]))
    left = masked(masked(shown, [one for one in named if one.field == "school"]), found)
    for reader in (attempts, focuses, durations, days, _clocks_by(found), by_word.activities, by_word.kinds):
        new = reader(left)
        found += new
        left = masked(left, new)
    if all(one.field != "day" for one in found):
        found += last_resort(left)
    return _scene(typed, plain, shown, sorted([*named, *found], key=lambda one: (one.start, -one.end)))


def _clocks_by(found: list[Found]) -> Callable[[str], list[Found]]:
    """Times of day, by what was found of the half of the day until then: "yesterday afternoon at 2"."""

    def read(text: str) -> list[Found]:
        return clocks(
            text, next((one.value.half for one in found if isinstance(one.value, Day) and one.value.half), "")
        )

    return read


def _scene(typed: str, plain: Spelled, shown: str, found: list[Found]) -> Scene:
    text = plain.text
    wrong = {place for start, end in plain.wrong for place in range(start, end)}
    found = [replace(one, shaky=one.shaky or not wrong.isdisjoint(range(one.start, one.end))) for one in found]
    spans = cutting.clauses(shown, found)
    parts = cutting.parts(shown, spans, found)
    scene = Scene(typed, text, plain.spots, shown, found, spans, parts, bytearray(len(text)))
    for match in _WORD.finditer(text):
        scene.words.append(match[0])
        scene.starts.append(match.start())
    for one in found:
        if one.field == "times":
            continue  # a number of times that no field takes is a word like others
        scene.inside[one.start : one.end] = b"\1" * (one.end - one.start)
    return scene
