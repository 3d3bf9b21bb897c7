"""Words that come back outside the Web API: in a command's acknowledgement or through a response_url."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.limits import check_message, check_withheld
from playground.modals import file_names
from playground.posting import change, delete, dressed, post, whisper
from playground.records import Json, Message, Workspace
from playground.tickets import RESPONSE_LIFE, RESPONSE_USES, ResponseHook

if TYPE_CHECKING:
    from playground.state import World

FAILED = "{what} failed with the error “{error}”"


def new_hook(world: World, team_id: str, user: str, channel: str, message: Message | None = None) -> str:
    """Make a response_url for a person in a conversation, about a message or about none."""
    hook = ResponseHook(team_id, world.app.app_id, channel, user, world.clock.now() + RESPONSE_LIFE)
    if message:
        hook.message_ts = message.ts
    key = world.new_id("R").lower() + world.new_hash().split(".")[1]
    world.tickets.keep(world.tickets.hooks, key, hook)
    return f"{world.url}/respond/{team_id}/{key}"


def use_hook(world: World, key: str, body: Any) -> Json:
    """One use of a response_url: Slack's answer."""
    hook = world.tickets.hooks.get(key)
    if hook is None:
        return {"ok": False, "error": "invalid_token"}
    if world.clock.now() >= hook.expires:
        return {"ok": False, "error": "expired_url"}
    if hook.uses >= RESPONSE_USES:
        return {"ok": False, "error": "used_url"}
    if not isinstance(body, dict):
        return {"ok": False, "error": "invalid_payload"}
    told = reply(world, hook, body)
    hook.uses += bool(told["ok"])
    return told


def reply(world: World, hook: ResponseHook, body: Json) -> Json:
    """Carry out one reply; visibility of what is there is never changed."""
    space = world.workspaces[hook.team_id]
    original = space.channels[hook.channel].messages.get(hook.message_ts or "")
    if body.get("delete_original"):
        if original is None:
            return {"ok": False, "error": "message_not_found"}
        delete(world, space, original)
        return {"ok": True}
    withheld = check_withheld(body.get("blocks"), space.withheld, "invalid_blocks", "/blocks")
    if refusal := check_message(body, file_names(space)) or withheld:
        return refusal.answer()
    if original is not None and body.get("replace_original"):
        change(world, space, original, body, original.user)
        return {"ok": True}
    _say(world, space, hook, body)
    return {"ok": True}


def _say(world: World, space: Workspace, hook: ResponseHook, body: Json) -> None:
    install = world.app.installations[hook.team_id]
    message = Message(
        world.new_ts(space), hook.channel, user=install.bot_user_id, bot_id=install.bot_id, app_id=hook.app_id
    )
    message.thread_ts = body.get("thread_ts")
    dressed(message, body)
    if body.get("response_type") == "in_channel":
        post(world, space, message)
    else:
        message.ephemeral_to = hook.user
        whisper(world, space, message)


def slackbot(world: World, team_id: str, user: str, channel: str, text: str) -> None:
    """A note only the person sees, from Slack itself."""
    space = world.workspaces[team_id]
    whisper(world, space, Message(world.new_ts(space), channel, text, user="USLACKBOT", ephemeral_to=user))


def error_of(outcome: str) -> str:
    return "operation_timeout" if outcome == "timeout" else "dispatch_failed"


def failed(what: str, outcome: str) -> str:
    return FAILED.format(what=what, error=error_of(outcome))
