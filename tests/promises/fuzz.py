"""Requests that Slack would never send: unsigned, wrongly signed, malformed; and signed ones gone wrong inside."""

import copy
import json
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from playground.deliver.http import Prepared, signature
from playground.state import World
from tests.promises.requests import form, resigned

WINDOW = 300
BODIES: tuple[bytes, ...] = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe\x00",
    b"payload=",
    b"payload=%7B",
    b"payload=[]",
    b"payload=%00",
    b"payload=null&payload=1",
    b"command=/coachlog",
    b'{"type":"event_callback"}',
    b"command=/coachlog&team_id=T0OTHER&user_id=UC1&trigger_id=1.2&response_url=",
    b'{"type":"block_actions","user":{"id":"UC1"},"team":{"id":"T1"},"trigger_id":"1.2","view":null,'
    b'"actions":[{"action_id":"value","block_id":"kind"}]}',
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b"[" * 100_000,
    b"payload=" + b"[" * 50_000,
    b"payload=" + b'{"view":' * 20_000,
    b"a=1&" * 20_000,
    b"x" * 100_000,
)


class Unsigned:
    """Makes one unacceptable request after the other, the same ones for the same seed."""

    def __init__(self, world: World, good: bytes, seed: int) -> None:
        self._world = world
        self._good = good
        self.chance = random.Random(seed)  # noqa: S311 - the same requests in every run
        self._ways: tuple[Callable[[], Prepared], ...] = (
            self._bare,
            self._forged,
            self._old,
            self._early,
            self._not_a_number,
            self._not_ascii,
            self._other_body,
            self._other_secret,
            self._noise,
        )

    def __iter__(self) -> Iterator[Prepared]:
        while True:
            yield self.chance.choice(self._ways)()

    def _body(self) -> bytes:
        if self.chance.random() < 0.5:
            return self._good
        return self.chance.choice(BODIES) if self.chance.random() < 0.9 else self.chance.randbytes(2_000)

    def _signed(self, stamp: str, body: bytes | None = None) -> Prepared:
        body = self._body() if body is None else body
        return resigned(self._world, body, stamp)

    def _changed(self, **headers: str) -> Prepared:
        now = self._signed(str(int(time.time())))
        return Prepared(now.body, {**now.headers, **{name.replace("_", "-"): held for name, held in headers.items()}})

    def _bare(self) -> Prepared:
        return Prepared(self._body(), {"Content-Type": self.chance.choice(("application/json", "text/plain", "x"))})

    def _forged(self) -> Prepared:
        return self._changed(X_Slack_Signature="v0=" + self.chance.randbytes(32).hex())

    def _old(self) -> Prepared:
        return self._signed(str(int(time.time()) - WINDOW - self.chance.randint(1, 10**9)))

    def _early(self) -> Prepared:
        return self._signed(str(int(time.time()) + WINDOW + self.chance.randint(5, 10**9)))

    def _not_a_number(self) -> Prepared:
        return self._signed(
            self.chance.choice(("", "abc", "-1", "1e9", "0x1F", "9" * 400, "12 34", "+1", "1_0", "NaN"))
        )

    def _not_ascii(self) -> Prepared:
        words = self.chance.choice(("v0=é", "v0=" + "ß" * 64, "ѵ0=", "v0=\u2028"))
        return self._changed(X_Slack_Signature=words, X_Slack_Request_Timestamp=str(int(time.time())))

    def _other_body(self) -> Prepared:
        now = self._signed(str(int(time.time())), self._good)
        return Prepared(self._good + b"&x=1", now.headers)

    def _other_secret(self) -> Prepared:
        stamp, body = str(int(time.time())), self._body()
        proof = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature("0" * 32, stamp, body)}
        return Prepared(body, proof)

    def _noise(self) -> Prepared:
        numerals = "".join(chr(0x0660 + int(digit)) for digit in str(int(time.time())))
        return self._changed(X_Slack_Request_Timestamp=numerals)


class Spoiled:
    """Takes payloads that Slack did send and spoils them somewhere inside; signed as if Slack had sent that."""

    WRONG: tuple[Any, ...] = (
        None,
        True,
        0,
        -1,
        1.5,
        10**30,
        "",
        "x",
        "\u0000",
        "\ud800",
        "<!channel>",
        "0" * 5_000,
        [],
        [1],
        [[]],
        [{}],
        {},
        {"id": None},
        {"value": {}},
        {"values": []},
    )

    def __init__(self, world: World, samples: list[tuple[str, dict[str, Any]]], seed: int) -> None:
        self._world = world
        self._samples = samples
        self.chance = random.Random(seed)  # noqa: S311 - the same requests in every run

    def __iter__(self) -> Iterator[Prepared]:
        while True:
            kind, payload = self.chance.choice(self._samples)
            spoiled = copy.deepcopy(payload)
            for _ in range(self.chance.choice((1, 1, 1, 2, 5))):
                self._spoil(spoiled)
            yield self._sent(kind, spoiled)

    def _spoil(self, node: Any) -> None:
        """Go down some way and put something else there, or take it out."""
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = self.chance.choice(keys)
        below = node[key]
        if isinstance(below, dict | list) and below and self.chance.random() < 0.75:
            self._spoil(below)
        elif self.chance.random() < 0.3:
            del node[key]
        else:
            node[key] = self.chance.choice(self.WRONG)

    def _sent(self, kind: str, payload: dict[str, Any]) -> Prepared:
        if kind == "events_api":
            return resigned(self._world, json.dumps(payload).encode(), None, **{"Content-Type": "application/json"})
        if kind == "slash_commands":
            pairs = "&".join(f"{name}={held}" for name, held in payload.items() if held is not None)
            return resigned(self._world, pairs.encode("utf-8", "replace"))
        return resigned(self._world, form(payload))
