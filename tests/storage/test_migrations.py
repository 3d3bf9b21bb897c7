"""Migrations: the migrated database is what the code says, both ways, on both kinds of database."""

import os
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, update

from bot.errors import BadSetting, Unavailable
from storage.contacts import contacts
from storage.migrations import VERSIONS, config, current, newest, revision_of, upgrade
from storage.past import past
from storage.pasttriggers import drop_triggers
from storage.store import open_engine
from storage.tables import metadata
from tests.storage.contacting import NOW, TODAY, settle
from tests.storage.planned import plan_usual
from tests.storage.rostering import opened, workspace
from tests.storage.stepping import agreed

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
}


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("empty_postgres_url"))


def drift(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
    return list(compare_metadata(context, metadata))


def triggers(connection: Connection) -> list[str]:
    return list(connection.exec_driver_sql(TRIGGERS[connection.dialect.name]).scalars())


def test_the_migrations_make_exactly_the_tables_the_code_declares(database_url: str) -> None:
    with open_engine(database_url).connect() as connection:
        assert drift(connection) == []


def test_every_migration_goes_back_and_forth_again(database_url: str) -> None:
    with open_engine(database_url).connect() as connection, connection.begin():
        wanted = triggers(connection)
        command.downgrade(config(connection), "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        assert current(connection) is None
        command.upgrade(config(connection), "head")
        assert drift(connection) == []
        assert triggers(connection) == wanted


def test_what_is_stored_goes_back_and_forth_too(database_url: str) -> None:
    with opened(database_url) as engine, engine.connect() as connection, connection.begin():
        program = settle(workspace(connection))
        agreed(program, {"what": "Two samples", "due_on": TODAY}, focus=("cpsel:2B",))
        plan_usual(program.db)
    tables = ("contacts", "engagements", "next_steps", "nudges", "outbox", "visits")
    counts = [f"SELECT count(*) FROM {table}" for table in tables]  # noqa: S608 - constants
    with open_engine(database_url).connect() as connection:
        with connection.begin():
            before = [connection.exec_driver_sql(one).scalar() for one in counts]
            command.downgrade(config(connection), "0003")
        with connection.begin():
            command.upgrade(config(connection), "head")
        assert [connection.exec_driver_sql(one).scalar() for one in counts] == before
        assert all(before)
        assert drift(connection) == []


LATER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9998", "{newest}"


def upgrade():
    for table, column in (("contacts", "kind"), ("next_steps", "owner"), ("visits", "kind")):
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, type_=sa.String(40), existing_type=sa.String(16), existing_nullable=False)
"""


def test_a_later_migration_that_copies_counted_tables_loses_no_trigger(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "9998_later.py").write_text(LATER.format(newest=newest()))
    with opened(database_url) as engine, engine.connect() as connection, connection.begin():
        wanted = triggers(connection)
        with_later = config(connection)
        with_later.set_main_option("path_separator", "os")
        with_later.set_main_option("version_locations", os.pathsep.join((str(VERSIONS), str(tmp_path))))
        command.upgrade(with_later, "head")
        assert current(connection) == "9998"
        assert triggers(connection) == wanted
        program = settle(workspace(connection))
        program.log()
        program.db.run(update(contacts).values(minutes=45, changed_at=NOW))
        assert [row.facts["minutes"] for row in program.db.all(select(past))] == [90]


def test_a_trigger_that_is_missing_is_made_by_the_next_start(database_url: str) -> None:
    with opened(database_url) as engine, engine.connect() as connection, connection.begin():
        wanted = triggers(connection)
        drop_triggers(connection)
        assert triggers(connection) != wanted
    assert [upgrade(database_url), upgrade(database_url)] == [True, False]
    with open_engine(database_url).connect() as connection:
        assert triggers(connection) == wanted


def test_an_empty_database_is_brought_to_the_newest_revision_once(empty_url: str) -> None:
    assert revision_of(empty_url) is None
    assert upgrade(empty_url) is True
    assert revision_of(empty_url) == newest()
    assert upgrade(empty_url) is False


def test_the_numbers_of_the_files_say_what_alembic_says() -> None:
    scripts = ScriptDirectory.from_config(config())
    assert newest() == scripts.get_current_head()
    assert [one.revision for one in scripts.walk_revisions()] == sorted(
        (one.revision for one in scripts.walk_revisions()), reverse=True
    )


def test_a_database_ahead_of_the_code_stays_as_it_is(database_url: str) -> None:
    with open_engine(database_url).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert upgrade(database_url) is False
    assert revision_of(database_url) == "9999"


@pytest.mark.parametrize(
    ("url", "kind", "word"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", Unavailable, "PostgreSQL"),
        ("postgresql://nobody@127.0.0.1:port/none", BadSetting, "DATABASE_URL"),
        ("postgresql://127.0.0.1:1/none?nonsense=1", BadSetting, "DATABASE_URL"),
        ("sqlite:////nowhere/at/all/coachlog.db", Unavailable, "database file"),
    ],
)
def test_a_database_that_is_not_there_is_told_in_one_line(url: str, kind: type[Exception], word: str) -> None:
    with pytest.raises(kind) as raised:
        upgrade(url)
    assert word in str(raised.value)
    assert "\n" not in str(raised.value)
