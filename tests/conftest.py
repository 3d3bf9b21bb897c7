"""What every test may ask for: a fresh, migrated database on SQLite and on PostgreSQL, and a browser."""

import gc
import logging
import os
import shutil
from collections.abc import AsyncIterator, Generator, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import chromium, postgres
from tests.dialects import share_dialects
from tests.lent import Lent

if TYPE_CHECKING:
    from playwright.async_api import Browser

settings.register_profile("house", deadline=None)  # timings never decide a test
settings.load_profile("house")
share_dialects()

TEMPLATE = "coachlog_template"
_numbers = count(1)


def pytest_configure(config: pytest.Config) -> None:
    keeper = postgres.begin_run()
    if keeper:
        config.add_cleanup(lambda: postgres.end_run(keeper))


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what stays to the end: thousands of tests, and every module."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show, with a test that failed, what our own log lines carry beside their message: the error and where."""
    report = yield
    caplog = getattr(item, "funcargs", {}).get("_told")
    if report.failed and caplog:
        lines = [
            f"{one.message}: {one.error} in {getattr(one, 'where', '?')}" for one in caplog if hasattr(one, "error")
        ]
        report.sections.append(("Errors in the log", "\n".join(lines)))
    return report


class _Telling(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        record.message = record.getMessage()
        self.records.append(record)


@pytest.fixture(autouse=True)
def _told() -> Iterator[list[logging.LogRecord]]:
    """The warnings and errors that were logged meanwhile."""
    handler = _Telling()
    logging.getLogger("coachlog").addHandler(handler)
    yield handler.records
    logging.getLogger("coachlog").removeHandler(handler)


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


@pytest.fixture(scope="session")
def lent(postgres_server: str) -> Iterator[Lent]:
    """This process's own PostgreSQL database, migrated, which goes from test to test."""
    made = Lent(postgres_server, TEMPLATE)
    yield made
    made.give_up()


@pytest.fixture
def postgres_url(lent: Lent) -> Iterator[str]:
    """A migrated PostgreSQL database without a row."""
    yield lent.fresh()
    lent.take_back()


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
