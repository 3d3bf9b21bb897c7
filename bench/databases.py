"""Databases for one run: SQLite files, and a PostgreSQL server of our own that really syncs to disk."""

import itertools
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgres

DURABLE = {"listen_addresses": "", "max_connections": "60", "shared_buffers": "256MB", "max_wal_size": "4GB"}


@dataclass(slots=True)
class Databases:
    """Makes databases of one kind, empty or as a copy of another."""

    kind: str
    folder: Path
    server: str = ""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def make(self, of: str = "") -> str:
        """The URL of a new database; `of`: the URL of one to copy, which nobody may be using."""
        name = f"bench_{next(self._numbers)}"
        if self.kind == "sqlite":
            file = self.folder / f"{name}.db"
            if of:
                shutil.copyfile(of.removeprefix("sqlite:///"), file)
            return f"sqlite:///{file}"
        template = of.partition("?")[0].rpartition("/")[2] or "template0"
        return postgres.create_database(self.server, name, template)


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Databases]:
    """Databases of a kind ("sqlite" or "postgresql"); a server that was started is stopped at the end."""
    if kind == "sqlite":
        yield Databases(kind, folder)
        return
    postgres.SETTINGS = DURABLE
    postgres.ROOM = sys.maxsize  # bytes: never on the memory disk, where a sync costs nothing
    keeper = postgres.begin_run()
    try:
        yield Databases(kind, folder, postgres.server_url())
    finally:
        if keeper:
            postgres.end_run(keeper)
