"""Puts one running assistant together from its settings."""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from bot.errors import BadSetting
from bot.settings import Clock, Settings
from handlers import House, register
from handlers.door import Door
from handlers.health import Health, routes
from handlers.tenancy import Tenants
from handlers.turn import Tasks
from schedules import Duties, register_jobs
from storage.keys import Keyring, new_key
from storage.migrations import upgrade
from storage.store import Storage
from storage.workspaces import NewWorkspace, install

log = logging.getLogger("coachlog.app")

SLACK_SECONDS = 10
GRACE = 25.0  # seconds for what was accepted, inside the 30 that a stop may take


@dataclass(slots=True)
class Assistant:
    """One running assistant. web answers HTTP; duties is what the clock does; stop() finishes what was accepted."""

    settings: Settings
    now: Callable[[], datetime]
    storage: Storage
    bolt: AsyncApp
    web: Starlette
    duties: Duties
    tasks: Tasks
    session: aiohttp.ClientSession
    scheduler: AsyncIOScheduler
    socket: AsyncSocketModeHandler | None = None
    _loop: asyncio.Task[None] | None = field(default=None)

    async def start(self) -> None:
        """Begin to tick and, in Socket Mode, to listen."""
        register_jobs(self.scheduler, self.duties)
        self.scheduler.start()
        self._loop = asyncio.create_task(self.duties.run())
        if self.socket:
            await self.socket.client.connect()

    async def stop(self) -> None:
        """Stop listening, finish what was accepted, close everything."""
        if self.socket:
            await self.socket.client.close()
        self.scheduler.shutdown(wait=False)
        self.duties.stop()
        await self.tasks.drain(GRACE / 2)
        if self._loop:
            await asyncio.wait({self._loop}, timeout=GRACE / 2)
        await self.session.close()
        self.storage.close()


def keyring(settings: Settings) -> Keyring:
    """The keys of the settings, or of the key file in COACHLOG_HOME, made at the first start."""
    try:
        return Keyring(settings.keys or _key_file(settings))
    except ValueError as problem:
        raise BadSetting(
            f"COACHLOG_KEYS can't be used: {problem}. Put back the keys the data was sealed with."
        ) from None


def _key_file(settings: Settings) -> list[str]:
    path = settings.home / "keys"
    if not path.exists():
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.home.chmod(0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(new_key() + "\n")
    return [line.strip() for line in path.read_text().splitlines() if line.strip()]


def open_storage(settings: Settings) -> Storage:
    """The database of these settings, its schema brought up to date when it is the embedded one."""
    keys = keyring(settings)
    if settings.database_url.startswith("sqlite"):
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        upgrade(settings.database_url)
    return Storage(settings.database_url, keys, failpoint=settings.failpoints.hit)


@contextlib.asynccontextmanager
async def assistant(settings: Settings, now: Callable[[], datetime] | None = None) -> AsyncIterator[Assistant]:
    """A running assistant; it stops cleanly when the block ends."""
    storage = open_storage(settings)
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SLACK_SECONDS))
    try:
        made = await _put_together(settings, now or Clock(settings.start_at).now, storage, session)
        await made.start()
    except BaseException:
        await session.close()
        storage.close()
        raise
    try:
        yield made
    finally:
        await made.stop()


async def _put_together(
    settings: Settings, now: Callable[[], datetime], storage: Storage, session: aiohttp.ClientSession
) -> Assistant:
    tenants, tasks = Tenants(storage), Tasks()
    client = AsyncWebClient(base_url=settings.api_url, session=session, retry_handlers=[], timeout=SLACK_SECONDS)
    if not settings.many_workspaces:
        await bind_workspace(settings, storage, client, now())
    bolt = AsyncApp(
        name="coachlog",
        signing_secret=settings.signing_secret,
        authorize=cast(Any, tenants),  # Bolt's hint leaves out the class that its code accepts
        client=client,
        process_before_response=True,
        request_verification_enabled=not settings.app_token,
    )
    register(bolt, House(storage, now, tasks, settings.failpoints.hit))
    duties = Duties(storage, settings.api_url, session, now, settings.failpoints.hit)
    door = None if settings.app_token else Door(bolt, settings.signing_secret, settings.failpoints.hit)
    socket = AsyncSocketModeHandler(bolt, settings.app_token, web_client=client) if settings.app_token else None
    web = Starlette(routes=routes(Health(settings, storage, now, socket), door))
    scheduler = AsyncIOScheduler(timezone="UTC")
    return Assistant(settings, now, storage, bolt, web, duties, tasks, session, scheduler, socket)


async def bind_workspace(settings: Settings, storage: Storage, client: AsyncWebClient, now: datetime) -> int:
    """Ask Slack which workspace the token belongs to, and remember it; the id of its row."""
    answer = await client.auth_test(token=settings.bot_token)
    scopes = answer.headers.get("x-oauth-scopes", "")
    new = NewWorkspace(
        team_id=str(answer["team_id"]),
        name=str(answer.get("team") or answer["team_id"]),
        bot_token=settings.bot_token,
        bot_user_id=str(answer["user_id"]),
        scopes=scopes,
    )
    return await storage.system(install, new, now)
