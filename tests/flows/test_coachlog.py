"""`/coachlog` in whole conversations: the form as it changes, what is said after it, and to whom."""

import pytest

from bot.messages.contacts import EDIT, OPEN, UNDO
from bot.messages.strangers import ABOUT
from handlers.coachlog import SHORTCUT
from handlers.coachlog.form import ADD_OTHERS, ADD_PRIVATE, ADD_STEP
from playground.deeds.membership import alter
from playground.deliver.events import heard
from storage.database import Db
from tests.flows.coachlogging import (
    VISIT,
    answers,
    asked,
    fields,
    form,
    grown,
    home,
    log,
    modal,
    reads,
    says,
    submit,
    told,
    typed,
)
from tests.flows.conftest import Town
from tests.storage.contacting import Program

STEP = {"what": "Draft an exit ticket", "owner": "leader", "due_on": "2026-11-20"}
STEPS = {f"next_steps.0.{field}": said for field, said in STEP.items()}
GONE = "L-0001 was taken back, so there is nothing to open."


async def test_the_form_starts_with_the_visit_that_is_over(town: Town) -> None:
    view = await form(town, town.person("UCOACH"))
    assert fields(view) == ["engagement", "kind", "day", "start", "minutes", "activities", "presence", "note"]
    assert typed(view, "engagement")["selected_option"]["text"]["text"] == "Lincoln Elementary · Principal 14"
    assert (typed(view, "day")["selected_date"], typed(view, "start")["selected_time"]) == ("2026-11-17", "09:00")
    assert typed(view, "minutes")["value"] == "90"
    assert "Only you and Principal 14 can read this." in str(view.blocks)


async def test_a_change_of_kind_keeps_what_was_typed(town: Town) -> None:
    coach = town.person("UCOACH")
    view = await form(town, coach)
    await coach.fill(view, {"note": "Weak exit tickets"})
    await coach.fill(await grown(town, coach, ADD_PRIVATE, "private_note"), {"private_note": "Mine"})
    await coach.fill(coach.modal, {"kind": "email"})
    changed = await modal(town, coach, "How many")
    assert fields(changed) == ["engagement", "kind", "day", "count", "note", "private_note"]
    assert (typed(changed, "note")["value"], typed(changed, "private_note")["value"]) == ("Weak exit tickets", "Mine")
    await submit(coach, count=2)
    assert "Logged L-0001 · 2 e-mails · Lincoln Elementary · Tue, Nov 17\n" in (await told(town, coach)).text


async def test_next_steps_and_the_private_note_are_added_and_saved(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await form(town, coach)
    for button, field in ((ADD_STEP, "next_steps.0.what"), (ADD_PRIVATE, "private_note"), (ADD_OTHERS, "others")):
        await grown(town, coach, button, field)
    await submit(coach, **VISIT, **STEPS, private_note="She is tired.", others="Two teachers")
    said = await told(town, coach)
    assert "Principal 14 promised: Draft an exit ticket, by Fri, Nov 20." in said.text
    await coach.click(said, OPEN)
    own = says(await modal(town, coach))
    await leader.click(await told(town, leader), OPEN)
    theirs = says(await modal(town, leader))
    for words in (
        "Exit tickets are weak.",
        "Also there: Two teachers",
        "Principal 14: Draft an exit ticket – by Fri, Nov 20",
    ):
        assert words in own
        assert words in theirs
    assert "She is tired." in own
    assert "She is tired." not in theirs
    assert "Edit" not in theirs


async def test_an_edit_corrects_everything_that_was_posted(town: Town) -> None:
    coach, leader, coordinator = (town.person(user) for user in ("UCOACH", "ULEAD", "UCOORD"))
    said = await log(town, coach)
    await coach.click(said, EDIT)
    view = await modal(town, coach)
    assert typed(view, "note")["value"] == "Exit tickets are weak."
    await submit(coach, minutes=60, note="Exit tickets are better.")
    for who, where in ((coach, coach.im), (leader, leader.im), (coordinator, "CCOORD")):
        await reads(town, who, where, "(60 min)")
        assert len(who.messages(where)) == 1
    assert "60 min" in await home(town, leader, "60 min")


async def test_a_contact_is_edited_and_taken_back_from_its_own_page(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await log(town, coach), OPEN)
    await modal(town, coach)
    await coach.click(None, EDIT)
    await modal(town, coach, "Edit a contact")
    assert len(coach.modals) == 1
    await submit(coach, minutes=45)
    said = await town.world.wait_for(lambda: ("(45 min)" in coach.dm()[0].text and coach.dm()[0]) or None)
    await coach.click(said, OPEN)
    await modal(town, coach)
    await coach.click(None, UNDO)
    assert "L-0001 is taken back" in says(await modal(town, coach, "taken back"))


async def test_undo_takes_back_once_and_old_buttons_say_so(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    said, note = await log(town, coach), await told(town, leader)
    old = list(said.blocks), list(note.blocks)
    await coach.click(said, UNDO)
    await reads(town, coach, coach.im, "L-0001 is taken back: On-site visit (90 min)")
    await reads(town, leader, leader.im, "Coach C took back L-0001")
    await reads(town, town.person("UCOORD"), "CCOORD", "Coach C took back L-0001 · ")
    said.blocks, note.blocks = old
    for who, message, button in ((coach, said, OPEN), (coach, said, EDIT), (leader, note, OPEN)):
        await who.click(message, button)
        await answers(town, who, who.im, GONE)
    await coach.click(said, UNDO)
    assert "L-0001" not in await home(town, leader, "Nothing logged yet")


async def test_undo_by_command_says_what_it_took_back(town: Town) -> None:
    coach = town.person("UCOACH")
    await log(town, coach)
    await log(town, coach, minutes=60, note="second")
    assert "L-0002 is taken back: On-site visit" in (await asked(town, coach, "undo")).text
    assert "L-0001 is taken back: On-site visit" in (await asked(town, coach, " Undo ")).text
    assert (await asked(town, coach, "undo")).text == "There is nothing to undo. Type /coachlog to log a contact."


async def test_the_newest_contacts_are_listed_with_their_buttons(town: Town) -> None:
    coach = town.person("UCOACH")
    assert "You haven't logged a contact yet" in (await asked(town, coach, "last")).text
    await log(town, coach)
    listed = await asked(town, coach, "last", "L-0001")
    await coach.click(listed, OPEN)
    assert "Exit tickets are weak." in says(await modal(town, coach))


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ("UCOACH", "/coachlog – log a visit or call"),
        ("ULEAD", "Only you two read the notes."),
        ("UCOORD", "who needs you"),
        ("USTRANGE", "I don't have you in a coaching program yet. I've told the coordinators."),
    ],
)
async def test_help_says_what_this_person_can_do(town: Town, user: str, words: str) -> None:
    said = await asked(town, town.person(user), "help")
    assert words in said.text
    assert len(said.text.splitlines()) <= 8


