"""Short-lived permits: triggers, response URLs, OAuth codes, upload tickets and socket tickets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5
CODE_LIFE = timedelta(minutes=10)
SOCKET_LIFE = timedelta(seconds=30)
KEPT = 5_000

T = TypeVar("T")


@dataclass
class Trigger:
    team_id: str
    user_id: str
    app_id: str
    expires: datetime
    view_id: str | None = None
    used: bool = False


@dataclass
class ResponseHook:
    """Where a response_url leads: a channel, the person it belongs to, and the message it came from, if any."""

    team_id: str
    app_id: str
    channel: str
    user: str
    expires: datetime
    message_ts: str | None = None
    uses: int = 0


@dataclass
class OAuthCode:
    team_id: str
    user_id: str
    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    expires: datetime
    used: bool = False


@dataclass
class Tickets:
    triggers: dict[str, Trigger] = field(default_factory=dict)
    hooks: dict[str, ResponseHook] = field(default_factory=dict)
    codes: dict[str, OAuthCode] = field(default_factory=dict)
    sockets: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def keep(self, where: dict[str, T], key: str, ticket: T) -> str:
        """Remember a ticket; the oldest are forgotten once there are very many."""
        if len(where) >= KEPT:
            del where[next(iter(where))]
        where[key] = ticket
        return key
