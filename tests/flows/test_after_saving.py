"""After saving: undo, delete with a reason, bring back, the history, and the lists they stand in."""

from datetime import date, timedelta

from bot.messages.contacts import OPEN, RESTORE, UNDO
from bot.messages.home import OLDER
from bot.rules.concerns import CODES
from handlers.coachlog.afterwards import CHANGES, DELETE
from handlers.coachlog.listing import CLEAR, KIND, PERIOD
from playground.people import Person
from playground.records import Message
from storage.people import Actor
from storage.recording import Intent, Target, change_contact, record_contact
from tests.flows.coachlogging import answers, asked, home, log, modal, reads, says, told
from tests.flows.conftest import NOW, Town
from tests.storage.contacting import a_visit, log_visits

OCTOBER = date(2026, 10, 13)
THEN = NOW - timedelta(days=35)
VISITS = "On-site visit ("
COACH = Actor("UCOACH")


async def old(town: Town, **changes: object) -> None:
    """A contact of October, whose period has closed."""
    pair = town.pairs["Lincoln Elementary"]
    new = a_visit(pair, **{"day": OCTOBER, "note": "Old words", **changes})
    await town.store.write(record_contact, COACH, THEN, Intent("old", THEN, confirmed=CODES), new)


async def opened(town: Town, person: Person, message: Message) -> str:
    """Open a contact from its message; what the page says."""
    await person.click(message, OPEN)
    return says(await modal(town, person, "See it as"))


async def test_what_was_undone_is_brought_back_where_it_was(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    said = await log(town, coach)
    await told(town, leader)
    await coach.click(said, UNDO)
    gone = await reads(town, coach, coach.im, "L-0001 is taken back")
    await reads(town, leader, leader.im, "took back L-0001")
    await coach.click(gone, RESTORE)
    await reads(town, coach, coach.im, "Logged L-0001")
    await reads(town, leader, leader.im, "Coach C logged")
    assert len(leader.dm()) == 1


async def test_last_offers_what_was_taken_back_lately(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await log(town, coach), UNDO)
    listed = await asked(town, coach, "last", "Taken back: L-0001")
    await coach.click(listed, RESTORE)
    await answers(town, coach, coach.im, "L-0001 is back")
    assert "L-0001 · On-site visit" in (await asked(town, coach, "last", "L-0001 · ")).text


async def test_a_closed_contact_is_deleted_with_a_reason(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await old(town)
    note = await told(town, leader)
    refused = await asked(town, coach, "undo", "has closed")
    assert "press Delete, which asks for a reason" in refused.text
    await opened(town, coach, await told(town, coach))
    await coach.click(None, DELETE)
    form = await modal(town, coach, "Why do you delete it?")
    assert "Principal 14 is told that it was deleted." in says(form)
    await coach.fill(None, {"reason": " "})
    assert (await coach.submit()).meaning == "errors"
    await coach.fill(None, {"reason": "It was another school."})
    await coach.submit()
    assert "L-0001 is deleted: On-site visit" in says(await modal(town, coach, "is deleted"))
    told_her = await told(town, leader, 1)
    assert told_her.text.startswith("Coach C deleted L-0001 · On-site visit (90 min)")
    assert "another school" not in str(leader.dm())
    await leader.click(note, OPEN) if any("Read it" in str(block) for block in note.blocks) else None
    await coach.click(None, RESTORE)
    assert "L-0001 is back" in says(await modal(town, coach, "is back"))
    back = "Coach C brought back L-0001 · "
    assert await town.world.wait_for(lambda: [one for one in leader.dm() if one.text.startswith(back)])


async def test_the_pair_reads_what_changed(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await old(town, private_note="Mine")
    new = a_visit(town.pairs["Lincoln Elementary"], day=OCTOBER, note="New words", private_note="Yours", reason="Typo.")
    await town.store.write(change_contact, COACH, NOW, Target(1, NOW), new)
    for person in (coach, leader):
        assert "Changed once." in await opened(town, person, await told(town, person))
        await person.click(None, CHANGES)
        page = says(await modal(town, person, "amended it"))
        assert "Coach C amended it, Tue, Nov 17, 10:35 AM" in page
        assert "Reason: Typo.\nNote for the two of you: Old words → New words" in page
        assert ("Mine → Yours" in page) is (person is coach)


async def test_last_narrows_by_words_and_says_what_it_cannot_read(town: Town) -> None:
    coach = town.person("UCOACH")
    await old(town)
    await log(town, coach, kind="call", minutes=20)
    assert "L-0001" not in (await asked(town, coach, "last calls", "Phone calls")).text
    found = (await asked(town, coach, "last lincoln visits october", "October 2026")).text
    assert found.startswith("Lincoln Elementary, Principal 14 · On-site visits · October 2026\nL-0001")
    assert "I don't know “frobs” here" in (await asked(town, coach, "last frobs", "frobs")).text
    assert (await asked(town, coach, "last december", "December 2025")).text.endswith("No such contact.")


async def test_a_leader_asks_for_her_last_contacts_too(town: Town) -> None:
    leader = town.person("ULEAD")
    await old(town)
    assert "On-site visit" in (await asked(town, leader, "last october", "October 2026")).text


async def test_the_list_is_narrowed_with_its_menus(town: Town) -> None:
    coach = town.person("UCOACH")
    await old(town)
    await town.store.write(log_visits, town.pairs["Lincoln Elementary"], 11)
    await home(town, coach, "Older")
    await coach.click(coach.home(), OLDER)
    page = await modal(town, coach, "Newer")
    await coach.click(page, PERIOD, value="2026-10")
    page = await town.world.wait_for(
        lambda: ((v := coach.modal) and says(v).count("On-site visit (") == 1 and v) or None
    )
    await coach.click(page, KIND, value="email")
    await modal(town, coach, "No such contact.")
    await coach.click(None, CLEAR)
    await town.world.wait_for(lambda: (v := coach.modal) and says(v).count(VISITS) == 10)


async def test_an_edit_of_a_deleted_contact_answers_in_words(town: Town) -> None:
    coach = town.person("UCOACH")
    said = await log(town, coach)
    await opened(town, coach, said)
    page = coach.modal
    await coach.click(page, UNDO)
    await modal(town, coach, "taken back")
    await coach.click(None, RESTORE)
    await modal(town, coach, "is back")
    await coach.click(None, OPEN)
    await modal(town, coach, "See it as")
