"""Interactive elements: what each may hold, and in which blocks it may stand."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import available_timezones

from playground.limits.check import (
    Check,
    Rule,
    Spec,
    anything,
    boolean,
    check_object,
    integer,
    kind_of,
    listing,
    nested,
    number_string,
    one_of,
    string,
    text,
)
from playground.limits.objects import (
    confirm,
    conversation_filter,
    dispatch_action_config,
    image_element,
    menu_option,
    option,
    option_groups,
    options,
    placeholder,
    plain_option,
)

ID = string(255, 1)
ANY_ID = string(40, 1)


def _pattern(shape: str, said: str) -> Rule:
    compiled = re.compile(shape)

    def rule(check: Check, value: Any, pointer: str) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            check.note(said, pointer)

    return rule


def _focus(check: Check, value: Any, pointer: str) -> None:
    boolean(check, value, pointer)
    if value is True:
        check.focused += 1
        if check.focused > 1:
            check.note("only one element may have focus_on_load", pointer)


def _zone(check: Check, value: Any, pointer: str) -> None:
    if not isinstance(value, str) or value not in ZONES:
        check.note("must be a valid IANA timezone", pointer)


ZONES = available_timezones()
DATE = _pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "must be in YYYY-MM-DD format")
TIME = _pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be in HH:mm format")
BASE: dict[str, Rule] = {"type": anything, "action_id": ID}
ASKING: dict[str, Rule] = {**BASE, "placeholder": placeholder, "confirm": confirm, "focus_on_load": _focus}
TYPED: dict[str, Rule] = {
    **BASE,
    "placeholder": placeholder,
    "focus_on_load": _focus,
    "dispatch_action_config": dispatch_action_config,
}
OPTIONAL_LISTS: dict[str, Rule] = {"options": options(), "option_groups": option_groups}


def offered(element: dict[str, Any]) -> list[Any]:
    """All options of an element, its groups opened."""
    grouped = [held for group in element.get("option_groups", ()) for held in group["options"]]
    return [*element.get("options", ()), *grouped]


def same_option(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Equal as Slack compares: value and texts, whatever `emoji` says."""
    return all(_bare(one.get(key)) == _bare(other.get(key)) for key in ("text", "value", "description", "url"))


def _bare(held: Any) -> Any:
    return (held["type"], held["text"]) if isinstance(held, dict) else held


def _chosen_exist(check: Check, value: Any, pointer: str) -> None:
    found = offered(value)
    one, many = value.get("initial_option"), value.get("initial_options", ())
    if one is not None and not any(same_option(one, known) for known in found):
        check.note("must match one of the options", f"{pointer}/initial_option")
    for index, chosen in enumerate(many):
        if not any(same_option(chosen, known) for known in found):
            check.note("must match one of the options", f"{pointer}/initial_options/{index}")
    if len(many) > value.get("max_selected_items", len(many)):
        check.note("more initial options than max_selected_items", f"{pointer}/initial_options")


def _one_list(check: Check, value: Any, pointer: str) -> None:
    if ("options" in value) == ("option_groups" in value):
        check.note("must define either `options` or `option_groups`", pointer)
    else:
        _chosen_exist(check, value, pointer)


def _lengths(check: Check, value: Any, pointer: str) -> None:
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if least > most:
        check.note("min_length must not be more than max_length", pointer)
    elif len(value.get("initial_value", "")) > most:
        check.note(f"must be less than {most + 1} characters", f"{pointer}/initial_value")


def _number_bounds(check: Check, value: Any, pointer: str) -> None:
    held = {key: float(value[key]) for key in ("min_value", "initial_value", "max_value") if key in value}
    ordered = [held[key] for key in ("min_value", "initial_value", "max_value") if key in held]
    if ordered != sorted(ordered):
        check.note("min_value, initial_value and max_value must be in order", pointer)
    whole = not value["is_decimal_allowed"]
    if whole and any("." in str(value[key]) for key in held):
        check.note("decimals are not allowed", pointer)


def _response_url(check: Check, value: Any, pointer: str) -> None:
    boolean(check, value, pointer)
    if check.surface != "modal" or check.block_type != "input":
        check.note("response_url_enabled is only allowed in input blocks of modals", pointer)


def _moment(check: Check, value: Any, pointer: str) -> None:
    integer(1_000_000_000, 9_999_999_999)(check, value, pointer)


def _many(fields: dict[str, Rule]) -> dict[str, Rule]:
    return {**ASKING, **fields, "max_selected_items": integer(1, 100)}


BUTTON = Spec(
    {
        **BASE,
        "text": text(75, plain=True),
        "url": string(3000),
        "value": string(2000, 1),
        "style": one_of("primary", "danger"),
        "confirm": confirm,
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
    },
    ("text",),
)
RADIO: dict[str, Rule] = {**BASE, "confirm": confirm, "focus_on_load": _focus}
QUERY: dict[str, Rule] = {"min_query_length": integer(0, 100)}
CONVERSATION: dict[str, Rule] = {"filter": conversation_filter, "default_to_current_conversation": boolean}

