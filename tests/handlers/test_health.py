"""The health pages tell the truth: ready turns red when the clock, the database or the socket is gone."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import pytest
from starlette.applications import Starlette

from bot.settings import Settings
from handlers.health import FORWARDED, STALE, Health, routes
from schedules import JOBS
from storage.keys import Keyring, new_key
from storage.outbox import outbox
from storage.store import Storage, open_engine
from storage.workspaces import workspaces
from tests import postgres
from tests.bot.running import connected, site, until
from tests.storage.small import NOW, opened

KEYS = Keyring([new_key()])


@dataclass
class Pages:
    """The pages of one process, whose clock last ticked so many seconds ago."""

    settings: Settings
    storage: Storage
    silence: float | None = 1.0
    socket: Any = None

    async def get(self, path: str, address: str = "127.0.0.1", **headers: str) -> httpx.Response:
        """Ask as somebody at this address."""
        health = Health(self.settings, self.storage, lambda: NOW, lambda: self.silence, self.socket)
        return await asked(Starlette(routes=routes(health, None)), path, address, **headers)

    async def ready(self) -> tuple[int, str]:
        """The state and what it says."""
        answer = await self.get("/health/ready")
        return answer.status_code, answer.text


async def asked(app: Starlette, path: str, address: str = "127.0.0.1", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app, client=(address, 5))
    async with httpx.AsyncClient(transport=transport, base_url="http://coachlog") as client:
        return await client.get(path, headers=headers)


@pytest.fixture
def pages(database_url: str) -> Iterator[Pages]:
    with opened(database_url, KEYS):
        pass
    storage = Storage(database_url, KEYS)
    yield Pages(Settings(Path(), database_url), storage)
    storage.close()


async def test_a_process_that_works_is_alive_and_ready(pages: Pages) -> None:
    assert (await pages.get("/health/live")).text == "ok"
    assert await pages.ready() == (200, "ready")


async def test_ready_is_red_until_the_clock_has_ticked_and_when_it_stopped(pages: Pages) -> None:
    pages.silence = None
    assert await pages.ready() == (503, "the clock hasn't ticked yet")
    pages.silence = STALE + 1
    assert await pages.ready() == (503, "the clock hasn't ticked for 75 seconds")
    pages.silence = STALE
    assert await pages.ready() == (200, "ready")


async def test_ready_is_red_without_a_connection_to_slack(pages: Pages) -> None:
    pages.socket = mock.AsyncMock()
    pages.socket.connected.return_value = False
    assert await pages.ready() == (503, "no connection to Slack")
    pages.socket.connected.return_value = True
    assert await pages.ready() == (200, "ready")


async def test_all_but_live_is_red_when_the_database_is_gone(postgres_server: str) -> None:
    url = postgres.create_database(postgres_server, "coachlog_gone", "coachlog_template")
    storage = Storage(url, KEYS)
    pages = Pages(Settings(Path(), url), storage)
    assert (await pages.ready())[0] == 200
    postgres.drop_database(postgres_server, "coachlog_gone")
    assert await pages.ready() == (503, "the database doesn't answer")
    status = await pages.get("/health/status")
    assert (status.status_code, status.json()) == (503, {"error": "the database doesn't answer"})
    assert (await pages.get("/metrics")).status_code == 503
    assert (await pages.get("/health/live")).status_code == 200
    storage.close()


async def test_ready_is_red_when_the_file_was_removed_or_replaced(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    aside = path.with_suffix(".aside")
    storage = Storage(sqlite_url, KEYS)
    health = Health(Settings(Path(), sqlite_url), storage, lambda: NOW, lambda: 1.0, None)
    app = Starlette(routes=routes(health, None))
    assert (await asked(app, "/health/ready")).text == "ready"
    move(path, aside)
    assert (await asked(app, "/health/ready")).text == "the database file is gone"
    replace_with_nothing(path)
    assert (await asked(app, "/health/ready")).text == "the database file is gone"
    move(aside, path)
    assert (await asked(app, "/health/ready")).text == "ready"
    storage.close()


def move(path: Path, to: Path) -> None:
    path.replace(to)


def replace_with_nothing(path: Path) -> None:
    path.write_bytes(b"")


async def test_status_and_metrics_count_by_state(pages: Pages) -> None:
    said = (await pages.get("/health/status")).json()
    assert said["outbox"] == {"sent": 5}
    assert said["inbox"] == {"done": 1}
    assert said["last_tick_seconds"] == 0
    assert said["duties"] == {"tidy": "2026-11-17T15:35:00+00:00"}
    lines = (await pages.get("/metrics")).text.splitlines()
    assert 'coachlog_outbox{state="sent"} 5' in lines
    assert "coachlog_last_tick_seconds 0.0" in lines
    assert all(line.startswith(("# TYPE coachlog_", "coachlog_")) for line in lines)


async def test_a_workspace_whose_token_cannot_be_opened_is_named_and_stops_nobody(pages: Pages) -> None:
    assert (await pages.get("/health/status")).json()["shut"] == []
    with open_engine(pages.settings.database_url).begin() as connection:
        connection.execute(workspaces.update().values(bot_token=b"damaged"))
    assert await pages.ready() == (200, "ready")
    assert (await pages.get("/health/status")).json()["shut"] == ["T1"]
    assert "coachlog_shut_workspaces 1" in (await pages.get("/metrics")).text.splitlines()


async def test_whoever_asks_often_gets_the_same_count(pages: Pages) -> None:
    health = Health(pages.settings, pages.storage, lambda: NOW, lambda: 1.0, None)
    app = Starlette(routes=routes(health, None))
    first = await asked(app, "/health/status")
    with open_engine(pages.settings.database_url).begin() as connection:
        connection.execute(outbox.delete())
    assert (await asked(app, "/health/status")).json() == first.json()
    assert 'coachlog_outbox{state="sent"} 5' in (await asked(app, "/metrics")).text


async def test_ready_counts_nothing(pages: Pages) -> None:
    with mock.patch("handlers.health.read_status", side_effect=AssertionError("it counted")):
        assert await pages.ready() == (200, "ready")


@pytest.mark.parametrize("path", ["/metrics", "/health/status"])
async def test_figures_are_for_this_machine_unless_there_is_a_token(pages: Pages, path: str) -> None:
    assert (await pages.get(path)).status_code == 200
    assert (await pages.get(path, "::1")).status_code == 200
    assert (await pages.get(path, "192.0.2.7")).status_code == 404
    assert (await pages.get(path, "somewhere")).status_code == 404
    for name in FORWARDED:
        assert (await pages.get(path, **{name: "127.0.0.1"})).status_code == 404
    pages.settings = replace(pages.settings, metrics_token="m37")
    assert (await pages.get(path)).status_code == 404
    assert (await pages.get(path, authorization="Bearer wrong")).status_code == 404
    assert (await pages.get(path, "192.0.2.7", authorization="Bearer m37")).status_code == 200


@pytest.fixture
async def running_health(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Any]:
    async with site(sqlite_url, tmp_path) as made, connected(made) as running:
        yield running


async def tick(running: Any) -> None:
    """Let the clock begin every duty, and wait for their ends."""
    for job in JOBS:
        await running.duties.begin(job)
    await until(lambda: not running.duties._at_work)


async def test_a_running_assistant_turns_red_when_its_parts_stop_and_green_again(running_health: Any) -> None:
    running = running_health
    await tick(running)
    assert (await asked(running.web, "/health/ready")).text == "ready"
    running.duties.monotonic = lambda: 10.0**9
    assert (await asked(running.web, "/health/ready")).text == "the clock hasn't ticked for 75 seconds"
    await tick(running)
    await running.duties.deliver()
    assert (await asked(running.web, "/health/ready")).text == "ready"
    await running.socket.client.disconnect()
    assert (await asked(running.web, "/health/ready")).text == "no connection to Slack"
