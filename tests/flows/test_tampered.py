"""Buttons that were never shown, and values that were never offered: calm words, and a line in the audit log."""

import pytest

from bot.messages.contacts import LOG
from tests.flows.coachlogging import VISIT, form, home, modal
from tests.flows.conftest import Town
from tests.flows.settingup import forge
from tests.storage.settingup import verbs

COACH = "UCOACH"


async def denials(town: Town) -> list[str]:
    return [one for one in await town.store.read(verbs) if one.startswith("denied:")]


@pytest.mark.parametrize(
    ("action", "value", "words", "denied"),
    [
        (LOG, "x", "available to you", "denied:value"),
        (LOG, "9" * 30, "available to you", "denied:value"),
        (LOG, "2", "available to you", "denied:contact.open"),  # the pair of Coach D
        ("contact.nothing", "1", "older version", "denied:unknown"),
    ],
)
async def test_a_button_that_was_never_shown_opens_nothing(
    town: Town, action: str, value: str, words: str, denied: str
) -> None:
    coach = town.person(COACH)
    await home(town, coach)
    page = coach.home()
    assert page is not None
    await forge(coach, page, action, value)
    assert words in str((await modal(town, coach, words)).blocks)
    assert await denials(town) == [denied]


async def test_a_form_that_was_never_shown_is_refused_and_audited(town: Town) -> None:
    coach = town.person(COACH)
    view = await form(town, coach)
    await coach.fill(view, VISIT)
    view.callback_id = "contact.nothing"
    assert "older version" in str((await coach.submit()).errors)
    assert await denials(town) == ["denied:unknown"]
