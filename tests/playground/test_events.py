"""Events: who hears what, three redeliveries, and the turns of the clock between them."""

from datetime import timedelta

import pytest
from aiohttp import web

from playground.deeds import membership
from playground.people import Person
from playground.state import User, World
from tests.playground.builders import home
from tests.playground.listener import Listener
from tests.playground.webapi import WebApi


def kinds(app: Listener) -> list[str]:
    return [heard.payload["event"]["type"] for heard in app.heard]


async def test_a_message_to_the_app_is_an_event(world: World, app: Listener, coach: Person) -> None:
    said = await coach.say(None, "Two < three & <@U3>")
    event = app.last["event"]
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", "im", coach.im)
    assert (event["text"], event["user"], event["ts"]) == ("Two &lt; three &amp; <@U3>", "U2", said.ts)
    assert app.last["authorizations"][0]["user_id"] == world.app.bot_user_id


async def test_an_event_that_fails_comes_three_times_more(world: World, app: Listener, coach: Person) -> None:
    world.faults.redeliver_at_once = True
    app.answers = [503] * 4
    await coach.say(None, "Hello")
    await world.wait_for(lambda: len(world.journal.deliveries()) == 4)
    assert [heard.headers.get("x-slack-retry-num") for heard in app.heard] == [None, "1", "2", "3"]
    assert app.heard[1].headers["x-slack-retry-reason"] == "http_error"
    assert len({heard.payload["event_id"] for heard in app.heard}) == 1
    assert [entry["attempt"] for entry in world.journal.deliveries()] == [0, 1, 2, 3]


async def test_redeliveries_wait_for_the_playgrounds_clock(world: World, app: Listener, coach: Person) -> None:
    app.answers = [503] * 4
    await coach.say(None, "Hello")
    await world.wait_for(lambda: len(app.heard) == 2)
    await world.clock.advance(timedelta(minutes=1))
    await world.wait_for(lambda: len(app.heard) == 3 and len(world.journal.deliveries()) == 3)
    await world.clock.advance(timedelta(minutes=5))
    await world.wait_for(lambda: len(world.journal.deliveries()) == 4)


async def test_an_app_may_ask_for_no_retries(world: World, app: Listener, coach: Person) -> None:
    world.faults.redeliver_at_once = True
    app.answers = [web.Response(status=500, headers={"x-slack-no-retry": "1"})]
    await coach.say(None, "Hello")
    await coach.say(None, "Again")
    assert [heard.payload["event"]["text"] for heard in app.heard] == ["Hello", "Again"]


async def test_a_slow_answer_to_an_event_is_a_timeout(world: World, app: Listener, coach: Person) -> None:
    world.deadline, world.faults.redeliver_at_once = 0.2, True
    app.answers = [60.0]
    await coach.say(None, "Hello")
    await world.wait_for(lambda: len(world.journal.deliveries()) >= 2 and app.heard)
    assert world.journal.deliveries()[0]["outcome"] == "timeout"
    assert app.heard[-1].headers["x-slack-retry-reason"] == "http_timeout"


async def test_the_app_hears_only_what_it_subscribed_to_and_may_read(
    world: World, app: Listener, coach: Person
) -> None:
    world.app.events = frozenset(("message.im", "app_home_opened"))
    await coach.say("C1", "In a channel")
    await coach.open_home()
    world.app.first.scopes = ("commands",)
    await coach.say(None, "Without the scope")
    assert kinds(app) == ["app_home_opened"]


async def test_what_is_said_where_the_app_is_not_is_not_heard(world: World, app: Listener, coach: Person) -> None:
    world.add_channel("T1", "others", ["U1", "U2"], id="C8")
    await coach.say("C8", "Between us")
    assert app.heard == []


async def test_opening_the_home_names_the_tab_and_the_view_there_was(app: Listener, api: WebApi, coach: Person) -> None:
    await coach.open_home()
    assert "view" not in app.last["event"]
    assert (app.last["event"]["tab"], app.last["event"]["channel"]) == ("home", coach.im)
    await api.done("views.publish", user_id="U2", view=home())
    await coach.open_home()
    assert app.last["event"]["view"]["type"] == "home"
    await coach.open_messages()
    assert app.last["event"]["tab"] == "messages"


async def test_a_mention_is_an_event_of_its_own(world: World, app: Listener, coach: Person) -> None:
    await coach.say("C1", f"<@{world.app.bot_user_id}> help")
    assert kinds(app) == ["message", "app_mention"]


