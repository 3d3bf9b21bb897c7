"""Visits as rows, for tests of calendars."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from storage.database import Db
from storage.visits import visit_guests, visits

NEW_YORK = "America/New_York"


def booked(
    db: Db,
    /,
    pair: int,
    day: date,
    start: str = "09:00",
    zone: str = NEW_YORK,
    guests: tuple[int, ...] = (),
    **other: Any,
) -> int:
    """A visit of a pair; its id. guests: further engagements."""
    at = datetime.combine(day, time.fromisoformat(start), ZoneInfo(zone)).astimezone(UTC)
    minutes = other.pop("minutes", 90)
    row = {
        "engagement_id": pair, "occurs_on": day, "kind": "visit", "day": day, "start": start, "zone": zone,
        "minutes": minutes, "at": at, "ends_at": at + timedelta(minutes=minutes), "state": "planned", "moved": False,
        "sequence": 0, "changed_at": datetime(2026, 11, 1, 12, tzinfo=UTC),
    }  # fmt: skip
    made = db.add(visits, **{**row, **other})
    for one in guests:
        db.add(visit_guests, visit_id=made, engagement_id=one)
    return made


def events(content: bytes) -> list[Event]:
    """What a calendar program reads in a file; whatever it can't read is an error."""
    calendar = Calendar.from_ical(content)
    assert not calendar.errors
    found = [one for one in calendar.walk("VEVENT") if isinstance(one, Event)]
    assert not [one for one in found if one.errors]
    return found
