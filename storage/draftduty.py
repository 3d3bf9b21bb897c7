"""Which drafts are due (J7): on the 13th and the 27th at nine, where the coach is; and what was missed since.

A program's first report is that of a period whose due time is still to come; from then on no period of the school year
is passed over, however long nothing ran: it is noted up to which one everything was drafted, for the year's dates as
they are. Once these are moved, all periods within the new ones are looked at anew. A coach has a draft also where their
pairs ended in the period, or where nobody in Slack is known as them: somebody has to be told, or to excuse it. A period
that was over before a pair came into the roster isn't made up for, but for the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, or_, select

from bot.rules.dates import local_day
from bot.rules.ladders import WEEK, instant
from bot.rules.periods import Period, draft_day, period_of, periods_between, previous
from storage.database import Db, tenant
from storage.drafting import draft_report, due_at
from storage.engagements import engagements
from storage.nudging import NewNudge, plan_nudges
from storage.programmes import Programme, list_programmes
from storage.reportacts import DRAFT
from storage.reports import reports
from storage.runs import first_run, runs
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
        or_(engagements.c.added_at.is_(None), engagements.c.added_at <= bindparam("added")),
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
LOOKED = tenant(select(func.max(runs.c.period)).where(runs.c.duty == bindparam("duty")))
NOTED = tenant(select(runs.c.id).where(runs.c.duty == bindparam("duty"), runs.c.period == bindparam("period")))
BEGUN = tenant(  # of this program, whatever its dates were, and also where they weren't noted yet
    select(func.min(runs.c.period)).where(
        or_(runs.c.duty == bindparam("of"), runs.c.duty.startswith(bindparam("of") + ":", autoescape=False))
    )
)


@dataclass(frozen=True, slots=True)
class Owing:
    """A coach whose reports of some periods aren't drafted and should be."""

    programme: int
    coach: int
    periods: tuple[Period, ...]


def drafts_due(db: Db, now: datetime) -> list[Owing]:
    """The drafts that are due now, in every program; of earlier periods as well, where they are missing."""
    found: dict[tuple[int, int], list[Period]] = {}
    for programme in list_programmes(db):
        for period in _to_draft(db, programme, now):
            for coach in _without(db, programme, period, now):
                found.setdefault((programme.id, coach), []).append(period)
    return [Owing(programme, coach, tuple(periods)) for (programme, coach), periods in found.items()]


def to_note(db: Db, now: datetime) -> list[tuple[str, str]]:
    """What is to be noted once all that is due is drafted: that it is, up to the period before this one."""
    found = [(_duty(one), str(_before(one, now).first)) for one in list_programmes(db)]
    return [(duty, period) for duty, period in found if db.first(NOTED, duty=duty, period=period) is None]


def note_drafted(db: Db, now: datetime, notes: Sequence[tuple[str, str]]) -> None:
    """Note what to_note() gave before the drafts were looked for."""
    for duty, period in notes:
        first_run(db, duty, period, now)


def _before(programme: Programme, now: datetime) -> Period:
    return previous(period_of(local_day(now, programme.zone)))


def _duty(programme: Programme) -> str:
    return f"{DRAFT}:{programme.id}:{programme.year_from:%y%m%d}-{programme.year_to:%y%m%d}"


def _to_draft(db: Db, programme: Programme, now: datetime) -> list[Period]:
    """The periods of the school year that may miss drafts: since the last one that was looked at, up to this one."""
    today = local_day(now, programme.zone)
    here = period_of(today)
    looked = db.value(LOOKED, duty=_duty(programme)) or db.value(BEGUN, of=f"{DRAFT}:{programme.id}")
    begin = min(date.fromisoformat(looked) if looked else here.first, previous(here).first)
    years = periods_between(max(begin, programme.year_from), min(here.last, programme.year_to))
    return [
        one
        for one in years
        if (today + DAY >= draft_day(one) if one == here else _still_wanted(db, programme, one, now, looked))
    ]


def _still_wanted(db: Db, programme: Programme, period: Period, now: datetime, looked: str | None) -> bool:
    if looked is not None and str(period.first) > looked:
        return True
    if now < due_at(db, programme, period):
        return True
    return db.first(EARLIER, programme=programme.id, first=period.first) is not None


def _without(db: Db, programme: Programme, period: Period, now: datetime) -> list[int]:
    held = now if period >= _before(programme, now) else instant(period.last + DAY, "00:00", programme.zone)
    rows = db.all(WITHOUT, programme=programme.id, first=period.first, last=period.last, added=held)
    zones = zones_of(db, [row.coach_id for row in rows], programme)
    day = draft_day(period)
    return [row.coach_id for row in rows if now >= instant(day, DRAFT_AT, zones[row.coach_id])]


def draft_and_tell(db: Db, now: datetime, one: Owing) -> int:
    """Draft one coach's reports, and plan that it is said to them, of all at once; how many reports.

    Doing it again changes nothing.
    """
    programme = next(held for held in list_programmes(db) if held.id == one.programme)
    planned: list[NewNudge] = []
    for period in one.periods:
        due = due_at(db, programme, period)
        until = due if due > now else now + WEEK
        made = draft_report(db, now, one.programme, one.coach, period)
        planned += [NewNudge(DRAFT, one.coach, report, f"{DRAFT}:{report}", now, until) for report in made]
    plan_nudges(db, now, planned)
    return len(planned)


def quarter_after(now: datetime) -> datetime:
    """When to look again: nine o'clock is on a quarter of an hour everywhere."""
    minutes = 15 - now.minute % 15
    return now.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
