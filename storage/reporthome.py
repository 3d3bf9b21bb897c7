"""What a coach's Home says of status reports: those that aren't in."""

from datetime import datetime

from bot.messages.reports import HOME_MAX, home_line
from bot.rules import reports as rules
from bot.rules.dates import local_day
from bot.rules.periods import draft_day
from bot.rules.reports import Report
from storage.database import Db
from storage.people import Actor
from storage.reporting import find_report, own_reports


def reports_to_finish(db: Db, actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    """The acting coach's reports of lately that aren't in, the oldest first: each one's id, and how it stands."""
    left = [one.id for one in own_reports(db, actor) if _waits(one, now) and not _is_old(one, now)]
    return tuple((one, home_line(find_report(db, actor, now, one), now)) for one in reversed(left[-HOME_MAX:]))


def reports_left(db: Db, actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    """Those from long ago that never came in, the newest first: they keep nothing of today from being seen."""
    left = [one.id for one in own_reports(db, actor) if _waits(one, now) and _is_old(one, now)]
    return tuple((one, home_line(find_report(db, actor, now, one), now)) for one in left[:HOME_MAX])


def _waits(one: Report, now: datetime) -> bool:
    """Whether a report is to be finished: it isn't in, and the day of its draft has come."""
    return one.state in rules.OPEN and draft_day(one.period) <= local_day(now, one.zone)


def _is_old(one: Report, now: datetime) -> bool:
    """One that came back lately is of today, whatever its period."""
    came_back = one.state == rules.RETURNED and one.decided_at is not None and now - one.decided_at <= rules.RECENT
    return not came_back and one.period.last + rules.RECENT < local_day(now, one.zone)
