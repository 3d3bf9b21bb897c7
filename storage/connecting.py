"""One connection for work of its own beside the serving process: migrations, checks, new keys."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from bot.errors import BadSetting, Unavailable
from storage.store import open_engine

PATIENCE_MS = 30_000  # how long it waits for others; nobody's form hangs on it
UNKNOWN = "DATABASE_URL can't be understood. Write it like postgresql://USER:PASSWORD@HOST:5432/NAME."
AWAY_POSTGRES = "The database doesn't answer. Check that PostgreSQL runs, and DATABASE_URL."
AWAY_SQLITE = "The database file can't be used. Check DATABASE_URL or COACHLOG_HOME, the folder and its permissions."


@contextmanager
def connected(url: str, *, read_only: bool = False) -> Iterator[Connection]:
    """A connection that waits for others and may take its time; begin() gives its transactions.

    Of a read-only one each transaction is one view of the database, whatever others write meanwhile.
    Raises Unavailable when the database doesn't answer and BadSetting when the URL can't be understood.
    """
    try:
        with _connect(url, read_only) as connection:
            if connection.dialect.name == "sqlite":
                connection.connection.cursor().execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
            else:
                with connection.begin():
                    connection.exec_driver_sql(f"SET statement_timeout = 0; SET lock_timeout = {PATIENCE_MS}")
            yield connection
    except OperationalError:
        raise Unavailable(AWAY_SQLITE if url.startswith("sqlite") else AWAY_POSTGRES) from None


def _connect(url: str, read_only: bool) -> Connection:
    try:
        connection = open_engine(url, read_only=read_only).connect()
    except (ArgumentError, ProgrammingError, ValueError):
        raise BadSetting(UNKNOWN) from None
    if read_only and connection.dialect.name == "postgresql":
        connection.execution_options(isolation_level="REPEATABLE READ")
    return connection
