"""Makes the digests that are due: reads their figures at one moment, in a reader that keeps no form waiting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storage.digesting import digests_due, keep_week
from storage.digestweeks import read_week
from storage.districtdigests import keep_months, months_due, read_months
from storage.store import Store

PATIENCE = 60.0  # seconds


@dataclass(slots=True)
class Digesting:
    """The digester of one workspace."""

    store: Store
    now: Callable[[], datetime]

    async def run_once(self) -> int:
        """Make and owe what is due; how many."""
        due = await self.store.read(digests_due, self.now())
        for one in due:
            as_of = self.now()
            figures = await self.store.patient(PATIENCE).read(read_week, as_of, one.programme, one.monday)
            await self.store.write(keep_week, self.now(), one, figures, as_of)
        return len(due) + await self._districts()

    async def _districts(self) -> int:
        """The months of districts; how many programs were due."""
        due = await self.store.read(months_due, self.now())
        for one in due:
            found = await self.store.patient(PATIENCE).read(read_months, self.now(), one)
            await self.store.write(keep_months, self.now(), one, found)
        return len(due)
