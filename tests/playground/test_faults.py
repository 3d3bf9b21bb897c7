"""Faults on demand, on calls and on deliveries."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from playground.faults import Faults
from playground.people import Person
from playground.server import Playground
from playground.state import World
from tests.playground.builders import actions, button, field, modal
from tests.playground.listener import Listener
from tests.playground.webapi import WebApi


@pytest.fixture
async def session(world: World) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the playground over a real connection, without retries."""
    headers = {"Authorization": f"Bearer {world.app.bot_token}"}
    async with (
        Playground(world, page=False) as playground,
        aiohttp.ClientSession(playground.api_url, headers=headers) as opened,
    ):
        yield opened


def test_a_rule_waits_for_its_turn_and_wears_out() -> None:
    faults = Faults()
    faults.add("chat.postMessage", "error", nth=2, count=2)
    strikes = [faults.strike("api", "chat.postMessage", "T1") is not None for _ in range(5)]
    assert strikes == [False, True, True, False, False]
    assert faults.listed()[0]["struck"] == 2


def test_a_rule_may_hold_for_good_and_for_one_workspace() -> None:
    faults = Faults()
    faults.add("api", "outage", count=0, team="T2")
    assert all(faults.strike("api", "auth.test", "T2") for _ in range(9))
    assert faults.strike("api", "auth.test", "T1") is None
    assert faults.strike("delivery", "events_api", "T2") is None
    faults.clear()
    assert faults.strike("api", "auth.test", "T2") is None


@pytest.mark.parametrize(
    "wrong", [{"effect": "explode"}, {"effect": "late", "seconds": -1}, {"effect": "error", "nth": 0}]
)
def test_a_rule_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"effect|nth"):
        Faults().add("*", **wrong)  # type: ignore[arg-type]  # what a caller may send


async def test_an_error_is_answered_instead_of_the_work(world: World, api: WebApi, coach: Person) -> None:
    world.faults.add("chat.postMessage", "error", error="is_archived")
    assert await api.error("chat.postMessage", channel="C1", text="x") == "is_archived"
    assert coach.messages("C1") == []
    await api.done("chat.postMessage", channel="C1", text="x")


async def test_an_error_may_come_after_the_work_was_done(world: World, api: WebApi, coach: Person) -> None:
    world.faults.add("chat.postMessage", "error", error="internal_error", after=True)
    assert await api.error("chat.postMessage", channel="C1", text="x") == "internal_error"
    assert len(coach.messages("C1")) == 1


async def test_each_status_comes_with_its_header(world: World, api: WebApi) -> None:
    world.faults.add("api", "status", status=429, retry_after=7)
    world.faults.add("api", "status", status=503, nth=2)
    limited = await api.respond("auth.test")
    broken = await api.respond("auth.test")
    assert (limited.status_code, limited.headers["retry-after"], limited.json()["error"]) == (429, "7", "ratelimited")
    assert (broken.status_code, broken.json()["ok"]) == (503, False)
    assert [entry["ok"] for entry in world.journal.calls()] == [False, False]


async def test_in_an_outage_nothing_works_either_way(world: World, api: WebApi, coach: Person, app: Listener) -> None:
    world.faults.add("*", "outage", count=0)
    assert (await api.respond("auth.test")).status_code == 503
    answer = await coach.command("/coachlog", channel="C1")
    assert answer
    assert answer.outcome == "failed"
    assert app.heard == []


async def test_a_lost_answer_cuts_the_connection_though_the_work_is_done(
    world: World, session: aiohttp.ClientSession, coach: Person
) -> None:
    world.faults.add("chat.postMessage", "lost_answer")
    with pytest.raises(aiohttp.ClientConnectionError):
        await session.post("chat.postMessage", json={"channel": "C1", "text": "x"})
    assert [message.text for message in coach.messages("C1")] == ["x"]
    entry = world.journal.calls("chat.postMessage")[0]
    assert (entry["ok"], entry["seen"]) == (True, False)


