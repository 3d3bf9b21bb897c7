"""Slash commands and shortcuts."""

from __future__ import annotations

import re

from playground import payloads
from playground.deeds.acting import Actor
from playground.deliver import replies
from playground.deliver.answer import Answer, Kind
from playground.deliver.carry import deliver
from playground.records import Channel, Json, Workspace

NAME = re.compile(r"(?<!\S)([@#])([\w.\-]+)")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _with_ids(space: Workspace, text: str) -> str:
    """`should_escape`: names become ids, a private channel without its name."""

    def id_of(found: re.Match[str]) -> str:
        sign, name = found.groups()
        if sign == "@":
            user = next((held for held in space.users.values() if held.name == name), None)
            return f"<@{user.id}>" if user else found.group()
        channel = next((held for held in space.channels.values() if held.name == name), None)
        if channel is None:
            return found.group()
        return f"<#{channel.id}|{channel.name if channel.kind == 'channel' else ''}>"

    return NAME.sub(id_of, escaped(text))


async def command(actor: Actor, name: str, text: str, channel_id: str | None) -> Answer | None:
    """Run a slash command; None where Slack knows no such command."""
    world, app = actor.world, actor.install.app
    channel = actor.channel(channel_id) if channel_id else actor.im()
    if not app.takes_command(name):
        replies.slackbot(world, actor.team_id, actor.user_id, channel.id, f"{name} is not a valid command.")
        return None
    known = app.commands.get(name)
    words = (name, _with_ids(actor.space, text) if known and known.should_escape else text)
    url = replies.new_hook(world, actor.team_id, actor.user_id, channel.id)
    payload = payloads.command(actor.space, actor.user, actor.install, channel, words, (url, actor.trigger()))
    answer = await deliver(world, actor.install, "slash_commands", payload)
    _show(actor, channel, name, url, answer)
    return answer


def _show(actor: Actor, channel: Channel, name: str, url: str, answer: Answer) -> None:
    world = actor.world
    if not answer.accepted:
        said = replies.failed(name, answer.outcome)
        replies.slackbot(world, actor.team_id, actor.user_id, channel.id, said)
    elif answer.body:
        body: Json = answer.body if isinstance(answer.body, dict) else {"text": str(answer.body)}
        told = replies.reply(world, world.tickets.hooks[url.rsplit("/", 1)[1]], body)
        if not told["ok"]:
            said = replies.failed(name, "failed")
            replies.slackbot(world, actor.team_id, actor.user_id, channel.id, said)


async def shortcut(actor: Actor, callback_id: str) -> Answer:
    if not actor.install.app.takes_shortcut(callback_id, "global"):
        raise LookupError(f"no global shortcut {callback_id}")
    at = actor.world.new_ts(actor.space)
    payload = payloads.shortcut(actor.space, actor.user, actor.install, callback_id, actor.trigger(), at)
    return await _sent(actor, "shortcut", payload)


async def message_shortcut(actor: Actor, callback_id: str, channel_id: str, ts: str) -> Answer:
    if not actor.install.app.takes_shortcut(callback_id, "message"):
        raise LookupError(f"no message shortcut {callback_id}")
    message = actor.message(channel_id, ts)
    url = replies.new_hook(actor.world, actor.team_id, actor.user_id, channel_id, message)
    payload = payloads.message_action(
        actor.world, actor.space, actor.user, actor.install, message, callback_id, (url, actor.trigger())
    )
    return await _sent(actor, "message_action", payload)


async def _sent(actor: Actor, kind: Kind, payload: Json) -> Answer:
    answer = await deliver(actor.world, actor.install, kind, payload)
    if not answer.accepted:
        toast(actor, replies.failed("This shortcut", answer.outcome))
    return answer


def toast(actor: Actor, text: str) -> None:
    """A passing note on the person's screen."""
    actor.world.tell("toast", actor.team_id, user=actor.user_id, details={"text": text})
