"""Rate limits, on a monotonic clock: one message a second a channel, and the tiers of the methods."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

MESSAGE_BURST = 2
PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100, 0: 600}
TIERS = {
    **dict.fromkeys(("chat.postMessage", "chat.getPermalink", "auth.test"), 0),
    **dict.fromkeys(
        (
            "chat.postEphemeral",
            "views.open",
            "views.update",
            "views.push",
            "views.publish",
            "users.info",
            "users.profile.get",
            "conversations.members",
            "files.getUploadURLExternal",
            "files.completeUploadExternal",
            "files.info",
            "oauth.v2.access",
        ),
        4,
    ),
    **dict.fromkeys(("users.list", "conversations.list", "users.conversations", "conversations.create"), 2),
}
OTHERS = 3


@dataclass
class Bucket:
    tokens: float
    at: float


class Rates:
    """Token buckets. `messages` and `tiers` may be switched at any time."""

    def __init__(self, *, messages: bool, tiers: bool, monotonic: Callable[[], float]) -> None:
        self.messages = messages
        self.tiers = tiers
        self._monotonic = monotonic
        self._buckets: dict[tuple[str, str, str], Bucket] = {}

    def refuse_message(self, team_id: str, channel: str) -> int | None:
        """None: go ahead. Otherwise the seconds to wait."""
        return self._take((team_id, "message", channel), 1.0, MESSAGE_BURST) if self.messages else None

    def refuse_call(self, team_id: str, app_id: str, method: str) -> int | None:
        if not self.tiers:
            return None
        minute = PER_MINUTE[TIERS.get(method, OTHERS)]
        return self._take((team_id, app_id, method), minute / 60, minute)

    def _take(self, key: tuple[str, str, str], rate: float, burst: int) -> int | None:
        now = self._monotonic()
        bucket = self._buckets.setdefault(key, Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.tokens < 1:
            return max(1, math.ceil((1 - bucket.tokens) / rate))
        bucket.tokens -= 1
        return None
