"""Report periods: the 1st to the 15th and the 16th to the month's end, when each is drafted, due and closed.

A due day is so many business days, Monday to Friday, after the period's last day, whatever the calendar says of them;
where the day found is one on which the whole program is closed, the report is due on the next business day that isn't.
"""

import calendar
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from bot.rules.dates import minute_of, zone
from bot.rules.programme import DueRule

MIDDLE = 15
DRAFT_DAYS = (13, 27)
SATURDAY = 5
DAY = timedelta(days=1)
FARTHEST = 15  # days that a due day may be put off for a closure; a longer one is no reason


class Period(NamedTuple):
    """A report period, both days included."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """As people read it: Nov 1–15."""
        return f"{self.first:%b} {self.first.day}–{self.last.day}"


def period_of(day: date) -> Period:
    """The period a day falls in."""
    if day.day <= MIDDLE:
        return Period(day.replace(day=1), day.replace(day=MIDDLE))
    return Period(day.replace(day=MIDDLE + 1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def previous(period: Period) -> Period:
    """The period before."""
    return period_of(period.first - DAY)


def following(period: Period) -> Period:
    """The period after."""
    return period_of(period.last + DAY)


def periods_between(first: date, last: date) -> list[Period]:
    """The periods that have some of these days, the oldest first."""
    found = []
    while first <= last:
        found.append(period_of(first))
        first = found[-1].last + DAY
    return found


def draft_day(period: Period) -> date:
    """The day on which its report is drafted: the 13th or the 27th."""
    return period.first.replace(day=DRAFT_DAYS[period.first.day > MIDDLE])


def business_days_after(day: date, many: int, closed: Collection[date] = ()) -> date:
    """So many business days after a day; where that one is closed, the next business day that isn't."""
    for _ in range(many):
        day = _next(day)
    moved = day
    while moved in closed:
        moved = _next(moved)
        if (moved - day).days > FARTHEST:
            return day
    return moved


def business_days_between(day: date, later: date) -> int:
    """How many business days lie after a day, up to a later one."""
    return sum((day + DAY * one).weekday() < SATURDAY for one in range(1, (later - day).days + 1))


def _next(day: date) -> date:
    day += DAY
    while day.weekday() >= SATURDAY:
        day += DAY
    return day


def due_on(period: Period, business_days: int, closed: Collection[date] = ()) -> date:
    """The day a period's report is due. closed: the days on which the whole program is."""
    return business_days_after(period.last, business_days, closed)


def closes_at(period: Period, rule: DueRule, zone_name: str, closed: Collection[date] = ()) -> datetime:
    """The instant, in UTC, at which a period's report is due."""
    day, minute = due_on(period, rule.business_days, closed), minute_of(rule.at)
    here = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone(zone_name))
    return here.astimezone(UTC)


def is_closed(
    day: date, now: datetime, rule: DueRule, zone_name: str, *, state: str | None = None, closed: Collection[date] = ()
) -> bool:
    """Whether a contact of that day is amended instead of changed.

    state: of its coach's report of the period, None where there is none. With a report it is closed once that is
    accepted, or excused; without one from the due time on.
    """
    if state is not None:
        return state in CLOSING
    return now >= closes_at(period_of(day), rule, zone_name, closed)


CLOSING = ("accepted", "excused")
