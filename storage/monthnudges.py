"""The hours as the month goes (J9, N10): the coach and the leader are told on three days where they fall short."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, or_, select

from bot.messages.nudges import Piece
from bot.messages.pairnudges import own_hours, short_hours
from bot.rules import ladders
from bot.rules.commitments import COACH, LEADER
from bot.rules.dates import local_day, month_of
from bot.rules.nudges import Nudge
from bot.rules.pacing import on_pace
from bot.rules.views import Standing
from storage.closeddays import ClosedDays
from storage.database import Db, tenant
from storage.engagements import Engagement, coach_engagements, engagements, leader_engagements
from storage.hours import Whose, standings
from storage.monthhours import month_standings
from storage.nudging import NewNudge
from storage.programmes import Programme, list_programmes

HOURS = "hours_short"
GOOD_FOR = timedelta(days=7)
PAIRS = tenant(
    select(engagements.c.coach_id, engagements.c.leader_id).where(
        engagements.c.programme_id == bindparam("programme"),
        engagements.c.starts_on <= bindparam("today"),
        or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today")),
    )
)


def hours_looked_at(db: Db, programme: Programme, today: date, closed: ClosedDays) -> list[NewNudge]:
    """On three days of a month, a look at each coach's leaders; whether it says anything shows when it is sent."""
    rung = ladders.hours_rung(today, closed.everywhere)
    if rung is None or not programme.rules.dose.hours_per_month:
        return []
    due = ladders.instant(today, "00:00", programme.zone)
    until = ladders.midnight_after(today + GOOD_FOR, programme.zone)
    rows = db.all(PAIRS, programme=programme.id, today=today)
    told = [(COACH, one) for one in sorted({row.coach_id for row in rows})]
    told += [(LEADER, one) for one in sorted({row.leader_id for row in rows})]
    return [
        NewNudge(HOURS, one, programme.id, f"{HOURS}:{programme.id}:{one}:{side}:{today}", due, until, rung)
        for side, one in told
    ]


def hours_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """The leaders whose month falls short, or to a leader her own; on the first of a month, of the last one."""
    programme = next((one for one in list_programmes(db) if one.id == nudge.subject_id), None)
    if programme is None:
        return None
    today, coach = local_day(now, programme.zone), nudge.planned_as.split(":")[-2] == COACH
    pairs_of = coach_engagements if coach else leader_engagements
    pairs = [one for one in pairs_of(db, nudge.person_id, today) if one.programme_id == programme.id]
    whose = Whose(nudge.person_id, coach=coach)
    over = nudge.rung == ladders.HOURS_OVER
    found = (_last_month if over else _this_month)(db, programme, whose, pairs, today)
    if not found:
        return None
    return short_hours(found, nudge.rung) if coach else own_hours(found[0], pairs[0].coach, nudge.rung)


def _this_month(db: Db, programme: Programme, whose: Whose, pairs: Sequence[Engagement], today: date) -> list[Standing]:
    return [one for one in standings(db, whose, pairs, [programme], today) if one.bank.make_up]


def _last_month(db: Db, programme: Programme, whose: Whose, pairs: Sequence[Engagement], today: date) -> list[Standing]:
    last = month_of(today)[0] - timedelta(days=1)
    whole = [one for one in pairs if one.starts_on <= month_of(last)[0]]
    found = month_standings(db, programme, whose, whole, last, today)
    return [one for one in found if not on_pace(one.bank.goal_hours, one.bank.minutes)]
