"""Importing a roster: all or nothing, and the same again changes nothing."""

from collections.abc import Iterator

import pytest

from storage.database import Db
from storage.roster import check_roster, import_roster
from tests.storage.rostering import NOW, files, opened, workspace


@pytest.fixture
def db(database_url: str) -> Iterator[Db]:
    """A workspace's transaction, taken back at the end."""
    with opened(database_url) as engine, engine.connect() as connection:
        yield workspace(connection)


def test_an_import_writes_what_the_check_foretold(db: Db) -> None:
    foretold = check_roster(db, NOW, files())
    assert foretold.ok, foretold.lines()
    done = import_roster(db, "roster import", NOW, files())
    assert done.counts == foretold.counts
    assert done.counts["people"] == (2, 0, 0)
    assert import_roster(db, "roster import", NOW, files()).counts["people"] == (0, 0, 2)
