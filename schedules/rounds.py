"""Makes each program's round once a day: plans what may be said, in parts, so that nobody waits for it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from schedules.oneafterone import NotForEach, each_apart
from storage.nudging import plan_nudges
from storage.planningleft import left_to_plan
from storage.rounds import Round, end_round, plan_of_day, rounds_due
from storage.selfcheck import broken_promises, check_due, note_check
from storage.stalled import end_stretches, stretches_over
from storage.store import Store

log = logging.getLogger("coachlog.duties")

PART = 200  # nudges in one transaction
VISITS_FIRST = timedelta(minutes=70)  # for which a round waits for the planning of visits, and no longer


@dataclass(slots=True)
class Rounds:
    """The planner of one workspace."""

    store: Store
    now: Callable[[], datetime]
    _waiting: dict[Round, datetime] = field(default_factory=dict)

    async def run_once(self) -> int:
        """Make the rounds whose day has begun, once the visits of that day's weeks are planned; how many.

        Raises NotForEach where one couldn't be made, or only in part: then all of it is tried again.
        """
        due = await self._ready(await self.store.read(rounds_due, self.now()))
        made = await each_apart("rounds", due, self._make)
        if due:
            await self._check()
        return made

    async def _ready(self, due: list[Round]) -> list[Round]:
        """Those that needn't wait any more. Where visits can't be planned, all else is still said that day."""
        if not due:
            return []
        now = self.now()
        left = await self.store.at_length().read(left_to_plan, now, {one.programme for one in due})
        waiting = {one: self._waiting.get(one, now) for one in due if one.programme in left}
        self._waiting = {one: since for one, since in waiting.items() if now - since < VISITS_FIRST}
        return [one for one in due if one not in self._waiting]

    async def _check(self) -> None:
        """Once a day, whether what is stored keeps its promises; the ops line says so where it doesn't."""
        now = self.now()
        if await self.store.read(check_due, now.date()):
            broken = await self.store.at_length().read(broken_promises)
            for name in broken:
                log.error("promise broken", extra={"invariant": name})
            await self.store.write(note_check, now, now.date(), broken)

    async def _make(self, one: Round) -> int:
        now, reader = self.now(), self.store.at_length()
        over = await reader.read(stretches_over, now)
        for at in range(0, len(over), PART):
            await self.store.write(end_stretches, now, over[at : at + PART])
        made = await reader.read(plan_of_day, now, one)
        for at in range(0, len(made.nudges), PART):
            await self.store.write(plan_nudges, now, made.nudges[at : at + PART])
        for planner, error, place in made.failed:
            log.error("not planned", extra={"duty": planner, "error": error, "where": place})
        if made.failed:
            raise NotForEach
        await self.store.write(end_round, now, one, made)
        return 1
