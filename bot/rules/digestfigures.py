"""From what each pair comes to, to what a digest says: sums, who is without contact, and who is told of together."""

from collections.abc import Iterable, Mapping, Sequence

from bot.frameworks import practices_near
from bot.rules.contacts import ACTIVITIES
from bot.rules.digests import LEAST, Before, Behind, Figures, Held, Mixed, Part, Short
from bot.rules.figures import PairFigures

PRACTICES = tuple(f"P{place}" for place in range(1, 11))


def held_of(pairs: Iterable[PairFigures]) -> Held:
    """The visits of some pairs together."""
    those = list(pairs)
    return Held(
        planned=sum(one.planned for one in those),
        held=sum(one.held for one in those),
        phone=sum(one.phone for one in those),
        moved=sum(one.moved for one in those),
        missed=sum(one.missed for one in those),
        closed=sum(one.closed for one in those),
        unexplained=sum(one.unexplained for one in those),
    )


def short_of(pairs: Iterable[PairFigures]) -> tuple[Short, ...]:
    """The pairs with fewer visits held than planned."""
    return tuple(Short(pair=one.pair, planned=one.planned, held=one.held) for one in pairs if one.held < one.planned)


def behind_of(leaders: Mapping[int, int], missing: Mapping[int, int]) -> tuple[Behind, ...]:
    """The leaders who are not on pace, each by one of her pairs. leaders: of each pair; missing: minutes, by leader."""
    first: dict[int, int] = {}
    for pair, leader in leaders.items():
        first.setdefault(leader, pair)
    return tuple(
        Behind(pair=first[leader], minutes=minutes)
        for leader, minutes in missing.items()
        if minutes and leader in first
    )


def parts_of(pairs: Sequence[PairFigures], missing: Mapping[int, int], overdue: Mapping[int, int]) -> tuple[Part, ...]:
    """Each district's figures, those with the smallest share held first; small ones are told together, at the end.

    Where what is told together would be few as well, the smallest of the others joins it: nothing can be taken off
    the whole to learn of it.
    """
    groups: dict[int, list[PairFigures]] = {}
    for one in pairs:
        groups.setdefault(one.district, []).append(one)
    large, small = _apart(groups)
    told = [_part(district, groups[district], missing, overdue) for district in large]
    told.sort(key=lambda one: (one.held / one.planned if one.planned else 1, one.district))
    rest = [one for district in small for one in groups[district]]
    return (*told, *([_part(0, rest, missing, overdue, len(small))] if len(rest) >= LEAST else []))


def _apart(groups: Mapping[int, Sequence[PairFigures]]) -> tuple[list[int], list[int]]:
    """The districts that are told of by themselves, and those together."""
    ranked = sorted(groups, key=lambda district: (-_size(groups[district]), district))
    large = [one for one in ranked if _size(groups[one]) >= LEAST]
    small = ranked[len(large) :]
    while small and large and _size([pair for one in small for pair in groups[one]]) < LEAST:
        small.insert(0, large.pop())
    return large, small


def _size(pairs: Iterable[PairFigures]) -> int:
    """How many leaders."""
    return len({one.leader for one in pairs})


def _part(
    district: int,
    pairs: Sequence[PairFigures],
    missing: Mapping[int, int],
    overdue: Mapping[int, int],
    districts: int = 1,
) -> Part:
    visits, leaders = held_of(pairs), {one.leader for one in pairs} & missing.keys()
    return Part(
        district=district,
        pairs=len(pairs),
        planned=visits.planned,
        held=visits.held,
        leaders=len(leaders),
        on_pace=sum(not missing[one] for one in leaders),
        overdue=sum(overdue.get(one.pair, 0) for one in pairs),
        districts=districts,
    )


def mixes_of(pairs: Sequence[PairFigures]) -> tuple[tuple[Mixed, ...], tuple[Mixed, ...]]:
    """What was done, against the eleven kinds and the ten practices; what few did is told together or not at all."""
    near = practices_near()
    kinds: dict[str, list[tuple[int, int]]] = {code: [] for code in ACTIVITIES}
    practices: dict[str, list[tuple[int, int]]] = {code: [] for code in PRACTICES}
    for one in pairs:
        for code, many in one.activities.items():
            kinds.setdefault(code, []).append((one.leader, many))
        for code, many in one.focus.items():
            for practice in near.get(code, ()):
                if practice in practices:
                    practices[practice].append((one.leader, many))
    return _mixed(kinds), _mixed(practices)


def _mixed(found: Mapping[str, Sequence[tuple[int, int]]]) -> tuple[Mixed, ...]:
    told = {code: those for code, those in found.items() if len({leader for leader, _ in those}) >= LEAST}
    few = [one for code, those in found.items() if code not in told for one in those]
    ranked = sorted(told, key=lambda code: (sum(many for _, many in told[code]), code))
    while few and ranked and len({leader for leader, _ in few}) < LEAST:
        few += told.pop(ranked.pop(0))
    rest = [_mix("", few)] if len({leader for leader, _ in few}) >= LEAST else []
    return (*(_mix(code, those) for code, those in told.items()), *rest)


def _mix(code: str, those: Sequence[tuple[int, int]]) -> Mixed:
    return Mixed(code=code, contacts=sum(many for _, many in those), pairs=len({leader for leader, _ in those}))


def before_of(then: Figures, number: int, now: Held, figures: Figures, pairs: tuple[set[int], set[int]]) -> Before:
    """What changed since the digest before. now: its week's visits as they stand; pairs: that ran then, and now."""
    old, new = {one.pair for one in then.quiet}, {one.pair for one in figures.quiet}
    return Before(
        first=then.first,
        number=number,
        then=then.visits,
        now=now,
        newly=tuple(sorted(new - old)),
        again=tuple(sorted((old - new) & pairs[1])),
        overdue=then.overdue,
        begun=len(pairs[1] - pairs[0]),
        ended=len(pairs[0] - pairs[1]),
    )
