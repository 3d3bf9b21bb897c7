"""What a coach's Home says of status reports: those that aren't in."""

from datetime import datetime

from bot.messages.reports import HOME_MAX, home_line
from bot.rules import reports as rules
from storage.database import Db
from storage.people import Actor
from storage.reporting import find_report, own_reports


def reports_to_finish(db: Db, actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    """The acting coach's reports that aren't in, the oldest first: each one's id, and how it stands."""
    left = [one.id for one in own_reports(db, actor) if one.state in rules.OPEN][-HOME_MAX:]
    return tuple((one, home_line(find_report(db, actor, now, one), now)) for one in reversed(left))
