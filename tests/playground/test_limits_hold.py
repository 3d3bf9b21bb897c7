"""Whatever arrives in place of blocks, the limits answer; they never break."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from playground.limits import check_message, check_view
from tests.playground.builders import Json, actions, button, field, modal, option, options, section
from tests.playground.test_limits import CONFIRM, groups
from tests.playground.test_limits_of_messages import bars, data_table, pie, table

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": {"bold": True}}]}],
}
VIEW: Json = modal(
    section(block_id="s", accessory=button(confirm=CONFIRM, style="primary")),
    actions(button("a"), button("b"), block_id="acts2"),
    field("pick", "static_select", options=options(2), initial_option=option("v0")),
    field("groups", "multi_static_select", option_groups=groups(1), max_selected_items=1),
    field("time", "timepicker", initial_time="09:00", timezone="America/Denver"),
    field("number", "number_input", is_decimal_allowed=True, min_value="1", initial_value="2"),
    field("who", "conversations_select", filter={"include": ["im"]}, response_url_enabled=True),
    field("files", "file_input", filetypes=["csv"], max_files=1),
    {"type": "context", "elements": [{"type": "image", "image_url": "https://example.org/a.png", "alt_text": "x"}]},
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"},
    RICH,
)
MESSAGE: Json = {
    "text": "x",
    "blocks": [table(1), pie(1), bars(1, 2), RICH, {"type": "markdown", "text": "x"}, {**data_table(2)}],
    "metadata": {"event_type": "x", "event_payload": {}},
}


def places(held: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything inside."""
    inner = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
    return [way, *(found for key, one in inner for found in places(one, (*way, key)))]


def put(held: Any, way: tuple[Any, ...], new: Any) -> Any:
    """A copy with `new` at the end of the way."""
    if not way:
        return new
    key, rest = way[0], way[1:]
    if isinstance(held, dict):
        return {**held, key: put(held[key], rest, new)}
    return [put(one, rest, new) if at == key else one for at, one in enumerate(held)]


def test_the_models_themselves_are_accepted() -> None:
    assert check_view(VIEW, "modal", ["F1"]) is None
    without = {**MESSAGE, "blocks": MESSAGE["blocks"][:-1]}
    assert check_message(without) is None


@given(st.sampled_from(places(VIEW)), ANYTHING)
def test_a_view_with_anything_anywhere_is_accepted_or_refused(way: tuple[Any, ...], new: Any) -> None:
    refusal = check_view(put(VIEW, way, new), "modal", ["F1"])
    assert refusal is None or refusal.error in ("invalid_arguments", "view_too_large")


@given(st.sampled_from([way for way in places(MESSAGE) if way]), ANYTHING)
def test_a_message_with_anything_anywhere_is_accepted_or_refused(way: tuple[Any, ...], new: Any) -> None:
    refusal = check_message(put(MESSAGE, way, new))
    assert refusal is None or refusal.error
