"""Lanes: worker threads that run units of work, each thread on a connection of its own."""

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError

from bot.errors import NotSavedYet
from storage.statements import end, execute

Outcome: TypeAlias = tuple[Any, BaseException | None]

# InternalError: PostgreSQL gave up the transaction because of another unit in it.
AWAY = (OperationalError, InterfaceError, InternalError)
TRIES = 2  # a connection that was cut while it waited is noticed only when it is used


@dataclass(frozen=True, slots=True)
class Job:
    """One unit of work and the future that gets its outcome.

    alone: it is long, so nobody shares its transaction. committed: what follows its commit, on the same thread.
    """

    unit: Callable[[Connection], Any]
    future: "asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop
    give_up_at: float
    alone: bool
    committed: Callable[[], None]


class Lane:
    """Worker threads over one engine.

    begin: what begins a transaction, where the driver doesn't do it by itself.
    together: how many waiting units may share one transaction and its commit. Each has a savepoint of its own, so
    that one that fails takes nothing from the others; all are answered after the commit.
    """

    def __init__(
        self, engine: Engine, threads: int, name: str, *, begin: str = "", together: int = 1, savepoints: bool = False
    ) -> None:
        self._engine = engine
        self._begin = begin
        self._together = together
        self._savepoints = savepoints
        self._renewed = 0
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True) for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    async def do(
        self,
        unit: Callable[[Connection], Any],
        deadline: float,
        *,
        alone: bool = False,
        committed: Callable[[], None] = lambda: None,
    ) -> Any:
        """Run a unit of work on a thread; its result. Raises NotSavedYet after the deadline, in seconds.

        Whoever waits may be cancelled or be told that it is late; the unit itself is not interrupted.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        timer = loop.call_later(deadline, _too_late, future)
        self._waiting.put(Job(unit, future, loop, time.monotonic() + deadline, alone, committed))
        try:
            return await future
        finally:
            timer.cancel()

    def renew(self) -> None:
        """Have each thread take a new connection before its next unit of work."""
        self._renewed += 1

    def close(self) -> None:
        """Finish what was accepted, then let go of threads and connections."""
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()
        self._engine.dispose()

    def _work(self) -> None:
        worker, renewed = Worker(self._engine, self._begin, savepoints=self._savepoints), 0
        while (job := self._waiting.get()) is not None:
            if renewed != self._renewed:
                renewed = self._renewed
                worker.close()
            jobs = _in_time(self._with_others(job))
            if len(jobs) > 1 and jobs[-1].alone:
                _answer(jobs[:-1], worker.run(jobs[:-1]))
                del jobs[:-1]
            if jobs:
                _answer(jobs, worker.run(jobs))
        worker.close()

    def _with_others(self, first: Job) -> list[Job]:
        """The jobs that wait already; one that wants to be alone is the last of them."""
        jobs = [first]
        while len(jobs) < self._together and not jobs[-1].alone:
            try:
                job = self._waiting.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._waiting.put(None)
                break
            jobs.append(job)
        return jobs


class Worker:
    """One thread's connection; replaced when it was lost."""

    def __init__(self, engine: Engine, begin: str, *, savepoints: bool) -> None:
        self._engine = engine
        self._begin = begin
        self._savepoints = savepoints
        self._held: Connection | None = None

    def run(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Run units in one transaction; the outcome of each. Whatever a unit raises is its own outcome."""
        for left in reversed(range(TRIES)):
            committing = False
            try:
                connection = self._connection()
                if self._begin:
                    execute(connection, self._begin)
                outcomes = [self._one(connection, job, len(jobs) > 1) for job in jobs]
                committing = True
                end(connection, commit=True)
            except BaseException as error:  # noqa: BLE001 - it is the outcome; the thread must live on
                self._let_go(error)
                if committing or not left or not _was_lost(error):
                    return [(None, error)] * len(jobs)
            else:
                return [_followed(job, outcome) for job, outcome in zip(jobs, outcomes, strict=True)]
        raise AssertionError("the last try returns")

    def _one(self, connection: Connection, job: Job, shared: bool) -> Outcome:
        if not shared:
            return job.unit(connection), None
        if job.give_up_at < time.monotonic():
            return None, NotSavedYet()
        if self._savepoints:
            execute(connection, "SAVEPOINT unit")
        outcome: Outcome
        try:
            outcome = job.unit(connection), None
        except BaseException as error:
            if _was_lost(error):
                raise
            if self._savepoints:
                execute(connection, "ROLLBACK TO unit")
            outcome = None, error
        if self._savepoints:
            execute(connection, "RELEASE unit")
        return outcome

    def _connection(self) -> Connection:
        if self._held is None:
            self._held = self._engine.connect()
        return self._held

    def _let_go(self, error: BaseException) -> None:
        """Roll back; close the connection after any error of the database, for a failed commit may leave it open."""
        if self._held is None:
            return
        try:
            end(self._held, commit=False)
        except BaseException:  # noqa: BLE001 - whatever it is, this connection is of no more use
            self.close()
        if isinstance(error, DBAPIError):
            self.close()

    def close(self) -> None:
        """Let go of the connection."""
        held, self._held = self._held, None
        if held is not None:
            with contextlib.suppress(Exception):  # what is lost can't be closed in good order
                held.close()


def _followed(job: Job, outcome: Outcome) -> Outcome:
    if outcome[1] is None:
        try:
            job.committed()
        except BaseException as error:  # noqa: BLE001 - it is the outcome; the thread must live on
            return None, error
    return outcome


def _was_lost(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _in_time(jobs: list[Job]) -> list[Job]:
    """The jobs whose callers still wait; the others are not begun."""
    now = time.monotonic()
    late = [job for job in jobs if job.give_up_at < now]
    _answer(late, [(None, NotSavedYet())] * len(late))
    return [job for job in jobs if job.give_up_at >= now] if late else jobs


def _too_late(future: "asyncio.Future[Any]") -> None:
    if not future.done():
        future.set_exception(NotSavedYet())


def _answer(jobs: Sequence[Job], outcomes: Sequence[Outcome]) -> None:
    """Hand the outcomes to whoever waits, with one call for each event loop."""
    for loop in {job.loop for job in jobs}:
        mine = [(job.future, outcome) for job, outcome in zip(jobs, outcomes, strict=True) if job.loop is loop]
        try:
            loop.call_soon_threadsafe(_settle, mine)
        except RuntimeError:  # the loop is closed: nobody waits any more
            continue


def _settle(outcomes: Sequence[tuple["asyncio.Future[Any]", Outcome]]) -> None:
    for future, (value, error) in outcomes:
        if future.done():
            continue  # it was late, or its caller went away; the intent key covers the repeat
        if error is None:
            future.set_result(value)
        elif isinstance(error, AWAY) or _was_lost(error):
            future.set_exception(NotSavedYet())
        else:
            future.set_exception(_bearable(error))


def _bearable(error: BaseException) -> Exception:
    """What a unit raised, as something that may be raised in the caller's event loop without ending it."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    return RuntimeError(f"a unit of work raised {type(error).__name__}")
