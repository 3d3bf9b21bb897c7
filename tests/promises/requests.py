"""Raw requests as Slack signs them: caught on their way, sent again, altered, or made up."""

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

import aiohttp

from playground.deliver.http import Prepared, prepare, signature
from playground.people import Person
from playground.state import World

Json = dict[str, Any]


@dataclass(frozen=True)
class Answered:
    """What came back. body: parsed JSON, or the text."""

    status: int
    body: Any
    seconds: float = 0.0

    @property
    def closed(self) -> bool:
        """Whether a form closes on this."""
        return self.status == 200 and not self.body


def submission(coach: Person) -> Json:
    """The payload of the open form, as submitting it would send it."""
    from playground import payloads  # noqa: PLC0415 - the playground's own builder, needed here alone

    actor = coach._actor
    view = coach.modal
    assert view, "no form is open"
    return payloads.view_submission(actor.space, actor.user, actor.install, view, actor.trigger(view), [])


def signed(world: World, payload: Json, kind: Any = "view_submission") -> Prepared:
    """A payload as Slack would deliver it now."""
    return prepare(world.app, kind, payload)


def resigned(world: World, body: bytes, stamp: str | None = None, **headers: str) -> Prepared:
    """Any bytes, correctly signed."""
    stamp = str(int(time.time())) if stamp is None else stamp
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    proof = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(world.app.signing_secret, stamp, body),
    }
    return Prepared(body, {**form, **proof, **headers})


def payload_of(request: Prepared) -> Json:
    """The payload inside a signed form."""
    found: Json = json.loads(parse_qs(request.body.decode())["payload"][0])
    return found


def form(payload: Json) -> bytes:
    """A payload as the body of an interaction."""
    return urlencode({"payload": json.dumps(payload)}).encode()


@dataclass(frozen=True)
class Caller:
    """Sends raw requests to a server."""

    session: aiohttp.ClientSession
    address: str

    async def post(self, request: Prepared, address: str | None = None) -> Answered:
        """Send a request; what came back and how long it took."""
        began = time.monotonic()
        async with self.session.post(
            address or self.address, data=io.BytesIO(request.body), headers=request.headers
        ) as response:
            text = await response.text()
        return Answered(response.status, _parsed(text), time.monotonic() - began)

    async def leave(self, request: Prepared, seconds: float) -> None:
        """Send a request and hang up after a while, whatever became of it."""
        try:
            await asyncio.wait_for(self.post(request), seconds)
        except (TimeoutError, aiohttp.ClientError):
            return


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text else ""
    except ValueError:
        return text


@asynccontextmanager
async def calling(address: str, *, lasting: bool = True) -> AsyncIterator[Caller]:
    """A caller with connections of its own. lasting: it keeps them for the next request, as Slack does.

    A test whose event loop stands still between requests keeps none: a server ends idle ones when it gets to it.
    """
    way = aiohttp.TCPConnector(force_close=not lasting)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30), connector=way) as session:
        yield Caller(session, address)
