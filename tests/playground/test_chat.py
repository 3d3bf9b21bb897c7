"""chat.*: what is posted, changed, deleted, and what is refused."""

import pytest

from playground.people import Person
from playground.state import World
from tests.playground.builders import actions, button, section
from tests.playground.webapi import WebApi


async def test_a_message_is_there_for_everybody_in_the_channel(world: World, api: WebApi, coach: Person) -> None:
    answer = await api.done("chat.postMessage", channel="C1", text="Hello", blocks=[section("Hello")])
    message = coach.messages("C1")[0]
    assert (message.ts, message.text, message.bot_id) == (answer["ts"], "Hello", world.app.bot_id)
    assert answer["message"]["blocks"][0]["block_id"]
    assert world.workspaces["T1"].channels["C1"].unread == {"U1": 1, "U2": 1, "U3": 1}


async def test_a_persons_id_leads_to_the_conversation_with_the_app(api: WebApi, coach: Person) -> None:
    first = await api.done("chat.postMessage", channel="U2", text="Hello")
    second = await api.done("chat.postMessage", channel=first["channel"], text="Again")
    assert first["channel"] == second["channel"] == coach.im
    assert [message.text for message in coach.dm()] == ["Hello", "Again"]


async def test_a_channels_name_will_do(api: WebApi) -> None:
    assert (await api.done("chat.postMessage", channel="#coaches", text="x"))["channel"] == "C2"


@pytest.mark.parametrize("args", [{"text": ""}, {}, {"blocks": []}])
async def test_a_message_without_words_is_refused(api: WebApi, args: dict[str, object]) -> None:
    assert await api.error("chat.postMessage", channel="C1", **args) == "no_text"


async def test_bad_blocks_come_back_with_slacks_errors(api: WebApi) -> None:
    answer = await api.call("chat.postMessage", channel="C1", text="x", blocks=[section("t" * 3001)])
    problem = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [problem]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {problem}"]


async def test_a_text_beyond_40000_is_cut(api: WebApi) -> None:
    answer = await api.done("chat.postMessage", channel="C1", text="t" * 40_001)
    assert len(answer["message"]["text"]) == 40_000


async def test_each_place_that_cannot_be_written_to_has_its_error(world: World, api: WebApi) -> None:
    space = world.workspaces["T1"]
    world.add_channel("T1", "secret", ["U1"], kind="private", id="C7")
    world.add_channel("T1", "others", ["U1"], id="C8")
    space.channels["C2"].archived = True
    space.users["U3"].deleted = True
    world.app.first.scopes = tuple(scope for scope in world.app.first.scopes if scope != "chat:write.public")
    wrong = {"C9": "channel_not_found", "C7": "channel_not_found", "C8": "not_in_channel", "C2": "is_archived"}
    wrong |= {"U3": "user_disabled", "USLACKBOT": "cannot_dm_bot"}
    for channel, error in wrong.items():
        assert await api.error("chat.postMessage", channel=channel, text="x") == error
    world.app.messages_tab = False
    assert await api.error("chat.postMessage", channel="U2", text="x") == "messages_tab_disabled"


async def test_a_public_channel_may_be_written_to_from_outside_with_the_scope(world: World, api: WebApi) -> None:
    world.add_channel("T1", "others", ["U1"], id="C8")
    assert (await api.done("chat.postMessage", channel="C8", text="x"))["channel"] == "C8"


async def test_a_thread_counts_its_replies(api: WebApi) -> None:
    root = (await api.done("chat.postMessage", channel="C1", text="root"))["ts"]
    reply = await api.done("chat.postMessage", channel="C1", text="reply", thread_ts=root)
    assert reply["message"]["parent_user_id"]
    told = await api.done("conversations.replies", channel="C1", ts=root)
    assert [message["text"] for message in told["messages"]] == ["root", "reply"]
    assert told["messages"][0]["reply_count"] == 1
    assert await api.error("chat.postMessage", channel="C1", text="x", thread_ts="1.0") == "thread_not_found"


