"""The first filter on raw requests: what isn't Slack's never reaches Bolt, and what is Slack's reaches it whole."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_to_bytes, urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.routing import Route

from handlers.door import BODY_MAX, Door
from handlers.payloads import parse_payload, unquoted

SECRET, NOW = "signing-secret", 1_700_000_000
COMMAND = urlencode({"command": "/coachlog", "text": "a b+c%&=ü", "user_id": "U1", "team_id": "T1"})
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


class Inside(AsyncApp):
    """Bolt, as far as the door knows it: remembers what was let in."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.fails = False

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        if self.fails:
            raise RuntimeError("a note")
        self.seen.append(req.body)
        return BoltResponse(status=200, body="", headers={"set-cookie": "a=b", "x-extra": "1"})


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
async def outside(inside: Inside) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody outside."""
    door = Door(inside, SECRET, hits.append, lambda: NOW, awaited=awaited)
    web = Starlette(routes=[Route("/slack/events", door, methods=["POST"])])
    hits.clear()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://127.0.0.1") as client:
        yield client


hits: list[str] = []


@contextmanager
def awaited() -> Iterator[None]:
    hits.append("in hand")
    yield
    hits.append("answered")


def signed(body: bytes, stamp: str = str(NOW), kind: str = FORM) -> dict[str, str]:
    tag = hmac.digest(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hex()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={tag}", "content-type": kind}


async def post(outside: httpx.AsyncClient, body: bytes, **changed: str) -> httpx.Response:
    return await outside.post("/slack/events", content=body, headers={**signed(body), **changed})


async def test_a_signed_command_is_let_in_with_all_its_fields(outside: httpx.AsyncClient, inside: Inside) -> None:
    answer = await post(outside, COMMAND.encode())
    assert answer.status_code == 200
    assert inside.seen == [{"command": "/coachlog", "text": "a b+c%&=ü", "user_id": "U1", "team_id": "T1"}]
    assert answer.headers["x-extra"] == "1"
    assert "set-cookie" not in answer.headers
    assert hits == ["in hand", "after_ack", "answered"]


async def test_signed_json_and_signed_payloads_are_let_in(outside: httpx.AsyncClient, inside: Inside) -> None:
    event = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_home_opened"}}
    body = json.dumps(event).encode()
    assert (await outside.post("/slack/events", content=body, headers=signed(body, kind=JSON))).status_code == 200
    note = {"value": {"type": "plain_text_input", "value": "a+b = 100 %\n<!channel> é"}}
    view = {"state": {"values": {"note": note}}}
    submitted = {"type": "view_submission", "user": {"id": "U1"}, "view": view}
    assert (await post(outside, urlencode({"payload": json.dumps(submitted)}).encode())).status_code == 200
    assert inside.seen == [event, submitted]


@pytest.mark.parametrize(
    "changed",
    [
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-request-timestamp": ""},
        {"x-slack-request-timestamp": "soon"},
        {"x-slack-request-timestamp": "9" * 40},
        {"x-slack-request-timestamp": str(NOW + 1)},
    ],
)
async def test_a_wrong_signature_is_refused_unread(
    outside: httpx.AsyncClient, inside: Inside, changed: dict[str, str]
) -> None:
    answer = await post(outside, b"{deep" * 1000, **changed)
    assert (answer.status_code, answer.text) == (401, "not signed by Slack")
    assert not inside.seen
    assert not hits


@pytest.mark.parametrize("age", [-301, 301, 86_400])
async def test_a_stale_signature_is_refused_however_right(outside: httpx.AsyncClient, inside: Inside, age: int) -> None:
    body = COMMAND.encode()
    answer = await outside.post("/slack/events", content=body, headers=signed(body, str(NOW - age)))
    assert answer.status_code == 401
    assert not inside.seen


async def test_a_body_that_is_too_large_is_not_read_to_its_end(outside: httpx.AsyncClient, inside: Inside) -> None:
    read = []

    async def endless() -> AsyncIterator[bytes]:
        for part in range(100):
            read.append(part)
            yield b"x" * 65_536

    answer = await outside.post("/slack/events", content=endless(), headers=signed(b""))
    assert answer.status_code == 413
    assert (await post(outside, b"x", **{"content-length": str(BODY_MAX + 1)})).status_code == 413
    assert not inside.seen


@pytest.mark.parametrize(
    "body",
    [
        b"payload=%7Bbroken",
        b"payload=[1,2]",
        b"payload=" + b"[" * 100_000,
        b"payload=%7B%22type%22%3A%22block_actions%22%7D",
        b"payload=%7B%22user%22%3A5%7D",
        b"payload=%7B%22view%22%3A%22text%22%7D",
        b'{"event":"text"}',
        b"\xff\xfe=%FF",
        b"payload=%FF%FE",
    ],
)
async def test_what_is_signed_but_makes_no_sense_is_answered_not_raised(
    outside: httpx.AsyncClient, inside: Inside, body: bytes
) -> None:
    assert (await post(outside, body)).status_code == 400
    assert not inside.seen


async def test_a_failure_inside_is_answered_so_that_slack_tries_again(
    outside: httpx.AsyncClient, inside: Inside, caplog: pytest.LogCaptureFixture
) -> None:
    inside.fails = True
    assert (await post(outside, COMMAND.encode())).status_code == 503
    assert "a note" not in caplog.text


@given(st.text() | st.text("%+=&\n\r aé", max_size=12))
def test_a_payload_is_decoded_as_the_library_would(words: str) -> None:
    body = urlencode({"payload": json.dumps({"words": words})}).encode()
    assert parse_payload(body, FORM) == json.loads(parse_qs(body.decode())["payload"][0])


@given(st.dictionaries(st.text("ab%+=&é ", max_size=5), st.text("ab%+=&é \n", max_size=8), max_size=5))
def test_fields_are_decoded_as_the_library_would(fields: dict[str, str]) -> None:
    body = urlencode(fields)
    assert parse_payload(body.encode(), FORM) == dict(parse_qsl(body, keep_blank_values=True))


@given(st.binary(max_size=40) | st.text("%+=0aF\n\r _", max_size=12).map(str.encode))
def test_any_bytes_are_decoded_as_the_library_would(raw: bytes) -> None:
    assert unquoted(raw) == unquote_to_bytes(raw.replace(b"+", b" "))
