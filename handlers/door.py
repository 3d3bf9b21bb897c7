"""The first filter on raw requests over HTTP: size, headers, signature; only then is anything parsed."""

import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from starlette.types import Receive, Scope, Send

from handlers.payloads import parse_payload
from handlers.shape import HOOKS, encodable, shaped, without_blanks

log = logging.getLogger("coachlog.door")

BODY_MAX = 1_048_576
WINDOW = 300
SURROGATES = (b"ud", b"uD")  # of an escape, in whichever way its backslash is written


class Shut(Exception):
    """Why somebody isn't let in: the status and the words of the answer."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


class Door:
    """Lets signed requests in to Bolt; everything else is answered without a word of it being read or logged.

    An ASGI application. secret: the signing secret. after: the failpoint hook, hit once the answer is out.
    clock: seconds since the epoch, always the real clock's. hooks: where a response_url may lead. awaited: entered
    while a request waits for its answer.
    """

    def __init__(
        self,
        app: AsyncApp,
        secret: str,
        after: Callable[[str], None],
        clock: Callable[[], float] = time.time,
        hooks: tuple[str, ...] = HOOKS,
        awaited: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._app = app
        self._hooks = hooks
        self._awaited = awaited
        self._after = after
        self._secret = secret.encode()
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one POST to /slack/events."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            asked = await self._let_in(headers, receive)
            with self._awaited():
                await self._answer(asked, send)
        except Shut as shut:
            await _send(send, shut.status, {"content-type": "text/plain; charset=utf-8"}, shut.words)

    async def _answer(self, asked: AsyncBoltRequest, send: Send) -> None:
        answer = await self._dispatch(asked)
        given = {name: values[0] for name, values in answer.headers.items() if name.lower() != "set-cookie"}
        # What went wrong on our side may be tried again, and with events Slack does so.
        await _send(send, 503 if answer.status == 500 else answer.status, given, answer.body)
        self._after("after_ack")

    async def _dispatch(self, asked: AsyncBoltRequest) -> BoltResponse:
        try:
            return await self._app.async_dispatch(asked)
        except Exception as problem:  # noqa: BLE001 - the last resort; a traceback may carry what was sent
            log.error("request failed", extra={"error": type(problem).__name__})  # noqa: TRY400 - no content
            raise Shut(503, "try again") from None

    async def _let_in(self, headers: Mapping[str, str], receive: Receive) -> AsyncBoltRequest:
        """The request, once it is known to be Slack's. Raises Shut."""
        stamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if not self._fresh(stamp) or not signature.isascii():
            raise Shut(401, "not signed by Slack")
        body = await _read(headers, receive)
        if not hmac.compare_digest(self._expected(stamp, body), signature):
            raise Shut(401, "not signed by Slack")
        try:
            asked = parse_payload(body, headers.get("content-type", ""))
            if isinstance(asked, dict) and shaped(asked, self._hooks) and _whole(body, asked):
                return AsyncBoltRequest(body=without_blanks(asked), headers=dict(headers), mode=VERIFIED)
        except (ValueError, TypeError, AttributeError, RecursionError, KeyError):
            pass
        raise Shut(400, "not a Slack request")

    def _fresh(self, stamp: str) -> bool:
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
            return False
        return abs(self._clock() - int(stamp)) <= WINDOW

    def _expected(self, stamp: str, body: bytes) -> str:
        return "v0=" + hmac.digest(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hex()


def _whole(body: bytes, asked: object) -> bool:
    return not any(part in body for part in SURROGATES) or encodable(asked)


VERIFIED = "socket_mode"  # Bolt's word for a request that needs no second check of its signature


async def _read(headers: Mapping[str, str], receive: Receive) -> bytes:
    """The body. Raises Shut when it is too large, and when the caller went away."""
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > BODY_MAX:
        raise Shut(413, "too large")
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Shut(400, "not a whole request")
        body += message.get("body", b"")
        if len(body) > BODY_MAX:
            raise Shut(413, "too large")
        more = message.get("more_body", False)
    return bytes(body)


async def _send(send: Send, status: int, headers: Mapping[str, str], words: str) -> None:
    body = words.encode()
    told = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    told.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": body})
