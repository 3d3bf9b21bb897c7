"""The small program with a Slack of its own, on each kind of database, and senders to try on it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from playground.records import Message
from playground.sample import populate
from playground.server import Playground
from playground.state import World
from schedules.delivery import Delivery
from storage.database import Db
from storage.outbox import outbox
from storage.store import Storage, Store
from storage.workspaces import NewWorkspace, install
from tests.schedules.delivering import Clock, in_order
from tests.storage.contacting import CHANNEL, NOW, PEOPLE, Program, settle
from tests.storage.rostering import KEYRING


@dataclass
class Office:
    """The small program with a Slack, and the senders of one process. program: only its ids are of use outside."""

    world: World
    store: Store
    client: AsyncWebClient
    program: Program
    clock: Clock = field(default_factory=lambda: Clock(NOW))

    def sender(self) -> Delivery:
        """A sender of another process."""
        return in_order(Delivery(self.store, self.client, self.clock.now, lambda _name: None, lambda: None))

    async def do(self, name: str, *args: Any, **words: Any) -> Any:
        """Run one of Program's own verbs in a transaction."""

        def work(db: Db) -> Any:
            return getattr(Program(db, self.program.id, self.program.people, self.program.pairs), name)(*args, **words)

        return await self.store.write(work)

    async def states(self) -> dict[str, tuple[str, str | None, int]]:
        """(state, reason, attempt) of every message by its key."""

        def read(db: Db) -> dict[str, tuple[str, str | None, int]]:
            return {row.key: (row.state, row.reason, row.attempt) for row in db.all(select(outbox))}

        return await self.store.read(read)

    def posted(self, user: str) -> list[Message]:
        """What the app has written to a person, or, for a channel's id, into it."""
        if user.startswith("C"):
            return list(self.world.workspaces["T1"].channels[user].messages.values())
        return self.world.person("T1", user).dm()

    def opened(self) -> int:
        return len(list(self.world.journal.calls("conversations.open")))


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    world = World(rate_limits=False, start=NOW)
    populate(world, "T1", "Coaching", PEOPLE, ({"id": CHANNEL, "name": "coordinators"},))
    storage = Storage(database_url, KEYRING, deadline=20)
    async with Playground(world, page=False) as playground:
        client = AsyncWebClient(
            world.app.installations["T1"].bot_token, playground.api_url, timeout=30, retry_handlers=[]
        )
        store = storage.workspace(await storage.system(install, NewWorkspace("T1", "Example", "xoxb-1", "UBOT"), NOW))
        yield Office(world, store, client, await store.write(settle))
    await asyncio.to_thread(storage.close)
