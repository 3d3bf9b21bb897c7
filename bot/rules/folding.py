"""Folding small groups into "others", so that no figure of fewer than five schools or leaders can be read or taken.

What is guaranteed. Of one grouping, with the total: every figure that can be had by adding and subtracting what is
shown is one of none or of at least five schools, and of at least five leaders. With `told`, groups that were told
before of the same quantities (another grouping of the same week, or last month's where figures go on adding up): what
is left of any two of them, and of one after all that lie within it, isn't smaller either, counted in those who are in
both. Groups that cut across each other in threes aren't looked through: one digest tells one grouping. Figures of
other days are other quantities, each of at least five.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeAlias, TypeVar

from bot.rules.figures import PairFigures, Totals, together

LEAST = 5

K = TypeVar("K", bound=Hashable)
Members: TypeAlias = frozenset[int]
UNITS = ("schools", "leaders")  # that there must be enough of


@dataclass(frozen=True, slots=True)
class Folded(Generic[K]):
    """What may be told. shown: by group; folded: the groups that are told together as others; others: None where there
    are none, or where not even all together are enough. Without anything shown and without others, tell nothing."""

    shown: Mapping[K, Totals]
    folded: tuple[K, ...] = ()
    others: Totals | None = None


def folded(groups: Mapping[K, Totals], least: int = LEAST, told: Iterable[Totals] = ()) -> Folded[K]:
    """The groups that may be shown, and all others together. told: see above."""
    before = list(told)
    kept = [name for name, one in groups.items() if _size(one) >= least]
    while kept and not _safe(groups, kept, least, before):
        kept.remove(min(kept, key=lambda name: (_size(groups[name]), str(name))))
    rest = tuple(name for name in groups if name not in kept)
    others = together(groups[name] for name in rest) if rest else None
    enough = others is not None and _size(others) >= least and (bool(kept) or _safe(groups, kept, least, before))
    return Folded({name: groups[name] for name in groups if name in kept}, rest, others if enough else None)


def _size(one: Totals) -> int:
    return min(len(getattr(one, unit)) for unit in UNITS)


def _safe(groups: Mapping[K, Totals], kept: Sequence[K], least: int, told: Sequence[Totals]) -> bool:
    """Whether nothing small is left between what would be shown, the others and the total, and what was told."""
    return all(_unit_safe(groups, kept, least, [getattr(one, unit) for one in told], unit) for unit in UNITS)


def _unit_safe(groups: Mapping[K, Totals], kept: Sequence[K], least: int, told: list[Members], unit: str) -> bool:
    sets: dict[K, Members] = {name: getattr(one, unit) for name, one in groups.items()}
    shown = [sets[name] for name in kept]
    everyone = frozenset[int]().union(*sets.values())
    others = frozenset[int]().union(*(sets[name] for name in groups if name not in kept))
    family = [*shown, others, everyone]
    # A leader of two schools, or a school with two leaders, may be in two groups.
    if not all(_enough(left, least) for one in family for left in (one, everyone - one)):
        return False
    if not all(_apart(*two, least) for two in combinations(family, 2)):
        return False
    known = frozenset[int]().union(*told) & everyone
    here, there = [one & known for one in family], [one & known for one in told]
    if not all(_apart(one, other, least) for one in here for other in there):
        return False
    return _rests(here, there, least) and _rests(there, here, least)


def _enough(some: Members, least: int) -> bool:
    return not some or len(some) >= least


def _apart(one: Members, other: Members, least: int) -> bool:
    """Whether two figures subtracted tell of nobody, or of enough; those who share nobody can't be compared."""
    return one.isdisjoint(other) or _enough(one ^ other, least)


def _rests(large: Iterable[Members], small: Sequence[Members], least: int) -> bool:
    """Whether of each there is enough left, or nothing, once those that lie within it are taken away."""
    for one in large:
        within = [other for other in small if other and other < one]
        rest = one.difference(*within)
        if within and not _enough(rest, least):
            return False
    return True


def folded_codes(figures: Iterable[PairFigures], name: str, least: int = LEAST) -> dict[str, tuple[int, int]]:
    """What was done how often, and with how many pairs, the most frequent first: activities, focus, reasons, contacts.

    Codes of fewer than five schools or leaders are told together under ""; where that would be too few, with the
    next. Each code's figure is a quantity of its own: nothing of it is left in another's.
    """
    counts: Counter[str] = Counter()
    by: dict[str, list[PairFigures]] = {}
    for one in figures:
        for code, many in getattr(one, name).items():
            counts[code] += many
            by.setdefault(code, []).append(one)
    order = sorted(counts, key=lambda code: (-_several(by[code]), -counts[code], code))
    kept = [code for code in order if _several(by[code]) >= least]
    rest = [code for code in order if code not in kept]
    while rest and kept and _several(one for code in rest for one in by[code]) < least:
        rest.append(kept.pop())
    found = {code: (counts[code], len(by[code])) for code in sorted(kept, key=lambda code: (-counts[code], code))}
    those = {one.pair: one for code in rest for one in by[code]}
    if rest and _several(those.values()) >= least:
        found[""] = (sum(counts[code] for code in rest), len(those))
    return found


def _several(figures: Iterable[PairFigures]) -> int:
    those = list(figures)
    return min(len({one.school for one in those}), len({one.leader for one in those}))
