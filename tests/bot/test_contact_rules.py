"""What form F16 asks and allows."""

from datetime import date

import pytest

from bot.rules.contacts import KINDS, brief, check_amounts, check_day, hours, readable, spell

BEGAN = date(2026, 9, 1)
TODAY = date(2026, 11, 17)


@pytest.mark.parametrize("minutes", [1, 90, 600])
def test_a_visit_takes_from_1_to_600_minutes(minutes: int) -> None:
    assert check_amounts(KINDS["visit"], minutes, None) == {}


@pytest.mark.parametrize("minutes", [None, 0, -5, 601])
def test_other_minutes_are_refused_under_their_field(minutes: int | None) -> None:
    assert check_amounts(KINDS["visit"], minutes, None) == {"minutes": "Enter the minutes, from 1 to 600."}


@pytest.mark.parametrize("kind", ["email", "text"])
def test_written_messages_are_counted_and_take_at_most_30_minutes(kind: str) -> None:
    assert check_amounts(KINDS[kind], None, 2) == {}
    assert check_amounts(KINDS[kind], 30, 1) == {}
    assert set(check_amounts(KINDS[kind], 31, 0)) == {"minutes", "count"}


def test_a_day_to_come_cannot_be_logged() -> None:
    assert check_day(date(2026, 11, 18), TODAY, BEGAN, None) == (
        "That day is still to come. Choose today or an earlier day."
    )


def test_a_day_before_the_engagement_names_its_first_day() -> None:
    assert check_day(date(2026, 8, 31), TODAY, BEGAN, None) == (
        "This engagement began on Tue, Sep 1, 2026. Choose that day or a later one."
    )


def test_a_day_after_the_engagement_names_its_last_day() -> None:
    said = check_day(date(2026, 11, 10), TODAY, BEGAN, date(2026, 11, 9))
    assert said == "This engagement ended on Mon, Nov 9, 2026. Choose that day or an earlier one."


@pytest.mark.parametrize("day", [BEGAN, TODAY])
def test_the_first_day_and_today_can_be_logged(day: date) -> None:
    assert check_day(day, TODAY, BEGAN, TODAY) is None


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0.0"), (90, "1.5"), (95, "1.5"), (100, "1.75"), (270, "4.5"), (60, "1.0"), (7, "0.0")]
)
def test_totals_show_hours_to_the_quarter(minutes: int, shown: str) -> None:
    assert hours(minutes) == shown


def test_days_and_ids_read_as_people_write_them() -> None:
    assert (spell(TODAY), brief(TODAY), readable(231)) == ("Tue, Nov 17, 2026", "Tue, Nov 17", "L-0231")
