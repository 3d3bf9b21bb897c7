"""Whether a contact's words are settled: its report was accepted or excused, or without a report its due time is over.

While a report is drafted, submitted or returned its contacts may still be put right; once it is accepted they are
amended, with a reason, also those that were logged the same day (domain rule 1).
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from bot.rules.periods import CLOSING, is_closed, period_of
from bot.rules.programme import DueRule
from storage.database import Db, tenant
from storage.pairs import Pair
from storage.reports import reports

JUST_NOW = timedelta(days=1)  # in which what was logged may be mended or taken back without a reason

OF_CONTACT = tenant(
    select(reports.c.state, reports.c.decided_at).where(
        reports.c.programme_id == bindparam("programme"),
        reports.c.coach_id == bindparam("coach"),
        reports.c.first == bindparam("first"),
        or_(reports.c.unit == 0, reports.c.unit == bindparam("pair")),
    )
)


def needs_reason(db: Db, row: Row[Any], pair: Pair, now: datetime) -> bool:
    """Whether a contact is amended instead of changed. row: of contacts; pair: the one it is about."""
    first = period_of(row.day).first
    found = db.first(OF_CONTACT, programme=row.programme_id, coach=row.coach_id, first=first, pair=row.engagement_id)
    if found is not None and found.state in CLOSING and found.decided_at >= row.recorded_at:
        return True
    due = DueRule.model_validate(pair.rules.get("due_rule", {}))
    state = found.state if found else None
    return now - row.recorded_at > JUST_NOW and is_closed(row.day, now, due, pair.zone, state=state)
