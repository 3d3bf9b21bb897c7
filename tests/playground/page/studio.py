"""A playground with a small Bolt app behind it that shows the gallery and remembers what it was sent."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.sample import populate
from playground.server import Playground
from playground.state import World
from tests.playground.page import gallery
from tests.playground.page.gallery import Json

SCOPES = "channels:history channels:read chat:write commands files:read im:history im:write users:read"
MANIFEST: Json = {
    "display_information": {"name": "Coachlog"},
    "features": {
        "bot_user": {"display_name": "coachlog"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/coachlog", "description": "Log a contact", "usage_hint": "[what happened]"},
            {"command": "/coachmeet", "description": "Your visits and meetings"},
        ],
        "shortcuts": [
            {"name": "Log a contact", "type": "global", "callback_id": "log", "description": "Open the form"},
            {"name": "Log this contact", "type": "message", "callback_id": "log_this", "description": "From a message"},
        ],
    },
    "oauth_config": {"scopes": {"bot": SCOPES.split()}},
    "settings": {
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.im", "message.channels"]},
    },
}
CHANNELS = [{"id": "C1", "name": "coordinators"}, {"id": "C2", "name": "coaches"}]


def people() -> list[Json]:
    """A programme's size: coordinators, coaches, principals, and one whom it does not know."""
    roles = [("Coordinator", 4), ("Coach", 18), ("Principal", 72)]
    names = [(title, f"{title} {number}") for title, most in roles for number in range(1, most + 1)]
    found: list[Json] = [
        {"id": f"U{at}", "name": name, "title": title, "email": f"{name.lower().replace(' ', '')}@example.org"}
        for at, (title, name) in enumerate(names, 1)
    ]
    found[0]["admin"] = True
    found[2]["tz"] = "America/Chicago"
    return [*found, {"id": "U900", "name": "Someone Else", "email": "someone@example.org"}]


@dataclass
class Studio:
    """What a test holds: the world, the app's client, and every payload the app took."""

    world: World
    url: str
    client: AsyncWebClient
    taken: list[Json] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)

    async def take(self, kind: str) -> Json:
        """The newest delivery of this kind, waited for; it is then forgotten."""
        found = await self.world.wait_for(lambda: self._newest(kind))
        assert found is not None
        return found

    def _newest(self, kind: str) -> Json | None:
        found = next((payload for payload in reversed(self.taken) if payload["type"] == kind), None)
        if found:
            self.taken.remove(found)
        return found

    async def post(self, channel: str, text: str, blocks: list[Json] | None = None, **more: Any) -> str:
        answer = await self.client.chat_postMessage(channel=channel, text=text, blocks=blocks, **more)
        return str(answer["ts"])


def _suggest(query: str) -> list[Json]:
    found = [name for name, _ in gallery.SCHOOLS if query.lower() in name.lower()]
    return [gallery.option(name, f"{name} Elementary") for name in found]


def register(app: AsyncApp, studio: Studio) -> None:
    """Commands open the form; everything that comes is remembered; a submit is answered as the test has set."""

    @app.command("/coachlog")
    async def command(ack: Any, body: Json, client: AsyncWebClient) -> None:
        studio.taken.append({**body, "type": "command"})
        await ack("Opening the form." if body["text"] == "say" else "")
        if body["text"] != "say":
            view = studio.answers.get("view") or (gallery.MORE if body["text"] == "more" else gallery.FORM)
            await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.shortcut({"type": "shortcut", "callback_id": "log"})
    @app.shortcut({"type": "message_action", "callback_id": "log_this"})
    async def shortcut(ack: Any, body: Json, client: AsyncWebClient) -> None:
        studio.taken.append(body)
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=gallery.FORM)

    @app.action(re.compile(""))
    async def action(ack: Any, body: Json) -> None:
        studio.taken.append(body)
        await ack()

    @app.options({"action_id": "value"})
    async def options(ack: Any, body: Json) -> None:
        studio.taken.append(body)
        await ack(options=_suggest(body["value"]))

    _register_views(app, studio)


def _register_views(app: AsyncApp, studio: Studio) -> None:
    @app.view({"type": "view_submission", "callback_id": "gallery.form"})
    @app.view({"type": "view_submission", "callback_id": "gallery.more"})
    async def submit(ack: Any, body: Json) -> None:
        studio.taken.append(body)
        await ack(**studio.answers.pop("submit", {}))

    @app.view_closed("gallery.form")
    async def closed(ack: Any, body: Json) -> None:
        studio.taken.append(body)
        await ack()

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        studio.taken.append(event)
        if event["tab"] == "home" and "home" in studio.answers:
            view = {"type": "home", "blocks": studio.answers["home"]}
            await client.views_publish(user_id=event["user"], view=view)

    @app.event("message")
    async def message(event: Json) -> None:
        studio.taken.append(event)


def _bolt(world: World, studio: Studio) -> Starlette:
    client = AsyncWebClient(token=world.app.bot_token, base_url=f"{world.url}/api/")
    bolt = AsyncApp(client=client, signing_secret=world.app.signing_secret)
    register(bolt, studio)
    handler = AsyncSlackRequestHandler(bolt)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])


@asynccontextmanager
async def _served(app: Starlette) -> AsyncIterator[str]:
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off", access_log=False)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        await server.shutdown()


@asynccontextmanager
async def opened(port: int = 0) -> AsyncIterator[Studio]:
    """The playground, its page and the app behind it, ended at the end."""
    world = World(MANIFEST, rate_limits=False)
    populate(world, "T1", "Example Schools", people(), CHANNELS)
    populate(world, "T2", "Second Programme", people()[:6], CHANNELS, install=False)
    async with Playground(world, port=port) as playground:
        client = AsyncWebClient(token=world.app.bot_token, base_url=playground.api_url)
        studio = Studio(world, playground.url, client)
        async with _served(_bolt(world, studio)) as base:
            world.app.request_url = f"{base}/slack/events"
            yield studio
