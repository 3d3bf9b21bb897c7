"""The pair a contact is recorded for, as the recording verbs need it, and the days on which its school is closed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select

from bot.errors import Denied, Refusal
from bot.rules import contacts as rules
from bot.rules.dates import local_day
from bot.rules.steps import guess_due
from storage.database import Db, tenant
from storage.engagements import Engagement, engagements
from storage.people import Actor, people
from storage.programmes import closures, programmes
from storage.schools import schools

coach = people.alias("coach")
leader = people.alias("leader")

NOT_YOURS = "This isn't one of your schools now. Choose another one in the list."
NOT_NOW = "Somebody else coaches this leader now, so this contact stays as it is. A coordinator can help."
NOT_THERE = "Choose leaders you coach, who were yours on that day."

OWN_PAIR = tenant(
    select(
        engagements.c.id,
        engagements.c.programme_id,
        engagements.c.leader_id,
        engagements.c.coach_id,
        engagements.c.school_id,
        engagements.c.starts_on,
        engagements.c.ends_on,
        engagements.c.visit_day,
        engagements.c.visit_start,
        engagements.c.visit_minutes,
        programmes.c.zone,
        coach.c.zone.label("coach_zone"),
        programmes.c.rules,
    )
    .join_from(engagements, coach, coach.c.id == engagements.c.coach_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
    .where(
        engagements.c.id == bindparam("engagement"),
        coach.c.slack_user_id == bindparam("user"),
        coach.c.deactivated_at.is_(None),
    )
)
OWN_PAIRS = tenant(
    select(engagements.c.id, engagements.c.leader_id, engagements.c.starts_on, engagements.c.ends_on)
    .join_from(engagements, coach, coach.c.id == engagements.c.coach_id)
    .where(engagements.c.id.in_(bindparam("engagements", expanding=True)), coach.c.slack_user_id == bindparam("user"))
)
NAMES = tenant(
    select(schools.c.name.label("school"), leader.c.name.label("leader"), coach.c.name.label("coach"))
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .where(engagements.c.id == bindparam("engagement"))
)
CLOSED = tenant(
    select(closures.c.day, closures.c.until)
    .join_from(closures, schools, schools.c.id == bindparam("school"))
    .where(
        closures.c.programme_id == bindparam("programme"),
        closures.c.until >= bindparam("first"),
        closures.c.day <= bindparam("last"),
        or_(
            closures.c.school_id == schools.c.id,
            closures.c.district_id == schools.c.district_id,
            and_(closures.c.school_id.is_(None), closures.c.district_id.is_(None)),
        ),
    )
)

Pair = Row[Any]


def own_pair(db: Db, actor: Actor, engagement: int, sentence: str = NOT_YOURS) -> Pair:
    """The actor's own engagement. Raises Denied for anyone else's, with a sentence that fits what was pressed."""
    pair = db.first(OWN_PAIR, engagement=engagement, user=actor.user_id)
    if pair is None:
        raise Denied("contact.record", "engagement", sentence)
    return pair


def names_of(db: Db, engagement: int) -> tuple[str, str, str]:
    """The names of an engagement's school, leader and coach."""
    row = db.first(NAMES, engagement=engagement)
    return (row.school, row.leader, row.coach) if row else ("", "", "")


def closures_of(db: Db, pair: Pair | Engagement, first: date, last: date) -> list[tuple[date, date]]:
    """The closures that concern a pair's school, as (first day, last day), in a span of days."""
    rows = db.all(CLOSED, programme=pair.programme_id, school=pair.school_id, first=first, last=last)
    return [(row.day, row.until) for row in rows]


def likely_due(db: Db, pair: Pair | Engagement, now: datetime, day: date | None) -> date | None:
    """When a next step agreed on a day (None: today) is likely due; None for a contact of long ago."""
    today = local_day(now, pair.zone)
    here, reach = day or today, timedelta(days=rules.STEP_DAYS_MAX)
    if abs(here - today) > reach:
        return None
    return guess_due(pair.visit_day, here, today, closures_of(db, pair, today - reach, today + reach))


def leaders_there(db: Db, actor: Actor, engagement_ids: Sequence[int], day: date) -> dict[int, int]:
    """The further leaders of a group contact, by engagement. Raises Refusal when one isn't the actor's on that day."""
    if not engagement_ids:
        return {}
    rows = db.all(OWN_PAIRS, engagements=list(engagement_ids), user=actor.user_id)
    if len(rows) != len(set(engagement_ids)):
        raise Denied("contact.attendees", "attendees", NOT_THERE)
    if any(rules.check_day(day, day, row.starts_on, row.ends_on) for row in rows):
        raise Refusal(NOT_THERE, "attendees")
    return {row.id: row.leader_id for row in rows}
