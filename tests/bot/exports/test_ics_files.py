"""Calendar files: whatever stands in a visit is inert, each event is the visit's instant, and nothing else is said."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exports.icsfile import TEXT_MAX, ics_file, mark_of, one_line
from bot.rules.calendars import Meeting
from bot.rules.visits import instant_of
from tests.promises.hostile import PARTS
from tests.storage.calendaring import events

AT = datetime(2026, 11, 24, 14, tzinfo=UTC)
# The Sunday on which clocks change in each zone, forward and back, and what 9:00 of the Mondays around it is in UTC.
CHANGES = (
    ("America/New_York", date(2026, 3, 9), 14, 13),
    ("America/New_York", date(2026, 11, 2), 13, 14),
    ("Europe/London", date(2026, 3, 30), 9, 8),
    ("Europe/London", date(2026, 10, 26), 8, 9),
    ("Australia/Sydney", date(2026, 4, 6), 22, 23),
    ("Australia/Sydney", date(2026, 10, 5), 23, 22),
)


def meeting(**changes: Any) -> Meeting:
    given = {
        "team": "T1", "id": 7, "kind": "visit", "state": "planned", "school": "Lincoln Elementary", "place": "",
        "who": ("Principal 14",), "at": AT, "ends_at": AT + timedelta(minutes=90), "sequence": 0, "changed_at": AT,
    }  # fmt: skip
    return Meeting(**{**given, **changes})


@given(st.text(max_size=300), st.lists(st.text(max_size=60), min_size=1, max_size=3), st.text(max_size=150))
def test_any_text_stays_one_line_of_one_event(school: str, who: list[str], place: str) -> None:
    _inert(school, who, place)


@pytest.mark.parametrize(
    "text",
    [*PARTS, "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:x", "a;b,c\\,d\\\\n", 'X-A="b":c', "\x00\x07\x85\u2028"],
)
def test_hostile_texts_stay_one_line_of_one_event(text: str) -> None:
    _inert(text, [text], text)


def _inert(school: str, who: list[str], place: str) -> None:
    content = ics_file([meeting(school=school, who=tuple(who), place=place), meeting(id=8)])
    first, second = events(content)
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert all(len(line) <= 75 for line in content.split(b"\r\n")), "folded as RFC 5545 wants"
    assert str(second["summary"]) == "On-site visit · Lincoln Elementary · Principal 14"
    said = str(first["summary"])
    assert said == one_line(" · ".join(["On-site visit", school, ", ".join(who)]))
    assert str(first["location"]) == one_line(place or school)
    assert len(said) <= TEXT_MAX
    assert not [one for one in said if one < " "]


@pytest.mark.parametrize(("zone", "monday", "before", "after"), CHANGES)
def test_the_file_has_the_instants_on_both_sides_of_a_clock_change(
    zone: str, monday: date, before: int, after: int
) -> None:
    days = [monday - timedelta(days=7), monday]
    ats = [instant_of(day, "09:00", zone) for day in days]
    read = events(ics_file([meeting(id=place, at=at, ends_at=at + timedelta(hours=1)) for place, at in enumerate(ats)]))
    assert [one.start for one in read] == ats
    assert [one.start.hour for one in read if isinstance(one.start, datetime)] == [before, after]


def test_a_time_that_the_clocks_skip_or_repeat_is_the_visits_own_instant() -> None:
    """2:30 is held at 3:30, with the offset from before; of the two 1:30s it is the first."""
    skipped = instant_of(date(2026, 3, 8), "02:30", "America/New_York")
    twice = instant_of(date(2026, 11, 1), "01:30", "America/New_York")
    read = events(ics_file([meeting(at=at, ends_at=at + timedelta(hours=1)) for at in (skipped, twice)]))
    assert [one.start for one in read] == [
        datetime(2026, 3, 8, 7, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    ]


def test_an_event_keeps_its_name_and_says_how_often_it_changed() -> None:
    before, after = meeting(), meeting(at=AT + timedelta(days=1), sequence=1, state="skipped", changed_at=AT)
    (one,), (other,) = events(ics_file([before])), events(ics_file([after]))
    assert one["uid"] == other["uid"]
    assert (one["sequence"], other["sequence"], str(other["status"])) == (0, 1, "CANCELLED")
    assert events(ics_file([meeting(team="T2")]))[0]["uid"] != one["uid"]
    assert mark_of(ics_file([before])) == mark_of(ics_file([before])) != mark_of(ics_file([after]))
    assert {"rrule", "rdate", "description", "attendee", "organizer"}.isdisjoint({name.lower() for name in other})


def test_an_empty_calendar_is_one_too() -> None:
    assert events(ics_file([])) == []
