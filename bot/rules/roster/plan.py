"""What an import would do, kind by kind: what is new, what changes, what stays; worked out before a row is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from bot.rules.roster.cells import folded
from bot.rules.roster.known import ClosureKey, Known, KnownEngagement, PairKey, key_of
from bot.rules.roster.rows import NewEngagementRow, NewPersonRow, Roster
from bot.rules.roster.scopes import Places, closure_key

K = TypeVar("K")
Values = dict[str, Any]

KINDS = ("programs", "districts", "schools", "people", "engagements", "closures")


@dataclass(slots=True)
class Steps(Generic[K]):
    """One kind: new rows by key, changes by id, and how many stay as they are. touched: keys that change otherwise."""

    new: dict[K, Values] = field(default_factory=dict)
    changes: dict[int, Values] = field(default_factory=dict)
    same: int = 0

    def weigh(self, key: K, stored_id: int | None, stored: Mapping[str, Any], wanted: Values) -> None:
        """Sort one row into new, changed or same. In a change, None means not said, so what is stored stays."""
        if stored_id is None:
            self.new[key] = wanted
            return
        changes = {name: value for name, value in wanted.items() if value is not None and stored[name] != value}
        if changes:
            self.changes[stored_id] = changes
        else:
            self.same += 1


@dataclass(slots=True)
class Plan:
    """All that an import would do. roles_*: (e-mail, role)."""

    programmes: Steps[str] = field(default_factory=Steps)
    districts: Steps[str] = field(default_factory=Steps)
    schools: Steps[tuple[str, str]] = field(default_factory=Steps)
    people: Steps[str] = field(default_factory=Steps)
    engagements: Steps[PairKey] = field(default_factory=Steps)
    closures: Steps[ClosureKey] = field(default_factory=Steps)
    roles_added: list[tuple[str, str]] = field(default_factory=list)
    roles_removed: list[tuple[str, str]] = field(default_factory=list)
    people_kept: int = 0

    def counts(self) -> dict[str, tuple[int, int, int]]:
        """New, changed and same, by kind."""
        kinds: tuple[Steps[Any], ...] = (
            self.programmes,
            self.districts,
            self.schools,
            self.people,
            self.engagements,
            self.closures,
        )
        return {name: (len(one.new), len(one.changes), one.same) for name, one in zip(KINDS, kinds, strict=True)}

    @property
    def idle(self) -> bool:
        """Whether nothing would change."""
        return not any(new or changed for new, changed, _ in self.counts().values())


def plan_of(roster: Roster, known: Known, *, from_files: bool = True) -> Plan:
    """The plan for a roster without problems. from_files: files speak of weekly visits only where they say it anew."""
    plan = Plan()
    places = Places(roster, known)
    _programme(plan, roster, known)
    _places(plan, roster, known)
    for placed in roster.people:
        _person(plan, placed.value, known)
    for engagement in roster.engagements:
        key = key_of(engagement.value)
        stored = known.engagements.get(key)
        wanted = engagement.value.model_dump(include=ENGAGEMENT_COLUMNS)
        wanted |= _visit_said(engagement.value, stored) if from_files else {}
        plan.engagements.weigh(key, stored.id if stored else None, _values(stored), wanted)
    for closure in roster.closures:
        mark = closure_key(closure.value, places)
        if mark is not None:
            held = known.closures.get(mark)
            row = closure.value
            values = {"until": row.until or row.day, "name": row.name}
            plan.closures.weigh(mark, held.id if held else None, _values(held), values)
    plan.people_kept = len(known.people.keys() - {placed.value.email for placed in roster.people})
    return plan


VISIT = ("visit_day", "visit_start", "visit_minutes")
ENGAGEMENT_COLUMNS = {"supervisor_email", "ends_on", *VISIT}


def _visit_said(row: NewEngagementRow, stored: KnownEngagement | None) -> Values:
    """A weekly visit that the last files said as well isn't said anew: the pair may have agreed on another since."""
    given = [getattr(row, name) for name in VISIT]
    if not any(one is not None for one in given):
        return {"said_visit": None}  # new rows all have the same columns
    said = " ".join("-" if one is None else str(one) for one in given)
    if stored is not None and stored.said_visit == said:
        return dict.fromkeys(VISIT)
    return {"said_visit": said}


def _values(stored: Any) -> Mapping[str, Any]:
    return {} if stored is None else {name: getattr(stored, name) for name in stored.__slots__}


def _programme(plan: Plan, roster: Roster, known: Known) -> None:
    if roster.programme is None:
        return
    given, stored = roster.programme.value, known.programme
    wanted = {
        "name": given.name,
        "zone": given.zone,
        "year_from": given.school_year.start,
        "year_to": given.school_year.end,
        "rules": given.rules_over(stored.rules if stored else None),
    }
    plan.programmes.weigh(given.code, stored.id if stored else None, _values(stored), wanted)


def _places(plan: Plan, roster: Roster, known: Known) -> None:
    """Districts and schools, each once; the first spelling in the files is the name."""
    districts: dict[str, str] = {}
    schools: dict[tuple[str, str], Values] = {}
    for placed in roster.engagements:
        row = placed.value
        districts.setdefault(folded(row.district), row.district)
        school = schools.setdefault((folded(row.district), folded(row.school)), {"name": row.school, "level": None})
        school["level"] = school["level"] or row.level
    for person in roster.people:
        if name := person.value.district:
            districts.setdefault(folded(name), name)
    for key, name in districts.items():
        stored = known.districts.get(key)
        plan.districts.weigh(key, stored.id if stored else None, _values(stored), {"name": name})
    for site, wanted in schools.items():
        held = known.schools.get(site)
        plan.schools.weigh(site, held.id if held else None, _values(held), wanted)


def _person(plan: Plan, row: NewPersonRow, known: Known) -> None:
    stored = known.people.get(row.email)
    district = folded(row.district) if row.district else None
    wanted: Values = {
        "name": row.name,
        "slack_user_id": row.slack_user_id,
        "zone": row.time_zone,
        "phone": row.phone,
        "district": district,
    }
    held = stored.roles if stored else frozenset()
    plan.roles_added += [(row.email, role) for role in row.roles if role not in held]
    gone = [(row.email, role) for role in sorted(held.difference(row.roles))]
    plan.roles_removed += gone
    before = dict(_values(stored))
    if stored:
        before["district"] = folded(known.district_names.get(stored.district_id or 0, "")) or None
    if stored and held != set(row.roles):
        wanted["roles"] = row.roles
    plan.people.weigh(row.email, stored.id if stored else None, before, wanted)
