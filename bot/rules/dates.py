"""Days, local times and zones."""

import calendar
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


@lru_cache
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name that was checked when it was stored."""
    return ZoneInfo(name)


@lru_cache
def zone_names() -> frozenset[str]:
    """Every IANA zone name we know, old spellings included."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether name is an IANA zone (domain rule 21)."""
    return name in zone_names()


def local_day(now: datetime, zone_name: str) -> date:
    """The calendar day at now in a zone."""
    return now.astimezone(zone(zone_name)).date()


def month_of(day: date) -> tuple[date, date]:
    """The first and last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def local_time(now: datetime, zone_name: str) -> datetime:
    """The wall-clock time at now in a zone."""
    return now.astimezone(zone(zone_name))


def clock_range(hhmm: str, minutes: int) -> str:
    """A start and a length as people read them: 9:00–10:30 AM. Of what had no length, the start alone."""
    if not minutes:
        return clock(hhmm)
    end = (minute_of(hhmm) + minutes) % (24 * 60)
    first, last = clock(hhmm), clock(f"{end // 60:02d}:{end % 60:02d}")
    same_half = first[-2:] == last[-2:]
    return f"{first[:-3] if same_half else first}–{last}"


def minute_of(hhmm: str) -> int:
    """Minutes since midnight of "HH:MM"."""
    hour, minute = (int(part) for part in hhmm.split(":"))
    return hour * 60 + minute


def clock(hhmm: str) -> str:
    """ "09:00" as people read it: 9:00 AM."""
    hour, minute = (int(part) for part in hhmm.split(":"))
    return f"{hour % 12 or 12}:{minute:02d} {'AM' if hour < 12 else 'PM'}"
