"""The contact form as each kind needs it: attempts, groups, standards, the session's two pages."""

import json
from typing import Any

from sqlalchemy import select

from bot.messages import lines
from handlers.coachlog.form import ADD_CHECK_IN, ADD_FOCUS, ADD_STANCES, ADD_STEP, ATTEMPTED, BACK
from playground.people import Person
from playground.records import View
from storage.contacts import attendances, contacts, next_steps
from storage.database import Db
from tests.flows.coachlogging import answers, fields, form, grown, modal, says, submit, told, typed
from tests.flows.conftest import Town
from tests.storage.contacting import Program

SESSION: dict[str, Any] = {
    "focus": ["practices:P5", "cpsel:2B"],
    "successes": "Two teachers use the exit ticket.",
    "note": "How to give feedback at once.",
    "next_steps.0.what": "Send the template",
}


def stored(db: Db) -> list[Any]:
    """The contacts, oldest first, with their details opened."""
    return [
        (row, json.loads(db.unseal(contacts.c.details, row.details) or "{}"), db.unseal(contacts.c.note, row.note))
        for row in db.all(select(contacts).order_by(contacts.c.id))
    ]


async def without(town: Town, person: Person, field: str) -> View:
    """The form, once it doesn't ask a field any more."""
    return await town.world.wait_for(
        lambda: ((top := person.modal) and fields(top) and field not in fields(top) and top) or None
    )


def more_pairs(db: Db) -> list[int]:
    """Two more leaders of the same coach."""
    program = Program(db, 1, {"UCOACH": 2, "ULEAD": 4, "ULEAD2": 5}, {})
    return [program.engage("Pine Street", "ULEAD2", "UCOACH"), program.engage("Oak Hill", "ULEAD", "UCOACH")]


async def test_an_attempt_asks_no_activity_and_no_minutes(town: Town) -> None:
    coach = town.person("UCOACH")
    view = await form(town, coach)
    await coach.fill(view, {"kind": "call"})
    await without(town, coach, "presence")
    view = await grown(town, coach, ATTEMPTED, "made")
    assert fields(view) == ["engagement", "kind", "made", "day", "start", "tried_minutes", "note"]
    assert typed(view, "tried_minutes")["value"] is None
    await submit(coach)
    await told(town, coach)
    ((row, _, _),) = await town.store.read(stored)
    assert (row.made, row.minutes, row.counts, row.medium, row.presence) == (False, 0, False, "phone", None)


async def test_an_attempt_that_took_place_after_all_asks_everything_again(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {"activities": ["A2"], "presence": "yes"})
    await grown(town, coach, ATTEMPTED, "tried_minutes")
    await coach.fill(None, {"made": "yes"})
    view = await modal(town, coach, "What you did")
    assert [one["value"] for one in typed(view, "activities")["selected_options"]] == ["A2"]
    assert typed(view, "presence")["selected_option"]["value"] == "yes"
    assert typed(view, "minutes")["value"] == "90"
    await submit(coach)
    await told(town, coach)
    ((row, _, _),) = await town.store.read(stored)
    assert (row.made, row.minutes, row.activities, row.presence) == (True, 90, "A2", "yes")


async def test_a_cohort_asks_which_leaders_were_there(town: Town) -> None:
    pine, oak = await town.store.write(more_pairs)
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {"kind": "cohort"})
    view = await modal(town, coach, "Which other leaders were there")
    offered = next(one for one in view.blocks if one["block_id"] == "attendees")["element"]["options"]
    assert [one["value"] for one in offered] == [str(oak), str(pine)]
    await submit(coach, attendees=[str(pine), str(oak)], medium="video", presence="yes", minutes=120)
    await told(town, town.person("ULEAD2"))
    there = await town.store.read(lambda db: [row.engagement_id for row in db.all(select(attendances))])
    assert sorted(there) == [pine, oak]


