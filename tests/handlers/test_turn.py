"""What a turn carries: signed metadata, row ids, and work that goes on after the answer."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Denied
from handlers.turn import Tasks, Turn
from tests.handlers.turns import KEY, Heard, a_turn, a_view

DATA = {"i": "intent", "n": 2, "c": None}
OTHER_KEY = "B" * 43 + "="


def packed(user: str = "UCOACH", callback_id: str = "form") -> str:
    return a_turn(Heard(), {}, user).pack(DATA, callback_id)


def opened(metadata: object, user: str = "UCOACH", callback_id: str = "form", **more: Any) -> dict[str, Any]:
    view = a_view(private_metadata=metadata) | {"callback_id": callback_id}
    return a_turn(Heard(), {"view": view}, user, **more).unpack()


def click(value: object) -> Turn:
    return a_turn(Heard(), {"actions": [{"action_id": "a", "block_id": "b", "value": value}]})


def test_what_was_packed_comes_back_with_a_mark_of_its_own() -> None:
    first, again = opened(packed()), opened(packed())
    assert {name: first[name] for name in DATA} == DATA
    assert first["k"] != again["k"]


def test_a_redrawn_form_keeps_its_mark() -> None:
    data = opened(packed())
    assert opened(a_turn(Heard(), {}).pack(data, "form")) == data


def test_metadata_made_before_a_key_rotation_still_opens() -> None:
    assert opened(packed(), keys=(OTHER_KEY, KEY))["i"] == "intent"


@pytest.mark.parametrize(
    ("user", "callback_id", "keys"),
    [("UOTHER", "form", (KEY,)), ("UCOACH", "other", (KEY,)), ("UCOACH", "form", (OTHER_KEY,))],
)
def test_metadata_of_another_person_form_or_house_is_denied(user: str, callback_id: str, keys: tuple[str]) -> None:
    with pytest.raises(Denied):
        opened(packed(), user, callback_id, keys=keys)


def test_metadata_of_another_workspace_is_denied() -> None:
    view = a_view(private_metadata=packed())
    with pytest.raises(Denied):
        a_turn(Heard(workspace_id=2), {"view": view}).unpack()


@given(st.integers(0, 200), st.characters(codec="utf-8"))
def test_any_change_of_the_metadata_is_denied(place: int, letter: str) -> None:
    good = packed()
    place %= len(good)
    changed = good[:place] + letter + good[place + 1 :]
    if changed != good:
        with pytest.raises(Denied):
            opened(changed)


@pytest.mark.parametrize("metadata", ["", ".", "{}", "{}.", None, 7, "x" * 3000])
def test_what_is_no_metadata_of_ours_is_denied(metadata: object) -> None:
    with pytest.raises(Denied):
        opened(metadata)


@pytest.mark.parametrize(("value", "row"), [("1", 1), ("231", 231), ("9" * 18, 10**18 - 1)])
def test_a_button_carries_a_row_id(value: str, row: int) -> None:
    assert click(value).row_id() == row


@pytest.mark.parametrize("value", ["", None, "x", "-1", "1.5", "١", "9" * 19, 7, [], {"a": 1}, " 1"])
def test_a_value_that_is_no_row_id_is_denied(value: object) -> None:
    with pytest.raises(Denied):
        click(value).row_id()


async def test_work_after_the_answer_is_held_and_finished_before_the_process_ends() -> None:
    tasks, gate, done = Tasks(), asyncio.Event(), []

    async def second() -> None:
        done.append("second")

    async def first() -> None:
        await gate.wait()
        tasks.start(second())
        done.append("first")

    tasks.start(first())
    await tasks.drain(0.01)
    assert done == []
    gate.set()
    await tasks.drain(5)
    assert done == ["first", "second"]
