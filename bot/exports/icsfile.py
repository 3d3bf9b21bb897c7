"""Calendars as iCalendar files (RFC 5545): each visit an event of its own, in UTC, so that no zone rule is needed.

Recurrence rules are never written: programs read them differently where a clock changes.
"""

import hashlib
import unicodedata
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.rules.calendars import Meeting
from bot.rules.texts import straight

if TYPE_CHECKING:
    from icalendar import Event

MADE_BY = "-//Coachlog//Visits 1.0//EN"
NAME = "Coaching visits"
AGAIN = timedelta(hours=1)  # how often a program is asked to look
OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:coachlog:visit")
TEXT_MAX = 200


def ics_file(meetings: Iterable[Meeting]) -> bytes:
    """A calendar with these visits. The same visits make the same bytes."""
    from icalendar import Calendar  # noqa: PLC0415 - a tenth of a second, before anybody asks for a calendar

    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for one in meetings:
        calendar.add_component(_event(one))
    return bytes(calendar.to_ical())


def mark_of(content: bytes) -> str:
    """The entity tag of a file's bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _event(one: Meeting) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - likewise

    event = Event()
    event.add("uid", str(uuid.uuid5(OURS, f"{one.team}:{one.id}")))
    event.add("dtstamp", _utc(one.changed_at))
    event.add("last-modified", _utc(one.changed_at))
    event.add("sequence", one.sequence)
    event.add("dtstart", _utc(one.at))
    event.add("dtend", _utc(max(one.ends_at, one.at + timedelta(minutes=1))))
    event.add("summary", one_line(one.title))
    event.add("location", one_line(one.where))
    event.add("status", one.standing)
    return event


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def one_line(text: str) -> str:
    """Words on one line, without what no calendar shows: control characters, and marks that turn the direction."""
    plain = "".join(" " if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} else one for one in straight(text))
    return " ".join(plain.split())[:TEXT_MAX]