ELEMENTS: dict[str, Spec] = {
    "button": BUTTON,
    "static_select": Spec({**ASKING, **OPTIONAL_LISTS, "initial_option": plain_option}, (), _one_list),
    "multi_static_select": Spec(
        _many({**OPTIONAL_LISTS, "initial_options": listing(plain_option, 100)}), (), _one_list
    ),
    "external_select": Spec({**ASKING, **QUERY, "initial_option": plain_option}),
    "multi_external_select": Spec(_many({**QUERY, "initial_options": listing(plain_option, 100)})),
    "users_select": Spec({**ASKING, "initial_user": ANY_ID}),
    "multi_users_select": Spec(_many({"initial_users": listing(ANY_ID, 100)})),
    "conversations_select": Spec(
        {**ASKING, **CONVERSATION, "initial_conversation": ANY_ID, "response_url_enabled": _response_url}
    ),
    "multi_conversations_select": Spec(_many({**CONVERSATION, "initial_conversations": listing(ANY_ID, 100)})),
    "channels_select": Spec({**ASKING, "initial_channel": ANY_ID, "response_url_enabled": _response_url}),
    "multi_channels_select": Spec(_many({"initial_channels": listing(ANY_ID, 100)})),
    "overflow": Spec({**BASE, "options": options(5, item=menu_option), "confirm": confirm}, ("options",)),
    "datepicker": Spec({**ASKING, "initial_date": DATE}),
    "timepicker": Spec({**ASKING, "initial_time": TIME, "timezone": _zone}),
    "datetimepicker": Spec({**RADIO, "initial_date_time": _moment}),
    "checkboxes": Spec(
        {**RADIO, "options": options(10, item=option), "initial_options": listing(option, 10)},
        ("options",),
        _chosen_exist,
    ),
    "radio_buttons": Spec(
        {**RADIO, "options": options(10, item=option), "initial_option": option}, ("options",), _chosen_exist
    ),
    "plain_text_input": Spec(
        {
            **TYPED,
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        (),
        _lengths,
    ),
    "number_input": Spec(
        {
            **TYPED,
            "is_decimal_allowed": boolean,
            "initial_value": number_string,
            "min_value": number_string,
            "max_value": number_string,
        },
        ("is_decimal_allowed",),
        _number_bounds,
    ),
    "email_text_input": Spec({**TYPED, "initial_value": string(3000)}),
    "url_text_input": Spec({**TYPED, "initial_value": string(3000)}),
    "rich_text_input": Spec(
        {**TYPED, "initial_value": anything, "min_lines": integer(1, 100), "max_lines": integer(1, 100)}
    ),
    "file_input": Spec({**BASE, "filetypes": listing(string(32, 1), 100), "max_files": integer(1, 10)}),
    "workflow_button": Spec(
        {
            **BASE,
            "text": text(75, plain=True),
            "workflow": anything,
            "style": one_of("primary", "danger"),
            "accessibility_label": string(75),
        },
        ("text", "workflow"),
    ),
    "feedback_buttons": Spec(
        {**BASE, "positive_button": anything, "negative_button": anything}, ("positive_button", "negative_button")
    ),
    "icon_button": Spec(
        {
            **BASE,
            "icon": one_of("trash"),
            "text": text(75, plain=True),
            "value": string(2000),
            "confirm": confirm,
            "accessibility_label": string(75),
            "visible_to_user_ids": listing(ANY_ID, 10),
        },
        ("icon", "text"),
    ),
}
SELECTS = {
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
}
PICKERS = {"datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons"}
TYPING = {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input"}
PRESSED = {"button", "overflow", "workflow_button"}
ALLOWED: dict[str, set[str]] = {
    "actions": {kind for kind in SELECTS if not kind.startswith("multi_")} | PICKERS | PRESSED | {"rich_text_input"},
    "section": SELECTS | PICKERS | PRESSED | {"image"},
    "input": SELECTS | PICKERS | TYPING,
    "context_actions": {"feedback_buttons", "icon_button"},
    "card": {"button"},
}


def element_in(block_type: str) -> Rule:
    """The rule for an element standing in this kind of block."""
    allowed = ALLOWED[block_type]

    def rule(check: Check, value: Any, pointer: str) -> None:
        kind = kind_of(value)
        if kind not in allowed:
            check.note(f"unsupported type: {kind}", f"{pointer}/type")
        elif kind == "file_input" and check.surface != "modal":
            check.note("file_input is only allowed in modals", f"{pointer}/type")
        elif kind == "image":
            image_element(check, value, pointer)
        else:
            check_object(check, value, pointer, ELEMENTS[kind])

    return rule


feedback_button = nested(
    Spec({"text": text(75, plain=True), "value": string(2000), "accessibility_label": string(75)}, ("text", "value"))
)
