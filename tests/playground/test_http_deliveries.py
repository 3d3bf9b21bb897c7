"""Deliveries over signed HTTP: signatures, deadlines, what the person sees."""

import hashlib
import hmac
import time

from aiohttp import web

from playground.people import Person
from playground.state import World
from tests.playground.builders import actions, button, field, modal, option, section
from tests.playground.listener import Listener
from tests.playground.webapi import WebApi


async def test_a_command_is_a_signed_form(world: World, app: Listener, coach: Person) -> None:
    await coach.command("/coachlog", "help me", channel="C1")
    heard = app.heard[0]
    stamp = heard.headers["x-slack-request-timestamp"]
    base = b"v0:" + stamp.encode() + b":" + heard.body
    signed = hmac.new(world.app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    assert heard.headers["x-slack-signature"] == f"v0={signed}"
    assert abs(time.time() - int(stamp)) < 60
    assert heard.headers["content-type"] == "application/x-www-form-urlencoded"
    assert {key: app.last[key] for key in ("command", "text", "user_id", "channel_id", "team_id")} == {
        "command": "/coachlog",
        "text": "help me",
        "user_id": "U2",
        "channel_id": "C1",
        "team_id": "T1",
    }


async def test_words_in_the_acknowledgement_are_for_the_person_alone(
    world: World, app: Listener, coach: Person
) -> None:
    app.answers = ["Saved.", {"response_type": "in_channel", "text": "For all", "blocks": [section()]}]
    await coach.command("/coachlog", channel="C1")
    await coach.command("/coachlog", channel="C1")
    assert [message.text for message in coach.messages("C1")] == ["Saved.", "For all"]
    assert [message.text for message in world.person("T1", "U3").messages("C1")] == ["For all"]


async def test_a_command_that_fails_says_so(world: World, app: Listener, coach: Person) -> None:
    app.answers = [500, 1.0, web.Response(status=302, headers={"location": "/x"})]
    outcomes = []
    for world.deadline in (30.0, 0.05, 30.0):
        outcomes.append(await coach.command("/coachlog", channel="C1"))
    assert [answer.outcome for answer in outcomes if answer] == ["refused", "timeout", "refused"]
    said = [message.text for message in coach.messages("C1")]
    assert ["dispatch_failed" in said[0], "operation_timeout" in said[1]] == [True, True]
    assert [entry["outcome"] for entry in world.journal.deliveries()] == ["refused", "timeout", "refused"]


async def test_nobody_listening_is_a_failed_dispatch(world: World, coach: Person) -> None:
    answer = await coach.command("/coachlog", channel="C1")
    assert answer
    assert answer.outcome == "failed"
    assert "dispatch_failed" in coach.messages("C1")[0].text


async def test_an_unknown_command_never_reaches_the_app(world: World, app: Listener, coach: Person) -> None:
    world.app.open_to_all = False
    assert await coach.command("/nothing", channel="C1") is None
    assert app.heard == []
    assert coach.messages("C1")[0].text == "/nothing is not a valid command."


async def test_an_empty_answer_closes_the_form(world: World, app: Listener, api: WebApi, coach: Person) -> None:
    await api.open(modal(field("note")))
    await coach.fill(None, {"note": "words"})
    verdict = await coach.submit()
    assert (verdict.meaning, coach.modal) == ("closed", None)
    assert app.last["type"] == "view_submission"
    assert app.last["view"]["state"]["values"]["note"]["value"]["value"] == "words"
    assert world.journal.deliveries("view_submission")[0]["outcome"] == "accepted"


async def test_errors_stand_under_their_fields(world: World, app: Listener, api: WebApi, coach: Person) -> None:
    await api.open(modal(field("note"), section(block_id="words")))
    await coach.fill(None, {"note": "words"})
    app.answers = [{"response_action": "errors", "errors": {"note": "Too short.", "words": "Not shown."}}]
    verdict = await coach.submit()
    assert verdict.meaning == "errors"
    assert coach.errors == {"note": "Too short."}
    assert coach.modal
    assert coach.modal.state["note"]["value"]["value"] == "words"
    assert world.journal.deliveries("view_submission")[0]["outcome"] == "errors"


async def test_what_slack_cannot_read_is_trouble_and_the_form_stays(
    world: World, app: Listener, api: WebApi, coach: Person
) -> None:
    world.deadline = 0.2
    await api.open(modal(field("note"), section(block_id="words")))
    await coach.fill(None, {"note": "words"})
    app.answers = [
        "Saved.",
        {"text": "Saved."},
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {"words": "Not an input."}},
        {"response_action": "update", "view": modal(section(""))},
        {"response_action": "dance"},
        500,
        1.0,
    ]
    for _ in range(len(app.answers)):
        assert (await coach.submit()).meaning == "trouble"
        assert coach.trouble == "We had some trouble connecting. Try again?"
        assert coach.modal
    outcomes = [entry["outcome"] for entry in world.journal.deliveries()]
    assert outcomes == ["refused"] * 7 + ["timeout"]


