"""Where a typed line falls apart: clauses, and within them the parts between commas."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.language.words import NAME, Found

_OWNER = rf"(?:i|she|he|they|we|(?:the )?principal|coach|{NAME}+)"
_NEXT = r"(?:visit|meeting|mtg|session|call|time|one)"
_WILL = r"(?:'ll|'s going to|'m going to| will| to| is going to| am going to)"
HARD = re.compile(
    r"[;\n!?•→]+(?: ?[-*] )?| [-=]+> ?|(?<![\W_][a-z])\.+(?=\s|$)|:(?=\s|$)| -{1,2} |"
    rf",\s*(?=(?:(?:and|then|also) )*{_OWNER}(?:'ll|'m|'s|'re)?(?: |:))|"
    rf",\s*(?=(?:and )?(?:our )?next {_NEXT}(?!\w)|no (?:new )?(?:next steps?|action items?|commitments?)(?!\w))|"
    rf" (?=(?:and|&|\+|but) {_OWNER}{_WILL}|(?:i|she|he|we|they)(?:'ll| will) )|"
    rf" (?=next steps?(?::| {_OWNER}(?: |'ll)))"
)
_OPENED = re.compile(r"(?:^|[;.\n:])\s*(?:by|on|before|until) $")  # "by Friday she will post it" is one promise
_RUNS_ON = re.compile(r" (?:and |then |& )?(?:i|she|he|we|they)(?:'ll|'m|'s|'re)? ")
SOFT = re.compile(r"[,+()\[\]]| & |(?<=[a-z0-9]{3})/(?=[a-z])|(?<=[a-z])/(?=[0-9a-z]{3})")
_KEEPS_COLON = re.compile(
    r"(?:^|[\W_])(?:me|i|she|he|they|we|us|both|coach|principal|next steps?|steps?|agreed|to ?do|actions?|"
    r"action items?|ns|follow[ -]?ups?|"
    rf"{NAME}+|next {_NEXT})$"
)
_KEEPS_DASH = re.compile(r"(?:^|[\W_])(?:me|i|she|he|they|we|us|both)$")
_PLANS = re.compile(r"(?<!\w)(?:next steps?|to[ -]?dos?|actions?|action items?)(?!\w)")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the line. clause: the place of its clause; first: the clause's first part."""

    start: int
    end: int
    clause: int
    first: bool


def _breaks(pattern: re.Pattern[str], text: str, start: int, end: int, found: Sequence[Found]) -> list[tuple[int, int]]:
    """Stretches between the separators, leaving alone those inside something found."""
    inside = [(one.start, one.end) for one in found]
    stretches, at = [], start
    for match in pattern.finditer(text, start, end):
        if any(first <= match.start() and match.end() <= last for first, last in inside):
            continue
        if _belongs(match, text, at):
            continue
        stretches.append((at, match.start()))
        at = match.end()
    stretches.append((at, end))
    return [(first, last) for first, last in stretches if text[first:last].strip()]


def _belongs(match: re.Match[str], text: str, at: int) -> bool:
    """Whether a colon or a dash only sets an owner apart from what is promised: "next steps: me - send rubric"."""
    mark, before = match[0].strip(), text[at : match.start()]
    if mark == ":":
        return _KEEPS_COLON.search(before) is not None
    if mark not in {"-", "--"}:
        return False
    planning = _PLANS.search(text, 0, match.start()) is not None
    return (_KEEPS_COLON if planning else _KEEPS_DASH).search(before) is not None


def clauses(text: str, found: Sequence[Found]) -> list[tuple[int, int]]:
    """The clauses of a line. text: with NAME standing for every leader named."""
    days = [one for one in found if one.field == "day"]
    opening = {one.end for one in days if _OPENED.search(text, 0, one.start)}
    spans = _joined(_breaks(HARD, text, 0, len(text), found), opening)
    ends = [one.end for one in days if one.end not in opening and _RUNS_ON.match(text, one.end)]
    return [piece for start, end in spans for piece in _cut(start, end, ends)]


def _joined(spans: Sequence[tuple[int, int]], opening: Collection[int]) -> list[tuple[int, int]]:
    """The stretches, but one that ends with the day it opens with goes on with the next."""
    made: list[tuple[int, int]] = []
    for start, end in spans:
        if made and made[-1][1] in opening:
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return made


def _cut(start: int, end: int, places: Sequence[int]) -> list[tuple[int, int]]:
    """A stretch, cut at the places inside it: "by Fri I bring two samples Thu" are two promises."""
    inside = [place for place in places if start < place < end]
    return list(pairwise([start, *inside, end]))


def parts(text: str, spans: Sequence[tuple[int, int]], found: Sequence[Found]) -> list[Part]:
    """The parts of each clause."""
    made: list[Part] = []
    for place, (start, end) in enumerate(spans):
        pieces = _breaks(SOFT, text, start, end, found)
        made += [Part(first, last, place, number == 0) for number, (first, last) in enumerate(pieces)]
    return made
