"""Which days may be exported, and what the file is called."""

from datetime import date

import pytest

from bot.rules.exports import BACKWARD, TO_COME, TOO_WIDE, Wanted, file_name, span_problems, span_words

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        (Wanted("mine", "csv", date(2026, 11, 1), date(2026, 11, 30)), "coachlog-contacts-2026-11.csv"),
        (
            Wanted("7", "xlsx", date(2026, 9, 1), date(2026, 11, 22)),
            "coachlog-contacts-2026-09-01-to-2026-11-22.xlsx",
        ),
        (Wanted("7", "pdf", date(2026, 2, 1), date(2026, 2, 28)), "coachlog-month-sheet-7-2026-02.pdf"),
    ],
)
def test_a_file_name_says_what_and_when_and_nobodys_words(wanted: Wanted, name: str) -> None:
    assert file_name(wanted) == name


@pytest.mark.parametrize(
    ("first", "last", "problems"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), {}),
        (date(2026, 11, 23), date(2026, 11, 30), {"first": TO_COME}),
        (date(2026, 11, 10), date(2026, 11, 9), {"last": BACKWARD}),
        (date(2000, 1, 1), TODAY, {"last": TOO_WIDE}),
    ],
)
def test_days_that_make_no_sense_are_refused(first: date, last: date, problems: dict[str, str]) -> None:
    assert span_problems(first, last, TODAY) == problems


def test_a_month_is_said_as_one() -> None:
    assert span_words(date(2026, 11, 1), date(2026, 11, 30)) == "November 2026"
    assert span_words(date(2026, 11, 2), date(2026, 11, 30)) == "Nov 2 to 30, 2026"
    assert span_words(date(2026, 9, 1), date(2026, 11, 22)) == "Sep 1 to Nov 22, 2026"
    assert span_words(date(2025, 9, 1), date(2026, 9, 22)) == "Sep 1, 2025 to Sep 22, 2026"
    assert span_words(date(2026, 9, 1), date(2026, 9, 1)) == "Sep 1, 2026"
