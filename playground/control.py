"""What tests of another process ask of the playground over HTTP: act as people, look, turn the clock, set faults.

POST /control/act      {"team", "user", "do", …}: see ACTS; answers {"ok", "result"} or 400 {"ok": false, "error"}
GET  /control/state    ?team=&user=: what the person sees (modals, Home, conversations with their messages)
GET  /control/app      tokens and secrets of the app; POST {"request_url": address or null, "replicas": […]}
GET  /control/faults   the rules; POST a rule of faults.py, {"clear": true} or {"redeliver_at_once": bool}
GET  /control/clock    now; POST {"to": instant} or {"advance_seconds": n}
GET  /control/journal  ?since=seq&wait=seconds: lines after `seq`, waiting for the first up to `wait`
POST /control/limits   {"messages": bool, "tiers": bool, "team", "withheld": [kinds of blocks not there yet]}
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from playground import sights
from playground.acts import ACTS
from playground.records import Json
from playground.sameorigin import from_elsewhere

if TYPE_CHECKING:
    from playground.state import World

Work = Callable[["World", Request], Awaitable[Json]]
MOST_WAIT = 30.0


def routes(world: World) -> list[BaseRoute]:
    return [
        _route(world, "/control/act", _act, "POST"),
        _route(world, "/control/state", _state, "GET"),
        _route(world, "/control/app", _app, "GET", "POST"),
        _route(world, "/control/faults", _faults, "GET", "POST"),
        _route(world, "/control/clock", _clock, "GET", "POST"),
        _route(world, "/control/journal", _journal, "GET"),
        _route(world, "/control/limits", _limits, "POST"),
    ]


def _route(world: World, path: str, work: Work, *methods: str) -> Route:
    async def endpoint(request: Request) -> Response:
        if from_elsewhere(request):
            return JSONResponse({"ok": False, "error": "another site may not drive the playground"}, 403)
        try:
            return JSONResponse({"ok": True, **await work(world, request)})
        except (LookupError, ValueError, TypeError, PermissionError) as mistake:
            return JSONResponse({"ok": False, "error": f"{type(mistake).__name__}: {mistake}"}, 400)

    return Route(path, endpoint, methods=list(methods))


async def _act(world: World, request: Request) -> Json:
    given = await request.json()
    return {"result": plain(await ACTS[given["do"]](world, given))}


def plain(result: Any) -> Any:
    """Results as JSON: dataclasses by their fields."""
    if hasattr(result, "__dataclass_fields__"):
        return asdict(replace(result, content=None) if hasattr(result, "content") else result)
    return result


async def _state(world: World, request: Request) -> Json:
    team, user = request.query_params["team"], request.query_params["user"]
    space = world.workspaces[team]
    seen = [held for held in space.channels.values() if user in held.members]
    return {
        "modal": sights.modal(world, team, user),
        "home": sights.home(world, team, user)["view"],
        "channels": [_conversation(world, team, user, held.id) for held in seen],
        "im": world.person(team, user).im,
    }


def _conversation(world: World, team: str, user: str, channel: str) -> Json:
    shown = sights.conversation(world, team, user, channel)
    return {**shown["channel"], "messages": shown["messages"]}


async def _app(world: World, request: Request) -> Json:
    if request.method == "POST":
        given = await request.json()
        world.app.request_url, world.app.replicas = given["request_url"], list(given.get("replicas", ()))
    return about_app(world)


def about_app(world: World) -> Json:
    """What the app's process needs to know, and how many sockets it has open."""
    app = world.app
    tokens = {
        team: {"bot_token": held.bot_token, "bot_user_id": held.bot_user_id, "bot_id": held.bot_id}
        for team, held in app.installations.items()
    }
    return {
        "app_id": app.app_id,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "signing_secret": app.signing_secret,
        "app_token": app.app_token,
        "installations": tokens,
        "connections": len(world.connections),
    }


async def _faults(world: World, request: Request) -> Json:
    if request.method == "POST":
        given = await request.json()
        if "redeliver_at_once" in given:
            world.faults.redeliver_at_once = bool(given["redeliver_at_once"])
        elif given.get("clear"):
            world.faults.clear()
        else:
            world.faults.add(**given)
    return {"faults": world.faults.listed()}


async def _clock(world: World, request: Request) -> Json:
    if request.method == "POST":
        given = await request.json()
        if "to" in given:
            await world.clock.turn_to(datetime.fromisoformat(given["to"]))
        else:
            await world.clock.advance(timedelta(seconds=float(given["advance_seconds"])))
    return {"now": world.clock.now().isoformat()}


async def _journal(world: World, request: Request) -> Json:
    since = int(request.query_params.get("since", 0))
    wait = min(float(request.query_params.get("wait", 0)), MOST_WAIT)
    if wait > 0 and world.journal.seq <= since:
        try:
            await world.wait_for(lambda: world.journal.seq > since, wait)
        except TimeoutError:
            return {"entries": []}
    return {"entries": world.journal.since(since)}


async def _limits(world: World, request: Request) -> Json:
    given = await request.json()
    world.rates.messages = bool(given.get("messages", world.rates.messages))
    world.rates.tiers = bool(given.get("tiers", world.rates.tiers))
    if "withheld" in given:
        world.workspaces[given["team"]].withheld = set(given["withheld"])
    return {"messages": world.rates.messages, "tiers": world.rates.tiers}
