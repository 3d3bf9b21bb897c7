"""Db for a unit of work that only reads: what would change or lock a row is refused at once, on both databases alike.

Else SQLite would pass over a lock without a word, and a change would look like a database that is busy.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import CursorResult
from sqlalchemy.sql import Insert

from storage.database import Db, Question, Scoped
from storage.statements import Prepared, only_reads


class NotForReading(RuntimeError):
    """A unit of work that was given to read() wanted to change or lock rows; it belongs to write()."""


class ReadOnly(Db):
    """One transaction of one workspace that reads only. Raises NotForReading for everything else."""

    __slots__ = ()

    def run(self, statement: Scoped | Question, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        _refuse_change(statement)
        return super().run(statement, values)

    def _ready(self, statement: Scoped | Question) -> Prepared | None:
        _refuse_change(statement)
        return super()._ready(statement)

    def add(self, table: Table, **_values: Any) -> int:
        raise NotForReading(table.name)

    def add_many(self, table: Table, _rows: Sequence[Mapping[str, Any]]) -> None:
        raise NotForReading(table.name)

    def insert(self, statement: Insert, _values: Mapping[str, Any]) -> Any:
        raise NotForReading(str(statement.table))

    def count_anew(self, tables: Sequence[Table]) -> None:
        raise NotForReading(", ".join(table.name for table in tables))


def _refuse_change(statement: Scoped | Question) -> None:
    if not (statement.only_reads if isinstance(statement, Scoped) else only_reads(statement)):
        raise NotForReading(" ".join(str(getattr(statement, "statement", statement)).split())[:200])
