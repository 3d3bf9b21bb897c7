"""HTTP/1.1 with as little work as possible, so that the generator isn't what is measured."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple, cast

import httptools

TIMEOUT = 30.0


class Answer(NamedTuple):
    """One HTTP answer."""

    status: int
    body: bytes


class Line(asyncio.Protocol):
    """One keep-alive connection to a server; ask() one at a time."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._waiting: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None

    async def ask(self, request: bytes) -> Answer:
        """Send whole request bytes; the answer."""
        if self._transport is None:
            raise ConnectionError("not connected")
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio's call."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        """asyncio's call."""
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio's call."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionError("the server hung up"))

    def on_body(self, part: bytes) -> None:
        """httptools' call."""
        self._parts.append(part)

    def on_message_complete(self) -> None:
        """httptools' call."""
        body, status = b"".join(self._parts), self._parser.get_status_code()
        self._parts = []
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(Answer(status, body))


async def dial(port: int) -> Line:
    """A connection to this machine's port."""
    _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
    return line


class Desk(asyncio.Protocol):
    """One accepted connection: calls handle(path, body) and sends what it returns as JSON."""

    def __init__(self, handle: Callable[[str, bytes], bytes]) -> None:
        self._handle = handle
        self._parser = httptools.HttpRequestParser(self)
        self._path, self._parts = b"", list[bytes]()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio's call."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        """asyncio's call."""
        self._parser.feed_data(data)

    def on_url(self, path: bytes) -> None:
        """httptools' call."""
        self._path += path

    def on_body(self, part: bytes) -> None:
        """httptools' call."""
        self._parts.append(part)

    def on_message_complete(self) -> None:
        """httptools' call."""
        answer = self._handle(self._path.decode(), b"".join(self._parts))
        self._path, self._parts = b"", []
        if self._transport:
            head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: "
            self._transport.write(head + str(len(answer)).encode() + b"\r\n\r\n" + answer)
