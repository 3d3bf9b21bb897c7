"""Next steps, quiet pairs and Mondays, in whole conversations and by the playground's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.messages.commitments import CHANGE, DONE
from bot.messages.contacts import LOG
from bot.messages.desk import SILENT
from bot.messages.exports import SHEET
from bot.messages.mondays import MY_WEEK
from bot.messages.stepnudges import ASK
from playground.people import Person
from playground.records import Message
from storage.commitments import Press, set_barrier
from storage.contacts import next_steps
from storage.database import Db
from storage.people import Actor, people, roles
from storage.programmes import programmes
from tests.flows.asking import turned
from tests.flows.coachlogging import modal, says, submit, typed
from tests.flows.conftest import NOW, Town
from tests.flows.exporting import files
from tests.flows.test_commitments import agreed

pytestmark = pytest.mark.unasked

MORNING = datetime(2026, 11, 17, 13, 45, tzinfo=UTC)  # Tuesday, 8:45 AM in New York
DAY = timedelta(days=1)


def make_lead(db: Db) -> None:
    """Coordinator 1 is the lead coach, too."""
    person = db.value(select(people.c.id).where(people.c.slack_user_id == "UCOORD"))
    db.add(roles, programme_id=db.value(select(programmes.c.id)), person_id=person, role="lead_coach")


def hold_up(db: Db) -> None:
    """Principal 14 says what is in the way of the step."""
    step = db.value(select(next_steps.c.id))
    set_barrier(db, Press(Actor("ULEAD"), NOW), step, "staffing", "district", "No substitute")


async def said(town: Town, where: tuple[Person, str], at: datetime, words: str) -> Message:
    """Turn the clock; the newest message in a place that says this."""
    await turned(town, at)
    person, channel = where

    def found() -> Message | None:
        return next((one for one in reversed(person.messages(channel)) if words in says(one)), None)

    return await town.world.wait_for(found)


async def test_steps_are_spoken_of_until_they_are_done_and_mondays_say_what_is_due(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await agreed(town)  # Coach C: Thursday; Principal 14: Friday
    first = await said(town, (leader, leader.im), MORNING + DAY, "You promised Coach C: Common exit ticket")
    assert "By Fri, Nov 20" in says(first)
    await leader.click(first, CHANGE)
    await modal(town, leader, "Change a next step")
    await submit(leader, due_on="2026-11-23")
    await town.world.wait_for(lambda: "moved" in str([one for one in leader.dm() if one.ts == first.ts]))
    mine = await said(town, (coach, coach.im), MORNING + 2 * DAY, "Due today")  # not the one of the day before
    assert "You promised Principal 14: Two samples" in says(mine)
    await coach.click(mine, DONE)
    await town.world.wait_for(lambda: "What was due is done" in str([one for one in coach.dm() if one.ts == mine.ts]))
    monday = await said(town, (coach, coach.im), MORNING + 6 * DAY, "Your week")
    assert "Tue, Nov 24, 9:00 AM · Lincoln Elementary, Principal 14" in says(monday)
    assert "Two samples" not in says(monday)
    await coach.click(monday, MY_WEEK)
    assert "Lincoln Elementary" in says(await modal(town, coach, "Lincoln"))
    due = await said(town, (leader, leader.im), MORNING + 6 * DAY + timedelta(minutes=1), "Due today")
    assert "You promised Coach C: Common exit ticket" in says(due)
    assert "Due from you this week" not in says(due)  # the note leaves out what the same message reminds of
    assert [one for one in town.person("UCOORD").messages("CCOORD") if "ticket" in says(one)] == []


async def test_a_quiet_pair_is_helped_step_by_step(town: Town) -> None:
    coach, lead = town.person("UCOACH"), town.person("UCOORD")
    await town.store.write(make_lead)
    await agreed(town)  # the last contact, on the 17th
    quiet = await said(town, (coach, coach.im), MORNING + 14 * DAY, "No contact with Principal 14")
    assert "since Tue, Nov 17" in says(quiet)
    await coach.click(quiet, LOG)
    assert typed(await modal(town, coach, "Log a contact"), "engagement")["selected_option"]["value"] == str(
        town.pairs["Lincoln Elementary"]
    )
    await coach.close()
    asked = await said(town, (lead, lead.im), MORNING + 21 * DAY, "Could you ask Coach C what would help?")
    assert "Coach C and Principal 14, Lincoln Elementary: no contact is logged since Tue, Nov 17" in says(asked)
    listed = await said(town, (lead, "CCOORD"), MORNING + 30 * DAY, "could use your help")
    assert "· Lincoln Elementary, Principal 14 (Coach C): no contact since Tue, Nov 17" in says(listed)
    await lead.click(listed, SILENT)
    assert "Lincoln Elementary" in says(await modal(town, lead, "Principal 14"))


async def test_the_program_is_asked_for_help_in_words_that_were_read_before(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await agreed(town, {"owner": "leader", "what": "Common exit ticket", "due_on": "2027-01-12"})
    await town.store.write(hold_up)
    held = await said(town, (leader, leader.im), MORNING + 14 * DAY, "In the way: staffing; the district can help")
    await leader.click(held, ASK)
    words = "Coach C and Principal 14, Lincoln Elementary, ask for help: in the way of a next step is staffing."
    assert words in says(await modal(town, leader, "Ask the program"))
    assert (await leader.submit()).meaning == "updated"
    assert "Coach C is told." in says(await modal(town, leader, "Asked."))
    asked = await said(town, (town.person("UCOORD"), "CCOORD"), MORNING + 14 * DAY + DAY / 24, "ask for help")
    assert words in says(asked)
    told = await said(town, (coach, coach.im), MORNING + 14 * DAY + DAY / 20, "Principal 14 asked the program to help")
    assert words in says(told)
    everything = str([one.blocks for one in (asked, told)])
    assert "exit ticket" not in says(asked)
    assert "No substitute" not in everything


def for_the_portfolio(db: Db) -> None:
    """Logs are portfolio items."""
    rules = db.value(select(programmes.c.rules))
    db.change(programmes.update().values(rules={**rules, "portfolio_logs": True}))


async def test_last_months_sheet_comes_with_one_press(town: Town) -> None:
    coach = town.person("UCOACH")
    await town.store.write(for_the_portfolio)
    await agreed(town)
    first = datetime(2026, 12, 1, 13, 45, tzinfo=UTC)
    offer = await said(town, (coach, coach.im), first, "November 2026, Principal 14, Lincoln Elementary: 1 entry")
    await coach.click(offer, SHEET)
    await town.app.duties.export()
    await turned(town, first + timedelta(minutes=5))
    [file] = files(town, coach)
    assert file.name.endswith("2026-11.pdf")
