"""Puts one running assistant together from its settings."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from bot.errors import BadSetting, NotSavedYet, Unavailable, slack_error, slack_status
from bot.settings import Clock, Settings
from handlers import House, register
from handlers.door import Door
from handlers.feed import Feeds, feed_routes
from handlers.health import Health, routes
from handlers.install import Install, install_routes
from handlers.manifest import bot_scopes
from handlers.shape import hooks_of
from handlers.socket import Socket
from handlers.tenancy import Tenants
from handlers.turn import Tasks
from schedules import Duties, register_jobs
from schedules.answersfirst import Answers
from storage import installations
from storage.keyfile import first_keys, make_home, read_keys
from storage.keys import Keyring
from storage.migrations import behind, revision_of, upgrade
from storage.store import Storage
from storage.workspaces import NewWorkspace, locked_out

log = logging.getLogger("coachlog.app")

SHORT_JSON = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
SLACK_SECONDS = 10
# Seconds that a stop may take: HTTP has had its part before; together under 30.
ENVELOPES, DUTIES, BACKGROUND = 3.0, 12.0, 4.0
NO_ANSWER = (aiohttp.ClientError, TimeoutError, OSError)
BAD_TOKEN = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "not_allowed_token_type",
}
BEHIND = "The database's tables are older than this version. Run: coachlog migrate"
NOT_INSTALLED = "Coachlog isn't installed in this workspace anymore. An admin can install it again."
LOCKED_OUT = (
    "The data was sealed with a key that isn't here. "
    "Put the keys it was sealed with into COACHLOG_KEYS, or back into the key file in COACHLOG_HOME."
)


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
    socket: Socket | None = None
    _loop: asyncio.Task[None] | None = field(default=None)

    async def start(self) -> None:
        """Begin to listen, in Socket Mode, and to tick."""
        if self.socket:
            with slack_answers("SLACK_APP_TOKEN", "Basic Information", self.settings.api_url):
                await self.socket.begin()
        register_jobs(self.scheduler, self.duties)
        self.scheduler.start()
        self._loop = asyncio.create_task(self.duties.run())

    async def stop(self) -> None:
        """Stop listening, finish what was accepted and the delivery round in hand, close everything."""
        if self.socket:
            await self.socket.end(ENVELOPES)
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)
        await self.duties.stop(DUTIES)
        if self._loop:
            await asyncio.wait({self._loop}, timeout=DUTIES / 2)
        await self.tasks.drain(BACKGROUND)
        await self.session.close()
        self.storage.close()


@contextlib.contextmanager
def slack_answers(token: str, page: str, api_url: str) -> Iterator[None]:
    """Turn what goes wrong between us and Slack at the start into one line. token: the setting; page: where it is."""
    try:
        yield
    except SlackApiError as problem:
        code = slack_error(problem) or f"HTTP {slack_status(problem)}"
        if code in BAD_TOKEN:
            raise BadSetting(
                f"{token} isn't accepted by Slack ({code}). Copy it from your app's {page} page."
            ) from None
        raise Unavailable(f"Slack answered with an error ({code}). Start again in a few minutes.") from None
    except NO_ANSWER:
        raise Unavailable(f"Slack doesn't answer at {api_url}. Check the network and SLACK_API_URL.") from None


def keyring(settings: Settings) -> Keyring:
    """The keys of the settings, or of the key file in COACHLOG_HOME, made at the first start."""
    try:
        if settings.keys:
            return Keyring(settings.keys)
        return Keyring(first_keys(settings.home), again=lambda: read_keys(settings.home))
    except ValueError as problem:
        place = "COACHLOG_KEYS" if settings.keys else "The key file in COACHLOG_HOME"
        raise BadSetting(f"{place} can't be used: {problem}. Put back the keys the data was sealed with.") from None
    except OSError:
        raise BadSetting(
            "COACHLOG_HOME can't be used for the key file. Check the folder and its permissions."
        ) from None


def open_storage(settings: Settings) -> Storage:
    """The database of these settings, its schema brought up to date when it is the embedded one.

    Raises Unavailable when it doesn't answer or is behind.
    """
    keys = keyring(settings)
    if settings.database_url.startswith("sqlite"):
        _make_home(settings)
        upgrade(settings.database_url)
    elif behind(revision_of(settings.database_url)):
        raise Unavailable(BEHIND)
    return Storage(settings.database_url, keys, failpoint=settings.failpoints.hit)


def _make_home(settings: Settings) -> None:
    try:
        make_home(settings.home)
    except OSError:
        raise BadSetting("COACHLOG_HOME can't be made or closed to others. Check the path and its owner.") from None


@contextlib.asynccontextmanager
async def assistant(settings: Settings, now: Callable[[], datetime] | None = None) -> AsyncIterator[Assistant]:
    """A running assistant; it stops cleanly when the block ends."""
    storage = open_storage(settings)
    session = slack_session()
    try:
        made = await _put_together(settings, now or Clock(settings.start_at).now, storage, session)
    except BaseException:
        await session.close()
        storage.close()
        raise
    try:
        await made.start()
        yield made
    finally:
        await made.stop()


def slack_session() -> aiohttp.ClientSession:
    """The one HTTP session of a process, with the time that a call of Slack may take."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SLACK_SECONDS), json_serialize=SHORT_JSON)


