"""Makes each program's round once a day: plans what may be said, in parts, so that nobody waits for it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storage.nudging import plan_nudges
from storage.rounds import Round, end_round, plan_of_day, rounds_due
from storage.selfcheck import broken_promises, check_due, note_check
from storage.stalled import end_stretches, stretches_over
from storage.store import Store

log = logging.getLogger("coachlog.duties")

PART = 200  # nudges in one transaction
PATIENCE = 60.0  # seconds; a reader of its own, which keeps no form waiting


@dataclass(slots=True)
class Rounds:
    """The planner of one workspace."""

    store: Store
    now: Callable[[], datetime]

    async def run_once(self) -> int:
        """Make the rounds whose day has begun; how many."""
        due = await self.store.read(rounds_due, self.now())
        for one in due:
            await self._make(one)
        if due:
            await self._check()
        return len(due)

    async def _check(self) -> None:
        """Once a day, whether what is stored keeps its promises; the ops line says so where it doesn't."""
        now = self.now()
        if await self.store.read(check_due, now.date()):
            broken = await self.store.patient(PATIENCE).read(broken_promises)
            for name in broken:
                log.error("promise broken", extra={"invariant": name})
            await self.store.write(note_check, now, now.date(), broken)

    async def _make(self, one: Round) -> None:
        now, reader = self.now(), self.store.patient(PATIENCE)
        over = await reader.read(stretches_over, now)
        for at in range(0, len(over), PART):
            await self.store.write(end_stretches, now, over[at : at + PART])
        made = await reader.read(plan_of_day, now, one)
        for at in range(0, len(made.nudges), PART):
            await self.store.write(plan_nudges, now, made.nudges[at : at + PART])
        await self.store.write(end_round, now, one, made)