async def test_silence_lasts_until_the_client_gives_up(
    world: World, session: aiohttp.ClientSession, coach: Person
) -> None:
    world.faults.add("chat.postMessage", "silence")
    asking = asyncio.create_task(session.post("chat.postMessage", json={"channel": "C1", "text": "x"}))
    await world.wait_for(lambda: world.journal.calls("chat.postMessage"))
    assert not asking.done()
    asking.cancel()
    assert coach.messages("C1") == []
    assert world.journal.calls("chat.postMessage")[0]["seen"] is False


async def test_a_late_answer_that_nobody_waits_for_was_not_seen(
    world: World, session: aiohttp.ClientSession, coach: Person
) -> None:
    world.faults.add("chat.postMessage", "late", seconds=60, after=True)
    asking = asyncio.create_task(session.post("chat.postMessage", json={"channel": "C1", "text": "x"}))
    await world.wait_for(lambda: coach.messages("C1"))
    asking.cancel()
    await world.wait_for(lambda: world.journal.calls("chat.postMessage"))
    assert len(coach.messages("C1")) == 1
    assert world.journal.calls("chat.postMessage")[0]["seen"] is False


async def test_a_late_call_is_carried_out_in_the_end(world: World, session: aiohttp.ClientSession) -> None:
    world.faults.add("auth.test", "late", seconds=0.05)
    async with session.post("auth.test") as answer:
        assert (await answer.json())["ok"]


async def test_a_replay_is_byte_for_byte_the_same(world: World, api: WebApi, coach: Person, app: Listener) -> None:
    world.faults.add("view_submission", "redeliver", times=2)
    await api.open(modal(field("note")))
    await coach.fill(None, {"note": "words"})
    await coach.submit()
    assert len({(heard.body, heard.headers["x-slack-signature"]) for heard in app.heard}) == 1
    assert len(app.heard) == len(world.journal.deliveries("view_submission")) == 3


async def test_replays_may_run_beside_each_other(world: World, coach: Person, app: Listener) -> None:
    world.faults.add("slash_commands", "redeliver", times=3, together=True)
    app.answers = [0.05, 0.05, 0.05, 0.05]
    async with asyncio.timeout(30):
        await coach.command("/coachlog", channel="C1")
    assert len(app.heard) == 4


async def test_a_redelivered_event_counts_its_retries(world: World, coach: Person, app: Listener) -> None:
    world.faults.add("events_api", "redeliver", times=3)
    await coach.say(None, "Hello")
    assert [heard.headers.get("x-slack-retry-num") for heard in app.heard] == [None, "1", "2", "3"]
    assert len({heard.payload["event_id"] for heard in app.heard}) == 1


async def test_deliveries_can_be_lost_on_either_way(world: World, api: WebApi, coach: Person, app: Listener) -> None:
    world.deadline = 0.05
    await api.open(modal(field("note")))
    await coach.fill(None, {"note": "words"})
    world.faults.add("view_submission", "silence")
    world.faults.add("view_submission", "lost_answer", nth=2)
    world.faults.add("view_submission", "status", status=500, nth=3)
    heard = []
    for _ in range(3):
        assert (await coach.submit()).meaning == "trouble"
        heard.append(len(app.heard))
    assert heard == [0, 1, 1]
    assert [entry["outcome"] for entry in world.journal.deliveries()] == ["timeout", "timeout", "refused"]


async def test_a_late_delivery_comes_when_its_trigger_is_old(
    world: World, api: WebApi, coach: Person, app: Listener
) -> None:
    world.faults.add("block_actions", "late", seconds=0.05)
    await api.done("chat.postMessage", channel="C1", text="x", blocks=[actions(button())])
    answer = await coach.click(coach.messages("C1")[0], "press")
    assert answer.accepted
    assert len(app.heard) == 1