async def test_more_than_a_hundred_schools_are_searched_by_name(town: Town) -> None:
    def many(db: Db) -> None:
        program = Program(db, 1, {"UCOACH": 2, "ULEAD": 4}, {})
        for number in range(101):
            program.engage(f"School {number}", "ULEAD", "UCOACH")

    await town.store.write(many)
    coach = town.person("UCOACH")
    view = await form(town, coach)
    assert len(await coach.options(view, "engagement", "")) == 100
    (found,) = await coach.options(view, "engagement", "school 77")
    assert found["text"]["text"] == "School 77 · Principal 14"
    assert await coach.options(view, "engagement", "harbor") == []
    await submit(coach, engagement="School 77 · Principal 14", minutes=30, **VISIT)
    assert "· School 77 ·" in (await told(town, coach)).text


async def test_unknown_text_is_kept_in_the_note(town: Town) -> None:
    view = await form(town, town.person("UCOACH"), "Strong <!channel> & weak transitions")
    assert typed(view, "note")["value"] == "Strong <!channel> & weak transitions"


async def test_a_stranger_is_told_the_truth_and_the_coordinators_once_a_day(town: Town) -> None:
    stranger = town.person("USTRANGE")
    for words in ("", "last", "undo"):
        said = await asked(town, stranger, words, "I've told the coordinators")
    line = await town.world.wait_for(lambda: town.person("UCOORD").messages("CCOORD"))
    assert [one.text for one in line] == [
        "<@USTRANGE> tried Coachlog and isn't in the roster. Add their e-mail to it if they belong here."
    ]
    await stranger.click(said, ABOUT)
    assert "About Coachlog" in str(await modal(town, stranger))
    await stranger.close()
    await stranger.shortcut(SHORTCUT)
    assert "I've told the coordinators" in says(await modal(town, stranger))


@pytest.mark.parametrize(
    ("user", "words"), [("ULEAD", "Your coach does the logging"), ("UCOORD", "there is nothing for you to log")]
)
async def test_people_who_do_not_log_hear_why_there_is_no_form(town: Town, user: str, words: str) -> None:
    for typed_words in ("", "last", "undo"):
        assert words in (await asked(town, town.person(user), typed_words, words)).text


@pytest.mark.parametrize("user", ["UCOORD", "UOTHER", "ULEAD2", "USTRANGE"])
async def test_nobody_else_reads_a_contact_by_its_button(town: Town, user: str) -> None:
    line = await log(town, town.person("UCOACH"))
    other = town.person(user)
    await town.world.wait_for(lambda: town.person("UCOORD").messages("CCOORD"))
    posted = town.world.workspaces["T1"].channels["CGENERAL"]
    line.channel = posted.id
    posted.messages[line.ts] = line
    buttons = (EDIT, UNDO) if user == "UCOORD" else (OPEN, EDIT, UNDO)  # a coordinator opens its facts
    for button in buttons:
        await other.click(line, button)
    said = await answers(town, other, "CGENERAL", count=len(buttons))
    assert {one.text for one in said} == {"That isn't available to you. Open Coachlog's Home to see what is."}
    assert other.modal is None


@pytest.mark.parametrize(
    ("user", "text", "words"),
    [
        ("UCOACH", "help", "What you can do here:\n/coachlog"),
        ("UCOACH", "Thank you, see you tomorrow", "I can't read that yet, and I kept nothing of it."),
        ("ULEAD", "HELP ", "Only you two read the notes"),
        ("USTRANGE", "Hello?", "I don't have you in a coaching program yet. I've told the coordinators."),
    ],
)
async def test_whatever_is_written_to_the_app_is_answered(town: Town, user: str, text: str, words: str) -> None:
    person = town.person(user)
    await person.say(None, text)
    assert words in (await told(town, person)).text


async def test_a_deactivated_person_gets_no_message_and_can_do_nothing(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    said = await log(town, coach)
    await told(town, leader)
    await heard(alter(town.world, "T1", "ULEAD", deleted=True))
    await log(town, coach, minutes=60, note="second")
    await town.world.wait_for(lambda: len(town.person("UCOORD").messages("CCOORD")) == 2)
    assert len(leader.dm()) == 1
    await heard(alter(town.world, "T1", "UCOACH", deleted=True))
    await town.app.duties.deliver()
    await coach.click(said, OPEN)
    await answers(town, coach, coach.im, "isn't available")
