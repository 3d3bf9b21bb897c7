"""Long reads keep nobody waiting, and see the database as it was at one moment."""

import asyncio

from sqlalchemy import text

from storage.database import Db
from storage.store import LONG_MS, POSTGRES_READERS, STATEMENT_MS, Storage, Store
from tests.storage.working import SECONDS, Gate, noted, write

AUDITS = text("SELECT count(*) FROM audit")


async def test_a_short_read_waits_behind_no_long_one(storage: Storage, store: Store) -> None:
    gates, patient = [Gate() for _ in range(POSTGRES_READERS + 1)], store.patient(SECONDS)
    long = [asyncio.create_task(patient.read(gate.count_twice)) for gate in gates]
    await gates[0].until_held()
    await store.write(write, "saved")
    assert await store.read(noted) == ["saved"]
    assert await storage.survey(lambda connection, _: connection.execute(AUDITS).scalar()) == 1
    for gate in gates:
        gate.let_go()
    await asyncio.gather(*long)


async def test_a_long_read_sees_one_moment(store: Store) -> None:
    gate = Gate()
    long = asyncio.create_task(store.patient(SECONDS).read(gate.count_twice))
    await gate.until_held()
    await store.write(write, "meanwhile")
    gate.let_go()
    assert await long == (0, 0)
    assert await store.patient(SECONDS).read(noted) == ["meanwhile"]


async def test_a_long_read_may_take_longer_than_a_form_waits(store: Store) -> None:
    def allowed(db: Db) -> int:
        row = db.connection.execute(text("SELECT setting FROM pg_settings WHERE name = 'statement_timeout'"))
        return int(row.scalar() or 0)

    if await store.read(lambda db: db.dialect) == "postgresql":
        assert await store.read(allowed) == STATEMENT_MS
        assert await store.patient(SECONDS).read(allowed) == LONG_MS
