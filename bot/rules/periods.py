"""Report periods: the 1st to the 15th and the 16th to the month's end, and when each closes (domain section 3)."""

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from bot.rules.dates import minute_of, zone
from bot.rules.programme import DueRule

MIDDLE = 15
SATURDAY = 5


class Period(NamedTuple):
    """A report period, both days included."""

    first: date
    last: date


def period_of(day: date) -> Period:
    """The period a day falls in."""
    if day.day <= MIDDLE:
        return Period(day.replace(day=1), day.replace(day=MIDDLE))
    return Period(day.replace(day=MIDDLE + 1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def due_on(period: Period, business_days: int) -> date:
    """The day a period's report is due: so many business days (Monday to Friday) after its last day."""
    day = period.last
    while business_days > 0:
        day += timedelta(days=1)
        business_days -= day.weekday() < SATURDAY
    return day


def closes_at(period: Period, rule: DueRule, zone_name: str) -> datetime:
    """The instant, in UTC, from which the period's contacts are amended instead of changed."""
    day, minute = due_on(period, rule.business_days), minute_of(rule.at)
    here = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone(zone_name))
    return here.astimezone(UTC)


def is_closed(day: date, now: datetime, rule: DueRule, zone_name: str) -> bool:
    """Whether a contact of that day is in a period that has closed."""
    return now >= closes_at(period_of(day), rule, zone_name)
