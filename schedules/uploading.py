"""Sending a file to Slack in its three steps: ask where to, send the bytes, have it shown in a conversation."""

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.addresses import on_file_host
from bot.errors import slack_error

SECONDS = aiohttp.ClientTimeout(total=120)
NOT_THERE = {"file_not_found", "file_deleted"}


class NotTaken(Exception):
    """Slack named no address of its own, or its file host didn't take the bytes."""


async def upload(client: AsyncWebClient, name: str, content: bytes) -> str:
    """Send the bytes; the file's id. Nobody sees it yet. Raises NotTaken."""
    if client.session is None:
        raise RuntimeError("a client without the process's session")
    answer = await client.files_getUploadURLExternal(filename=name, length=len(content))
    url = str(answer["upload_url"])
    if not on_file_host(url, client.base_url):
        raise NotTaken
    kind = {"Content-Type": "application/octet-stream"}
    async with client.session.post(url, data=content, headers=kind, allow_redirects=False, timeout=SECONDS) as taken:
        if taken.status != 200:
            raise NotTaken
    return str(answer["file_id"])


async def share(client: AsyncWebClient, file_id: str, name: str, channel: str, said: str) -> None:
    """Have an uploaded file shown in a conversation, with a sentence."""
    files: list[dict[str, str | None]] = [{"id": file_id, "title": name}]
    await client.files_completeUploadExternal(files=files, channel_id=channel, initial_comment=said)


async def is_shown(client: AsyncWebClient, file_id: str, channel: str) -> bool:
    """Whether Slack shows a file in a conversation; asked where the answer to share() was lost."""
    try:
        answer = await client.files_info(file=file_id)
    except SlackApiError as problem:
        if slack_error(problem) in NOT_THERE:
            return False
        raise
    file = answer["file"]
    shares = [spot for side in (file.get("shares") or {}).values() for spot in side]
    return channel in {*shares, *(file.get("ims") or ())}
