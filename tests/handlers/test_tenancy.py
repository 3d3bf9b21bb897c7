"""Which workspace a request belongs to: looked up once a while, never for another team, and anew when told to."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from handlers.tenancy import FRESH, Tenants
from storage.database import Db
from storage.installations import Told, end_installation, install_workspace
from storage.keys import Keyring, new_key
from storage.store import Storage
from storage.workspaces import NewWorkspace

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)
GONE = Told("app_uninstalled", {}, 1000)


def told(team: str, number: int = 1) -> NewWorkspace:
    return NewWorkspace(team, f"Team {team}", f"xoxb-{team}-{number}", "UBOT")


@dataclass
class Desk:
    """Two processes on one database, and their clock."""

    storage: Storage
    seconds: float = 0.0
    here: Tenants = field(init=False)
    elsewhere: Tenants = field(init=False)

    def __post_init__(self) -> None:
        self.here = Tenants(self.storage, lambda: self.seconds)
        self.elsewhere = Tenants(self.storage, lambda: self.seconds)

    async def install(self, new: NewWorkspace) -> int:
        return await self.storage.system(install_workspace, new, NOW)

    async def end(self, workspace: int) -> None:
        def work(db: Db) -> bool:
            return end_installation(db, NOW, "Ev1", GONE)

        assert await self.storage.workspace(workspace).write(work)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    storage = Storage(database_url, Keyring([new_key()]))
    yield Desk(storage)
    storage.close()


async def token(tenants: Tenants, team: str) -> str | None:
    found = await tenants.find(team)
    return found.bot_token if found else None


async def test_each_team_gets_its_own_token_and_a_stranger_none(desk: Desk) -> None:
    for team in ("T1", "T2"):
        await desk.install(told(team))
    assert [await token(desk.here, team) for team in ("T1", "T2", "T3", "")] == ["xoxb-T1-1", "xoxb-T2-1", None, None]


async def test_a_stranger_is_known_as_soon_as_they_install(desk: Desk) -> None:
    assert await token(desk.here, "T1") is None
    await desk.install(told("T1"))
    assert await token(desk.here, "T1") == "xoxb-T1-1"


async def test_a_removed_workspace_is_forgotten_here_at_once_and_elsewhere_in_half_a_minute(desk: Desk) -> None:
    workspace = await desk.install(told("T1"))
    for tenants in (desk.here, desk.elsewhere):
        assert await token(tenants, "T1")
    await desk.end(workspace)
    desk.here.forget("T1")
    assert await token(desk.here, "T1") is None
    desk.seconds += FRESH
    assert FRESH <= 30
    assert await token(desk.elsewhere, "T1") is None


async def test_a_new_token_is_taken_up_elsewhere_in_half_a_minute(desk: Desk) -> None:
    await desk.install(told("T1"))
    assert await token(desk.elsewhere, "T1") == "xoxb-T1-1"
    await desk.install(told("T1", 2))
    desk.seconds += FRESH
    assert await token(desk.elsewhere, "T1") == "xoxb-T1-2"


async def test_what_was_read_before_a_removal_is_not_remembered_after_it(desk: Desk) -> None:
    workspace = await desk.install(told("T1"))
    reading = asyncio.create_task(desk.here.find("T1"))
    await asyncio.sleep(0)  # the question is asked; its answer isn't here yet
    desk.here.forget("T1")
    await reading
    await desk.end(workspace)
    assert await token(desk.here, "T1") is None
