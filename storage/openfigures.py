"""Counts of what is open in a program: commitments, reports of a period, concern flags. As they stand, or stood then.

as_of: an instant to tell the counts of; None: now. Of commitments nothing but numbers leaves here.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, select

from bot.rules.commitments import LIVE
from bot.rules.figures import Filed, Raised, Steps
from storage.database import Db, Scoped, tenant
from storage.figures import PROGRAMME, either, ran
from storage.past import rows_of

TODAY: Any = bindparam("today")


def _steps(then: bool) -> Scoped:
    pairs = ran(then)
    steps = rows_of("next_steps", lambda t: (either(t.state, LIVE),), then=then)
    met = rows_of("contacts", lambda t: (t.removed_at.is_(None),), then=then)
    overdue = func.sum(case((steps.c.due_on < TODAY, 1), else_=0))
    found = select(steps.c.engagement_id, func.count(), overdue).join_from(
        pairs, steps, steps.c.engagement_id == pairs.c.id
    )
    return tenant(found.join(met, met.c.id == steps.c.contact_id).group_by(steps.c.engagement_id))


def _reports(then: bool) -> Scoped:
    filed = rows_of("reports", lambda t: (t.programme_id == PROGRAMME, t.first == bindparam("begins")), then=then)
    columns = ("coach_id", "unit", "id", "state", "due_at", "first_submitted_at", "submitted_at")
    return tenant(select(*(filed.c[name] for name in columns)).order_by(filed.c.coach_id, filed.c.unit))


def _flags(then: bool) -> Scoped:
    def wanted(t: Any) -> tuple[ColumnElement[bool], ...]:
        return t.programme_id == PROGRAMME, t.answered_at.is_(None), t.ended_at.is_(None)

    flags = rows_of("concerns", wanted, then=then)
    columns = ("id", "engagement_id", "level", "raised_by", "raised_at", "due_at")
    return tenant(select(*(flags.c[name] for name in columns)).order_by(flags.c.due_at, flags.c.id))


STEPS, REPORTS, FLAGS = ({then: made(then) for then in (False, True)} for made in (_steps, _reports, _flags))


def _at(as_of: datetime | None) -> dict[str, Any]:
    return {"as_of": as_of} if as_of else {}


def commitment_counts(db: Db, programme_id: int, today: date, as_of: datetime | None = None) -> dict[int, Steps]:
    """Open and overdue commitments of each pair that runs today, by engagement; those that have none are left out."""
    span = {"programme": programme_id, "first": today, "last": today, "today": today}
    rows = db.bare(STEPS[as_of is not None], **span, **_at(as_of))
    return {pair: Steps(*map(int, counts)) for pair, *counts in map(tuple, rows)}


def report_standing(db: Db, programme_id: int, first: date, as_of: datetime | None = None) -> list[Filed]:
    """The reports of the period that begins on this day: those that are there, as wherever they are counted."""
    rows = db.all(REPORTS[as_of is not None], programme=programme_id, begins=first, **_at(as_of))
    return [Filed(*row) for row in map(tuple, rows)]


def open_flags(db: Db, programme_id: int, as_of: datetime | None = None) -> list[Raised]:
    """The concern flags that nobody has answered and their coach hasn't lowered, the soonest due first."""
    rows = db.all(FLAGS[as_of is not None], programme=programme_id, **_at(as_of))
    return [Raised(*row) for row in map(tuple, rows)]
