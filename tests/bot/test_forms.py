"""From Slack's view state to a value, or to a sentence under each field."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FieldErrors
from bot.forms import nest, parse, values
from storage.contacts import NewContact, NewStep

GOOD: dict[str, Any] = {
    "engagement": "7", "kind": "visit", "day": "2026-11-17", "start": "09:00", "minutes": "90", "presence": "yes",
}  # fmt: skip


def view(**elements: dict[str, Any]) -> dict[str, Any]:
    return {"state": {"values": {block: {"value": element} for block, element in elements.items()}}}


def errors_of(**changes: Any) -> dict[str, str]:
    with pytest.raises(FieldErrors) as caught:
        parse(NewContact, {name: value for name, value in {**GOOD, **changes}.items() if value is not None})
    return caught.value.errors


def test_every_element_gives_its_plain_value() -> None:
    option = {"value": "7", "text": {"type": "plain_text", "text": "x"}}
    read = values(
        view(
            a={"type": "static_select", "selected_option": option},
            b={"type": "multi_static_select", "selected_options": [option]},
            c={"type": "datepicker", "selected_date": "2026-11-17"},
            d={"type": "timepicker", "selected_time": "09:00"},
            e={"type": "number_input", "value": "90"},
            f={"type": "plain_text_input", "value": "words"},
            g={"type": "radio_buttons", "selected_option": option},
            h={"type": "users_select", "selected_user": "U1"},
            i={"type": "file_input", "files": [{"id": "F1"}]},
            j={"type": "conversations_select", "selected_conversation": "C1"},
        )
    )
    assert read == {
        "a": "7", "b": ["7"], "c": "2026-11-17", "d": "09:00", "e": "90", "f": "words", "g": "7", "h": "U1",
        "i": ["F1"], "j": "C1",
    }  # fmt: skip


def test_empty_fields_are_left_out() -> None:
    read = values(
        view(
            a={"type": "static_select", "selected_option": None},
            b={"type": "multi_static_select", "selected_options": []},
            c={"type": "plain_text_input", "value": None},
        )
    )
    assert read == {}


def test_a_view_without_state_is_an_empty_form() -> None:
    assert values({}) == values({"state": None}) == {}


def test_dotted_names_become_rows_in_order() -> None:
    nested = nest({"next_steps.1.what": "b", "next_steps.0.what": "a", "note": "n"})
    assert nested == {"next_steps": [{"what": "a"}, {"what": "b"}], "note": "n"}


def test_a_complete_form_becomes_a_contact() -> None:
    new = parse(NewContact, GOOD | {"next_steps.0.owner": "leader", "next_steps.0.what": " draft it "})
    assert (new.engagement, new.minutes, new.next_steps) == (7, 90, (NewStep(owner="leader", what="draft it"),))


def test_each_problem_is_said_under_its_field() -> None:
    assert errors_of(day=None, start="9 o'clock", note="x" * 1001, minutes="ninety") == {
        "day": "Please fill this in.",
        "start": "Please choose a time.",
        "note": "This has 1,001 characters. Please keep it to 1,000.",
        "minutes": "Please enter a whole number.",
    }


def test_a_problem_in_a_next_step_is_said_under_its_own_field() -> None:
    said = errors_of(**{"next_steps.0.what": "x" * 201, "next_steps.1.due_on": "2026-12-01"})
    assert set(said) == {"next_steps.0.what", "next_steps.1.what"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "seance"}, "kind"),
        ({"presence": None}, "presence"),
        ({"presence": "maybe"}, "presence"),
        ({"activities": ["A1", "A2", "A3", "A4", "A5"]}, "activities"),
        ({"activities": ["A99"]}, "activities"),
        ({"minutes": "9" * 5000}, "minutes"),
        ({"engagement": "abc"}, "engagement"),
        ({"surprise": "x"}, "surprise"),
    ],
)
def test_forged_values_are_refused_under_their_field(changes: dict[str, Any], field: str) -> None:
    assert field in errors_of(**changes)


@given(st.dictionaries(st.sampled_from([*GOOD, "note", "count"]), st.text(max_size=40)))
def test_no_submitted_text_ever_breaks_the_parser(given_values: dict[str, str]) -> None:
    said: dict[str, str] = {}
    try:
        parse(NewContact, GOOD | given_values)
    except FieldErrors as refused:
        said = refused.errors
    assert all(sentence and "pydantic" not in sentence for sentence in said.values())
