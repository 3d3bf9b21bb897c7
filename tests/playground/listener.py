"""An app under a test's thumb: it keeps what it is sent and answers what it is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

Json = dict[str, Any]
Answerer = Callable[["Heard"], Awaitable[web.Response]]


@dataclass
class Heard:
    """One request as it came."""

    headers: dict[str, str]
    body: bytes
    payload: Json


@dataclass
class Listener:
    """What it answers, one after another: an int is a status, a float a delay, a dict JSON, a str text."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: list[web.Response | int | float | Json | str] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.heard.append(Heard({k.lower(): v for k, v in request.headers.items()}, body, parsed(request, body)))
        answer = self.answers.pop(0) if self.answers else web.Response()
        if isinstance(answer, float):
            await asyncio.sleep(answer)
        return made(answer)

    @property
    def last(self) -> Json:
        return self.heard[-1].payload


def made(answer: web.Response | int | float | Json | str) -> web.Response:
    if isinstance(answer, dict):
        return web.json_response(answer)
    if isinstance(answer, str):
        return web.Response(text=answer)
    if isinstance(answer, int):
        return web.Response(status=answer)
    return web.Response() if isinstance(answer, float) else answer


def parsed(request: web.Request, body: bytes) -> Json:
    if request.content_type == "application/json":
        loaded: Json = json.loads(body)
        return loaded
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    inner: Json = json.loads(fields["payload"]) if "payload" in fields else fields
    return inner


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """A listener on a free port of 127.0.0.1."""
    listener = Listener()
    app = web.Application()
    app.router.add_post("/slack/events", listener.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    listener.url = f"http://127.0.0.1:{port}/slack/events"
    yield listener
    await runner.cleanup()
