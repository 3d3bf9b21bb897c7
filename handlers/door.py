"""The first filter on raw requests over HTTP: size, headers, signature; only then is anything parsed."""

import hashlib
import hmac
import logging
import time
from collections.abc import Callable

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

log = logging.getLogger("coachlog.door")

BODY_MAX = 1_048_576
WINDOW = 300


class Door:
    """Lets signed requests in to Bolt; everything else is answered without a word of it being read or logged.

    secret: the signing secret. after: the failpoint hook, hit once the answer is out.
    clock: seconds since the epoch, always the real clock's.
    """

    def __init__(
        self, app: AsyncApp, secret: str, after: Callable[[str], None], clock: Callable[[], float] = time.time
    ) -> None:
        self._app = app
        self._after = after
        self._secret = secret.encode()
        self._clock = clock

    async def answer(self, request: Request) -> Response:
        """Answer one POST to /slack/events."""
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not self._fresh(stamp) or not signature.isascii():
            return PlainTextResponse("not signed by Slack", 401)
        body = await self._body(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        if not hmac.compare_digest(self._expected(stamp, body), signature):
            return PlainTextResponse("not signed by Slack", 401)
        return await self._let_in(request, body)

    def _fresh(self, stamp: str) -> bool:
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
            return False
        return abs(self._clock() - int(stamp)) <= WINDOW

    def _expected(self, stamp: str, body: bytes) -> str:
        return "v0=" + hmac.digest(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hex()

    async def _body(self, request: Request) -> bytes | None:
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > BODY_MAX:
            return None
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_MAX:
                    return None
        except ClientDisconnect:
            return None
        return bytes(body)

    async def _let_in(self, request: Request, body: bytes) -> Response:
        try:
            asked = AsyncBoltRequest(body=body.decode(), headers=dict(request.headers))
            if not isinstance(asked.body, dict) or not _shaped(asked.body):
                return PlainTextResponse("not a Slack request", 400)
        except (ValueError, TypeError, AttributeError, RecursionError, KeyError):
            return PlainTextResponse("not a Slack request", 400)
        try:
            answer = _answer(await self._app.async_dispatch(asked))
        except Exception as problem:  # noqa: BLE001 - the last resort; a traceback may carry what was sent
            log.error("request failed", extra={"error": type(problem).__name__})  # noqa: TRY400 - no content
            return PlainTextResponse("try again", 503)
        answer.background = BackgroundTask(self._after, "after_ack")
        return answer


_OBJECTS = ("user", "team", "view", "event", "channel", "enterprise", "container", "message")


def _shaped(body: dict[str, object]) -> bool:
    """Whether the parts that Bolt and the listeners look into have the types Slack sends."""
    for name in _OBJECTS:
        if not isinstance(body.get(name), dict | str | None):
            return False
    if body.get("type") == "block_actions" and not _actions(body.get("actions")):
        return False
    if "view" in body and not isinstance(body["view"], dict):
        return False
    return "event" not in body or (isinstance(body["event"], dict) and isinstance(body["event"].get("type"), str))


def _actions(actions: object) -> bool:
    return (
        isinstance(actions, list)
        and bool(actions)
        and all(
            isinstance(one, dict) and isinstance(one.get("action_id"), str) and isinstance(one.get("block_id"), str)
            for one in actions
        )
    )


def _answer(answer: BoltResponse) -> Response:
    """Bolt's answer. What went wrong on our side may be tried again, and Slack does so with events."""
    status = 503 if answer.status == 500 else answer.status
    headers = {name: values[0] for name, values in answer.headers.items() if name.lower() != "set-cookie"}
    return Response(answer.body, status, headers)
