"""chat.*: posting, changing and deleting the app's own messages."""

from __future__ import annotations

from playground import shapes
from playground.limits import check_message, check_withheld
from playground.methods.call import Call, Method, SlackError, missing, rate_limited, refuse
from playground.modals import file_names
from playground.posting import change, delete, dressed, post, whisper
from playground.records import Channel, Json, Message

CONTENT = ("blocks", "attachments", "metadata")


def _content(call: Call) -> Json:
    """What the message shall hold; absent arguments stay absent."""
    given: Json = {key: call.args[key] for key in ("text", "markdown_text") if call.args.get(key) is not None}
    for key in CONTENT:
        held = call.structure(key, f"invalid_{key}_format" if key != "metadata" else "invalid_metadata_format")
        if held is not None:
            given[key] = held
    return given


def _target(call: Call) -> Channel:
    """The conversation to post to: its id, a person's id, or a channel's name."""
    wanted, space = call.text("channel"), call.space
    if wanted in space.users:
        return _direct(call, wanted)
    named = wanted.removeprefix("#")
    found = space.channels.get(wanted) or next((c for c in space.channels.values() if c.name == named), None)
    bot = call.install.bot_user_id
    if found is None or (found.kind != "channel" and bot not in found.members):
        raise SlackError("channel_not_found")
    if found.archived:
        raise SlackError("is_archived")
    if bot not in found.members and "chat:write.public" not in call.install.scopes:
        raise SlackError("not_in_channel")
    return _direct(call, found.partner(bot)) if found.is_im else found


def _direct(call: Call, user_id: str) -> Channel:
    user, install = call.space.users[user_id], call.install
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    if user.deleted:
        raise SlackError("user_disabled")
    if not install.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    return call.world.im(install.team_id, install.bot_user_id, user_id)


def _message(call: Call, channel: Channel) -> Message:
    install = call.install
    ts = call.world.new_ts(call.space)
    message = Message(ts, channel.id, user=install.bot_user_id, bot_id=install.bot_id, app_id=install.app.app_id)
    message.thread_ts = call.args.get("thread_ts") or None
    if message.thread_ts and message.thread_ts not in channel.messages:
        raise SlackError("thread_not_found")
    message.broadcast = call.flag("reply_broadcast")
    message.username, message.icon = call.maybe("username"), call.maybe("icon_emoji")
    return message


def _check(call: Call, given: Json, *, updating: bool = False) -> None:
    refuse(check_message(given, file_names(call.space), updating=updating))
    refuse(check_withheld(given.get("blocks"), call.space.withheld, "invalid_blocks", "/blocks"))


async def post_message(call: Call) -> Json:
    channel, given = _target(call), _content(call)
    _check(call, given)
    message = dressed(_message(call, channel), given)
    if (wait := call.world.rates.refuse_message(call.team_id, channel.id)) is not None:
        raise rate_limited(wait)
    if message.thread_ts and message.broadcast:
        message.subtype = "thread_broadcast"
    post(call.world, call.space, message)
    return {"channel": channel.id, "ts": message.ts, "message": shapes.message(call.world, call.space, message)}


async def post_ephemeral(call: Call) -> Json:
    channel, given, user = _target(call), _content(call), call.user()
    _check(call, given)
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = dressed(_message(call, channel), given)
    message.ephemeral_to = user.id
    whisper(call.world, call.space, message)
    return {"message_ts": message.ts}


def _own(call: Call, error: str) -> Message:
    message = call.channel().messages.get(call.text("ts"))
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    if message.bot_id != call.install.bot_id:
        raise SlackError(error)
    return message


async def update(call: Call) -> Json:
    message, given = _own(call, "cant_update_message"), _content(call)
    _check(call, {"text": "", **given}, updating=True)
    change(call.world, call.space, message, given, call.install.bot_user_id)
    shown = shapes.updated_message(call.world, call.space, message)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}


async def remove(call: Call) -> Json:
    message = _own(call, "cant_delete_message")
    delete(call.world, call.space, message)
    return {"channel": message.channel, "ts": message.ts}


async def permalink(call: Call) -> Json:
    channel, ts = call.channel(), call.args.get("message_ts")
    if not ts:
        raise missing("message_ts")
    if ts not in channel.messages:
        raise SlackError("message_not_found")
    link = f"https://{call.space.domain}.slack.com/archives/{channel.id}/p{str(ts).replace('.', '')}"
    return {"permalink": link, "channel": channel.id}


WRITE = ("chat:write",)
METHODS = {
    "chat.postMessage": Method(post_message, WRITE),
    "chat.postEphemeral": Method(post_ephemeral, WRITE),
    "chat.update": Method(update, WRITE),
    "chat.delete": Method(remove, WRITE),
    "chat.getPermalink": Method(permalink),
}
