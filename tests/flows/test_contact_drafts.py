"""Forms that are left unsaved: what is kept of them, where it is offered, and how it goes on."""

from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.messages.contacts import EDIT, LOG
from bot.messages.drafts import DISCARD, RESUME
from handlers.coachlog.form import ADD_PRIVATE, ADD_STEP, BACK
from storage.contacts import contacts
from storage.drafts import drafts
from storage.engagements import engagements
from storage.people import Actor
from storage.takingback import take_back_contact
from tests.flows.coachlogging import VISIT, answers, form, grown, home, log, modal, says, submit, told, typed
from tests.flows.conftest import NOW, Town
from tests.flows.test_contact_kinds import to_page_two, without

ABOUT = "On-site visit · Lincoln Elementary · Tue, Nov 17"


async def kept(town: Town) -> list[Any]:
    """The drafts that aren't done."""
    rows = await town.store.read(lambda db: db.all(select(drafts).order_by(drafts.c.id)))
    return [row for row in rows if row.done_id is None]


async def intents(town: Town) -> list[str]:
    return [row.intent for row in await town.store.read(lambda db: db.all(select(contacts)))]


async def settled(town: Town) -> None:
    """What goes on after the answers is done."""
    await town.app.tasks.drain(30)
    await town.app.duties.deliver()


async def test_an_untouched_form_leaves_nothing(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {"kind": "call"})
    await without(town, coach, "presence")
    await coach.close()
    await settled(town)
    assert await kept(town) == []
    assert not coach.dm()


async def test_a_closed_form_with_something_typed_is_offered_once_without_a_word_of_it(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {"note": "Exit tickets are weak."})
    await coach.close()
    offer = await told(town, coach)
    assert offer.text == f"You closed a form that isn't saved: {ABOUT}. It is kept for a week, and only you can see it."
    assert "Exit" not in str(offer.blocks)
    await coach.click(offer, RESUME)
    view = await modal(town, coach)
    assert typed(view, "note")["value"] == "Exit tickets are weak."
    await coach.close()
    await settled(town)
    assert len(coach.dm()) == 1
    assert len(await kept(town)) == 1


