"""Pairs without contact for long, as they stand or stood at an instant, by the days and closures of storage/stalled.py.

Who was told of it, and when, is another matter: a nudge waits for the one before it, a count doesn't.
"""

from datetime import date, datetime, timedelta

from bot.rules import ladders
from bot.rules.figures import QuietPair
from storage.closeddays import ClosedDays
from storage.database import Db
from storage.figures import pairs_of
from storage.lastcontacts import last_contacts
from storage.moments import one_moment
from storage.programmes import Programme


@one_moment
def quiet_figures(db: Db, programme: Programme, today: date, as_of: datetime | None = None) -> list[QuietPair]:
    """The pairs that run today and had no contact for 14 days or more, the longest silence first."""
    closed, since = ClosedDays(db, programme, today), today - timedelta(days=ladders.QUIET_DAYS[0])
    newest = last_contacts(db, programme.id, today, today, as_of)
    found = []
    for pair, school, district, leader, coach, starts_on, _ in pairs_of(db, programme.id, today, today, as_of):
        last = newest.get(pair)
        base = last or starts_on
        if base > since:
            continue
        shut = closed.at(district, school, tests=False)
        if (rung := ladders.quiet_rung(base, today, shut)) is not None:
            days = ladders.quiet_days(base, today, shut)
            found.append(QuietPair(pair, school, district, leader, coach, days, rung, last))
    return sorted(found, key=lambda one: (-one.days, one.pair))
