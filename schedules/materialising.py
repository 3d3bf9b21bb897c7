"""Plans the visits of weekly series eight weeks ahead (J1): each program's once its new day has begun."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.planning import plan_ahead
from storage.store import Store
from storage.usualvisits import adopt_usual

ADOPT_EVERY = timedelta(hours=1)
BATCHES = 400  # a bound on one pass; the next one goes on
ASIDE = 0.02  # seconds between batches: whoever waits for an answer comes first


@dataclass(slots=True)
class Materialising:
    """The planner of one workspace's visits."""

    store: Store
    now: Callable[[], datetime]
    _adopt_at: datetime | None = None

    async def run_once(self) -> int:
        """Plan whatever series' turn it is, batch by batch; how many series."""
        await self._adopt()
        done = 0
        for _ in range(BATCHES):
            planned = await self.store.write(plan_ahead, self.now())
            done += planned
            if not planned:
                break
            await asyncio.sleep(ASIDE)
        return done

    async def _adopt(self) -> None:
        """Rosters imported row by row, or before there were series, get theirs."""
        now = self.now()
        if self._adopt_at and now < self._adopt_at:
            return
        for _ in range(BATCHES):
            if not await self.store.write(adopt_usual, now):
                break
        self._adopt_at = now + ADOPT_EVERY
