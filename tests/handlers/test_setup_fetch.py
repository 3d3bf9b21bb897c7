"""Fetching files over loopback: with the token, without redirects, never more than the limit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web

from bot.errors import Refusal
from bot.rules.roster.tables import BYTES_MAX
from handlers.setup.download import fetch_all
from handlers.turn import Turn
from storage.people import Actor

MEGABYTE = b"x" * 1_048_576


@dataclass
class Host:
    """A file host that notes what it was asked, and by whom."""

    asked: list[tuple[str, str | None]] = field(default_factory=list)
    sent: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        kind = request.match_info["kind"]
        self.asked.append((kind, request.headers.get("Authorization")))
        if kind == "moved":
            raise web.HTTPFound("/files/ok")
        if kind == "sign-in":
            return web.Response(text="<title>Sign in</title>", content_type="text/html")
        if kind == "endless":
            return await self.endless(request)
        return web.Response(body=b"email\n", status=200 if kind == "ok" else 404)

    async def endless(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while self.sent < 4 * BYTES_MAX:
            await answer.write(MEGABYTE)
            self.sent += len(MEGABYTE)
        return answer


@asynccontextmanager
async def hosted(host: Host, **facts: Any) -> AsyncIterator[tuple[Turn, Any]]:
    """A turn whose Slack says these facts of each file; its files lie on the host."""
    app = web.Application()
    app.router.add_get("/files/{kind}", host.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]

    async def info(file: str) -> dict[str, Any]:
        link = f"http://127.0.0.1:{port}/files/{file}"
        return {"file": {"name": f"{file}.csv", "user": "U1", "size": 6, "url_private_download": link, **facts}}

    async with aiohttp.ClientSession() as session:
        client = SimpleNamespace(
            base_url=f"http://127.0.0.1:{port}/api/", token="xoxb-1", session=session, files_info=info
        )
        yield cast(Turn, SimpleNamespace(client=client, actor=Actor("U1"))), client
    await runner.cleanup()


async def test_a_file_is_fetched_with_the_bots_token() -> None:
    host = Host()
    async with hosted(host) as (turn, _):
        assert await fetch_all(turn, ["ok", "ok"]) == [("ok.csv", b"email\n")] * 2
    assert host.asked == [("ok", "Bearer xoxb-1")] * 2


@pytest.mark.parametrize("kind", ["moved", "sign-in", "gone"])
async def test_what_is_not_the_file_itself_is_refused(kind: str) -> None:
    host = Host()
    async with hosted(host) as (turn, _):
        with pytest.raises(Refusal, match="Slack didn't hand over"):
            await fetch_all(turn, [kind])
    assert [asked for asked, _ in host.asked] == [kind]


async def test_a_file_that_is_larger_than_slack_said_is_cut_off() -> None:
    host = Host()
    async with hosted(host) as (turn, _):
        with pytest.raises(Refusal, match="is too large"):
            await fetch_all(turn, ["endless"])
    assert host.sent < 4 * BYTES_MAX


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"size": BYTES_MAX + 1}, "is too large"),
        ({"user": "U2"}, "uploaded by somebody else"),
        ({"url_private_download": "http://127.0.0.1:9/files/ok"}, "isn't stored in this Slack"),
        ({"url_private_download": ""}, "isn't stored in this Slack"),
    ],
)
async def test_a_file_that_may_not_be_fetched_is_never_asked_for(facts: dict[str, Any], sentence: str) -> None:
    host = Host()
    async with hosted(host, **facts) as (turn, _):
        with pytest.raises(Refusal, match=sentence):
            await fetch_all(turn, ["ok"])
    assert host.asked == []
