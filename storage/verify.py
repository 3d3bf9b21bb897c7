"""Checks that the database keeps its promises. What breaks one is named by table and id, never by content."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Subquery, Table, select
from sqlalchemy.engine import Connection

from storage.connecting import connected
from storage.keys import Keyring
from storage.ticks import last_beats
from storage.workspaces import workspaces


@dataclass(frozen=True, slots=True)
class Violation:
    """One row that breaks an invariant. workspace: the team id; what: the table, or the kind of journal line."""

    invariant: str
    workspace: str
    what: str
    id: str

    def line(self) -> str:
        """As `coachlog verify` prints it."""
        return f"{self.invariant}: {self.what} {self.id} in {self.workspace}"

    def as_json(self) -> dict[str, str]:
        """As plain data."""
        return asdict(self)


Found: TypeAlias = Iterable[tuple[str, str, object]]  # team id, table, row id


@dataclass(frozen=True, slots=True)
class Look:
    """One consistent view of the database. workspace: the only one to check; ticked: when the clock last ticked."""

    connection: Connection
    keyring: Keyring
    workspace: int | None = None

    @property
    def ticked(self) -> datetime | None:
        """When any duty last ended well: lateness is measured against it, so that a stopped app breaks no promise."""
        return max(last_beats(self.connection, None).values(), default=None)

    def mine(self, column: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The filter to the workspace being checked."""
        return [] if self.workspace is None else [column == self.workspace]

    def rows(self, table: Table, *wheres: ColumnElement[bool], beside: tuple[Subquery, Any] | None = None) -> Found:
        """The rows of a tenant table for which all of this holds. beside: what to join, and on what."""
        joined = table.join(workspaces, workspaces.c.id == table.c.workspace_id)
        if beside:
            joined = joined.outerjoin(*beside)
        wanted = select(workspaces.c.team_id, table.c.id).select_from(joined).order_by(table.c.id)
        for team, row in self.connection.execute(wanted.where(*wheres, *self.mine(table.c.workspace_id))):
            yield team, table.name, row


Invariant: TypeAlias = Callable[[Look], Found]


def name_of(invariant: Invariant) -> str:
    """The name of an invariant."""
    return invariant.__name__


def sentence_of(invariant: Invariant) -> str:
    """What it promises."""
    return " ".join((invariant.__doc__ or "").split())


def check(look: Look, invariant: Invariant) -> list[Violation]:
    """What breaks one invariant."""
    return [Violation(name_of(invariant), team, what, str(row)) for team, what, row in invariant(look)]


def verify(look: Look, invariants: Sequence[Invariant], done: Callable[[int], None]) -> list[Violation]:
    """What breaks any of them. done: told after each."""
    violations: list[Violation] = []
    for invariant in invariants:
        violations += check(look, invariant)
        done(1)
    return violations


@contextlib.contextmanager
def looking(url: str, keyring: Keyring, workspace: int | None = None) -> Iterator[Look]:
    """One view of the whole database as it is now, however long the looking takes; nothing can be written."""
    with connected(url, read_only=True) as connection, connection.begin():
        yield Look(connection, keyring, workspace)
