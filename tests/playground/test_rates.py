"""One message a second a channel, and the tiers of the methods, on a monotonic clock."""

from collections.abc import AsyncIterator

import pytest

from playground.sample import sample_world
from playground.state import World
from tests.playground.webapi import WebApi


class Seconds:
    """A monotonic clock in a test's hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def world(seconds: Seconds) -> AsyncIterator[World]:
    made = sample_world(monotonic=seconds, echo=False)
    yield made
    await made.stop()


async def test_two_messages_pass_and_the_third_waits_a_second(api: WebApi, seconds: Seconds) -> None:
    for _ in range(2):
        await api.done("chat.postMessage", channel="C1", text="x")
    answer = await api.respond("chat.postMessage", channel="C1", text="x")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert answer.json() == {"ok": False, "error": "ratelimited"}
    await api.done("chat.postMessage", channel="C2", text="x")
    seconds.now += 1
    await api.done("chat.postMessage", channel="C1", text="x")
    assert await api.error("chat.postMessage", channel="C1", text="x") == "ratelimited"


async def test_a_refused_message_is_not_there(world: World, api: WebApi) -> None:
    for _ in range(3):
        await api.call("chat.postMessage", channel="C1", text="x")
    assert len(world.person("T1", "U1").messages("C1")) == 2
    assert [entry["ok"] for entry in world.journal.calls("chat.postMessage")] == [True, True, False]


async def test_the_limit_can_be_lifted(world: World, api: WebApi) -> None:
    world.rates.messages = False
    for _ in range(10):
        await api.done("chat.postMessage", channel="C1", text="x")


async def test_a_method_of_the_second_tier_takes_twenty_calls_a_minute(
    world: World, api: WebApi, seconds: Seconds
) -> None:
    world.rates.tiers = True
    for _ in range(20):
        await api.done("users.list")
    answer = await api.respond("users.list")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
    await api.done("users.info", user="U2")
    seconds.now += 3
    await api.done("users.list")
