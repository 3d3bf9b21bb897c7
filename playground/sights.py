"""What one person sees, as JSON for the page: snapshot, channels, messages, Home and modals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from playground import shapes
from playground.records import Channel, Json, Message, User, View, Workspace

if TYPE_CHECKING:
    from playground.state import Change, World

HOME = "home"


def snapshot(world: World, team: str, user: str) -> Json:
    space = world.workspaces[team]
    seen = [held for held in space.channels.values() if user in held.members]
    return {
        "is": "snapshot",
        "team": team,
        "me": person(space.users[user]),
        "people": [person(held) for held in space.users.values()],
        "teams": [_team(held) for held in world.workspaces.values()],
        "channels": [channel(held, space, user) for held in seen],
        "elsewhere": [_public(held) for held in space.channels.values() if held.kind == "channel" and held not in seen],
        "shortcuts": [
            {"name": held.name, "callback_id": held.callback_id, "type": held.type, "description": held.description}
            for held in world.app.shortcuts.values()
        ],
        "commands": [
            {"command": held.command, "description": held.description, "usage_hint": held.usage_hint}
            for held in world.app.commands.values()
        ],
        "app": _app(world, space, user),
        "clock": clock(world, space.users[user]),
        "faults": world.faults.listed(),
    }


def _app(world: World, space: Workspace, user: str) -> Json:
    install = world.app.installations.get(space.team_id)
    shown: Json = {"id": world.app.app_id, "name": world.app.name, "installed": bool(install and not install.revoked)}
    if install is None:
        return shown
    im = space.im_between(install.bot_user_id, user)
    return {**shown, "user": install.bot_user_id, "im": im.id if im else None}


def _team(space: Workspace) -> Json:
    people = [person(user) for user in space.users.values() if not user.is_bot and not user.deleted]
    return {"id": space.team_id, "name": space.name, "people": people}


def person(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "tz": user.tz,
        "is_bot": user.is_bot,
        "is_admin": user.is_admin,
        "deleted": user.deleted,
    }


def channel(held: Channel, space: Workspace, user: str) -> Json:
    shown: Json = {"id": held.id, "name": held.name, "kind": held.kind, "unread": held.unread.get(user, 0)}
    shown |= {"archived": held.archived, "topic": held.topic, "members": sorted(held.members)}
    if held.is_im:
        partner = held.partner(user)
        shown |= {"with": partner, "name": space.users[partner].real_name}
    return shown


def _public(held: Channel) -> Json:
    """A channel the person isn't in, but may know of."""
    return {"id": held.id, "name": held.name, "kind": held.kind, "archived": held.archived}


def clock(world: World, user: User) -> Json:
    return {"now": world.clock.now().isoformat(), "zone": user.tz or "UTC"}


def message(world: World, space: Workspace, held: Message) -> Json:
    """A message as in the API, with what only the page needs: is it for one person, and what is chosen in it."""
    shown = shapes.message(world, space, held)
    values = {block: dict(inner) for block, inner in held.state.items()}
    return {**shown, "ephemeral": held.ephemeral_to is not None, "state": {"values": values}}


def view(held: View) -> Json:
    return shapes.view(held)


def conversation(world: World, team: str, user: str, channel_id: str) -> Json:
    space = world.workspaces[team]
    held = space.channels[channel_id]
    messages = [message(world, space, told) for told in held.shown_to(user)]
    return {"is": "channel", "channel": channel(held, space, user), "messages": messages}


def home(world: World, team: str, user: str) -> Json:
    held = world.workspaces[team].homes.get((world.app.app_id, user))
    return {"is": "home", "view": view(held) if held else None}


def modal(world: World, team: str, user: str) -> Json:
    stack = world.workspaces[team].stack(user)
    return {
        "is": "modal",
        "stack": [view(held) for held in stack.views],
        "errors": stack.errors,
        "trouble": stack.trouble,
        "busy": stack.busy,
    }


def of_change(world: World, team: str, user: str, change: Change) -> Iterator[Json]:
    """What a change in the world means for this person's screen."""
    if user and change.kind == "clock":
        yield {"is": "clock", **clock(world, world.workspaces[team].users[user])}
    elif user and change.kind == "faults":
        yield {"is": "faults", "rules": world.faults.listed()}
    elif not user or change.team_id != team or change.user not in (None, user):
        return
    elif change.channel is not None:
        yield from _of_channel(world, team, user, change)
    else:
        yield from _of_person(world, team, user, change)


def _of_person(world: World, team: str, user: str, change: Change) -> Iterator[Json]:
    if change.kind == "call":
        yield {"is": "call", "entry": change.details}
    elif change.kind in ("home", "modal"):
        yield (home if change.kind == "home" else modal)(world, team, user)
    elif change.kind == "toast":
        yield {"is": "toast", **change.details}
    elif change.kind in ("channels", "people"):
        yield snapshot(world, team, user)


def _of_channel(world: World, team: str, user: str, change: Change) -> Iterator[Json]:
    space = world.workspaces[team]
    held = space.channels[str(change.channel)]
    if user not in held.members:
        return
    if change.kind == "unread":
        yield {"is": "unread", "channel": held.id, "count": held.unread.get(user, 0)}
        return
    told = held.messages.get(change.details["ts"])
    if told is None:
        yield {"is": "message_deleted", "channel": held.id, "ts": change.details["ts"]}
        return
    yield {"is": change.kind, "channel": held.id, "message": message(world, space, told)}
    if told.thread_ts and told.thread_ts != told.ts and (root := held.messages.get(told.thread_ts)):
        yield {"is": "message_changed", "channel": held.id, "message": message(world, space, root)}
    if change.kind == "message":
        yield {"is": "unread", "channel": held.id, "count": held.unread.get(user, 0)}
