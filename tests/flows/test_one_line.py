"""One line in whole conversations: typed with the command or in a direct message, shown back, saved once."""

import pytest

from bot.messages import lines
from playground.records import Message
from storage.contacts import attendances, contacts
from storage.database import Db
from storage.drafts import drafts
from storage.engagements import engagements
from storage.people import people
from storage.schools import schools
from tests.flows.coachlogging import answers, fields, form, modal, says, submit, told, typed
from tests.flows.conftest import Town

EXAMPLE = (
    "90m visit Lincoln walkthrough 6 rooms + data team; exit tickets weak; "
    "she drafts common exit ticket by Fri, I bring two samples Thu"
)
READ = "I read this as (nothing is saved yet)"


def twin(db: Db) -> int:
    """One more of the coach's pairs, at another school of almost the same name."""
    first = db.all(engagements.select().order_by(engagements.c.id))[0]
    leader = next(row.id for row in db.all(people.select()) if row.slack_user_id == "ULEAD2")
    district = next(row.district_id for row in db.all(schools.select()) if row.id == first.school_id)
    return db.add(
        engagements,
        programme_id=first.programme_id,
        school_id=db.add(schools, district_id=district, name="Lincoln Middle"),
        leader_id=leader,
        coach_id=first.coach_id,
        starts_on=first.starts_on,
    )


async def replaced(town: Town, message: Message, words: str) -> Message:
    """The message, once it says these words."""
    return await town.world.wait_for(lambda: (words in message.text and message) or None)


async def shown(town: Town, line: str) -> Message:
    """Type it in a channel; what only the coach sees of it."""
    coach = town.person("UCOACH")
    await coach.command("/coachlog", line, channel="CGENERAL")
    return (await answers(town, coach, "CGENERAL", READ))[0]


def buttons(message: Message) -> list[str]:
    return [one["action_id"] for block in message.blocks if block["type"] == "actions" for one in block["elements"]]


