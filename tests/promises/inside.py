"""The assistant inside the test's own process, where its clock, its database and its Slack can be made to fail."""

import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app import Assistant, assistant
from bot.settings import load
from playground.people import Person
from playground.server import Playground
from playground.state import World
from storage.keys import new_key
from tests.flows.conftest import serving
from tests.promises.counting import Counted, broken_promises, connected, count, violations
from tests.promises.village import a_visit, coaches, make_world, settle_team

LOCKS = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "LOCK TABLE contacts, outbox, audit, inbox IN ACCESS EXCLUSIVE MODE",
}


@dataclass
class Hamlet:
    """Coaches on a playground, and the assistant beside them. address: where it takes deliveries, over HTTP."""

    world: World
    app: Assistant
    url: str
    key: str
    people: list[Person]
    journal: Path
    address: str = ""

    def broken(self) -> list[str]:
        """What contradicts the promises, in the database and between it and the playground's journal."""
        return violations(self.count()) + broken_promises(self.url, self.key, self.journal)

    def count(self) -> Counted:
        """What is stored now."""
        return count(self.url, self.key)

    async def later(self, minutes: float = 11) -> None:
        """Let time pass, and let the clock do what is due then."""
        await self.world.clock.advance(timedelta(minutes=minutes))
        await self.app.duties.tick()

    async def settled(self) -> Counted:
        """What is stored once nothing waits to be sent any more."""
        for _ in range(30):
            await self.app.duties.tick()
            if not (found := self.count()).waiting:
                return found
            await self.world.clock.advance(timedelta(minutes=11))
        raise AssertionError(f"still waiting: {found.waiting}")


@contextlib.asynccontextmanager
async def inside(url: str, home: Path, pairs: int, transport: str = "http") -> AsyncIterator[Hamlet]:
    """Coaches, a settled program and a running assistant."""
    journal, key = home / "journal.jsonl", new_key()
    world = make_world(pairs, journal_path=journal)
    async with Playground(world, page=False) as playground:
        await settle_team(url, key, world, pairs)
        environ = {
            "SLACK_API_URL": playground.api_url,
            "SLACK_BOT_TOKEN": world.app.bot_token,
            "SLACK_SIGNING_SECRET": world.app.signing_secret,
            "SLACK_APP_TOKEN": world.app.app_token if transport == "socket" else "",
            "DATABASE_URL": url,
            "COACHLOG_HOME": str(home),
            "COACHLOG_KEYS": key,
            "COACHLOG_TEST": "1",
        }
        async with assistant(load(environ), world.clock.now) as app, contextlib.AsyncExitStack() as stack:
            made = Hamlet(world, app, url, key, coaches(world, pairs), journal)
            if transport == "http":
                port = await stack.enter_async_context(serving(app))
                made.address = world.app.request_url = f"http://127.0.0.1:{port}/slack/events"
            yield made


@contextlib.contextmanager
def locked(url: str) -> Iterator[None]:
    """Hold the database against every writer, from a thread of its own."""
    taken, enough = threading.Event(), threading.Event()

    def hold() -> None:
        with connected(url) as connection:
            connection.exec_driver_sql(LOCKS[connection.dialect.name])
            taken.set()
            enough.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert taken.wait(30), "the lock was never taken"
        yield
    finally:
        enough.set()
        holder.join()


async def form_of(coach: Person, note: str) -> None:
    """Open a fresh form and fill it in."""
    if coach.modal:
        await coach.close()
    await coach.command("/coachlog")
    await coach.world.wait_for(lambda: coach.modal)
    await coach.fill(coach.modal, a_visit(note))
