"""The report period somebody means by a few words."""

from datetime import date

import pytest

from bot.language.periods import period_said
from bot.rules.periods import period_of

TODAY = date(2026, 11, 17)
FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 16)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("this", SECOND), ("Last", FIRST), ("last period", FIRST), ("Nov 1-15", FIRST), ("Nov 1–15", FIRST),
        ("november 16 to end", SECOND), ("Nov 16-30", SECOND), ("nov. 3rd", FIRST), ("1-15 Nov", FIRST),
        ("1-15", FIRST), ("16-end", SECOND), ("first half of November", FIRST), ("late oct", date(2026, 10, 16)),
        ("11/3", FIRST), ("2026-11-20", SECOND), ("10/16/2025", date(2025, 10, 16)), ("Nov 1 - Nov 15", FIRST),
        ("Dec 1-15", date(2025, 12, 1)), ("Dec 1-15, 2026", date(2026, 12, 1)), ("November", SECOND),
        ("october", date(2026, 10, 16)), ("for Oct 1-15", date(2026, 10, 1)), ("2026-10", date(2026, 10, 16)),
    ],
)  # fmt: skip
def test_a_period_is_understood_however_it_is_said(words: str, day: date) -> None:
    assert period_said(words, TODAY) == period_of(day)


@pytest.mark.parametrize(
    "words", ["Nov 1-30", "Feb 30", "13/40", "Lincoln", "nov nov", "99", "Nov 10-Dec 5", "2026-13-01", "Nov 15-1"]
)
def test_what_is_no_period_is_none(words: str) -> None:
    assert period_said(words, TODAY) is None
