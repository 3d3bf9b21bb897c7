"""When digests are due, and which weeks and months they tell of. Days and school days only, no clock."""

from datetime import date, timedelta

from bot.rules.ladders import next_school_day, note_day
from bot.rules.schooldays import days, is_school_day, school_days

WEEK_AT, WEEK_UNTIL = "07:45", "18:00"
WEDNESDAY, FRIDAY, MONDAY = 2, 4, 0
DAY, SEVEN = timedelta(days=1), timedelta(days=7)
AFTER = timedelta(days=14)  # so long after a school year its last week is still told of
WEEKS_SHOWN = 8
BACK = 12  # weeks in which the last one with school is looked for


def told_on(today: date, year: tuple[date, date]) -> bool:
    """Whether any week's digest may come on a day: in the school year, and for its last week soon after it."""
    return year[0] <= today <= year[1] + AFTER


def week_told(today: date, year: tuple[date, date], closed: frozenset[date]) -> date | None:
    """The Monday of the week that a day's digest tells of; None where no digest is due on this day.

    It comes on the first school day of a week, and is of use until Wednesday. After a week off it tells of the last
    week that had school. Once the school year is over its last week is told of, on a Monday if all is closed.
    """
    monday = today - timedelta(days=today.weekday())
    begin = note_day(monday, closed) or (monday if monday > year[1] else None)
    if begin is None or not begin <= today <= max(begin, monday + timedelta(days=WEDNESDAY)):
        return None
    if not told_on(today, year):
        return None
    weeks = (monday - SEVEN * back for back in range(1, BACK + 1))
    return next((one for one in weeks if _had_school(one, year, closed)), None)


def _had_school(monday: date, year: tuple[date, date], closed: frozenset[date]) -> bool:
    first, last = max(monday, year[0]), min(monday + timedelta(days=FRIDAY), year[1])
    return bool(school_days(first, last, closed))


def last_use(today: date, closed: frozenset[date]) -> date:
    """The last day on which a week's digest is of use."""
    monday = today - timedelta(days=today.weekday())
    return max(note_day(monday, closed) or monday, monday + timedelta(days=WEDNESDAY))


def week_name(monday: date) -> str:
    """As rows name the period: 2026-W47."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def month_told(today: date, year: tuple[date, date], closed: frozenset[date]) -> tuple[date, date] | None:
    """The month that a district's digest tells of: the one before, from the first school Monday to its Wednesday.

    The last month of a school year is told of in the month after it, on a Monday when school would be or on the first.
    """
    monday = today - timedelta(days=today.weekday())
    last = monday.replace(day=1) - DAY
    if today.weekday() > WEDNESDAY or last < year[0] or last.replace(day=1) > year[1]:
        return None
    mondays = [
        day for day in days(last + DAY, last + 31 * DAY) if day.weekday() == MONDAY and day.month == monday.month
    ]
    first = next((day for day in mondays if is_school_day(day, closed)), mondays[0] if monday > year[1] else None)
    return (last.replace(day=1), last) if first == monday else None


def capacity_day(today: date, closed: frozenset[date]) -> bool:
    """Whether the coaches' next weeks are looked at on a day: Friday, or the school day after it."""
    friday = today - timedelta(days=(today.weekday() - FRIDAY) % 7)
    return next_school_day(friday, closed) == today


def eight_weeks(first: date, year_from: date) -> list[date]:
    """The Mondays of the chart, up to the week that is told of; none before the school year."""
    mondays = [first - SEVEN * back for back in reversed(range(WEEKS_SHOWN))]
    return [one for one in mondays if one + SEVEN > year_from]
