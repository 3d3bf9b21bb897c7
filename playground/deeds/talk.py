"""Saying things, opening the Home, reading, reacting."""

from __future__ import annotations

import mimetypes
import re

from playground import shapes
from playground.deeds.acting import Actor
from playground.deeds.commands import escaped
from playground.deliver.events import First, announce, heard
from playground.posting import bury, delete, post, rewrite, unfurl
from playground.records import File, Json, Message, View
from playground.settle import settled

MENTION = re.compile(r"&lt;([@#][UWC]\w+(?:\|[^&]*)?)&gt;")


def typed(text: str) -> str:
    """Text as it arrives from a person: escaped, mentions whole."""
    return MENTION.sub(r"<\1>", escaped(text))


async def say(actor: Actor, channel_id: str, text: str, thread_ts: str | None, files: list[File]) -> Message:
    """Write a message; done when the app has answered the event or let its first deadline pass."""
    channel, world, app = actor.channel(channel_id), actor.world, actor.install.app
    with_app = channel.is_im and actor.install.bot_user_id in channel.members
    if channel.archived:
        raise PermissionError("the channel is archived")
    if with_app and (not app.messages_tab or app.messages_read_only):
        raise PermissionError("Sending messages to this app has been turned off.")
    message = Message(world.new_ts(actor.space), channel.id, typed(text), actor.user_id, thread_ts=thread_ts)
    message.client_msg_id = world.new_id("m").lower()
    message.files = [file.id for file in files]
    message.subtype = "file_share" if files else ""
    if text:
        message.blocks = settled(rich(text))
    first = post(world, actor.space, message)
    await heard(first)
    await _mention(actor, message)
    return message


def rich(text: str) -> list[Json]:
    """The blocks of what a person typed."""
    section: Json = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "elements": [section]}]


async def edit(actor: Actor, channel_id: str, ts: str, text: str) -> None:
    """Change an own message. Slack tells nobody of an edit that changes nothing."""
    message = _own(actor, channel_id, ts)
    if message.text != typed(text):
        await heard(rewrite(actor.world, actor.space, message, typed(text), rich(text)))


async def take_back(actor: Actor, channel_id: str, ts: str) -> None:
    """Delete an own message; one with replies leaves a stone."""
    message = _own(actor, channel_id, ts)
    await heard((bury if message.replies else delete)(actor.world, actor.space, message))


async def show_link(actor: Actor, channel_id: str, ts: str, title: str) -> None:
    """Slack shows what a link in an own message leads to."""
    shown = {"id": 1, "title": title, "text": title, "fallback": title, "from_url": "https://example.org"}
    await heard(unfurl(actor.world, actor.space, _own(actor, channel_id, ts), [shown]))


def _own(actor: Actor, channel_id: str, ts: str) -> Message:
    message = actor.message(channel_id, ts)
    if message.user != actor.user_id or message.ephemeral_to:
        raise PermissionError("only the own messages can be changed")
    return message


async def _mention(actor: Actor, message: Message) -> None:
    channel = actor.space.channels[message.channel]
    if f"<@{actor.install.bot_user_id}>" not in message.text or channel.is_im:
        return
    told = shapes.message(actor.world, actor.space, message)
    told |= {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}
    await heard(announce(actor.world, actor.team_id, told, channel))


async def open_app(actor: Actor, tab: str) -> View | None:
    """Open the app's Home or its messages; the app hears which."""
    channel, world = actor.im(), actor.world
    home = actor.space.homes.get((actor.install.app.app_id, actor.user_id))
    told: Json = {
        "type": "app_home_opened",
        "user": actor.user_id,
        "channel": channel.id,
        "tab": tab,
        "event_ts": world.new_ts(actor.space),
    }
    if tab == "home" and home:
        told["view"] = shapes.view(home)
    await heard(announce(world, actor.team_id, told))
    return actor.space.homes.get((actor.install.app.app_id, actor.user_id))


def read(actor: Actor, channel_id: str) -> None:
    channel = actor.channel(channel_id)
    channel.unread[actor.user_id] = 0
    if channel.messages:
        channel.last_read[actor.user_id] = next(reversed(channel.messages))
    actor.world.tell("unread", actor.team_id, channel.id, actor.user_id, {"count": 0})


def dismiss(actor: Actor, channel_id: str, ts: str) -> None:
    message = actor.message(channel_id, ts)
    if message.ephemeral_to is None:
        raise ValueError("only messages for one person can be dismissed")
    delete(actor.world, actor.space, message)


async def react(actor: Actor, channel_id: str, ts: str, name: str, *, take_back: bool = False) -> None:
    """Add a reaction, or take one's own back."""
    message = actor.message(channel_id, ts)
    people = message.reactions.setdefault(name, [])
    if (actor.user_id in people) != take_back:
        return
    (people.remove if take_back else people.append)(actor.user_id)
    if not people:
        del message.reactions[name]
    actor.world.tell("message_changed", actor.team_id, channel_id, details={"ts": ts})
    await heard(reaction_event(actor, message, name, take_back=take_back))


def reaction_event(actor: Actor, message: Message, name: str, *, take_back: bool) -> First | None:
    """Announce one reaction."""
    told: Json = {
        "type": "reaction_removed" if take_back else "reaction_added",
        "user": actor.user_id,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": actor.world.new_ts(actor.space),
    }
    return announce(actor.world, actor.team_id, told, actor.space.channels[message.channel])


def keep_file(actor: Actor, name: str, content: bytes) -> File:
    """Upload a file as this person; it is ready at once."""
    file = File(actor.world.new_id("F"), name, actor.user_id, len(content), actor.world.seconds(), content=content)
    file.filetype = name.rsplit(".", 1)[-1].lower() if "." in name else "binary"
    file.mimetype = mimetypes.guess_type(name)[0] or file.mimetype
    file.complete = True
    actor.space.files[file.id] = file
    return file
