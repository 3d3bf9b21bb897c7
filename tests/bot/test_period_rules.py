"""When a report period closes, and with it its contacts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.periods import Period, closes_at, due_on, is_closed, period_of
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
