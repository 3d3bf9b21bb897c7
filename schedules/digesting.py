"""Makes the digests that are due: reads their figures at one moment, in a reader that keeps no form waiting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from schedules.oneafterone import each_apart
from storage.digesting import Due, digests_due, keep_week
from storage.digestweeks import read_week
from storage.districtdigests import MonthDue, keep_months, months_due, read_months
from storage.store import Store


@dataclass(slots=True)
class Digesting:
    """The digester of one workspace."""

    store: Store
    now: Callable[[], datetime]

    async def run_once(self) -> int:
        """Make and owe what is due; how many. Raises NotForEach at the end, where some program's couldn't be made."""
        weeks = await self.store.read(digests_due, self.now())
        months = await self.store.read(months_due, self.now())
        due: list[Due | MonthDue] = [*weeks, *months]
        return await each_apart("digests", due, self._make)

    async def _make(self, one: Due | MonthDue) -> int:
        """A program's week, or the months of its districts; 1."""
        reader, now = self.store.at_length(), self.now()
        if isinstance(one, Due):
            figures = await reader.read(read_week, now, one.programme, one.monday)
            await self.store.write(keep_week, self.now(), one, figures, now)
        else:
            found = await reader.read(read_months, now, one)
            await self.store.write(keep_months, self.now(), one, found)
        return 1
