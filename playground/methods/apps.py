"""api.test, auth.*, apps.*, oauth.v2.access and blocks.validate: the app itself."""

from __future__ import annotations

import hmac
import secrets

from playground.deeds import membership
from playground.deliver.events import announce
from playground.limits import check_message, check_view
from playground.methods.call import Call, Method, SlackError, invalid
from playground.records import Json
from playground.tickets import SOCKET_LIFE, OAuthCode


async def api_test(call: Call) -> Json:
    if call.args.get("error"):
        raise SlackError(str(call.args["error"]), args=call.args)
    return {"args": call.args}


async def auth_test(call: Call) -> Json:
    install, space = call.install, call.space
    return {
        "url": f"https://{space.domain}.slack.com/",
        "team": space.name,
        "user": space.users[install.bot_user_id].name,
        "team_id": space.team_id,
        "user_id": install.bot_user_id,
        "bot_id": install.bot_id,
        "is_enterprise_install": False,
    }


async def auth_revoke(call: Call) -> Json:
    if call.flag("test"):
        return {"revoked": False}
    install = call.install
    install.revoked = True
    announce(
        call.world, call.team_id, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [install.bot_user_id]}}
    )
    return {"revoked": True}


async def uninstall(call: Call) -> Json:
    app = call.install.app
    if call.text("client_id") != app.client_id or not _same(call.text("client_secret"), app.client_secret):
        raise SlackError("bad_client_secret")
    membership.uninstall(call.world, call.team_id)
    return {}


async def connections_open(call: Call) -> Json:
    """A WebSocket address for one connection, to be used soon."""
    world = call.world
    ticket = secrets.token_urlsafe(24)
    world.tickets.keep(world.tickets.sockets, ticket, (world.app.app_id, world.clock.now() + SOCKET_LIFE))
    return {"url": f"{world.url.replace('http', 'ws', 1)}/socket/{ticket}"}


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _credentials(call: Call) -> tuple[str, str]:
    """Client id and secret: by HTTP Basic, or as arguments."""
    return call.headers.get("client_id") or call.text("client_id"), call.headers.get("client_secret") or call.text(
        "client_secret"
    )


def _code(call: Call, client_id: str) -> OAuthCode:
    code = call.world.tickets.codes.get(call.text("code"))
    if code is None or code.client_id != client_id:
        raise SlackError("invalid_code")
    if code.used:
        raise SlackError("code_already_used")
    if call.world.clock.now() >= code.expires:
        raise SlackError("code_expired")
    if call.maybe("redirect_uri", code.redirect_uri) != code.redirect_uri:
        raise SlackError("bad_redirect_uri")
    return code


async def oauth_access(call: Call) -> Json:
    app = call.world.app
    client_id, secret = _credentials(call)
    if client_id != app.client_id:
        raise SlackError("invalid_client_id")
    if not _same(secret, app.client_secret):
        raise SlackError("bad_client_secret")
    code = _code(call, client_id)
    code.used = True
    made = call.world.install(code.team_id, code.scopes)
    space = call.world.workspaces[code.team_id]
    return {
        "app_id": app.app_id,
        "authed_user": {"id": code.user_id},
        "scope": ",".join(made.scopes),
        "token_type": "bot",
        "access_token": made.bot_token,
        "bot_user_id": made.bot_user_id,
        "team": {"id": space.team_id, "name": space.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


async def validate(call: Call) -> Json:
    """Exactly one of blocks, view and message; no token needed."""
    given = {key: call.structure(key) for key in ("blocks", "view", "message") if call.args.get(key) is not None}
    if len(given) != 1:
        raise invalid("must provide exactly one of blocks, view, message")
    kind, held = next(iter(given.items()))
    if kind == "view":
        surface = held.get("type") if isinstance(held, dict) else None
        refusal = check_view(held, "home" if surface == "home" else "modal")
    else:
        message = {"blocks": held} if kind == "blocks" else held
        refusal = check_message({"text": "-", **message} if isinstance(message, dict) else {})
    if refusal is None:
        return {}
    found = [_problem(refusal.error, said) for said in refusal.errors or [refusal.error]]
    raise SlackError(refusal.error, errors=found)


def _problem(code: str, said: str) -> Json:
    message, _, pointer = said.partition(" [json-pointer:")
    pointer = pointer.rstrip("]")
    return {
        "code": code,
        "message": message,
        "pointer": pointer,
        "field": pointer.rsplit("/", 1)[-1],
        "constraint": message,
    }


METHODS = {
    "api.test": Method(api_test, auth="none"),
    "auth.test": Method(auth_test),
    "auth.revoke": Method(auth_revoke),
    "apps.uninstall": Method(uninstall),
    "apps.connections.open": Method(connections_open, ("connections:write",), auth="app"),
    "oauth.v2.access": Method(oauth_access, auth="none"),
    "blocks.validate": Method(validate, auth="none"),
}
