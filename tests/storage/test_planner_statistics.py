"""The planner knows how much the tables hold: PostgreSQL's right after an import, SQLite's once the clock counted."""

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from storage.database import Db
from storage.reading import TO_LOG
from storage.roster import import_roster
from storage.rosterwrite import TABLES
from storage.statements import execute
from storage.store import Storage
from storage.workspaces import NewWorkspace, install
from tests.storage.rostering import KEYRING, NOW, PAIR, PEOPLE, Files, files, opened, workspace

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


def way(db: Db, statement: str, values: Sequence[int | None] = ()) -> str:
    """How SQLite's planner would find the rows of a statement."""
    connection = db.connection
    return " ".join(str(row[-1]) for row in execute(connection, f"EXPLAIN QUERY PLAN {statement}", tuple(values)))


def a_large_roster() -> Files:
    """Of forty schools, each with a leader of its own, and one coach."""
    leaders = "".join(f"p{number}@example.org,Principal {number},leader\n" for number in range(2, 40))
    rows = "".join(
        f"Harbor,School {number},p{number}@example.org,kim@example.org,2026-08-31\n" for number in range(2, 40)
    )
    return files(people=PEOPLE + leaders, engagements=PAIR + rows)


async def test_a_reader_at_work_knows_what_the_clock_counted(sqlite_url: str) -> None:
    storage = Storage(sqlite_url, KEYRING)
    store = storage.workspace(await storage.system(install, NewWorkspace("T1", "Example", "xoxb-1", "UBOT"), NOW))
    asked = "SELECT ends_on FROM engagements WHERE workspace_id = ? AND coach_id > ? AND school_id = ?"
    try:
        await storage.count_anew()  # nothing yet
        assert (await store.patient(60).write(import_roster, "U9", NOW, a_large_roster())).ok
        assert "ix_engagements_coach" in await store.read(way, asked, (1, 1, 1))
        await storage.count_anew()
        assert "ix_engagements_school_id" in await store.read(way, asked, (1, 1, 1))
    finally:
        storage.close()


def test_a_form_finds_visits_by_their_pair_also_before_anything_was_counted(sqlite_url: str) -> None:
    with opened(sqlite_url) as engine, engine.begin() as connection:
        wanted = TO_LOG.prepared(connection.dialect).text
        found = way(workspace(connection), wanted, [None] * wanted.count("?"))
    assert found.count("USING INDEX ix_visits_pair_day (workspace_id=? AND engagement_id=?") == 2
    assert "ix_visits_series" not in found
