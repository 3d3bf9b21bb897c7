"""Which drafts are due (J7): on the 13th and the 27th at nine, where the coach is; and what was missed since.

A program's first report is that of a period whose due time is still to come; from then on no period is passed over,
however long nothing ran. A coach has a draft also where their pairs ended in the period, or where nobody in Slack is
known as them: somebody has to be told, or to excuse it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select

from bot.rules.dates import local_day
from bot.rules.ladders import instant
from bot.rules.periods import Period, draft_day, period_of, previous
from storage.database import Db, tenant
from storage.drafting import draft_report, due_at
from storage.engagements import engagements
from storage.nudging import NewNudge, plan_nudges
from storage.programmes import Programme, list_programmes
from storage.reportacts import DRAFT
from storage.reports import reports
from storage.weeknudges import zones_of

DRAFT_AT = "09:00"
DAY = timedelta(days=1)

_DRAFTED = select(reports.c.coach_id).where(  # of itself, so that it's read once
    reports.c.programme_id == bindparam("programme"), reports.c.first == bindparam("first")
)
WITHOUT = tenant(
    select(engagements.c.coach_id)
    .where(
        engagements.c.programme_id == bindparam("programme"),
        engagements.c.starts_on <= bindparam("last"),
        or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("first")),
        engagements.c.coach_id.not_in(_DRAFTED),
    )
    .distinct()
    .order_by(engagements.c.coach_id)
)
EARLIER = tenant(
    select(reports.c.id)
    .where(reports.c.programme_id == bindparam("programme"), reports.c.first < bindparam("first"))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Owing:
    """A coach whose report of a period isn't drafted and should be."""

    programme: int
    coach: int
    period: Period


def drafts_due(db: Db, now: datetime) -> list[Owing]:
    """The drafts that are due now, in every program; of the period before as well, where they are missing."""
    found = []
    for programme in list_programmes(db):
        today = local_day(now, programme.zone)
        here = period_of(today)
        if _in_year(programme, previous(here)) and _still_wanted(db, programme, previous(here), now):
            found += _without(db, programme, previous(here), now)
        if _in_year(programme, here) and today + DAY >= draft_day(here):
            found += _without(db, programme, here, now)
    return found


def _in_year(programme: Programme, period: Period) -> bool:
    return programme.year_from <= period.last and period.first <= programme.year_to


def _still_wanted(db: Db, programme: Programme, period: Period, now: datetime) -> bool:
    return (
        now < due_at(db, programme, period) or db.first(EARLIER, programme=programme.id, first=period.first) is not None
    )


def _without(db: Db, programme: Programme, period: Period, now: datetime) -> list[Owing]:
    rows = db.all(WITHOUT, programme=programme.id, first=period.first, last=period.last)
    zones = zones_of(db, [row.coach_id for row in rows], programme)
    day = draft_day(period)
    return [
        Owing(programme.id, row.coach_id, period) for row in rows if now >= instant(day, DRAFT_AT, zones[row.coach_id])
    ]


def draft_and_tell(db: Db, now: datetime, one: Owing) -> int:
    """Draft one coach's report, and plan that it is said to them; how many reports. Doing it again changes nothing."""
    ids = draft_report(db, now, one.programme, one.coach, one.period)
    if ids:
        programme = next(held for held in list_programmes(db) if held.id == one.programme)
        due = due_at(db, programme, one.period)
        plan_nudges(db, now, [NewNudge(DRAFT, one.coach, report, f"{DRAFT}:{report}", now, due) for report in ids])
    return len(ids)


def quarter_after(now: datetime) -> datetime:
    """When to look again: nine o'clock is on a quarter of an hour everywhere."""
    minutes = 15 - now.minute % 15
    return now.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
