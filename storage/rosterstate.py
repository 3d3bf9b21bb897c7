"""What is stored of a programme's roster, loaded with one query a table."""

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
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.people import people, roles
from storage.programmes import closures, list_programmes
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


def load_known(db: Db, code: str | None) -> Known:
    """What is stored: of the programme with this code or, without a code, of the only one there is."""
    known = Known()
    for one in list_programmes(db):
        rules = one.rules.model_dump(mode="json", by_alias=True)
        known.programmes.append(KnownProgramme(one.id, one.code, one.name, one.zone, one.year_from, one.year_to, rules))
    meant = [one for one in known.programmes if code in (None, one.code)]
    known.programme = meant[0] if len(meant) == 1 else None
    programme_id = known.programme.id if known.programme else 0
    held: dict[int, set[str]] = {}
    for row in db.all(ROLES, programme=programme_id):
        held.setdefault(row.person_id, set()).add(row.role)
    elsewhere = {row.person_id for row in db.all(ELSEWHERE, programme=programme_id)}
    for row in db.all(PEOPLE):
        facts = (row.id, row.email, row.name, row.slack_user_id, row.zone, row.phone, row.district_id)
        known.add_person(KnownPerson(*facts, frozenset(held.get(row.id, ())), row.id in elsewhere))
    _load_programme(db, known, programme_id)
    return known


def _load_programme(db: Db, known: Known, programme: int) -> None:
    found = [KnownDistrict(*tuple(row)) for row in db.all(DISTRICTS, programme=programme)]
    known.add_places(found, [KnownSchool(*tuple(row)) for row in db.all(SCHOOLS, programme=programme)])
    known.add_engagements(KnownEngagement(*tuple(row)) for row in db.all(ENGAGEMENTS, programme=programme))
    known.add_closures(KnownClosure(*tuple(row)) for row in db.all(CLOSURES, programme=programme))
