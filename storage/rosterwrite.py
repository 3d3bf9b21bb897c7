"""Carrying out the plan of a roster import: few statements, each for many rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.rules.roster.cells import folded
from bot.rules.roster.known import Known
from bot.rules.roster.plan import Plan
from storage import audit
from storage.database import WORKSPACE, Db, tenant
from storage.endings import tell_of_endings
from storage.engagements import engagements
from storage.people import people, roles
from storage.programmes import closures, programmes
from storage.rosterstate import DISTRICTS, SCHOOLS
from storage.schools import districts, schools
from storage.series import series
from storage.usualvisits import follow_programme, follow_roster
from storage.visits import visits
from storage.workspaces import workspaces

# "No key": other transactions go on adding rows that refer to the workspace.
HOLD = tenant(select(workspaces.c.id).where(workspaces.c.id == bindparam(WORKSPACE)).with_for_update(key_share=True))
IDS = tenant(select(people.c.id, people.c.email))
DROP_ROLE = tenant(
    delete(roles).where(
        roles.c.programme_id == bindparam("programme"),
        roles.c.person_id == bindparam("person"),
        roles.c.role == bindparam("held"),
    )
)

TABLES = (programmes, districts, schools, people, roles, engagements, closures, series, visits)


def hold_imports(db: Db) -> None:
    """Let one import of this workspace at a time go on; the other waits, and then sees what the first wrote."""
    db.first(HOLD)


def carry_out(db: Db, actor: str, now: datetime, plan: Plan, known: Known, *, by_hand: bool = False) -> None:
    """Write a plan: programme, places, people and roles, engagements, closures, and the audit rows of it.

    by_hand: one change, whose own verb audits it and tells people of it.
    """
    programme = _programme(db, plan, known)
    district_ids = _districts(db, plan, programme)
    school_ids = _schools(db, plan, programme, known, district_ids)
    person_ids = _people(db, plan, known, district_ids)
    _roles(db, plan, programme, person_ids)
    _engagements(db, now, plan, programme, (person_ids, school_ids))
    _closures(db, plan, programme, district_ids, school_ids)
    _visits(db, now, plan, programme, known, tells=not by_hand)
    _audit(db, actor, now, plan, programme, person_ids, by_hand=by_hand)
    if not by_hand:
        db.count_anew(TABLES)


def _visits(db: Db, now: datetime, plan: Plan, programme: int, known: Known, *, tells: bool) -> None:
    """Series and planned visits follow the usual visits, the closures and the program's own days."""
    if plan.programmes.changes or plan.closures.new or plan.closures.changes:
        follow_programme(db, now, programme, known.programme.zone if known.programme else None)
    if plan.engagements.new or plan.engagements.changes:
        ended = follow_roster(db, now, programme, plan.engagements.changes, by_hand=not tells)
        if tells:
            tell_of_endings(db, now, ended)


def _programme(db: Db, plan: Plan, known: Known) -> int:
    for code, values in plan.programmes.new.items():
        return db.add(programmes, code=code, **values)
    for programme, values in plan.programmes.changes.items():
        db.run(update(programmes).where(programmes.c.id == programme).values(**values))
    if known.programme is None:
        raise LookupError("a plan without a programme")
    return known.programme.id


def _change(db: Db, table: Any, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Change rows by id; rows that change in the same columns share one statement."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row, values in changes.items():
        if values:
            alike.setdefault(tuple(sorted(values)), []).append(
                {"row": row, **{f"to_{name}": value for name, value in values.items()}}
            )
    for names, rows in alike.items():
        values = {name: bindparam(f"to_{name}") for name in names}
        db.change_many(tenant(update(table).where(table.c.id == bindparam("row")).values(**values)), rows)


def _districts(db: Db, plan: Plan, programme: int) -> dict[str, int]:
    db.add_many(districts, [{"programme_id": programme, **values} for values in plan.districts.new.values()])
    _change(db, districts, plan.districts.changes)
    return {folded(row.name): row.id for row in db.all(DISTRICTS, programme=programme)}


def _schools(
    db: Db, plan: Plan, programme: int, known: Known, district_ids: dict[str, int]
) -> dict[tuple[str, str], int]:
    new = plan.schools.new.items()
    db.add_many(schools, [{"district_id": district_ids[district], **values} for (district, _), values in new])
    _change(db, schools, plan.schools.changes)
    stored = {place: one.id for place, one in known.schools.items()}
    if not new:
        return stored
    names = {row: name for name, row in district_ids.items()}
    added = [row for row in db.all(SCHOOLS, programme=programme) if row.id not in known.school_names]
    return stored | {(names[row.district_id], folded(row.name)): row.id for row in added}


def _people(db: Db, plan: Plan, known: Known, district_ids: dict[str, int]) -> dict[str, int]:
    new = [{"email": email, **_columns(values, district_ids)} for email, values in plan.people.new.items()]
    db.add_many(people, new)
    _change(db, people, {row: _columns(values, district_ids) for row, values in plan.people.changes.items()})
    if not new:
        return {email: one.id for email, one in known.people.items()}
    return {row.email: row.id for row in db.all(IDS)}


def _columns(values: Mapping[str, Any], district_ids: dict[str, int]) -> dict[str, Any]:
    found = {name: value for name, value in values.items() if name not in ("district", "roles")}
    if "district" in values:
        found["district_id"] = district_ids.get(values["district"] or "")
    return found


def _roles(db: Db, plan: Plan, programme: int, person_ids: dict[str, int]) -> None:
    db.add_many(
        roles,
        [{"programme_id": programme, "person_id": person_ids[email], "role": role} for email, role in plan.roles_added],
    )
    gone = [{"programme": programme, "person": person_ids[email], "held": role} for email, role in plan.roles_removed]
    db.change_many(DROP_ROLE, gone)


def _engagements(
    db: Db, now: datetime, plan: Plan, programme: int, ids: tuple[dict[str, int], dict[tuple[str, str], int]]
) -> None:
    person_ids, school_ids = ids
    new = [
        {
            "programme_id": programme,
            "school_id": school_ids[key.district, key.school],
            "leader_id": person_ids[key.leader],
            "coach_id": person_ids[key.coach],
            "starts_on": key.starts_on,
            "added_at": now,
            **values,
        }
        for key, values in plan.engagements.new.items()
    ]
    db.add_many(engagements, new)
    _change(db, engagements, {row: {**to, "changed_at": now} for row, to in plan.engagements.changes.items() if to})


def _closures(
    db: Db, plan: Plan, programme: int, district_ids: dict[str, int], school_ids: dict[tuple[str, str], int]
) -> None:
    new = [
        {
            "programme_id": programme,
            "district_id": None if key.school else district_ids.get(key.district),
            "school_id": school_ids.get((key.district, key.school)),
            "day": key.day,
            **values,
        }
        for key, values in plan.closures.new.items()
    ]
    db.add_many(closures, new)
    _change(db, closures, plan.closures.changes)


def _audit(
    db: Db, actor: str, now: datetime, plan: Plan, programme: int, person_ids: dict[str, int], *, by_hand: bool
) -> None:
    notes: list[tuple[str, int]] = []
    notes += [("programme.added", programme)] * len(plan.programmes.new)
    notes += [("programme.changed", programme)] * len(plan.programmes.changes)
    notes += [(f"role.added:{role}", person_ids[email]) for email, role in plan.roles_added]
    notes += [(f"role.removed:{role}", person_ids[email]) for email, role in plan.roles_removed]
    audit.note_many(db, now, actor, [*notes, *([] if by_hand else [("roster.imported", programme)])])
