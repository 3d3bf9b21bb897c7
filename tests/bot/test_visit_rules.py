"""Visits by the calendar and by the clock: which days a series gives, when they are, and what a log stands for."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.became import Candidate, Logged, stands_for
from bot.rules.programme import TestWindow
from bot.rules.visits import Slot, Weekly, fits, instant_of, occurrences, span_of, warnings_of, why_not_held

NEW_YORK, LONDON, SYDNEY = "America/New_York", "Europe/London", "Australia/Sydney"
WEEK = timedelta(weeks=1)
NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)
dates = st.dates(date(2024, 1, 1), date(2032, 12, 31))
patterns = st.builds(Weekly, st.integers(0, 6), st.integers(1, 8), dates, st.none() | dates)


@pytest.mark.parametrize(
    ("day", "start", "zone", "at"),
    [
        (date(2026, 11, 17), "09:00", NEW_YORK, datetime(2026, 11, 17, 14, tzinfo=UTC)),
        (date(2027, 3, 14), "02:30", NEW_YORK, datetime(2027, 3, 14, 7, 30, tzinfo=UTC)),  # 3:30 by the clock
        (date(2027, 3, 28), "01:30", LONDON, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # 2:30 by the clock
        (date(2026, 10, 4), "02:30", SYDNEY, datetime(2026, 10, 3, 16, 30, tzinfo=UTC)),  # 3:30 by the clock
        (date(2026, 11, 1), "01:30", NEW_YORK, datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # the first of two
        (date(2026, 10, 25), "01:30", LONDON, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first of two
        (date(2028, 2, 29), "23:59", "Asia/Kolkata", datetime(2028, 2, 29, 18, 29, tzinfo=UTC)),
    ],
)
def test_a_wall_time_is_one_instant_on_every_day(day: date, start: str, zone: str, at: datetime) -> None:
    assert instant_of(day, start, zone) == at
    assert span_of(day, start, zone, 90) == (at, at + timedelta(minutes=90))


def test_a_series_begins_with_its_first_weekday_and_goes_on_every_so_many_weeks() -> None:
    fortnightly = Weekly(1, 2, date(2026, 11, 18), date(2026, 12, 22))
    assert occurrences(fortnightly, date(2026, 1, 1), date(2027, 12, 31)) == (
        date(2026, 11, 24),
        date(2026, 12, 8),
        date(2026, 12, 22),
    )
    assert occurrences(Weekly(1, 1, date(2028, 2, 29), date(2028, 2, 29)), date(2028, 1, 1), date(2029, 1, 1)) == (
        date(2028, 2, 29),
    )
    assert occurrences(Weekly(0, 1, date(2026, 11, 17), date(2026, 11, 20)), date(2026, 1, 1), date(2027, 1, 1)) == ()


@given(patterns, dates, st.integers(0, 400), st.integers(0, 400))
def test_however_its_time_is_cut_into_windows_a_series_gives_the_same_days(
    series: Weekly, first: date, some: int, more: int
) -> None:
    middle = first + timedelta(days=some)
    last = middle + timedelta(days=more)
    whole = occurrences(series, first, last)
    assert whole == occurrences(series, first, middle) + occurrences(series, middle + timedelta(days=1), last)
    assert all(day.weekday() == series.weekday and first <= day <= last and day >= series.first for day in whole)
    assert all(later - earlier == series.every * WEEK for earlier, later in pairwise(whole))
    assert not whole or series.last is None or whole[-1] <= series.last


def test_closures_come_before_testing_and_say_why() -> None:
    windows = (TestWindow(start=date(2026, 12, 1), end=date(2026, 12, 3)),)
    closed = [(date(2026, 12, 3), date(2026, 12, 4))]
    found = [why_not_held(date(2026, 12, day), closed, windows) for day in range(1, 6)]
    assert found == ["tests", "tests", "calendar", "calendar", None]


def slot(start: str, minutes: int, school: str, remote: bool = False) -> Slot:
    return Slot(*span_of(date(2026, 11, 24), start, NEW_YORK, minutes), NEW_YORK, school, remote)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (slot("10:30", 60, "Harbor"), "Only 0 minutes lie between"),
        (slot("10:59", 60, "Harbor"), "Only 29 minutes lie between"),
        (slot("11:00", 60, "Harbor"), ""),
        (slot("10:30", 60, "Lincoln"), ""),
        (slot("10:45", 60, "Harbor", remote=True), ""),
        (slot("10:29", 60, "Harbor", remote=True), "You are at Harbor at that time"),
        (slot("08:00", 45, "Harbor"), "Only 15 minutes lie between"),
    ],
)
def test_a_coach_is_warned_of_two_places_at_once_and_of_too_little_time_to_drive(other: Slot, said: str) -> None:
    found = warnings_of([slot("09:00", 90, "Lincoln")], [other])
    assert [words.startswith(said) for words in found] == ([True] if said else [])


def test_warnings_name_each_school_once_and_no_more_than_three() -> None:
    others = [slot("09:00", 60, f"School {number}") for number in range(5)]
    assert len(warnings_of([slot("09:00", 60, "Lincoln")] * 3, others * 2)) == 3


def visit(number: int, day: int, start: str = "09:00", state: str = "planned", kind: str = "visit") -> Candidate:
    when = date(2026, 11, day)
    return Candidate(number, kind, when, start, span_of(when, start, NEW_YORK, 60)[1], state)


@pytest.mark.parametrize(
    ("logged", "visits", "wanted"),
    [
        (Logged("visit", date(2026, 11, 17), "13:00"), [visit(1, 17), visit(2, 17, "14:00")], 2),
        (Logged("visit", date(2026, 11, 17), None), [visit(1, 17, state="skipped"), visit(2, 17, "14:00")], 2),
        (Logged("session", date(2026, 11, 17), None), [visit(1, 17, state="closed")], 1),
        (Logged("visit", date(2026, 11, 18), None), [visit(1, 17), visit(2, 24)], 1),  # the week's, a day late
        (Logged("visit", date(2026, 11, 20), None), [visit(1, 23)], None),
        (Logged("visit", date(2026, 11, 18), None), [visit(1, 20, "16:00")], None),  # still to come
        (Logged("visit", date(2026, 11, 18), None), [visit(1, 17, state="skipped")], None),
        (Logged("call", date(2026, 11, 17), None), [visit(1, 17), visit(2, 17, kind="video")], 2),
        (Logged("call", date(2026, 11, 17), None), [visit(1, 17)], None),
        (Logged("email", date(2026, 11, 17), None), [visit(1, 17)], None),
        (Logged("visit", date(2026, 11, 17), None, made=False), [visit(1, 17)], None),
    ],
)
def test_a_log_stands_for_the_nearest_visit_of_its_kind(
    logged: Logged, visits: list[Candidate], wanted: int | None
) -> None:
    assert stands_for(logged, visits, NOW) == wanted


def test_kinds_fit_themselves_and_their_like() -> None:
    assert fits("visit", "session")
    assert fits("call", "video")
    assert fits("cohort", "team_meeting")
    assert not fits("visit", "call")
    assert not fits("session", "team_meeting")
