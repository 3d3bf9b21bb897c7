"""The ladders of reminders: which rung is due on which day, at which hour. Days, school days and local hours only.

The first message says plainly what is due, the second says a little more, and the last asks somebody for help. The
pair comes first and the coordinators last; what a person promised is never said beyond the pair.

closed: the days without school at the place, closures and test windows.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from bot.rules.dates import local_time, minute_of, month_of, zone
from bot.rules.schooldays import is_school_day, school_days

BRIEF_BEFORE = timedelta(minutes=30)  # the doorstep brief
CARD_AFTER = timedelta(minutes=15)  # the card after a visit
UNLOGGED_AFTER = timedelta(hours=4)
MORNING, EVENING = "08:30", "17:00"
COACH_MONDAY, LEADER_MONDAY, TILE = "07:30", "07:45", "15:00"

MONDAY, THURSDAY, FRIDAY = 0, 3, 4
DAY, WEEK = timedelta(days=1), timedelta(days=7)
AHEAD = timedelta(days=60)  # in which the next school day is looked for: longer than any holiday

# Next steps: school days before and after the day, and the day a week later.
STEP_BEFORE, STEP_AFTER = 2, 2
STEP_EARLY, STEP_DUE, STEP_LATE, STEP_LAST = range(4)
STEP_REACH = timedelta(days=40)  # around a step's day, in which all of its reminders are

QUIET_DAYS = (14, 21, 30)  # without contact: the coach; the lead coach as well; the coordinators' list
UNBOOKED_AHEAD = timedelta(days=14)
UNBOOKED_DAYS = (0, 5, 10)  # both; the coach; the coordinators' list
HOURS_DAY, HOURS_OVER = 20, 2
BARRIER_DAYS = 14


@dataclass(frozen=True, slots=True)
class Window:
    """From when on something may be said, and until when it is of use."""

    due_at: datetime
    until: datetime


def instant(day: date, hhmm: str, zone_name: str) -> datetime:
    """A local wall time as an instant; one that isn't there is that much later, one that is there twice the first."""
    minute = minute_of(hhmm)
    here = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone(zone_name))
    return here.astimezone(UTC)


def midnight_after(day: date, zone_name: str) -> datetime:
    """The end of a day where somebody is."""
    return instant(day + DAY, "00:00", zone_name)


def next_school_day(day: date, closed: frozenset[date]) -> date | None:
    """The day itself, or the first school day after it."""
    return next(iter(school_days(day, day + AHEAD, closed)), None)


def counted(day: date, many: int, closed: frozenset[date]) -> date | None:
    """So many school days after a day; before it where the number is negative."""
    if many >= 0:
        after = school_days(day + DAY, day + AHEAD, closed)
        return after[many - 1] if len(after) >= many else None
    before = school_days(day - AHEAD, day - DAY, closed)
    return before[many] if len(before) >= -many else None


def brief_window(at: datetime) -> Window:
    """The brief is of no use once the visit has begun."""
    return Window(at - BRIEF_BEFORE, at)


def card_window(ends_at: datetime, zone_name: str) -> Window:
    """The card comes after the visit, and is of use on that day; later the reminders follow."""
    due = ends_at + CARD_AFTER
    return Window(due, max(midnight_after(local_time(ends_at, zone_name).date(), zone_name), due + CARD_AFTER))


def unlogged_windows(ends_at: datetime, zone_name: str, closed: frozenset[date]) -> dict[int, Window]:
    """Two reminders of a visit that isn't logged, by their rung: four hours after it on the same afternoon, and the
    next school morning; the week's tile is the third. A visit late in the day has the second alone, and on the day of
    the tile, which asks as well, there is none."""
    day = local_time(ends_at, zone_name).date()
    found = {}
    soon, evening = ends_at + UNLOGGED_AFTER, instant(day, EVENING, zone_name)
    if soon < evening and not (_asks(day, closed) and ends_at < instant(day, TILE, zone_name)):
        found[0] = Window(soon, evening)
    morning = next_school_day(day + DAY, closed)
    if morning and not _asks(morning, closed):
        found[1] = Window(instant(morning, MORNING, zone_name), midnight_after(morning, zone_name))
    return found


