"""What a person does with every element of a form, and what Slack's client refuses by itself."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from playground.people import Person
from playground.registration import Command
from playground.state import World
from tests.playground.builders import actions, button, field, home, modal, option, options, section
from tests.playground.listener import Listener
from tests.playground.webapi import WebApi

FILLED: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "plain_text_input": ({}, "words", {"value": "words"}),
    "number_input": ({"is_decimal_allowed": False}, 45, {"value": "45"}),
    "email_text_input": ({}, "a@example.org", {"value": "a@example.org"}),
    "url_text_input": ({}, "https://example.org", {"value": "https://example.org"}),
    "static_select": ({"options": options(2)}, "v1", {"selected_option": option("v1")}),
    "radio_buttons": ({"options": options(2)}, "V1", {"selected_option": option("v1")}),
    "multi_static_select": ({"options": options(3)}, ["v0", "v2"], {"selected_options": [option("v0"), option("v2")]}),
    "checkboxes": ({"options": options(2)}, True, {"selected_options": [option("v0")]}),
    "datepicker": ({}, date(2026, 11, 22), {"selected_date": "2026-11-22"}),
    "timepicker": ({}, time(9, 30), {"selected_time": "09:30"}),
    "datetimepicker": ({}, datetime(2026, 11, 22, tzinfo=UTC), {"selected_date_time": 1795305600}),
    "users_select": ({}, "U3", {"selected_user": "U3"}),
    "multi_users_select": ({}, ["U1", "U3"], {"selected_users": ["U1", "U3"]}),
    "conversations_select": ({}, "C1", {"selected_conversation": "C1"}),
    "multi_conversations_select": ({}, ["C1"], {"selected_conversations": ["C1"]}),
    "channels_select": ({}, "C1", {"selected_channel": "C1"}),
    "multi_channels_select": ({}, ["C1"], {"selected_channels": ["C1"]}),
}


def bare(held: Any) -> Any:
    """Without what Slack adds to texts."""
    if isinstance(held, dict):
        return {key: bare(inner) for key, inner in held.items() if key != "emoji"}
    return [bare(inner) for inner in held] if isinstance(held, list) else held


@pytest.mark.parametrize("kind", FILLED)
async def test_every_element_takes_its_value_in_slacks_shape(kind: str, api: WebApi, coach: Person) -> None:
    more, value, held = FILLED[kind]
    await api.open(modal(field("f", kind, **more)))
    await coach.fill(None, {"f": value})
    assert coach.modal
    assert bare(coach.modal.state["f"]["value"]) == {"type": kind, **held}


async def test_a_file_input_holds_the_uploaded_file(world: World, api: WebApi, coach: Person) -> None:
    await api.open(modal(field("f", "file_input", filetypes=["csv"], max_files=1)))
    await coach.fill(None, {"f": ("roster.csv", b"email\n")})
    assert coach.modal
    held = coach.modal.state["f"]["value"]["files"][0]
    assert (held["name"], held["size"], held["mimetype"]) == ("roster.csv", 6, "text/csv")
    assert world.workspaces["T1"].files[held["id"]].content == b"email\n"
    with pytest.raises(ValueError, match="none of"):
        await coach.fill(None, {"f": ("roster.pdf", b"")})
    with pytest.raises(ValueError, match="more files"):
        await coach.fill(None, {"f": [("a.csv", b""), ("b.csv", b"")]})


async def test_rich_text_and_nothing_at_all_have_their_shapes(api: WebApi, coach: Person) -> None:
    await api.open(
        modal(field("rich", "rich_text_input"), field("note"), field("pick", "static_select", options=options(1)))
    )
    await coach.fill(None, {"rich": "words", "note": "", "pick": None})
    assert coach.modal
    state = coach.modal.state
    assert state["rich"]["value"]["rich_text_value"]["elements"][0]["elements"][0]["text"] == "words"
    assert state["note"]["value"]["value"] is None
    assert state["pick"]["value"]["selected_option"] is None


async def test_what_is_not_offered_cannot_be_chosen(api: WebApi, coach: Person) -> None:
    await api.open(modal(field("f", "static_select", options=options(2))))
    with pytest.raises(LookupError, match="no option 'v9'"):
        await coach.fill(None, {"f": "v9"})
    with pytest.raises(LookupError, match="no block g"):
        await coach.fill(None, {"g": "x"})


async def test_a_forged_value_can_be_sent_as_it_is(app: Listener, api: WebApi, coach: Person) -> None:
    await api.open(modal(field("f", "static_select", options=options(2))))
    await coach.fill(None, {"f": option("forged")})
    await coach.submit(force=True)
    assert app.last["view"]["state"]["values"]["f"]["value"]["selected_option"]["value"] == "forged"


COMPLAINTS: dict[str, tuple[dict[str, Any], Any, str]] = {
    "required": (field("f"), None, "required"),
    "too short": (field("f", min_length=3), "ab", "at least 3"),
    "too long": (field("f", max_length=3), "abcd", "at most 3"),
    "no number": (field("f", "number_input", is_decimal_allowed=True), "x", "a number"),
    "a fraction": (field("f", "number_input", is_decimal_allowed=False), "1.5", "whole number"),
    "too small": (field("f", "number_input", is_decimal_allowed=False, min_value="1"), "0", "1 or more"),
    "too large": (field("f", "number_input", is_decimal_allowed=False, max_value="600"), "601", "600 or less"),
    "no email": (field("f", "email_text_input"), "me", "email"),
    "no url": (field("f", "url_text_input"), "me", "URL"),
    "too many": (
        field("f", "multi_static_select", options=options(3), max_selected_items=1),
        ["v0", "v1"],
        "at most 1",
    ),
}


@pytest.mark.parametrize("name", COMPLAINTS)
async def test_slacks_client_keeps_back_a_form_that_is(name: str, app: Listener, api: WebApi, coach: Person) -> None:
    block, value, said = COMPLAINTS[name]
    await api.open(modal(block))
    await coach.fill(None, {"f": value})
    verdict = await coach.submit()
    assert verdict.meaning == "errors"
    assert said in coach.errors["f"]
    assert app.heard == []


async def test_an_optional_field_may_stay_empty(app: Listener, api: WebApi, coach: Person) -> None:
    await api.open(modal({**field("f"), "optional": True}))
    assert (await coach.submit()).meaning == "closed"
    assert app.last["view"]["state"]["values"]["f"]["value"] == {"type": "plain_text_input", "value": None}


async def test_inputs_are_silent_unless_they_dispatch(app: Listener, api: WebApi, coach: Person) -> None:
    loud = {**field("loud", "static_select", options=options(2)), "dispatch_action": True}
    await api.open(modal(field("quiet"), loud, actions(button())))
    await coach.fill(None, {"quiet": "words"})
    assert app.heard == []
    await coach.fill(None, {"loud": "v1"})
    assert app.last["actions"][0]["selected_option"]["value"] == "v1"
    assert app.last["view"]["state"]["values"]["quiet"]["value"]["value"] == "words"
    await coach.click(None, "press")
    assert app.last["container"] == {"type": "view", "view_id": coach.modal.id if coach.modal else ""}


async def test_a_trigger_from_a_modal_can_push(app: Listener, api: WebApi, coach: Person) -> None:
    await api.open(modal(actions(button())))
    await coach.click(None, "press")
    await api.done("views.push", trigger_id=app.last["trigger_id"], view=modal(section()))
    assert len(coach.modals) == 2


async def test_menus_of_home_and_messages_keep_what_was_chosen(app: Listener, api: WebApi, coach: Person) -> None:
    menu = {"type": "static_select", "action_id": "menu", "options": options(2)}
    more = {"type": "overflow", "action_id": "more", "options": options(2)}
    await api.done("views.publish", user_id="U2", view=home(section(accessory=more), actions(menu)))
    await coach.click(coach.home(), "more", value="v1")
    assert app.last["actions"][0]["selected_option"]["value"] == "v1"
    await coach.click(coach.home(), "menu", value="v0")
    assert app.last["view"]["state"]["values"]["acts"]["menu"]["selected_option"]["value"] == "v0"


async def test_nobody_presses_what_they_do_not_see(world: World, app: Listener, api: WebApi, coach: Person) -> None:
    await api.done("chat.postEphemeral", channel="C1", user="U3", text="x", blocks=[actions(button())])
    hidden = world.person("T1", "U3").messages("C1")[0]
    with pytest.raises(LookupError, match="sees no message"):
        await coach.click(hidden, "press")
    other = world.person("T1", "U3")
    await api.open(modal(actions(button())))
    with pytest.raises(LookupError, match="has no view"):
        await other.click(coach.modal, "press")


async def test_messages_to_the_app_need_its_messages_tab(world: World, coach: Person) -> None:
    world.app.messages_read_only = True
    with pytest.raises(PermissionError, match="turned off"):
        await coach.say(None, "Hello")


async def test_reading_takes_the_unread_mark_away(world: World, api: WebApi, coach: Person) -> None:
    await api.done("chat.postMessage", channel="C1", text="x")
    coach.read("C1")
    assert world.workspaces["T1"].channels["C1"].unread == {"U1": 1, "U2": 0, "U3": 1}


async def test_a_response_url_comes_with_the_chosen_conversation(app: Listener, api: WebApi, coach: Person) -> None:
    await api.open(modal(field("where", "conversations_select", response_url_enabled=True)))
    await coach.fill(None, {"where": "C1"})
    await coach.submit()
    urls = app.last["response_urls"]
    assert [(url["block_id"], url["channel_id"]) for url in urls] == [("where", "C1")]
    answer = await api.http.post(
        urls[0]["response_url"].removeprefix(api.world.url), json={"text": "x", "response_type": "in_channel"}
    )
    assert answer.json()["ok"]


async def test_escaping_turns_names_into_ids_where_the_manifest_asks(
    world: World, app: Listener, coach: Person
) -> None:
    world.app.commands["/coachlog"] = Command("/coachlog", should_escape=True)
    world.add_channel("T1", "secret", ["U2"], kind="private", id="C7")
    await coach.command("/coachlog", "@principal.1 #coaches #secret @nobody <b>", channel="C1")
    assert app.last["text"] == "<@U3> <#C2|coaches> <#C7|> @nobody &lt;b&gt;"
