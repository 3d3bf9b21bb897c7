"""From what each pair comes to, to what a digest says: sums, who is without contact, and who is told of together."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.frameworks import practices_near
from bot.rules.contacts import ACTIVITIES
from bot.rules.digests import Before, Behind, Figures, Held, Mixed, Part, Short
from bot.rules.figures import PairFigures, Totals
from bot.rules.folding import Whom, folded, folded_codes

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


def parts_of(
    pairs: Sequence[PairFigures], missing: Mapping[int, int], overdue: Mapping[int, int], live: Collection[int]
) -> tuple[Part, ...]:
    """Each district's figures, those with the smallest share held first; small ones are told together, at the end.

    What is told together, and so that nothing can be taken off the whole, decides bot/rules/folding.py. live: the pairs
    that run, of whom hours and commitments are told.
    """
    groups: dict[int, list[PairFigures]] = {}
    for one in pairs:
        groups.setdefault(one.district, []).append(one)
    runs = {district: _whom(one for one in those if one.pair in live) for district, those in groups.items()}
    found = folded({district: _whom(those) for district, those in groups.items()}, beside=runs)
    told = [_part(district, groups[district], missing, overdue) for district in found.shown]
    told.sort(key=lambda one: (one.held / one.planned if one.planned else 1, one.district))
    rest = [one for district in found.folded for one in groups[district]]
    return (*told, *([_part(0, rest, missing, overdue, len(found.folded))] if found.others else []))


def _whom(pairs: Iterable[PairFigures]) -> Totals:
    """Whom figures of these pairs are about."""
    those = list(pairs)
    return Totals(
        pairs=frozenset(one.pair for one in those),
        schools=frozenset(one.school for one in those),
        leaders=frozenset(one.leader for one in those),
    )


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


def mixes_of(worked: Iterable[tuple[Whom, str, str, int]]) -> tuple[tuple[Mixed, ...], tuple[Mixed, ...]]:
    """What was done, against the eleven kinds and the ten practices; what few did is told together or not at all.

    worked: whom with, the codes of activities and of the focus as they are kept, and how many contacts that was.
    """
    kinds: dict[str, dict[Whom, int]] = {code: {} for code in ACTIVITIES}
    practices: dict[str, dict[Whom, int]] = {code: {} for code in PRACTICES}
    known: dict[tuple[str, str], list[dict[Whom, int]]] = {}
    for whom, activities, focus, many in worked:
        if (met := known.get((activities, focus))) is None:
            done = [kinds.setdefault(code, {}) for code in activities.split()]
            met = known[activities, focus] = [*done, *(practices[one] for one in _practices(focus))]
        for by in met:
            by[whom] = by.get(whom, 0) + many
    return _mixed(kinds), _mixed(practices)


def _mixed(done: Mapping[str, Mapping[Whom, int]]) -> tuple[Mixed, ...]:
    found = folded_codes(done)
    return tuple(Mixed(code=code, contacts=many, pairs=leaders) for code, (many, leaders) in found.items())


def _practices(focus: str) -> list[str]:
    near = practices_near()
    return [one for code in focus.split() for one in near.get(code, ()) if one in PRACTICES]


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
