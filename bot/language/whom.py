"""Whom the contact was with: the pair, further leaders of a group, and whether the principal was there."""

import re
from collections.abc import Sequence

from bot.language.chooser import Chooser
from bot.language.words import Found
from bot.rules import contacts as rules
from bot.rules.lines import Pair, Read

Ids = Read[tuple[int, ...]]


def whom(chooser: Chooser, pairs: Sequence[Pair], kind: rules.Kind | None) -> tuple[Ids, Ids]:
    """The pair, or several to choose from; and of a group the further pairs whose leaders were there."""
    named = chooser.of("school", "leader")
    if not named:
        return _alone(chooser, pairs), Read(())
    chooser.claimed += [one for one, _ in named]
    shaky = any(guess for _, guess in named)
    words = chooser.words(*(one for one, _ in named))
    several = _several([one for one, _ in named]) if kind and kind.group else []
    if several and not chooser.scene.offers_choice():
        more = _more(chooser, [one for one, _ in named])
        return Read((several[0],), shaky, words), Read(tuple(several[1:]), shaky or more, words)
    common = frozenset.intersection(*(one.value for one, _ in named))
    every = frozenset().union(*(one.value for one, _ in named))
    ids = tuple(pair.id for pair in pairs if pair.id in (common or every))
    return Read(ids, shaky, words), Read(())


def _alone(chooser: Chooser, pairs: Sequence[Pair]) -> Ids:
    """The only pair there is, as a guess, where nothing unread may be a name."""
    first = next((part for part in chooser.scene.parts if part.clause == chooser.scene.head), None)
    silent = first is None or not chooser.scene.leftover(first.start, first.end)
    return Read((pairs[0].id,), True) if len(pairs) == 1 and silent else Read(())


def _more(chooser: Chooser, named: Sequence[Found]) -> bool:
    """Whether further names were found that may be of the group or not."""
    parts = [(part.start, part.end) for part in chooser.scene.parts]
    rest = [one for one in chooser.scene.found if one.field in {"school", "leader"} and one not in named]
    return any(start <= one.start < end for one in rest for start, end in parts)


def _several(named: Sequence[Found]) -> list[int]:
    """Different pairs, each named beyond doubt, in the order named; else none."""
    ids = list(dict.fromkeys(next(iter(one.value)) for one in named if len(one.value) == 1))
    return ids if len(ids) > 1 and all(len(one.value) == 1 for one in named) else []


def presence(chooser: Chooser, kind: rules.Kind | None) -> Read[str] | None:
    """Whether the principal was there."""
    said = chooser.of("presence")
    if said:
        one, shaky = said[0]
        chooser.claimed.append(one)
        return Read(one.value, shaky or len({other.value for other, _ in said}) > 1, chooser.words(one))
    if kind is None:
        return None
    for one, _ in chooser.of("leader"):
        if re.search(r"(?:(?<!\w)with|(?<!\w)w|w/) ?$", chooser.scene.alike[: one.start]):
            return Read("yes", True, chooser.words(one))
    return None
