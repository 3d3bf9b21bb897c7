"""Fetching a file that somebody gave us in a form: from Slack's file host only, no redirects, up to a size."""

from typing import Any

import aiohttp

from bot.addresses import on_file_host
from bot.errors import Refusal
from bot.rules.roster.cells import shown
from bot.rules.roster.reading import BYTES_TOGETHER
from bot.rules.roster.tables import BYTES_MAX
from handlers.turn import Turn

SECONDS = aiohttp.ClientTimeout(total=30)
CHUNK = 65_536
MEGABYTE = 1024 * 1024


async def fetch_all(turn: Turn, file_ids: list[str]) -> list[tuple[str, bytes]]:
    """Every file's name and bytes. Raises Refusal with the file that can't be had, and why."""
    files: list[tuple[str, bytes]] = []
    for file_id in file_ids:
        left = BYTES_TOGETHER - sum(len(content) for _, content in files)
        files.append(await _fetch(turn, file_id, left))
    return files


async def _fetch(turn: Turn, file_id: str, left: int) -> tuple[str, bytes]:
    answer = await turn.client.files_info(file=file_id)
    file: dict[str, Any] = answer["file"]
    name = str(file.get("name") or "file")
    if file.get("user") != turn.actor.user_id:
        raise Refusal(f"{shown(name)} was uploaded by somebody else. Please choose the file from your own device.")
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    if not on_file_host(url, turn.client.base_url):
        raise Refusal(f"{shown(name)} isn't stored in this Slack. Please choose the file from your own device.")
    limit = min(BYTES_MAX, left)
    if int(file.get("size") or 0) > limit:
        raise _too_large(name)
    return name, await _download(turn, url, name, limit)


async def _download(turn: Turn, url: str, name: str, limit: int) -> bytes:
    if turn.client.session is None:
        raise RuntimeError("a client without the process's session")
    headers = {"Authorization": f"Bearer {turn.client.token}"}
    content = bytearray()
    try:
        async with turn.client.session.get(url, headers=headers, allow_redirects=False, timeout=SECONDS) as answer:
            if answer.status != 200 or answer.content_type == "text/html":
                raise _not_had(name)
            async for chunk in answer.content.iter_chunked(CHUNK):
                content += chunk
                if len(content) > limit:
                    raise _too_large(name)
    except (TimeoutError, aiohttp.ClientError, OSError):
        raise _not_had(name) from None
    return bytes(content)


def _too_large(name: str) -> Refusal:
    most = f"{BYTES_MAX // MEGABYTE} MB each and {BYTES_TOGETHER // MEGABYTE} MB together"
    return Refusal(f"{shown(name)} is too large. Files may have {most}. Split it, and import the parts one by one.")


def _not_had(name: str) -> Refusal:
    return Refusal(f"Slack didn't hand over {shown(name)}. Please choose the files again in a moment.")
