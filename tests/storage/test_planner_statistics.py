"""After an import PostgreSQL's planner knows how much the roster's tables hold."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from storage.roster import import_roster
from storage.rosterwrite import TABLES
from tests.storage.rostering import NOW, files, opened, workspace

ROWS = text("SELECT relname, reltuples FROM pg_class WHERE relname = ANY(:names)")
COLUMNS = text("SELECT DISTINCT tablename FROM pg_stats WHERE tablename = ANY(:names)")
NAMES = {table.name for table in TABLES} - {"series", "visits"}  # these files name no weekly visit


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    with opened(postgres_url) as engine:
        yield engine


def counted(connection: Connection) -> tuple[set[str], set[str]]:
    """The tables whose rows were counted, and those whose columns were."""
    rows = connection.execute(ROWS, {"names": list(NAMES)}).all()
    columns = connection.execute(COLUMNS, {"names": list(NAMES)}).scalars()
    return {row.relname for row in rows if row.reltuples > 0}, set(columns)


def test_the_planner_knows_the_roster_right_after_its_import(engine: Engine) -> None:
    with engine.begin() as connection:
        assert counted(connection) == (set(), set())
        assert import_roster(workspace(connection), "U9", NOW, files()).ok
    with engine.begin() as connection:
        assert counted(connection) == (NAMES, NAMES)


def test_statistics_keep_no_import_waiting(engine: Engine) -> None:
    with engine.connect() as other, engine.begin() as connection:
        here = workspace(connection)
        other.execute(text("LOCK TABLE schools IN SHARE UPDATE EXCLUSIVE MODE"))  # as a vacuum holds it
        assert import_roster(here, "U9", NOW, files()).written
        assert counted(connection)[1] == NAMES - {"schools"}
