"""Db for a unit of work that only reads: what would change or lock a row is refused at once, on both databases alike.

Else SQLite would pass over a lock without a word, and a change would look like a database that is busy.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Table
from sqlalchemy.engine import CursorResult
from sqlalchemy.sql import Insert, visitors
from sqlalchemy.sql.selectable import GenerativeSelect

from storage.database import Db, Question, Scoped
from storage.statements import Prepared


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


_ONLY_READS: WeakKeyDictionary[Scoped, bool] = WeakKeyDictionary()


def _refuse_change(statement: Scoped | Question) -> None:
    if not isinstance(statement, Scoped):
        fine = _only_reads(statement)
    elif (known := _ONLY_READS.get(statement)) is None:
        fine = _ONLY_READS[statement] = _only_reads(statement.statement)
    else:
        fine = known
    if not fine:
        raise NotForReading(" ".join(str(getattr(statement, "statement", statement)).split())[:200])


def _only_reads(statement: Question) -> bool:
    """Whether nothing in it inserts, updates, deletes or locks."""
    return not any(
        one.is_dml or (isinstance(one, GenerativeSelect) and one._for_update_arg is not None)
        for one in visitors.iterate(statement)
        if hasattr(one, "is_dml") or isinstance(one, GenerativeSelect)
    )
