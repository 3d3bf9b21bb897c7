"""When digests are due, and which weeks and months they tell of. Days and school days only, no clock."""

from datetime import date, timedelta

from bot.rules.ladders import next_school_day, note_day
from bot.rules.schooldays import school_days

WEEK_AT, WEEK_UNTIL = "07:45", "18:00"
WEDNESDAY, FRIDAY, MONDAY = 2, 4, 0
DAY, SEVEN = timedelta(days=1), timedelta(days=7)
WEEKS_SHOWN = 8
BACK = 12  # weeks in which the last one with school is looked for


def week_told(today: date, year: tuple[date, date], closed: frozenset[date]) -> date | None:
    """The Monday of the week that a day's digest tells of; None where no digest is due on this day.

    It comes on the first school day of a week, and is of use until Wednesday. After a week off it tells of the last
    week that had school. Outside the school year nothing is said.
    """
    monday = today - timedelta(days=today.weekday())
    begin = note_day(monday, closed)
    if begin is None or not begin <= today <= max(begin, monday + timedelta(days=WEDNESDAY)):
        return None
    if not year[0] <= today <= year[1]:
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
    """The month that a district's digest tells of: the one before, from the first school Monday to its Wednesday."""
    monday = today - timedelta(days=today.weekday())
    if today.weekday() > WEDNESDAY or not year[0] <= today <= year[1]:
        return None
    firsts = [day for day in school_days(monday.replace(day=1), monday, closed) if day.weekday() == MONDAY]
    if firsts[:1] != [monday]:
        return None
    last = monday.replace(day=1) - DAY
    return (last.replace(day=1), last) if last >= year[0] else None


def capacity_day(today: date, closed: frozenset[date]) -> bool:
    """Whether the coaches' next weeks are looked at on a day: Friday, or the school day after it."""
    friday = today - timedelta(days=(today.weekday() - FRIDAY) % 7)
    return next_school_day(friday, closed) == today


def eight_weeks(first: date, year_from: date) -> list[date]:
    """The Mondays of the chart, up to the week that is told of; none before the school year."""
    mondays = [first - SEVEN * back for back in reversed(range(WEEKS_SHOWN))]
    return [one for one in mondays if one + SEVEN > year_from]
