"""All that people do to the assistant: FEATURES, and register(), which lets Bolt hear it.

One catch-all listener per kind looks the id up in a dict: Bolt's own matching costs 8 to 17 microseconds for
each listener passed over (docs/decisions/0005).
"""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Refusal
from handlers import coachlog, events, home, setup
from handlers.errors import guard, say
from handlers.tenancy import Tenants
from handlers.turn import Listener, Routes, Tasks, Turn
from storage.people import Actor
from storage.store import Storage

log = logging.getLogger("coachlog.handlers")

FEATURES = (coachlog, home, setup, events)
ANY = re.compile(".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class House:
    """What every turn needs of the running process. hit: the failpoints; match: matches one workspace's people now."""

    storage: Storage
    now: Callable[[], datetime]
    tasks: Tasks
    hit: Callable[[str], None]
    match: Callable[[int], Awaitable[int]]
    tenants: Tenants


def routes() -> Routes:
    """The listeners of every feature."""
    table = Routes()
    for feature in FEATURES:
        feature.register(table)
    return table


def register(app: AsyncApp, house: House) -> None:
    """Hear every kind of request, once each."""
    table = routes()

    async def answer(listener: Listener, call: "Call") -> None:
        if "workspace_id" in call.context:
            await guard(listener, _turn(house, call))
        else:
            await _answer_unasked(house, listener, call)

    def hear(find: Callable[[dict[str, Any]], Listener | None]) -> Callable[..., Any]:
        async def heard(
            ack: AsyncAck,
            body: dict[str, Any],
            client: AsyncWebClient,
            context: AsyncBoltContext,
            request: AsyncBoltRequest,
            respond: Callable[..., Any],
        ) -> None:
            await answer(find(body) or unknown, Call(ack, body, client, context, request, respond))

        return heard

    app.command(ANY)(hear(lambda body: table.commands.get(body["command"])))
    app.view(ANY)(hear(lambda body: table.views.get(body["view"]["callback_id"])))
    app.action(ANY)(hear(lambda body: table.actions.get(action_id(body))))
    app.options(ANY)(hear(lambda body: table.options.get(option_id(body))))
    app.event(ANY)(hear(lambda body: table.events.get(body["event"]["type"], ignore)))
    app.shortcut(ANY)(hear(lambda body: table.shortcuts.get(body["callback_id"])))
    app.view_closed(ANY)(hear(lambda body: table.closed.get(body["view"]["callback_id"], ignore)))


@dataclass(frozen=True, slots=True)
class Call:
    """What Bolt hands a listener."""

    ack: AsyncAck
    body: dict[str, Any]
    client: AsyncWebClient
    context: AsyncBoltContext
    request: AsyncBoltRequest
    respond: Callable[..., Any]


def _turn(house: House, call: Call) -> Turn:
    async def ack(*args: Any, **words: Any) -> Any:
        house.hit("before_ack")
        return await call.ack(*args, **words)

    return Turn(
        body=call.body,
        ack=ack,
        client=call.client,
        store=house.storage.workspace(call.context["workspace_id"]),
        actor=Actor(call.context.user_id or ""),
        now=house.now(),
        sent_at=_signed_at(call.request),
        keyring=house.storage.keyring,
        tasks=house.tasks,
        respond=call.respond,
        match=partial(house.match, call.context["workspace_id"]),
    )


async def _answer_unasked(house: House, listener: Listener, call: Call) -> None:
    """Answer an event that may end an installation: for these Bolt doesn't ask Tenants whose they are."""
    team_id = call.context.team_id or ""
    installed = await house.tenants.find(team_id)
    if installed is None:
        log.info("event of a workspace without an installation")
        await call.ack()
        return
    call.context["workspace_id"] = installed.id
    try:
        await guard(listener, _turn(house, call))
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


async def unknown(turn: Turn) -> None:
    """A button or form from another version of the app, or a made-up id."""
    if turn.body.get("type") in {"block_suggestion", "view_submission"}:
        raise Refusal("This form is from an older version. Please close it and open it again.")
    await say(turn, "This button is from an older version. Please open Coachlog's Home and start from there.")


async def ignore(turn: Turn) -> None:
    """Nothing is to be done, on purpose."""
    await turn.ack()
