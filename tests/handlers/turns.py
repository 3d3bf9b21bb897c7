"""A turn by itself: what a listener answers is written down instead of sent."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from bot.errors import NotSavedYet
from handlers.turn import Tasks, Turn
from storage.keys import Keyring
from storage.people import Actor
from tests.storage.contacting import NOW

KEY = "A" * 43 + "="


@dataclass
class Heard:
    """All that was answered, as (method, arguments). fails: raised by the next call of Slack."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    denials: list[str] = field(default_factory=list)
    fails: Exception | None = None
    away: bool = False
    workspace_id: int = 1

    def note(self, name: str) -> Callable[..., Any]:
        async def call(*_: Any, **told: Any) -> None:
            self.calls.append((name, told))
            if self.fails and name != "ack":
                problem, self.fails = self.fails, None
                raise problem

        return call

    async def write(self, _work: object, *args: Any) -> None:
        """The store, which here only keeps denials."""
        if self.away:
            raise NotSavedYet
        self.denials.append(args[-1])

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("views_"):
            return self.note(name)
        raise AttributeError(name)

    def of(self, name: str) -> list[dict[str, Any]]:
        """The arguments of every call of one name."""
        return [told for called, told in self.calls if called == name]


def a_turn(
    heard: Heard,
    body: dict[str, Any],
    user: str = "UCOACH",
    keys: tuple[str, ...] = (KEY,),
    until: float = math.inf,
) -> Turn:
    """A turn of one person."""
    return Turn(
        body=body,
        ack=heard.note("ack"),
        client=cast(Any, heard),
        store=cast(Any, heard),
        actor=Actor(user),
        now=NOW,
        sent_at=NOW,
        keyring=Keyring(list(keys)),
        tasks=Tasks(),
        respond=heard.note("respond"),
        match=heard.note("match"),
        team_id="T1",
        until=until,
    )


def a_view(*fields: str, kind: str = "modal", **more: Any) -> dict[str, Any]:
    """A view as it stands in a payload, with so many fields."""
    blocks = [{"type": "input", "block_id": one} for one in fields]
    return {"id": "V1", "hash": "1.a", "type": kind, "callback_id": "form", "blocks": blocks, **more}
