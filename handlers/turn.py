"""One thing a person did, with all a listener needs to answer it; and the table that finds the listener."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Denied, NotSavedYet
from storage.keys import Keyring
from storage.people import Actor
from storage.store import Store

T = TypeVar("T")

ANSWER = 2.3  # seconds from arrival until our answer is due; Slack waits three, the way there and back included
SAVING = 0.6  # of them, kept for saving after Slack was asked something
PACKED = json.JSONEncoder(separators=(",", ":")).encode


class Tasks:
    """Work that goes on after the answer: referenced until it ends, finished before the process does."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run work in the background."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def drain(self, seconds: float) -> None:
        """Wait for what is running and what that starts, at most so long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self._running and (left := until - loop.time()) > 0:
            await asyncio.wait(self._running, timeout=left)


async def soon() -> None:
    """Wait for the clock: it looks twice a minute."""


@dataclass(slots=True)
class Turn:
    """A command, click, submission or option request of one person in one workspace.

    body: Slack's payload. now: the injected clock's time at arrival; sent_at: when Slack signed it, by the real
    clock. tasks: for what may happen after ack. match: matches e-mails to this workspace's Slack people now.
    team_id: the workspace the app is installed in; with Slack Connect not always the person's own.
    until: when the answer is due, by the event loop's clock, whatever it is that takes so long.
    export: begins to build what was asked for in this workspace. public_url: where calendars are read from outside.
    """

    body: dict[str, Any]
    ack: Callable[..., Awaitable[Any]]
    client: AsyncWebClient
    store: Store
    actor: Actor
    now: datetime
    sent_at: datetime
    keyring: Keyring
    tasks: Tasks
    respond: Callable[..., Awaitable[Any]]
    match: Callable[[], Awaitable[int]]
    team_id: str
    until: float
    export: Callable[[], Awaitable[None]] = soon
    public_url: str = ""

    @property
    def view(self) -> dict[str, Any]:
        """The view the turn happened in. Raises Denied where it was in none: nothing of ours sends that."""
        found: dict[str, Any] | None = self.body.get("view")
        if not isinstance(found, dict):
            raise Denied("view")
        return found

    @property
    def inside(self) -> dict[str, Any]:
        """The view the turn happened in, or nothing where it was in a message or a command."""
        return self.body.get("view") or {}

    @property
    def action(self) -> dict[str, Any]:
        """The first action of a click."""
        found: dict[str, Any] = self.body["actions"][0]
        return found

    def row_id(self) -> int:
        """The opaque row id a button carries. Raises Denied when it isn't one."""
        value = self.action.get("value")
        if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19):
            raise Denied("value")
        return int(value)

    def pack(self, data: Mapping[str, Any], callback_id: str) -> str:
        """Form metadata, signed for this person and form; ids only. k: the form's mark, kept when it is redrawn."""
        text = PACKED({"k": secrets.token_urlsafe(12), **data})
        return text + "." + self.keyring.sign(self._bound(text, callback_id))

    def unpack(self) -> dict[str, Any]:
        """The view's metadata. Raises Denied when it isn't what we packed for this person and form."""
        text, _, tag = str(self.view.get("private_metadata", "")).rpartition(".")
        if not self.keyring.signed(self._bound(text, self.view.get("callback_id", "")), tag):
            raise Denied("metadata")
        data: dict[str, Any] = json.loads(text)
        return data

    async def in_time(self, work: Awaitable[T]) -> T:
        """What is done before the answer. Raises NotSavedYet when that is due first: then the rest is let go."""
        due = asyncio.timeout_at(self.until)
        try:
            async with due:
                return await work
        except TimeoutError:
            if due.expired():
                raise NotSavedYet from None
            raise

    def asking(self) -> asyncio.Timeout:
        """The limit for what Slack is asked before something is saved: what is left, less the time to save."""
        return asyncio.timeout_at(self.until - SAVING)

    def _bound(self, text: str, callback_id: str) -> str:
        return f"{self.store.workspace_id}|{self.actor.user_id}|{callback_id}|{text}"


Listener: TypeAlias = Callable[[Turn], Awaitable[None]]


@dataclass(slots=True)
class Routes:
    """Which listener answers which id; filled by each feature's register(routes)."""

    commands: dict[str, Listener] = field(default_factory=dict)
    actions: dict[str, Listener] = field(default_factory=dict)
    views: dict[str, Listener] = field(default_factory=dict)
    closed: dict[str, Listener] = field(default_factory=dict)
    options: dict[str, Listener] = field(default_factory=dict)
    shortcuts: dict[str, Listener] = field(default_factory=dict)
    events: dict[str, Listener] = field(default_factory=dict)
