"""The part of a roster that a change by hand can touch: what the rules about it would look at, of thousands of pairs.

Pairs of the same leader; those in which one of the two has the other part; whoever stands above them, as supervisor or
coach, and whoever stands below the leader. Whole rosters are for imports.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select

from bot.rules.roster.handforms import Form
from bot.rules.roster.known import (
    Known,
    KnownDistrict,
    KnownEngagement,
    KnownPerson,
    KnownProgramme,
    KnownSchool,
)
from bot.rules.roster.supervision import STEPS_MAX
from storage.database import Db, Scoped, tenant
from storage.engagements import engagements
from storage.people import people, roles
from storage.programmes import Programme, list_programmes
from storage.rosterstate import DISTRICTS
from storage.schools import districts, schools
from storage.setup import IN_CHARGE

MOST = 500  # people followed in one direction; the rules themselves give up long before

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_EMAILS: BindParameter[Any] = bindparam("emails", expanding=True)
_HERE = engagements.c.programme_id == bindparam("programme")


def _pairs(*where: Any) -> Scoped:
    columns = (
        *("id", "school_id", "leader_id", "coach_id", "supervisor_email", "starts_on", "ends_on"),
        *("visit_day", "visit_start", "visit_minutes", "said_visit"),
    )
    return tenant(select(*(engagements.c[name] for name in columns)).where(_HERE, *where))


LED_BY = _pairs(engagements.c.leader_id.in_(_IDS))
COACHED_BY = _pairs(engagements.c.coach_id.in_(_IDS))
BELOW = _pairs(engagements.c.supervisor_email.in_(_EMAILS))
THESE = _pairs(engagements.c.id.in_(_IDS))
_PERSON = (
    people.c.id, people.c.email, people.c.name, people.c.slack_user_id, people.c.zone, people.c.phone,
    people.c.district_id,
)  # fmt: skip
BY_ID = tenant(select(*_PERSON).where(people.c.id.in_(_IDS)))
BY_EMAIL = tenant(select(*_PERSON).where(people.c.email.in_(_EMAILS)))
_CHARGE: Select[Any] = select(roles.c.person_id).where(
    roles.c.programme_id == bindparam("programme"), roles.c.role.in_(IN_CHARGE)
)
LEADING = tenant(_CHARGE.distinct())
HELD = tenant(
    select(roles.c.person_id, roles.c.role).where(
        roles.c.programme_id == bindparam("programme"), roles.c.person_id.in_(_IDS)
    )
)
OTHERS = tenant(
    select(roles.c.person_id)
    .where(roles.c.programme_id != bindparam("programme"), roles.c.person_id.in_(_IDS))
    .distinct()
)
_SCHOOL = select(schools.c.id, schools.c.district_id, schools.c.name, schools.c.level)
PLACED = tenant(_SCHOOL.where(schools.c.id.in_(_IDS)))
OF_DISTRICT = tenant(
    _SCHOOL.join_from(schools, districts, districts.c.id == schools.c.district_id).where(
        districts.c.programme_id == bindparam("programme"), districts.c.id == bindparam("district")
    )
)


class Near:
    """What is gathered: rows by id, in the order of storage/rosterstate.py."""

    def __init__(self, db: Db, programme: Programme) -> None:
        self._db, self._programme = db, programme
        self.pairs: dict[int, Any] = {}
        self.people: dict[int, Any] = {}
        self.schools: dict[int, Any] = {}

    def see_pairs(self, asked: Scoped, **values: Collection[Any]) -> Sequence[Any]:
        """Take these pairs in; those that are found."""
        if not all(values.values()):
            return []
        rows = self._db.all(asked, programme=self._programme.id, **{name: list(one) for name, one in values.items()})
        self.pairs |= {row[0]: row for row in rows}
        return rows

    def see_people(self, ids: Iterable[int] = (), emails: Iterable[str] = ()) -> None:
        """Take these people in."""
        new = sorted(set(ids) - self.people.keys())
        rows = list(self._db.all(BY_ID, ids=new)) if new else []
        addresses = sorted(set(emails) - self.emails())
        rows += self._db.all(BY_EMAIL, emails=addresses) if addresses else []
        self.people |= {row[0]: row for row in rows}

    def emails(self) -> set[str]:
        """The e-mails of those who are in."""
        return {row[1] for row in self.people.values()}

    def see_schools(self, ids: Iterable[int], district: int | None) -> None:
        """Take these schools in, and all of a district, where one with a new name is to be among them."""
        new = sorted(set(ids) - self.schools.keys())
        rows = list(self._db.all(PLACED, ids=new)) if new else []
        if district is not None:
            rows += self._db.all(OF_DISTRICT, programme=self._programme.id, district=district)
        self.schools |= {row[0]: row for row in rows}

    def look_up(self, ids: Collection[int], emails: Collection[str]) -> None:
        """Whoever stands above these: their supervisors and coaches, theirs again, and so on."""
        self.see_people(ids, emails)
        seen: set[int] = set()
        edge = {*ids, *self._ids_of(emails)}
        for _ in range(STEPS_MAX + 1):
            if not edge or len(seen) > MOST:
                return
            seen |= edge
            rows = self.see_pairs(LED_BY, ids=sorted(edge))
            above = {row[4] for row in rows if row[4]}
            coaches = {row[3] for row in rows}
            self.see_people(coaches, above)
            edge = ({*coaches, *self._ids_of(above)}) - seen

    def look_down(self, person: int) -> None:
        """Whoever stands below a person, and whom those coach."""
        seen: set[int] = set()
        edge = {person}
        for _ in range(STEPS_MAX + 1):
            if not edge or len(seen) > MOST:
                return
            seen |= edge
            self.see_pairs(COACHED_BY, ids=sorted(edge))
            self.see_people(edge)
            emails = [self.people[one][1] for one in sorted(edge) if one in self.people]
            edge = {row[2] for row in self.see_pairs(BELOW, emails=emails)} - seen

    def known(self) -> Known:
        """All of it, as the rules look it up."""
        self.see_people({one for row in self.pairs.values() for one in (row[2], row[3])})
        self.see_schools({row[1] for row in self.pairs.values()}, None)
        found = Known()
        for one in list_programmes(self._db):
            rules = one.rules.model_dump(mode="json", by_alias=True)
            seen = KnownProgramme(one.id, one.code, one.name, one.zone, one.year_from, one.year_to, rules)
            found.programmes.append(seen)
            found.programme = seen if one.id == self._programme.id else found.programme
        self._add_people(found)
        places = self._db.all(DISTRICTS, programme=self._programme.id)
        found.add_places(
            [KnownDistrict(*tuple(row)) for row in places], [KnownSchool(*tuple(row)) for row in self.schools.values()]
        )
        found.add_engagements(KnownEngagement(*tuple(row)) for _, row in sorted(self.pairs.items()))
        return found

    def _add_people(self, found: Known) -> None:
        here = {"programme": self._programme.id, "ids": sorted(self.people)}
        held: dict[int, set[str]] = {}
        for row in self._db.all(HELD, **here) if self.people else ():
            held.setdefault(row.person_id, set()).add(row.role)
        elsewhere = {row.person_id for row in self._db.all(OTHERS, **here)} if self.people else set()
        for one, row in self.people.items():
            own = (frozenset(held.get(one, ())), one in elsewhere)
            found.add_person(KnownPerson(*(*tuple(row), *own)))

    def _ids_of(self, emails: Collection[str]) -> set[int]:
        return {row[0] for row in self.people.values() if row[1] in emails}


def near_form(db: Db, programme: Programme, subject: int, form: Form) -> Known:
    """What a filled-in form is checked against. subject: the pair or person it is about."""
    given = form.model_dump()
    near = Near(db, programme)
    named = {given[name] for name in ("leader", "coach") if given.get(name)}
    emails = {str(given[name]).strip().lower() for name in ("supervisor_email", "email") if given.get(name)}
    place = {given["school"]} if given.get("school") else set()
    near.see_schools(place, given.get("district") if given.get("new_school") else None)
    if "roles" in given:
        _gather_person(db, programme, near, subject, emails)
    else:
        _gather_pairs(near, [subject], named, emails)
    return near.known()


def near_pairs(db: Db, programme: Programme, pairs: Iterable[int], person: int = 0) -> Known:
    """What pairs, or a person, are checked against when a change of theirs is taken back."""
    near = Near(db, programme)
    if person:
        _gather_person(db, programme, near, person, set())
    _gather_pairs(near, list(pairs), set(), set())
    return near.known()


def _gather_pairs(near: Near, pairs: Collection[int], named: Collection[int], emails: Collection[str]) -> None:
    mine = near.see_pairs(THESE, ids=[one for one in pairs if one])
    leaders = {row[2] for row in mine}
    both = {*named, *leaders, *(row[3] for row in mine)}
    near.look_up(both, {*emails, *(row[4] for row in mine if row[4])})
    for person in sorted({*leaders, *named}):
        near.look_down(person)


def _gather_person(db: Db, programme: Programme, near: Near, person: int, emails: Collection[str]) -> None:
    near.see_people([row.person_id for row in db.all(LEADING, programme=programme.id)], emails)
    if person:
        near.see_people([person])
        near.see_pairs(LED_BY, ids=[person])
        near.see_pairs(COACHED_BY, ids=[person])
