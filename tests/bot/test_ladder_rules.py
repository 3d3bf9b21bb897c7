"""The ladders of reminders, as values: which rung on which day, at which hour."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import ladders
from bot.rules.schooldays import days, is_school_day

ZONE = "America/New_York"
NONE: frozenset[date] = frozenset()
BREAK = frozenset(date(2026, 11, 25) + timedelta(days=one) for one in range(3))  # Wednesday to Friday
TUESDAY = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)  # 10:30 AM, when a visit ended


def local(*parts: int) -> datetime:
    """An instant in New York in winter."""
    return datetime(*parts, tzinfo=UTC) + timedelta(hours=5)  # type: ignore[misc,arg-type] # year to minute


def test_a_wall_time_that_is_not_there_is_later_and_one_that_is_twice_is_the_first() -> None:
    assert ladders.instant(date(2026, 3, 8), "02:30", ZONE) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert ladders.instant(date(2026, 11, 1), "01:30", ZONE) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_an_unlogged_visit_is_spoken_of_after_four_hours_and_on_the_next_school_morning() -> None:
    assert ladders.unlogged_windows(TUESDAY, ZONE, NONE) == {
        0: ladders.Window(local(2026, 11, 17, 14, 30), local(2026, 11, 17, 17, 0)),
        1: ladders.Window(local(2026, 11, 18, 8, 30), local(2026, 11, 19, 0, 0)),
    }
    late = ladders.unlogged_windows(TUESDAY + timedelta(hours=4), ZONE, NONE)
    assert {rung: one.due_at for rung, one in late.items()} == {1: local(2026, 11, 18, 8, 30)}
    before_the_break = TUESDAY + timedelta(days=8)
    assert ladders.unlogged_windows(before_the_break, ZONE, BREAK)[1].due_at == local(2026, 11, 30, 8, 30)


@pytest.mark.parametrize(
    ("days", "hours", "rungs"),
    [
        (1, 0, [0]),  # of Wednesday: the next morning is Thursday's, when the week's list asks
        (2, 0, [1]),  # of Thursday morning: the list asks that afternoon
        (2, 5, [1]),  # of Thursday afternoon, after the list
        (3, 0, [0, 1]),
    ],
)
def test_on_the_day_of_the_weeks_list_nothing_else_asks_about_the_same_visit(
    days: int, hours: int, rungs: list[int]
) -> None:
    ended = TUESDAY + timedelta(days=days, hours=hours)
    assert list(ladders.unlogged_windows(ended, ZONE, NONE)) == rungs


def test_brief_and_card_are_of_use_for_a_while_only() -> None:
    assert ladders.brief_window(TUESDAY).until == TUESDAY
    assert ladders.card_window(TUESDAY, ZONE) == ladders.Window(TUESDAY + ladders.CARD_AFTER, local(2026, 11, 18, 0, 0))


@pytest.mark.parametrize(
    ("closed", "tile", "note"),
    [
        (NONE, 19, 16),
        ({19}, 20, 16),
        ({19, 20}, 18, 16),
        ({16, 19, 20}, 18, 17),
        ({16, 17, 18, 19, 20}, None, None),
    ],
)
def test_a_week_has_its_plan_and_its_tile_on_school_days(closed: set[int], tile: int | None, note: int | None) -> None:
    shut = frozenset(date(2026, 11, one) for one in closed)
    monday = date(2026, 11, 16)
    assert ladders.tile_day(monday, shut) == (date(2026, 11, tile) if tile else None)
    assert ladders.note_day(monday, shut) == (date(2026, 11, note) if note else None)


def test_a_step_is_spoken_of_two_school_days_before_on_its_day_two_after_and_a_week_later() -> None:
    assert list(ladders.step_days(date(2026, 11, 19), NONE)) == [
        date(2026, 11, 17),
        date(2026, 11, 19),
        date(2026, 11, 23),
        date(2026, 11, 26),
    ]
    assert list(ladders.step_days(date(2026, 11, 19), BREAK)[2:]) == [date(2026, 11, 23), date(2026, 11, 30)]
    assert list(ladders.step_days(date(2026, 11, 24), BREAK)) == [
        date(2026, 11, 20),
        date(2026, 11, 24),
        date(2026, 12, 1),
        None,  # a week later is the same day
    ]
    assert ladders.step_rung(date(2026, 11, 19), date(2026, 11, 23), NONE) == ladders.STEP_LATE
    assert ladders.step_rung(date(2026, 11, 19), date(2026, 11, 18), NONE) is None
    assert ladders.step_rung(date(2026, 8, 19), date(2026, 11, 18), NONE) is None


@given(st.dates(date(2026, 9, 1), date(2027, 6, 1)), st.frozensets(st.integers(0, 30), max_size=20))
def test_no_two_reminders_of_a_step_fall_on_one_day_and_all_on_school_days(due: date, off: frozenset[int]) -> None:
    closed = frozenset(due + timedelta(days=one - 10) for one in off)
    found = [one for one in ladders.step_days(due, closed) if one]
    assert len(set(found)) == len(found)
    assert found == sorted(found)
    assert all(is_school_day(one, closed) for one in found)


def test_a_quiet_pair_climbs_after_14_21_and_30_days_that_school_was_not_closed() -> None:
    last = date(2026, 11, 2)
    rungs = {many: ladders.quiet_rung(last, last + timedelta(days=many), NONE) for many in (13, 14, 20, 21, 29, 30)}
    assert rungs == {13: None, 14: 0, 20: 0, 21: 1, 29: 1, 30: 2}
    assert ladders.quiet_rung(date(2026, 11, 13), date(2026, 11, 29), BREAK) is None  # 16 days, 3 of them closed


def test_a_quiet_pair_comes_to_each_rung_on_one_day() -> None:
    last = date(2026, 11, 13)
    assert [ladders.quiet_on(last, rung, BREAK) for rung in range(3)] == [
        date(2026, 11, 30),
        date(2026, 12, 7),
        date(2026, 12, 16),
    ]
    assert ladders.quiet_rung(last, date(2026, 11, 30), BREAK) == 0


def test_a_pair_without_a_booked_visit_climbs_after_five_and_ten_days() -> None:
    since = date(2026, 11, 2)
    assert [ladders.unbooked_rung(since, since + timedelta(days=many)) for many in (0, 4, 5, 9, 10)] == [0, 0, 1, 1, 2]


def test_hours_are_looked_at_on_the_20th_at_the_months_end_and_on_the_first() -> None:
    found = {day: ladders.hours_rung(day, BREAK) for day in days(date(2026, 10, 9), date(2026, 12, 8))}
    assert {day: rung for day, rung in found.items() if rung is not None} == {
        date(2026, 10, 20): 0,
        date(2026, 10, 30): 1,
        date(2026, 11, 2): 2,
        date(2026, 11, 20): 0,
        date(2026, 11, 30): 1,
        date(2026, 12, 1): 2,
    }


def test_what_is_in_the_way_for_two_weeks_is_spoken_of() -> None:
    assert not ladders.barrier_due(date(2026, 11, 4), date(2026, 11, 17))
    assert ladders.barrier_due(date(2026, 11, 3), date(2026, 11, 17))
