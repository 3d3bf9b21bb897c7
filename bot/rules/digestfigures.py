"""From what each pair comes to, to what a digest says: sums, who is without contact, and who is told of together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from bot.frameworks import practices_near
from bot.rules.contacts import ACTIVITIES
from bot.rules.digests import Before, Behind, Figures, Held, Mixed, Part, Short
from bot.rules.figures import PairFigures, Totals
from bot.rules.folding import Done, folded, folded_codes

P = TypeVar("P", "PairFigures", "Runs")

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


class Runs(NamedTuple):
    """A pair that runs on the day of a digest."""

    pair: int
    school: int
    district: int
    leader: int


def parts_of(
    week: Iterable[PairFigures], live: Iterable[Runs], missing: Mapping[int, int], overdue: Mapping[int, int]
) -> tuple[Part, ...]:
    """Each district's figures, those with the smallest share held first; small ones are told together, at the end.

    What is told together, and so that nothing can be taken off the whole, decides bot/rules/folding.py. week: the pairs
    that ran in it, of whom visits are told; live: those that run now, of whom hours and commitments are.
    """
    groups, runs = _by_district(week), _by_district(live)
    known = [*groups, *(one for one in runs if one not in groups)]
    met, held = ({one: _whom(those.get(one, ())) for one in known} for those in (groups, runs))
    found = folded(met, beside=held)

    def part(district: int, those: Sequence[int]) -> Part:
        held_then = [one for each in those for one in groups.get(each, ())]
        now = [one for each in those for one in runs.get(each, ())]
        return _part(district, held_then, now, (missing, overdue), len(those))

    told = sorted((part(one, [one]) for one in found.shown), key=lambda one: (_share(one), one.district))
    return (*told, *([part(0, found.folded)] if found.others else []))


def _by_district(pairs: Iterable[P]) -> dict[int, list[P]]:
    groups: dict[int, list[P]] = {}
    for one in pairs:
        groups.setdefault(one.district, []).append(one)
    return groups


def _share(part: Part) -> float:
    return part.held / part.planned if part.planned else 1


def _whom(pairs: Iterable[PairFigures | Runs]) -> Totals:
    """Whom figures of these pairs are about."""
    those = list(pairs)
    return Totals(
        pairs=frozenset(one.pair for one in those),
        schools=frozenset(one.school for one in those),
        leaders=frozenset(one.leader for one in those),
    )


def _part(
    district: int,
    week: Sequence[PairFigures],
    live: Sequence[Runs],
    counts: tuple[Mapping[int, int], Mapping[int, int]],
    districts: int,
) -> Part:
    missing, overdue = counts
    visits, leaders = held_of(week), {one.leader for one in live} & missing.keys()
    return Part(
        district=district,
        pairs=len(live),
        planned=visits.planned,
        held=visits.held,
        leaders=len(leaders),
        on_pace=sum(not missing[one] for one in leaders),
        overdue=sum(overdue.get(one.pair, 0) for one in live),
        districts=districts,
    )


def mixes_of(worked: Iterable[tuple[int, int, str, str | None, int]]) -> tuple[tuple[Mixed, ...], tuple[Mixed, ...]]:
    """What was done, against the eleven kinds and the ten practices; what few did is told together or not at all.

    worked: leader and school, the codes of activities and of the focus as they are kept, and how many contacts.
    """
    alike: defaultdict[tuple[str, str | None], list[tuple[int, int, str, str | None, int]]] = defaultdict(list)
    for one in worked:
        alike[one[2], one[3]].append(one)
    kinds, practices = {code: Done() for code in ACTIVITIES}, {code: Done() for code in PRACTICES}
    for (activities, focus), those in alike.items():
        leaders, schools, _, _, contacts = zip(*those, strict=True)
        done = Done(sum(contacts), set(leaders), set(schools))
        for code in activities.split():
            kinds.setdefault(code, Done()).take(done)
        for code in _practices(focus or ""):
            practices[code].take(done)
    return _mixed(kinds), _mixed(practices)


def _mixed(done: Mapping[str, Done]) -> tuple[Mixed, ...]:
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
