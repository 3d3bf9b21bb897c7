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
    """Close the connection without a byte, as a network does. The transport hangs behind the server's own `send`."""
    inner: Any = send
    while inner is not None and not hasattr(inner, "transport"):
        inner = getattr(inner, "__self__", None)
    if inner is None:
        raise ConnectionResetError("no transport to cut")
    inner.transport.abort()
    await until_gone(receive)
