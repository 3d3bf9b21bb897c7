"""How fast messages may go: Slack takes one a second for a channel, and so many a minute of each method.

Each limit is kept as one instant, the time by which all that was taken would have been allowed one by one. What runs
ahead of it by no more than a burst may go at once; so the rate and the burst together stay within any minute.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

CHANNEL = timedelta(seconds=1)  # from the beginning of one post to the next in a channel
HOME = timedelta(seconds=3)  # between two drawings of one Home, each of which shows all there is
POST, OPEN, PUBLISH, CORRECT = "chat.postMessage", "conversations.open", "views.publish", "chat.update"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls a minute to a workspace, of which so many may come at once."""

    per_minute: int
    burst: int

    @property
    def step(self) -> timedelta:
        """Between two calls in the long run, so that rate and burst together fit into any minute."""
        return timedelta(minutes=1) / (self.per_minute - self.burst)

    def room(self, now: datetime, taken_to: datetime | None) -> int:
        """How many calls may go now."""
        ahead = max(taken_to - now, timedelta()) if taken_to else timedelta()
        return max(0, self.burst - -(-ahead // self.step))

    def take(self, now: datetime, taken_to: datetime | None, calls: int) -> datetime:
        """The instant to keep after so many calls."""
        return max(now, taken_to or now) + calls * self.step

    def opens(self, taken_to: datetime) -> datetime:
        """When there is room for one more."""
        return taken_to - (self.burst - 1) * self.step


# Slack says "several hundred a minute" for posts, and at least 100 or 50 for the others. Half of a method that people's
# own clicks call too is left to them.
LIMITS = {
    POST: Limit(per_minute=600, burst=20),
    PUBLISH: Limit(per_minute=100, burst=20),
    OPEN: Limit(per_minute=50, burst=10),
    CORRECT: Limit(per_minute=50, burst=10),
}
