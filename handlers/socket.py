"""Socket Mode that begins with one clear answer and ends without dropping what it has taken in."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

Awaited = Callable[[], AbstractContextManager[None]]
CONNECT_SECONDS = 10.0
CLOSE_SECONDS = 3.0


class Socket(AsyncSocketModeHandler):
    """The connection to Slack. What arrives while it ends is not acknowledged, so Slack says so to the person.

    awaited: entered while a request waits for its answer.
    """

    def __init__(self, app: AsyncApp, app_token: str, web_client: AsyncWebClient, awaited: Awaited) -> None:
        super().__init__(app, app_token, web_client=web_client)
        self._awaited = awaited
        self._in_hand: set[asyncio.Task[Any]] = set()
        self._ending = False

    async def begin(self) -> None:
        """Connect. Raises SlackApiError for a bad app token, and TimeoutError when Slack doesn't take the connection.

        slack_sdk would try for ever, so the address is asked for here first.
        """
        answer = await self.client.web_client.apps_connections_open(app_token=self.app_token)
        self.client.wss_uri = str(answer["url"])
        async with asyncio.timeout(CONNECT_SECONDS):
            await self.client.connect()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override] # Bolt's own
        """Answer one envelope, held by a reference until it is answered."""
        task = asyncio.current_task()
        if self._ending or task is None:
            return
        self._in_hand.add(task)
        try:
            with self._awaited():
                await super().handle(client, req)
        finally:
            self._in_hand.discard(task)

    async def connected(self) -> bool:
        """Whether the connection stands."""
        return await self.client.is_connected()

    async def end(self, seconds: float) -> None:
        """Take in nothing more, answer what is in hand, at most so long, and hang up."""
        self._ending = True
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=seconds)
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.client.close()
        except TimeoutError:
            await self.client.aiohttp_client_session.close()
