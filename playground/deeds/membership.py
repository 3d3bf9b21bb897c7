"""What happens in a workspace: people come, change and go; channels are joined, left, renamed and archived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground import shapes
from playground.deliver.events import CHANNEL_TYPES, First, announce
from playground.records import Channel, Json, User

if TYPE_CHECKING:
    from playground.state import World


def _told(world: World, team_id: str, kind: str, channel: Channel, user: str) -> Json:
    return {
        "type": kind,
        "user": user,
        "channel": channel.id,
        "channel_type": CHANNEL_TYPES[channel.kind][0].upper(),
        "team": team_id,
        "event_ts": world.new_ts(world.workspaces[team_id]),
    }


def join(world: World, team_id: str, channel_id: str, user: str, inviter: str = "") -> First | None:
    channel = world.workspaces[team_id].channels[channel_id]
    channel.members.add(user)
    world.tell("channels", team_id)
    told = _told(world, team_id, "member_joined_channel", channel, user)
    return announce(world, team_id, {**told, **({"inviter": inviter} if inviter else {})}, channel)


def leave(world: World, team_id: str, channel_id: str, user: str) -> First | None:
    channel = world.workspaces[team_id].channels[channel_id]
    channel.members.discard(user)
    world.tell("channels", team_id)
    return announce(world, team_id, _told(world, team_id, "member_left_channel", channel, user), channel)


def archive(world: World, team_id: str, channel_id: str, by: str) -> First | None:
    space = world.workspaces[team_id]
    space.channels[channel_id].archived = True
    world.tell("channels", team_id)
    told = {"type": "channel_archive", "channel": channel_id, "user": by, "event_ts": world.new_ts(space)}
    return announce(world, team_id, told)


def rename(world: World, team_id: str, channel_id: str, name: str) -> First | None:
    space = world.workspaces[team_id]
    channel = space.channels[channel_id]
    channel.name = name
    world.tell("channels", team_id)
    shown = {"id": channel_id, "name": name, "name_normalized": name, "created": channel.created}
    shown |= {"is_channel": True, "is_mpim": False}
    return announce(world, team_id, {"type": "channel_rename", "channel": shown, "event_ts": world.new_ts(space)})


def arrive(world: World, team_id: str, user: User) -> First | None:
    """A new person joins the workspace."""
    world.workspaces[team_id].users[user.id] = user
    return _about(world, team_id, user, "team_join")


def alter(world: World, team_id: str, user_id: str, **changes: Any) -> First | None:
    """Change a person: name, tz, email, deleted…"""
    user = world.workspaces[team_id].users[user_id]
    for name, value in changes.items():
        if not hasattr(user, name):
            raise ValueError(f"people have no {name}")
        setattr(user, name, value)
    return _about(world, team_id, user, "user_change")


def _about(world: World, team_id: str, user: User, kind: str) -> First | None:
    user.updated = world.seconds()
    world.tell("people", team_id)
    install = world.app.installations.get(team_id)
    with_email = install is not None and "users:read.email" in install.scopes
    shown = shapes.user(user, team_id, world.clock.now(), with_email=with_email)
    told: Json = {"type": kind, "user": shown}
    return announce(world, team_id, {**told, "cache_ts": user.updated} if kind == "user_change" else told)


def uninstall(world: World, team_id: str) -> None:
    """Take the app out of a workspace: its tokens die, and it is told so, in no fixed order."""
    install = world.app.installations[team_id]
    install.revoked = True
    world.tell("people", team_id)
    announce(world, team_id, {"type": "app_uninstalled"})
    announce(world, team_id, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [install.bot_user_id]}})
