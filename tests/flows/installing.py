"""A playground with two workspaces in which people have the same ids, and the assistant that installs by OAuth."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import uvicorn
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.app import Assistant, assistant
from bot.settings import Clock, load
from playground.sample import populate
from playground.server import Playground
from playground.state import World
from storage.audit import audit
from storage.keys import new_key
from storage.oauth_states import used_states
from storage.store import Store
from storage.workspaces import find, workspaces
from tests.flows.conftest import CHANNELS, NOW, PEOPLE
from tests.promises.village import manifest

TEAMS = {"T1": "North", "T2": "South"}
INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"
HOSTILE = "\"'><script>alert(1)</script>&amp;{{7*7}}"


@dataclass
class Watch:
    """The assistant's clock. ahead: how far a test has set it forward."""

    clock: Clock
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """An aware UTC datetime."""
        return self.clock.now() + self.ahead


@dataclass
class Estate:
    """A playground, the assistant and the address it answers at; nobody has installed it yet."""

    world: World
    app: Assistant
    clock: Watch
    url: str

    def browser(self) -> httpx.AsyncClient:
        """A browser with cookies of its own; it follows nothing by itself."""
        return httpx.AsyncClient(base_url=self.url)

    async def asked(self, browser: httpx.AsyncClient) -> str:
        """Press Install: the address at Slack that the browser is sent to."""
        answer = await browser.get(INSTALL)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def decided(self, browser: httpx.AsyncClient, team: str, *, allow: bool = True, user: str = "UADMIN") -> str:
        """Press Install, and Allow or Cancel at Slack: the address to go back to."""
        form = {"who": f"{team}/{user}", "allow": str(int(allow))}
        answer = await browser.post(await self.asked(browser), data=form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def install(self, team: str, user: str = "UADMIN") -> httpx.Response:
        """Install from the first page to the last; the app is then in the coordinators' channel."""
        async with self.browser() as browser:
            page = await browser.get(await self.decided(browser, team, user=user))
        bot = self.world.app.installations[team].bot_user_id
        self.world.workspaces[team].channels["CCOORD"].members.add(bot)
        return page

    async def store(self, team: str) -> Store:
        """The storage of a workspace."""
        found = await self.app.storage.system(find, team)
        assert found is not None
        return self.app.storage.workspace(found.id)

    async def live(self) -> list[str]:
        """The tokens that the duties work with."""
        return [one.token for one in await self.app.duties.workspaces()]


def state_of(address: str) -> str:
    """The state in an address."""
    return parse_qs(urlsplit(address).query)["state"][0]


def rows(connection: Connection, _keyring: object) -> list[Any]:
    return list(connection.execute(select(workspaces)))


def notes(connection: Connection, _keyring: object) -> list[tuple[str, str]]:
    return [(row.actor, row.verb) for row in connection.execute(select(audit))]


def states(connection: Connection, _keyring: object) -> list[Any]:
    return list(connection.execute(select(used_states)))


async def nothing_was_installed(place: Estate) -> bool:
    return not await place.app.storage.system(rows)


def plain(answer: httpx.Response, status: int, words: str) -> None:
    """A page that says so and can do nothing."""
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in answer.text


@contextlib.asynccontextmanager
async def estate(url: str, home: Path, **more: str) -> AsyncIterator[Estate]:
    """The assistant on a database, for many workspaces. more: settings of its environment."""
    world = World(manifest(), start=NOW, rate_limits=False)
    for team, name in TEAMS.items():
        populate(world, team, name, PEOPLE, CHANNELS, install=False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        world.app.request_url = f"{address}/slack/events"
        async with Playground(world, page=False) as playground:
            environ = {
                "SLACK_API_URL": playground.api_url,
                "SLACK_CLIENT_ID": world.app.client_id,
                "SLACK_CLIENT_SECRET": world.app.client_secret,
                "SLACK_SIGNING_SECRET": world.app.signing_secret,
                "SLACK_AUTHORIZE_URL": f"{playground.url}/oauth/v2/authorize",
                "SLACK_REDIRECT_URI": f"{address}{BACK}",
                "DATABASE_URL": url,
                "COACHLOG_HOME": str(home),
                "COACHLOG_KEYS": new_key(),
                "COACHLOG_TEST": "1",
            }
            clock = Watch(Clock(NOW))
            async with assistant(load({**environ, **more}), clock.now) as app, _serving(app, listener):
                yield Estate(world, app, clock, address)


@contextlib.asynccontextmanager
async def _serving(app: Assistant, listener: socket.socket) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(app.web, log_level="critical", lifespan="off"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await task
