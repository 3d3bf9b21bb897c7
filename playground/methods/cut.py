"""Connections that end badly, on purpose."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import Receive, Send


async def until_gone(receive: Receive) -> None:
    """Wait until the client gives up."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def gone_within(receive: Receive, seconds: float) -> bool:
    """Let `seconds` pass; True if the client gave up meanwhile."""
    try:
        async with asyncio.timeout(seconds):
            await until_gone(receive)
    except TimeoutError:
        return False
    return True


async def cut(send: Send, receive: Receive) -> None:
    """Close the connection without a byte, as a network does: the transport hangs behind the server's own `send`.

    Without a server (a test that calls the application itself) the caller gets the error a client would see.
    """
    cycle: Any = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise ConnectionResetError("the connection was cut")
    transport.abort()
    await until_gone(receive)
