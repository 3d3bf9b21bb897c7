"""Lines after `/coachmeet`: plain where they are plain, marked where they are guesses, and no word dropped."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.booking import READ_MAX, read_booking
from bot.rules.bookings import missing
from bot.rules.lines import Pair, Read
from bot.rules.visits import REASONS

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)  # Tuesday, 10:35 AM in New York
NEW_YORK = "America/New_York"
PAIRS = (
    Pair(1, "Lincoln Elementary", "Principal 14", NEW_YORK),
    Pair(2, "Lincoln Middle", "Principal 9", NEW_YORK),
    Pair(3, "Pine Street", "Principal 15", NEW_YORK),
)


def read(text: str, pairs: tuple[Pair, ...] = PAIRS) -> dict[str, Any]:
    """What was read, by field; a guess as a string that begins with "?"; what wasn't read is left out."""
    found = read_booking(text, pairs, NOW)
    said: dict[str, Any] = {"unread": found.unread, "every": found.every, "ask": found.ask}
    for name in ("act", "pairs", "kind", "old", "day", "start", "minutes", "reason"):
        one: Read[Any] | None = getattr(found, name)
        value = f"{one.value:%b %d}" if one and isinstance(one.value, date) else one.value if one else None
        said[name] = f"?{value}" if one and one.guessed else value
    return {name: value for name, value in said.items() if value not in (None, (), 0, False)}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Pine thu 2pm 60m", {"act": "book", "pairs": (3,), "day": "Nov 19", "start": "14:00", "minutes": 60}),
        ("pine 2-3pm thu", {"act": "book", "pairs": (3,), "day": "Nov 19", "start": "14:00", "minutes": 60}),
        (
            "session pine 12/4 noon",
            {"act": "book", "pairs": (3,), "kind": "session", "day": "Dec 04", "start": "12:00"},
        ),
        ("zoom pine nov 26 at 1pm", {"act": "book", "pairs": (3,), "kind": "video", "day": "Nov 26", "start": "13:00"}),
        ("call pine tomorrow 9", {"act": "book", "pairs": (3,), "kind": "call", "day": "Nov 18", "start": "?09:00"}),
        ("propose pine thu 3pm", {"act": "book", "pairs": (3,), "day": "Nov 19", "start": "15:00", "ask": True}),
        ("lincoln thu 2pm", {"act": "book", "pairs": (1, 2), "day": "Nov 19", "start": "14:00"}),
        ("tusday pine 10am", {"act": "book", "pairs": (3,), "day": "?Nov 24", "start": "10:00"}),
        ("tue 2pm pine", {"act": "book", "pairs": (3,), "day": "?Nov 17", "start": "14:00"}),
        ("next friday 2pm pine", {"act": "book", "pairs": (3,), "day": "?Nov 27", "start": "14:00"}),
    ],
)
def test_a_line_books(line: str, said: dict[str, Any]) -> None:
    assert read(line) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("move Pine to friday 10", {"act": "move", "pairs": (3,), "day": "Nov 20", "start": "?10:00"}),
        ("move pine friday to 2pm", {"act": "move", "pairs": (3,), "old": "Nov 20", "start": "14:00"}),
        (
            "reschedule pine from wed to fri 10:30am",
            {"act": "move", "pairs": (3,), "old": "Nov 18", "day": "Nov 20", "start": "10:30"},
        ),
        (
            "move pine thu 10 to fri 9",
            {"act": "move", "pairs": (3,), "old": "Nov 19", "day": "Nov 20", "start": "?09:00"},
        ),
        ("push pine to next week", {"act": "move", "pairs": (3,), "unread": ("next week",)}),
        ("skip pine thu, testing", {"act": "skip", "pairs": (3,), "old": "Nov 19", "reason": "testing"}),
        ("cancel pine friday she asked", {"act": "skip", "pairs": (3,), "old": "Nov 20", "reason": "leader"}),
        ("pine closed wed", {"act": "close", "pairs": (3,), "old": "Nov 18"}),
        ("pine thu by phone", {"act": "phone", "pairs": (3,), "old": "Nov 19"}),
    ],
)
def test_a_line_changes_what_is_planned(line: str, said: dict[str, Any]) -> None:
    assert read(line) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pine every thu 9am 90m", {"every": 1, "day": "Nov 19", "start": "09:00", "minutes": 90}),
        ("pine every other thu 9am", {"every": 2, "day": "Nov 19", "start": "09:00"}),
        ("pine every 3 weeks on fri 9am", {"every": 3, "day": "Nov 20", "start": "09:00"}),
        ("pine weekly on fri 1:15pm 1h", {"every": 1, "day": "Nov 20", "start": "13:15", "minutes": 60}),
    ],
)
def test_a_line_makes_a_series(line: str, said: dict[str, Any]) -> None:
    assert read(line) == {"act": "weekly", "pairs": (3,), **said}


def test_what_cannot_be_read_is_said_and_not_dropped() -> None:
    assert read("pine yesterday 2pm") == {"act": "book", "pairs": (3,), "start": "14:00", "unread": ("yesterday",)}
    assert read("pine thu 2pm bring the data")["unread"] == ("bring the data",)
    assert read("garbage words here") == {"act": "?book", "unread": ("garbage words here",)}
    assert read("pine 11/31 2pm")["unread"] == ("11/31",)
    assert read("pine thu 2pm " + "x" * READ_MAX)["unread"]


def test_the_only_pair_is_a_guess() -> None:
    assert read("thu 2pm", PAIRS[2:])["pairs"] == "?(3,)"
    assert "pairs" not in read("thu 2pm")


def test_what_is_missing_is_told_by_what_is_to_be_done() -> None:
    assert missing(read_booking("pine", PAIRS, NOW), visit=False) == ("day", "start")
    assert missing(read_booking("skip thu", PAIRS, NOW), visit=False) == ("engagement", "visit", "reason")
    assert missing(read_booking("move pine to fri 9am", PAIRS, NOW), visit=True) == ()
    assert missing(read_booking("pine by phone thu", PAIRS, NOW), visit=True) == ()


@given(st.text(max_size=400))
def test_no_line_breaks_it(line: str) -> None:
    found = read_booking(line, PAIRS, NOW)
    assert found.day is None or found.day.value >= date(2026, 11, 17)


@pytest.mark.parametrize(("code", "label"), REASONS.items())
def test_a_reason_is_understood_by_the_name_its_menu_has(code: str, label: str) -> None:
    read = read_booking(f"skip pine thu {label.lower()}", PAIRS, NOW)
    assert read.reason
    assert (read.reason.value, read.unread) == (code, ())
