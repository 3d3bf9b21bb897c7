"""The playground's clock: it runs on with real time and can be turned forward."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

OnTurn = Callable[[datetime], Awaitable[None]]


class Clock:
    """Wall time of one playground. It never goes back; deadlines on the wire use real time instead."""

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("a clock starts at an aware time")
        self._base = (start or datetime.now(UTC)).astimezone(UTC)
        self._since = time.monotonic()
        self._turned = asyncio.Event()
        self._callbacks: list[OnTurn] = []

    def now(self) -> datetime:
        return self._base + timedelta(seconds=time.monotonic() - self._since)

    def on_turn(self, callback: OnTurn) -> None:
        """Call `callback(now)` after every turn; a turn waits for its callbacks, in the order they came."""
        self._callbacks.append(callback)

    async def turn_to(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("turn the clock to an aware time")
        if at < self.now():
            raise ValueError("the clock only turns forward")
        self._base, self._since = at.astimezone(UTC), time.monotonic()
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()
        for callback in self._callbacks:
            await callback(self.now())

    async def advance(self, step: timedelta) -> None:
        await self.turn_to(self.now() + step)

    async def sleep_until(self, at: datetime) -> None:
        """Return once the clock shows `at`, whether time passed or the clock was turned."""
        while (left := (at - self.now()).total_seconds()) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._turned.wait(), timeout=left)
