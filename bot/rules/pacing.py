"""What a leader's month will come to, from sums: for many leaders at once the same as bot/rules/hours.forecast.

It holds where each visit to come is booked with a length, and no day has a cap or more than 24 hours.
"""

from collections.abc import Sequence
from typing import NamedTuple

from bot.rules.hours import ENOUGH_PLANNED, PACE_DAYS, missing


def on_pace(goal_hours: float, minutes: int) -> bool:
    """Whether a month reaches what is promised, the one rule wherever a leader is said to be on pace, behind or short.

    minutes: that the running month is expected to come to by its end; of a month that is over, those it had. Both are
    read in quarters of an hour, as people read hours.
    """
    return missing(goal_hours, minutes) == 0


class Sums(NamedTuple):
    """What is logged with one leader. month: minutes that count in the month; late, visit: of the last eight weeks, and
    of them in visits; before: visits of these weeks before today; week: visits of this week; today: of today."""

    month: int = 0
    late: int = 0
    visit: int = 0
    before: int = 0
    week: int = 0
    today: int = 0


class Ahead(NamedTuple):
    """What is booked. planned: visits since the first contact of late, before today; week: all of this week; now: the
    minutes of today's, then: of each later one of this week, the next first; far: minutes after this week."""

    planned: int = 0
    week: int = 0
    now: Sequence[int] = ()
    then: Sequence[int] = ()
    far: int = 0


def expected(sums: Sums, ahead: Ahead, days: tuple[int, int], *, planned: bool) -> int:
    """Minutes that count by the month's end. days: school days since the first contact of late, and those that are
    left; planned: visits come by themselves, by plan."""
    of_late, left = days
    near = [*(() if sums.today else ahead.now), *ahead.then]
    keep = max(0, ahead.week - sums.week)
    to_come = sum(near[max(0, len(near) - keep) :]) + ahead.far
    share = min(1.0, sums.before / ahead.planned) if ahead.planned >= ENOUGH_PLANNED else 1.0
    beside = sums.late - (sums.visit if planned else 0)
    return sums.month + round(share * to_come) + round(beside * left / max(PACE_DAYS, of_late))
