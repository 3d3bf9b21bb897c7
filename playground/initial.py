"""What an element holds before anyone touches it, in the shapes of `view.state.values`."""

from __future__ import annotations

from playground.records import Json
from playground.settle import elements, has_state

# type -> (key in the state, key in the element, what stands for nothing)
HELD: dict[str, tuple[str, str, object]] = {
    "plain_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_static_select": ("selected_options", "initial_options", ()),
    "multi_external_select": ("selected_options", "initial_options", ()),
    "checkboxes": ("selected_options", "initial_options", ()),
    "multi_users_select": ("selected_users", "initial_users", ()),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", ()),
    "multi_channels_select": ("selected_channels", "initial_channels", ()),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "", ()),
}
State = dict[str, dict[str, Json]]


def held_by(element: Json) -> Json:
    key, start, nothing = HELD[element["type"]]
    empty = list(nothing) if isinstance(nothing, tuple) else nothing
    held: Json = {"type": element["type"], key: element.get(start, empty)}
    if element["type"] == "timepicker" and "timezone" in element:
        held["timezone"] = element["timezone"]
    return held


def value_of(held: Json) -> object:
    """The bare value of a state entry: text, option, list of options, date, id…"""
    return held.get(HELD[held["type"]][0])


def first_state(blocks: list[Json], before: State | None = None) -> State:
    """The state of fresh blocks. What was there survives where block, action and type stay the same."""
    state: State = {}
    for block, element in elements(blocks):
        if not has_state(element):
            continue
        block_id, action_id = block["block_id"], element["action_id"]
        old = (before or {}).get(block_id, {}).get(action_id)
        kept = old if old is not None and old["type"] == element["type"] else held_by(element)
        state.setdefault(block_id, {})[action_id] = kept
    return state
