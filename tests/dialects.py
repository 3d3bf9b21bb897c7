"""One dialect of each kind for all databases of a test process: a statement is compiled once, not once a test.

A process in life has one database; one that tests has thousands, each with engines of its own.
"""

import threading
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

STATEMENTS = 5_000
_made: dict[tuple[object, ...], Any] = {}
_compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)
_initializing = threading.Lock()


class _Once(type):
    """Hands out the dialect that was made before with the same options."""

    def __call__(cls, **options: Any) -> Any:
        place = (cls, *sorted(options.items(), key=lambda one: one[0]))
        if place not in _made:
            _made[place] = super().__call__(**options)
        return _made[place]


class _Known:
    """What the first connection taught the dialect isn't asked again: all databases of a run are of one server."""

    _asked = False

    def initialize(self, connection: Connection) -> None:
        with _initializing:
            if not self._asked:
                super().initialize(connection)  # type: ignore[misc] # a dialect's
                self._asked = True

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_compiled)


class OneSqlite(_Known, SQLiteDialect_pysqlite, metaclass=_Once):
    """SQLite's."""

    supports_statement_cache = True


class OnePostgres(_Known, PGDialect_psycopg, metaclass=_Once):
    """PostgreSQL's, one for each isolation level."""

    supports_statement_cache = True


def share_dialects() -> None:
    """From now on."""
    registry.register("sqlite", __name__, OneSqlite.__name__)
    registry.register("postgresql.psycopg", __name__, OnePostgres.__name__)
