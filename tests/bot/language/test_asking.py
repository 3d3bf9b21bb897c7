"""What `/coachlog last …` is read as."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.asking import is_list, read_asked
from bot.rules.lines import Pair

TODAY = date(2026, 11, 17)
PAIRS = (
    Pair(1, "Lincoln Elementary", "Principal 14", "America/New_York"),
    Pair(2, "Lincoln Middle", "Principal 15", "America/New_York"),
    Pair(3, "Harbor Middle", "Principal 16", "America/New_York"),
)


def read(words: str) -> tuple[tuple[int, ...], str, str, int, tuple[str, ...]]:
    """Pairs, kind, days by name, how many, unknown words."""
    asked = read_asked(words, PAIRS, TODAY)
    span = asked.wanted.span
    return asked.wanted.pairs, asked.wanted.kind, span.name if span else "", asked.most, asked.unknown


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ((), "", "", 5, ())),
        ("20", ((), "", "", 20, ())),
        ("90", ((), "", "", 20, ())),
        ("Harbor", ((3,), "", "", 5, ())),
        ("harbr middle", ((3,), "", "", 5, ())),
        ("Lincoln", ((1, 2), "", "", 5, ())),
        ("lincoln elem", ((1,), "", "", 5, ())),
        ("principal 16", ((3,), "", "", 5, ())),
        ("calls", ((), "call", "", 5, ())),
        ("phone calls", ((), "call", "", 5, ())),
        ("video calls", ((), "video", "", 5, ())),
        ("team meetings", ((), "team_meeting", "", 5, ())),
        ("text messages", ((), "text", "", 5, ())),
        ("october", ((), "", "October 2026", 5, ())),
        ("december", ((), "", "December 2025", 5, ())),
        ("oct 2025", ((), "", "October 2025", 5, ())),
        ("week", ((), "", "Last week", 5, ())),
        ("this week", ((), "", "This week", 5, ())),
        ("month", ((), "", "October 2026", 5, ())),
        ("2025", ((), "", "2025", 5, ())),
        ("year", ((), "", "School year 2025–26", 5, ())),
        ("yesterday", ((), "", "Yesterday", 5, ())),
        ("10 visits at Harbor in October", ((3,), "visit", "October 2026", 10, ())),
        ("Harbor frobnicate calls", ((3,), "call", "", 5, ("frobnicate",))),
        ("visits calls", ((), "visit", "", 5, ("calls",))),
        ("october november", ((), "", "October 2026", 5, ("november",))),
    ],
)
def test_a_request_is_read(words: str, expected: tuple[object, ...]) -> None:
    assert read(words) == expected


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("last", True),
        ("LAST Lincoln", True),
        ("last week", True),
        ("last friday 40m call Lincoln", False),
        ("x", False),
    ],
)
def test_a_line_about_last_friday_is_no_request(words: str, asks: bool) -> None:
    assert is_list(words) is asks


@given(st.text(max_size=300))
def test_any_text_is_read_and_nothing_of_it_is_dropped_silently(words: str) -> None:
    asked = read_asked(words, PAIRS, TODAY)
    assert 1 <= asked.most <= 20
