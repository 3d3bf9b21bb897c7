"""What a pane of the page sees and does: one WebSocket, JSON both ways, one person acted as.

client -> server {"do": …}: act_as (first), open, say, command, action, state, submit, close, options, shortcut,
message_shortcut, react, read, dismiss, upload, clock, fault, clear_faults.
server -> client {"is": …}: snapshot, channel, message, message_changed, message_deleted, home, modal, options,
uploaded, unread, call, clock, faults, toast.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground import sights
from playground.orders import ORDERS, Orders
from playground.records import Json
from playground.sameorigin import from_elsewhere

if TYPE_CHECKING:
    from playground.state import Change, World

MISTAKES = (LookupError, ValueError, PermissionError, TypeError)


class Pane:
    """One open pane. Orders run beside each other, so a form may wait while the person reads on."""

    def __init__(self, world: World, socket: WebSocket) -> None:
        self.world = world
        self.socket = socket
        self.team = ""
        self.user = ""
        self.queue: asyncio.Queue[Json] = asyncio.Queue()
        self.working: set[asyncio.Task[None]] = set()

    def send(self, message: Json) -> None:
        self.queue.put_nowait(message)

    def changed(self, change: Change) -> None:
        """Something happened in the world: pass on what this person may see."""
        for message in sights.of_change(self.world, self.team, self.user, change):
            self.send(message)

    def order(self, given: Json) -> None:
        task = asyncio.get_running_loop().create_task(self._carry_out(given))
        self.working.add(task)
        task.add_done_callback(self.working.discard)

    async def _carry_out(self, given: Json) -> None:
        try:
            await ORDERS[given["do"]](Orders(self.world, self.team, self.user, self.send), given)
        except MISTAKES as mistake:
            self.send({"is": "toast", "text": str(mistake.args[0] if mistake.args else mistake)})

    def act_as(self, given: Json) -> None:
        """Take somebody's place: the one named, or the first of the workspace."""
        team = given.get("team") or next(iter(self.world.workspaces))
        people = self.world.workspaces[team].users.values()
        user = given.get("user") or next(one.id for one in people if not one.is_bot and not one.deleted)
        self.world.person(team, user)
        self.team, self.user = team, user
        self.send(sights.snapshot(self.world, self.team, self.user))
        self.send(sights.home(self.world, self.team, self.user))
        self.send(sights.modal(self.world, self.team, self.user))


async def endpoint(world: World, socket: WebSocket) -> None:
    """Serve one pane until it closes."""
    if from_elsewhere(socket):
        await socket.close()
        return
    await socket.accept()
    pane = Pane(world, socket)
    world.listeners.append(pane.changed)
    sender = asyncio.get_running_loop().create_task(_pump(pane))
    try:
        while True:
            _heard(pane, await socket.receive_text())
    except WebSocketDisconnect:
        pass
    finally:
        world.listeners.remove(pane.changed)
        sender.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sender


def _heard(pane: Pane, raw: str) -> None:
    try:
        given: Any = json.loads(raw)
        if given["do"] == "act_as":
            pane.act_as(given)
        elif not pane.user:
            raise ValueError("say whom you act as first")
        else:
            pane.order(given)
    except MISTAKES as mistake:
        pane.send({"is": "toast", "text": f"not understood: {mistake}"})


async def _pump(pane: Pane) -> None:
    while True:
        message = await pane.queue.get()
        await pane.socket.send_text(json.dumps(message))
