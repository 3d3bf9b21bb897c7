"""Plans the questions to think about, their reminders and their end (J5, N6, N7), once an hour."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.prompting import (
    anything_over,
    end_questions,
    offer_rhythms,
    people_to_ask,
    plan_questions,
    plan_reminders,
)
from storage.store import Store

EVERY = timedelta(hours=1)
PART = 100  # leaders in one transaction


@dataclass(slots=True)
class Prompting:
    """The planner of one workspace's questions."""

    store: Store
    now: Callable[[], datetime]
    _next: datetime | None = None

    async def run_once(self) -> int:
        """Plan what falls due soon, at most once an hour unless it failed; how many questions and reminders."""
        now = self.now()
        if self._next and now < self._next:
            return 0
        count = 0
        if await self.store.read(anything_over, now):
            for plan in (end_questions, plan_reminders, offer_rhythms):
                count += await self.store.write(plan, now)
        led = await self.store.at_length().read(people_to_ask, now)
        for at in range(0, len(led), PART):
            count += await self.store.write(plan_questions, now, led[at : at + PART])
        self._next = now + EVERY
        return count
