"""A pair's usual visit, as rosters and guesses know it, kept equal to its first weekly series on site."""

from datetime import date, datetime

from sqlalchemy import bindparam, or_, select, update

from bot.rules.visits import ON_SITE
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.series import series

LIVE = tenant(
    select(series)
    .where(
        series.c.engagement_id == bindparam("engagement"),
        or_(series.c.until_day.is_(None), series.c.until_day >= bindparam("today")),
    )
    .order_by(series.c.id)
)
USUAL = tenant(
    update(engagements)
    .where(engagements.c.id == bindparam("engagement"))
    .values(
        visit_day=bindparam("weekday"),
        visit_start=bindparam("at"),
        visit_minutes=bindparam("length"),
        changed_at=bindparam("now"),
    )
)


def mirror_usual(db: Db, now: datetime, engagement: int, today: date) -> None:
    """Make the usual visit that of the pair's first series on site that hasn't ended; none where none is left."""
    rows = (row for row in db.all(LIVE, engagement=engagement, today=today) if row.kind == ON_SITE)
    usual = next(rows, None)
    values = (usual.weekday, usual.start, usual.minutes) if usual else (None, None, None)
    db.change(USUAL, engagement=engagement, weekday=values[0], at=values[1], length=values[2], now=now)
