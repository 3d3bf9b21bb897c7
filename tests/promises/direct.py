"""A storage without threads: each unit of work is done at once, so that the same work always has the same order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.engine import Connection

from bot.errors import NotSavedYet
from storage.database import Db
from storage.keys import Keyring

P = ParamSpec("P")
T = TypeVar("T")
Fault = Callable[[], str]  # "", or where it fails: "before", "within" or "after" the commit


@dataclass(slots=True)
class Direct:
    """The store of one workspace on one connection. fault: asked before each write where that fails."""

    connection: Connection
    workspace_id: int
    keyring: Keyring
    fault: Fault = lambda: ""
    faults: int = 0
    deadline: float = 2.0
    hit: Callable[[str], None] = field(default=lambda _name: None)

    async def write(self, work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One transaction, which fails where the fault says: nobody is told then whether it was committed."""
        where = self.fault()
        self.faults += bool(where)
        if where == "before":
            raise NotSavedYet
        with self.connection.begin() as transaction:
            done = work(self._db(), *args, **kwargs)
            if where == "within":
                transaction.rollback()
        if where:
            raise NotSavedYet
        return done

    async def read(self, work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A query; it never fails here."""
        return self.look(work, *args, **kwargs)

    def look(self, work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for whoever waits for nothing."""
        with self.connection.begin():
            return work(self._db(), *args, **kwargs)

    def patient(self, _seconds: float) -> "Direct":
        """There is nothing to wait for."""
        return self

    def at_length(self) -> "Direct":
        """Likewise."""
        return self

    def _db(self) -> Db:
        return Db(self.connection, self.workspace_id, self.keyring)


def quickly(connection: Connection) -> None:
    """Let SQLite not wait for the disk: what is simulated ends with the process."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA synchronous=OFF")
