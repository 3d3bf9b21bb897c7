"""What a coach's Home says of status reports: those that aren't in."""

from datetime import datetime
from typing import TypeAlias

from bot.messages.reports import HOME_MAX, home_line
from bot.rules import reports as rules
from bot.rules.dates import local_day
from bot.rules.periods import draft_day
from bot.rules.reports import Report
from storage.database import Db
from storage.people import Actor
from storage.reporting import find_report, own_reports

Lines: TypeAlias = tuple[tuple[int, str], ...]


def reports_unfinished(db: Db, actor: Actor, now: datetime) -> tuple[Lines, Lines]:
    """The acting coach's reports that aren't in, each one's id and how it stands: those of lately, the oldest first.

    And those from long ago, the newest first, which keep nothing of today from being seen.
    """
    found = [one for one in own_reports(db, actor) if _waits(one, now)]
    lately = [one.id for one in found if not _is_old(one, now)][-HOME_MAX:]
    old = [one.id for one in found if _is_old(one, now)][:HOME_MAX]
    return _lines(db, actor, now, lately[::-1]), _lines(db, actor, now, old)


def _lines(db: Db, actor: Actor, now: datetime, ids: list[int]) -> Lines:
    return tuple((one, home_line(find_report(db, actor, now, one), now)) for one in ids)


def _waits(one: Report, now: datetime) -> bool:
    """Whether a report is to be finished: it isn't in, and the day of its draft has come."""
    return one.state in rules.OPEN and draft_day(one.period) <= local_day(now, one.zone)


def _is_old(one: Report, now: datetime) -> bool:
    """One that came back lately is of today, whatever its period."""
    came_back = one.state == rules.RETURNED and one.decided_at is not None and now - one.decided_at <= rules.RECENT
    return not came_back and one.period.last + rules.RECENT < local_day(now, one.zone)