async def test_a_form_can_be_updated_pushed_and_cleared_by_the_answer(
    app: Listener, api: WebApi, coach: Person
) -> None:
    await api.open(modal(field("note")))
    await coach.fill(None, {"note": "words"})
    app.answers = [{"response_action": "update", "view": modal(field("note"), field("more"))}]
    assert (await coach.submit()).meaning == "updated"
    await coach.fill(None, {"more": "words"})
    app.answers = [{"response_action": "push", "view": modal(section())}]
    assert (await coach.submit()).meaning == "pushed"
    assert len(coach.modals) == 2
    app.answers = [{"response_action": "clear"}]
    assert (await coach.submit()).meaning == "cleared"
    assert coach.modals == []


async def test_closing_is_told_only_where_it_was_asked_for(app: Listener, api: WebApi, coach: Person) -> None:
    await api.open(modal(section()))
    await coach.close()
    await api.open(modal(section(), notify_on_close=True))
    await coach.close()
    assert [heard.payload["type"] for heard in app.heard] == ["view_closed"]
    assert app.last["is_cleared"] is False


async def test_closing_the_whole_stack_tells_the_root(world: World, app: Listener, api: WebApi, coach: Person) -> None:
    root = await api.open(modal(section(), notify_on_close=True))
    trigger = world.new_trigger("T1", "U2", root["id"])
    await api.done("views.push", trigger_id=trigger, view=modal(section(), notify_on_close=True))
    await coach.close(whole=True)
    assert len(app.heard) == 1
    assert (app.last["view"]["id"], app.last["is_cleared"]) == (root["id"], True)


async def test_pressing_a_button_tells_where_it_stands(app: Listener, api: WebApi, coach: Person) -> None:
    await api.done("chat.postMessage", channel="C1", text="x", blocks=[actions(button(value="7"))])
    message = coach.messages("C1")[0]
    await coach.click(message, "press")
    assert app.last["container"]["message_ts"] == message.ts
    assert {key: app.last["actions"][0][key] for key in ("type", "action_id", "block_id", "value")} == {
        "type": "button",
        "action_id": "press",
        "block_id": "acts",
        "value": "7",
    }
    assert app.last["response_url"]


async def test_a_failed_press_is_noted_on_the_screen(world: World, app: Listener, api: WebApi, coach: Person) -> None:
    toasts: list[str] = []
    world.listeners.append(lambda change: toasts.append(change.details["text"]) if change.kind == "toast" else None)
    await api.done("chat.postMessage", channel="C1", text="x", blocks=[actions(button())])
    app.answers = [404]
    await coach.click(coach.messages("C1")[0], "press")
    assert "dispatch_failed" in toasts[0]


async def test_options_are_loaded_while_typing(app: Listener, api: WebApi, coach: Person) -> None:
    await api.open(modal(field("who", "external_select", min_query_length=2)))
    assert await coach.options(None, "who", "a") == []
    assert app.heard == []
    app.answers = [{"options": [option("1", "Lincoln")]}, {"options": [option("1", "Lincoln")]}]
    assert [held["value"] for held in await coach.options(None, "who", "av")] == ["1"]
    assert {key: app.last[key] for key in ("type", "block_id", "action_id", "value")} == {
        "type": "block_suggestion",
        "block_id": "who",
        "action_id": "value",
        "value": "av",
    }
    await coach.fill(None, {"who": "Lincoln"})
    assert coach.modal
    assert coach.modal.state["who"]["value"]["selected_option"]["value"] == "1"


async def test_more_than_a_hundred_options_are_an_error(
    world: World, app: Listener, api: WebApi, coach: Person
) -> None:
    await api.open(modal(field("who", "external_select", min_query_length=0)))
    many = [option(f"v{one}") for one in range(101)]
    app.answers = [{"options": many[:100]}, {"options": many}, {"options": [option("v", "t" * 76)]}, "nonsense", 0.0]
    assert len(await coach.options(None, "who", "")) == 100
    for _ in range(4):
        loaded = await coach.load_options(None, "who", "")
        assert loaded == {"options": [], "error": "invalid_options"}
    outcomes = [entry["outcome"] for entry in world.journal.deliveries("block_suggestion")]
    assert outcomes == ["accepted"] + ["refused"] * 4


async def test_shortcuts_carry_their_trigger_and_message(app: Listener, api: WebApi, coach: Person) -> None:
    await coach.shortcut("log")
    assert (app.last["type"], app.last["callback_id"]) == ("shortcut", "log")
    assert "channel" not in app.last
    said = await coach.say("C1", "Visited Lincoln")
    await coach.message_shortcut("log_this", "C1", said.ts)
    assert app.last["type"] == "message_action"
    assert (app.last["message"]["text"], app.last["message_ts"]) == ("Visited Lincoln", said.ts)
    await api.done("views.open", trigger_id=app.last["trigger_id"], view=modal(section()))


async def test_without_interactivity_in_the_manifest_only_commands_and_events_come(
    world: World, app: Listener, coach: Person
) -> None:
    world.app.interactive = False
    assert (await coach.shortcut("log")).outcome == "failed"
    await coach.command("/coachlog")
    await coach.say(None, "Hello")
    assert len(app.heard) == 2
