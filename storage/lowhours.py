"""Leaders whose hours were far below what was promised for two months in a row, by facts that coordinators may see."""

from datetime import date, timedelta

from sqlalchemy import bindparam, case, func, or_, select, union_all

from bot.rules.dates import month_of
from bot.rules.rounds import Stalled
from storage.contacts import attendances, contacts
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.programmes import Programme
from storage.schools import schools

HOURS = "hours"  # why a pair is on the coordinators' list
FAR_BELOW = 0.8
DAY = timedelta(days=1)

_COUNTED = (
    contacts.c.programme_id == bindparam("programme"),
    contacts.c.day >= bindparam("first"),
    contacts.c.day <= bindparam("last"),
    contacts.c.counts,
    contacts.c.removed_at.is_(None),
)
_OWN = select(engagements.c.leader_id, contacts.c.id, contacts.c.day, contacts.c.minutes).join_from(
    contacts, engagements, engagements.c.id == contacts.c.engagement_id
)
_THERE = (
    select(engagements.c.leader_id, contacts.c.id, contacts.c.day, contacts.c.minutes)
    .join_from(contacts, attendances, attendances.c.contact_id == contacts.c.id)
    .join(engagements, engagements.c.id == attendances.c.engagement_id)
)
_each = union_all(_OWN.where(*_COUNTED), _THERE.where(*_COUNTED)).subquery("each")
_LATER = _each.c.day >= bindparam("turn")
MINUTES = tenant(
    select(
        _each.c.leader_id,
        func.sum(case((_LATER, 0), else_=_each.c.minutes)).label("earlier"),
        func.sum(case((_LATER, _each.c.minutes), else_=0)).label("later"),
    ).group_by(_each.c.leader_id)
)
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
    rows = db.bare(MINUTES, programme=programme.id, first=earlier[0], turn=last[0], last=last[1])
    most = {leader: max(int(one), int(other)) for leader, one, other in map(tuple, rows)}
    return [
        Stalled(row.id, row.school, row.leader, row.coach, HOURS)
        for row in db.all(PAIRS, programme=programme.id, first=earlier[0], today=today)
        if most.get(row.leader_id, 0) < goal
    ]
