"""Statements compiled once and run on the driver's own cursor.

What SQLAlchemy does for each execution costs more than the database's work (docs/decisions/0007). A statement whose
text depends on its values, one with a list in it, goes SQLAlchemy's way.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Dialect, Table, bindparam, insert
from sqlalchemy.engine import Connection, Row
from sqlalchemy.engine.result import result_tuple
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Insert, visitors
from sqlalchemy.sql.selectable import GenerativeSelect

Convert: TypeAlias = Callable[[Any], Any]
Parameters: TypeAlias = tuple[Any, ...] | dict[str, Any]


class Prepared:
    """The text of a statement in one dialect, with what turns values into parameters and rows into named rows."""

    __slots__ = ("_bind", "_defaults", "_order", "_read", "_row", "fixed", "text")

    def __init__(self, statement: Any, dialect: Dialect, names: Sequence[str] | None = None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self.fixed = not (compiled.literal_execute_params or compiled.post_compile_params)
        self.text = str(compiled)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        self._defaults = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
        self._bind = _processors(binds.items(), "bind_processor", dialect)
        self._order: list[str] | None = compiled.positiontup if compiled.positional else None
        columns = list(statement.exported_columns)
        self._row = result_tuple([column.key for column in columns])
        self._read = _processors(enumerate(columns), "result_processor", dialect, None)

    def parameters(self, values: Mapping[str, Any]) -> Parameters:
        """Values as the driver takes them. Raises KeyError for a missing one."""
        given = {**self._defaults, **values}
        for name, convert in self._bind:
            given[name] = convert(given[name])
        return given if self._order is None else tuple([given[name] for name in self._order])

    def row(self, fetched: Sequence[Any]) -> Row[Any]:
        """A fetched row as a row with names."""
        if self._read:
            fetched = list(fetched)
            for place, convert in self._read:
                fetched[place] = convert(fetched[place])
        made: Row[Any] = self._row(fetched)
        return made

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Execute inside the connection's transaction; the driver's cursor."""
        return execute(connection, self.text, self.parameters(values))


def _processors(typed: Any, kind: str, dialect: Dialect, *rest: Any) -> list[tuple[Any, Convert]]:
    """(place, conversion) of each value whose type needs one in this dialect."""
    found = [(place, getattr(one.type.dialect_impl(dialect), kind)(dialect, *rest)) for place, one in typed]
    return [(place, convert) for place, convert in found if convert]


def execute(connection: Connection, text: str, parameters: Parameters = ()) -> Any:
    """Run a text on the driver's cursor; the cursor."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, text, error) from error
    return cursor


def end(connection: Connection, *, commit: bool) -> None:
    """Commit or roll back what runs on the connection, begun by SQLAlchemy or by the driver."""
    owner: Any = connection if connection.in_transaction() else connection.connection
    try:
        if commit:
            owner.commit()
        else:
            owner.rollback()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, "COMMIT" if commit else "ROLLBACK", error) from error


def _told(connection: Connection, text: str, error: Any) -> BaseException:
    """A driver's error as SQLAlchemy's, without parameters; a lost connection is marked as such."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if lost:
        connection.invalidate(error)
    base = dialect.loaded_dbapi.Error
    made: BaseException = DBAPIError.instance(
        text, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
    return made


_INSERTS: dict[tuple[str, Table, tuple[str, ...], int], Prepared] = {}
_OWN: dict[tuple[str, Insert, tuple[str, ...]], Prepared] = {}
_PLAIN: dict[Table, Insert] = {}


def insertion(table: Table, names: tuple[str, ...], rows: int, dialect: Dialect) -> Prepared:
    """An insert of so many rows that returns their ids; the parameters of row n end in "_n"."""
    place = (dialect.name, table, names, rows)
    if place not in _INSERTS:
        values = [{name: bindparam(f"{name}_{row}", type_=table.c[name].type) for name in names} for row in range(rows)]
        made = insert(table).values(values)
        _INSERTS[place] = Prepared(made.returning(table.c.id) if rows == 1 and "id" in table.c else made, dialect)
    return _INSERTS[place]


def own_insertion(statement: Insert, names: tuple[str, ...], dialect: Dialect) -> Prepared:
    """An insert of the caller's making, compiled for these columns."""
    place = (dialect.name, statement, names)
    if place not in _OWN:
        _OWN[place] = Prepared(statement, dialect, names)
    return _OWN[place]


def plain_insert(table: Table) -> Insert:
    """An insert into a table, to go SQLAlchemy's way; made once, so that what it compiled is found again."""
    if table not in _PLAIN:
        _PLAIN[table] = insert(table)
    return _PLAIN[table]


def only_reads(statement: Any) -> bool:
    """Whether nothing in it inserts, updates, deletes or locks."""
    return not any(
        one.is_dml or (isinstance(one, GenerativeSelect) and one._for_update_arg is not None)
        for one in visitors.iterate(statement)
        if hasattr(one, "is_dml") or isinstance(one, GenerativeSelect)
    )
