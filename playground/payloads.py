"""What Slack sends to the app, with Slack's keys: commands, interactions, option loads and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground import shapes
from playground.records import Channel, Json, Message, User, View, Workspace
from playground.registration import Installation

if TYPE_CHECKING:
    from playground.state import World


def _team(space: Workspace) -> Json:
    return {"id": space.team_id, "domain": space.domain}


def _who(user: User, space: Workspace) -> Json:
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": space.team_id}


def channel_name(channel: Channel) -> str:
    if channel.kind == "private":
        return "privategroup"
    return "directmessage" if channel.is_im else channel.name


def _interaction(kind: str, space: Workspace, user: User, install: Installation) -> Json:
    return {
        "type": kind,
        "team": _team(space),
        "user": _who(user, space),
        "api_app_id": install.app.app_id,
        "token": install.app.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(
    space: Workspace, user: User, install: Installation, channel: Channel, words: tuple[str, str], ways: tuple[str, str]
) -> Json:
    """`words`: command and text; `ways`: response URL and trigger."""
    return {
        "token": install.app.verification_token,
        "team_id": space.team_id,
        "team_domain": space.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": words[0],
        "text": words[1],
        "api_app_id": install.app.app_id,
        "is_enterprise_install": "false",
        "response_url": ways[0],
        "trigger_id": ways[1],
    }


def shortcut(space: Workspace, user: User, install: Installation, callback_id: str, trigger: str, at: str) -> Json:
    base = _interaction("shortcut", space, user, install)
    return {**base, "action_ts": at, "callback_id": callback_id, "trigger_id": trigger}


def message_action(
    world: World,
    space: Workspace,
    user: User,
    install: Installation,
    message: Message,
    callback_id: str,
    ways: tuple[str, str],
) -> Json:
    channel = space.channels[message.channel]
    base = _interaction("message_action", space, user, install)
    del base["api_app_id"], base["user"]["username"]
    return {
        **base,
        "action_ts": f"{world.seconds()}.000000",
        "callback_id": callback_id,
        "trigger_id": ways[1],
        "response_url": ways[0],
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": shapes.message(world, space, message),
    }


def view_submission(
    space: Workspace, user: User, install: Installation, view: View, trigger: str, urls: list[Json]
) -> Json:
    return {
        **_interaction("view_submission", space, user, install),
        "trigger_id": trigger,
        "view": shapes.view(view),
        "response_urls": urls,
    }


def view_closed(space: Workspace, user: User, install: Installation, view: View, *, cleared: bool) -> Json:
    base = _interaction("view_closed", space, user, install)
    return {**base, "view": shapes.view(view), "is_cleared": cleared}


def view_actions(
    space: Workspace, user: User, install: Installation, view: View, actions: list[Json], trigger: str
) -> Json:
    return {
        **_interaction("block_actions", space, user, install),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": trigger,
        "view": shapes.view(view),
        "actions": actions,
    }


def message_actions(
    world: World,
    space: Workspace,
    user: User,
    install: Installation,
    message: Message,
    actions: list[Json],
    ways: tuple[str, str],
) -> Json:
    channel = space.channels[message.channel]
    hidden = message.ephemeral_to is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": hidden,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload: Json = {
        **_interaction("block_actions", space, user, install),
        "container": container,
        "trigger_id": ways[1],
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": {block: dict(held) for block, held in message.state.items()}},
        "response_url": ways[0],
        "actions": actions,
    }
    return payload if hidden else {**payload, "message": shapes.message(world, space, message)}


def suggestion(
    world: World,
    space: Workspace,
    user: User,
    install: Installation,
    where: View | Message,
    asked: tuple[str, str, str],
) -> Json:
    """`asked`: block_id, action_id and what was typed."""
    payload: Json = {
        **_interaction("block_suggestion", space, user, install),
        "block_id": asked[0],
        "action_id": asked[1],
        "value": asked[2],
    }
    if isinstance(where, View):
        return payload | {"container": {"type": "view", "view_id": where.id}, "view": shapes.view(where)}
    channel = space.channels[where.channel]
    return payload | {
        "container": {
            "type": "message",
            "message_ts": where.ts,
            "channel_id": channel.id,
            "is_ephemeral": where.ephemeral_to is not None,
        },
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": shapes.message(world, space, where),
    }


def event(world: World, install: Installation, told: Json) -> Json:
    """The envelope of one event."""
    event_id = world.new_id("Ev")
    return {
        "token": install.app.verification_token,
        "team_id": install.team_id,
        "api_app_id": install.app.app_id,
        "event": told,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": world.seconds(),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": install.team_id,
                "user_id": install.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }
