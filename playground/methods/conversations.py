"""conversations.*: channels, direct messages, members, history."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playground import shapes
from playground.deeds import membership
from playground.methods.call import HISTORY, READ, Call, Method, SlackError
from playground.records import Channel, ChannelKind, Json, Message

KINDS: dict[str, ChannelKind] = {
    "public_channel": "channel",
    "private_channel": "private",
    "mpim": "mpim",
    "im": "im",
}
NAME = re.compile(r"[a-z0-9][a-z0-9_\-]{0,79}")
MOST_IN_GROUP = 8


def visible(call: Call) -> Iterator[Channel]:
    """The conversations of the types asked for that the bot may know of."""
    types = call.listed("types") or ["public_channel"]
    if any(held not in KINDS for held in types):
        raise SlackError("invalid_types")
    kinds = {KINDS[held] for held in types}
    for kind in sorted(kinds):
        call.need(READ[kind])
    bot, without_archived = call.install.bot_user_id, call.flag("exclude_archived")
    for channel in call.space.channels.values():
        known = channel.kind == "channel" or bot in channel.members
        if channel.kind in kinds and known and not (without_archived and channel.archived):
            yield channel


def _shown(call: Call, channel: Channel) -> Json:
    return shapes.channel(channel, call.space, call.install.bot_user_id)


def _counted(call: Call, channel: Channel) -> Json:
    shown = _shown(call, channel)
    return shown if channel.is_im else {**shown, "num_members": len(channel.members)}


async def listing(call: Call) -> Json:
    page, cursor = call.page(list(visible(call)))
    return {
        "channels": [_counted(call, channel) for channel in page],
        "response_metadata": {"next_cursor": cursor},
    }


async def info(call: Call) -> Json:
    channel = call.channel()
    call.need(READ[channel.kind])
    count = call.flag("include_num_members")
    return {"channel": _counted(call, channel) if count else _shown(call, channel)}


async def members(call: Call) -> Json:
    channel = call.channel()
    call.need(READ[channel.kind])
    page, cursor = call.page(sorted(channel.members))
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


async def opening(call: Call) -> Json:
    users = call.listed("users")
    if not users:
        channel = call.channel()
        if channel.kind not in ("im", "mpim"):
            raise SlackError("channel_not_found")
        return _opened(call, channel, already=True)
    if len(users) > MOST_IN_GROUP:
        raise SlackError("too_many_users")
    call.need("im:write" if len(users) == 1 else "mpim:write")
    for user in users:
        _can_be_written_to(call, user)
    return _direct(call, users[0]) if len(users) == 1 else _group(call, users)


def _can_be_written_to(call: Call, user_id: str) -> None:
    user = call.space.users.get(user_id)
    if user is None:
        raise SlackError("user_not_found")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    if user.deleted:
        raise SlackError("user_disabled")


def _direct(call: Call, user: str) -> Json:
    bot = call.install.bot_user_id
    before = call.space.im_between(bot, user)
    return _opened(call, before or call.world.im(call.team_id, bot, user), already=before is not None)


def _group(call: Call, users: list[str]) -> Json:
    wanted = {*users, call.install.bot_user_id}
    before = next((c for c in call.space.channels.values() if c.kind == "mpim" and c.members == wanted), None)
    if before:
        return _opened(call, before, already=True)
    name = "mpdm-" + "--".join(call.space.users[user].name for user in sorted(wanted)) + "-1"
    made = call.world.add_channel(call.team_id, name, sorted(wanted), kind="mpim")
    return _opened(call, made, already=False)


def _opened(call: Call, channel: Channel, *, already: bool) -> Json:
    shown: Json = {"id": channel.id}
    if call.flag("return_im"):
        shown = {**_shown(call, channel), "is_open": True, "last_read": "0000000000.000000", "unread_count": 0}
        shown.pop("is_user_deleted", None)
    return {"no_op": already, "already_open": already, "channel": shown}


def _can_read(call: Call) -> Channel:
    channel = call.channel()
    call.need(HISTORY[channel.kind])
    if call.install.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = float(call.maybe("oldest", "0") or 0), float(call.maybe("latest", "inf") or "inf")
    if call.flag("inclusive"):
        return [m for m in messages if oldest <= float(m.ts) <= latest]
    return [m for m in messages if oldest < float(m.ts) < latest]


def _paged(call: Call, found: list[Message]) -> Json:
    page, cursor = call.page(found)
    answer: Json = {"messages": [_told(call, message) for message in page], "has_more": bool(cursor)}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def _told(call: Call, message: Message) -> Json:
    shown = shapes.message(call.world, call.space, message)
    if message.metadata and call.flag("include_all_metadata"):
        shown["metadata"] = message.metadata
    return shown


async def history(call: Call) -> Json:
    """Newest first; replies stay in their threads unless they were sent to the channel too."""
    channel = _can_read(call)
    top = [m for m in channel.messages.values() if m.ephemeral_to is None]
    found = [m for m in top if not m.thread_ts or m.thread_ts == m.ts or m.broadcast]
    answer = _paged(call, _between(call, found)[::-1])
    return {**answer, "pin_count": 0, "channel_actions_ts": None, "channel_actions_count": 0}


async def replies(call: Call) -> Json:
    channel = _can_read(call)
    root = channel.messages.get(call.text("ts"))
    if root is None:
        raise SlackError("thread_not_found")
    found = [root, *(channel.messages[ts] for ts in root.replies if ts in channel.messages)]
    return _paged(call, [root, *_between(call, found[1:])])


async def join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    answer: Json = {}
    if call.install.bot_user_id in channel.members:
        answer = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    else:
        membership.join(call.world, call.team_id, channel.id, call.install.bot_user_id)
    return {"channel": _shown(call, channel), **answer}


async def create(call: Call) -> Json:
    name, private = call.text("name"), call.flag("is_private")
    call.need("groups:write" if private else "channels:manage")
    if not NAME.fullmatch(name):
        raise SlackError("invalid_name_specials" if name.lower() == name else "invalid_name")
    if any(channel.name == name for channel in call.space.channels.values()):
        raise SlackError("name_taken")
    kind: ChannelKind = "private" if private else "channel"
    made = call.world.add_channel(call.team_id, name, [call.install.bot_user_id], kind=kind)
    return {"channel": _shown(call, made)}


METHODS = {
    "conversations.list": Method(listing),
    "conversations.info": Method(info),
    "conversations.members": Method(members),
    "conversations.open": Method(opening),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.create": Method(create),
}
