"""An engagement: one coach, one leader, one school, from a day to a day, with its weekly visit."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint, bindparam, or_, select

from bot.rules.dates import local_day
from storage.database import Db, Instant, key_column, metadata, reference, tenant, workspace_column
from storage.people import Actor, people
from storage.programmes import programmes
from storage.schools import schools

engagements = Table(
    "engagements",
    metadata,
    key_column(),
    workspace_column(),
    reference("programme_id", "programmes.id"),
    reference("school_id", "schools.id", index=True),
    reference("leader_id", "people.id"),
    reference("coach_id", "people.id"),
    Column("supervisor_email", String(254)),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("visit_day", Integer),
    Column("visit_start", String(5)),
    Column("visit_minutes", Integer),
    Column("added_at", Instant),
    Column("changed_at", Instant),
    Column("said_visit", String(24)),  # the weekly visit as the roster files said it last
    UniqueConstraint("programme_id", "leader_id", "coach_id", "school_id", "starts_on"),
    Index("ix_engagements_coach", "workspace_id", "coach_id"),
    Index("ix_engagements_leader", "workspace_id", "leader_id"),
)

LATE = timedelta(days=14)  # for what was held before the end and is logged after it

leader = people.alias("leader")
coach = people.alias("coach")


class Engagement(NamedTuple):
    """A pair as forms and messages need it. visit_day: 0 is Monday; visit_start: local "HH:MM"."""

    id: int
    programme_id: int
    school: str
    school_id: int
    leader_id: int
    leader: str
    coach_id: int
    coach: str
    zone: str
    starts_on: date
    ends_on: date | None
    visit_day: int | None
    visit_start: str | None
    visit_minutes: int | None


_PAIR = (
    select(
        engagements.c.id,
        engagements.c.programme_id,
        schools.c.name.label("school"),
        engagements.c.school_id,
        engagements.c.leader_id,
        leader.c.name.label("leader"),
        engagements.c.coach_id,
        coach.c.name.label("coach"),
        programmes.c.zone,
        engagements.c.starts_on,
        engagements.c.ends_on,
        engagements.c.visit_day,
        engagements.c.visit_start,
        engagements.c.visit_minutes,
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
)
_LIVE = or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today"))
OF_COACH = tenant(
    _PAIR.where(
        engagements.c.coach_id == bindparam("person"), engagements.c.starts_on <= bindparam("today"), _LIVE
    ).order_by(schools.c.name, engagements.c.id)
)
OF_LEADER = tenant(
    _PAIR.where(
        engagements.c.leader_id == bindparam("person"), engagements.c.starts_on <= bindparam("today"), _LIVE
    ).order_by(schools.c.name, engagements.c.id)
)
USERS_PAIRS = _PAIR.where(
    coach.c.slack_user_id == bindparam("user"),
    coach.c.deactivated_at.is_(None),
    engagements.c.starts_on <= bindparam("latest"),
    _LIVE,
).order_by(schools.c.name, engagements.c.id)
OF_USER = tenant(USERS_PAIRS)
ONE_OF_USER = tenant(
    _PAIR.where(engagements.c.id == bindparam("engagement"), coach.c.slack_user_id == bindparam("user"))
)
ONE = tenant(_PAIR.where(engagements.c.id == bindparam("engagement")))
# Every pair a person is or was in, on either side.
EVER = tenant(
    select(
        engagements.c.id,
        engagements.c.coach_id,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
        programmes.c.zone,
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
    .where(or_(engagements.c.coach_id == bindparam("person"), engagements.c.leader_id == bindparam("person")))
    .order_by(schools.c.name, engagements.c.id.desc())
)


def coach_engagements(db: Db, person_id: int, today: date) -> list[Engagement]:
    """The engagements a coach works in today, by school."""
    return [Engagement._make(row) for row in db.all(OF_COACH, person=person_id, today=today)]


def leader_engagements(db: Db, person_id: int, today: date) -> list[Engagement]:
    """The engagements a leader is coached in today, by school."""
    return [Engagement._make(row) for row in db.all(OF_LEADER, person=person_id, today=today)]


def pairs_of_user(db: Db, actor: Actor, now: datetime) -> list[Engagement]:
    """The engagements the acting person coaches now or did until lately, by school; empty for everyone else."""
    return worked_in([Engagement._make(row) for row in db.all(OF_USER, **about_now(actor, now))], now)


def about_now(actor: Actor, now: datetime) -> dict[str, Any]:
    """The values of USERS_PAIRS: wide enough for every zone; worked_in() narrows by each one's own day."""
    day = timedelta(days=1)
    return {"user": actor.user_id, "latest": now.date() + day, "today": now.date() - day - LATE}


def worked_in(pairs: Sequence[Engagement], now: datetime) -> list[Engagement]:
    """Those that have begun and haven't ended too long ago, on the day it is there."""
    today = {zone: local_day(now, zone) for zone in {one.zone for one in pairs}}
    return [one for one in pairs if _works_on(one, today[one.zone])]


def pairs_of_contact(db: Db, actor: Actor, now: datetime, engagement_id: int) -> list[Engagement]:
    """The engagements of pairs_of_user, and the one that a contact of theirs is about, however long ago it ended."""
    return with_own(db, actor, pairs_of_user(db, actor, now), engagement_id)


def with_own(db: Db, actor: Actor, pairs: list[Engagement], engagement_id: int) -> list[Engagement]:
    """These pairs, and this one of the actor's if it isn't among them. engagement_id: 0 for none."""
    known = not engagement_id or engagement_id in {one.id for one in pairs}
    own = None if known else db.first(ONE_OF_USER, engagement=engagement_id, user=actor.user_id)
    return [*pairs, Engagement._make(own)] if own else pairs


def _works_on(pair: Engagement, day: date) -> bool:
    return pair.starts_on <= day and (pair.ends_on is None or pair.ends_on >= day - LATE)


def find_engagement(db: Db, engagement_id: int) -> Engagement | None:
    """One engagement, also an ended one; the caller says who may use it."""
    row = db.first(ONE, engagement=engagement_id)
    return Engagement._make(row) if row else None
