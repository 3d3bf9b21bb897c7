"""Sharing a log with the program in whole conversations, seeing it as others do, and who has read it."""

from typing import Any

from bot.messages.contacts import OPEN, SEE_SAVED
from bot.messages.home import SETUP
from bot.messages.sharing import AGREE, MY_READERS, NOT_NOW, READERS, SEE, SHARE, STOP
from bot.rules.concerns import CODES
from handlers.coachlog.afterwards import CHANGES
from handlers.coachlog.form import ADD_PRIVATE
from playground.people import Person
from playground.records import Message, View
from storage.people import Actor
from storage.recording import Intent, Target, change_contact, record_contact
from storage.setup import give_role
from storage.takingback import take_back_contact
from tests.flows.coachlogging import VISIT, answers, fields, form, grown, home, modal, says, told
from tests.flows.conftest import NOW, Town
from tests.storage.contacting import Program, a_visit, later
from tests.storage.settingup import verbs
from tests.storage.sharing import with_portfolio

WORDS: dict[str, Any] = {"note": "Exit tickets are weak.", "private_note": "She seems tired."}


async def logged(town: Town, intent: str = "one", **changes: Any) -> int:
    """Coach C has logged a visit with words; its id."""
    new = a_visit(town.pairs["Lincoln Elementary"], **{**WORDS, **changes})
    saved = await town.store.write(record_contact, Actor("UCOACH"), NOW, Intent(intent, NOW, confirmed=CODES), new)
    return saved.id


async def opened(town: Town, person: Person, contact: int, words: str = "L-") -> View:
    """The contact's page, opened from the person's Home."""
    await home(town, person, "On-site visit")
    shown = await town.world.wait_for(person.home)
    rows = (one for one in shown.blocks if one.get("accessory", {}).get("action_id") == OPEN)
    row = next(one for one in rows if one["accessory"]["value"] == str(contact))
    await person.click(shown, OPEN, row["block_id"])
    return await modal(town, person, words)


async def ask_to_share(town: Town, contact: int) -> Message:
    """Coach C turns their key; what Principal 14 is told."""
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await opened(town, coach, contact)
    before = len(leader.dm())
    await coach.click(None, SHARE)
    page = says(await modal(town, coach, "would read"))
    assert "Exit tickets are weak." in page
    assert "tired" not in page
    await coach.click(None, AGREE)
    assert "Waiting for Principal 14" in says(await modal(town, coach, "Waiting for"))
    await told(town, leader, before)
    return await asked_of(town, leader, "would like to share")


async def asked_of(town: Town, person: Person, words: str) -> Message:
    """The message in which somebody is asked, once it is there."""
    return await town.world.wait_for(lambda: next((one for one in person.dm() if words in one.text), None))


async def test_words_reach_the_program_by_two_keys_and_leave_it_by_one(town: Town) -> None:
    coach, leader, coordinator = (town.person(one) for one in ("UCOACH", "ULEAD", "UCOORD"))
    contact = await logged(town)
    assert "You see that it happened." in says(await opened(town, coordinator, contact))
    await coordinator.close()
    asked = await ask_to_share(town, contact)
    assert "weak" not in asked.text
    assert "weak" not in str(asked.blocks)
    await leader.click(asked, SHARE)
    look = says(await modal(town, leader, "would read"))
    assert "Coach C agreed on Tue, Nov 17, and asks you." in look
    await leader.click(None, AGREE)
    assert "Coordinators can read it." in says(await modal(town, leader, "Coordinators can read it"))
    assert "Principal 14 agreed" in (await asked_of(town, coach, "agreed to share")).text
    read = says(await opened(town, coordinator, contact, "Exit tickets"))
    assert "You can read this. Both of them agreed that you may." in read
    assert "tired" not in read
    await coordinator.close()
    await leader.click(None, STOP)
    assert "You stopped sharing it on Tue, Nov 17" in says(await modal(town, leader, "stopped sharing"))
    assert "weak" not in says(await opened(town, coordinator, contact, "You see that"))
    assert "Principal 14 stopped sharing" in (await asked_of(town, coach, "stopped")).text


