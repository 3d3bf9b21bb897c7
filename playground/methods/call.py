"""One call of the Web API: its arguments, who calls, and the ways to refuse."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from playground.limits import Refusal
from playground.records import Channel, Json, User, Workspace
from playground.registration import Installation

if TYPE_CHECKING:
    from playground.state import World

Auth = Literal["bot", "app", "none"]
T = TypeVar("T")
READ = {"im": "im:read", "mpim": "mpim:read", "private": "groups:read", "channel": "channels:read"}
HISTORY = {"im": "im:history", "mpim": "mpim:history", "private": "groups:history", "channel": "channels:history"}
PAGE, MOST_PAGE = 100, 1000


class SlackError(Exception):
    """A refusal in Slack's words; `status` and `headers` where it is not a plain 200."""

    def __init__(self, error: str, *, status: int = 200, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **extra}
        self.status = status
        self.headers = headers or {}


def missing(name: str) -> SlackError:
    return invalid(f"missing required field: {name}")


def invalid(*problems: str) -> SlackError:
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {said}" for said in problems]})


def refuse(refusal: Refusal | None) -> None:
    if refusal:
        answer = refusal.answer()
        raise SlackError(**{key: held for key, held in answer.items() if key != "ok"})


def rate_limited(seconds: int) -> SlackError:
    return SlackError("ratelimited", status=429, headers={"Retry-After": str(seconds)})


@dataclass
class Call:
    world: World
    method: str
    args: Json
    held_by: Installation | None = None
    headers: dict[str, str] = field(default_factory=dict)
    size: int = 0

    @property
    def install(self) -> Installation:
        if self.held_by is None:
            raise SlackError("not_authed")
        return self.held_by

    @property
    def team_id(self) -> str:
        return self.held_by.team_id if self.held_by else ""

    @property
    def space(self) -> Workspace:
        return self.world.workspaces[self.install.team_id]

    # -- arguments ---------------------------------------------------------------------------------------------------

    def text(self, name: str) -> str:
        """A required string."""
        held = self.args.get(name)
        if held is None or held == "":
            raise missing(name)
        return str(held)

    def maybe(self, name: str, otherwise: str = "") -> str:
        held = self.args.get(name)
        return otherwise if held is None else str(held)

    def flag(self, name: str, *, otherwise: bool = False) -> bool:
        held = self.args.get(name, otherwise)
        return held if isinstance(held, bool) else str(held).lower() in ("1", "true")

    def number(self, name: str, otherwise: int) -> int:
        try:
            return int(self.args.get(name, otherwise))
        except (TypeError, ValueError):
            raise invalid(f"must provide an integer [json-pointer:/{name}]") from None

    def structure(self, name: str, error: str = "invalid_arguments") -> Any:
        """A value that a form carries as JSON text."""
        held = self.args.get(name)
        if not isinstance(held, str):
            return held
        try:
            return json.loads(held) if held else None
        except ValueError:
            raise SlackError(error) from None

    def listed(self, name: str) -> list[str]:
        """Comma-separated, or an array."""
        held = self.args.get(name) or ()
        given = held.split(",") if isinstance(held, str) else held
        return [str(one).strip() for one in given if str(one).strip()]

    # -- look-ups ----------------------------------------------------------------------------------------------------

    def need(self, *scopes: str) -> None:
        """Refuse unless the token has one of these scopes."""
        if not any(scope in self.install.scopes for scope in scopes):
            provided = ",".join(self.install.scopes)
            raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)

    def channel(self, name: str = "channel") -> Channel:
        """A conversation the bot may know of: private ones only as a member."""
        found = self.space.channels.get(self.text(name))
        if found is None or (found.kind != "channel" and self.install.bot_user_id not in found.members):
            raise SlackError("channel_not_found")
        return found

    def user(self, name: str = "user") -> User:
        found = self.space.users.get(self.text(name))
        if found is None:
            raise SlackError("user_not_found")
        return found

    def page(self, items: list[T]) -> tuple[list[T], str]:
        """The page asked for by cursor and limit, and the next cursor."""
        limit = self.number("limit", PAGE) or PAGE
        if not 1 <= limit <= MOST_PAGE:
            raise SlackError("invalid_limit")
        start = self._start()
        cut = items[start : start + limit]
        return cut, encode_cursor(start + limit) if start + limit < len(items) else ""

    def _start(self) -> int:
        cursor = self.maybe("cursor")
        if not cursor:
            return 0
        try:
            return decode_cursor(cursor)
        except ValueError:
            raise SlackError("invalid_cursor") from None


def encode_cursor(start: int) -> str:
    return f"bmV4dDo{start:x}="


def decode_cursor(cursor: str) -> int:
    if not (cursor.startswith("bmV4dDo") and cursor.endswith("=")):
        raise ValueError(cursor)
    return int(cursor[7:-1], 16)


Handler = Callable[[Call], Awaitable[Json]]


@dataclass(frozen=True)
class Method:
    """`scopes`: any one of them is needed; what depends on the arguments the handler asks for itself."""

    handler: Handler
    scopes: tuple[str, ...] = ()
    auth: Auth = "bot"
