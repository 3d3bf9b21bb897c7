"""Applies stored events, each once; a failing one waits and never delays another."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storage.effects import apply_event
from storage.inbox import Received, park_event, put_off_event, waiting_events
from storage.store import Store

log = logging.getLogger("coachlog.inbox")


@dataclass(slots=True)
class Inbox:
    """The worker of one workspace's events."""

    store: Store
    now: Callable[[], datetime]

    async def run_once(self) -> int:
        """Apply what waits; how many events were taken up."""
        waiting = await self.store.read(waiting_events, self.now())
        for one in waiting:
            await self._apply(one)
        return len(waiting)

    async def _apply(self, one: Received) -> None:
        if one.damaged:
            log.error("event unreadable", extra={"error": one.damaged, "kind": one.kind, "inbox": one.id})
            await self.store.write(park_event, one.id)
            return
        try:
            await self.store.write(apply_event, self.now(), one)
        except Exception as problem:  # noqa: BLE001 - one bad event never delays another
            failed = {"error": type(problem).__name__, "kind": one.kind, "inbox": one.id}
            log.error("event failed", extra=failed)  # noqa: TRY400 - a traceback may carry its words
            await self.store.write(put_off_event, one.id, one.attempt, self.now())
