"""The page's WebSocket: what a pane is shown and what it may order."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from playground.server import Playground
from playground.state import World
from tests.playground.builders import actions, button, field, home, modal, option, section
from tests.playground.listener import Listener
from tests.playground.webapi import WebApi

Json = dict[str, Any]


class Pane:
    """A pane as the page would keep it, all messages in the order they came."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def do(self, what: str, **more: Any) -> None:
        await self.socket.send_json({"do": what, **more})

    async def next(self, kind: str) -> Json:
        """The next message of this kind; others are passed over."""
        for _ in range(100):
            message: Json = await self.socket.receive_json(timeout=30)
            if message["is"] == kind:
                return message
        raise AssertionError(f"no {kind} among a hundred messages")


@pytest.fixture
async def playground(world: World) -> AsyncIterator[Playground]:
    async with Playground(world, page=False) as started:
        yield started


@pytest.fixture
async def pane(playground: Playground) -> AsyncIterator[Pane]:
    """A pane in which U2 is acted as."""
    async with (
        aiohttp.ClientSession(playground.url) as session,
        session.ws_connect("/page/ws") as socket,
    ):
        made = Pane(socket)
        await made.do("act_as", team="T1", user="U2")
        yield made


async def test_a_snapshot_shows_who_where_and_when(pane: Pane, world: World) -> None:
    shown = await pane.next("snapshot")
    assert (shown["me"]["id"], shown["team"]) == ("U2", "T1")
    assert [channel["id"] for channel in shown["channels"]] == ["C1", "C2"]
    assert shown["teams"][0]["people"][0]["id"] == "U1"
    assert shown["app"]["user"] == world.app.bot_user_id
    assert shown["clock"]["zone"] == "America/New_York"
    assert (await pane.next("home"))["view"] is None
    assert (await pane.next("modal"))["stack"] == []


async def test_without_a_name_the_first_person_is_acted_as(playground: Playground) -> None:
    async with (
        aiohttp.ClientSession(playground.url) as session,
        session.ws_connect("/page/ws") as socket,
    ):
        pane = Pane(socket)
        await pane.do("say", channel="C1", text="x")
        assert "whom you act as" in (await pane.next("toast"))["text"]
        await pane.do("act_as", team=None, user=None)
        assert (await pane.next("snapshot"))["me"]["id"] == "U1"
        await pane.do("act_as", team="T1", user="U9")
        assert "not understood" in (await pane.next("toast"))["text"]


async def test_messages_arrive_change_and_go(pane: Pane, api: WebApi) -> None:
    await pane.next("modal")
    ts = (await api.done("chat.postMessage", channel="C1", text="Hello"))["ts"]
    told = await pane.next("message")
    assert (told["channel"], told["message"]["text"]) == ("C1", "Hello")
    assert await pane.next("unread") == {"is": "unread", "channel": "C1", "count": 1}
    assert (await pane.next("call"))["entry"]["method"] == "chat.postMessage"
    await api.done("chat.update", channel="C1", ts=ts, text="Hello again")
    assert (await pane.next("message_changed"))["message"]["text"] == "Hello again"
    await api.done("chat.delete", channel="C1", ts=ts)
    assert await pane.next("message_deleted") == {"is": "message_deleted", "channel": "C1", "ts": ts}


async def test_nobody_is_shown_what_is_not_for_them(pane: Pane, world: World, api: WebApi) -> None:
    await pane.next("modal")
    world.add_channel("T1", "secret", ["U1", world.app.bot_user_id], id="C7")
    await api.done("chat.postMessage", channel="C7", text="hidden")
    await api.done("chat.postEphemeral", channel="C1", user="U3", text="hidden")
    await api.done("chat.postMessage", channel="C1", text="shown")
    assert (await pane.next("message"))["message"]["text"] == "shown"
    await pane.do("open", channel="C7")
    assert "is in no conversation" in (await pane.next("toast"))["text"]


async def test_opening_a_channel_reads_it(pane: Pane, world: World, api: WebApi) -> None:
    await api.done("chat.postMessage", channel="C1", text="Hello")
    await pane.do("open", channel="C1")
    shown = await pane.next("channel")
    assert [message["text"] for message in shown["messages"]] == ["Hello"]
    await world.wait_for(lambda: world.workspaces["T1"].channels["C1"].unread["U2"] == 0)


async def test_a_dm_and_the_home_open_by_name(pane: Pane, world: World, app: Listener, api: WebApi) -> None:
    await pane.do("open", channel="dm")
    assert (await pane.next("channel"))["channel"]["with"] == world.app.bot_user_id
    await pane.do("open", channel="U3")
    assert (await pane.next("channel"))["channel"]["name"] == "Principal 1"
    await pane.do("open", channel="home")
    await world.wait_for(lambda: len(app.heard) == 2)
    await api.done("views.publish", user_id="U2", view=home())
    for _ in range(4):
        shown = await pane.next("home")
        if shown["view"]:
            break
    assert shown["view"]["type"] == "home"


async def test_a_form_is_filled_sent_and_answered(pane: Pane, app: Listener, api: WebApi) -> None:
    view = await api.open(modal(field("note")))
    app.answers = [{"response_action": "errors", "errors": {"note": "Too short."}}]
    held = {"type": "plain_text_input", "value": "words"}
    await pane.do("state", view_id=view["id"], block_id="note", action_id="value", value=held)
    await pane.do("submit", view_id=view["id"])
    seen = [await pane.next("modal") for _ in range(4)]
    assert seen[-2]["busy"]
    assert seen[-1]["errors"] == {"note": "Too short."}
    assert seen[-1]["stack"][0]["state"]["values"]["note"]["value"] == held
    await pane.do("close", view_id=view["id"], all=True)
    assert (await pane.next("modal"))["stack"] == []


