"""Store: runs a unit of work for one workspace as one transaction on a worker thread.

SQLite has one writer thread (BEGIN IMMEDIATE) and a reader; PostgreSQL a few threads for each. On both, long reads
have a thread of their own. A unit of work is `verb(db, …)`, plain and synchronous, so no transaction spans an await
or a Slack call.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from storage.database import Db
from storage.keys import Keyring
from storage.lanes import Lane
from storage.moments import moment_of, wants_one_moment
from storage.readonly import ReadOnly
from storage.statements import execute

P = ParamSpec("P")
T = TypeVar("T")

STATEMENT_MS = 1500  # how long the database may make one statement wait
LONG_MS = 60_000  # one of a long read, which nobody waits for and which keeps nobody waiting
DEADLINE = 2.0  # seconds until a person is told that it isn't saved yet
POSTGRES_WRITERS, POSTGRES_READERS = 4, 2
SQLITE_READERS = 1
WRITE, READ = "BEGIN IMMEDIATE", "BEGIN"  # on SQLite
WRITES_TOGETHER, READS_TOGETHER = 16, 8  # units of work in one transaction
# Rows of an index that are looked at to count it: some hundredths of a second for all, however large the file is. With
# the few hundred that are often named, a state that half of all rows have passes for one that few have.
ANALYSIS = "analysis_limit=10000"
NOTICE_A_LOST_SERVER = {"tcp_user_timeout": 5000, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}


def _nothing(_name: str) -> None:
    """The failpoint hook of a server that isn't under test."""


def open_engine(url: str, *, read_only: bool = False, whole: bool = False) -> Engine:
    """An engine with our durability, time limits and quiet errors.

    url: `sqlite:///FILE` or `postgresql://…`. SQLite runs in WAL with synchronous FULL and takes the write
    lock at BEGIN. A read-only engine refuses writes; on PostgreSQL each of its queries is a transaction of its own,
    unless it is whole: then all queries of a transaction see the same moment, as they always do on SQLite.
    """
    if url.startswith("sqlite"):
        return _sqlite(url, read_only)
    if read_only:
        return _postgres(
            url, "REPEATABLE READ" if whole else "AUTOCOMMIT", read_only, LONG_MS if whole else STATEMENT_MS
        )
    return _postgres(url, "READ COMMITTED", read_only, STATEMENT_MS)


def _postgres(url: str, isolation: str, read_only: bool, milliseconds: int) -> Engine:
    url = url.replace("postgresql://", "postgresql+psycopg://", 1).replace("postgres://", "postgresql+psycopg://", 1)
    settings = {"statement_timeout": milliseconds, "lock_timeout": STATEMENT_MS, "timezone": "UTC", "datestyle": "ISO"}
    if read_only:
        settings["default_transaction_read_only"] = "on"
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"options": options, "connect_timeout": 2, **NOTICE_A_LOST_SERVER},
        isolation_level=isolation,
    )


