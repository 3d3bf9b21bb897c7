"""What the database already holds of a programme, as plain values that rules can look things up in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from bot.rules.roster.cells import folded
from bot.rules.roster.rows import NewEngagementRow


class PairKey(NamedTuple):
    """What makes an engagement itself: e-mails, folded district and school, first day."""

    leader: str
    coach: str
    district: str
    school: str
    starts_on: date


class ClosureKey(NamedTuple):
    """What makes a closure itself: folded district and school ("" where it is wider), first day, folded name."""

    district: str
    school: str
    day: date
    name: str


@dataclass(frozen=True, slots=True)
class KnownProgramme:
    """A stored programme; rules as they are stored."""

    id: int
    code: str
    name: str
    zone: str
    year_from: date
    year_to: date
    rules: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A stored person, with the roles held in the programme. elsewhere: whether they hold some in another one."""

    id: int
    email: str
    name: str
    slack_user_id: str | None
    zone: str | None
    phone: str | None
    district_id: int | None
    roles: frozenset[str] = frozenset()
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class KnownDistrict:
    """A stored district."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A stored school."""

    id: int
    district_id: int
    name: str
    level: str | None


@dataclass(frozen=True, slots=True)
class KnownEngagement:
    """A stored engagement. said_visit: its weekly visit as the files said it last."""

    id: int
    school_id: int
    leader_id: int
    coach_id: int
    supervisor_email: str | None
    starts_on: date
    ends_on: date | None
    visit_day: int | None
    visit_start: str | None
    visit_minutes: int | None
    said_visit: str | None = None


@dataclass(frozen=True, slots=True)
class KnownClosure:
    """A stored closure."""

    id: int
    district_id: int | None
    school_id: int | None
    day: date
    until: date
    name: str


@dataclass(slots=True)
class Known:
    """What is stored, by the keys that files use. people: of the whole workspace; the rest: of the programme."""

    programmes: list[KnownProgramme] = field(default_factory=list)
    programme: KnownProgramme | None = None
    people: dict[str, KnownPerson] = field(default_factory=dict)
    districts: dict[str, KnownDistrict] = field(default_factory=dict)
    schools: dict[tuple[str, str], KnownSchool] = field(default_factory=dict)
    engagements: dict[PairKey, KnownEngagement] = field(default_factory=dict)
    closures: dict[ClosureKey, KnownClosure] = field(default_factory=dict)
    district_names: dict[int, str] = field(default_factory=dict)
    school_names: dict[int, tuple[str, str]] = field(default_factory=dict)
    emails: dict[int, str] = field(default_factory=dict)

    def add_person(self, one: KnownPerson) -> None:
        """Index a person by e-mail."""
        self.people[one.email] = one
        self.emails[one.id] = one.email

    def add_places(self, districts: Iterable[KnownDistrict], schools: Iterable[KnownSchool]) -> None:
        """Index districts and schools by their folded names."""
        for district in districts:
            self.districts[folded(district.name)] = district
            self.district_names[district.id] = district.name
        for school in schools:
            district_name = self.district_names[school.district_id]
            self.schools[folded(district_name), folded(school.name)] = school
            self.school_names[school.id] = (district_name, school.name)

    def add_engagements(self, found: Iterable[KnownEngagement]) -> None:
        """Index engagements by their keys; people and places come first."""
        for one in found:
            district, school = self.school_names[one.school_id]
            leader, coach = self.emails[one.leader_id], self.emails[one.coach_id]
            self.engagements[PairKey(leader, coach, folded(district), folded(school), one.starts_on)] = one

    def add_closures(self, found: Iterable[KnownClosure]) -> None:
        """Index closures by their keys; places come first."""
        for one in found:
            district = folded(self.district_names.get(one.district_id or 0, ""))
            school = ""
            if one.school_id is not None:
                district, school = (folded(name) for name in self.school_names[one.school_id])
            self.closures[ClosureKey(district, school, one.day, folded(one.name))] = one


def key_of(row: NewEngagementRow) -> PairKey:
    """The key of an engagement row."""
    return PairKey(row.leader_email, row.coach_email, folded(row.district), folded(row.school), row.starts_on)
