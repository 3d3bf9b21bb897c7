"""Messages: posting, changing, deleting, whispering; unread marks and the events that follow."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from playground import shapes
from playground.deliver.events import CHANNEL_TYPES, First, announce
from playground.initial import first_state
from playground.limits.whole import TEXT_CUT
from playground.records import Channel, Json, Message, Workspace
from playground.settle import settled

if TYPE_CHECKING:
    from playground.state import World


def dressed(message: Message, given: Json) -> Message:
    """Put text, blocks and metadata of a call or an answer into a message."""
    message.text = (given.get("text") or given.get("markdown_text") or "")[:TEXT_CUT]
    message.blocks = settled(given.get("blocks") or [])
    message.attachments = given.get("attachments") or []
    message.metadata = given.get("metadata")
    message.state = first_state(message.blocks, message.state)
    return message


def post(world: World, space: Workspace, message: Message, *, quiet: bool = False) -> First | None:
    """Show a message to the members and tell the app; gives the app's first answer to wait for."""
    channel = space.channels[message.channel]
    channel.messages[message.ts] = message
    _thread(channel, message)
    for member in channel.members:
        if member != message.user and not quiet:
            channel.unread[member] = channel.unread.get(member, 0) + 1
    channel.last_read[message.user] = message.ts
    world.tell("message", space.team_id, channel.id, details={"ts": message.ts})
    if message.bot_id and not world.echo:
        return None
    return announce(world, space.team_id, message_event(world, space, message), channel)


def _thread(channel: Channel, message: Message) -> None:
    root = channel.messages.get(message.thread_ts or "")
    if root is None or root is message:
        return
    root.thread_ts = root.ts
    root.replies.append(message.ts)


def message_event(world: World, space: Workspace, message: Message) -> Json:
    channel = space.channels[message.channel]
    told = shapes.message(world, space, message)
    for key in shapes.THREAD:
        told.pop(key, None)
    extra: Json = {"channel": channel.id, "event_ts": message.ts, "channel_type": CHANNEL_TYPES[channel.kind]}
    if message.metadata and message.bot_id:
        extra["metadata"] = message.metadata
    return {**told, **extra}


def whisper(world: World, space: Workspace, message: Message) -> None:
    """Show a message to one person only; it is in no history and makes no event."""
    channel = space.channels[message.channel]
    channel.messages[message.ts] = message
    world.tell("message", space.team_id, channel.id, user=message.ephemeral_to, details={"ts": message.ts})


def change(world: World, space: Workspace, message: Message, given: Json, by: str) -> First | None:
    """Change a message's content: a text alone takes the blocks away, blocks alone leave the text; only a change by
    text counts as an edit."""
    before = copy(message)
    kept: Json = {"attachments": message.attachments, "metadata": message.metadata, "text": message.text}
    if not given.get("text") and not given.get("markdown_text"):
        kept["blocks"] = message.blocks
    dressed(message, {**kept, **given})
    if message.ephemeral_to is None and not message.blocks:
        message.edited = {"user": by, "ts": world.new_ts(space)}
    world.tell("message_changed", space.team_id, message.channel, message.ephemeral_to, {"ts": message.ts})
    if message.ephemeral_to is not None or (message.bot_id and not world.echo):
        return None
    return _followed(world, space, message, "message_changed", before)


def rewrite(world: World, space: Workspace, message: Message, text: str, blocks: list[Json]) -> First | None:
    """A person changes what they wrote."""
    before = copy(message)
    message.text, message.blocks = text, settled(blocks)
    message.edited = {"user": message.user, "ts": world.new_ts(space)}
    world.tell("message_changed", space.team_id, message.channel, details={"ts": message.ts})
    return _followed(world, space, message, "message_changed", before)


def unfurl(world: World, space: Workspace, message: Message, attachments: list[Json]) -> First | None:
    """Slack adds the preview of a link: a change in which the text stays, and that is no edit."""
    before = copy(message)
    message.attachments = attachments
    world.tell("message_changed", space.team_id, message.channel, details={"ts": message.ts})
    return _followed(world, space, message, "message_changed", before)


def bury(world: World, space: Workspace, message: Message) -> First | None:
    """A deleted message that has replies stays as a stone, which is a change of it."""
    before = copy(message)
    message.text, message.blocks, message.attachments, message.files = "This message was deleted.", [], [], []
    message.subtype, message.user, message.edited = "tombstone", "USLACKBOT", None
    world.tell("message_changed", space.team_id, message.channel, details={"ts": message.ts})
    return _followed(world, space, message, "message_changed", before)


def delete(world: World, space: Workspace, message: Message) -> First | None:
    channel = space.channels[message.channel]
    channel.messages.pop(message.ts, None)
    root = channel.messages.get(message.thread_ts or "")
    if root and message.ts in root.replies:
        root.replies.remove(message.ts)
    world.tell("message_deleted", space.team_id, channel.id, message.ephemeral_to, {"ts": message.ts})
    if message.ephemeral_to is not None or (message.bot_id and not world.echo):
        return None
    return _followed(world, space, message, "message_deleted", message)


def _followed(world: World, space: Workspace, message: Message, subtype: str, before: Message) -> First | None:
    channel, at = space.channels[message.channel], world.new_ts(space)
    told: Json = {
        "type": "message",
        "subtype": subtype,
        "channel": channel.id,
        "hidden": True,
        "previous_message": shapes.message(world, space, before),
        "ts": at,
        "event_ts": at,
        "channel_type": CHANNEL_TYPES[channel.kind],
    }
    if subtype == "message_changed":
        told["message"] = shapes.message(world, space, message)
    else:
        told["deleted_ts"] = message.ts
    return announce(world, space.team_id, told, channel)