def _sqlite(url: str, read_only: bool) -> Engine:
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": STATEMENT_MS / 1000})

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32768", ANALYSIS):
            raw.execute(f"PRAGMA {pragma}")
        if read_only:
            raw.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr] # sqlite3's
            connection.exec_driver_sql(READ if read_only else WRITE)

    return engine


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
            self._writer = Lane(open_engine(url), 1, "writer", begin=WRITE, together=WRITES_TOGETHER, savepoints=True)
            self._reader = Lane(
                open_engine(url, read_only=True), SQLITE_READERS, "reader", begin=READ, together=READS_TOGETHER
            )
        else:
            self._writer = Lane(open_engine(url), POSTGRES_WRITERS, "writer")
            self._reader = Lane(open_engine(url, read_only=True), POSTGRES_READERS, "reader", together=READS_TOGETHER)
        self._apart = not url.startswith("sqlite")  # a reader's queries: each is a transaction of its own
        begin = "" if self._apart else READ
        self._long_reader = Lane(open_engine(url, read_only=True, whole=True), 1, "long-reader", begin=begin)

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

        loop = asyncio.get_running_loop()
        owed = False

        def unit(connection: Connection) -> T:
            nonlocal owed
            db = Db(connection, store.workspace_id, self.keyring, begun=True)
            done = work(db, *args, **kwargs)
            owed = db.owed
            store.hit("before_commit")
            return done

        def committed() -> None:  # also when nobody waits any more: what was committed late is owed all the same
            if owed and not self.owed.is_set():
                with contextlib.suppress(RuntimeError):  # the loop is closed; the next process finds it
                    loop.call_soon_threadsafe(self.owed.set)
            store.hit("after_commit")

        result: T = await self._writer.do(unit, store.deadline, alone=store.long, committed=committed)
        return result

    async def read(self, store: "Store", work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query that writes nothing. Raises NotSavedYet when the database doesn't answer in time, and
        NotForReading at once for a change or a row lock.

        A long one sees one moment and keeps no short one waiting. A short one, on PostgreSQL, sees each of its
        queries' own moment unless it is marked (storage/moments.py).
        """
        apart = self._apart and not store.long and wants_one_moment(work)

        def unit(connection: Connection) -> T:
            with moment_of(connection) if apart else contextlib.nullcontext():
                return work(ReadOnly(connection, store.workspace_id, self.keyring, begun=True), *args, **kwargs)

        result: T = await (self._long_reader if store.long else self._reader).do(unit, store.deadline)
        return result

    async def system(
        self, work: Callable[Concatenate[Connection, Keyring, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a unit of work that belongs to no one workspace: installations and heartbeats."""

        def unit(connection: Connection) -> T:
            return work(connection, self.keyring, *args, **kwargs)

        result: T = await self._writer.do(unit, self.deadline)
        return result

    async def survey(
        self, work: Callable[Concatenate[Connection, Keyring, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query over all workspaces, beside the writer: health, status, checks."""

        def unit(connection: Connection) -> T:
            return work(connection, self.keyring, *args, **kwargs)

        result: T = await self._reader.do(unit, self.deadline)
        return result

    async def count_anew(self) -> None:
        """Tell SQLite's planner what the tables hold; PostgreSQL counts by itself.

        Uncounted, every workspace's part of an index is taken to be some ten rows, and the wrong index is chosen. A
        connection knows what was counted when it was opened.
        """
        if self.url.startswith("sqlite"):
            await self._writer.do(lambda connection: execute(connection, "ANALYZE").close(), self.deadline)
            for lane in (self._writer, self._reader, self._long_reader):
                lane.renew()

    def close(self) -> None:
        """Finish what was accepted and close every connection."""
        self._writer.close()
        self._reader.close()
        self._long_reader.close()


class Store:
    """The storage of one workspace. deadline: seconds until a caller is told that it isn't done yet.

    hit: the failpoints around a commit; only what people ask for passes them, never the clock's own work.
    long: each of its units has a transaction of its own, and its reads a lane of their own.
    """

    __slots__ = ("_storage", "deadline", "hit", "long", "workspace_id")

    def __init__(
        self, storage: Storage, workspace_id: int, deadline: float, hit: Callable[[str], None], *, long: bool = False
    ) -> None:
        self._storage = storage
        self.workspace_id = workspace_id
        self.deadline = deadline
        self.hit = hit
        self.long = long

    def patient(self, seconds: float) -> "Store":
        """The same storage with a longer deadline, for work nobody waits for in a form (checks and imports)."""
        return Store(self._storage, self.workspace_id, seconds, self.hit, long=True)

    def at_length(self) -> "Store":
        """The same storage for reading a whole program, for as long as a long read may take."""
        return self.patient(LONG_MS / 1000)

    def of_the_clock(self, seconds: float) -> "Store":
        """The same storage for timed duties: patient, so that what they start is never in doubt."""
        return Store(self._storage, self.workspace_id, seconds, _nothing)

    async def write(self, work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a unit of work of this workspace as one transaction (see Storage.write)."""
        return await self._storage.write(self, work, *args, **kwargs)

    async def read(self, work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query of this workspace (see Storage.read)."""
        return await self._storage.read(self, work, *args, **kwargs)
