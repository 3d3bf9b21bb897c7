"""The names behind the ids that a digest keeps, read when it is shown."""

from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from sqlalchemy import bindparam, select

from bot.rules.digests import Figures, Names, PairName
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.people import people
from storage.schools import districts, schools

T = TypeVar("T")

AT_ONCE = 500  # ids in one query
NAMED = 60  # of each list: more are not shown at once

PAIRS = tenant(
    select(
        engagements.c.id,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
        schools.c.district_id,
        engagements.c.coach_id,
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .where(engagements.c.id.in_(bindparam("ids", expanding=True)))
)
PEOPLE = tenant(select(people.c.id, people.c.name).where(people.c.id.in_(bindparam("ids", expanding=True))))
DISTRICTS = tenant(select(districts.c.id, districts.c.name).where(districts.c.id.in_(bindparam("ids", expanding=True))))


def pair_names(db: Db, ids: Collection[int]) -> dict[int, PairName]:
    """Pairs as people know them, by engagement."""
    found = {}
    for part in _parts(ids):
        for row in db.all(PAIRS, ids=part):
            found[row.id] = PairName(row.school, row.leader, row.coach, row.district_id, row.coach_id)
    return found


def people_names(db: Db, ids: Collection[int]) -> dict[int, str]:
    """People's names."""
    return {row.id: row.name for part in _parts(ids) for row in db.all(PEOPLE, ids=part)}


def district_names(db: Db, ids: Collection[int]) -> dict[int, str]:
    """Districts' names."""
    return {row.id: row.name for part in _parts(ids) for row in db.all(DISTRICTS, ids=part)}


def names_of(db: Db, figures: Figures) -> Names:
    """The names that a digest and its thread may show: of each list those that come first."""
    quiet = sorted(figures.quiet, key=lambda one: (-one.days, one.pair))
    before = figures.before
    pairs = {one.pair for one in _first(quiet)} | {*_first(figures.free), *_first(figures.low)}
    pairs |= {*_first(before.newly), *_first(before.again)} if before else set()
    rooms = sorted(figures.rooms, key=lambda one: (-one.percent, one.coach))
    coaches = {one.coach for one in _first(rooms)} | {one.by for one in figures.flags}
    return Names(
        pair_names(db, pairs),
        people_names(db, coaches),
        district_names(db, [one.district for one in _first(figures.districts)]),
    )


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(set(ids))
    return (ordered[at : at + AT_ONCE] for at in range(0, len(ordered), AT_ONCE))


def _first(found: Iterable[T]) -> list[T]:
    return list(found)[:NAMED]
