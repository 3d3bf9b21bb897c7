"""The small program, on each kind of database."""

from collections.abc import Iterator

import pytest

from tests.storage.contacting import Program, settle
from tests.storage.rostering import opened, workspace


@pytest.fixture
def program(database_url: str) -> Iterator[Program]:
    """Two pairs in one transaction that is never committed."""
    with opened(database_url) as engine, engine.connect() as connection:
        yield settle(workspace(connection))
