"""Misspelled words that the readers look for: tusday, vsit, mintues."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

_TOKEN = re.compile(r"(?<![^\W_])[a-z]{4,}(?![^\W_])")
_LOOKED_FOR = (
    "visit visited yesterday monday tuesday wednesday thursday friday saturday sunday tomorrow principal principle "
    "walkthrough minutes session cohort meeting morning afternoon elementary middle january february august "
    "september october november december emailed"
)
LOOKED_FOR = tuple(_LOOKED_FOR.split())
_KNOWN = frozenset(
    {
        *LOOKED_FOR,
        *(f"{word}s" for word in LOOKED_FOR),
        "minute",
        "visitor",
        "visita",
        "visite",
        "minuten",
        "minutos",
        "mourning",
        "muddle",
    }
)
# Words of questions, which only questions are read for; and some that are near to one of them and mean themselves.
_ASKED_FOR = (
    "hours contacts report reports lately recently promised promise overdue missed booked scheduled activities "
    "sessions visits meetings logged unlogged canceled cancelled rescheduled"
)
ASKED_FOR = tuple(_ASKED_FOR.split())
_NEAR = "hour contact contract contracts resort resorts lodged logger promises session"
_ASKED_KNOWN = frozenset({*ASKED_FOR, *_NEAR.split()})
LONG = 9  # words from here on may have two mistakes


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text with its misspelled words set right. spots: by place in it, the place in what was typed; wrong: where."""

    text: str
    spots: Sequence[int]
    wrong: tuple[tuple[int, int], ...] = ()


def far(typed: str, wanted: str, most: int) -> int:
    """How many letters are wrong, swapped, missing or too many; most + 1 where it is more than that."""
    return OSA.distance(typed, wanted, score_cutoff=most)


@lru_cache(maxsize=4096)
def right(typed: str, *, asked: bool = False) -> str | None:
    """The one word looked for that this is meant to be, or None. asked: in a question."""
    if typed in _KNOWN or (asked and typed in _ASKED_KNOWN):
        return None
    near: dict[int, list[str]] = {}
    for wanted in (*LOOKED_FOR, *ASKED_FOR) if asked else LOOKED_FOR:
        most = 1 if len(wanted) < LONG else 2
        if typed[0] == wanted[0] and (wrong := far(typed, wanted, most)) <= most:
            near.setdefault(wrong, []).append(wanted)
    best = sorted(near[min(near)]) if near else []
    if len(best) > 1 and best == [best[0], f"{best[0]}s"]:
        best = best[:1]
    return best[0] if len(best) == 1 else None


def spelled(text: str, names: Collection[str], *, asked: bool = False) -> Spelled:
    """Set right what is misspelled. text: in lower case; names: words of the pairs' names, which are left alone;
    asked: it is a question."""
    spots: list[int] = []
    wrong: list[tuple[int, int]] = []
    made, at = "", 0
    for match in _TOKEN.finditer(text):
        word = right(match[0], asked=asked) if match[0] not in names else None
        if word:
            made += text[at : match.start()] + word
            spots += range(at, match.start())
            spots += [min(match.start() + place, match.end() - 1) for place in range(len(word))]
            wrong.append((len(made) - len(word), len(made)))
            at = match.end()
    if not wrong:
        return Spelled(text, range(len(text) + 1))
    return Spelled(made + text[at:], [*spots, *range(at, len(text) + 1)], tuple(wrong))