async def test_standards_are_added_when_called_for(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    view = await grown(town, coach, ADD_FOCUS, "focus")
    groups = next(one for one in view.blocks if one["block_id"] == "focus")["element"]["option_groups"]
    assert [one["label"]["text"] for one in groups] == ["Practice", "CPSEL"]
    await submit(coach, presence="yes", focus=["practices:P5"])
    await told(town, coach)
    ((row, _, _),) = await town.store.read(stored)
    assert row.focus == "practices:P5"


async def test_the_common_visit_is_logged_with_at_most_six_touched_fields(town: Town) -> None:
    """A visit as the handbook's example has it: activities, presence, a note, one step with its day guessed."""
    coach = town.person("UCOACH")
    await form(town, coach)
    await grown(town, coach, ADD_STEP, "next_steps.0.what")
    touched = {
        "activities": ["A2", "A3"],
        "presence": "partly",
        "note": "Exit tickets are weak.",
        "next_steps.0.what": "Draft a common exit ticket",
        "next_steps.0.owner": "leader",
    }
    assert len(touched) <= 6
    await submit(coach, **touched)
    assert "Principal 14 promised: Draft a common exit ticket, by Tue, Nov 24." in (await told(town, coach)).text


async def test_the_guessed_day_of_a_step_is_the_next_visit_and_marked(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    view = await grown(town, coach, ADD_STEP, "next_steps.0.what")
    assert typed(view, "next_steps.0.due_on")["selected_date"] == "2026-11-24"
    assert "A guess: your next visit" in str(view.blocks)
    await submit(coach, presence="yes")
    await told(town, coach)
    assert await town.store.read(lambda db: db.all(select(next_steps))) == []


async def to_page_two(town: Town) -> Any:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {"kind": "session"})
    await without(town, coach, "note")
    await coach.fill(None, {"medium": "off_site", "activities": ["A10"]})
    verdict = await coach.submit()
    assert verdict.meaning == "updated", verdict
    return coach.modal


async def test_a_session_is_logged_on_two_pages_as_one_record(town: Town) -> None:
    coach = town.person("UCOACH")
    view = await to_page_two(town)
    assert fields(view) == [
        "focus", "successes", "note", "next_steps.0.what", "next_steps.0.owner", "next_steps.0.due_on", "no_steps",
        "next_on", "next_open",
    ]  # fmt: skip
    assert "Only you and Principal 14 can read this page." in says(view)
    for button, field in ((ADD_CHECK_IN, "check_in"), (ADD_STANCES, "stances"), (ADD_STEP, "next_steps.1.what")):
        await grown(town, coach, button, field)
    await submit(
        coach,
        **SESSION,
        check_in="Tired, and proud.",
        stances=["facilitative"],
        next_on="2026-11-24",
        **{"next_steps.1.what": "Try it twice"},
    )
    said = await told(town, coach)
    assert "Coaching session" in said.text
    assert "Principal 14 promised: Try it twice" in said.text
    ((row, details, note),) = await town.store.read(stored)
    assert (row.medium, row.activities, row.focus, row.stances) == (
        "off_site", "A10", "practices:P5 cpsel:2B", "facilitative",
    )  # fmt: skip
    assert (str(row.next_on), note, details["check_in"]) == ("2026-11-24", SESSION["note"], "Tired, and proud.")


async def test_page_one_is_shown_again_with_everything_kept(town: Town) -> None:
    coach = town.person("UCOACH")
    await to_page_two(town)
    await coach.fill(None, {"note": "Half a thought", "no_steps": ["yes"]})
    await coach.click(None, BACK)
    view = await without(town, coach, "note")
    assert typed(view, "medium")["selected_option"]["value"] == "off_site"
    await coach.fill(view, {"minutes": 45})
    assert (await coach.submit()).meaning == "updated"
    view = await modal(town, coach)
    assert typed(view, "note")["value"] == "Half a thought"
    assert typed(view, "no_steps")["selected_options"]
    await submit(coach, focus=["practices:P1"], next_open=["yes"])
    await told(town, coach)
    ((row, _, note),) = await town.store.read(stored)
    assert (row.minutes, note, row.no_steps, row.next_open) == (45, "Half a thought", True, True)


async def test_what_page_one_has_wrong_is_said_on_page_one(town: Town) -> None:
    coach = town.person("UCOACH")
    await form(town, coach)
    await coach.fill(None, {"kind": "session"})
    await without(town, coach, "note")
    await coach.fill(None, {"day": "2026-11-18"})
    verdict = await coach.submit()
    assert verdict.errors == {"day": "That day is still to come. Choose today or an earlier day."}


async def test_page_two_says_what_it_still_needs(town: Town) -> None:
    coach = town.person("UCOACH")
    await to_page_two(town)
    verdict = await coach.submit(force=True)
    assert verdict.errors == {
        "focus": "Choose a standard or a practice you worked on.",
        "no_steps": "Add a next step, or say that none was agreed.",
        "next_on": "Choose the day of the next meeting, or “not yet”.",
    }


async def test_page_two_sent_twice_is_one_record(town: Town) -> None:
    coach = town.person("UCOACH")
    await to_page_two(town)
    await coach.fill(None, {**SESSION, "next_open": ["yes"]})
    town.world.faults.add("view_submission", "lost_answer")
    assert (await coach.submit()).meaning == "trouble"
    assert (await coach.submit()).meaning == "closed"
    await told(town, coach)
    assert len(await town.store.read(stored)) == 1


async def test_an_attempt_in_one_line_opens_as_one(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.command("/coachlog", "tried to call Principal 14 yesterday, no answer", channel="CGENERAL")
    (card,) = await answers(town, coach, "CGENERAL")
    await coach.click(card, lines.EDIT)
    view = await modal(town, coach)
    assert typed(view, "made")["selected_option"]["value"] == "attempted"
    await submit(coach)
    assert not (await town.store.read(stored))[0][0].made
