"""What the tests of delivery share: a workspace, a Slack that answers as told, and a clock that is turned."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from schedules.delivery import Delivery
from storage.store import Storage, Store
from storage.workspaces import NewWorkspace, install
from tests.storage.rostering import KEYRING, NOW


def refused(data: Any, status: int, retry_after: str = "") -> SlackApiError:
    """An error as the library raises it."""
    told = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="",
        req_args={},
        data=data,
        headers={"Retry-After": retry_after} if retry_after else {},
        status_code=status,
    )
    return SlackApiError("no", told)


def too_many(seconds: int) -> SlackApiError:
    """A 429 with its wait."""
    return refused({"ok": False, "error": "ratelimited"}, 429, str(seconds))


@dataclass
class Clock:
    """A clock that tests turn."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def turn(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Slack:
    """The Web API's client. answers: what the next calls get, in order; then all goes well.

    meanwhile: what happens elsewhere during each call.
    """

    answers: list[Exception] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[Any]] | None = None

    async def chat_postMessage(self, *, channel: str, **_told: Any) -> dict[str, Any]:  # noqa: N802 - Slack's name
        return await self._answer("chat.postMessage", channel)

    async def views_publish(self, *, user_id: str, **_told: Any) -> dict[str, Any]:
        return await self._answer("views.publish", user_id)

    async def conversations_open(self, *, users: str) -> dict[str, Any]:
        return {**await self._answer("conversations.open", users), "channel": {"id": f"D{users}"}}

    async def _answer(self, method: str, place: str) -> dict[str, Any]:
        self.calls.append((method, place))
        if self.meanwhile:
            await self.meanwhile()
        if self.answers:
            raise self.answers.pop(0)
        return {"ok": True, "ts": f"1.{len(self.calls):06d}"}

    @property
    def places(self) -> list[str]:
        """Where calls went, oldest first."""
        return [place for _, place in self.calls]


def in_order(delivery: Delivery) -> Delivery:
    """One call at a time: else the second is under way when the first is refused, or overtakes it."""
    delivery._slots = asyncio.Semaphore(1)
    return delivery


@dataclass
class Post:
    """A workspace and its senders. Each call of sender() is another process."""

    store: Store
    slack: Slack
    clock: Clock

    def sender(self, hit: Callable[[str], None] = lambda _name: None) -> Delivery:
        client: Any = self.slack
        return in_order(Delivery(self.store, client, self.clock.now, hit, lambda: None))


@asynccontextmanager
async def post(url: str) -> AsyncIterator[Post]:
    """An empty workspace."""
    storage = Storage(url, KEYRING, deadline=20)
    try:
        here = await storage.system(install, NewWorkspace("T1", "Example", "xoxb-1", "UBOT"), NOW)
        yield Post(storage.workspace(here), Slack(), Clock())
    finally:
        await asyncio.to_thread(storage.close)