def slack_client(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A Web API client that never sends twice by itself."""
    return AsyncWebClient(base_url=settings.api_url, session=session, retry_handlers=[], timeout=SLACK_SECONDS)


async def _put_together(
    settings: Settings, now: Callable[[], datetime], storage: Storage, session: aiohttp.ClientSession
) -> Assistant:
    tenants, tasks = Tenants(storage), Tasks()
    client = slack_client(settings, session)
    await check_keys(storage)
    if not settings.many_workspaces:
        await bind_workspace(settings, storage, client, now())
    bolt = AsyncApp(
        name="coachlog",
        signing_secret=settings.signing_secret,
        authorize=cast(Any, tenants),  # Bolt's hint leaves out the class that its code accepts
        client=client,
        process_before_response=True,
        request_verification_enabled=not settings.app_token,
        user_facing_authorize_error_message=NOT_INSTALLED,
    )
    hit, url, answers = settings.failpoints.hit, settings.public_url, Answers(now)
    duties = Duties(storage, settings.api_url, session, now, hit, answers=answers)
    register(bolt, House(storage, now, tasks, hit, duties.match_now, tenants, duties.export_now, url))
    hooks = hooks_of(settings.api_url)
    awaited, token, secret = answers.awaited, settings.app_token, settings.signing_secret
    door = None if token else Door(bolt, secret, hit, hooks=hooks, awaited=awaited)
    socket = Socket(bolt, token, client, awaited) if token else None
    pages = routes(Health(settings, storage, now, duties.silence, socket, duties.skew), door) + feed_routes(
        Feeds(storage, now)
    )
    if settings.many_workspaces:
        pages += install_routes(Install(settings, storage, tenants, client, now, bot_scopes()))
    web = Starlette(routes=pages)
    scheduler = AsyncIOScheduler(timezone="UTC")
    return Assistant(settings, now, storage, bolt, web, duties, tasks, session, scheduler, socket)


async def check_keys(storage: Storage, team_id: str | None = None) -> None:
    """Refuse to go on without the key that the stored tokens were sealed with: the notes were, too.

    team_id: the one workspace of this app, as soon as it is known.
    """
    try:
        if await storage.system(locked_out, team_id):
            raise BadSetting(LOCKED_OUT)
    except NotSavedYet:
        raise Unavailable("The database doesn't answer in time. Check its load, and start again.") from None


async def bind_workspace(settings: Settings, storage: Storage, client: AsyncWebClient, now: datetime) -> int:
    """Ask Slack which workspace the token belongs to, and remember it; the id of its row."""
    with slack_answers("SLACK_BOT_TOKEN", "Install App", settings.api_url):
        answer = await client.auth_test(token=settings.bot_token)
    await check_keys(storage, str(answer["team_id"]))
    scopes = answer.headers.get("x-oauth-scopes", "")
    new = NewWorkspace(
        team_id=str(answer["team_id"]),
        name=str(answer.get("team") or answer["team_id"]),
        bot_token=settings.bot_token,
        bot_user_id=str(answer["user_id"]),
        scopes=scopes,
    )
    return await storage.system(installations.bind_workspace, new, now)
