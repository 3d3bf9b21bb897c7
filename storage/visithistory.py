"""Visits of the time before: planned for what was brought in from elsewhere, and linked to what was recorded then."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from bot.rules.became import monday
from bot.rules.dates import local_day
from bot.rules.visits import PLANNED, SKIPPED
from storage import audit
from storage.database import Db, tenant
from storage.planning import plan_series
from storage.programmes import list_programmes
from storage.series import series
from storage.visitlinks import link_history
from storage.visitnudges import plan_visit_nudges
from storage.visits import visits

REASONS = ("illness", "event", "leader", "coach", "travel")  # by turns, where nobody said why

ALL = tenant(select(series.c.id).order_by(series.c.id))
UNEXPLAINED = tenant(
    select(visits.c.id)
    .where(visits.c.state == PLANNED, visits.c.contact_id.is_(None), visits.c.day < bindparam("before"))
    .order_by(visits.c.id)
)
SKIP = tenant(
    update(visits)
    .where(visits.c.id == bindparam("visit"))
    .values(state=SKIPPED, reason=bindparam("why"), changed_at=bindparam("now"))
)


def plan_history(db: Db, actor: str, now: datetime, weeks: int = 8) -> int:
    """Plan the visits of the weeks before, link what was recorded, and skip what wasn't held before this week.

    How many visits were linked.
    """
    today = max((local_day(now, one.zone) for one in list_programmes(db)), default=now.date())
    plan_series(db, now, [row.id for row in db.all(ALL)], since=today - timedelta(weeks=weeks))
    linked = link_history(db, now)
    left = [row.id for row in db.all(UNEXPLAINED, before=monday(today))]
    db.change_many(
        SKIP, [{"visit": one, "why": REASONS[place % len(REASONS)], "now": now} for place, one in enumerate(left)]
    )
    plan_visit_nudges(db, now, left)
    audit.note(db, now, actor, "visits.brought_in", linked)
    return linked
