"""Small groups are folded, so that nothing of fewer than five can be read or taken by subtraction."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules.digestfigures import Runs, parts_of
from bot.rules.figures import PairFigures, Totals, total
from bot.rules.folding import LEAST, Done, Folded, folded, folded_codes

AT = date(2026, 11, 16)


def pair(number: int, school: int | None = None, **counts: object) -> PairFigures:
    whom = {"pair": number, "school": number if school is None else school, "leader": number, "coach": 1}
    return PairFigures(**whom, district=1, starts_on=AT, **counts)  # type: ignore[arg-type] # counts by name


def groups_of(sizes: Iterable[int]) -> dict[int, Totals]:
    found, first = {}, 0
    for place, size in enumerate(sizes):
        found[place] = total(pair(number, minutes=number) for number in range(first, first + size))
        first += size
    return found


def told_by(one: Folded[int]) -> list[Totals]:
    return [*one.shown.values(), *([one.others] if one.others else [])]


def done(figures: Iterable[PairFigures]) -> dict[str, Done]:
    """What was done, by code, with whom."""
    found: dict[str, Done] = {}
    for one in figures:
        for code, many in one.activities.items():
            found.setdefault(code, Done()).add(one.leader, one.school, many)
    return found


def smallest(figures: Iterable[frozenset[int]]) -> int:
    """The fewest people that an adversary gets a figure of, adding and subtracting each of these at most once."""
    sets = list(set(figures))
    found = 10**6
    for signs in product((-1, 0, 1), repeat=len(sets)):
        left: dict[int, int] = {}
        for sign, one in zip(signs, sets, strict=True):
            for member in one:
                left[member] = left.get(member, 0) + sign
        many = sum(value != 0 for value in left.values())
        found = min(found, many) if many else found
    return found


def test_groups_of_five_are_shown_and_smaller_ones_told_together() -> None:
    one = folded(groups_of([12, 7, 3, 2]))
    assert list(one.shown) == [0, 1]
    assert one.folded == (2, 3)
    assert one.others is not None
    assert one.others.minutes == sum(range(19, 24))


def test_a_single_small_group_takes_the_next_smallest_with_it() -> None:
    one = folded(groups_of([12, 7, 2]))
    assert list(one.shown) == [0]
    assert one.folded == (1, 2)


def test_fewer_than_five_altogether_are_told_nothing_of() -> None:
    assert folded(groups_of([2, 2])) == Folded({}, (0, 1), None)
    assert folded({}) == Folded({})


def test_a_school_with_two_leaders_is_one_school() -> None:
    crowd = total(pair(number, school=number // 2) for number in range(8))
    assert folded({1: crowd}).others is None


@given(st.lists(st.integers(1, 9), max_size=6))
def test_nothing_smaller_can_be_taken_from_the_total(sizes: list[int]) -> None:
    groups = groups_of(sizes)
    everyone = frozenset(range(sum(sizes)))
    assume(len(everyone) >= LEAST)
    one = folded(groups)
    assert smallest([everyone, *(each.leaders for each in told_by(one))]) >= LEAST
    told = sum(each.minutes for each in told_by(one))
    assert told == sum(range(sum(sizes)))


def test_what_only_a_few_did_is_told_together() -> None:
    many: Mapping[str, int] = {"A2": 1}
    figures = [pair(number, activities=many) for number in range(6)]
    figures += [pair(10 + number, activities={"A9": 2, "A10": 1}) for number in range(3)]
    assert folded_codes(done(figures)) == {"": (15, 9)}
    figures += [pair(20 + number, activities={"A3": 1}) for number in range(2)]
    assert folded_codes(done(figures)) == {"A2": (6, 6), "": (11, 5)}
    assert folded_codes(done(figures[:2])) == {}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=5))
def test_neither_visits_nor_hours_of_a_few_are_left_between_a_digests_districts(
    sizes: list[tuple[int, int, int]],
) -> None:
    """Of each district's leaders some don't run any more, and some only since: visits are of all that ran in the week,
    hours and commitments of those that run."""
    week: list[PairFigures] = []
    live: list[Runs] = []
    for district, (many, ended, begun) in enumerate(sizes, 1):
        those = [replace(pair(100 * district + place), district=district, planned=1) for place in range(many + begun)]
        week += those[:many]
        live += [Runs(one.pair, one.school, one.district, one.leader) for one in those[min(ended, many) :]]
    now = [one.leader for one in live]
    told = parts_of(week, live, dict.fromkeys(now, 0), dict.fromkeys(now, 1))
    figures = (
        ([one.planned for one in told], len(week)),
        ([one.leaders for one in told], len(live)),
        ([one.overdue for one in told], len(live)),
    )
    for shown, every in figures:
        assert all(many >= LEAST for many in shown)
        assert not shown or every - sum(shown) == 0 or every - sum(shown) >= LEAST
