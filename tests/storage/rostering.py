"""What the roster's tests share: a workspace on a fresh database, and small files."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.engine import Connection

from storage.database import Db, metadata
from storage.keys import Keyring
from storage.store import open_engine
from storage.workspaces import NewWorkspace, install

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
KEYRING = Keyring(["A" * 43 + "="])

PROGRAMME = """\
name: Example program
code: example
zone: America/New_York
school_year:
  from: 2026-08-31
  to: 2027-06-18
"""
PEOPLE = "email,name,roles\nlee@example.org,Principal 1,leader\nkim@example.org,Coach A,coach\n"
PAIR = "district,school,leader_email,coach_email,starts_on\nHarbor,Lincoln,lee@example.org,kim@example.org,2026-08-31\n"
CLOSURES = "day,until,scope,name\n2026-11-25,2026-11-27,programme,Thanksgiving\n"

Files = list[tuple[str, bytes]]


def files(**texts: str) -> Files:
    """Files of a small programme; a keyword replaces one, an empty text leaves it out."""
    whole = {"programme": PROGRAMME, "people": PEOPLE, "engagements": PAIR, "closures": CLOSURES, **texts}
    suffixes = {"programme": "yml"}
    return [(f"{kind}.{suffixes.get(kind, 'csv')}", text.encode()) for kind, text in whole.items() if text]


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine that is disposed of at the end."""
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def workspace(connection: Connection, team: str = "T1") -> Db:
    """A transaction of a workspace, installed if it isn't yet."""
    new = NewWorkspace(team, "Example", f"xoxb-{team}", "UBOT")
    return Db(connection, install(connection, KEYRING, new, NOW), KEYRING)


def sizes(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }
