"""What the outside may ask over HTTP: is it alive, is it ready, how is it doing; and the door for Slack."""

import asyncio
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.settings import Settings
from handlers.door import Door
from handlers.socket import Socket
from storage.status import DatabaseFile, Status, read_status
from storage.store import Storage
from storage.ticks import ALIVE, probe

STALE = ALIVE.total_seconds()
KEPT = 10.0  # seconds that a count is good for; whoever asks more often gets the same one
FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded", "via")
AWAY = "the database doesn't answer"


@dataclass(slots=True)
class Health:
    """What the health pages look at.

    silence: seconds since this process's clock and delivery last got on, None before the first time; skew: those that
    our clock is off Slack's.
    """

    settings: Settings
    storage: Storage
    now: Callable[[], datetime]
    silence: Callable[[], float | None]
    socket: Socket | None
    skew: Callable[[], float] = lambda: 0.0
    _file: DatabaseFile = field(init=False)
    _counted: tuple[float, Status] | None = None
    _counting: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._file = DatabaseFile(self.settings.database_url)

    async def live(self, _request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok")

    async def ready(self, _request: Request) -> Response:
        """The database answers, the clock ticks, and Slack's connection stands; it reads one row and counts none."""
        problem = await self._problem()
        return PlainTextResponse(problem or "ready", 503 if problem else 200)

    async def _problem(self) -> str | None:
        if not self._file.stands():
            return "the database file is gone"
        try:
            await self.storage.survey(probe)
        except Exception:  # noqa: BLE001 - whatever it is, the answer is that the database can't be used
            return AWAY
        silence = self.silence()
        if silence is None:
            return "the clock hasn't ticked yet"
        if silence > STALE:
            return f"the clock hasn't ticked for {STALE:.0f} seconds"
        if self.socket and not await self.socket.connected():
            return "no connection to Slack"
        return None

    async def status(self, request: Request) -> Response:
        """Counts and ages, as JSON; for this machine, or with the metrics token."""
        if not self._allowed(request):
            return PlainTextResponse("not found", 404)
        status = await self._count()
        return JSONResponse(status.as_json()) if status else JSONResponse({"error": AWAY}, 503)

    async def metrics(self, request: Request) -> Response:
        """The same figures as lines for a monitoring system."""
        if not self._allowed(request):
            return PlainTextResponse("not found", 404)
        status = await self._count()
        return PlainTextResponse("\n".join(status.metrics()) + "\n") if status else PlainTextResponse(AWAY, 503)

    async def _count(self) -> Status | None:
        """The figures, counted at most every ten seconds however many ask; None when the database doesn't answer."""
        async with self._counting:
            if self._counted and time.monotonic() - self._counted[0] < KEPT:
                return self._counted[1]
            try:
                status = (await self.storage.survey(read_status, self.now())).beside(self.skew())
            except Exception:  # noqa: BLE001 - whatever it is, the answer is that the database can't be used
                return None
            self._counted = (time.monotonic(), status)
            return status

    def _allowed(self, request: Request) -> bool:
        if self.settings.metrics_token:
            given = request.headers.get("authorization", "").encode()
            return hmac.compare_digest(given, f"Bearer {self.settings.metrics_token}".encode())
        if any(name in request.headers for name in FORWARDED):  # somebody behind a proxy, whoever that says it is
            return False
        try:
            return request.client is not None and ip_address(request.client.host).is_loopback
        except ValueError:
            return False


def routes(health: Health, door: Door | None) -> list[Route]:
    """Every address over HTTP."""
    found = [
        Route("/health/live", health.live),
        Route("/health/ready", health.ready),
        Route("/health/status", health.status),
        Route("/metrics", health.metrics),
    ]
    return [Route("/slack/events", door, methods=["POST"]), *found] if door else found
