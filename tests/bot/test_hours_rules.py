"""The hours bank by values: what counts, what the month will come to, and what would make up for the rest."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.rules.contacts import hours
from bot.rules.hours import (
    Booked,
    Logged,
    Month,
    Plan,
    Visit,
    banked,
    forecast,
    held_share,
    make_up,
    missing,
    usual_rest,
    visits_to_come,
)
from bot.rules.programme import TestWindow
from bot.rules.schooldays import closed_days, days

BEGAN, TODAY, FIRST, LAST = date(2026, 9, 1), date(2026, 11, 17), date(2026, 11, 1), date(2026, 11, 30)
THANKSGIVING = frozenset({date(2026, 11, 26), date(2026, 11, 27)})
TUESDAYS = Plan(1, 90, BEGAN, closed=THANKSGIVING)
MONTH = Month(TODAY, LAST, THANKSGIVING)


def visit(day: date, minutes: int = 90) -> Logged:
    return Logged(day, minutes, minutes, 1)


def november(day: int) -> date:
    return date(2026, 11, day)


def test_the_worked_example_comes_out() -> None:
    """Closed on election day; 45 minutes of video every other week besides the Tuesdays."""
    closed = THANKSGIVING | {november(3)}
    plan, month = replace(TUESDAYS, closed=closed), replace(MONTH, closed=closed)
    tuesdays = [date(2026, 9, 29) + timedelta(days=7 * week) for week in range(5)]
    calls = [Logged(day, 45) for day in (date(2026, 9, 24), date(2026, 10, 8), date(2026, 10, 22), date(2026, 10, 29))]
    before = [*map(visit, tuesdays), *calls, visit(november(10))]
    after = [*before, visit(TODAY)]
    assert banked(after, FIRST, LAST) - banked(before, FIRST, LAST) == 90
    assert hours(banked(after, FIRST, LAST)) == "3.0"
    expected = forecast([plan], after, month)
    assert hours(expected) == "5.0"
    assert make_up(4.5, expected, visits_to_come([plan], after, month), month) is None


def test_a_month_counts_its_own_days_and_no_more_than_the_cap() -> None:
    logged = [visit(date(2026, 10, 31)), visit(FIRST), visit(LAST, 200), visit(date(2026, 12, 1))]
    assert banked(logged, FIRST, LAST) == 290
    assert banked(logged, FIRST, LAST, 120) == 210


def test_the_plan_gives_the_visits_to_come() -> None:
    assert visits_to_come([TUESDAYS], [], MONTH) == [Visit(TODAY, 90), Visit(november(24), 90)]
    assert visits_to_come([TUESDAYS], [visit(TODAY)], MONTH) == [Visit(november(24), 90)]


def test_a_visit_held_on_another_day_of_the_week_stands_for_the_planned_one() -> None:
    fridays = replace(TUESDAYS, weekday=4)
    assert visits_to_come([fridays], [visit(november(16))], MONTH) == []
    twice = [replace(TUESDAYS, weekday=0), replace(TUESDAYS, weekday=3)]
    assert [one.day for one in visits_to_come(twice, [visit(november(16))], MONTH)] == [
        november(19), november(23), november(30),
    ]  # fmt: skip


def test_no_visit_is_planned_on_closed_days_in_test_windows_or_after_the_end() -> None:
    assert [one.day for one in visits_to_come([replace(TUESDAYS, weekday=3)], [], MONTH)] == [november(19)]
    testing = closed_days([], [TestWindow(start=november(23), end=november(25))], FIRST, LAST)
    assert visits_to_come([replace(TUESDAYS, closed=testing)], [visit(TODAY)], MONTH) == []
    assert visits_to_come([replace(TUESDAYS, ends_on=november(23))], [visit(TODAY)], MONTH) == []


def test_closures_are_cut_to_the_days_asked_for() -> None:
    spans = [(november(26), date(2026, 12, 4)), (date(2026, 10, 1), date(2026, 10, 2))]
    assert closed_days(spans, [], FIRST, LAST) == set(days(november(26), LAST))


@pytest.mark.parametrize(("lengths", "usual"), [((), 60), ((30, 100, 120), 100), ((300, 300, 60, 60, 60, 90, 90), 60)])
def test_a_plan_without_a_length_takes_the_median_of_the_last_visits(lengths: tuple[int, ...], usual: int) -> None:
    logged = [visit(TODAY - timedelta(days=7 * (len(lengths) - place)), long) for place, long in enumerate(lengths)]
    assert visits_to_come([replace(TUESDAYS, minutes=None)], logged, MONTH)[-1].minutes == usual


def test_visits_that_are_often_missed_are_expected_less_often() -> None:
    tuesdays = [date(2026, 9, 22) + timedelta(days=7 * week) for week in range(8)]
    assert held_share([TUESDAYS], [visit(day) for day in tuesdays], TODAY) == 1
    every_other = [visit(day) for day in tuesdays[::2]]
    assert held_share([TUESDAYS], every_other, TODAY) == 0.5
    assert forecast([TUESDAYS], every_other, MONTH) == 90 + 90  # Nov 3; half of Nov 17 and Nov 24


def test_few_planned_visits_tell_no_share() -> None:
    assert held_share([TUESDAYS], [visit(november(3))], TODAY) == 1
    assert held_share([TUESDAYS], [], TODAY) == 1


def test_what_comes_beside_the_visits_goes_on_as_before() -> None:
    calls = [Logged(day, 30) for day in (november(2), november(9))]
    assert usual_rest(calls, MONTH, planned=True) == round(60 * 7 / 20)
    assert usual_rest([*calls, visit(november(10))], MONTH, planned=True) == round(60 * 7 / 20)
    assert usual_rest([*calls, visit(november(10))], MONTH, planned=False) == round(150 * 7 / 20)
    assert forecast([], calls, MONTH) == 60 + 21


def test_booked_visits_tell_from_their_first_day_on() -> None:
    single = (Booked(november(12), 60), Booked(november(19), 30, missed=True), Booked(november(25), 75))
    plan = replace(TUESDAYS, booked=single, since=november(10))
    assert plan.days(november(1), LAST) == [november(3), november(12), november(19), november(25)]
    assert plan.visits(november(1), LAST) == [(november(3), 90), (november(12), 60), (november(25), 75)]
    assert replace(plan, weekday=None).visits(november(1), november(11)) == []
    assert visits_to_come([plan], [], MONTH) == [Visit(november(25), 75)]


def test_hours_that_read_the_same_lack_nothing() -> None:
    assert missing(4.5, 4 * 60 + 23) == 0
    assert missing(4.5, 4 * 60 + 20) == 10
    assert missing(4.5, 180) == 90
    assert missing(0, 0) == 0


def test_half_an_hour_is_made_up_by_a_longer_visit_or_one_more_contact() -> None:
    coming = visits_to_come([TUESDAYS], [visit(TODAY)], MONTH)
    found = make_up(4.5, 240, coming, MONTH)
    assert found is not None
    assert (found.missing, found.lengthen, found.parts, found.part, found.still) == (
        30, Visit(november(24), 120), 1, 30, 0,
    )  # fmt: skip
    assert found.days == (november(18), november(20), november(30))
    assert found.by == november(30)


def test_much_is_made_up_in_several_parts() -> None:
    found = make_up(4.5, 30, [], MONTH)
    assert found is not None
    assert (found.missing, found.lengthen, found.parts, found.part) == (240, None, 3, 80)


def test_what_can_no_longer_be_made_up_is_told() -> None:
    one_day = make_up(4.5, 0, [], Month(november(29), LAST))
    assert one_day is not None
    assert (one_day.parts, one_day.part, one_day.still, one_day.by) == (1, 240, 30, LAST)
    none = make_up(4.5, 0, [], Month(LAST, LAST))
    assert none is not None
    assert (none.parts, none.days, none.still, none.by) == (0, (), 270, None)


def test_no_make_up_goes_over_the_days_cap() -> None:
    found = make_up(4.5, 180, [Visit(november(24), 60)], replace(MONTH, cap=60))
    assert found is not None
    assert (found.lengthen, found.parts, found.part) == (None, 2, 45)


dates = some.dates(date(2026, 9, 1), LAST)
minutes = some.integers(0, 600)
logs = some.lists(
    some.builds(lambda day, long, seen: Logged(day, long, long * seen, int(seen)), dates, minutes, some.booleans()),
    max_size=30,
    unique_by=lambda one: one.day,
)
plans = some.lists(
    some.builds(Plan, some.integers(0, 4), some.none() | some.integers(1, 360), some.dates(BEGAN, LAST)), max_size=3
)
todays = some.dates(FIRST, LAST)
caps = some.none() | some.integers(1, 600)


def past(logged: list[Logged], today: date) -> list[Logged]:
    return [one for one in logged if one.day <= today]


@given(logs, plans, todays, caps)
def test_a_forecast_is_never_below_what_is_logged(
    logged: list[Logged], planned: list[Plan], today: date, cap: int | None
) -> None:
    found = past(logged, today)
    assert forecast(planned, found, Month(today, LAST, cap=cap)) >= banked(found, FIRST, LAST, cap) >= 0


@given(logs, plans, todays, caps, some.integers(1, 300))
def test_more_minutes_never_lower_the_forecast(
    logged: list[Logged], planned: list[Plan], today: date, cap: int | None, more: int
) -> None:
    month, found = Month(today, LAST, cap=cap), past(logged, today)
    longer = [replace(one, minutes=one.minutes + more, visit=one.visit + more * one.visits) for one in found]
    assert forecast(planned, longer, month) >= forecast(planned, found, month)


@given(logs, plans, todays, some.sets(some.dates(FIRST, LAST)))
def test_closures_to_come_only_lower_the_forecast(
    logged: list[Logged], planned: list[Plan], today: date, closures: set[date]
) -> None:
    closed = frozenset(day for day in closures if day > today)
    found = past(logged, today)
    shut = [replace(one, closed=closed) for one in planned]
    assert forecast(shut, found, Month(today, LAST, closed)) <= forecast(planned, found, Month(today, LAST))


@given(some.floats(0, 100), some.integers(0, 6000), plans, todays, caps)
def test_a_make_up_is_on_school_days_to_come_and_fills_what_it_says(
    goal: float, expected: int, planned: list[Plan], today: date, cap: int | None
) -> None:
    month = Month(today, LAST, THANKSGIVING, cap)
    found = make_up(goal, expected, visits_to_come(planned, [], month), month)
    if found is None:
        return
    assert found.missing > 0
    assert set(found.days) <= set(month.left)
    assert found.parts * found.part + found.still >= found.missing
    assert 0 <= found.part <= (cap or 240)
