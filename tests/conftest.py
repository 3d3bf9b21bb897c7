"""What every test may ask for: a fresh, migrated database on SQLite and on PostgreSQL, and a browser."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import chromium, postgres

if TYPE_CHECKING:
    from playwright.async_api import Browser

TEMPLATE = "coachlog_template"
_numbers = count(1)


def pytest_configure(config: pytest.Config) -> None:
    keeper = postgres.begin_run()
    if keeper:
        config.add_cleanup(lambda: postgres.end_run(keeper))


def _migrate(url: str) -> None:
    from storage.migrations import upgrade  # noqa: PLC0415 - most tests need no database

    upgrade(url)


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """A migrated SQLite file, made once a run."""
    done, draft = (postgres.run_folder() / name for name in ("template.db", "draft.db"))
    with postgres.one_at_a_time("sqlite-template"):
        if not done.exists():
            _migrate(f"sqlite:///{draft}")
            draft.rename(done)
    return done


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of a PostgreSQL server that has a migrated template database."""
    server = postgres.server_url()
    mark = postgres.run_folder() / "postgres-template.done"
    with postgres.one_at_a_time("postgres-template"):
        if not mark.exists():
            postgres.drop_database(server, TEMPLATE)
            _migrate(postgres.create_database(server, TEMPLATE))
            mark.touch()
    return server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite file."""
    file = tmp_path / "coachlog.db"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database, dropped after the test."""
    name = f"coachlog_{os.getpid()}_{next(_numbers)}"
    yield postgres.create_database(postgres_server, name, TEMPLATE)
    postgres.drop_database(postgres_server, name)


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh PostgreSQL database without a table, for the tests of migrations."""
    name = f"coachlog_{os.getpid()}_{next(_numbers)}"
    yield postgres.create_database(postgres_server, name)
    postgres.drop_database(postgres_server, name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database: the test runs once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def browser() -> AsyncIterator["Browser"]:
    """Headless Chromium; mark the test `browser`."""
    async with chromium.launched() as started:
        yield started
