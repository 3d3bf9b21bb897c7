"""The words that a line after `/coachmeet` is told by: what is to be done, how often, why not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.numbers import SPELLED
from bot.language.words import BEGIN, END, Found
from bot.rules.bookings import BOOK, CLOSE, MOVE, PHONE, SKIP


def _of(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{BEGIN}(?:{pattern}){END}")


_MEET = r"(?:meetings?|mtgs?)"
ACTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        MOVE,
        _of(r"moved?|moving|re-?schedul(?:e|ed|ing)|resched|shift|push(?: back)?|postpone|change|bring forward|rebook"),
    ),
    (SKIP, _of(r"skip(?:ped)?|cancel(?:ed|led)?|call(?:ed)? off|no visit|drop|can(?:'t|not) make(?: it)?")),
    (CLOSE, _of(r"(?:the )?(?:school )?(?:is |was )?closed|no school")),
    (
        PHONE,
        _of(r"(?:instead )?(?:by|over the|on the|via) (?:tele)?phone(?: instead)?|(?:phone|call) instead|as a call"),
    ),
    (BOOK, _of(r"book|schedule|add|set up|plan|arrange")),
)
ASK = _of(r"propos(?:e|ing)|suggest|offer|ask(?: for)?")
EVERY = re.compile(
    rf"{BEGIN}(?:every|each) (?:(?P<other>other|second) |(?P<n>[2-9]|{SPELLED}) (?=weeks?))?(?:weeks?(?: on)?,?(?= |$)|"
    rf"(?=(?:mon|tue|wed|thu|fri)))|{BEGIN}weekly(?: on)?{END}"
)
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "video",
        _of(rf"(?:(?:on|over|via|by) )?(?:video(?: (?:call|{_MEET}))?|zoom(?: (?:call|{_MEET}))?|google meet|webex)"),
    ),
    (
        "team_meeting",
        _of(rf"(?:off-?site )?(?:(?:leadership|instructional|admin|staff) )?team(?: (?:{_MEET}|session))?|ilt"),
    ),
    ("cohort", _of(rf"cohort(?: (?:{_MEET}|session))?")),
    ("session", _of(r"coaching(?: (?:session|conversation|meeting))?|session")),
    ("visit", _of(r"(?:(?:on[ -]?site|site|school|weekly) )?visit|on[ -]?site")),
    ("call", _of(r"(?:tele)?phone(?: call)?|call")),
    ("other", _of(_MEET)),
)
REASONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("illness", _of(r"ill(?:ness)?|sick(?: day)?|flu")),
    ("testing", _of(r"test(?:ing|s)?(?: (?:window|day|week))?")),
    ("closure", _of(r"(?:school )?(?:is )?clos(?:ed|ure)|no school|holiday")),
    ("travel", _of(r"travel(?: or |/| and )weather|snow(?: day)?|weather|travel|traffic|storm|roads?")),
    ("crisis", _of(r"crisis(?: at (?:the )?school)?|emergency|lockdown")),
    ("event", _of(r"(?:school )?(?:event|assembly|field trip|ceremony)")),
    ("leader", _of(r"(?:principal|leader|she|he|they)(?:'s)? (?:asked|request(?:ed|s)?)")),
    ("coach", _of(r"i asked|my request|coach(?:'s)? (?:asked|request)|i(?:'m| am) away")),
    ("other", _of(r"other(?: reason)?|something else")),
)
_SMALL = (
    "at on from for with w the a an in to of and by then also please meet it its is be time "
    "because due my our me i us instead until onto into that this will as off"
)
SMALL = frozenset(_SMALL.split()) | {"&", "+", "@", "-", "–", "→", "->", "=>", "w/"}


@dataclass(frozen=True, slots=True)
class Said:
    """A word that tells something: its code, what was said, and where."""

    code: str
    words: str
    start: int = 0

    @property
    def found(self) -> Found:
        """Its place in the line."""
        return Found(self.start, self.start + len(self.words), "word", self.code)


def first_of(table: Sequence[tuple[str, re.Pattern[str]]], text: str) -> Said | None:
    """The first of the table's words in a text; of two at one place the longer."""
    found = [Said(code, match[0], match.start()) for code, pattern in table if (match := pattern.search(text))]
    return min(found, key=lambda one: (one.start, -len(one.words)), default=None)
