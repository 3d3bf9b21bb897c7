"""How the status reports stand, as a digest tells it: on time in the last period, late, waiting to be read."""

from datetime import date, datetime
from typing import Any

from bot.rules.dates import local_day
from bot.rules.digests import UNREAD_DAYS, Late
from bot.rules.figures import Filed
from bot.rules.lateness import EXCUSED, MISSING, ON_TIME
from bot.rules.periods import business_days_between, period_of, previous
from bot.rules.reports import SUBMITTED
from storage.database import Db
from storage.drafting import due_at
from storage.openfigures import report_standing
from storage.programmes import Programme

PERIODS = 3  # that are looked at


def reports_told(db: Db, programme: Programme, now: datetime, as_of: datetime | None = None) -> dict[str, Any]:
    """The fields of a digest's figures: due, on_time, late, unread. Periods before the school year aren't told of."""
    zone = programme.zone
    today, periods = local_day(now, zone), [period_of(local_day(now, zone))]
    for _ in range(PERIODS):
        periods.append(previous(periods[-1]))
    due = {one: due_at(db, programme, one) for one in periods}
    closed = [one for one in periods if due[one] <= now and one.last >= programme.year_from]
    told = [report_standing(db, programme.id, one.first, as_of) for one in closed[:PERIODS]]
    filed = [those for those in told if those]  # else there were none yet
    late = [found for those in filed for found in _late(those, zone, now)]
    unread = [found for those in filed for found in _unread(those, today, zone)]
    last = [one for one in next(iter(filed), []) if one.standing(now) != EXCUSED]
    return {
        "due": len(last),
        "on_time": sum(one.standing(now) == ON_TIME for one in last),
        "late": tuple(sorted(late, key=lambda one: (-one.days, one.coach))),
        "unread": tuple(sorted(unread, key=lambda one: (-one.days, one.coach))),
    }


def _late(filed: list[Filed], zone: str, now: datetime) -> list[Late]:
    today = local_day(now, zone)
    return [
        Late(report=one.report, coach=one.coach, days=business_days_between(local_day(one.due_at, zone), today))
        for one in filed
        if one.standing(now) == MISSING
    ]


def _unread(filed: list[Filed], today: date, zone: str) -> list[Late]:
    waiting = [one for one in filed if one.state == SUBMITTED and one.submitted_at]
    days = {one: business_days_between(local_day(one.submitted_at, zone), today) for one in waiting if one.submitted_at}
    return [
        Late(report=one.report, coach=one.coach, days=passed) for one, passed in days.items() if passed >= UNREAD_DAYS
    ]
