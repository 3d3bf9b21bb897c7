"""Socket Mode on the wire: hello, envelopes, acks, several connections, good-byes."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from playground.deliver.socket import disconnect
from playground.people import Person
from playground.server import Playground
from playground.state import World

Json = dict[str, Any]
Socket = aiohttp.ClientWebSocketResponse


@pytest.fixture
async def playground(world: World) -> AsyncIterator[Playground]:
    async with Playground(world, page=False) as started:
        yield started


@pytest.fixture
async def session(playground: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bearer {playground.world.app.app_token}"}
    async with aiohttp.ClientSession(playground.api_url, headers=headers) as opened:
        yield opened


async def connect(session: aiohttp.ClientSession) -> Socket:
    """A new connection, its hello read."""
    async with session.post("apps.connections.open") as answer:
        url = (await answer.json())["url"]
    socket = await session.ws_connect(url)
    hello = await heard(socket)
    assert hello["type"] == "hello"
    return socket


async def heard(socket: Socket) -> Json:
    message: Json = await socket.receive_json(timeout=30)
    return message


async def acknowledge(socket: Socket, payload: Json | None = None) -> Json:
    envelope = await heard(socket)
    await socket.send_json({"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload else {})})
    return envelope


async def test_hello_counts_the_connections(session: aiohttp.ClientSession, world: World) -> None:
    first = await connect(session)
    async with session.post("apps.connections.open") as answer:
        url = (await answer.json())["url"]
    socket = await session.ws_connect(url)
    hello = await heard(socket)
    assert (hello["num_connections"], first.closed) == (2, False)
    assert hello["connection_info"] == {"app_id": world.app.app_id}
    assert hello["debug_info"]["approximate_connection_time"] == 3600


async def test_a_ticket_is_good_for_one_connection(session: aiohttp.ClientSession) -> None:
    async with session.post("apps.connections.open") as answer:
        url = (await answer.json())["url"]
    await session.ws_connect(url)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url)


async def test_an_envelope_carries_the_payload_and_takes_an_answer(
    session: aiohttp.ClientSession, world: World, coach: Person
) -> None:
    socket = await connect(session)
    world.spawn(coach.command("/coachlog", "x", channel="C1"))
    envelope = await acknowledge(socket, {"text": "Saved."})
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope["payload"]["command"] == "/coachlog"
    await world.wait_for(lambda: coach.messages("C1"))
    assert coach.messages("C1")[0].text == "Saved."


async def test_what_a_person_does_is_interactive(session: aiohttp.ClientSession, world: World, coach: Person) -> None:
    socket = await connect(session)
    world.spawn(coach.shortcut("log"))
    envelope = await acknowledge(socket)
    assert (envelope["type"], envelope["payload"]["type"]) == ("interactive", "shortcut")


async def test_each_envelope_goes_to_one_connection_in_turn(
    session: aiohttp.ClientSession, world: World, coach: Person
) -> None:
    sockets = [await connect(session) for _ in range(2)]
    for one in range(4):
        world.spawn(coach.command("/coachlog", str(one), channel="C1"))
    texts = [(await acknowledge(socket))["payload"]["text"] for socket in sockets for _ in range(2)]
    assert sorted(texts) == ["0", "1", "2", "3"]


async def test_the_eleventh_connection_is_sent_away(session: aiohttp.ClientSession) -> None:
    ten = [await connect(session) for _ in range(10)]
    async with session.post("apps.connections.open") as answer:
        url = (await answer.json())["url"]
    socket = await session.ws_connect(url)
    assert (await heard(socket))["reason"] == "too_many_websockets"
    assert (await socket.receive(timeout=30)).type == aiohttp.WSMsgType.CLOSE
    assert not any(connection.closed for connection in ten)


async def test_a_warning_leaves_the_connection_open_and_a_refresh_ends_it(
    session: aiohttp.ClientSession, world: World, coach: Person
) -> None:
    socket = await connect(session)
    await disconnect(world, "warning")
    assert await heard(socket) == {
        "type": "disconnect",
        "reason": "warning",
        "debug_info": {"host": "applink-playground"},
    }
    world.spawn(coach.shortcut("log"))
    await acknowledge(socket)
    await disconnect(world, "refresh_requested")
    assert (await heard(socket))["reason"] == "refresh_requested"
    assert (await socket.receive(timeout=30)).type == aiohttp.WSMsgType.CLOSE
    await world.wait_for(lambda: not world.connections)


async def test_a_connection_lost_before_the_ack_fails_the_command(
    session: aiohttp.ClientSession, world: World, coach: Person
) -> None:
    socket = await connect(session)
    world.spawn(coach.command("/coachlog", channel="C1"))
    await heard(socket)
    await socket.close()
    await world.wait_for(world.journal.deliveries)
    assert world.journal.deliveries()[0]["outcome"] == "failed"
    assert "dispatch_failed" in coach.messages("C1")[0].text


async def test_events_carry_their_retries(session: aiohttp.ClientSession, world: World, coach: Person) -> None:
    world.deadline = 0.2
    world.faults.redeliver_at_once = True
    socket = await connect(session)
    world.spawn(coach.say(None, "Hello"))
    first = await heard(socket)
    second = await acknowledge(socket)
    assert (first["type"], first["accepts_response_payload"]) == ("events_api", False)
    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "http_timeout")
    assert first["payload"]["event_id"] == second["payload"]["event_id"]


async def test_nonsense_on_the_socket_is_passed_over(
    session: aiohttp.ClientSession, world: World, coach: Person
) -> None:
    socket = await connect(session)
    for nonsense in ("", "[1]", "{", json.dumps({"envelope_id": 7}), json.dumps({"envelope_id": "none"})):
        await socket.send_str(nonsense)
    world.spawn(coach.shortcut("log"))
    await acknowledge(socket)
    await world.wait_for(world.journal.deliveries)
    assert world.journal.deliveries()[0]["outcome"] == "accepted"
