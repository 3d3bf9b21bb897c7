"""Drafts status reports when they are due (J7): every quarter of an hour, each coach in a transaction of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from schedules.oneafterone import each_apart
from storage.draftduty import draft_and_tell, drafts_due, note_drafted, quarter_after, to_note
from storage.store import Store


@dataclass(slots=True)
class Reporting:
    """The drafting of one workspace."""

    store: Store
    now: Callable[[], datetime]
    _next: datetime | None = None

    async def run_once(self) -> int:
        """Draft what is due, at most once a quarter of an hour unless it failed; how many reports.

        Raises NotForEach at the end, where some coach's couldn't be drafted.
        """
        now = self.now()
        if self._next and now < self._next:
            return 0
        notes = await self.store.read(to_note, now)
        due = await self.store.at_length().read(drafts_due, now)
        count = await each_apart("reports", due, lambda one: self.store.write(draft_and_tell, now, one))
        if notes:
            await self.store.write(note_drafted, now, notes)
        self._next = quarter_after(now)
        return count
