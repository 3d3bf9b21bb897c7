"""Says what is due of the assistant's own accord: the due people are found by an index, each gets one message."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import NotSavedYet
from storage.nudgesending import due_people, send_to, set_aside
from storage.store import Store

log = logging.getLogger("coachlog.nudges")

BATCH = 50  # people in one transaction
ROUNDS = 400  # a bound on one tick; the next one goes on


@dataclass(slots=True)
class Nudging:
    """The nudger of one workspace."""

    store: Store
    now: Callable[[], datetime]

    async def run_once(self) -> int:
        """Say, put off or end all that is due; how many nudges that were."""
        done = 0
        for _ in range(ROUNDS):
            people = await self.store.read(due_people, self.now(), BATCH)
            settled = await self._send(people) if people else 0
            if not settled:
                break
            done += settled
        return done

    async def _send(self, people: Sequence[int]) -> int:
        """All in one transaction; where that fails, one by one, and who can't be dealt with is left for an hour."""
        try:
            return await self.store.write(send_to, self.now(), people)
        except NotSavedYet:
            raise
        except Exception as problem:  # noqa: BLE001 - one bad row never delays another
            if len(people) == 1:
                log.error("nudges set aside", extra={"error": type(problem).__name__, "person": people[0]})  # noqa: TRY400 - no content
                return await self.store.write(set_aside, self.now(), people[0])
        return sum([await self._send([one]) for one in people])
