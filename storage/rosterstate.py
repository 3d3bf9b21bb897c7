"""What is stored of a programme's roster, loaded with one query a table."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from bot.rules.roster.known import (
    Known,
    KnownClosure,
    KnownDistrict,
    KnownEngagement,
    KnownPerson,
    KnownProgramme,
    KnownSchool,
)
from storage.database import Db, Scoped, tenant
from storage.engagements import engagements
from storage.people import people, roles
from storage.programmes import Programme, closures, list_programmes
from storage.schools import districts, schools

PEOPLE = tenant(
    select(
        people.c.id,
        people.c.email,
        people.c.name,
        people.c.slack_user_id,
        people.c.zone,
        people.c.phone,
        people.c.district_id,
    )
)
ROLES = tenant(select(roles.c.person_id, roles.c.role).where(roles.c.programme_id == bindparam("programme")))
ELSEWHERE = tenant(select(roles.c.person_id).where(roles.c.programme_id != bindparam("programme")).distinct())
DISTRICTS = tenant(select(districts.c.id, districts.c.name).where(districts.c.programme_id == bindparam("programme")))
SCHOOLS = tenant(
    select(schools.c.id, schools.c.district_id, schools.c.name, schools.c.level)
    .join_from(schools, districts, districts.c.id == schools.c.district_id)
    .where(districts.c.programme_id == bindparam("programme"))
)
ENGAGEMENTS = tenant(
    select(
        engagements.c.id,
        engagements.c.school_id,
        engagements.c.leader_id,
        engagements.c.coach_id,
        engagements.c.supervisor_email,
        engagements.c.starts_on,
        engagements.c.ends_on,
        engagements.c.visit_day,
        engagements.c.visit_start,
        engagements.c.visit_minutes,
        engagements.c.said_visit,
    ).where(engagements.c.programme_id == bindparam("programme"))
)
CLOSURES = tenant(
    select(
        closures.c.id,
        closures.c.district_id,
        closures.c.school_id,
        closures.c.day,
        closures.c.until,
        closures.c.name,
    ).where(closures.c.programme_id == bindparam("programme"))
)


@dataclass(frozen=True, slots=True)
class State:
    """What is stored of a roster, as bare rows by their query. Two are equal only if nothing changed between them.

    programme: the one that is meant.
    """

    programmes: list[Programme]
    programme: Programme | None
    rows: dict[Scoped, list[Any]]


def load_state(db: Db, code: str | None) -> State:
    """What is stored: of the programme with this code or, without a code, of the only one there is."""
    found = list_programmes(db)
    meant = [one for one in found if code in (None, one.code)]
    programme = meant[0] if len(meant) == 1 else None
    place = {"programme": programme.id if programme else 0}
    rows = {asked: db.bare(asked, **place) for asked in (ROLES, ELSEWHERE, DISTRICTS, SCHOOLS, ENGAGEMENTS, CLOSURES)}
    return State(found, programme, {**rows, PEOPLE: db.bare(PEOPLE)})


def known_of(db: Db, state: State) -> Known:
    """What is stored, as the rules look it up."""
    known = Known()
    for one in state.programmes:
        rules = one.rules.model_dump(mode="json", by_alias=True)
        known.programmes.append(KnownProgramme(one.id, one.code, one.name, one.zone, one.year_from, one.year_to, rules))
        if one is state.programme:
            known.programme = known.programmes[-1]
    named = {asked: db.named(asked, rows) for asked, rows in state.rows.items()}
    held: dict[int, set[str]] = {}
    for row in named[ROLES]:
        held.setdefault(row.person_id, set()).add(row.role)
    elsewhere = {row.person_id for row in named[ELSEWHERE]}
    for row in named[PEOPLE]:
        facts = (row.id, row.email, row.name, row.slack_user_id, row.zone, row.phone, row.district_id)
        known.add_person(KnownPerson(*facts, frozenset(held.get(row.id, ())), row.id in elsewhere))
    known.add_places(
        [KnownDistrict(*tuple(row)) for row in named[DISTRICTS]], [KnownSchool(*tuple(row)) for row in named[SCHOOLS]]
    )
    known.add_engagements(KnownEngagement(*tuple(row)) for row in named[ENGAGEMENTS])
    known.add_closures(KnownClosure(*tuple(row)) for row in named[CLOSURES])
    return known
