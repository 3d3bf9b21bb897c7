"""Who somebody is to a pair's agreement and plan, and what of them that opens (bot/rules/sharing.py)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select

from bot.errors import Denied, Refusal
from bot.rules.agreements import COACH, LEADER
from bot.rules.dates import local_day
from bot.rules.sharing import OVERSEE, Reader, Thing, may
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.people import Actor, active_user, people, roles
from storage.programmes import programmes
from storage.schools import schools

AGREEMENT, GOALS = "agreement", "plan_goals"
READ, TITLES = "read", "titles"
ENDED = "This pair has ended, so its agreement and plan stay as they are. You can still read them."

PAIR = (
    select(
        engagements.c.id,
        engagements.c.programme_id,
        engagements.c.coach_id,
        engagements.c.leader_id,
        engagements.c.starts_on,
        engagements.c.ends_on,
        engagements.c.visit_day,
        engagements.c.visit_start,
        engagements.c.visit_minutes,
        engagements.c.supervisor_email,
        schools.c.district_id,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
        active_user(leader).label("leader_user"),
        active_user(coach).label("coach_user"),
        programmes.c.zone,
        programmes.c.rules["portfolio_logs"].as_boolean().label("portfolio_rule"),
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
)
ONE = tenant(PAIR.where(engagements.c.id == bindparam("pair")))
# Held until the transaction ends, so that two signatures or two goals at once see each other.
HELD = tenant(PAIR.where(engagements.c.id == bindparam("pair")).with_for_update(of=engagements))
PARTS = tenant(
    select(people.c.district_id, func.lower(people.c.email).label("email"), roles.c.role, roles.c.programme_id)
    .join_from(people, roles, roles.c.person_id == people.c.id, isouter=True)
    .where(people.c.slack_user_id == bindparam("user"), people.c.deactivated_at.is_(None))
)
RUNS = (
    engagements.c.starts_on <= bindparam("today"),
    or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today")),
)


@dataclass(frozen=True, slots=True)
class Access:
    """A pair as one person reaches it. side: theirs, "" for neither; person: their own id, where they have a side."""

    row: Row[Any]
    reader: Reader
    side: str

    @property
    def person(self) -> int:
        """The id of the acting one of the two."""
        return int(self.row.coach_id if self.side == COACH else self.row.leader_id)

    @property
    def other(self) -> int:
        """The id of the other one of the two."""
        return int(self.row.leader_id if self.side == COACH else self.row.coach_id)

    @property
    def known(self) -> tuple[str, ...]:
        """Names that tell of nobody else."""
        return (self.row.school, self.row.leader, self.row.coach)

    def sees(self, thing: str) -> str:
        """How much of a thing is open: "read", "titles" or ""."""
        return next((one for one in (READ, TITLES) if may(self.reader, Thing(thing), one)), "")

    def day(self, now: datetime) -> date:
        """The day it is where the pair works."""
        return local_day(now, self.row.zone)

    def runs(self, now: datetime) -> bool:
        """Whether the pair works together now."""
        today = self.day(now)
        return bool(self.row.starts_on <= today and (self.row.ends_on is None or self.row.ends_on >= today))


def access_to(db: Db, actor: Actor, pair: int, thing: str, action: str = READ) -> Access:
    """A pair for somebody who may do this to a thing of it. Raises Denied for anyone else."""
    return _for(db, actor, db.first(ONE, pair=pair), thing, action)


def held_for(db: Db, actor: Actor, now: datetime, pair: int, thing: str, action: str) -> Access:
    """The same to change something: held until the transaction ends. Raises Refusal once the pair has ended."""
    found = _for(db, actor, db.first(HELD, pair=pair), thing, action)
    if not found.runs(now):
        raise Refusal(ENDED)
    return found


def reaches(db: Db, actor: Actor, row: Row[Any]) -> Access:
    """Every part the actor has in a pair. row: of PAIR."""
    side = {row.coach_user: COACH, row.leader_user: LEADER}.get(actor.user_id, "") if actor.user_id else ""
    parts = {side} - {""}
    for held in db.all(PARTS, user=actor.user_id) if actor.user_id else ():
        if held.programme_id == row.programme_id and held.role in (*OVERSEE, "admin"):
            parts.add(held.role)
        if held.programme_id == row.programme_id and held.role == "liaison" and held.district_id == row.district_id:
            parts.add("liaison")
        if held.email == (row.supervisor_email or "").lower():
            parts.add("supervisor")
    return Access(row, Reader(frozenset(parts)), side)


def _for(db: Db, actor: Actor, row: Row[Any] | None, thing: str, action: str) -> Access:
    if row is None:
        raise Denied(thing)
    found = reaches(db, actor, row)
    if not may(found.reader, Thing(thing), action):
        raise Denied(thing)
    return found
