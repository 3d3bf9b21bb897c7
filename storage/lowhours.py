"""Leaders whose hours were far below what was promised for two months in a row, by facts that coordinators may see."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select, union_all

from bot.rules.dates import month_of
from bot.rules.rounds import Stalled
from storage.contacts import attendances, contacts
from storage.database import Db, Scoped, tenant
from storage.engagements import coach, engagements, leader
from storage.programmes import Programme
from storage.schools import schools

HOURS = "hours"  # why a pair is on the coordinators' list
FAR_BELOW = 0.8
DAY = timedelta(days=1)

main = engagements.alias("main")

_COUNTED = (
    contacts.c.day >= bindparam("first"),
    contacts.c.day <= bindparam("last"),
    contacts.c.counts,
    contacts.c.removed_at.is_(None),
)
_OURS = engagements.c.programme_id == bindparam("programme")
_MINUTES = (contacts.c.id, contacts.c.day, contacts.c.minutes)
_OWN = select(engagements.c.leader_id, *_MINUTES).join_from(
    contacts, engagements, engagements.c.id == contacts.c.engagement_id
)
_THERE = (  # a group's, once for each further leader, as the hours bank counts it
    select(engagements.c.leader_id, *_MINUTES)
    .join_from(contacts, attendances, attendances.c.contact_id == contacts.c.id)
    .join(engagements, engagements.c.id == attendances.c.engagement_id)
    .join(main, main.c.id == contacts.c.engagement_id)
    .where(main.c.leader_id != engagements.c.leader_id)
    .distinct()
)
_each = union_all(
    _OWN.where(contacts.c.programme_id == bindparam("programme"), *_COUNTED), _THERE.where(_OURS, *_COUNTED)
).subquery("each")
_whole = select(_each.c.leader_id, _each.c.day, func.sum(_each.c.minutes).label("minutes"))
_days = _whole.group_by(_each.c.leader_id, _each.c.day).subquery("days")


def _minutes(minutes: ColumnElement[int]) -> Scoped:
    """What each leader had in the two months. minutes: of a day, as they count."""
    later = _days.c.day >= bindparam("turn")
    earlier_sum = func.sum(case((later, 0), else_=minutes)).label("earlier")
    later_sum = func.sum(case((later, minutes), else_=0)).label("later")
    return tenant(select(_days.c.leader_id, earlier_sum, later_sum).group_by(_days.c.leader_id))


MINUTES = _minutes(_days.c.minutes)
CAPPED = _minutes(case((_days.c.minutes > bindparam("cap"), bindparam("cap")), else_=_days.c.minutes))
PAIRS = tenant(
    select(
        engagements.c.id,
        engagements.c.leader_id,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .where(
        engagements.c.programme_id == bindparam("programme"),
        engagements.c.starts_on <= bindparam("first"),
        or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today")),
    )
    .order_by(schools.c.name, engagements.c.id)
)


def months_before(day: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """The last month and the one before it, each from its first to its last day."""
    last = month_of(month_of(day)[0] - DAY)
    return month_of(last[0] - DAY), last


def far_below(db: Db, programme: Programme, today: date) -> list[Stalled]:
    """The pairs whose leader had less than four fifths of the promised hours in each of the last two months.

    Months that the school year or the pair didn't cover whole say nothing.
    """
    earlier, last = months_before(today)
    goal = programme.rules.dose.hours_per_month * 60 * FAR_BELOW
    if not goal or earlier[0] < programme.year_from or last[1] > programme.year_to:
        return []
    cap = programme.rules.dose.minutes_per_day_cap
    span = {"programme": programme.id, "first": earlier[0], "turn": last[0], "last": last[1]}
    rows = db.bare(MINUTES, **span) if cap is None else db.bare(CAPPED, **span, cap=cap)
    most = {leader: max(int(one), int(other)) for leader, one, other in map(tuple, rows)}
    return [
        Stalled(row.id, row.school, row.leader, row.coach, HOURS)
        for row in db.all(PAIRS, programme=programme.id, first=earlier[0], today=today)
        if most.get(row.leader_id, 0) < goal
    ]
