"""Forgets what was kept for a while only: drafts left for a week, roster files checked a day ago."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storage.drafts import forget_drafts
from storage.store import Store
from storage.uploads import forget_uploads


@dataclass(slots=True)
class Expiry:
    """The sweeper of one workspace."""

    store: Store
    now: Callable[[], datetime]

    async def run_once(self) -> int:
        """Delete what is past its time; how many rows."""
        drafts = await self.store.write(forget_drafts, self.now())
        return drafts + await self.store.write(forget_uploads, self.now())