async def test_pressing_saying_and_reacting_reach_the_app(pane: Pane, world: World, app: Listener, api: WebApi) -> None:
    ts = (await api.done("chat.postMessage", channel="C1", text="x", blocks=[actions(button())]))["ts"]
    where = {"channel": "C1", "ts": ts}
    await pane.do("action", where="message", **where, block_id="acts", action_id="press", value={})
    await world.wait_for(lambda: len(world.journal.deliveries("block_actions")) == 1)
    await pane.do("say", channel="C1", text="Hello")
    await world.wait_for(lambda: len(world.journal.deliveries("events_api")) == 1)
    await pane.do("react", **where, name="eyes")
    await world.wait_for(lambda: len(world.journal.deliveries("events_api")) == 2)
    await pane.do("command", text="/coachlog help me", channel="C1")
    await world.wait_for(lambda: len(world.journal.deliveries("slash_commands")) == 1)
    assert (app.last["command"], app.last["text"]) == ("/coachlog", "help me")
    await pane.do("shortcut", callback_id="log")
    await world.wait_for(lambda: len(world.journal.deliveries("shortcut")) == 1)
    await pane.do("message_shortcut", callback_id="log_this", **where)
    await world.wait_for(lambda: len(world.journal.deliveries("message_action")) == 1)


async def test_options_come_back_under_their_number(pane: Pane, app: Listener, api: WebApi) -> None:
    view = await api.open(modal(field("who", "external_select", min_query_length=0)))
    app.answers = [{"options": [option("1", "Lincoln")]}, 500]
    asked = {"view_id": view["id"], "block_id": "who", "action_id": "value", "query": "a"}
    await pane.do("options", **asked, req=1)
    answer = await pane.next("options")
    assert (answer["req"], answer["options"][0]["value"]) == (1, "1")
    await pane.do("options", **asked, req=2)
    assert await pane.next("options") == {"is": "options", "req": 2, "options": [], "error": "dispatch_failed"}


async def test_a_file_is_uploaded_and_a_private_note_dismissed(pane: Pane, world: World, api: WebApi) -> None:
    view = await api.open(modal(field("f", "file_input")))
    spot = {"view_id": view["id"], "block_id": "f", "action_id": "value"}
    await pane.do("upload", **spot, name="a.csv", data=base64.b64encode(b"a,b").decode())
    uploaded = await pane.next("uploaded")
    assert (uploaded["block_id"], uploaded["file"]["name"], uploaded["file"]["size"]) == ("f", "a.csv", 3)
    ts = (await api.done("chat.postEphemeral", channel="C1", user="U2", text="psst"))["message_ts"]
    await pane.do("dismiss", channel="C1", ts=ts)
    assert (await pane.next("message_deleted"))["ts"] == ts


async def test_the_clock_turns_for_every_pane(pane: Pane, world: World) -> None:
    before = world.clock.now()
    await pane.do("clock", advance_seconds=3600)
    assert (await pane.next("clock"))["zone"] == "America/New_York"
    assert (world.clock.now() - before).total_seconds() >= 3600
    await pane.do("clock", next_duty=True)
    assert (await pane.next("toast"))["text"] == "Nothing is due."
    await pane.do("clock", to="2020-01-01T00:00:00+00:00")
    assert "only turns forward" in (await pane.next("toast"))["text"]


async def test_faults_are_set_and_cleared(pane: Pane) -> None:
    await pane.do("fault", match="chat.postMessage", effect="status", status=429, retry_after=3, count=1)
    assert (await pane.next("faults"))["rules"][0]["status"] == 429
    await pane.do("clear_faults")
    assert (await pane.next("faults"))["rules"] == []
    await pane.do("fault", match="*", effect="explode")
    assert "no such effect" in (await pane.next("toast"))["text"]


async def test_nonsense_is_answered_and_the_pane_lives_on(pane: Pane) -> None:
    for nonsense in ("{", "[]", '{"do": "dance"}', '{"do": "say"}', '{"do": "submit", "view_id": "V9"}'):
        await pane.socket.send_str(nonsense)
        await pane.next("toast")
    await pane.do("read", channel="C1")
    assert (await pane.next("unread"))["count"] == 0


async def test_a_reply_brings_its_thread_up_to_date(pane: Pane, api: WebApi) -> None:
    root = (await api.done("chat.postMessage", channel="C1", text="root"))["ts"]
    await api.done("chat.postMessage", channel="C1", text="reply", thread_ts=root, blocks=[section("reply")])
    changed = await pane.next("message_changed")
    assert (changed["message"]["ts"], changed["message"]["reply_count"]) == (root, 1)


async def test_leaving_a_text_field_is_kept_and_told_to_nobody(pane: Pane, world: World, api: WebApi) -> None:
    view = await api.open(modal({**field("note"), "dispatch_action": True}))
    while not (await pane.next("modal"))["stack"]:
        pass
    shown = world.person("T1", "U2").modal
    held = {"type": "plain_text_input", "value": "half a sentence"}
    where = {"view_id": view["id"], "block_id": "note", "action_id": "value"}
    await pane.do("state", **where, value=held, dispatch=False)
    await pane.do("close", view_id=view["id"], all=True)
    while (await pane.next("modal"))["stack"]:
        pass
    assert shown is not None
    assert shown.state["note"]["value"] == held
    assert not world.journal.deliveries("block_actions")
