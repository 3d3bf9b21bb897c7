"""Insert a row unless its unique key is already there."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Db

_STATEMENTS: dict[tuple[str, Table], Any] = {}


def insert_once(db: Db, table: Table, **values: Any) -> int | None:
    """The new row's id, or None when a unique key of it was already taken. Nothing else is swallowed."""
    place = (db.dialect, table)
    if place not in _STATEMENTS:
        make = sqlite.insert if db.dialect == "sqlite" else postgresql.insert
        _STATEMENTS[place] = make(table).on_conflict_do_nothing().returning(table.c.id)
    found: int | None = db.insert(_STATEMENTS[place], values)
    return found
