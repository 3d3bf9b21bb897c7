"""The usual visits of a small program, planned from some weeks ago on, as a nightly duty would have."""

from datetime import date

from sqlalchemy import select

from storage.database import Db
from storage.planning import plan_series
from storage.series import series
from storage.usualvisits import adopt_usual
from tests.storage.contacting import NOW

SINCE = date(2026, 11, 2)


def plan_usual(db: Db) -> None:
    """Series of all usual visits, and their visits since the beginning of the month."""
    adopt_usual(db, NOW)
    plan_series(db, NOW, [row.id for row in db.all(select(series.c.id))], since=SINCE)
