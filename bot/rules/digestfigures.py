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


def mixes_of(worked: Iterable[tuple[int, str, str, int]]) -> tuple[tuple[Mixed, ...], tuple[Mixed, ...]]:
    """What was done, against the eleven kinds and the ten practices; what few did is told together or not at all.

    worked: a leader, the codes of activities and of the focus as they are kept, and how many contacts that was.
    """
    kinds: dict[str, dict[int, int]] = {code: {} for code in ACTIVITIES}
    practices: dict[str, dict[int, int]] = {code: {} for code in PRACTICES}
    known: dict[tuple[str, str], list[dict[int, int]]] = {}
    for leader, activities, focus, many in worked:
        if (met := known.get((activities, focus))) is None:
            done = [kinds.setdefault(code, {}) for code in activities.split()]
            met = known[activities, focus] = [*done, *(practices[one] for one in _practices(focus))]
        for by in met:
            by[leader] = by.get(leader, 0) + many
    return _mixed(kinds), _mixed(practices)


def _practices(focus: str) -> list[str]:
    near = practices_near()
    return [one for code in focus.split() for one in near.get(code, ()) if one in PRACTICES]


def _mixed(found: Mapping[str, Mapping[int, int]]) -> tuple[Mixed, ...]:
    told = {code: by for code, by in found.items() if len(by) >= LEAST}
    few = [by for code, by in found.items() if code not in told]
    ranked = sorted(told, key=lambda code: (sum(told[code].values()), code))
    while any(few) and ranked and _leaders(few) < LEAST:
        few.append(told.pop(ranked.pop(0)))
    rest = [_mix("", few)] if _leaders(few) >= LEAST else []
    return (*(_mix(code, [by]) for code, by in told.items()), *rest)


def _leaders(those: Iterable[Mapping[int, int]]) -> int:
    return len({leader for by in those for leader in by})


def _mix(code: str, those: Sequence[Mapping[int, int]]) -> Mixed:
    return Mixed(code=code, contacts=sum(sum(by.values()) for by in those), pairs=_leaders(those))


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
