"""What the tests of the command line start from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.running import Site, site


@pytest.fixture
async def here(database_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """A settled site on each kind of database."""
    async with site(database_url, tmp_path) as made:
        yield made


@pytest.fixture
async def there(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """A settled site on SQLite alone."""
    async with site(sqlite_url, tmp_path) as made:
        yield made
