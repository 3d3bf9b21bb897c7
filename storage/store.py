"""Store: runs a unit of work for one workspace as one transaction on a worker thread.

SQLite has one writer thread (BEGIN IMMEDIATE) and two readers; PostgreSQL a small pool. A unit of work is
`verb(db, …)`, plain and synchronous, so no transaction spans an await or a Slack call.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.pool import NullPool

from bot.errors import NotSavedYet
from storage.database import Db
from storage.keys import Keyring

P = ParamSpec("P")
T = TypeVar("T")

STATEMENT_MS = 1500  # how long the database may make one statement wait
DEADLINE = 2.0  # seconds until a person is told that it isn't saved yet
POSTGRES_THREADS = 6
SQLITE_READERS = 2


def _nothing(_name: str) -> None:
    """The failpoint hook of a server that isn't under test."""


def open_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine with our durability, time limits and quiet errors.

    url: `sqlite:///FILE` or `postgresql://…`. SQLite runs in WAL with synchronous FULL and takes the write
    lock at BEGIN; a read-only engine refuses writes.
    """
    if url.startswith("sqlite"):
        return _sqlite(url, read_only)
    url = url.replace("postgresql://", "postgresql+psycopg://", 1).replace("postgres://", "postgresql+psycopg://", 1)
    options = f"-c statement_timeout={STATEMENT_MS} -c lock_timeout={STATEMENT_MS} -c timezone=UTC"
    return create_engine(
        url, poolclass=NullPool, hide_parameters=True, connect_args={"options": options, "connect_timeout": 2}
    )


def _sqlite(url: str, read_only: bool) -> Engine:
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": STATEMENT_MS / 1000})

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32768"):
            raw.execute(f"PRAGMA {pragma}")
        if read_only:
            raw.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


class Lane:
    """Worker threads over one engine; each thread keeps one connection and replaces a broken one."""

    def __init__(self, engine: Engine, threads: int, name: str) -> None:
        self._engine = engine
        self._local = threading.local()
        self._open: set[Connection] = set()
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix=name)

    def run(self, work: Callable[[Connection], T], give_up_at: float, committed: Callable[[], None]) -> T:
        """Run work inside a transaction, on a worker thread. Raises NotSavedYet when its turn came too late."""
        if time.monotonic() > give_up_at:
            raise NotSavedYet
        connection = self._connection()
        try:
            with connection.begin():
                done = work(connection)
        except DBAPIError as error:
            if error.connection_invalidated or connection.invalidated:
                self._drop(connection)
            raise
        committed()
        return done

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = self._local.connection = self._engine.connect()
            self._open.add(connection)
        return connection

    def _drop(self, connection: Connection) -> None:
        self._local.connection = None
        self._open.discard(connection)
        connection.close()

    def close(self) -> None:
        """Finish what was accepted, then let go of threads and connections."""
        self.pool.shutdown(wait=True)
        for connection in self._open:
            connection.close()
        self._engine.dispose()


class Storage:
    """The database of this process: its lanes, its keys. `workspace(id)` gives the Store of one workspace."""

    def __init__(
        self, url: str, keyring: Keyring, *, failpoint: Callable[[str], None] = _nothing, deadline: float = DEADLINE
    ) -> None:
        self.url = url
        self.keyring = keyring
        self.failpoint = failpoint
        self.deadline = deadline
        self.owed = asyncio.Event()
        if url.startswith("sqlite"):
            self._writer = Lane(open_engine(url), 1, "writer")
            self._reader = Lane(open_engine(url, read_only=True), SQLITE_READERS, "reader")
        else:
            self._writer = self._reader = Lane(open_engine(url), POSTGRES_THREADS, "database")

    def workspace(self, workspace_id: int) -> "Store":
        """The store of one workspace."""
        return Store(self, workspace_id, self.deadline, self.failpoint)

    async def write(
        self, store: "Store", work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a unit of work as one transaction.

        Raises NotSavedYet when it isn't committed within the deadline; it may still commit later, so every
        writing verb that a person can repeat takes an intent key. A cancelled caller can't tear a commit.
        """

        def unit(connection: Connection) -> tuple[T, bool]:
            db = Db(connection, store.workspace_id, self.keyring)
            done = work(db, *args, **kwargs)
            store.hit("before_commit")
            return done, db.owed

        done, owed = await self._submit(self._writer, unit, store.deadline, lambda: store.hit("after_commit"))
        if owed:
            self.owed.set()
        return done

    async def read(self, store: "Store", work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query as one read transaction. Raises NotSavedYet when the database doesn't answer in time."""

        def unit(connection: Connection) -> T:
            return work(Db(connection, store.workspace_id, self.keyring), *args, **kwargs)

        return await self._submit(self._reader, unit, store.deadline)

    async def system(
        self, work: Callable[Concatenate[Connection, Keyring, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a unit of work that belongs to no one workspace: installations and heartbeats."""

        def unit(connection: Connection) -> T:
            return work(connection, self.keyring, *args, **kwargs)

        return await self._submit(self._writer, unit, self.deadline)

    async def survey(
        self, work: Callable[Concatenate[Connection, Keyring, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query over all workspaces, beside the writer: health, status, checks."""

        def unit(connection: Connection) -> T:
            return work(connection, self.keyring, *args, **kwargs)

        return await self._submit(self._reader, unit, self.deadline)

    async def _submit(
        self,
        lane: Lane,
        unit: Callable[[Connection], T],
        deadline: float,
        committed: Callable[[], None] = lambda: None,
    ) -> T:
        give_up_at = time.monotonic() + deadline
        future = asyncio.get_running_loop().run_in_executor(lane.pool, lane.run, unit, give_up_at, committed)
        try:
            return await asyncio.wait_for(asyncio.shield(future), deadline)
        except (TimeoutError, OperationalError, InterfaceError):
            future.add_done_callback(_forget)
            raise NotSavedYet from None

    def close(self) -> None:
        """Finish what was accepted and close every connection."""
        self._writer.close()
        if self._reader is not self._writer:
            self._reader.close()


def _forget(future: "asyncio.Future[Any]") -> None:
    """Take note of a late outcome so that asyncio doesn't report it as lost; the intent key covers the repeat."""
    if not future.cancelled():
        future.exception()


class Store:
    """The storage of one workspace. deadline: seconds until a caller is told that it isn't done yet.

    hit: the failpoints around a commit; only what people ask for passes them, never the clock's own work.
    """

    __slots__ = ("_storage", "deadline", "hit", "workspace_id")

    def __init__(self, storage: Storage, workspace_id: int, deadline: float, hit: Callable[[str], None]) -> None:
        self._storage = storage
        self.workspace_id = workspace_id
        self.deadline = deadline
        self.hit = hit

    def patient(self, seconds: float) -> "Store":
        """The same storage with a longer deadline, for work nobody waits for in a form (imports)."""
        return Store(self._storage, self.workspace_id, seconds, self.hit)

    def of_the_clock(self, seconds: float) -> "Store":
        """The same storage for timed duties: patient, so that what they start is never in doubt."""
        return Store(self._storage, self.workspace_id, seconds, _nothing)

    async def write(self, work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a unit of work of this workspace as one transaction (see Storage.write)."""
        return await self._storage.write(self, work, *args, **kwargs)

    async def read(self, work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query of this workspace (see Storage.read)."""
        return await self._storage.read(self, work, *args, **kwargs)
