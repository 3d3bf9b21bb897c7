"""Folding small groups into "others", so that no figure of fewer than five schools or leaders can be read or taken.

What is guaranteed. Of one grouping, with the total: every figure that can be had by adding and subtracting what is
shown is one of none or of at least five schools, and of at least five leaders. Groups that cut across each other in
threes aren't looked through. Figures of other days are other quantities, each of at least five.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Generic, TypeAlias, TypeVar

from bot.rules.figures import Totals, together

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


def folded(groups: Mapping[K, Totals], least: int = LEAST, beside: Mapping[K, Totals] | None = None) -> Folded[K]:
    """The groups that may be shown, and all others together. beside: of the same groups, those whom a further figure
    of each is about, where these are others."""
    families = [groups, *([beside] if beside is not None else [])]
    kept = [name for name in groups if all(_enough_in(one, [name], least) for one in families)]
    while kept and not _all_safe(families, kept, least):
        kept.remove(min(kept, key=lambda name: (_size(groups[name]), str(name))))
    rest = tuple(name for name in groups if name not in kept)
    others = together(groups[name] for name in rest) if rest else None
    enough = bool(rest) and all(_enough_in(one, rest, least) for one in families)
    enough = enough and (bool(kept) or _all_safe(families, kept, least))
    return Folded({name: groups[name] for name in groups if name in kept}, rest, others if enough else None)


def _enough_in(groups: Mapping[K, Totals], names: Iterable[K], least: int) -> bool:
    those = [groups[name] for name in names if name in groups]
    return all(len(frozenset[int]().union(*(getattr(one, unit) for one in those))) >= least for unit in UNITS)


def _all_safe(families: Sequence[Mapping[K, Totals]], kept: Sequence[K], least: int) -> bool:
    """Whether nothing small is left between what would be shown, the others and the total."""
    return all(_unit_safe(one, kept, least, unit) for one in families for unit in UNITS)


def _size(one: Totals) -> int:
    return min(len(getattr(one, unit)) for unit in UNITS)


def _unit_safe(groups: Mapping[K, Totals], kept: Sequence[K], least: int, unit: str) -> bool:
    sets: dict[K, Members] = {name: getattr(one, unit) for name, one in groups.items()}
    shown = [sets[name] for name in kept]
    everyone = frozenset[int]().union(*sets.values())
    others = frozenset[int]().union(*(sets[name] for name in groups if name not in kept))
    family = [*shown, others, everyone]
    # A leader of two schools, or a school with two leaders, may be in two groups.
    if not all(many == 0 or many >= least for one in family for many in (len(one), len(everyone) - len(one))):
        return False
    overlap = sum(map(len, sets.values())) > len(everyone)
    return not overlap or all(_apart(*two, least) for two in combinations(family, 2))


def _apart(one: Members, other: Members, least: int) -> bool:
    """Whether two figures subtracted tell of nobody, or of enough; those who share nobody can't be compared."""
    return one.isdisjoint(other) or one == other or len(one ^ other) >= least


@dataclass(slots=True)
class Done:
    """How often something was done, and with whom."""

    contacts: int = 0
    leaders: set[int] = field(default_factory=set)
    schools: set[int] = field(default_factory=set)

    def add(self, leader: int, school: int, contacts: int) -> None:
        """So many contacts with a leader at a school."""
        self.contacts += contacts
        self.leaders.add(leader)
        self.schools.add(school)

    def take(self, *others: "Done") -> "Done":
        """All that was done there as well; itself."""
        self.contacts += sum(one.contacts for one in others)
        self.leaders.update(*(one.leaders for one in others))
        self.schools.update(*(one.schools for one in others))
        return self

    @property
    def several(self) -> int:
        """How many leaders, or schools where these are fewer."""
        return min(len(self.leaders), len(self.schools))


def folded_codes(done: Mapping[str, Done], least: int = LEAST) -> dict[str, tuple[int, int]]:
    """What was done how often, and with how many leaders, the most frequent first: activities, focus, reasons.

    done: by code. Codes of fewer than five schools or leaders are told together under ""; where that would be too few,
    with the next. Each code's figure is a quantity of its own: nothing of it is left in another's.
    """
    order = sorted(
        (code for code, one in done.items() if one.several),
        key=lambda code: (-done[code].several, -done[code].contacts, code),
    )
    kept = [code for code in order if done[code].several >= least]
    rest = Done().take(*(done[code] for code in order[len(kept) :]))
    few = len(kept) < len(order)
    while few and kept and rest.several < least:
        rest.take(done[kept.pop()])
    found = {code: (done[code].contacts, len(done[code].leaders)) for code in kept}
    ranked = dict(sorted(found.items(), key=lambda one: (-one[1][0], one[0])))
    return ranked | ({"": (rest.contacts, len(rest.leaders))} if rest.several >= least else {})
