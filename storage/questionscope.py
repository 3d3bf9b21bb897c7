"""From whose side somebody asks, and which pairs they may ask about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from bot.rules.answers import Pair
from bot.rules.dates import local_day
from bot.rules.lines import Pair as Named
from bot.rules.questions import (
    BY_COACH,
    BY_DISTRICT,
    COACH,
    DISTRICT,
    LEADER,
    PROGRAM,
    Group,
    may_ask,
    reads_rows,
)
from bot.rules.sharing import OVERSEE
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.people import Actor, people, roles
from storage.programmes import Programme, list_programmes, programmes
from storage.schools import districts, schools

LONGEST = timedelta(days=800)  # how long ago a pair may have ended and still be asked about

WHO = tenant(
    select(people.c.id, people.c.zone, people.c.district_id, roles.c.role, roles.c.programme_id)
    .outerjoin_from(people, roles, roles.c.person_id == people.c.id)
    .where(people.c.slack_user_id == bindparam("user"), people.c.deactivated_at.is_(None))
)
_PAIR: Select[Any] = (
    select(
        engagements.c.id,
        engagements.c.programme_id,
        schools.c.name.label("school"),
        engagements.c.school_id,
        schools.c.district_id,
        districts.c.name.label("district"),
        engagements.c.leader_id,
        leader.c.name.label("leader"),
        engagements.c.coach_id,
        coach.c.name.label("coach"),
        programmes.c.zone,
        engagements.c.starts_on,
        engagements.c.ends_on,
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(districts, districts.c.id == schools.c.district_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
    .where(func.coalesce(engagements.c.ends_on, bindparam("since")) >= bindparam("since"))
    .order_by(schools.c.name, engagements.c.id)
)
_MINE = or_(engagements.c.coach_id == bindparam("person"), engagements.c.leader_id == bindparam("person"))
_PROGRAMS = engagements.c.programme_id.in_(bindparam("programs", expanding=True))
OWN = tenant(_PAIR.where(_MINE))
OF_PROGRAMS = tenant(_PAIR.where(_PROGRAMS))
OF_DISTRICT = tenant(_PAIR.where(_PROGRAMS, schools.c.district_id == bindparam("district")))


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks, from which side, and about what: pairs, ended ones too, by school. parts: their roles on that side.

    programs: with their rules; held: their roles on that side in each, where they oversee: none holds in another.
    """

    actor: Actor
    person: int
    view: str
    parts: frozenset[str]
    pairs: tuple[Pair, ...]
    today: date
    now: datetime
    zone: str
    programs: tuple[Programme, ...] = ()
    held: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def may(self, question: str, program: int) -> bool:
        """Whether they may have this answer about a program."""
        return may_ask(question, self.view, self.held.get(program, self.parts))

    def reads(self, question: str, pairs: Sequence[Pair]) -> bool:
        """Whether they may read the rows behind the number too, of all of these pairs."""
        programs = {one.programme_id for one in pairs}
        return all(reads_rows(question, self.view, self.held.get(one, self.parts)) for one in programs)

    @property
    def named(self) -> tuple[Named, ...]:
        """The pairs as they are named in a question: by school, and by the other one of the two."""
        own = self.view == LEADER
        return tuple(
            Named(one.id, one.school, one.coach if own else one.leader, one.zone, one.school_id) for one in self.pairs
        )

    @property
    def groups(self) -> dict[str, Group]:
        """What else pairs are named by, where there are many: their coach, their district."""
        if self.view not in {PROGRAM, DISTRICT}:
            return {}
        found: dict[tuple[str, str], list[int]] = {}
        for one in self.pairs:
            found.setdefault((BY_DISTRICT, one.district), []).append(one.id)
            if self.view == PROGRAM:
                found.setdefault((BY_COACH, one.coach), []).append(one.id)
        return {name: Group(by, tuple(ids)) for (by, name), ids in found.items()}

    @property
    def program(self) -> Programme | None:
        """The program whose year and goals count: the first of the pairs'."""
        known = {one.programme_id for one in self.pairs}
        return next((one for one in self.programs if one.id in known), None)

    @property
    def year(self) -> tuple[date, date] | None:
        """Its school year."""
        return (self.program.year_from, self.program.year_to) if self.program else None

    @property
    def by_program(self) -> bool:
        """Whether the whole of one program is asked about, so that no list of its pairs need be sent."""
        return self.view == PROGRAM and len({one.programme_id for one in self.pairs}) == 1


def scope_of(db: Db, actor: Actor, now: datetime, own: str = "") -> Scope | None:
    """The side from which somebody asks; None for those who have none. own: the question says "my", so that somebody
    who coaches and coordinates asks as a coach: COACH, LEADER or ""."""
    rows = db.all(WHO, user=actor.user_id) if actor.user_id else []
    if not rows:
        return None
    held = {(row.role, row.programme_id) for row in rows if row.role}
    person, programs = rows[0], tuple(list_programmes(db))
    zone = person.zone or next((one.zone for one in programs), "UTC")
    today = local_day(now, zone)
    since = today - LONGEST
    wide = None if own else _wide(db, rows[0], held, since)
    view, parts, pairs = wide or _own(db, person.id, since, own) or _wide(db, rows[0], held, since) or _nobody()
    if not view:
        return None
    return Scope(actor, person.id, view, parts, tuple(pairs), today, now, zone, programs, _apart(view, held))


def _apart(view: str, held: set[tuple[str, int]]) -> Mapping[int, frozenset[str]]:
    """The roles of somebody who oversees, by program."""
    programs = {program for _, program in held} if view == PROGRAM else ()
    return {one: frozenset(role for role, program in held if program == one and role in OVERSEE) for one in programs}


_Found = tuple[str, frozenset[str], Sequence[Pair]]


def _nobody() -> _Found:
    return "", frozenset(), ()


def _wide(db: Db, person: Any, held: set[tuple[str, int]], since: date) -> _Found | None:
    """As somebody who oversees a program, or whose district it is about."""
    overseen = sorted({program for role, program in held if role in OVERSEE})
    if overseen:
        parts = frozenset(role for role, _ in held if role in OVERSEE)
        return PROGRAM, parts, _pairs(db.all(OF_PROGRAMS, programs=overseen, since=since))
    watched = sorted({program for role, program in held if role == "liaison"})
    if watched and person.district_id is not None:
        rows = db.all(OF_DISTRICT, programs=watched, district=person.district_id, since=since)
        return DISTRICT, frozenset({"liaison"}), _pairs(rows)
    return None


def _own(db: Db, person: int, since: date, own: str) -> _Found | None:
    """As one of a pair: as its coach, unless a leader's side is asked for or the only one there is."""
    rows = _pairs(db.all(OWN, person=person, since=since))
    sides = {
        COACH: [one for one in rows if one.coach_id == person],
        LEADER: [one for one in rows if one.leader_id == person],
    }
    wanted = [own] if own and sides.get(own) else [side for side in (COACH, LEADER) if sides[side]]
    return (wanted[0], frozenset({wanted[0]}), sides[wanted[0]]) if wanted else None


def _pairs(rows: Sequence[Any]) -> list[Pair]:
    return [Pair._make(row) for row in rows]
