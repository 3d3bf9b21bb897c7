"""What a person is asked to look at once more, and what is no concern at all."""

from datetime import date, timedelta

import pytest

from bot.rules.concerns import BACKFILL, LONG, OVERLAP, TWICE, Beside, concerns_of

TODAY = date(2026, 11, 17)
HARBOR = Beside(7, "visit", "10:00", 60, "Harbor Middle", False)
SAME = Beside(8, "visit", "09:00", 90, "Lincoln Elementary", True)


def codes(
    *beside: Beside, kind: str = "visit", days: int = 0, start: str | None = "09:00", minutes: int = 90
) -> list[str]:
    day = TODAY - timedelta(days=days)
    return [one.code for one in concerns_of(kind, day, start, minutes, TODAY, beside)]


def test_an_ordinary_contact_is_no_concern() -> None:
    assert codes() == []


@pytest.mark.parametrize(("days", "asked"), [(14, []), (15, [BACKFILL])])
def test_a_contact_is_asked_about_once_it_is_older_than_two_weeks(days: int, asked: list[str]) -> None:
    assert codes(days=days) == asked


@pytest.mark.parametrize(("minutes", "asked"), [(360, []), (361, [LONG])])
def test_more_than_six_hours_are_asked_about(minutes: int, asked: list[str]) -> None:
    assert codes(minutes=minutes) == asked


@pytest.mark.parametrize(
    ("start", "minutes", "asked"),
    [("09:00", 61, [OVERLAP]), ("09:00", 60, []), ("11:00", 30, []), ("10:59", 1, [OVERLAP]), (None, 90, [])],
)
def test_two_schools_at_one_time_are_asked_about_and_one_after_the_other_is_not(
    start: str | None, minutes: int, asked: list[str]
) -> None:
    assert codes(HARBOR, start=start, minutes=minutes) == asked


def test_the_same_contact_typed_twice_is_asked_about() -> None:
    assert codes(SAME) == [TWICE]
    assert codes(SAME, minutes=60) == codes(SAME, kind="call") == []


def test_two_e_mails_on_one_day_are_no_twins() -> None:
    mail = Beside(9, "email", None, 0, "Lincoln Elementary", True)
    assert codes(mail, kind="email", start=None, minutes=0) == []


def test_a_concern_names_the_other_contact_and_its_time() -> None:
    (overlap,) = concerns_of("visit", TODAY, "09:30", 60, TODAY, [HARBOR])
    assert overlap.sentence == "L-0007, Harbor Middle, is at the same time (10:00–11:00 AM). Save it anyway?"
