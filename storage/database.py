"""What every table is made of, and Db: one transaction of one workspace.

Statements are SQLAlchemy Core. Every table with a workspace_id column is a tenant table: Db adds the
filter to each statement that reads or changes one, and stamps each row it inserts.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    or_,
)
from sqlalchemy.engine import Connection, CursorResult, Row
from sqlalchemy.sql import Delete, Insert, Select, Update, visitors
from sqlalchemy.sql.selectable import FromClause, Join
from sqlalchemy.types import TypeDecorator

from storage.keys import Keyring
from storage.statements import Prepared, execute, insertion, only_reads, own_insertion, plain_insert

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
WORKSPACE = "_workspace"
AT_ONCE = 20  # rows in one insert statement; more go one by one


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite hands back naive values; this column never does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[bytes]):
    """Bytes made by Keyring.seal: words in confidence, and tokens. `coachlog keys rotate` finds them by this type."""

    impl = LargeBinary
    cache_ok = True


def key_column() -> Column[int]:
    """The row's own id."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def workspace_column() -> Column[int]:
    """The workspace the row belongs to; Db stamps it and filters by it."""
    return Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False)


def reference(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    """A foreign key to target ("people.id")."""
    return Column(name, Id, ForeignKey(target), nullable=nullable, index=index)


Question: TypeAlias = Select[*tuple[Any, ...]] | Update | Delete


class Scoped:
    """A statement that carries its workspace filter; kept at import by tenant(), filtered and compiled at first use:
    to do so for all of them would take half of every start."""

    def __init__(self, bare: Question) -> None:
        self._bare = bare
        self._prepared: dict[str, Prepared] = {}

    @cached_property
    def statement(self) -> Question:
        """The statement with its filter."""
        narrowed: Question = visitors.cloned_traverse(self._bare, {}, {"select": _narrow})
        if isinstance(narrowed, Select) or "workspace_id" not in narrowed.table.c:
            return narrowed
        return narrowed.where(narrowed.table.c.workspace_id == bindparam(WORKSPACE))

    @cached_property
    def only_reads(self) -> bool:
        """Whether nothing in it changes or locks a row."""
        return only_reads(self.statement)

    def prepared(self, dialect: Dialect) -> Prepared:
        """The statement compiled for a dialect, once."""
        found = self._prepared.get(dialect.name)
        if found is None:
            found = self._prepared[dialect.name] = Prepared(self.statement, dialect)
        return found


def tenant(statement: Question) -> Scoped:
    """Add the workspace filter to every tenant table the statement names, subqueries included."""
    return Scoped(statement)


def _narrow(select: Select[*tuple[Any, ...]]) -> None:
    for table, optional in _tables(select.get_final_froms()):
        column = table.c.get("workspace_id")
        if column is None:
            continue
        here = column == bindparam(WORKSPACE)
        select._where_criteria += ((or_(here, column.is_(None)) if optional else here),)


def _tables(froms: Sequence[FromClause], optional: bool = False) -> list[tuple[FromClause, bool]]:
    found: list[tuple[FromClause, bool]] = []
    for one in froms:
        if isinstance(one, Join):
            found += _tables([one.left], optional or one.full) + _tables([one.right], optional or one.isouter)
        else:
            found.append((one, optional))
    return found


class Db:
    """One transaction of one workspace: reads and writes only its rows.

    begun: the transaction was begun on the driver's connection, so SQLAlchemy doesn't know of it.
    """

    __slots__ = ("_begun", "_connection", "keyring", "owed", "workspace_id")

    def __init__(self, connection: Connection, workspace_id: int, keyring: Keyring, *, begun: bool = False) -> None:
        self._connection = connection
        self._begun = begun
        self.workspace_id = workspace_id
        self.keyring = keyring
        self.owed = False

    def run(self, statement: Scoped | Question, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        """Run a select, update or delete inside this workspace; values are its bind parameters."""
        scoped = statement if isinstance(statement, Scoped) else tenant(statement)
        return self._connection.execute(scoped.statement, {**(values or {}), WORKSPACE: self.workspace_id})

    def all(self, statement: Scoped | Question, **values: Any) -> Sequence[Row[Any]]:
        """Every row."""
        ready = self._ready(statement)
        if ready is None:
            return self.run(statement, values).all()
        cursor = self._executed(ready, values)
        return [ready.row(row) for row in cursor.fetchall()]

    def bare(self, statement: Scoped, **values: Any) -> list[Any]:
        """Every row as the driver gives it: quickly read and compared. named() makes rows of them."""
        ready = self._ready(statement)
        return list(self.run(statement, values)) if ready is None else self._executed(ready, values).fetchall()

    def named(self, statement: Scoped, bare: Sequence[Any]) -> Sequence[Row[Any]]:
        """What bare() gave for this statement, as rows with names."""
        ready = self._ready(statement)
        return bare if ready is None else [ready.row(row) for row in bare]

    def first(self, statement: Scoped | Question, **values: Any) -> Row[Any] | None:
        """The first row, or None."""
        ready = self._ready(statement)
        if ready is None:
            return self.run(statement, values).first()
        cursor = self._executed(ready, values)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else ready.row(row)

    def value(self, statement: Scoped | Question, **values: Any) -> Any:
        """The first column of the first row, or None."""
        row = self.first(statement, **values)
        return None if row is None else row[0]

    def change(self, statement: Scoped | Question, **values: Any) -> int:
        """Run an update or delete; how many rows it touched."""
        ready = self._ready(statement)
        if ready is None:
            return self.run(statement, values).rowcount
        touched: int = self._executed(ready, values).rowcount
        return touched

    def change_many(self, statement: Scoped, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run one update or delete for each row of bind parameters; how many rows they touched."""
        if not rows:
            return 0
        ready = self._ready(statement)
        if ready is None:
            filled = [{**row, WORKSPACE: self.workspace_id} for row in rows]
            return self._connection.execute(statement.statement, filled).rowcount
        touched = [self._executed(ready, row).rowcount for row in rows]
        return sum(touched)

    def add(self, table: Table, **values: Any) -> int:
        """Insert one row, stamped with this workspace; its id."""
        row = {"workspace_id": self.workspace_id, **values}
        if not self._direct():
            key = self._connection.execute(plain_insert(table), row).inserted_primary_key
            return int(key[0]) if key else 0
        ready = insertion(table, tuple(row), 1, self._connection.dialect)
        found = ready.run(self._connection, {f"{name}_0": value for name, value in row.items()}).fetchone()
        return int(found[0]) if found else 0

    def add_many(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that all have the same columns, stamped with this workspace."""
        if not rows:
            return
        if len(rows) > AT_ONCE or not self._direct():
            self._connection.execute(plain_insert(table), [{"workspace_id": self.workspace_id, **row} for row in rows])
            return
        ready = insertion(table, ("workspace_id", *rows[0]), len(rows), self._connection.dialect)
        values = {f"{name}_{place}": value for place, row in enumerate(rows) for name, value in row.items()}
        values |= {f"workspace_id_{place}": self.workspace_id for place in range(len(rows))}
        ready.run(self._connection, values)

    def insert(self, statement: Insert, values: Mapping[str, Any]) -> Any:
        """Run an insert of the caller's making, stamped with this workspace; the first value it returns, or None.

        The statement is one that the caller keeps: it is compiled once for each set of columns.
        """
        row = {"workspace_id": self.workspace_id, **values}
        if not self._direct():
            return self._connection.execute(statement, row).scalar()
        found = own_insertion(statement, tuple(row), self._connection.dialect).run(self._connection, row).fetchone()
        return None if found is None else found[0]

    def _direct(self) -> bool:
        """Whether the driver may be used itself: a transaction is open, and nobody listens to statements."""
        connection = self._connection
        return (self._begun or connection.in_transaction()) and not connection.dispatch.before_cursor_execute

    def _ready(self, statement: Scoped | Question) -> Prepared | None:
        if not isinstance(statement, Scoped) or not self._direct():
            return None
        ready = statement.prepared(self._connection.dialect)
        return ready if ready.fixed else None

    def _executed(self, ready: Prepared, values: Mapping[str, Any]) -> Any:
        return ready.run(self._connection, {**values, WORKSPACE: self.workspace_id})

    def count_anew(self, tables: Sequence[Table]) -> None:
        """Tell the planner what tables hold after many rows changed; autovacuum may take a minute to notice.

        Until then PostgreSQL takes each table of a workspace to hold one row. SQLite's are counted by the clock
        (Storage.count_anew).
        """
        if self.dialect == "postgresql":
            names = ", ".join(table.name for table in tables)
            execute(self._connection, f"ANALYZE (SKIP_LOCKED) {names}").close()

    def seal(self, column: Column[bytes], text: str | None) -> bytes | None:
        """Encrypt words for one column of this workspace; None stays None."""
        return None if text is None else self.keyring.seal(text, self._context(column))

    def unseal(self, column: Column[bytes], blob: bytes | None) -> str | None:
        """Decrypt what seal made for the same column and workspace."""
        return None if blob is None else self.keyring.open(bytes(blob), self._context(column))

    def _context(self, column: Column[bytes]) -> str:
        return f"{self.workspace_id}:{column.table.name}.{column.name}"

    @property
    def connection(self) -> Connection:
        """For checks that look at the whole database."""
        return self._connection

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._connection.dialect.name
