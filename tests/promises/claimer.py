"""A process of its own that claims and marks until nothing is due, and prints what it claimed."""

import asyncio
import json
import secrets
import sys
from typing import Any

from bot.errors import NotSavedYet
from storage.claiming import claim
from storage.database import Db
from storage.outbox import mark
from storage.store import Storage, Store
from tests.storage.rostering import KEYRING, NOW

BATCH = 8
TRIES = 100


def take(db: Db, owner: str) -> list[int]:
    """Claim some; their ids."""
    return [one.id for one in claim(db, NOW, owner, BATCH)]


def close(db: Db, owner: str, rows: list[int]) -> None:
    """Mark them as sent."""
    for row in rows:
        assert mark(db, owner, row, "sent", channel="D1", ts=f"{row}.1")


async def again_and_again(store: Store, verb: Any, *args: Any) -> Any:
    """Until the database has time for it: on SQLite one process writes at a time, and the others give up waiting."""
    for _ in range(TRIES):
        try:
            return await store.write(verb, *args)
        except NotSavedYet:
            continue
    raise NotSavedYet


async def work(url: str) -> list[int]:
    """Everything this process claimed."""
    storage, claimed, idle = Storage(url, KEYRING, deadline=60), list[int](), 0
    store = storage.workspace(1)
    while idle < 3:
        owner = secrets.token_hex(8)
        rows = await again_and_again(store, take, owner)
        await again_and_again(store, close, owner, rows)
        claimed += rows
        idle = 0 if rows else idle + 1
        await asyncio.sleep(0 if rows else 0.05)
    await asyncio.to_thread(storage.close)
    return claimed


if __name__ == "__main__":
    print("ready", flush=True)  # noqa: T201 - to the test
    sys.stdin.readline()
    print(json.dumps(asyncio.run(work(sys.argv[1]))))  # noqa: T201 - to the test
