"""Field notes in whole conversations: offered by what was done, written in their own form, read by few."""

import pytest
from sqlalchemy import select

from bot.messages.contacts import OPEN
from bot.messages.fieldnotes import EDIT, REMOVE, RESTORE, WRITE
from bot.messages.fieldnotes import OPEN as OPEN_NOTE
from playground.people import Person
from playground.records import Message
from storage.audit import audit
from storage.database import Db
from tests.flows.coachlogging import fields, log, modal, says, told
from tests.flows.conftest import Town

WALK = {"purpose": "Exit tickets", "rooms": "6", "pattern": "Tickets ask recall", "feedback": "One common format"}


def verbs(db: Db) -> list[str]:
    return list(db.run(select(audit.c.verb).order_by(audit.c.id)).scalars())


async def saved(town: Town, person: Person, words: str = "saved.") -> str:
    """Submit the note's form; what stands in its place."""
    verdict = await person.submit()
    assert verdict.meaning == "updated", verdict
    return says(await modal(town, person, words))


async def walked(town: Town) -> Message:
    """A walkthrough note beside a visit of Coach C; the confirmation of the visit."""
    coach = town.person("UCOACH")
    said = await log(town, coach)
    await coach.click(said, WRITE["walkthrough"])
    await modal(town, coach, "Walkthrough note")
    await coach.fill(None, WALK)
    await saved(town, coach)
    return said


async def test_the_activities_decide_which_notes_are_offered(town: Town) -> None:
    coach = town.person("UCOACH")
    said = await log(town, coach, activities=["A3", "A9", "A11"])
    assert [one for one in WRITE.values() if one in str(said.blocks)] == [WRITE["feedback"], WRITE["decision"]]
    plain = await log(town, coach, activities=["A3"], start="13:00", minutes=30)
    assert not any(one in str(plain.blocks) for one in WRITE.values())


async def test_a_walkthrough_note_is_for_the_two_of_them(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    said = await log(town, coach)
    await coach.click(said, WRITE["walkthrough"])
    view = await modal(town, coach, "Walkthrough note")
    assert fields(view) == ["purpose", "rooms", "look_fors", "pattern", "feedback", "named"]
    assert "Only you and Principal 14 can read this. Please name no teacher and no student." in says(view)
    await coach.fill(None, {**WALK, "named": "yes"})
    assert "A note may name no teacher" in str((await coach.submit()).errors["named"])
    await coach.fill(None, {"named": "no"})
    page = await saved(town, coach)
    assert "Walkthrough note saved. Only you and Principal 14 can read this." in page
    assert "Pattern you saw*\nTickets ask recall" in page
    await leader.click(await told(town, leader), OPEN)
    await leader.click(await modal(town, leader, "Walkthrough note"), OPEN_NOTE)
    hers = says(await modal(town, leader, "Tickets ask recall"))
    assert "Only you and Coach C can read this." in hers
    assert "Edit" not in hers
    assert (await town.store.read(verbs))[-2:] == ["field_note.read", "contact.read"]
    assert not any("recall" in one.text for one in town.person("UCOORD").messages("CCOORD"))


async def test_a_note_is_changed_taken_out_and_put_back(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await walked(town), WRITE["walkthrough"])
    await modal(town, coach, "How many rooms")
    await coach.fill(None, {"pattern": "Tickets ask more"})
    assert "Tickets ask more" in await saved(town, coach)
    await coach.click(None, EDIT)
    await modal(town, coach, "How many rooms")
    await saved(town, coach)
    await coach.click(None, REMOVE)
    gone = await modal(town, coach, "Nobody can read it anymore.")
    await coach.click(gone, RESTORE)
    assert "Tickets ask more" in says(await modal(town, coach, "It is back."))


async def test_feedback_stays_its_authors_where_those_asked_did_not_agree(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await coach.click(await log(town, coach, activities=["A11"]), WRITE["feedback"])
    await modal(town, coach, "Feedback note")
    await coach.fill(None, {"topic": "The new schedule", "asked": "9", "themes": "Too many changes", "agreed": "no"})
    assert "Feedback note saved. Only you can ever read this." in await saved(town, coach)
    await leader.click(await told(town, leader), OPEN)
    assert "Feedback note" not in says(await modal(town, leader, "Note for the two of you"))


async def test_a_decision_is_its_authors_unless_they_choose_otherwise(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await log(town, coach, activities=["A9"]), WRITE["decision"])
    view = await modal(town, coach, "Decision note")
    assert fields(view) == ["readers", "about", "room", "part", "note"]
    await coach.fill(None, {"about": "staffing", "room": "Principal, two teachers", "part": ["listener", "facts"]})
    page = await saved(town, coach)
    assert "Decision note saved. Only you can ever read this." in page
    assert "The coach's part*\nListener, Brought facts" in page


@pytest.mark.parametrize(("wording", "kept"), [("neutral", False), ("own", True)])
async def test_a_name_is_looked_at_before_it_is_saved(town: Town, wording: str, kept: bool) -> None:
    coach = town.person("UCOACH")
    await coach.click(await log(town, coach), WRITE["walkthrough"])
    await modal(town, coach, "Walkthrough note")
    await coach.fill(None, {**WALK, "pattern": "Mrs. Alvarez asks recall; Marcus, grade 4, sat alone."})
    verdict = await coach.submit()
    assert verdict.meaning == "updated"
    asked = await modal(town, coach, "Nothing is saved yet.")
    assert "“Mrs. Alvarez”" in says(asked)
    await coach.fill(None, {"wording": wording})
    page = await saved(town, coach)
    assert ("Alvarez" in page) == kept
    assert ("guard.kept" if kept else "guard.neutral") in await town.store.read(verbs)
