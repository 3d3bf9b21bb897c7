"""reactions.*: the app's own reactions, and everybody's on one message."""

from __future__ import annotations

import re

from playground import shapes
from playground.deeds.acting import Actor
from playground.deeds.talk import reaction_event
from playground.methods.call import Call, Method, SlackError
from playground.records import Json, Message

NAME = re.compile(r"[a-z0-9_+\-']{1,100}(::skin-tone-[2-6])?")
MOST_KINDS = 23


def _message(call: Call) -> Message:
    channel = call.channel()
    message = channel.messages.get(call.text("timestamp"))
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    return message


def _name(call: Call) -> str:
    name = call.text("name").strip(":")
    if not NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name


def _tell(call: Call, message: Message, name: str, *, take_back: bool) -> None:
    call.world.tell("message_changed", call.team_id, message.channel, details={"ts": message.ts})
    reaction_event(Actor(call.world, call.team_id, call.install.bot_user_id), message, name, take_back=take_back)


async def add(call: Call) -> Json:
    message, name, bot = _message(call), _name(call), call.install.bot_user_id
    people = message.reactions.get(name, [])
    if bot in people:
        raise SlackError("already_reacted")
    if not people and len(message.reactions) >= MOST_KINDS:
        raise SlackError("too_many_emoji")
    message.reactions.setdefault(name, []).append(bot)
    _tell(call, message, name, take_back=False)
    return {}


async def remove(call: Call) -> Json:
    message, name, bot = _message(call), _name(call), call.install.bot_user_id
    people = message.reactions.get(name, [])
    if bot not in people:
        raise SlackError("no_reaction")
    people.remove(bot)
    if not people:
        del message.reactions[name]
    _tell(call, message, name, take_back=True)
    return {}


async def get(call: Call) -> Json:
    message = _message(call)
    shown = shapes.message(call.world, call.space, message)
    return {"type": "message", "channel": message.channel, "message": shown}


WRITE = ("reactions:write",)
METHODS = {
    "reactions.add": Method(add, WRITE),
    "reactions.remove": Method(remove, WRITE),
    "reactions.get": Method(get, ("reactions:read",)),
}
