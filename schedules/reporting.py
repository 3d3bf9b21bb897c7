"""Drafts status reports when they are due (J7): every quarter of an hour, each coach in a transaction of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storage.draftduty import draft_and_tell, drafts_due, quarter_after
from storage.store import Store


@dataclass(slots=True)
class Reporting:
    """The drafting of one workspace."""

    store: Store
    now: Callable[[], datetime]
    _next: datetime | None = None

    async def run_once(self) -> int:
        """Draft what is due, at most once a quarter of an hour unless it failed; how many reports."""
        now = self.now()
        if self._next and now < self._next:
            return 0
        count = 0
        for one in await self.store.read(drafts_due, now):
            count += await self.store.write(draft_and_tell, now, one)
        self._next = quarter_after(now)
        return count