async def test_a_draft_is_taken_up_from_home_twice_and_makes_one_record(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await grown(town, coach, ADD_STEP, "next_steps.0.what")
    await coach.fill(None, {**VISIT, "next_steps.0.what": "Send it", "minutes": 75})
    await grown(town, coach, ADD_PRIVATE, "private_note")
    await coach.close()
    await told(town, coach)
    assert f"Draft: {ABOUT}" in await home(town, coach, "To finish")
    page = deepcopy(coach.home())  # as it stands on a screen that isn't drawn anew
    assert page is not None
    await coach.click(page, RESUME)
    view = await modal(town, coach)
    assert (typed(view, "next_steps.0.what")["value"], typed(view, "minutes")["value"]) == ("Send it", "75")
    first = view.private_metadata
    await coach.close()
    await coach.click(page, RESUME)
    again = await modal(town, coach)
    assert again.private_metadata != first
    await submit(coach)
    await told(town, coach, 1)
    await coach.click(page, RESUME)
    await modal(town, coach, "This was saved, as L-0001.")
    assert await kept(town) == []
    assert len(await intents(town)) == 1
    await town.world.wait_for(lambda: ((seen := coach.home()) and "To finish" not in str(seen.blocks)) or None)


async def test_a_refused_form_is_kept_and_never_forgotten(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {**VISIT, "day": "2026-11-18"})
    assert "day" in (await coach.submit()).errors
    await settled(town)
    (row,) = await kept(town)
    assert row.failed
    await submit(coach, day="2026-11-17")
    assert await kept(town) == []


async def test_discard_throws_it_away_and_says_so(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {"note": "canary"})
    await coach.close()
    offer = await told(town, coach)
    old = list(offer.blocks)
    await coach.click(offer, DISCARD)
    await town.world.wait_for(lambda: offer.text == "Discarded. Nothing was saved." or None)
    offer.blocks = old
    await coach.click(offer, RESUME)
    await answers(town, coach, coach.im, "That draft is gone")
    assert coach.modal is None
    assert await kept(town) == []


@pytest.mark.parametrize("user", ["UOTHER", "ULEAD", "UCOORD"])
async def test_nobody_else_takes_up_a_draft(town: Town, user: str) -> None:
    coach, other = town.person("UCOACH"), town.person(user)
    await form(town, coach)
    await coach.fill(None, {"note": "canary"})
    await coach.close()
    offer = await told(town, coach)
    offer.channel = "CGENERAL"
    town.world.workspaces["T1"].channels["CGENERAL"].messages[offer.ts] = offer
    for button in (RESUME, DISCARD):
        await other.click(offer, button)
    assert len(await answers(town, other, "CGENERAL", "That draft is gone", count=2)) == 2
    assert len(await kept(town)) == 1


async def test_a_session_goes_on_at_the_page_it_was_left_at(town: Town) -> None:
    coach = town.person("UCOACH")
    await to_page_two(town)
    await coach.fill(None, {"note": "Half a thought", "focus": ["practices:P1"]})
    await coach.close()
    await coach.click(await told(town, coach), RESUME)
    view = await modal(town, coach, "The session")
    assert typed(view, "note")["value"] == "Half a thought"
    await submit(coach, no_steps=["yes"], next_open=["yes"])
    row = (await town.store.read(lambda db: db.all(select(contacts))))[0]
    assert (row.medium, row.focus) == ("off_site", "practices:P1")


async def test_changes_of_a_stored_contact_are_kept_as_well(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await log(town, coach), EDIT)
    await modal(town, coach, "Edit a contact")
    await coach.fill(None, {"note": "Better now."})
    await coach.close()
    offer = await told(town, coach, 1)
    assert f"Changes to L-0001 · {ABOUT}" in offer.text
    await coach.click(offer, RESUME)
    assert typed(await modal(town, coach, "Edit a contact"), "note")["value"] == "Better now."
    await submit(coach, minutes=45)
    await town.world.wait_for(lambda: "(45 min)" in coach.dm()[0].text or None)
    assert len(await intents(town)) == 1
    assert await kept(town) == []


async def test_what_was_typed_into_an_edit_goes_on_as_a_new_contact_once_the_old_one_was_taken_back(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await log(town, coach), EDIT)
    await modal(town, coach, "Edit a contact")
    await coach.fill(None, {"note": "Better now."})
    await town.store.write(lambda db: take_back_contact(db, Actor("UCOACH"), NOW, 1, "undo"))
    await coach.close()
    offer = await told(town, coach, 1)
    assert "Changes to L-0001" in offer.text
    await coach.click(offer, RESUME)
    assert typed(await modal(town, coach, "Log a contact"), "note")["value"] == "Better now."
    await submit(coach)
    assert len(await intents(town)) == 2
    assert await kept(town) == []


async def test_a_leader_who_moved_meanwhile_is_refused_and_the_text_is_kept(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, VISIT)
    await town.store.write(
        lambda db: db.change(
            update(engagements).where(engagements.c.id == town.pairs["Lincoln Elementary"]).values(coach_id=3)
        )
    )
    verdict = await coach.submit()
    assert verdict.errors == {"engagement": "This isn't one of your schools now. Choose another one in the list."}
    assert typed(await modal(town, coach), "note")["value"] == VISIT["note"]
    await settled(town)
    (row,) = await kept(town)
    assert row.failed
    assert "another school" in await home(town, coach, "To finish")


async def test_a_form_from_before_an_update_saves(town: Town) -> None:
    """Forms of the version before carry less in their metadata."""
    coach = town.person("UCOACH")
    view = await form(town, coach)
    keyring, packed = town.store._storage.keyring, '{"k":"old","i":"before","n":0,"p":0,"o":0,"c":null}'
    view.private_metadata = packed + "." + keyring.sign(f"{town.store.workspace_id}|UCOACH|contact.form|{packed}")
    await submit(coach, **VISIT)
    await told(town, coach)
    assert await intents(town) == ["before"]


async def test_a_form_that_an_update_made_void_says_what_to_do_and_is_kept(town: Town) -> None:
    coach = town.person("UCOACH")
    view = await form(town, coach)
    view.private_metadata = view.private_metadata[:-2] + "xx"
    await coach.fill(view, VISIT)
    verdict = await coach.submit()
    assert "What you typed is kept as a draft" in str(verdict.errors)
    await coach.close()
    await home(town, coach, "To finish")
    page = coach.home()
    assert page is not None
    await coach.click(page, RESUME)
    assert typed(await modal(town, coach), "note")["value"] == VISIT["note"]
    await submit(coach)
    await told(town, coach)
    assert len(await intents(town)) == 1


async def test_words_typed_with_the_command_are_not_lost_when_the_form_closes(town: Town) -> None:
    coach = town.person("UCOACH")
    words = "Strong openings and weak transitions, as so often"
    await form(town, coach, words)
    await coach.close()
    await coach.click(await told(town, coach), RESUME)
    assert typed(await modal(town, coach), "note")["value"] == words


async def test_the_second_page_is_kept_when_one_goes_back(town: Town) -> None:
    coach = town.person("UCOACH")
    await to_page_two(town)
    await coach.fill(None, {"successes": "It works."})
    await coach.click(None, BACK)
    await without(town, coach, "successes")
    await coach.close()
    await coach.click(await told(town, coach), RESUME)
    await modal(town, coach, "Log a contact")
    assert (await coach.submit()).meaning == "updated"
    assert typed(await modal(town, coach, "The session"), "successes")["value"] == "It works."
    assert LOG not in says(await modal(town, coach))
