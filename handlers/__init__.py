"""All that people do to the assistant: FEATURES, and register(), which lets Bolt hear it.

One middleware hears everything and looks the id up in a dict: Bolt's own matching costs 8 to 17 microseconds for
each listener passed over, and as much again for running it (docs/decisions/0005).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from bot.errors import Denied
from handlers import (
    calendars,
    coachlog,
    coachmeet,
    coachplan,
    coachreport,
    commitments,
    digests,
    events,
    exports,
    fieldnotes,
    home,
    hours,
    nudges,
    openings,
    outcomes,
    reflections,
    roster,
    settings,
    setup,
    welcome,
)
from handlers.errors import guard
from handlers.tenancy import Tenants
from handlers.turn import ANSWER, Listener, Routes, Tasks, Turn
from storage.people import Actor
from storage.store import Storage

log = logging.getLogger("coachlog.handlers")

FEATURES = (
    coachlog,
    coachmeet,
    coachplan,
    coachreport,
    commitments,
    digests,
    fieldnotes,
    exports,
    home,
    hours,
    nudges,
    openings,
    outcomes,
    reflections,
    roster,
    settings,
    setup,
    calendars,
    welcome,
    events,
)


async def nothing_to_export(_workspace_id: int) -> None:
    """Of a process that builds no files."""


@dataclass(frozen=True, slots=True)
class House:
    """What every turn needs of the running process.

    hit: the failpoints; match: matches one workspace's people now; export: builds one workspace's exports now.
    public_url: where calendars are read from outside, "" for nowhere.
    """

    storage: Storage
    now: Callable[[], datetime]
    tasks: Tasks
    hit: Callable[[str], None]
    match: Callable[[int], Awaitable[int]]
    tenants: Tenants
    export: Callable[[int], Awaitable[None]] = nothing_to_export
    public_url: str = ""


def routes() -> Routes:
    """The listeners of every feature."""
    table = Routes()
    for feature in FEATURES:
        feature.register(table)
    return table


def register(app: AsyncApp, house: House) -> None:
    """Hear every kind of request, once each."""
    app.use(Ear(house))


class Ear(AsyncMiddleware):
    """The last of Bolt's middlewares: finds the one listener of a request and answers with what it acknowledged.

    What is of no kind we know is answered with 404 and not handed on: Bolt would write it out for its log.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._table = routes()

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt gives it
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: ARG002 - likewise
    ) -> BoltResponse | None:
        """Bolt's call."""
        listener = find(self._table, req.body)
        if listener is None:
            return BoltResponse(status=404)
        try:
            await self._answer(listener, req)
        except Exception as problem:  # noqa: BLE001 - guard has logged it; Slack is to deliver it again
            log.warning("not answered", extra={"error": type(problem).__name__})
            return BoltResponse(status=500)
        return req.context.ack.response or BoltResponse(status=200)

    async def _answer(self, listener: Listener, req: AsyncBoltRequest) -> None:
        if "workspace_id" in req.context:
            await guard(listener, _turn(self._house, req))
        else:
            await _answer_unasked(self._house, listener, req)


def find(table: Routes, body: dict[str, Any]) -> Listener | None:
    """Who listens to a request: a feature, `unknown` or `ignore` for ids nobody has, or None for no kind of ours."""
    if "command" in body:
        return table.commands.get(body["command"], unknown)
    look = KINDS.get(str(body.get("type")))
    try:
        return look(table, body) if look else None
    except (KeyError, TypeError, IndexError, AttributeError):
        return None  # not as Slack makes them


def _turn(house: House, req: AsyncBoltRequest) -> Turn:
    context = req.context

    async def ack(*args: Any, **words: Any) -> Any:
        house.hit("before_ack")
        return await context.ack(*args, **words)

    return Turn(
        body=req.body,
        ack=ack,
        client=context.client,
        store=house.storage.workspace(context["workspace_id"]),
        actor=Actor(context.user_id or ""),
        now=house.now(),
        sent_at=_signed_at(req),
        keyring=house.storage.keyring,
        tasks=house.tasks,
        respond=cast(Any, context.respond),  # Bolt always has one
        match=partial(house.match, context["workspace_id"]),
        export=partial(house.export, context["workspace_id"]),
        team_id=context["installed_team_id"],
        public_url=house.public_url,
        until=context.get("arrived", asyncio.get_running_loop().time()) + ANSWER,
    )


async def _answer_unasked(house: House, listener: Listener, req: AsyncBoltRequest) -> None:
    """Answer an event that may end an installation: for these Bolt doesn't ask Tenants whose they are."""
    team_id = req.context.team_id or ""
    installed = await house.tenants.find(team_id)
    if installed is None:
        log.info("event of a workspace without an installation")
        await req.context.ack()
        return
    req.context["workspace_id"] = installed.id
    req.context["installed_team_id"] = installed.team_id
    try:
        await guard(listener, _turn(house, req))
    finally:
        house.tenants.forget(team_id)


def _signed_at(request: AsyncBoltRequest) -> datetime:
    given = request.headers.get("x-slack-request-timestamp", [""])[0]
    return datetime.fromtimestamp(int(given), UTC) if given.isdigit() else datetime.now(UTC)


def action_id(body: dict[str, Any]) -> str:
    """A button's own id; for a form's field, "callback_id.field"."""
    action = body["actions"][0]
    if action["action_id"] == "value":
        return f"{body.get('view', {}).get('callback_id', '')}.{action['block_id']}"
    return str(action["action_id"])


def option_id(body: dict[str, Any]) -> str:
    """A field that asks for its options, as "callback_id.field"."""
    return f"{body.get('view', {}).get('callback_id', '')}.{body['block_id']}"


KINDS: dict[str, Callable[[Routes, dict[str, Any]], Listener]] = {
    "view_submission": lambda table, body: table.views.get(body["view"]["callback_id"], unknown),
    "view_closed": lambda table, body: table.closed.get(body["view"]["callback_id"], ignore),
    "block_actions": lambda table, body: table.actions.get(action_id(body), unknown),
    "block_suggestion": lambda table, body: table.options.get(option_id(body), unknown),
    "shortcut": lambda table, body: table.shortcuts.get(body["callback_id"], unknown),
    "message_action": lambda table, body: table.shortcuts.get(body["callback_id"], unknown),
    "event_callback": lambda table, body: table.events.get(body["event"]["type"], ignore),
}


async def unknown(turn: Turn) -> None:
    """A button or form from another version of the app, or a made-up id."""
    if turn.body.get("type") in {"block_suggestion", "view_submission"}:
        raise Denied("unknown", sentence="This form is from an older version. Please close it and open it again.")
    sentence = "This button is from an older version. Please open Coachlog's Home and start from there."
    raise Denied("unknown", sentence=sentence)


async def ignore(turn: Turn) -> None:
    """Nothing is to be done, on purpose."""
    await turn.ack()
