"""Slack's side of the measurement: answers the app's calls at once and notes when a form or a Home arrived."""

import asyncio
import itertools
import json
from typing import Any
from urllib.parse import parse_qs

from bench.wire import Desk

TEAM = "T1"
SCOPES = "commands,chat:write"


class FakeSlack:
    """A Web API that says yes. port: where it listens. said: calls by method, for a sanity check."""

    def __init__(self) -> None:
        self.port = 0
        self.calls: dict[str, int] = {}
        self._forms: dict[str, asyncio.Future[bytes]] = {}
        self._homes: dict[str, asyncio.Future[bytes]] = {}
        self._marks: dict[bytes, asyncio.Future[bytes]] = {}
        self._numbers = itertools.count(1)
        self._server: asyncio.Server | None = None

    @property
    def api_url(self) -> str:
        """What the app calls."""
        return f"http://127.0.0.1:{self.port}/api/"

    async def start(self) -> None:
        """Listen on a free port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Desk(self._answer), "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Stop listening."""
        if self._server:
            self._server.close()

    def form(self, trigger: str) -> "asyncio.Future[bytes]":
        """Done, with the call's body, when the form of this trigger was opened."""
        return self._wait(self._forms, trigger)

    def home(self, user: str) -> "asyncio.Future[bytes]":
        """Done, with the call's body, when this person's Home was published."""
        return self._wait(self._homes, user)

    def said(self, mark: bytes) -> "asyncio.Future[bytes]":
        """Done, with the call's body, when a message with these bytes in it was posted."""
        future = self._marks[mark] = asyncio.get_running_loop().create_future()
        return future

    def _wait(self, place: "dict[str, asyncio.Future[bytes]]", key: str) -> "asyncio.Future[bytes]":
        future = place[key] = asyncio.get_running_loop().create_future()
        return future

    def _answer(self, path: str, body: bytes) -> bytes:
        method = path.partition("?")[0].rpartition("/")[2]
        self.calls[method] = self.calls.get(method, 0) + 1
        if method == "views.open":
            _settle(self._forms, _word(body, "trigger_id"), body)
            return b'{"ok":true,"view":{"id":"V1","hash":"1.a"}}'
        if method == "views.publish":
            _settle(self._homes, _word(body, "user_id"), body)
            return b'{"ok":true,"view":{"id":"V2","hash":"1.a"}}'
        if method == "chat.postMessage":
            self._look(body)
        number = next(self._numbers)
        answers: dict[str, dict[str, Any]] = {
            "auth.test": {"team_id": TEAM, "team": "Coaching", "user_id": "UBOT", "bot_id": "BBOT"},
            "conversations.open": {"channel": {"id": f"D{number}"}},
            "users.list": {"members": []},
            "chat.postMessage": {"ts": f"1763390000.{number:06d}", "channel": "C1"},
        }
        return json.dumps({"ok": True, **answers.get(method, {})}).encode()

    def _look(self, body: bytes) -> None:
        for mark in [one for one in self._marks if one in body]:
            self._marks.pop(mark).set_result(body)


def _settle(place: "dict[str, asyncio.Future[bytes]]", key: str, body: bytes) -> None:
    future = place.pop(key, None)
    if future and not future.done():
        future.set_result(body)


def _word(body: bytes, name: str) -> str:
    """One argument of a call, found without parsing the view beside it; JSON or form-encoded."""
    mark = f'"{name}":'.encode()
    if body[:1] == b"{":
        return body.partition(mark)[2].split(b'"', 2)[1].decode()
    return (body.partition(f"{name}=".encode())[2].partition(b"&")[0]).decode()


def view_of(body: bytes) -> dict[str, Any]:
    """The view of a views.open call."""
    view = json.loads(body)["view"] if body[:1] == b"{" else parse_qs(body.decode())["view"][0]
    parsed: dict[str, Any] = json.loads(view) if isinstance(view, str) else view
    return parsed
