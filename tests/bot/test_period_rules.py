"""When a report period closes, and with it its contacts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.periods import (
    Period,
    business_days_after,
    business_days_between,
    closes_at,
    due_on,
    is_closed,
    period_of,
)
from bot.rules.programme import DueRule

RULE = DueRule()
ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 11, 1), 1, 15),
        (date(2026, 11, 15), 1, 15),
        (date(2026, 11, 16), 16, 30),
        (date(2028, 2, 29), 16, 29),
        (date(2026, 12, 31), 16, 31),
    ],
)
def test_a_month_has_two_periods(day: date, first: int, last: int) -> None:
    assert period_of(day) == Period(day.replace(day=first), day.replace(day=last))


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_periods_follow_each_other_without_a_gap(day: date) -> None:
    period = period_of(day)
    assert period.first <= day <= period.last
    after = period_of(period.last + timedelta(days=1))
    assert after.first == period.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "business_days", "due"),
    [
        (date(2026, 11, 15), 2, date(2026, 11, 17)),  # a Sunday: Monday, Tuesday
        (date(2026, 11, 30), 2, date(2026, 12, 2)),
        (date(2027, 1, 15), 2, date(2027, 1, 19)),  # a Friday
        (date(2026, 10, 31), 0, date(2026, 10, 31)),
    ],
)
def test_a_report_is_due_so_many_business_days_after_the_period(last: date, business_days: int, due: date) -> None:
    assert due_on(period_of(last), business_days) == due


def test_a_period_closes_at_its_hour_on_the_programs_clock() -> None:
    period = period_of(date(2026, 10, 20))  # due Tuesday, November 3, after the clocks went back
    assert closes_at(period, RULE, ZONE) == datetime(2026, 11, 3, 22, 0, tzinfo=UTC)
    assert not is_closed(date(2026, 10, 20), datetime(2026, 11, 3, 21, 59, tzinfo=UTC), RULE, ZONE)
    assert is_closed(date(2026, 10, 20), datetime(2026, 11, 3, 22, 0, tzinfo=UTC), RULE, ZONE)


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        ((), date(2026, 11, 17)),
        ((date(2026, 11, 16),), date(2026, 11, 17)),  # a closed day before it is still a business day
        ((date(2026, 11, 17),), date(2026, 11, 18)),
        (tuple(date(2026, 11, 17) + timedelta(days=one) for one in range(4)), date(2026, 11, 23)),  # past the weekend
        (tuple(date(2026, 11, 17) + timedelta(days=one) for one in range(60)), date(2026, 11, 17)),  # a summer is none
    ],
)
def test_a_due_day_on_which_all_is_closed_moves_to_the_next_business_day(closed: tuple[date, ...], due: date) -> None:
    assert due_on(period_of(date(2026, 11, 3)), 2, closed) == due


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(0, 20))
def test_business_days_are_counted_as_they_are_added(day: date, many: int) -> None:
    assert business_days_between(day, business_days_after(day, many)) == many


@pytest.mark.parametrize(
    ("state", "early", "late"),
    [
        (None, False, True),
        ("drafted", False, False),
        ("submitted", False, False),
        ("returned", False, False),
        ("accepted", True, True),
        ("excused", True, True),
    ],
)
def test_with_a_report_its_state_closes_a_period_and_without_one_the_due_time(
    state: str | None, early: bool, late: bool
) -> None:
    day, due = date(2026, 10, 20), datetime(2026, 11, 3, 22, 0, tzinfo=UTC)
    assert is_closed(day, due - timedelta(days=9), RULE, ZONE, state=state) == early
    assert is_closed(day, due + timedelta(days=90), RULE, ZONE, state=state) == late
