"""Socket Mode: up to ten WebSocket connections an app, each envelope through any one of them."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.deliver.answer import NO_CONNECTION, Answer, Kind
from playground.records import Json

if TYPE_CHECKING:
    from playground.state import World

MOST_CONNECTIONS = 10
ENVELOPES = {"slash_commands": "slash_commands", "events_api": "events_api"}
WITHOUT_PAYLOAD = ("events_api", "view_closed")
HOST = "applink-playground"


@dataclass
class Connection:
    socket: WebSocket
    app_id: str
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    leaving: bool = False

    async def say(self, message: Json) -> None:
        await self.socket.send_text(json.dumps(message))

    def heard(self, message: Any) -> None:
        envelope = message.get("envelope_id") if isinstance(message, dict) else None
        waiter = self.waiting.pop(envelope, None) if isinstance(envelope, str) else None
        if waiter and not waiter.done():
            waiter.set_result(message)

    def lost(self) -> None:
        for waiter in self.waiting.values():
            if not waiter.done():
                waiter.set_exception(ConnectionError("the socket closed"))
        self.waiting.clear()


async def endpoint(world: World, socket: WebSocket, ticket: str) -> None:
    """Serve one connection for as long as it lives."""
    app_id, expires = world.tickets.sockets.pop(ticket, ("", world.clock.now()))
    if not app_id or expires <= world.clock.now():
        await socket.close(4401)
        return
    await socket.accept()
    connection = Connection(socket, app_id)
    if len(world.connections) >= MOST_CONNECTIONS:
        await connection.say(_goodbye("too_many_websockets"))
        await socket.close()
        return
    world.connections.append(connection)
    try:
        await connection.say(_hello(connection, len(world.connections)))
        world.tell("connections")
        while True:
            connection.heard(_parsed(await socket.receive_text()))
    except (WebSocketDisconnect, RuntimeError):
        pass  # the app went away, or we said good-bye
    finally:
        world.connections.remove(connection)
        connection.lost()
        world.tell("connections")


async def send(world: World, kind: Kind, payload: Json, retry: tuple[int, str]) -> Answer:
    """Put one envelope on the next connection and wait for its ack."""
    open_ones = [connection for connection in world.connections if not connection.leaving]
    if not open_ones:
        return NO_CONNECTION
    world.envelopes += 1
    connection = open_ones[world.envelopes % len(open_ones)]
    envelope = _envelope(kind, payload, retry)
    waiter: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
    connection.waiting[envelope["envelope_id"]] = waiter
    try:
        await connection.say(envelope)
        ack = await waiter
    except (ConnectionError, RuntimeError, WebSocketDisconnect):
        return NO_CONNECTION
    finally:
        connection.waiting.pop(envelope["envelope_id"], None)
    return Answer("accepted", 200, ack.get("payload") or None)


async def disconnect(world: World, reason: str = "refresh_requested", connection: Connection | None = None) -> None:
    """Tell connections (all, or one) to leave: `warning` ahead of time, `refresh_requested` and `link_disabled` now."""
    for leaving in [connection] if connection else list(world.connections):
        await leaving.say(_goodbye(reason))
        if reason != "warning":
            leaving.leaving = True
            await leaving.socket.close()


def _hello(connection: Connection, number: int) -> Json:
    return {
        "type": "hello",
        "num_connections": number,
        "connection_info": {"app_id": connection.app_id},
        "debug_info": {"host": HOST, "build_number": 1, "approximate_connection_time": 3600},
    }


def _goodbye(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}


def _envelope(kind: Kind, payload: Json, retry: tuple[int, str]) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid.uuid4()),
        "payload": payload,
        "type": ENVELOPES.get(kind, "interactive"),
        "accepts_response_payload": kind not in WITHOUT_PAYLOAD,
    }
    if kind == "events_api":
        envelope |= {"retry_attempt": retry[0], "retry_reason": retry[1]}
    return envelope


def _parsed(raw: str) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
