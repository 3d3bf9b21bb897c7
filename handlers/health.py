"""What the outside may ask over HTTP: is it alive, is it ready, how is it doing; and the door for Slack."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import NotSavedYet
from bot.settings import Settings
from handlers.door import Door
from storage.status import read_status
from storage.store import Storage

STALE = 90  # seconds without a tick


@dataclass(frozen=True, slots=True)
class Health:
    """What the health pages look at."""

    settings: Settings
    storage: Storage
    now: Callable[[], datetime]
    socket: AsyncSocketModeHandler | None

    async def live(self, _request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok")

    async def ready(self, _request: Request) -> Response:
        """The database answers, the clock ticks, and Slack's connection stands."""
        problem = await self._problem()
        return PlainTextResponse(problem or "ready", 503 if problem else 200)

    async def _problem(self) -> str | None:
        try:
            status = await self.storage.system(read_status, self.now())
        except NotSavedYet:
            return "the database doesn't answer"
        if status.last_tick_seconds is None or status.last_tick_seconds > STALE:
            return "the clock hasn't ticked for 90 seconds"
        if self.socket and not await self.socket.client.is_connected():
            return "no connection to Slack"
        return None

    async def status(self, request: Request) -> Response:
        """Counts and ages, as JSON; for this machine, or with the metrics token."""
        if not self._allowed(request):
            return PlainTextResponse("not found", 404)
        status = await self.storage.system(read_status, self.now())
        return JSONResponse(status.as_json())

    async def metrics(self, request: Request) -> Response:
        """The same figures as lines for a monitoring system."""
        if not self._allowed(request):
            return PlainTextResponse("not found", 404)
        status = await self.storage.system(read_status, self.now())
        return PlainTextResponse("\n".join(status.metrics()) + "\n")

    def _allowed(self, request: Request) -> bool:
        if self.settings.metrics_token:
            given = request.headers.get("authorization", "").encode()
            return hmac.compare_digest(given, f"Bearer {self.settings.metrics_token}".encode())
        return request.client is not None and ip_address(request.client.host).is_loopback


def routes(health: Health, door: Door | None) -> list[Route]:
    """Every address over HTTP."""
    found = [
        Route("/health/live", health.live),
        Route("/health/ready", health.ready),
        Route("/health/status", health.status),
        Route("/metrics", health.metrics),
    ]
    return [*found, Route("/slack/events", door.answer, methods=["POST"])] if door else found
