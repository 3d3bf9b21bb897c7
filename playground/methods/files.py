"""files.*: the three steps of an upload, and looking at files."""

from __future__ import annotations

import mimetypes

from playground import shapes
from playground.deliver.events import announce
from playground.methods.call import Call, Method, SlackError, invalid, missing
from playground.posting import dressed, post
from playground.records import File, Json, Message

MOST_BYTES = 1_000_000_000
MOST_ALT = 1000


async def get_url(call: Call) -> Json:
    name, length = call.text("filename"), call.number("length", 0)
    if not 0 < length <= MOST_BYTES:
        raise (
            invalid("must provide a length above 0 [json-pointer:/length]")
            if length <= 0
            else SlackError("file_too_large")
        )
    if len(call.maybe("alt_txt")) > MOST_ALT:
        raise SlackError("alt_txt_too_large")
    file = File(call.world.new_id("F"), name, call.install.bot_user_id, length, call.world.seconds())
    file.alt_txt = call.maybe("alt_txt")
    file.mimetype = mimetypes.guess_type(name)[0] or file.mimetype
    file.filetype = name.rsplit(".", 1)[-1].lower() if "." in name else "binary"
    call.space.files[file.id] = file
    return {"upload_url": f"{call.world.url}/files/upload/{call.team_id}-{file.id}", "file_id": file.id}


def _ready(call: Call, given: object) -> File:
    """One file of a completion: uploaded in full, not completed before."""
    if not isinstance(given, dict) or "id" not in given:
        raise missing("files")
    file = call.space.files.get(str(given["id"]))
    if file is None or file.user != call.install.bot_user_id:
        raise SlackError("file_not_found")
    if file.content is None:
        raise SlackError("file_upload_incomplete" if file.size else "file_not_found")
    file.title = str(given.get("title") or file.name)
    return file


async def complete(call: Call) -> Json:
    given = call.structure("files")
    if not isinstance(given, list) or not given:
        raise missing("files")
    files = [_ready(call, held) for held in given]
    spots = call.listed("channels") or call.listed("channel_id")
    for spot in spots:
        _share(call, files, spot)
    for file in files:
        file.complete = True
    return {"files": [shapes.file(call.world, call.space, file) for file in files]}


def _share(call: Call, files: list[File], channel_id: str) -> None:
    install, channel = call.install, call.space.channels.get(channel_id)
    if channel is None:
        raise SlackError("channel_not_found")
    if install.bot_user_id not in channel.members:
        raise SlackError("not_in_channel" if channel.kind == "channel" else "channel_not_found")
    message = Message(call.world.new_ts(call.space), channel.id, user=install.bot_user_id, bot_id=install.bot_id)
    message.app_id, message.subtype = install.app.app_id, "file_share"
    message.thread_ts = call.args.get("thread_ts") or None
    message.files = [file.id for file in files]
    dressed(message, {"text": call.maybe("initial_comment"), "blocks": call.structure("blocks")})
    for file in files:
        file.channels.append(channel.id)
        file.shares.setdefault(channel.id, []).append(message.ts)
    post(call.world, call.space, message)
    for file in files:
        told = {"type": "file_shared", "file_id": file.id, "user_id": file.user, "channel_id": channel.id}
        announce(call.world, call.team_id, {**told, "file": {"id": file.id}, "event_ts": message.ts}, channel)


async def info(call: Call) -> Json:
    file = call.space.files.get(call.text("file"))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    paging = {"count": 100, "total": 0, "page": 1, "pages": 0}
    return {"file": shapes.file(call.world, call.space, file), "comments": [], "paging": paging}


WRITE = ("files:write",)
METHODS = {
    "files.getUploadURLExternal": Method(get_url, WRITE),
    "files.completeUploadExternal": Method(complete, WRITE),
    "files.info": Method(info, ("files:read",)),
}
