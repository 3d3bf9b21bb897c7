"""How many of the questions to a program's leaders were answered: a number for coordinators, and never whose."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, select

from bot.rules.dates import local_day
from bot.rules.folding import LEAST
from bot.rules.ladders import instant
from bot.rules.reflecting import ANSWERED, EXPIRED, REMOVED, SKIPPED
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.programmes import Programme
from storage.reflections import CRAFT, reflections

WEEKS = timedelta(weeks=4)

COUNTS = tenant(
    select(
        func.count(reflections.c.person_id.distinct()).label("people"),
        func.count(reflections.c.id).label("asked"),
        func.sum(case((reflections.c.state == ANSWERED, 1), else_=0)).label("answered"),
    )
    .join_from(reflections, engagements, engagements.c.id == reflections.c.engagement_id)
    .where(
        engagements.c.programme_id == bindparam("programme"),
        reflections.c.state.in_((ANSWERED, SKIPPED, EXPIRED, REMOVED)),
        ~reflections.c.occurrence.startswith(CRAFT),
        reflections.c.asked_at >= bindparam("first"),
        reflections.c.asked_at < bindparam("end"),
    )
)


def answered_of(db: Db, programme: Programme, now: datetime) -> tuple[int, int] | None:
    """How many questions were answered of how many, in the last four whole weeks; None for fewer than five people.

    Whole weeks, so that no single day's answer shows.
    """
    today = local_day(now, programme.zone)
    end = instant(today - timedelta(days=today.weekday()), "00:00", programme.zone)
    row = db.first(COUNTS, programme=programme.id, first=end - WEEKS, end=end)
    return (int(row.answered), int(row.asked)) if row and row.people >= LEAST else None
