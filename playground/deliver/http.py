"""Deliveries as signed HTTP requests."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from playground.deliver.answer import NO_CONNECTION, Answer, Kind, answered
from playground.records import Json
from playground.registration import AppRegistration

if TYPE_CHECKING:
    from playground.state import World

FORM = "application/x-www-form-urlencoded"
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(frozen=True)
class Prepared:
    """A signed request; sending it again is a replay."""

    body: bytes
    headers: dict[str, str]


def signature(secret: str, timestamp: str, body: bytes) -> str:
    return "v0=" + hmac.new(secret.encode(), b"v0:%b:%b" % (timestamp.encode(), body), hashlib.sha256).hexdigest()


def prepare(app: AppRegistration, kind: Kind, payload: Json) -> Prepared:
    """Encode and sign by the real clock, as the app will judge it."""
    if kind == "events_api":
        body, content = json.dumps(payload).encode(), "application/json"
    else:
        fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        body, content = urlencode(fields).encode(), FORM
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": content,
        "User-Agent": AGENT,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(app.signing_secret, timestamp, body),
    }
    return Prepared(body, headers)


async def post(world: World, url: str, request: Prepared, retry: dict[str, str]) -> Answer:
    try:
        async with world.session.post(
            url, data=request.body, headers={**request.headers, **retry}, allow_redirects=False
        ) as response:
            raw = await response.read()
    except (aiohttp.ClientError, OSError):
        return NO_CONNECTION
    no_retry = response.headers.get("x-slack-no-retry") == "1"
    if 300 <= response.status < 400:
        return Answer("refused", response.status, None, "too_many_redirects", no_retry)
    return answered(response.status, _parsed(raw, response.content_type), no_retry=no_retry)


def _parsed(raw: bytes, content_type: str) -> Any:
    text = raw.decode("utf-8", "replace")
    if content_type == "application/json" and text:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text or None
