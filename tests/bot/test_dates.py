"""Local days and times as people read them."""

from datetime import UTC, datetime

import pytest

from bot.rules.dates import clock, clock_range, is_zone, local_day


@pytest.mark.parametrize(
    ("typed", "shown"), [("00:00", "12:00 AM"), ("09:05", "9:05 AM"), ("12:00", "12:00 PM"), ("23:59", "11:59 PM")]
)
def test_times_read_as_on_a_wall_clock(typed: str, shown: str) -> None:
    assert clock(typed) == shown


@pytest.mark.parametrize(
    ("start", "minutes", "shown"),
    [
        ("09:00", 90, "9:00–10:30 AM"),
        ("15:15", 0, "3:15 PM"),
        ("11:30", 60, "11:30 AM–12:30 PM"),
        ("23:30", 60, "11:30 PM–12:30 AM"),
    ],
)
def test_a_range_names_the_half_of_the_day_once_where_it_can(start: str, minutes: int, shown: str) -> None:
    assert clock_range(start, minutes) == shown


def test_the_day_is_the_one_in_the_zone() -> None:
    late = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
    assert (local_day(late, "America/New_York").day, local_day(late, "UTC").day) == (17, 18)


@pytest.mark.parametrize("name", ["America/New_York", "UTC", "Europe/London"])
def test_iana_names_are_zones(name: str) -> None:
    assert is_zone(name)


@pytest.mark.parametrize("name", ["EST5", "New York", "", "america/new_york", "../etc/passwd"])
def test_other_names_are_not_zones(name: str) -> None:
    assert not is_zone(name)
