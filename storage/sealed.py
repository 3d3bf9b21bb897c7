"""Every column that holds sealed bytes, in every table: for the check that they open, and for new keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Table, func, or_, select
from sqlalchemy.engine import Connection

from storage.database import Sealed
from storage.tables import metadata
from storage.workspaces import workspaces

BATCH = 500


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with its sealed columns."""

    table: Table
    columns: tuple[Column[Any], ...]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    def context(self, row: Row[Any], column: Column[Any]) -> str:
        """What the bytes are bound to: the workspace and the column (see Keyring)."""
        owner = row.team_id if self.table is workspaces else row.workspace_id
        return f"{owner}:{self.name}.{column.name}"

    def count(self, connection: Connection) -> int:
        """How many rows hold sealed bytes."""
        return int(connection.execute(select(func.count()).select_from(self.table).where(self._held())).scalar_one())

    def batches(self, connection: Connection, workspace: int | None = None) -> Iterator[list[Row[Any]]]:
        """The rows that hold sealed bytes, a few hundred at a time, by id."""
        owner = self.table.c.team_id if self.table is workspaces else self.table.c.workspace_id
        wanted = select(self.table.c.id, owner, *self.columns).where(self._held()).order_by(self.table.c.id)
        if workspace is not None:
            mine = self.table.c.id if self.table is workspaces else self.table.c.workspace_id
            wanted = wanted.where(mine == workspace)
        last = 0
        while rows := list(connection.execute(wanted.where(self.table.c.id > last).limit(BATCH))):
            yield rows
            last = rows[-1].id

    def _held(self) -> Any:
        return or_(*(column.is_not(None) for column in self.columns))


def sealed_tables() -> list[SealedTable]:
    """Every table that has sealed columns; the workspaces' tokens first, so that a running process meets a new key."""
    found = [
        SealedTable(table, tuple(one for one in table.c if isinstance(one.type, Sealed)))
        for table in metadata.sorted_tables
    ]
    return sorted((one for one in found if one.columns), key=lambda one: one.table is not workspaces)
