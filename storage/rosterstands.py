"""How pairs and people of the roster stand in some columns, as plain data, to see whether a change still stands."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from storage.database import Db, tenant
from storage.engagements import engagements
from storage.people import people, roles

TABLES = {"pairs": engagements, "people": people}
ONE = {name: tenant(select(table).where(table.c.id == bindparam("row"))) for name, table in TABLES.items()}
ROLES = tenant(
    select(roles.c.role)
    .where(roles.c.programme_id == bindparam("programme"), roles.c.person_id == bindparam("person"))
    .order_by(roles.c.role)
)


def stands(db: Db, before: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of `before`, as they are now."""
    found: dict[str, Any] = {}
    for name in TABLES:
        found[name] = {row: _one(db, name, int(row), values) for row, values in before.get(name, {}).items()}
    return found


def _one(db: Db, name: str, row: int, columns: Mapping[str, Any]) -> dict[str, Any]:
    held = db.first(ONE[name], row=row)
    if held is None:
        return {}
    return {column: plain(getattr(held, column)) for column in columns}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return str(value) if isinstance(value, date) else value


def roles_of(db: Db, programme: int, person: int) -> tuple[str, ...]:
    """The roles that somebody holds in a program."""
    return tuple(row.role for row in db.all(ROLES, programme=programme, person=person))