async def test_the_worked_example_is_one_line_and_one_click(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    card = await shown(town, EXAMPLE)
    assert card.ephemeral_to == "UCOACH"
    assert card.text.splitlines() == [
        READ,
        "On-site visit · Lincoln Elementary, Principal 14 · ◦ Tue, Nov 17, 2026, 9:00–10:30 AM, Eastern time · 90 min",
        "Walkthrough, Data team",
        "Next step: Principal 14 – draft common exit ticket – due Fri, Nov 20",
        "Next step: ◦ You – bring two samples – due Thu, Nov 19",
        "Note: “walkthrough 6 rooms; exit tickets weak”",
        lines.LEGEND,
        "Only you and Principal 14 can read the note.",
        "Was the principal there? Your answer saves it.",
    ]
    assert not coach.dm()
    await coach.click(card, lines.SAVE_PARTLY)
    said = await told(town, coach)
    assert said.text.splitlines()[0] == (
        "Logged L-0001 · On-site visit (90 min) · Lincoln Elementary · Tue, Nov 17, 9:00–10:30 AM"
    )
    assert "You promised: bring two samples, by Thu, Nov 19." in said.text
    assert "Principal 14 promised: draft common exit ticket, by Fri, Nov 20." in said.text
    assert "Coach C logged: On-site visit (90 min)" in (await told(town, leader)).text
    (line,) = await town.world.wait_for(lambda: town.person("UCOORD").messages("CCOORD"))
    assert line.text.endswith("Walkthrough, Data team · Principal present: partly")
    assert (await replaced(town, card, "Saved as L-0001.")).ephemeral_to == "UCOACH"


async def test_a_whole_line_is_saved_by_one_button_and_only_once(town: Town) -> None:
    coach = town.person("UCOACH")
    card = await shown(town, "visit Lincoln yesterday 2-3:30pm, principal present, walkthrough")
    assert "Mon, Nov 16, 2026, 2:00–3:30 PM, Eastern time · 90 min\nWalkthrough\nPrincipal there: yes" in card.text
    assert buttons(card) == [lines.SAVE, lines.EDIT, lines.DISCARD]
    assert "visit" not in str([block for block in card.blocks if block["type"] == "actions"])
    old = list(card.blocks)
    await coach.click(card, lines.SAVE)
    await replaced(town, card, "Saved as L-0001.")
    for button in (lines.SAVE, lines.DISCARD):
        card.blocks, card.text = list(old), ""
        await coach.click(card, button)
        await replaced(town, card, "saved already, as L-0001")
    await told(town, coach)
    await town.world.wait_for(lambda: town.person("UCOORD").messages("CCOORD"))
    await town.app.duties.deliver()
    assert len(coach.dm()) == 1
    assert len(town.person("UCOORD").messages("CCOORD")) == 1
    card.blocks = list(old)
    await coach.click(card, lines.EDIT)
    assert "Edit a contact" in str(await modal(town, coach, "Edit a contact"))


async def test_edit_opens_the_form_with_everything_that_was_read(town: Town) -> None:
    coach = town.person("UCOACH")
    card = await shown(town, "call Principal 14 mon 4pm 20m; sub shortage; I'll send the list by Fri")
    old = list(card.blocks)
    await coach.click(card, lines.EDIT)
    view = await modal(town, coach)
    assert typed(view, "kind")["selected_option"]["value"] == "call"
    assert typed(view, "day")["selected_date"] == "2026-11-16"
    assert (typed(view, "start")["selected_time"], typed(view, "minutes")["value"]) == ("16:00", "20")
    assert typed(view, "note")["value"] == "sub shortage"
    assert typed(view, "next_steps.0.what")["value"] == "send the list"
    assert typed(view, "next_steps.0.due_on")["selected_date"] == "2026-11-20"
    await submit(coach, minutes=25)
    assert "Phone call (25 min)" in (await told(town, coach)).text
    card.blocks = old
    await coach.click(card, lines.SAVE)
    await replaced(town, card, "saved already, as L-0001")
    await town.app.duties.deliver()
    assert len(coach.dm()) == 1
    assert "(25 min)" in coach.dm()[0].text


async def test_what_is_missing_is_asked_for_and_guesses_are_marked(town: Town) -> None:
    coach = town.person("UCOACH")
    card = await shown(town, "visit Lincon 31 February at 2")
    assert (
        "On-site visit · ◦ Lincoln Elementary, Principal 14 · ◦ the day isn't said, 2:00 PM, Eastern time" in card.text
    )
    assert "I can't read “31 February”." in card.text
    assert "Still missing: the day, how long, whether the principal was there." in card.text
    assert buttons(card) == [lines.EDIT, lines.DISCARD]
    await coach.click(card, lines.EDIT)
    view = await modal(town, coach)
    assert fields(view)[:5] == ["engagement", "kind", "day", "start", "minutes"]
    assert typed(view, "note")["value"] == "31 February"


async def test_a_discarded_line_is_gone(town: Town) -> None:
    coach = town.person("UCOACH")
    card = await shown(town, "call Lincoln 20m")
    old = list(card.blocks)
    await coach.click(card, lines.DISCARD)
    await replaced(town, card, "Discarded. Nothing was saved.")
    for button in (lines.SAVE, lines.EDIT):
        card.blocks = list(old)
        await coach.click(card, button)
    assert len(await answers(town, coach, "CGENERAL", "That draft is gone", count=2)) == 2
    assert coach.modal is None


@pytest.mark.parametrize("user", ["UOTHER", "ULEAD", "UCOORD", "USTRANGE"])
async def test_nobody_else_can_use_the_buttons_of_a_line(town: Town, user: str) -> None:
    card = await shown(town, "call Lincoln 20m")
    posted = town.world.workspaces["T1"].channels["CGENERAL"]
    card.ephemeral_to = None
    posted.messages[card.ts] = card
    other = town.person(user)
    for button in buttons(card):
        await other.click(card, button)
    assert len(await answers(town, other, "CGENERAL", "That draft is gone", count=3)) == 3
    assert other.modal is None
    await town.app.duties.deliver()
    assert not town.person("UCOACH").dm()


async def test_the_same_sentence_in_a_direct_message_does_the_same(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.say(None, "visit Lincoln yesterday 9-10:30am principal present; R&D <exit tickets> weak")
    card = await told(town, coach)
    assert "Mon, Nov 16, 2026, 9:00–10:30 AM, Eastern time · 90 min" in says(card)
    assert "Note: “R&D <exit tickets> weak”" in says(card)
    await coach.click(card, lines.SAVE)
    assert "Logged L-0001" in (await told(town, coach, 1)).text
    await replaced(town, card, "Saved as L-0001.")


async def test_two_pairs_that_fit_are_asked_for_and_never_guessed(town: Town) -> None:
    coach = town.person("UCOACH")
    await town.store.write(twin)
    card = await shown(town, "visit Lincoln yesterday 60m principal present")
    assert "Lincoln Elementary, Principal 14 or Lincoln Middle, Principal 15" in card.text
    assert card.text.endswith("Which school is it?")
    assert buttons(card) == [*lines.CHOOSE[:2], lines.EDIT, lines.DISCARD]
    await coach.click(card, lines.CHOOSE[1])
    await replaced(town, card, "On-site visit · Lincoln Middle, Principal 15 · Mon, Nov 16, 2026")
    await coach.click(card, lines.SAVE)
    assert "· Lincoln Middle ·" in (await told(town, coach)).text


async def test_a_rule_of_the_form_holds_for_a_line(town: Town) -> None:
    coach = town.person("UCOACH")
    card = await shown(town, "call Lincoln on Aug 3 20m")
    await coach.click(card, lines.SAVE)
    await answers(town, coach, "CGENERAL", "This engagement began on Tue, Sep 1, 2026.")
    assert not coach.dm()


async def test_a_line_longer_than_a_note_opens_the_form(town: Town) -> None:
    text = "visit Lincoln 60m; " + "weak exit tickets " * 80
    view = await form(town, town.person("UCOACH"), text)
    assert typed(view, "note")["value"] == text.strip()


async def test_a_kept_line_is_sealed_and_its_words_go_once_it_is_saved(town: Town) -> None:
    coach = town.person("UCOACH")
    card = await shown(town, "call Lincoln 20m; canary words")
    held = await town.store.read(lambda db: [bytes(row.payload) for row in db.run(drafts.select())])
    assert len(held) == 1
    assert b"canary" not in held[0]
    await coach.click(card, lines.SAVE)
    await told(town, coach)
    after = await town.store.read(lambda db: [bytes(row.payload) for row in db.run(drafts.select())])
    assert len(after[0]) < len(held[0]) / 4


async def test_an_attempt_is_saved_by_one_click_and_nothing_more_is_asked(town: Town) -> None:
    coach = town.person("UCOACH")
    card = await shown(town, "tried to reach Principal 14 yesterday 8:15am by phone, left voicemail")
    assert "Phone call · attempted · Lincoln Elementary, Principal 14 · Mon, Nov 16, 2026, 8:15 AM" in card.text
    assert buttons(card) == [lines.SAVE, lines.EDIT, lines.DISCARD]
    await coach.click(card, lines.SAVE)
    await told(town, coach)
    (row,) = await town.store.read(lambda db: db.all(contacts.select()))
    assert (row.made, row.counts, row.minutes, row.medium, row.start) == (False, False, 0, "phone", "08:15")


async def test_a_session_in_one_line_is_saved_with_its_element_and_next_meeting(town: Town) -> None:
    coach = town.person("UCOACH")
    card = await shown(
        town, "session Principal 14 on zoom mon 2-3pm, cpsel 2B; she drafts a rota by Fri; next meeting 12/1"
    )
    assert "Worked on: CPSEL 2B Curriculum and instruction" in card.text
    assert "Next meeting: Tue, Dec 1" in card.text
    assert buttons(card) == [lines.SAVE, lines.EDIT, lines.DISCARD]
    await coach.click(card, lines.SAVE)
    await told(town, coach)
    (row,) = await town.store.read(lambda db: db.all(contacts.select()))
    assert (row.kind, row.medium, row.focus, str(row.next_on)) == ("session", "video", "cpsel:2B", "2026-12-01")


async def test_a_group_in_one_line_is_saved_for_everybody_who_was_there(town: Town) -> None:
    coach = town.person("UCOACH")
    await town.store.write(twin)
    card = await shown(town, "cohort with Lincoln Elementary and Lincoln Middle mon 9-11am, all present")
    assert "Also there: Lincoln Middle, Principal 15" in card.text
    await coach.click(card, lines.SAVE)
    await told(town, coach)
    (row,) = await town.store.read(lambda db: db.all(contacts.select()))
    (there,) = await town.store.read(lambda db: db.all(attendances.select()))
    assert (row.kind, there.contact_id) == ("cohort", row.id)
    assert there.engagement_id != row.engagement_id


async def test_the_form_says_which_values_were_guessed(town: Town) -> None:
    coach = town.person("UCOACH")
    card = await shown(town, "visit Lincon at 2 for about an hour, principal present")
    await coach.click(card, lines.EDIT)
    view = await modal(town, coach)
    hinted = [block["block_id"] for block in view.blocks if "A guess." in str(block.get("hint"))]
    assert {"engagement", "day", "start", "minutes"} <= set(hinted)
    assert "presence" not in hinted


@pytest.mark.parametrize("text", ["help", "what can you do?", "how do I change a contact?", "thanks a lot"])
async def test_a_question_or_thanks_in_a_direct_message_is_no_contact(town: Town, text: str) -> None:
    coach = town.person("UCOACH")
    await coach.say(None, text)
    answer = await told(town, coach)
    assert READ not in answer.text
    assert "/coachlog" in says(answer)


async def test_an_attempt_in_a_direct_message_is_shown_as_one(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.say(None, "called Principal 14 this morning, no answer")
    card = await told(town, coach)
    assert "Phone call · attempted" in says(card)
    await coach.click(card, lines.SAVE)
    assert "Logged L-0001" in (await told(town, coach, 1)).text
