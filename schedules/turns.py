"""Whose turn it is in a channel that takes one message a second."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

SPACING = 1.05  # seconds between two messages to one channel
EARLY = 0.05
KEPT = 10_000  # turns given out and not taken, before those long past are forgotten


@dataclass(slots=True)
class Turns:
    """Gives each message a place in its channel's queue, so that each of a crowd is put back once.

    clock: monotonic seconds.
    """

    clock: Callable[[], float] = time.monotonic
    _free: dict[str, float] = field(default_factory=dict)
    _given: dict[int, float] = field(default_factory=dict)

    def wait(self, channel: str, message: int, spacing: float = SPACING) -> float:
        """Seconds until this message may go to this channel; 0 when it may go now. spacing: to the next one there."""
        now = self.clock()
        given = self._given.pop(message, None)
        if given is not None and given <= now + EARLY:
            return 0.0
        at = max(now, self._free.get(channel, now))
        self._free[channel] = at + spacing
        if at <= now:
            return 0.0
        self._keep(message, at, now)
        return at - now

    def give_up(self, message: int) -> None:
        """Take a turn back from a message that couldn't use it."""
        self._given.pop(message, None)

    def _keep(self, message: int, at: float, now: float) -> None:
        if len(self._given) >= KEPT:
            self._given = {one: when for one, when in self._given.items() if when > now}
        self._given[message] = at