async def test_a_reply_is_in_the_history_only_when_it_was_broadcast(api: WebApi) -> None:
    root = (await api.done("chat.postMessage", channel="C1", text="root"))["ts"]
    await api.done("chat.postMessage", channel="C1", text="quiet", thread_ts=root)
    await api.done("chat.postMessage", channel="C1", text="loud", thread_ts=root, reply_broadcast=True)
    told = await api.done("conversations.history", channel="C1")
    assert [message["text"] for message in told["messages"]] == ["loud", "root"]


async def test_a_new_text_alone_takes_the_blocks_away(api: WebApi) -> None:
    ts = (await api.done("chat.postMessage", channel="C1", text="x", blocks=[section()]))["ts"]
    kept = await api.done("chat.update", channel="C1", ts=ts, blocks=[section("New")])
    assert (kept["text"], "edited" in kept["message"]) == ("x", False)
    answer = await api.done("chat.update", channel="C1", ts=ts, text="plain")
    assert (answer["text"], "blocks" in answer["message"], "edited" in answer["message"]) == ("plain", False, True)
    assert await api.error("chat.update", channel="C1", ts=ts, text="t" * 4001) == "msg_too_long"


async def test_only_the_apps_own_messages_can_be_changed_or_deleted(api: WebApi, coach: Person) -> None:
    theirs = (await coach.say("C1", "mine")).ts
    assert await api.error("chat.update", channel="C1", ts=theirs, text="x") == "cant_update_message"
    assert await api.error("chat.delete", channel="C1", ts=theirs) == "cant_delete_message"
    assert await api.error("chat.update", channel="C1", ts="1.0", text="x") == "message_not_found"
    own = (await api.done("chat.postMessage", channel="C1", text="x"))["ts"]
    await api.done("chat.delete", channel="C1", ts=own)
    assert [message.ts for message in coach.messages("C1")] == [theirs]


async def test_an_ephemeral_message_is_for_one_person_and_cannot_be_changed(world: World, api: WebApi) -> None:
    ts = (await api.done("chat.postEphemeral", channel="C1", user="U2", text="psst"))["message_ts"]
    assert [message.text for message in world.person("T1", "U2").messages("C1")] == ["psst"]
    assert world.person("T1", "U3").messages("C1") == []
    assert (await api.done("conversations.history", channel="C1"))["messages"] == []
    assert await api.error("chat.update", channel="C1", ts=ts, text="x") == "message_not_found"
    world.workspaces["T1"].channels["C1"].members.remove("U3")
    assert await api.error("chat.postEphemeral", channel="C1", user="U3", text="x") == "user_not_in_channel"


async def test_metadata_comes_back_only_on_request(api: WebApi) -> None:
    metadata = {"event_type": "sent", "event_payload": {"id": "7"}}
    await api.done("chat.postMessage", channel="C1", text="x", metadata=metadata)
    plain = await api.done("conversations.history", channel="C1")
    asked = await api.done("conversations.history", channel="C1", include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert asked["messages"][0]["metadata"] == metadata


async def test_a_permalink_leads_to_the_message(api: WebApi) -> None:
    ts = (await api.done("chat.postMessage", channel="C1", text="x"))["ts"]
    link = (await api.done("chat.getPermalink", channel="C1", message_ts=ts))["permalink"]
    assert link == f"https://example-schools.slack.com/archives/C1/p{ts.replace('.', '')}"
    assert await api.error("chat.getPermalink", channel="C1", message_ts="1.0") == "message_not_found"


async def test_two_messages_never_share_a_ts(api: WebApi) -> None:
    stamps = [(await api.done("chat.postMessage", channel="C1", text="x"))["ts"] for _ in range(50)]
    assert sorted(set(stamps)) == stamps


async def test_elements_without_a_name_are_given_one(api: WebApi) -> None:
    block = actions(button())
    del block["block_id"], block["elements"][0]["action_id"]
    kept = (await api.done("chat.postMessage", channel="C1", text="x", blocks=[block]))["message"]["blocks"][0]
    assert kept["block_id"]
    assert kept["elements"][0]["action_id"]
