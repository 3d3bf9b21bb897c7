"""Whatever is typed after /coachlog, however long, is still there afterwards."""

import pytest

from bot.blocks import TEXT_MAX
from playground.records import View
from tests.flows.coachlogging import answers, fields, form, typed
from tests.flows.conftest import Town

COACH = "UCOACH"


def held(view: View) -> dict[str, str]:
    return {name: typed(view, name)["value"] for name in ("note", "private_note") if name in fields(view)}


@pytest.mark.parametrize("length", [TEXT_MAX, TEXT_MAX + 1, 2 * TEXT_MAX])
async def test_what_the_note_cannot_hold_goes_on_in_the_private_note(town: Town, length: int) -> None:
    words = ("abcdefg " * 2000)[: length - 1] + "z"
    found = held(await form(town, town.person(COACH), words))
    assert "".join(found.values()) == words
    assert ("private_note" in found) == (length > TEXT_MAX)


async def test_what_the_form_cannot_hold_is_given_back_at_once(town: Town) -> None:
    coach = town.person(COACH)
    words = "x" * (2 * TEXT_MAX) + "the very end"
    found = held(await form(town, coach, words))
    said = await answers(town, coach, coach.im, "the very end")
    assert "".join(found.values()) == "x" * (2 * TEXT_MAX)
    assert said[0].text.endswith(":\n\nthe very end")
