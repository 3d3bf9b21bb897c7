"""The small program, and a running storage, on each kind of database."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import Connection

from storage.store import Storage, Store
from tests.storage.contacting import Program, settle
from tests.storage.reflecting import Asking
from tests.storage.rostering import opened, workspace
from tests.storage.working import started


@pytest.fixture
def connection(database_url: str, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection whose transaction is never committed."""
    held = None if database_url.startswith("sqlite") else request.getfixturevalue("lent").connection(database_url)
    if held is not None:
        yield held
        held.rollback()
        return
    with opened(database_url) as engine, engine.connect() as made:
        yield made


@pytest.fixture
def program(connection: Connection) -> Program:
    """Two pairs in one transaction that is never committed."""
    return settle(workspace(connection))


@pytest.fixture
def asking(program: Program) -> Asking:
    """The small program in a week with a question."""
    return Asking(program)


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[Storage]:
    made = await started(database_url)
    yield made
    await asyncio.to_thread(made.close)


@pytest.fixture
def store(storage: Storage) -> Store:
    """The store of the one workspace."""
    return storage.workspace(1)
