"""Events that wait are applied, whatever stands beside them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from schedules.inbox import Inbox
from storage.database import Db
from storage.inbox import finish_event, inbox, put_off_event, receive_event, waiting_events
from storage.store import Storage, Store
from storage.workspaces import NewWorkspace, install
from tests.storage.rostering import KEYRING, NOW


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    storage = Storage(database_url, KEYRING, deadline=20)
    yield storage.workspace(await storage.system(install, NewWorkspace("T1", "Example", "xoxb-1", "UBOT"), NOW))
    await asyncio.to_thread(storage.close)


def receive_three(db: Db, damaged: bytes | None) -> None:
    for key in ("a", "b", "c"):
        receive_event(db, NOW, key, "user_change", {"user": {"id": "U9"}})
    broken = damaged or db.seal(inbox.c.payload, "{not json")
    db.change(update(inbox).where(inbox.c.event_key == "b").values(payload=broken))


def states(db: Db) -> dict[str, str]:
    return {row.event_key: row.state for row in db.all(select(inbox.c.event_key, inbox.c.state))}


@pytest.mark.parametrize("damaged", [b"\x01dam", None], ids=["cut", "no JSON"])
async def test_a_damaged_event_is_parked_and_the_others_are_applied(store: Store, damaged: bytes | None) -> None:
    await store.write(receive_three, damaged)
    assert await Inbox(store, lambda: NOW).run_once() == 3
    assert await store.read(states) == {"a": "done", "b": "failed", "c": "done"}
    assert await Inbox(store, lambda: NOW).run_once() == 0


def finished_meanwhile(db: Db) -> None:
    receive_event(db, NOW, "a", "user_change", {})
    (one,) = waiting_events(db, NOW)
    assert finish_event(db, one.id)
    put_off_event(db, one.id, one.attempt, NOW)


async def test_an_event_that_another_process_applied_is_not_put_off(store: Store) -> None:
    await store.write(finished_meanwhile)
    assert await store.read(states) == {"a": "done"}