async def test_the_apps_own_messages_come_back_to_it(world: World, app: Listener, api: WebApi) -> None:
    world.echo = True
    ts = (await api.done("chat.postMessage", channel="U2", text="x"))["ts"]
    await world.wait_for(world.journal.deliveries)
    await api.done("chat.update", channel=world.person("T1", "U2").im, ts=ts, text="y")
    await world.wait_for(lambda: len(world.journal.deliveries()) == 2)
    assert app.heard[0].payload["event"]["bot_id"] == world.app.bot_id
    assert app.last["event"]["subtype"] == "message_changed"
    assert app.last["event"]["message"]["text"] == "y"


async def test_people_who_come_and_change_are_told(world: World, app: Listener) -> None:
    membership.arrive(world, "T1", User("U9", "robin", "Robin Vale", "robin@example.org"))
    membership.alter(world, "T1", "U9", deleted=True)
    await world.wait_for(lambda: len(world.journal.deliveries()) == 2)
    told = {heard.payload["event"]["type"]: heard.payload["event"] for heard in app.heard}
    assert told["team_join"]["user"]["id"] == "U9"
    assert told["user_change"]["user"]["deleted"] is True


async def test_channels_that_change_are_told(world: World, app: Listener) -> None:
    bot = world.app.bot_user_id
    membership.leave(world, "T1", "C1", bot)
    membership.join(world, "T1", "C1", bot, inviter="U1")
    membership.archive(world, "T1", "C2", "U1")
    membership.rename(world, "T1", "C1", "new-name")
    await world.wait_for(lambda: len(world.journal.deliveries()) == 4)
    assert sorted(kinds(app)) == ["channel_archive", "channel_rename", "member_joined_channel", "member_left_channel"]


async def test_an_uninstalled_app_hears_of_it_and_then_nothing(
    world: World, app: Listener, api: WebApi, coach: Person
) -> None:
    membership.uninstall(world, "T1")
    await world.wait_for(lambda: len(world.journal.deliveries()) == 2)
    assert sorted(kinds(app)) == ["app_uninstalled", "tokens_revoked"]
    assert await api.error("auth.test") == "token_revoked"


async def test_a_reaction_of_a_person_is_told(app: Listener, api: WebApi, coach: Person) -> None:
    ts = (await api.done("chat.postMessage", channel="C1", text="x"))["ts"]
    await coach.react("C1", ts, "eyes")
    await coach.react("C1", ts, "eyes")
    await coach.unreact("C1", ts, "eyes")
    assert kinds(app) == ["reaction_added", "reaction_removed"]
    assert app.last["event"]["item"] == {"type": "message", "channel": "C1", "ts": ts}


async def test_an_edit_is_a_change_with_both_texts_and_no_edit_where_nothing_changed(
    world: World, app: Listener, coach: Person
) -> None:
    root = await coach.say(None, "Question")
    said = await coach.say(None, "One < two", root.ts)
    await coach.edit(said.channel, said.ts, "One < three")
    event = app.last["event"]
    assert (event["type"], event["subtype"], event["channel_type"]) == ("message", "message_changed", "im")
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("One &lt; three", "One &lt; two")
    assert (event["message"]["ts"], event["message"]["thread_ts"]) == (said.ts, root.ts)
    assert event["message"]["edited"]["user"] == "U2"
    assert "user" not in event
    heard = len(app.heard)
    await coach.edit(said.channel, said.ts, "One < three")
    assert len(app.heard) == heard


async def test_the_preview_of_a_link_is_a_change_in_which_the_text_stays(
    world: World, app: Listener, coach: Person
) -> None:
    said = await coach.say(None, "See https://example.org")
    await coach.show_link(said.channel, said.ts, "Example")
    event = app.last["event"]
    assert event["message"]["text"] == event["previous_message"]["text"]
    assert event["message"]["attachments"]
    assert "edited" not in event["message"]


async def test_deleting_tells_what_was_there_and_a_message_with_replies_leaves_a_stone(
    world: World, app: Listener, coach: Person
) -> None:
    root = await coach.say(None, "Question")
    reply = await coach.say(None, "Answer", root.ts)
    await coach.take_back(root.channel, root.ts)
    assert (app.last["event"]["subtype"], app.last["event"]["message"]["subtype"]) == ("message_changed", "tombstone")
    await coach.take_back(reply.channel, reply.ts)
    event = app.last["event"]
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", reply.ts)
    assert (event["previous_message"]["text"], event["previous_message"]["thread_ts"]) == ("Answer", root.ts)
    with pytest.raises(PermissionError):
        await world.person("T1", "U1").edit("C1", (await coach.say("C1", "Mine")).ts, "Yours")
