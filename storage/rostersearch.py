"""Finding pairs, people and schools of a program's roster, among thousands, for those who may change it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, case, or_, select

from bot.rules.dates import local_day
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.people import Actor, people, roles
from storage.rosterhand import programme_of
from storage.schools import districts, schools

MOST_PAIRS, MOST_PEOPLE, MOST = 60, 30, 100
QUERY_MAX = 60

WORDS_MAX = 4


def _matches(*columns: Any) -> Any:
    """Whether every word that was typed is somewhere in these."""
    words: list[BindParameter[Any]] = [bindparam(f"like{place}") for place in range(WORDS_MAX)]
    return and_(*(or_(*(one.ilike(word, escape="\\") for one in columns)) for word in words))


def _pairs(*where: Any) -> Select[Any]:
    over = case((engagements.c.ends_on < bindparam("today"), 1), else_=0)
    return (
        select(
            engagements.c.id,
            engagements.c.ends_on,
            schools.c.name.label("school"),
            leader.c.name.label("leader"),
            coach.c.name.label("coach"),
            over.label("over"),
        )
        .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
        .join(leader, leader.c.id == engagements.c.leader_id)
        .join(coach, coach.c.id == engagements.c.coach_id)
        .where(engagements.c.programme_id == bindparam("programme"), *where)
        .order_by(over, schools.c.name, leader.c.name, engagements.c.id)
        .limit(bindparam("most"))
    )


PAIRS = tenant(_pairs(_matches(schools.c.name, leader.c.name, coach.c.name)))
_PEOPLE = (
    select(people.c.id, people.c.name, people.c.email)
    .join_from(people, roles, roles.c.person_id == people.c.id)
    .where(
        roles.c.programme_id == bindparam("programme"),
        people.c.deactivated_at.is_(None),
        _matches(people.c.name, people.c.email),
    )
    .distinct()
    .order_by(people.c.name, people.c.id)
    .limit(bindparam("most"))
)
PEOPLE = tenant(_PEOPLE)
HOLDING = tenant(_PEOPLE.where(roles.c.role == bindparam("held")))
SCHOOLS = tenant(
    select(schools.c.id, schools.c.name, districts.c.name.label("district"))
    .join_from(schools, districts, districts.c.id == schools.c.district_id)
    .where(districts.c.programme_id == bindparam("programme"), _matches(schools.c.name))
    .order_by(schools.c.name, schools.c.id)
    .limit(bindparam("most"))
)
DISTRICTS = tenant(
    select(districts.c.id, districts.c.name)
    .where(districts.c.programme_id == bindparam("programme"))
    .order_by(districts.c.name, districts.c.id)
    .limit(MOST)
)


SCHOOL = tenant(
    select(schools.c.id, schools.c.name, districts.c.name.label("about"))
    .join_from(schools, districts, districts.c.id == schools.c.district_id)
    .where(districts.c.programme_id == bindparam("programme"), schools.c.id == bindparam("row"))
)
PERSON = tenant(
    select(people.c.id, people.c.name, people.c.email.label("about"))
    .join_from(people, roles, roles.c.person_id == people.c.id)
    .where(roles.c.programme_id == bindparam("programme"), people.c.id == bindparam("row"))
    .distinct()
)


class Hit(NamedTuple):
    """One row that was found. about: a quiet line below its name."""

    id: int
    name: str
    about: str = ""


def likes(typed: str) -> dict[str, str]:
    """What was typed as patterns, one for each word."""
    words = [word for word in typed[:QUERY_MAX].split() if any(map(str.isalnum, word))][:WORDS_MAX]
    escaped = ["".join(f"\\{one}" if one in "\\%_" else one for one in word) for word in words]
    return {f"like{place}": f"%{escaped[place] if place < len(escaped) else ''}%" for place in range(WORDS_MAX)}


def find_pairs(db: Db, actor: Actor, now: datetime, programme: int, typed: str) -> list[Hit]:
    """Pairs by school, leader or coach; those that have ended come last. Raises Denied."""
    today = local_day(now, programme_of(db, actor, programme).zone)
    return pair_hits(db.all(PAIRS, programme=programme, **likes(typed), most=MOST_PAIRS, today=today))


def pair_hits(rows: Iterable[Row[Any]]) -> list[Hit]:
    """Pairs as they are found. rows: of PAIRS."""
    return [
        Hit(row.id, f"{row.school} · {row.leader}", f"with {row.coach}" + (" (ended)" if row.over else ""))
        for row in rows
    ]


def find_people(db: Db, actor: Actor, programme: int, typed: str, role: str = "") -> list[Hit]:
    """People by name or e-mail, of all or of one role. Raises Denied."""
    programme_of(db, actor, programme)
    asked: dict[str, Any] = {"programme": programme, **likes(typed)}
    some, held = {"most": MOST_PEOPLE}, {"held": role, "most": MOST}
    rows = db.all(HOLDING, **asked, **held) if role else db.all(PEOPLE, **asked, **some)
    return [Hit(row.id, row.name, row.email) for row in rows]


def find_schools(db: Db, actor: Actor, programme: int, typed: str) -> list[Hit]:
    """Schools by name. Raises Denied."""
    programme_of(db, actor, programme)
    rows = db.all(SCHOOLS, programme=programme, **likes(typed), most=MOST)
    return [Hit(row.id, row.name, row.district) for row in rows]


def own_districts(db: Db, actor: Actor, programme: int) -> list[Hit]:
    """The districts of a program whose roster the actor may change. Raises Denied."""
    programme_of(db, actor, programme)
    return [Hit(row.id, row.name) for row in db.all(DISTRICTS, programme=programme)]


def found_in(db: Db, actor: Actor, programme: int, wanted: Mapping[str, int]) -> dict[str, Hit]:
    """What is chosen in fields that are searched, by field; left out where it isn't the program's. Raises Denied."""
    programme_of(db, actor, programme)
    found = {}
    for field, row in wanted.items():
        one = db.first(SCHOOL if field == "school" else PERSON, programme=programme, row=row)
        if one is not None:
            found[field] = Hit(one.id, one.name, one.about)
    return found
