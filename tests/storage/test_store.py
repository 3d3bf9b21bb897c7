"""Units of work on their threads: whole or not at all, in time or honestly late, each on its own."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.errors import NotSavedYet, Refusal
from storage import audit
from storage.database import Db, tenant
from storage.insert import insert_once
from storage.readonly import NotForReading
from storage.store import Storage, Store
from tests.storage.rostering import NOW, opened
from tests.storage.working import COUNT, CUT, SECONDS, Gate, noted, started, write

TRIES = 100


async def until(storage: Storage, wanted: set[str]) -> None:
    """Wait until another thread has committed these."""
    async with asyncio.timeout(SECONDS):
        while set(await storage.workspace(1).read(noted)) != wanted:  # noqa: ASYNC110 - another thread commits
            await asyncio.sleep(0.01)


async def test_a_unit_that_fails_leaves_nothing_behind(store: Store) -> None:
    def half(db: Db) -> None:
        write(db, "half")
        raise Refusal("Not so.")

    with pytest.raises(Refusal, match="Not so"):
        await store.write(half)
    assert await store.read(noted) == []


async def test_what_was_written_is_read_at_once(store: Store) -> None:
    for number in range(50):
        await store.write(write, f"row.{number}")
        assert await store.read(lambda db: db.value(COUNT)) == number + 1


async def test_whoever_waits_too_long_is_told_and_the_unit_still_ends_whole(storage: Storage, store: Store) -> None:
    gate, hasty = Gate(), store.patient(0.05)
    for _ in range(TRIES):
        with pytest.raises(NotSavedYet):
            await hasty.write(gate.hold, "late")
        if gate.held:  # what a slow machine doesn't begin in time is never begun
            break
    gate.let_go()
    await store.patient(SECONDS).write(write, "next")
    await until(storage, {"late", "next"})


async def test_a_cancelled_caller_tears_nothing(storage: Storage, store: Store) -> None:
    gate = Gate()
    saving = asyncio.create_task(store.write(gate.hold, "kept"))
    await gate.until_held()
    saving.cancel()
    gate.let_go()
    with pytest.raises(asyncio.CancelledError):
        await saving
    await until(storage, {"kept"})


async def test_a_unit_whose_turn_comes_too_late_is_not_begun(sqlite_url: str) -> None:
    storage = await started(sqlite_url)
    store, gate = storage.workspace(1), Gate()
    first = asyncio.create_task(store.patient(SECONDS).write(gate.hold, "first"))
    await gate.until_held()
    with pytest.raises(NotSavedYet):
        await store.patient(0.05).write(write, "too.late")
    gate.let_go()
    await first
    await store.write(write, "last")
    assert await store.read(noted) == ["first", "last"]
    await asyncio.to_thread(storage.close)


async def gather(store: Store, *units: Callable[[Db], str]) -> list[str | BaseException]:
    return await asyncio.gather(*(store.write(unit) for unit in units), return_exceptions=True)


def refused(db: Db) -> str:
    write(db, "refused")
    raise Refusal("Not this one.")


def wrong(db: Db) -> str:
    write(db, "wrong")
    return str(db.add(audit.audit, at=NOW, actor=None, verb="nobody did it"))


async def test_units_that_wait_together_fail_one_by_one(store: Store) -> None:
    gate = Gate()
    first = asyncio.create_task(store.write(gate.hold, "first"))
    await gate.until_held()
    good = [lambda db, verb=verb: write(db, verb) for verb in ("a", "b", "c")]
    others = asyncio.create_task(gather(store, good[0], refused, good[1], wrong, good[2]))
    await asyncio.sleep(0)
    gate.let_go()
    await first
    outcomes = await others
    assert [one for one in outcomes if isinstance(one, str)] == ["a", "b", "c"]
    assert isinstance(outcomes[1], Refusal)
    assert isinstance(outcomes[3], DBAPIError)
    assert sorted(await store.read(noted)) == ["a", "b", "c", "first"]


async def test_units_that_wait_together_are_committed_before_any_is_answered(sqlite_url: str) -> None:
    storage = await started(sqlite_url)
    gate, store = Gate(), storage.workspace(1)
    seen = text("SELECT count(*) FROM audit WHERE verb = :verb")
    with opened(sqlite_url) as engine:

        async def save(verb: str) -> int:
            await store.write(write, verb)
            with engine.connect() as other, other.begin():
                return int(other.execute(seen, {"verb": verb}).scalar_one())

        first = asyncio.create_task(store.write(gate.hold, "first"))
        await gate.until_held()
        rest = asyncio.gather(*(save(f"row.{number}") for number in range(40)))
        await asyncio.sleep(0)
        gate.let_go()
        assert await rest == [1] * 40
        await first
    await asyncio.to_thread(storage.close)


async def test_long_work_shares_its_transaction_with_nobody(sqlite_url: str) -> None:
    storage = await started(sqlite_url)
    store, first, long = storage.workspace(1), Gate(), Gate()
    held = asyncio.create_task(store.write(first.hold, "first"))
    await first.until_held()
    short = asyncio.create_task(store.write(write, "short"))
    await asyncio.sleep(0)
    importing = asyncio.create_task(store.patient(SECONDS).write(long.hold, "long"))
    await asyncio.sleep(0)
    first.let_go()
    assert await held == "first"
    assert await short == "short"  # answered while the import is still at work
    assert not importing.done()
    long.let_go()
    await importing
    await asyncio.to_thread(storage.close)


async def test_a_locked_database_is_said_and_what_comes_after_the_lock_is_saved(storage: Storage, store: Store) -> None:
    with opened(storage.url) as engine, engine.connect() as other:
        with other.begin():
            if engine.dialect.name == "postgresql":
                other.execute(text("LOCK TABLE audit"))
            for _ in range(3):
                with pytest.raises(NotSavedYet):
                    await store.patient(0.1).write(write, "locked")
        assert await store.patient(SECONDS).write(write, "after") == "after"
    assert "after" in await store.read(noted)


ROW = {"user_id": "U", "verb": "sly", "at": NOW}
BARE = select(audit.audit.c.id)
LOCK = tenant(BARE.with_for_update())
HIDDEN = tenant(BARE.where(audit.audit.c.id.in_(BARE.with_for_update().scalar_subquery())))
CHANGE = tenant(update(audit.audit).values(verb="sly"))
NOT_FOR_READING: dict[str, Callable[[Db], object]] = {
    "add": lambda db: db.add(audit.audit, **ROW),
    "add_many": lambda db: db.add_many(audit.audit, [ROW]),
    "insert_once": lambda db: insert_once(db, audit.audit, **ROW),
    "change": lambda db: db.change(CHANGE),
    "change_many": lambda db: db.change_many(CHANGE, [{}]),
    "run": lambda db: db.run(delete(audit.audit)),
    "lock": lambda db: db.first(LOCK),
    "lock all": lambda db: db.all(BARE.with_for_update()),
    "lock within": lambda db: db.bare(HIDDEN),
}


async def test_a_reading_unit_can_neither_write_nor_lock(store: Store) -> None:
    for reader in (store, store.patient(SECONDS), store):
        for work in NOT_FOR_READING.values():
            with pytest.raises(NotForReading, match="audit"):
                await reader.read(work)
    assert await store.read(noted) == []


async def test_whatever_a_unit_raises_its_thread_lives_on(store: Store) -> None:
    def die(_db: Db) -> None:
        raise SystemExit("no")

    for run in (store.write, store.read):
        for _ in range(10):
            with pytest.raises(RuntimeError, match="SystemExit"):
                await run(die)
    assert await store.write(write, "alive") == "alive"
    assert await store.read(noted) == ["alive"]


async def test_connections_that_the_server_cut_are_replaced_unnoticed(postgres_url: str) -> None:
    storage = await started(postgres_url)
    store = storage.workspace(1)
    with opened(postgres_url) as engine, engine.connect() as other:
        for turn in range(3):
            await asyncio.gather(*(store.write(write, f"{turn}.{number}") for number in range(12)))
            await asyncio.gather(*(store.read(noted) for _ in range(12)))
            with other.begin():
                other.execute(CUT)
            assert len(await store.read(noted)) == 12 * (turn + 1)
    await asyncio.to_thread(storage.close)


async def test_closing_finishes_what_was_accepted(database_url: str) -> None:
    storage = await started(database_url)
    store = storage.workspace(1)
    saving = asyncio.gather(*(store.write(write, f"row.{number}") for number in range(30)))
    await asyncio.sleep(0)
    await asyncio.to_thread(storage.close)
    assert len(await saving) == 30
    with opened(database_url) as engine, engine.connect() as other:
        assert other.execute(text("SELECT count(*) FROM audit")).scalar_one() == 30
