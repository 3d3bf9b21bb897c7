"""Values that no form offers are attempts: refused under their field, and named for the audit log."""

from typing import Any

import pytest

from bot import forms
from bot.errors import Denied, FieldErrors, Tampered
from storage.contacts import NewContact

GOOD: dict[str, Any] = {"engagement": "7", "kind": "visit", "day": "2026-11-17", "minutes": "90", "presence": "yes"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("engagement", "abc"), ("engagement", "9" * 30), ("engagement", "0"), ("engagement", str(2**63)),
        ("engagement", "-1"), ("engagement", {"a": 1}), ("kind", "nope"), ("activities", ["A99"]),
        ("presence", "maybe"), ("extra", "x"), ("note", 7), ("next_steps.0.owner", "nobody"),
    ],
)  # fmt: skip
def test_a_value_that_is_not_offered_is_an_attempt(field: str, value: Any) -> None:
    with pytest.raises(Tampered) as caught:
        forms.parse(NewContact, GOOD | {"next_steps.0.what": "Do it"} | {field: value})
    assert field in caught.value.errors
    assert caught.value.what == "value"


@pytest.mark.parametrize(("field", "value"), [("minutes", "0"), ("day", "soon"), ("note", "x" * 1001), ("count", "a")])
def test_an_honest_mistake_is_none(field: str, value: str) -> None:
    with pytest.raises(FieldErrors) as caught:
        forms.parse(NewContact, GOOD | {field: value})
    assert not isinstance(caught.value, Denied)


def test_the_largest_id_is_still_one() -> None:
    assert forms.parse(NewContact, GOOD | {"engagement": str(2**63 - 1)}).engagement == 2**63 - 1


@pytest.mark.parametrize(
    "state",
    ["x", {"values": []}, {"values": {"a": "b"}}, {"values": {"a": {"value": 1}}},
     {"values": {"a": {"value": {"type": "static_select", "selected_option": "x"}}}}],
)  # fmt: skip
def test_a_state_that_cannot_be_read_is_denied(state: Any) -> None:
    with pytest.raises(Denied) as caught:
        forms.values({"state": state})
    assert caught.value.what == "state"
