"""Forgets what was kept for a while only: drafts left for a week, roster files checked a day ago, old messages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storage.database import Db
from storage.drafts import forget_drafts
from storage.exportwork import forget_exports
from storage.feeds import forget_feeds
from storage.places import forget_places
from storage.purging import purge_drawings, purge_events, purge_messages, purge_nudges
from storage.rosterundo import forget_before
from storage.store import Store
from storage.troubles import forget_troubles
from storage.uploads import forget_uploads

FORGOTTEN = (forget_places, forget_troubles)  # one statement each: these tables are small
PURGED = (
    purge_drawings, purge_messages, purge_nudges, purge_events, forget_exports, forget_feeds, forget_before, *FORGOTTEN,
)  # fmt: skip
BATCHES = 40  # the next hour goes on


@dataclass(slots=True)
class Expiry:
    """The sweeper of one workspace."""

    store: Store
    now: Callable[[], datetime]

    async def run_once(self) -> int:
        """Delete what is past its time; how many rows."""
        drafts = await self.store.write(forget_drafts, self.now())
        uploads = await self.store.write(forget_uploads, self.now())
        purged = [await self._purge(batch) for batch in PURGED]
        return drafts + uploads + sum(purged)

    async def _purge(self, batch: Callable[[Db, datetime], int]) -> int:
        """Delete batch by batch, so that nobody waits long for the database."""
        gone = 0
        for _ in range(BATCHES):
            done = await self.store.write(batch, self.now())
            gone += done
            if not done:
                break
        return gone
