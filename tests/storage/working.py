"""What the tests of lanes share: a database with one workspace, and units that write, read or wait."""

import asyncio
import threading

from sqlalchemy import func, select, text

from storage import audit
from storage.database import Db, tenant
from storage.store import Storage
from storage.workspaces import NewWorkspace, install
from tests.storage.rostering import KEYRING, NOW

NOTED = tenant(select(audit.audit.c.verb).order_by(audit.audit.c.id))
COUNT = tenant(select(func.count(audit.audit.c.id)))
SECONDS = 20  # a bound, never a measure
CUT = text("""
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
""")


async def started(url: str, deadline: float = 2.0) -> Storage:
    """The database with one workspace."""
    made = Storage(url, KEYRING, deadline=deadline)
    await made.system(install, NewWorkspace("T1", "Example", "xoxb-T1", "UBOT"), NOW)
    return made


def write(db: Db, verb: str) -> str:
    """A unit that writes one row."""
    audit.note(db, NOW, "UTEST", verb)
    return verb


def noted(db: Db) -> list[str]:
    """What was written, oldest first."""
    return [row.verb for row in db.all(NOTED)]


class Gate:
    """A unit that holds its thread until it is let go."""

    def __init__(self) -> None:
        self._inside, self._open = threading.Event(), threading.Event()

    def hold(self, db: Db, verb: str) -> str:
        self.wait()
        return write(db, verb)

    def count_twice(self, db: Db) -> tuple[int, int]:
        before = db.value(COUNT)
        self.wait()
        return before, db.value(COUNT)

    def wait(self) -> None:
        self._inside.set()
        assert self._open.wait(SECONDS)

    @property
    def held(self) -> bool:
        """Whether a unit waits, or has waited, at the gate."""
        return self._inside.is_set()

    def let_go(self) -> None:
        self._open.set()

    async def until_held(self) -> None:
        assert await asyncio.to_thread(self._inside.wait, SECONDS)