async def test_not_now_leaves_it_between_the_two_and_says_so_to_both(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    contact = await logged(town)
    await leader.click(await ask_to_share(town, contact), SHARE)
    await modal(town, leader, "would read")
    await leader.click(None, NOT_NOW)
    assert "You said “not now” on Tue, Nov 17" in says(await modal(town, leader, "not now"))
    await coach.close(whole=True)
    assert "Principal 14 said “not now”" in says(await opened(town, coach, contact))


async def test_an_edit_of_the_words_asks_both_anew(town: Town) -> None:
    leader = town.person("ULEAD")
    contact = await logged(town)
    asked = await ask_to_share(town, contact)
    new = a_visit(town.pairs["Lincoln Elementary"], **{**WORDS, "note": "Other words."})
    await town.store.write(change_contact, Actor("UCOACH"), NOW, Target(contact, later(3)), new)
    for person in (town.person("UCOACH"), leader):
        assert "You are both asked anew" in (await asked_of(town, person, "were changed")).text
    await leader.click(asked, SHARE)
    assert "Other words." in says(await modal(town, leader, "would read"))


async def test_a_page_that_was_overtaken_agrees_to_nothing(town: Town) -> None:
    coach = town.person("UCOACH")
    contact = await logged(town)
    await opened(town, coach, contact)
    await coach.click(None, SHARE)
    await modal(town, coach, "would read")
    new = a_visit(town.pairs["Lincoln Elementary"], **{**WORDS, "note": "Other words."})
    await town.store.write(change_contact, Actor("UCOACH"), NOW, Target(contact, later(3)), new)
    await coach.click(None, AGREE)
    assert "It changed while you looked." in says(await modal(town, coach, "changed while"))
    assert "share.asked" not in await town.store.read(verbs)


async def test_a_form_is_seen_as_the_leader_a_coordinator_and_the_district_would(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await grown(town, coach, ADD_PRIVATE, "private_note")
    await coach.fill(None, {**VISIT, **WORDS})
    await coach.click(None, SEE)
    hers = says(await modal(town, coach, "Principal 14 would see exactly this:"))
    assert "Exit tickets are weak." in hers
    assert "tired" not in hers
    await coach.click(None, "see.coordinator")
    theirs = says(await modal(town, coach, "A coordinator would see exactly this:"))
    assert "Walkthrough, Data team" in theirs
    assert "weak" not in theirs
    await coach.click(None, "see.district")
    assert "The district sees no contact by itself" in says(await modal(town, coach, "The district would see"))
    await coach.click(None, "see.leader")
    await modal(town, coach, "Exit tickets are weak.")
    await coach.close()
    assert {"note", "private_note"} <= set(fields(await modal(town, coach, "Private note")))
    assert (await coach.submit()).meaning == "closed"


async def test_an_untouched_form_says_what_to_do_first(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.click(None, SEE)
    assert "Nothing is typed yet." in says(await modal(town, coach, "Nothing is typed"))


async def test_a_saved_log_is_seen_as_others_do_by_both(town: Town) -> None:
    contact = await logged(town)
    for user, first in (("UCOACH", "Principal 14 would see"), ("ULEAD", "A coordinator would see")):
        person = town.person(user)
        await opened(town, person, contact)
        await person.click(None, SEE_SAVED)
        await modal(town, person, first)
        await person.click(None, "see.coordinator")
        assert "weak" not in says(await modal(town, person, "A coordinator would see"))


async def test_both_are_shown_who_has_read_it(town: Town) -> None:
    contact = await logged(town)
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await opened(town, coach, contact)
    await coach.click(None, READERS)
    await modal(town, coach, "Nobody else has opened it yet.")
    await opened(town, leader, contact)
    await coach.close(whole=True)
    await opened(town, coach, contact)
    await coach.click(None, READERS)
    assert "Principal 14, leader" in says(await modal(town, coach, "Your own readings"))
    await leader.close(whole=True)
    await home(town, leader, "Who read my records")
    await leader.click(leader.home(), MY_READERS)
    await modal(town, leader, "Nobody else has opened it yet.")


async def test_who_looks_at_earlier_words_is_shown_as_well(town: Town) -> None:
    contact = await logged(town)
    new = a_visit(town.pairs["Lincoln Elementary"], **{**WORDS, "note": "Other words."})
    await town.store.write(change_contact, Actor("UCOACH"), NOW, Target(contact, later(3)), new)
    for user, readings in (("UCOACH", 0), ("ULEAD", 2)):  # the page, and the changes
        person = town.person(user)
        await opened(town, person, contact)
        await person.click(None, CHANGES)
        await modal(town, person, "Exit tickets are weak.")
        assert (await town.store.read(verbs)).count("contact.read") == readings


async def test_a_log_taken_back_meanwhile_is_shared_with_nobody(town: Town) -> None:
    leader = town.person("ULEAD")
    contact = await logged(town)
    asked = await ask_to_share(town, contact)
    await town.store.write(take_back_contact, Actor("UCOACH"), later(2), contact, "")
    await leader.click(asked, SHARE)
    await answers(town, leader, leader.im, "was taken back")


async def test_an_admin_has_the_sums_and_no_contact_to_open(town: Town) -> None:
    await logged(town)
    await town.store.write(give_role, NOW, "test", 1, 1, "admin")
    admin = town.person("UADMIN")
    shown = await home(town, admin, "1 contact")
    assert "Single contacts are for the program's coordinators." in shown
    assert "L-0001" not in shown
    assert SETUP in str(admin.home())


async def test_a_declared_log_says_so_before_it_is_typed_and_is_read_by_the_program(town: Town) -> None:
    coach, coordinator = town.person("UCOACH"), town.person("UCOORD")
    await town.store.write(lambda db: with_portfolio(Program(db, 1, {}, {})))
    await form(town, coach)
    await coach.fill(None, {"kind": "session"})
    await town.world.wait_for(lambda: coach.modal and "presence" not in fields(coach.modal))
    assert (await coach.submit()).meaning == "updated"
    assert "and the program's coordinators can read this page" in says(await modal(town, coach, "portfolio item"))
    said = {"focus": ["cpsel:2B"], "successes": "More exit tickets.", "note": "Feedback.", "next_on": "2026-11-24"}
    await coach.fill(None, {**said, "next_steps.0.what": "Send the template"})
    await coach.click(None, SEE)
    await modal(town, coach, "Principal 14 would see")
    await coach.click(None, "see.coordinator")
    assert "More exit tickets." in says(await modal(town, coach, "A coordinator would see"))
    await coach.close()
    assert (await coach.submit()).meaning == "closed"
    assert "it is a portfolio item" in (await told(town, coach)).text
    await home(town, coordinator, "Coaching session")
    await coordinator.click(await town.world.wait_for(coordinator.home), OPEN)
    read = says(await modal(town, coordinator, "More exit tickets."))
    assert "Coach C: Send the template" in read
    assert "You can read this. It is a portfolio item." in read
