"""Form F1 in parts, as values: what is taken, what is refused and in which words."""

from datetime import date
from typing import Any

import pytest

from bot import forms
from bot.errors import FieldErrors
from bot.rules import setup
from bot.rules.programme import Rules
from bot.rules.zones import find_zones

GIVEN: dict[str, dict[str, Any]] = {
    "basics": {
        "name": "Association program",
        "code": "assoc",
        "zone": "America/New_York",
        "year_from": "2026-08-31",
        "year_to": "2027-06-18",
    },
    "coaching": {
        "visits_per_week": "1",
        "hours_per_month": "4.5",
        "hours_per_month_band": "5.5",
        "hours_per_year": "45",
        "minutes_per_day_cap": "240",
        "kinds_that_count": ["session", "visit"],
        "report_unit": "school",
    },
    "channels": {"coordinators": "C0COORD", "ops": "G0OPS", "contact_lines": "no"},
    "deadlines": {
        "due_business_days": "2",
        "due_at": "17:00",
        "log_late_hours": "48",
        "nudges_per_week": "3",
        "capacity_weeks": "6",
        "capacity_hours": "27.5",
    },
    "privacy": {
        "confidentiality": "Coordinators see that it happened.",
        "retention_months": "84",
        "portfolio_logs": "yes",
        "test_windows.1.start": "2027-03-29",
        "test_windows.1.end": "2027-04-09",
    },
}
BLANK = setup.Values("x", "x", "UTC", date(2026, 7, 1), date(2027, 6, 30))


def refused(part: str, **changes: Any) -> dict[str, str]:
    """The sentences for a part with other answers; None takes an answer away."""
    filled = {name: value for name, value in {**GIVEN[part], **changes}.items() if value is not None}
    with pytest.raises(FieldErrors) as caught:
        forms.parse(setup.PARTS[part], filled)
    return caught.value.errors


def whole() -> setup.Values:
    values = BLANK
    for part, filled in GIVEN.items():
        values = forms.parse(setup.PARTS[part], filled).onto(values)
    return values


def test_the_parts_together_make_the_program() -> None:
    values = whole()
    assert (values.name, values.code, values.year_from) == ("Association program", "assoc", date(2026, 8, 31))
    rules = values.rules
    assert rules.kinds_that_count == ("visit", "session")
    assert (rules.dose.hours_per_month_band, rules.dose.minutes_per_day_cap) == (5.5, 240)
    assert (rules.dose.hours_per_month, rules.report_unit, rules.due_rule.at) == (4.5, "school", "17:00")
    assert (rules.portfolio_logs, setup.answers("privacy", values)["portfolio_logs"]) == (True, "yes")
    assert setup.answers("privacy", BLANK)["portfolio_logs"] == "no"
    assert (rules.channels.coordinators, rules.channels.coaches) == ("C0COORD", None)
    assert (rules.capacity.weeks, rules.capacity.hours_per_week) == (6, 27.5)
    assert [(one.start, one.name) for one in rules.test_windows] == [(date(2027, 3, 29), "Testing")]
    assert Rules.model_validate(rules.model_dump(mode="json", by_alias=True)) == rules


@pytest.mark.parametrize("part", setup.ORDER)
def test_what_is_stored_fills_the_form_again(part: str) -> None:
    values = whole()
    assert forms.parse(setup.PARTS[part], setup.answers(part, values)).onto(values) == values


def test_a_part_left_alone_keeps_what_is_stored() -> None:
    values = whole()
    later = forms.parse(setup.Deadlines, GIVEN["deadlines"] | {"log_late_hours": "72"}).onto(values)
    assert later.rules.model_copy(update={"log_late_hours": 48}) == values.rules


@pytest.mark.parametrize(
    ("part", "field", "value", "sentence"),
    [
        ("basics", "name", None, "Please fill this in."),
        ("basics", "name", "  ", "Please fill this in."),
        ("basics", "name", "x" * 121, "Please keep it to 120."),
        ("basics", "name", "Pro\0gram", "can't be kept"),
        ("basics", "code", "two words", "without spaces"),
        ("basics", "zone", "Eastern", "time zone from the list"),
        ("basics", "year_to", "2026-08-31", "after the first one"),
        ("basics", "year_to", "2028-08-31", "at most 400 days later"),
        ("coaching", "visits_per_week", "6", "Please enter 5 or less."),
        ("coaching", "visits_per_week", "1.5", "whole number"),
        ("coaching", "hours_per_month", "nan", "Please enter a number."),
        ("coaching", "hours_per_year", "4", "at least the hours of one month"),
        ("coaching", "hours_per_month_band", "4", "at least the hours a month, or leave it empty"),
        ("coaching", "minutes_per_day_cap", "0", "enter 1 or more"),
        ("coaching", "kinds_that_count", ["visit", "gift"], "kinds from the list"),
        ("coaching", "report_unit", "district", "one of the options"),
        ("channels", "coaches", "D0DIRECT", "not a person"),
        ("deadlines", "due_at", "25:00", "choose a time"),
        ("deadlines", "log_late_hours", "0", "Please enter 1 or more."),
        ("deadlines", "capacity_weeks", "9", "Please enter 8 or less."),
        ("deadlines", "capacity_hours", "0", "Please enter 1 or more."),
        ("privacy", "confidentiality", "x" * 3001, "Please keep it to 3,000."),
        ("privacy", "portfolio_logs", "maybe", "choose one of the options"),
        ("privacy", "retention_months", "241", "Please enter 240 or less."),
        ("privacy", "test_windows.1.end", None, "Please fill this in."),
        ("privacy", "test_windows.1.end", "2027-03-28", "first day or a later one"),
    ],
)
def test_a_field_that_needs_another_look_gets_its_own_sentence(
    part: str, field: str, value: Any, sentence: str
) -> None:
    errors = refused(part, **{field: value})
    assert list(errors) == [field]
    assert sentence in errors[field]


def test_the_parts_follow_each_other() -> None:
    assert [setup.after(part) for part in setup.ORDER] == [*setup.ORDER[1:], None]
    assert [setup.before(part) for part in setup.ORDER] == [None, *setup.ORDER[:-1]]


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 11, 22), (2026, 2027)), (date(2027, 5, 31), (2026, 2027)), (date(2027, 6, 1), (2027, 2028))],
)
def test_a_new_program_most_likely_means_the_school_year_around_today(day: date, year: tuple[int, int]) -> None:
    first, last = setup.school_year(day)
    assert (first.year, last.year) == year


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", "America/New_York"),
        ("eastern time", "America/New_York"),
        ("pac", "America/Los_Angeles"),
        ("new york", "America/New_York"),
        ("new_y", "America/New_York"),
        ("AMERICA/chicago", "America/Chicago"),
        ("berl", "Europe/Berlin"),
        ("utc", "UTC"),
        ("US/Eastern", "US/Eastern"),
    ],
)
def test_a_zone_is_found_by_what_people_type(typed: str, first: str) -> None:
    assert find_zones(typed)[0] == first


def test_a_zone_that_is_not_there_finds_nothing_and_a_short_word_at_most_a_hundred() -> None:
    assert find_zones("nowhere at all") == []
    assert len(find_zones("a")) == 100
    assert find_zones("", "Europe/Paris")[0] == "Europe/Paris"
