"""When a next step is likely due: the day the form starts with, marked as a guess."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.rules.contacts import STEP_DAYS_MAX
from bot.rules.schooldays import closed_days, school_days

WEEK = timedelta(days=7)
AHEAD = timedelta(days=8 * 7)  # in which the next visit is looked for


def guess_due(visit_day: int | None, day: date, today: date, closures: Iterable[tuple[date, date]]) -> date | None:
    """The next weekly visit after today that is a school day, else the first school day a week from now.

    day: the contact's own; a step is due at most 120 days after it, so for an old contact there may be no guess.
    """
    after = max(day, today)
    last = min(after + AHEAD, day + timedelta(days=STEP_DAYS_MAX))
    open_days = school_days(after + timedelta(days=1), last, closed_days(closures, (), after, last))
    visits = [one for one in open_days if one.weekday() == visit_day]
    later = [one for one in open_days if one >= after + WEEK]
    return next(iter([*visits, *later]), None)
