"""The page where a person allows or denies the app's installation, and the way back to the app."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from playground.tickets import CODE_LIFE, OAuthCode

if TYPE_CHECKING:
    from playground.state import World

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<body style="font-family:system-ui;max-width:34rem;margin:3rem auto"><h1>{title}</h1>{body}</body></html>"""
OPTION = '<option value="{key}">{name}</option>'
FORM = """<p>{app} asks for: {scopes}</p><form method="post">
<label>Workspace and person <select name="who">{people}</select></label>
<p><button name="allow" value="1">Allow</button> <button name="allow" value="0">Cancel</button></p></form>"""


def routes(world: World) -> list[BaseRoute]:
    async def page(request: Request) -> Response:
        return await _page(world, request)

    return [Route("/oauth/v2/authorize", page, methods=["GET", "POST"])]


async def _page(world: World, request: Request) -> Response:
    query = dict(request.query_params)
    if error := refused(world, query):
        return HTMLResponse(PAGE.format(title="Something went wrong", body=f"<p>{escape(error)}</p>"), 400)
    if request.method == "GET":
        return HTMLResponse(_form(world, query))
    form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    team, _, user = form.get("who", "").partition("/")
    if team not in world.workspaces or world.workspaces[team].human(user) is None:
        return HTMLResponse(PAGE.format(title="Something went wrong", body="<p>no such person</p>"), 400)
    return RedirectResponse(decide(world, query, team, user, allow=form.get("allow") == "1"), 303)


def refused(world: World, query: Mapping[str, str]) -> str | None:
    """Slack's error for a bad way in, or None."""
    app = world.app
    if query.get("client_id") != app.client_id:
        return "invalid_client_id"
    wanted = set(_scopes(query))
    known = {*app.bot_scopes, *app.optional_scopes}
    if not wanted or (not app.open_to_all and not wanted <= known):
        return "invalid_scope"
    target = query.get("redirect_uri", "")
    if not target.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        return "bad_redirect_uri"
    registered = app.redirect_urls
    return None if not registered or any(target.startswith(url) for url in registered) else "bad_redirect_uri"


def decide(world: World, query: Mapping[str, str], team: str, user: str, *, allow: bool) -> str:
    """What the person chose: the address to go back to."""
    state, target = query.get("state", ""), query["redirect_uri"]
    if not allow:
        return f"{target}?{urlencode({'error': 'access_denied', 'state': state})}"
    key = secrets.token_urlsafe(24)
    code = OAuthCode(team, user, world.app.client_id, target, tuple(_scopes(query)), world.clock.now() + CODE_LIFE)
    world.tickets.keep(world.tickets.codes, key, code)
    return f"{target}?{urlencode({'code': key, 'state': state})}"


def _scopes(query: Mapping[str, str]) -> list[str]:
    return [held for held in query.get("scope", "").replace(" ", ",").split(",") if held]


def _form(world: World, query: Mapping[str, str]) -> str:
    people = "".join(
        OPTION.format(key=escape(f"{space.team_id}/{user.id}"), name=escape(f"{space.name}: {user.real_name}"))
        for space in world.workspaces.values()
        for user in space.users.values()
        if not user.is_bot and not user.deleted
    )
    scopes = escape(", ".join(_scopes(query)))
    body = FORM.format(app=escape(world.app.name), scopes=scopes, people=people)
    return PAGE.format(title=f"Allow {escape(world.app.name)} to join?", body=body)
