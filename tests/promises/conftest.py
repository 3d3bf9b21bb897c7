"""What the promises' cases share: databases, a village with a real server beside it, and one inside the test."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from playground.people import Person
from playground.server import Playground
from playground.state import World
from storage.keys import new_key
from tests.patience import be_patient
from tests.promises.counting import Counted, broken_promises, count, violations
from tests.promises.serving import Server, served
from tests.promises.village import a_visit, coaches, make_world, settle_team

TRIES = 60


@pytest.fixture(autouse=True)
def patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is decided by a slow machine, and nothing waits for what the test isn't about."""
    be_patient(request, monkeypatch)


@dataclass
class Village:
    """Coaches on a playground, a database, and the server that isn't started yet."""

    world: World
    server: Server
    people: list[Person]
    journal: Path

    def broken(self) -> list[str]:
        """What contradicts the promises, in the database and between it and the playground's journal."""
        return violations(self.count()) + broken_promises(self.server.url, self.server.key, self.journal)

    def count(self) -> Counted:
        """What is stored now."""
        return count(self.server.url, self.server.key)

    def second(self) -> Server:
        """Another replica on the same database."""
        one = self.server
        return Server(one.world, one.url, one.home, one.key, one.level, one.socket_mode)

    @contextlib.asynccontextmanager
    async def running(self, failpoints: str = "") -> AsyncIterator[Server]:
        """The server, started, and Slack delivering to it."""
        self.world.app.request_url = None if self.server.socket_mode else self.server.address
        async with served(self.server, failpoints) as server:
            yield server


Settled = Callable[..., AbstractAsyncContextManager[Village]]


@pytest.fixture
def village(database_url: str, tmp_path: Path) -> Settled:
    """`async with village(12) as made:` so many coaches with their program, on each kind of database."""
    return _maker(database_url, tmp_path)


@pytest.fixture
def sqlite_village(sqlite_url: str, tmp_path: Path) -> Settled:
    """The same on SQLite alone."""
    return _maker(sqlite_url, tmp_path)


def _maker(url: str, folder: Path) -> Settled:
    @contextlib.asynccontextmanager
    async def make(pairs: int, **options: object) -> AsyncIterator[Village]:
        world = make_world(pairs, journal_path=folder / "journal.jsonl")
        async with Playground(world, page=False):
            key = new_key()
            await settle_team(url, key, world, pairs)
            server = Server(world, url, folder / "home", key, **options)  # type: ignore[arg-type] # the caller's options
            yield Village(world, server, coaches(world, pairs), folder / "journal.jsonl")

    return make


async def open_form(made: Village, coach: Person) -> None:
    """Type /coachlog until the form is there, as a person would after an error."""
    for _ in range(TRIES):
        await made.server.up()
        await coach.command("/coachlog")
        with contextlib.suppress(TimeoutError):
            await coach.world.wait_for(lambda: coach.modal, 3.0)
            return
    raise AssertionError("the form never opened")


async def log_visit(made: Village, coach: Person, note: str) -> int:
    """Log a visit with this note, again and again until it is accepted; how many submissions that took."""
    await open_form(made, coach)
    await coach.fill(coach.modal, a_visit(note))
    for tries in range(1, TRIES):
        await made.server.up()
        if (await coach.submit()).meaning == "closed":
            return tries
        assert coach.modal, "the form closed without being saved"
        assert coach.modal.state["note"]["value"]["value"] == note, "the text is gone"
    raise AssertionError("never saved")
