"""One playground's whole state: its clock, workspaces, the app registered with it, permits, faults and journal."""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp

from playground.clock import Clock
from playground.faults import Faults
from playground.journal import Journal
from playground.people import Person
from playground.rates import Rates
from playground.records import Channel, ChannelKind, File, Json, Message, ModalStack, User, View, Workspace
from playground.registration import AppRegistration, Installation
from playground.tickets import TRIGGER_LIFE, Tickets, Trigger

if TYPE_CHECKING:
    from playground.deliver.socket import Connection

__all__ = [
    "AppRegistration",
    "Change",
    "Channel",
    "File",
    "Installation",
    "Message",
    "ModalStack",
    "User",
    "View",
    "Workspace",
    "World",
]

log = logging.getLogger("playground")
Found = TypeVar("Found")
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Change:
    """Something people or tests may watch: message, message_changed, message_deleted, home, modal, unread, channels,
    people, call, clock or toast. `user` set: only that person sees it."""

    kind: str
    team_id: str = ""
    channel: str | None = None
    user: str | None = None
    details: Json = field(default_factory=dict)


class World:
    """`rate_limits=False` lifts the limit of one message a second a channel; `tier_limits=True` adds those per method.

    Without a manifest the app is registered with every scope and takes everything.
    """

    def __init__(
        self,
        manifest: Json | None = None,
        *,
        start: datetime | None = None,
        journal_path: Path | None = None,
        rate_limits: bool = True,
        tier_limits: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
        deadline: float = 3.0,
        echo: bool = True,
    ) -> None:
        self.clock = Clock(start)
        self.journal = Journal(self.clock, journal_path)
        self.faults = Faults()
        self.rates = Rates(messages=rate_limits, tiers=tier_limits, monotonic=monotonic)
        self.app = AppRegistration.from_manifest(manifest) if manifest else AppRegistration.permissive()
        self.workspaces: dict[str, Workspace] = {}
        self.tokens: dict[str, Installation] = {}
        self.tickets = Tickets()
        self.connections: list[Connection] = []
        self.envelopes = 0
        self.deadline = deadline
        self.echo = echo
        self.url = "http://127.0.0.1"
        self.next_duty: Callable[[], Awaitable[datetime | None]] | None = None
        self.listeners: list[Callable[[Change], None]] = []
        self.failures: list[BaseException] = []
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._pulse: asyncio.Event | None = None
        self._ids = itertools.count(1)
        self.journal.on_entry.append(lambda entry: self.tell("call", entry["team_id"], details=entry))
        self.faults.on_strike = lambda: self.tell("faults")
        self.clock.on_turn(self._clock_turned)

    # -- workspaces and people ---------------------------------------------------------------------------------------

    def add_workspace(self, team_id: str, name: str, domain: str | None = None) -> Workspace:
        if team_id in self.workspaces:
            raise ValueError(f"there is a workspace {team_id} already")
        space = Workspace(team_id, name, domain or name.lower().replace(" ", "-"))
        space.users["USLACKBOT"] = User("USLACKBOT", "slackbot", "Slackbot", is_bot=True)
        self.workspaces[team_id] = space
        return space

    def add_channel(
        self, team_id: str, name: str, members: list[str], *, kind: ChannelKind = "channel", id: str | None = None
    ) -> Channel:
        """Add a conversation quietly, as if it had always been there."""
        space = self.workspaces[team_id]
        prefix = "D" if kind == "im" else "C"
        channel = Channel(id or self.new_id(prefix), name, kind, set(members), created=self.seconds())
        channel.creator = members[0] if members else ""
        space.channels[channel.id] = channel
        if kind == "im":
            space.ims[frozenset(members)] = channel.id
        self.tell("channels", team_id)
        return channel

    def im(self, team_id: str, one: str, other: str) -> Channel:
        found = self.workspaces[team_id].im_between(one, other)
        return found or self.add_channel(team_id, "", [one, other], kind="im")

    def person(self, team_id: str, user_id: str) -> Person:
        if self.workspaces[team_id].human(user_id) is None:
            raise KeyError(f"nobody called {user_id} in {team_id}")
        return Person(self, team_id, user_id)

    def install(self, team_id: str, scopes: tuple[str, ...] | None = None) -> Installation:
        """Put the app into a workspace. Again: scopes add up; a new token only where the old one was revoked."""
        space, before = self.workspaces[team_id], self.app.installations.get(team_id)
        granted = self.app.bot_scopes if scopes is None else scopes
        if before and not before.revoked:
            before.scopes = tuple(dict.fromkeys((*before.scopes, *granted)))
            return before
        bot_user, bot_id = (before.bot_user_id, before.bot_id) if before else (self.new_id("U"), self.new_id("B"))
        app_id, name = self.app.app_id, self.app.bot_name
        space.users[bot_user] = User(bot_user, name, self.app.name, is_bot=True, bot_id=bot_id, app_id=app_id)
        token = f"xoxb-{next(self._ids)}-{secrets.token_hex(12)}"
        made = Installation(self.app, team_id, token, bot_user, bot_id, granted)
        self.app.installations[team_id] = self.tokens[token] = made
        self.tell("people", team_id)
        return made

    # -- ids and instants --------------------------------------------------------------------------------------------

    def new_id(self, prefix: str) -> str:
        number, text = next(self._ids), ""
        while number:
            number, digit = divmod(number, 36)
            text = DIGITS[digit] + text
        return f"{prefix}0{text:0>8}"

    def seconds(self) -> int:
        return int(self.clock.now().timestamp())

    def new_ts(self, space: Workspace) -> str:
        """A message's id: the instant in microseconds, one of its own in the workspace."""
        micros = max(int(self.clock.now().timestamp() * 1_000_000), space.last_micros + 1)
        space.last_micros = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def new_hash(self) -> str:
        return f"{self.seconds()}.{secrets.token_hex(4)}"

    def new_trigger(self, team_id: str, user_id: str, view_id: str | None = None) -> str:
        life = max(TRIGGER_LIFE, timedelta(seconds=self.deadline))  # who waits longer for an answer takes it, too
        trigger = Trigger(team_id, user_id, self.app.app_id, self.clock.now() + life, view_id)
        key = f"{next(self._ids)}.{self.seconds()}.{secrets.token_hex(16)}"
        return self.tickets.keep(self.tickets.triggers, key, trigger)

    # -- watching ----------------------------------------------------------------------------------------------------

    def tell(
        self,
        kind: str,
        team_id: str = "",
        channel: str | None = None,
        user: str | None = None,
        details: Json | None = None,
    ) -> None:
        if self._pulse:
            self._pulse.set()
            self._pulse = None
        if self.listeners:
            change = Change(kind, team_id, channel, user, details or {})
            for listener in tuple(self.listeners):
                listener(change)

    async def wait_for(
        self,
        predicate: Callable[[], Found | None],
        timeout: float = 30.0,  # noqa: ASYNC109 - a limit for tests, where nothing comes
    ) -> Found:
        """Wait until `predicate()` holds, asked after each change, and return what it gave."""
        async with asyncio.timeout(timeout):
            while not (found := predicate()):
                self._pulse = self._pulse or asyncio.Event()
                await self._pulse.wait()
        return found

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run on in the background, referenced until done; what goes wrong is kept in `failures`."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    @property
    def session(self) -> aiohttp.ClientSession:
        """For deliveries over HTTP; made in the running loop, closed by `stop`."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        return self._session

    async def stop(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
        self.journal.close()

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()):
            self.failures.append(failure)
            log.error("background work failed", exc_info=failure)

    async def _clock_turned(self, now: datetime) -> None:
        self.tell("clock", details={"now": now.isoformat()})