def _asks(day: date, closed: frozenset[date]) -> bool:
    """Whether the week's tile is on this day."""
    return tile_day(day - timedelta(days=day.weekday()), closed) == day


def tile_day(monday: date, closed: frozenset[date]) -> date | None:
    """The day of a week's tile: Thursday, or else Friday, or else the last school day before; None in a week off."""
    week = school_days(monday, monday + timedelta(days=FRIDAY), closed)
    late = [day for day in week if day.weekday() >= THURSDAY]
    return late[0] if late else (week[-1] if week else None)


def note_day(monday: date, closed: frozenset[date]) -> date | None:
    """The day of a week's plan: Monday, or else its first school day; None in a week off."""
    return next(iter(school_days(monday, monday + timedelta(days=FRIDAY), closed)), None)


@lru_cache(maxsize=4096)
def step_days(due_on: date, closed: frozenset[date]) -> tuple[date | None, ...]:
    """The four days on which a step is spoken of: two school days before, its own, two school days after, and a week
    later. What falls on a day without school comes on the next one; a day that was taken already is left out."""
    due = next_school_day(due_on, closed)
    late = counted(due, STEP_AFTER, closed) if due else None
    last = next_school_day(due_on + WEEK, closed)
    early = counted(due_on, -STEP_BEFORE, closed)
    return (early, due, late, last if last and late and last > late else None)


def step_rung(due_on: date, day: date, closed: frozenset[date]) -> int | None:
    """Which reminder of a step is due on a day; None where none is."""
    if abs(due_on - day) > STEP_REACH:
        return None
    days = step_days(due_on, closed)
    return days.index(day) if day in days else None


def quiet_days(last: date, today: date, closed: frozenset[date]) -> int:
    """How many days a pair has been without contact, the one rule wherever it is told.

    last: the day of the newest contact that was made, the pair's own or a group's at which its leader was; where there
    never was one, the pair's first day. The day after it is the first that counts. Weekends and days of tests count,
    those on which the calendar closed the school don't (closed).
    """
    return (today - last).days - sum(last < day <= today for day in closed)


def quiet_rung(last: date, today: date, closed: frozenset[date]) -> int | None:
    """How far the ladder of a quiet pair has come."""
    return rung_of(quiet_days(last, today, closed))


def rung_of(days: int) -> int | None:
    """After so many days without contact: 0 the coach, 1 the lead coach as well, 2 the coordinators' list."""
    return _reached(QUIET_DAYS, days)


def quiet_on(last: date, rung: int, closed: frozenset[date]) -> date:
    """The day on which a quiet pair comes to a rung."""
    day = last + timedelta(days=QUIET_DAYS[rung])
    while (missing := QUIET_DAYS[rung] - quiet_days(last, day, closed)) > 0:
        day += timedelta(days=missing)
    return day


def unbooked_rung(since: date, today: date) -> int:
    """How far the ladder of a pair without a booked visit has come: 0 both, 1 the coach, 2 the coordinators' list."""
    return _reached(UNBOOKED_DAYS, (today - since).days) or 0


def _reached(days: tuple[int, ...], passed: int) -> int | None:
    reached = sum(passed >= one for one in days)
    return reached - 1 if reached else None


def hours_rung(day: date, closed: frozenset[date]) -> int | None:
    """Which look at the hours is due on a day: 0 on the 20th, 1 at the month's end, 2 on the 1st for the month before.

    Where that day is without school, the 20th and the 1st come on the next school day, the month's end on the last.
    """
    first, last = month_of(day)
    here = school_days(first, last, closed)
    if not is_school_day(day, closed) or not here:
        return None
    twentieth = next((one for one in here if one.day >= HOURS_DAY), None)
    if day == here[-1]:
        return 1
    return 0 if day == twentieth else 2 if day == here[0] else None


def barrier_due(since: date, today: date) -> bool:
    """Whether something has been in a step's way for so long that others may help."""
    return (today - since).days >= BARRIER_DAYS
