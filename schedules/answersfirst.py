"""Whoever causes a message has their answer first: the sender leaves alone what a request in hand may have owed."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

PAUSE = timedelta(milliseconds=50)  # the answer is on its way; what one press owes together is sent together
MOST = timedelta(seconds=3)  # Slack has given a request up by then
BEFORE = timedelta(microseconds=1)


@dataclass(slots=True)
class Answers:
    """The requests of this process that aren't answered yet, each with the instant it came in."""

    now: Callable[[], datetime]
    pause: timedelta = PAUSE
    _in_hand: dict[asyncio.Future[None], datetime] = field(default_factory=dict)

    @contextmanager
    def awaited(self) -> Iterator[None]:
        """A request is in hand, until its answer is out."""
        out = asyncio.get_running_loop().create_future()
        self._in_hand[out] = self.now()
        try:
            yield
        finally:
            del self._in_hand[out]
            out.set_result(None)

    def out_until(self) -> datetime:
        """Of all that was owed up to this instant, whoever caused it has had their answer, or won't get any."""
        now = self.now()
        oldest = min(self._in_hand.values(), default=now)
        return max(min(now - self.pause, oldest - BEFORE), now - MOST)

    async def out(self) -> None:
        """Wait until what was in hand when this began is answered."""
        await asyncio.sleep(self.pause.total_seconds())
        if self._in_hand:
            await asyncio.wait([*self._in_hand], timeout=MOST.total_seconds())
