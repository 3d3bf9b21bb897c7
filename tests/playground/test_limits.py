"""Slack's limits: the most that is accepted, and the first that is refused."""

from typing import Any

import pytest

from playground.limits import check_message, check_view
from tests.playground.builders import Json, actions, button, field, home, modal, mrkdwn, option, options, plain, section

CONFIRM = {"title": plain("T"), "text": plain("?"), "confirm": plain("Yes"), "deny": plain("No")}


def checkboxes(number: int) -> Json:
    return field("f", "checkboxes", options=options(number))


def select(**more: Any) -> Json:
    return field("f", "static_select", **{"options": options(2), **more})


def groups(number: int, each: int = 1) -> list[Json]:
    return [{"label": plain(f"G{one}"), "options": options(each)} for one in range(number)]


# What fits exactly, and the same one step too far.
MODAL_EDGES: dict[str, tuple[Json, Json]] = {
    "title": (modal(section(), title=plain("t" * 24)), modal(section(), title=plain("t" * 25))),
    "submit": (modal(section(), submit=plain("t" * 24)), modal(section(), submit=plain("t" * 25))),
    "close": (modal(section(), close=plain("t" * 24)), modal(section(), close=plain("t" * 25))),
    "blocks": (modal(*[section()] * 100), modal(*[section()] * 101)),
    "private_metadata": (modal(section(), private_metadata="m" * 3000), modal(section(), private_metadata="m" * 3001)),
    "callback_id": (modal(section(), callback_id="c" * 255), modal(section(), callback_id="c" * 256)),
    "external_id": (modal(section(), external_id="c" * 255), modal(section(), external_id="c" * 256)),
    "section text": (modal(section("t" * 3000)), modal(section("t" * 3001))),
    "empty text": (modal(section("t")), modal(section(""))),
    "fields": (
        modal({"type": "section", "fields": [mrkdwn("t" * 2000)] * 10}),
        modal({"type": "section", "fields": [mrkdwn("t")] * 11}),
    ),
    "field text": (
        modal({"type": "section", "fields": [mrkdwn("t" * 2000)]}),
        modal({"type": "section", "fields": [mrkdwn("t" * 2001)]}),
    ),
    "header": (
        modal({"type": "header", "text": plain("t" * 150)}),
        modal({"type": "header", "text": plain("t" * 151)}),
    ),
    "context": (
        modal({"type": "context", "elements": [mrkdwn("t")] * 10}),
        modal({"type": "context", "elements": [mrkdwn("t")] * 11}),
    ),
    "actions": (
        modal(actions(*[button(f"a{one}") for one in range(25)])),
        modal(actions(*[button(f"a{one}") for one in range(26)])),
    ),
    "block_id": (modal(section(block_id="b" * 255)), modal(section(block_id="b" * 256))),
    "action_id": (modal(actions(button("a" * 255))), modal(actions(button("a" * 256)))),
    "button text": (modal(actions(button(text="t" * 75))), modal(actions(button(text="t" * 76)))),
    "button value": (modal(actions(button(value="v" * 2000))), modal(actions(button(value="v" * 2001)))),
    "button url": (modal(actions(button(url="u" * 3000))), modal(actions(button(url="u" * 3001)))),
    "label": (modal({**field("f"), "label": plain("l" * 2000)}), modal({**field("f"), "label": plain("l" * 2001)})),
    "hint": (modal({**field("f"), "hint": plain("l" * 2000)}), modal({**field("f"), "hint": plain("l" * 2001)})),
    "placeholder": (modal(field("f", placeholder=plain("p" * 150))), modal(field("f", placeholder=plain("p" * 151)))),
    "options": (modal(select(options=options(100))), modal(select(options=options(101)))),
    "an option at least": (modal(select(options=options(1))), modal(select(options=[]))),
    "option text": (
        modal(select(options=[option("v", "t" * 75)])),
        modal(select(options=[option("v", "t" * 76)])),
    ),
    "option value": (modal(select(options=[option("v" * 150, "t")])), modal(select(options=[option("v" * 151, "t")]))),
    "option groups": (
        modal(field("f", "static_select", option_groups=groups(100))),
        modal(field("f", "static_select", option_groups=groups(101))),
    ),
    "options of a group": (
        modal(field("f", "static_select", option_groups=groups(1, 100))),
        modal(field("f", "static_select", option_groups=groups(1, 101))),
    ),
    "checkboxes": (modal(checkboxes(10)), modal(checkboxes(11))),
    "radio buttons": (
        modal(field("f", "radio_buttons", options=options(10))),
        modal(field("f", "radio_buttons", options=options(11))),
    ),
    "overflow": (
        modal(section(accessory={"type": "overflow", "action_id": "o", "options": options(5)})),
        modal(section(accessory={"type": "overflow", "action_id": "o", "options": options(6)})),
    ),
    "max_length": (modal(field("f", max_length=3000)), modal(field("f", max_length=3001))),
    "min_length": (modal(field("f", min_length=0)), modal(field("f", min_length=-1))),
    "initial_value": (
        modal(field("f", max_length=5, initial_value="12345")),
        modal(field("f", max_length=5, initial_value="123456")),
    ),
    "max_files": (modal(field("f", "file_input", max_files=10)), modal(field("f", "file_input", max_files=11))),
    "number bounds": (
        modal(field("f", "number_input", is_decimal_allowed=False, min_value="1", initial_value="1", max_value="2")),
        modal(field("f", "number_input", is_decimal_allowed=False, min_value="1", initial_value="0", max_value="2")),
    ),
    "confirm": (
        modal(actions(button(confirm={**CONFIRM, "text": plain("t" * 300), "confirm": plain("t" * 30)}))),
        modal(actions(button(confirm={**CONFIRM, "confirm": plain("t" * 31)}))),
    ),
    "alert": (
        modal({"type": "alert", "text": plain("t" * 200)}),
        modal({"type": "alert", "text": plain("t" * 201)}),
    ),
    "alt_text": (
        modal({"type": "image", "image_url": "https://example.org/a.png", "alt_text": "t" * 2000}),
        modal({"type": "image", "image_url": "https://example.org/a.png", "alt_text": "t" * 2001}),
    ),
    "focus": (
        modal(field("f", focus_on_load=True), field("g")),
        modal(field("f", focus_on_load=True), field("g", focus_on_load=True)),
    ),
}


