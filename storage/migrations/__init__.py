"""Migrations, run from code: `coachlog migrate`, and at the first start of an embedded database.

Alembic is imported only when there is something to migrate: it is a third of a server's start otherwise.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from storage.connecting import connected
from storage.pasttriggers import missing_triggers

if TYPE_CHECKING:
    from alembic.config import Config

ONE_AT_A_TIME = 4_870_221  # advisory lock: two replicas may start together
VERSIONS = Path(__file__).parent / "versions"


def config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration over an open connection."""
    from alembic.config import Config  # noqa: PLC0415 - needed only when there is something to migrate

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def upgrade(url: str) -> bool:
    """Bring the database to the newest schema, with its triggers; whether there was anything to do.

    A database that is ahead of this code, as in the middle of a deploy, stays as it is. Raises Unavailable
    when the database doesn't answer and BadSetting when the URL can't be understood.
    """
    with connected(url, read_only=True) as connection, connection.begin():
        if not _wanting(connection):
            return False
    from alembic import command  # noqa: PLC0415 - needed only when there is something to migrate

    with connected(url) as connection, connection.begin():
        _wait_for_others(connection)
        if not _wanting(connection):
            return False
        command.upgrade(config(connection), "head")
    return True


def _wanting(connection: Connection) -> bool:
    """Whether the schema is behind, or is the newest and lacks a trigger."""
    revision = current(connection)
    return behind(revision) or (revision == newest() and bool(missing_triggers(connection)))


def revision_of(url: str) -> str | None:
    """The revision a database is at, without touching it. Raises as upgrade does."""
    with connected(url, read_only=True) as connection, connection.begin():
        return current(connection)


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")


def newest() -> str:
    """The revision this code wants. Revisions are numbers, and their files begin with them."""
    return max(path.name[:4] for path in VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))


def behind(revision: str | None) -> bool:
    """Whether a database at this revision lacks something that this code needs."""
    return revision is None or revision < newest()


def current(connection: Connection) -> str | None:
    """The revision the database is at; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision
