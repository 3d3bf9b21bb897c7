"""Next steps in whole conversations: one press, a small form, the list of all, and who sees what."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.messages.commitments import CHANGE, DONE, LIST, MOVE_BACK, REOPEN
from bot.messages.contacts import OPEN
from bot.rules.concerns import CODES
from handlers.commitments.listing import CLOSED
from playground.people import Person
from playground.records import View
from storage.contacts import NewContact
from storage.database import Db
from storage.people import Actor, people
from storage.recording import Intent, record_contact
from tests.flows.coachlogging import fields, form, home, modal, says, submit
from tests.flows.conftest import NOW, Town
from tests.storage.contacting import Program

STEPS = (
    {"owner": "coach", "what": "Two samples", "due_on": "2026-11-19"},
    {"owner": "leader", "what": "Common exit ticket", "due_on": "2026-11-20"},
)


async def agreed(town: Town, *steps: dict[str, Any], intent: str = "one") -> None:
    """Coach C has logged a visit with next steps."""
    visit = {"kind": "visit", "day": NOW.date(), "minutes": 90, "presence": "yes", "next_steps": steps or STEPS}
    new = NewContact.model_validate({"engagement": town.pairs["Lincoln Elementary"], **visit})
    await town.store.write(record_contact, Actor("UCOACH"), NOW, Intent(intent, NOW, confirmed=CODES), new)


async def at_home(town: Town, person: Person, words: str, but: str = "") -> View:
    """The person's Home, once it says these words and not the others."""
    await home(town, person, words)

    def found() -> View | None:
        view = person.home()
        said = str(view.blocks) if view else ""
        return view if words in said and (not but or but not in said) else None

    return await town.world.wait_for(found)


async def test_one_press_does_it_and_the_other_sees_who_did(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await agreed(town)
    await coach.click(await at_home(town, coach, "You: Two samples"), DONE)
    shown = says(await at_home(town, coach, "Done by you: Two samples", "You: Two samples"))
    assert "Principal 14: Common exit ticket\nBy Fri, Nov 20" in shown
    assert "Done by Coach C: Two samples" in says(await at_home(town, leader, "Done by Coach C"))
    await leader.click(leader.home(), REOPEN)
    assert "Coach C: Two samples\nBy Thu, Nov 19" in says(
        await at_home(town, leader, "Coach C: Two samples", "Done by")
    )
    assert [one.text for one in town.person("UCOORD").messages("CCOORD") if "samples" in one.text] == []


async def test_an_old_button_answers_in_words(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await agreed(town, STEPS[0])
    old = await at_home(town, coach, "You: Two samples")
    await leader.click(await at_home(town, leader, "Coach C: Two samples"), DONE)
    await at_home(town, leader, "Done by you")
    await coach.click(old, DONE)
    assert "That was done on Nov 17 by Principal 14." in says(await modal(town, coach, "That was done"))


async def test_a_step_is_moved_to_a_school_day_and_back(town: Town) -> None:
    coach = town.person("UCOACH")
    await agreed(town, STEPS[0])
    await coach.click(await at_home(town, coach, "You: Two samples"), CHANGE)
    view = await modal(town, coach, "Change a next step")
    assert fields(view) == ["act", "due_on"]
    assert view.state["due_on"]["value"]["selected_date"] == "2026-11-26"
    await coach.fill(None, {"due_on": "2026-11-28"})
    verdict = await coach.submit()
    assert verdict.errors == {"due_on": "Sat, Nov 28 is no school day. Choose Fri, Nov 27 or Mon, Nov 30."}
    await submit(coach, due_on="2026-11-30")
    shown = await at_home(town, coach, "Moved to Mon, Nov 30 by you: Two samples")
    assert "By Mon, Nov 30 · moved, first due Thu, Nov 19" in says(shown)
    await coach.click(shown, MOVE_BACK)
    assert "moved" not in says(await at_home(town, coach, "By Thu, Nov 19", "moved"))


async def test_the_form_changes_with_what_becomes_of_it(town: Town) -> None:
    leader = town.person("ULEAD")
    await agreed(town, STEPS[1])
    await leader.click(await at_home(town, leader, "You: Common exit ticket"), CHANGE)
    await modal(town, leader, "Change a next step")
    await leader.fill(None, {"act": "drop"})
    assert fields(await modal(town, leader, "Why")) == ["act", "reason"]
    await leader.fill(None, {"act": "barrier"})
    view = await modal(town, leader, "Who can help")
    assert fields(view) == ["act", "barrier", "helper", "note"]
    assert "Only you and Coach C can read this." in says(view)
    await submit(leader, barrier="staffing", helper="district", note="No substitute")
    said = says(await at_home(town, leader, "In the way"))
    assert "In the way: staffing; the district can help" in said
    assert "No substitute" not in said
    await leader.click(leader.home(), CHANGE)
    assert "What is in the way: No substitute" in says(await modal(town, leader, "No substitute"))


async def test_a_student_in_a_barriers_note_is_looked_at_first(town: Town) -> None:
    leader = town.person("ULEAD")
    await agreed(town, STEPS[1])
    await leader.click(await at_home(town, leader, "You: Common exit ticket"), CHANGE)
    await modal(town, leader, "Change a next step")
    await leader.fill(None, {"act": "barrier"})
    await modal(town, leader, "Who can help")
    await leader.fill(None, {"barrier": "time", "note": "Marcus, grade 4, needs me."})
    assert (await leader.submit()).meaning == "updated"
    assert "“Marcus, grad" in says(await modal(town, leader, "Nothing is saved yet."))
    await submit(leader, wording="neutral")
    await leader.click(await at_home(town, leader, "In the way: time"), CHANGE)
    assert "Marcus" not in says(await modal(town, leader, "What is in the way:"))


async def test_the_list_of_all_follows_each_press(town: Town) -> None:
    coach = town.person("UCOACH")
    await agreed(town, *STEPS)
    await agreed(town, *[{"what": f"Step {number}", "due_on": "2026-11-23"} for number in range(3)], intent="two")
    await agreed(town, *[{"what": f"More {number}", "due_on": "2026-11-23"} for number in range(3)], intent="three")
    await agreed(town, *[{"what": f"Most {number}", "due_on": "2026-11-24"} for number in range(3)], intent="four")
    view = await at_home(town, coach, "And 1 more.")
    await coach.click(view, LIST)
    first = await modal(town, coach, "Next steps")
    assert "Most 2" not in says(first)
    await coach.click(first, "step.open.next")
    second = await modal(town, coach, "Most 2")
    await coach.click(second, DONE)
    done = await modal(town, coach, "Done by you: Most 2")
    assert "You: Two samples" in says(done)
    await coach.click(done, CLOSED)
    closed = says(await modal(town, coach, "Show open"))
    assert "You: Most 2\nDone on Nov 17 by you · Lincoln Elementary, with Principal 14" in closed
    assert "Lincoln Elementary – you: 1 of 1" in closed


async def test_a_change_on_the_list_shows_on_the_list(town: Town) -> None:
    coach = town.person("UCOACH")
    await agreed(town, STEPS[0])
    await coach.click(await at_home(town, coach, "You: Two samples"), LIST)
    await coach.click(await modal(town, coach, "Show closed"), CHANGE)
    await modal(town, coach, "Change a next step")
    await coach.fill(None, {"act": "drop"})
    await modal(town, coach, "Why")
    await submit(coach, reason="otherwise")
    shown = says(await modal(town, coach, "Dropped by you"))
    assert "Nothing is open." in shown


@pytest.mark.parametrize("user", ["UCOORD", "UOTHER", "ULEAD2"])
async def test_nobody_else_sees_a_word_of_it(town: Town, user: str) -> None:
    await agreed(town)
    person = town.person(user)
    await person.open_home()
    shown = await town.world.wait_for(person.home)
    assert "samples" not in str(shown.blocks)


async def test_the_next_form_begins_with_what_is_open_and_closes_it_in_the_same_submission(town: Town) -> None:
    coach = town.person("UCOACH")
    await agreed(town, *STEPS, {"what": "Third", "due_on": "2026-11-23"})
    await agreed(town, {"what": "Fourth", "due_on": "2026-11-24"}, intent="two")
    view = await form(town, coach)
    pair = f"done_steps.{town.pairs['Lincoln Elementary']}.ids"
    assert fields(view)[:2] == ["engagement", pair]
    said = says(view)
    assert "You: Two samples\nDue Thu, Nov 19, agreed Tue, Nov 17" in said
    assert "And 1 more on your Home." in said
    first = view.blocks[1]["element"]["options"][0]["value"]
    await submit(coach, **{pair: [first], "presence": "yes", "minutes": 30, "start": "13:00"})
    assert "Done by you: Two samples" in says(await at_home(town, coach, "Done by you"))
    leader = town.person("ULEAD")
    assert "Done by Coach C: Two samples" in says(await at_home(town, leader, "Done by Coach C"))


async def test_the_top_of_the_form_follows_the_pair(town: Town) -> None:
    coach = town.person("UCOACH")
    other = await town.store.write(another_pair)
    await agreed(town, STEPS[0])
    view = await form(town, coach)  # Lincoln's visit of today is logged, Pine Street's is not
    assert fields(view)[:2] == ["engagement", "kind"]
    await coach.fill(view, {"engagement": str(town.pairs["Lincoln Elementary"])})
    chosen = await modal(town, coach, "Two samples")
    assert fields(chosen)[1].startswith("done_steps.")
    await coach.fill(chosen, {"engagement": str(other)})
    assert "Two samples" not in says(await modal(town, coach, "Only you and Principal 15 can read this"))


def another_pair(db: Db) -> int:
    """A second school of Coach C."""
    rows = db.all(select(people.c.slack_user_id, people.c.id))
    return Program(db, 1, {row.slack_user_id: row.id for row in rows}, {}).engage("Pine Street", "ULEAD2", "UCOACH")


async def test_the_contacts_page_says_what_became_of_its_steps(town: Town) -> None:
    coach = town.person("UCOACH")
    await agreed(town, *STEPS)
    await coach.click(await at_home(town, coach, "You: Two samples"), DONE)
    await at_home(town, coach, "Done by you")
    await coach.click(coach.home(), OPEN)
    said = says(await modal(town, coach, "Note for the two of you"))
    assert "Coach C: Two samples – done" in said
    assert "Principal 14: Common exit ticket – by Fri, Nov 20" in said