@pytest.mark.parametrize("name", MODAL_EDGES)
def test_the_most_fits_into_a_modal_and_more_is_refused(name: str) -> None:
    fits, too_far = MODAL_EDGES[name]
    assert check_view(fits, "modal") is None
    refusal = check_view(too_far, "modal")
    assert refusal
    assert refusal.error == "invalid_arguments"
    assert refusal.errors[0].endswith("]")


REFUSED_MODALS: dict[str, Json] = {
    "no submit beside an input": {key: held for key, held in modal(field("f")).items() if key != "submit"},
    "a title in mrkdwn": modal(section(), title=mrkdwn("T")),
    "no title": {key: held for key, held in modal(section()).items() if key != "title"},
    "no blocks": {key: held for key, held in modal().items() if key != "blocks"},
    "an unknown field": modal(section(), tilte="x"),
    "an unknown block": modal({"type": "sectoin", "text": plain("x")}),
    "a block that is null": {**modal(), "blocks": [None]},
    "an unknown field of a block": modal(section(colour="red")),
    "twice the same block_id": modal(section(block_id="b"), section(block_id="b")),
    "twice the same action_id in a block": modal(actions(button("a"), button("a"))),
    "a section without words": modal({"type": "section"}),
    "a table": modal({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}),
    "a markdown block": modal({"type": "markdown", "text": "# x"}),
    "a chart": modal({"type": "data_visualization", "title": "x", "chart": {}}),
    "an initial option that is not offered": modal(select(initial_option=option("v9"))),
    "an initial option with other words": modal(select(initial_option=option("v0", "Other"))),
    "initial options that are not offered": modal(
        field("f", "checkboxes", options=options(2), initial_options=[option("v9")])
    ),
    "more initial options than may be chosen": modal(
        field("f", "multi_static_select", options=options(3), initial_options=options(2), max_selected_items=1)
    ),
    "options and option_groups": modal(select(option_groups=groups(1))),
    "neither options nor option_groups": modal(field("f", "static_select")),
    "two options of one value": modal(select(options=[option("v", "A"), option("v", "B")])),
    "min_length above max_length": modal(field("f", min_length=5, max_length=4)),
    "a number input that does not say if decimals are allowed": modal(field("f", "number_input")),
    "a number that is no string": modal(field("f", "number_input", is_decimal_allowed=True, min_value=1)),
    "a day in another order": modal(field("f", "datepicker", initial_date="22-11-2026")),
    "a time without a colon": modal(field("f", "timepicker", initial_time="0930")),
    "a zone that does not exist": modal(field("f", "timepicker", timezone="Mars/Olympus")),
    "a button in an input": modal(field("f", "button", text=plain("x"))),
    "a text field in actions": modal(actions({"type": "plain_text_input", "action_id": "a"})),
    "a button of an unknown style": modal(actions(button(style="red"))),
    "an svg": modal({"type": "image", "image_url": "https://example.org/a.svg", "alt_text": "x"}),
    "an image without alt_text": modal({"type": "image", "image_url": "https://example.org/a.png"}),
    "a file Slack does not know": modal({"type": "image", "slack_file": {"id": "F9"}, "alt_text": "x"}),
    "a home view": home(),
}


@pytest.mark.parametrize("name", REFUSED_MODALS)
def test_slack_refuses_a_modal_with(name: str) -> None:
    refusal = check_view(REFUSED_MODALS[name], "modal")
    assert refusal
    assert refusal.error == "invalid_arguments"


def test_a_refusal_says_where_in_slacks_words() -> None:
    refusal = check_view(modal(section(), section("t" * 3001)), "modal")
    assert refusal
    assert refusal.answer() == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {
            "messages": ["[ERROR] must be less than 3001 characters [json-pointer:/view/blocks/1/text/text]"]
        },
    }


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    blocks = [section("t" * 2400) for _ in range(100)]
    assert check_view(modal(*blocks), "modal") is None
    refusal = check_view(modal(*[section("t" * 2600) for _ in range(100)]), "modal")
    assert refusal
    assert refusal.error == "view_too_large"


def test_the_home_takes_tables_but_no_alert() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
    assert check_view(home(table), "home") is None
    assert check_view(home({"type": "alert", "text": plain("x")}), "home")
    assert check_view(home(*[section()] * 100), "home") is None
    assert check_view(home(*[section()] * 101), "home")


def test_an_input_of_the_home_needs_no_submit() -> None:
    assert check_view(home(field("f")), "home") is None
    assert check_view(home(field("f", "file_input")), "home")


def test_a_file_the_workspace_has_may_be_shown() -> None:
    image = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"}
    assert check_message({"text": "x", "blocks": [image]}, ["F1"]) is None
