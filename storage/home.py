"""What each person's Home shows, read in a handful of queries."""

import calendar
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, distinct, func, select

from bot.rules.dates import local_day
from bot.rules.views import CoachHome, CoordinatorHome, HomeFacts, LeaderHome, Planned, Standing
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import Engagement, coach_engagements, engagements, leader_engagements
from storage.people import Actor, Person, find_person, unmatched_people
from storage.programmes import Programme, list_programmes
from storage.reading import coach_facts, last_visits, minutes_by_engagement, pair_facts, programme_facts, steps_of
from storage.setup import may_set_up, vacant

SHOWN = 10
COORDINATES = ("coordinator", "lead_coach", "office", "admin")

MONTH = tenant(
    select(
        func.count(contacts.c.id),
        func.coalesce(func.sum(contacts.c.minutes).filter(contacts.c.counts), 0),
        func.count(distinct(contacts.c.engagement_id)),
    ).where(
        contacts.c.programme_id == bindparam("programme"),
        contacts.c.day >= bindparam("first"),
        contacts.c.day <= bindparam("last"),
        contacts.c.removed_at.is_(None),
    )
)
PAIRS = tenant(
    select(func.count(distinct(engagements.c.leader_id)), func.count(distinct(engagements.c.coach_id))).where(
        engagements.c.programme_id == bindparam("programme"),
        engagements.c.starts_on <= bindparam("today"),
        func.coalesce(engagements.c.ends_on, bindparam("today")) >= bindparam("today"),
    )
)


def home_facts(db: Db, actor: Actor, now: datetime) -> HomeFacts:
    """Read what the actor's Home shows now."""
    person = find_person(db, actor)
    programmes = list_programmes(db)
    in_charge = may_set_up(db, actor)
    free = not in_charge and vacant(db)
    if person is None or not programmes:
        return HomeFacts(may_set_up=in_charge, vacant=free)
    today = local_day(now, person.zone or programmes[0].zone)
    return HomeFacts(
        _coach(db, person, programmes, today) if person.is_any("coach") else None,
        _leader(db, person, today) if person.is_any("leader") else None,
        _coordinator(db, programmes[0], today) if person.is_any(*COORDINATES) else None,
        in_charge,
        free,
    )


def month_of(day: date) -> tuple[date, date]:
    """The first and last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def standing(one: Engagement, minutes: int, day: date, goal: float) -> Standing:
    """One leader's month in the hours bank."""
    return Standing(one.school, one.leader, f"{day:%B}", minutes, goal)


def _coach(db: Db, person: Person, programmes: list[Programme], today: date) -> CoachHome:
    pairs = coach_engagements(db, person.id, today)
    done = minutes_by_engagement(db, person.id, *month_of(today))
    goals = {one.id: one.rules.dose.hours_per_month for one in programmes}
    return CoachHome(
        person.name,
        today,
        tuple(_week(pairs, last_visits(db, person.id, today), today)),
        tuple(standing(one, done.get(one.id, 0), today, goals[one.programme_id]) for one in pairs),
        tuple(coach_facts(db, person.id, SHOWN)),
    )


def _week(pairs: list[Engagement], last: dict[int, date], today: date) -> list[Planned]:
    monday = today - timedelta(days=today.weekday())
    week = [
        Planned(
            one.id,
            monday + timedelta(days=one.visit_day),
            one.visit_start,
            one.visit_minutes,
            one.school,
            one.leader,
            last.get(one.id),
        )
        for one in pairs
        if one.visit_day is not None
    ]
    return sorted(week, key=lambda one: (one.day, one.start or "", one.school))[:20]


def _leader(db: Db, person: Person, today: date) -> LeaderHome:
    pairs = leader_engagements(db, person.id, today)
    recent = pair_facts(db, [one.id for one in pairs], SHOWN) if pairs else []
    steps = steps_of(db, recent[0].id) if recent else ()
    return LeaderHome(person.name, tuple((one.coach, one.school) for one in pairs), tuple(recent), steps)


def _coordinator(db: Db, programme: Programme, today: date) -> CoordinatorHome:
    first, last = month_of(today)
    month = db.first(MONTH, programme=programme.id, first=first, last=last)
    pairs = db.first(PAIRS, programme=programme.id, today=today)
    unmatched = unmatched_people(db)
    count, minutes, reached = tuple(month) if month else (0, 0, 0)
    leaders, coaches = tuple(pairs) if pairs else (0, 0)
    return CoordinatorHome(
        programme.name,
        f"{today:%B}",
        count,
        int(minutes),
        leaders,
        reached,
        coaches,
        tuple(programme_facts(db, programme.id, SHOWN)),
        tuple(f"{name} ({email})" for _, name, email in unmatched[:SHOWN]),
        len(unmatched),
    )
