"""Which programs' weekly visits aren't all planned yet: until they are, a round would find nothing booked."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from bot.rules import visits as rules
from bot.rules.dates import local_day
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.programmes import list_programmes
from storage.series import series

_OF = engagements.c.programme_id == bindparam("programme")
_LASTS = or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today"))
_HAS_ONE = select(series.c.id).where(series.c.engagement_id == engagements.c.id).exists()
UNPLANNED = tenant(
    select(series.c.id)
    .join_from(series, engagements, engagements.c.id == series.c.engagement_id)
    .where(
        _OF,
        _LASTS,
        or_(series.c.planned_until.is_(None), series.c.planned_until < bindparam("horizon")),
        or_(series.c.until_day.is_(None), series.c.until_day >= bindparam("today")),
    )
    .limit(1)
)
WITHOUT = tenant(
    select(engagements.c.id)
    .where(_OF, _LASTS, engagements.c.visit_day.is_not(None), engagements.c.visit_start.is_not(None), ~_HAS_ONE)
    .limit(1)
)


def left_to_plan(db: Db, now: datetime, wanted: Collection[int]) -> frozenset[int]:
    """Those of these programs with usual visits that have no series yet, or series whose turn it is."""
    found = set()
    for one in list_programmes(db):
        if one.id in wanted:
            today = local_day(now, one.zone)
            asked = {"programme": one.id, "today": today}
            if db.first(UNPLANNED, horizon=today + rules.AHEAD, **asked) or db.first(WITHOUT, **asked):
                found.add(one.id)
    return frozenset(found)
