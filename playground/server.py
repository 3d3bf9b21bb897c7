"""The playground over HTTP: the Web API, files, sockets, response URLs, OAuth, control, and the page."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import socket as sockets
from collections.abc import Sequence
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from playground import authorize, control, filing, panes
from playground.deliver import replies
from playground.deliver import socket as socket_mode
from playground.methods.dispatch import Api
from playground.state import World

KEEP_ALIVE = 75  # seconds: longer than clients keep an idle connection, so that none is closed under a new request
BACKLOG = 2048
GRACE = 1.0  # seconds that answers in hand may take at the end
NOT_FOUND = {"invalid_token", "expired_url", "used_url"}


class Server(Starlette):
    """Starlette, but the Web API is reached directly: it is called most, and some faults cut the bare connection."""

    def __init__(self, api: Api, routes: list[BaseRoute]) -> None:
        super().__init__(routes=routes)
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            await self._api(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def build(world: World, page: bool = True) -> Starlette:
    """Everything of one playground as an ASGI application."""

    async def respond(request: Request) -> Response:
        return await _respond(world, request)

    async def socket(connection: WebSocket) -> None:
        await socket_mode.endpoint(world, connection, connection.path_params["ticket"])

    async def pane(connection: WebSocket) -> None:
        await panes.endpoint(world, connection)

    routes: list[BaseRoute] = [
        Route("/respond/{team}/{token}", respond, methods=["POST"]),
        WebSocketRoute("/socket/{ticket}", socket),
        WebSocketRoute("/page/ws", pane),
        *filing.routes(world),
        *authorize.routes(world),
        *control.routes(world),
    ]
    if page:
        routes += importlib.import_module("playground.page").ROUTES
    return Server(Api(world), routes)


async def _respond(world: World, request: Request) -> Response:
    raw = await request.body()
    try:
        body: Any = json.loads(raw)
    except ValueError:
        body = None
    told = replies.use_hook(world, request.path_params["token"], body)
    args = body if isinstance(body, dict) else {}
    world.journal.call(request.path_params["team"], "response_url", args, told)
    status = 200 if told["ok"] else 404 if told["error"] in NOT_FOUND else 400
    return JSONResponse(told, status)


def listening(port: int) -> sockets.socket:
    """A listener known as TCP, so that asyncio lets its answers go out at once (no 40 ms of Nagle's delay)."""
    listener = sockets.socket(sockets.AF_INET, sockets.SOCK_STREAM, sockets.IPPROTO_TCP)
    try:
        listener.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


class Loopback(uvicorn.Server):
    """uvicorn in the running loop, without a loop of its own that looks every 0.1 s whether it should end."""

    async def begin(self, listener: sockets.socket) -> None:
        """Answer on this listener from now on."""
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        await self.startup(sockets=[listener])

    async def end(self, listener: sockets.socket) -> None:
        """Take nothing more, let what is in hand be answered for a second, and hang up."""
        for server in self.servers:
            server.close()
        listener.close()
        state = self.server_state
        for connection in tuple(state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                while state.connections or state.tasks:  # noqa: ASYNC110 - uvicorn tells nobody
                    await asyncio.sleep(0.002)
        for task in tuple(state.tasks):
            task.cancel()


class Playground:
    """`async with Playground(world) as p:` serves on 127.0.0.1 in the running loop.

    port: 0 takes a free one. listener: one that is bound already, used instead.
    """

    def __init__(self, world: World, port: int = 0, page: bool = True, listener: sockets.socket | None = None) -> None:
        self.world = world
        self._given = listener
        self._port = port
        self._app = build(world, page)
        self._server: Loopback | None = None
        self._listener: sockets.socket | None = None

    @property
    def url(self) -> str:
        return self.world.url

    @property
    def api_url(self) -> str:
        return f"{self.world.url}/api/"

    def also(self, routes: Sequence[BaseRoute]) -> None:
        """Serve more addresses beside its own: what an app shows to browsers."""
        self._app.router.routes.extend(routes)

    async def __aenter__(self) -> Self:
        self._listener = self._given or listening(self._port)
        self.world.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            lifespan="off",
            date_header=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE,
            ws="websockets-sansio",
        )
        self._server = Loopback(config)
        await self._server.begin(self._listener)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.world.stop()
        if self._server and self._listener:
            await self._server.end(self._listener)
