"""What is asked once more before a contact is saved: confirmed, sent back, reworded; from the form and from a line."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.messages import lines
from bot.messages.contacts import EDIT
from handlers.coachlog.concerns import CONCERNS
from storage.audit import audit
from storage.contacts import contacts
from storage.database import Db
from storage.drafts import drafts
from tests.flows.coachlogging import VISIT, answers, form, log, modal, says, submit, told, typed
from tests.flows.conftest import Town
from tests.storage.contacting import Program

NAMED = "Ana Ruiz, 4th grade, reads alone."
NEUTRAL = "Use the neutral wording"
# What is filled in, and what is asked about it, once one visit is logged at 9:00 in Lincoln Elementary.
ASKED: dict[str, tuple[dict[str, Any], str]] = {
    "backfill": ({"day": "2026-10-27"}, "Tue, Oct 27, 2026 was 21 days ago. Save it as logged late?"),
    "long": ({"minutes": 400, "start": "11:00"}, "400 minutes are more than 6 hours. Is that right?"),
    "twice": ({}, "L-0001 says the same already. Save this one as well?"),
    "overlap": ({"engagement": "Pine Street · Principal 15"}, "L-0001, Lincoln Elementary, is at the same time"),
}


def pine(db: Db) -> int:
    return Program(db, 1, {"UCOACH": 2, "ULEAD2": 5}, {}).engage("Pine Street", "ULEAD2", "UCOACH")


def notes(db: Db) -> list[str | None]:
    return [db.unseal(contacts.c.note, row.note) for row in db.all(select(contacts).order_by(contacts.c.id))]


def guarded(db: Db) -> list[str]:
    return [row.verb for row in db.all(select(audit).order_by(audit.c.id)) if row.verb.startswith("guard.")]


@pytest.mark.parametrize("code", ASKED)
async def test_a_concern_is_asked_and_once_confirmed_saved(town: Town, code: str) -> None:
    coach = town.person("UCOACH")
    filled, sentence = ASKED[code]
    await town.store.write(pine)
    await log(town, coach)
    await form(town, coach)
    await coach.fill(None, {"engagement": "Lincoln Elementary · Principal 14", "start": "09:00", "minutes": 90})
    await coach.fill(None, {**VISIT, "note": "second", **filled})
    assert (await coach.submit()).meaning == "pushed"
    page = await modal(town, coach, "Nothing is saved yet.")
    assert sentence in says(page)
    assert await town.store.read(notes) == [VISIT["note"]]
    assert (await coach.submit()).meaning == "cleared"
    assert coach.modal is None
    await told(town, coach, 1)
    assert await town.store.read(notes) == [VISIT["note"], "second"]
    late = await town.store.read(lambda db: db.all(select(contacts).order_by(contacts.c.id))[-1].backfilled)
    assert late == (code == "backfill")


async def test_back_leads_to_the_form_with_everything_typed(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {**VISIT, "minutes": 400})
    assert (await coach.submit()).meaning == "pushed"
    await coach.close()
    view = await modal(town, coach, "Log a contact")
    assert (typed(view, "note")["value"], typed(view, "minutes")["value"]) == (VISIT["note"], "400")
    await submit(coach, minutes=40)
    assert "(40 min)" in (await told(town, coach)).text
    assert len(await town.store.read(notes)) == 1


async def test_words_about_a_student_are_shown_with_neutral_ones_which_are_taken(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {**VISIT, "note": NAMED})
    assert (await coach.submit()).meaning == "pushed"
    page = says(await modal(town, coach, CONCERNS))
    assert "Note · A student's name" in page
    assert "Ana Ruiz" in page
    assert NEUTRAL in page
    assert (await coach.submit()).meaning == "cleared"
    said = await told(town, coach)
    (kept,) = await town.store.read(notes)
    assert kept
    assert "Ana" not in kept
    assert await town.store.read(guarded) == ["guard.flagged", "guard.neutral"]
    assert "Ana" not in said.text


async def test_own_words_are_kept_when_the_person_says_so_and_it_is_counted(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {**VISIT, "note": NAMED})
    await coach.submit()
    await coach.close()
    await coach.submit()
    await coach.fill(None, {"wording": "own"})
    assert (await coach.submit()).meaning == "cleared"
    await told(town, coach)
    assert await town.store.read(notes) == [NAMED]
    assert await town.store.read(guarded) == ["guard.flagged", "guard.kept"]


async def test_no_word_of_it_is_in_what_stays_outside_the_view(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {**VISIT, "note": NAMED})
    await coach.submit()
    page = coach.modal
    assert page is not None
    assert "Ruiz" not in page.private_metadata
    held = await town.store.read(lambda db: [bytes(row.payload) for row in db.all(select(drafts))])
    assert len(held) == 1
    assert b"Ruiz" not in held[0]


async def test_an_edit_is_asked_about_as_well(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await log(town, coach), EDIT)
    await modal(town, coach, "Edit a contact")
    await coach.fill(None, {"note": NAMED})
    assert (await coach.submit()).meaning == "pushed"
    assert (await coach.submit()).meaning == "cleared"
    await town.world.wait_for(lambda: not town.app.tasks._running or None)
    (kept,) = await town.store.read(notes)
    assert kept != VISIT["note"]
    assert "Ana" not in str(kept)


async def test_a_line_that_raises_a_concern_ends_on_the_same_page(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.command("/coachlog", f"visit Lincoln yesterday 2-3:30pm; {NAMED}", channel="CGENERAL")
    (card,) = await answers(town, coach, "CGENERAL", "I read this as")
    await coach.click(card, lines.SAVE_YES)
    page = await modal(town, coach, "Please look once more")
    assert "Ana Ruiz" in says(page)
    assert (await coach.submit()).meaning == "cleared"
    assert "Logged L-0001" in (await told(town, coach)).text
    row = (await town.store.read(lambda db: db.all(select(contacts))))[0]
    assert (row.presence, row.minutes, row.intent) == ("yes", 90, "line-1")
    await coach.click(card, lines.SAVE_YES)
    await town.world.wait_for(lambda: "saved already, as L-0001" in card.text or None)


async def test_the_page_sent_twice_saves_once(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {**VISIT, "minutes": 400})
    await coach.submit()
    town.world.faults.add("view_submission", "lost_answer")
    assert (await coach.submit()).meaning == "trouble"
    assert (await coach.submit()).meaning == "cleared"
    await told(town, coach)
    assert len(await town.store.read(notes)) == 1
