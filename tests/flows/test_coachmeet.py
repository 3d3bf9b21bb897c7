"""A coach's week in whole conversations: seen, booked, moved, let go, and each of it undone."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.messages.visits import ACCEPT, BOOK, BRIEF, CHANGE, MAKE_UP, MOVE, OFFER, PROPOSE, UNDO, WITHDRAW
from bot.messages.weeks import NEXT, NOW
from bot.rules.weeks import CHANGES
from storage.database import Db
from storage.people import people
from storage.visits import visits
from tests.flows.coachlogging import fields, home, modal, says
from tests.flows.conftest import Town
from tests.flows.meeting import buttons, meet, page, send, shown
from tests.flows.settingup import forge
from tests.storage.contacting import Program
from tests.storage.planned import plan_usual
from tests.storage.settingup import verbs

WEDNESDAY, THURSDAY = "2026-11-18", "2026-11-19"


@pytest.fixture
async def planned(town: Town) -> Town:
    """The town with its weekly visits, Tuesdays at 9:00."""
    await town.store.write(plan_usual)
    return town


def states(db: Db) -> list[tuple[date, str, str, str | None]]:
    """Every visit that isn't as its series planned it."""
    rows = db.all(select(visits.c.day, visits.c.kind, visits.c.state, visits.c.reason, visits.c.sequence))
    return [(row.day, row.kind, row.state, row.reason) for row in rows if row.sequence or row.state == "proposed"]


async def test_no_text_shows_the_week_and_turns_it(planned: Town) -> None:
    coach = planned.person("UCOACH")
    week = await meet(planned, coach, "", "This week, Nov 16–22")
    said = says(week)
    assert "Today, 9:00–10:30 AM · Lincoln Elementary\nPrincipal 14 · no visit logged in 90 days" in said
    assert buttons(week)[2:4] == ["Log it", "Change"]
    await coach.click(week, NEXT)
    following = await page(planned, coach, "Next week, Nov 23–29")
    assert "Tue, Nov 24, 9:00–10:30 AM · Lincoln Elementary" in says(following)
    assert buttons(following)[:5] == ["Week before", "Week after", "This week", "Brief", "Move"]
    await coach.click(following, NOW)
    await page(planned, coach, "This week, Nov 16–22")


async def test_everybody_gets_an_answer_that_is_theirs(planned: Town) -> None:
    for user, words in (("ULEAD", "Coach C"), ("UCOORD", "Association program")):
        person = planned.person(user)
        assert words in says(await meet(planned, person, "", words))
    stranger = planned.person("USTRANGE")
    await stranger.command("/coachmeet", "")
    await shown(planned, stranger, "I don't have you in a coaching program yet.")


async def test_a_visit_is_booked_and_both_are_told(planned: Town) -> None:
    coach, leader = planned.person("UCOACH"), planned.person("ULEAD")
    await coach.click(await meet(planned, coach, "", "My week"), BOOK)
    form = await page(planned, coach, "School and leader")
    assert fields(form) == ["engagement", "kind", "day", "start", "minutes", "ask"]
    assert "You and Principal 14 see this." in says(form)
    assert await send(coach, kind="session", day=THURSDAY, start="14:00", minutes=60) == "closed"
    told = await shown(planned, coach, "Booked: ")
    line = "Coaching session · Lincoln Elementary, Principal 14\nThu, Nov 19, 2:00–3:00 PM"
    assert told.text.startswith(f"Booked: {line}\nPrincipal 14 is told and sees it too.")
    assert buttons(told) == ["Undo", "Change"]
    assert "Coaching session, Lincoln Elementary" in says(await page(planned, coach, "Thu, Nov 19"))
    await coach.close()
    heard = await shown(planned, leader, "Coach C booked: ")
    assert "Coaching session · Lincoln Elementary\nThu, Nov 19, 2:00–3:00 PM" in heard.text
    assert buttons(heard) == ["Another time"]
    await coach.click(told, UNDO)
    gone = await shown(planned, coach, "It isn't in the calendar anymore.")
    assert buttons(gone) == ["Undo"]
    await shown(planned, leader, "Coach C took it out of the calendar: ")
    assert "Thu, Nov 19" not in says(await meet(planned, coach, "", "This week"))


async def test_an_overlap_is_looked_at_before_it_is_saved(planned: Town) -> None:
    coach = planned.person("UCOACH")
    await planned.store.write(second_school)
    await coach.click(await meet(planned, coach, "next week", "Next week"), BOOK)
    await page(planned, coach, "School and leader")
    pair = str(planned.pairs["Lincoln Elementary"] + 2)
    assert await send(coach, engagement=pair, day="2026-11-24", start="10:00", minutes=60) == "updated"
    asked = await page(planned, coach, "Nothing is saved yet.")
    assert "You are at Lincoln Elementary at that time: Tue, Nov 24, 9:00 AM to 10:30 AM." in says(asked)
    assert await send(coach, start="10:45") == "updated"
    assert "Only 15 minutes lie between this and Lincoln" in says(await page(planned, coach, "Only 15 minutes"))
    assert (await coach.submit()).meaning == "closed"
    await shown(planned, coach, "Booked: On-site visit · Pine Street, Principal 15\nTue, Nov 24, 10:45")


def second_school(db: Db) -> int:
    """Pine Street, whose weekly visit isn't set up."""
    rows = db.all(select(people.c.slack_user_id, people.c.id))
    program = Program(db, 1, {row.slack_user_id: row.id for row in rows}, {})
    return program.engage("Pine Street", "ULEAD2", "UCOACH", visit_day=None)


async def test_what_cannot_be_is_said_under_its_field(planned: Town) -> None:
    coach = planned.person("UCOACH")
    await coach.click(await meet(planned, coach), BOOK)
    await page(planned, coach, "School and leader")
    await coach.fill(None, {"day": "2026-11-16", "start": "14:00", "minutes": 3})
    assert (await coach.submit()).errors == {"minutes": "Enter the minutes, from 5 to 600."}
    await coach.fill(None, {"minutes": 60})
    said = (await coach.submit()).errors or {}
    assert said["day"].startswith("That time has passed.")
    await coach.fill(None, {"day": "2028-11-16"})
    assert (await coach.submit()).errors == {"day": "Choose a day within a year from now."}


async def test_a_visit_is_moved_and_moved_back(planned: Town) -> None:
    coach, leader = planned.person("UCOACH"), planned.person("ULEAD")
    week = await meet(planned, coach, "next week", "Next week")
    await coach.click(week, MOVE)
    form = await page(planned, coach, "Change a visit")
    assert fields(form) == ["act", "day", "start", "minutes"]
    assert form.state["day"]["value"]["selected_date"] == "2026-11-25"
    assert await send(coach, day="2026-11-27", start="10:00") == "closed"
    moved = await shown(planned, coach, "Moved: ")
    assert "Fri, Nov 27, 10:00–11:30 AM\nIt was Tue, Nov 24, 9:00–10:30 AM." in moved.text
    heard = await shown(planned, leader, "Coach C moved it: ")
    assert "It was Tue, Nov 24, 9:00–10:30 AM." in heard.text
    assert "moved from Tue, Nov 24" in says(await page(planned, coach, "Fri, Nov 27"))
    await coach.close()
    await coach.click(moved, UNDO)
    await shown(planned, coach, "Undone: On-site visit · Lincoln Elementary, Principal 14\nTue, Nov 24")


async def test_an_old_undo_undoes_nothing_else(planned: Town) -> None:
    coach, told = planned.person("UCOACH"), []
    for day, words in (("2026-11-25", "Wed, Nov 25"), ("2026-11-27", "Fri, Nov 27")):
        await coach.click(await meet(planned, coach, "next week", "Next week"), MOVE)
        await page(planned, coach, "Change a visit")
        assert await send(coach, day=day, start="10:00") == "closed"
        await coach.close()
        told.append(await shown(planned, coach, f"Moved: On-site visit · Lincoln Elementary, Principal 14\n{words}"))
    await coach.click(told[0], UNDO)
    assert "There is nothing to undo anymore." in (await shown(planned, coach, "nothing to undo")).text
    await coach.click(told[1], UNDO)
    await shown(planned, coach, "Undone: On-site visit · Lincoln Elementary, Principal 14\nWed, Nov 25")


async def test_a_visit_is_skipped_with_its_reason_and_made_up_for(planned: Town) -> None:
    coach = planned.person("UCOACH")
    await coach.click(await meet(planned, coach, "", "This week"), CHANGE)
    form = await page(planned, coach, "Change a visit")
    assert form.state["act"]["value"]["selected_option"]["value"] == "held"
    await coach.fill(None, {"act": "skip"})
    assert fields(await page(planned, coach, "Why")) == ["act", "reason"]
    assert "reason" in ((await coach.submit()).errors or {})
    assert await send(coach, reason="illness") == "closed"
    week = await page(planned, coach, "skipped: illness")
    await coach.click(week, MAKE_UP)
    form = await page(planned, coach, "School and leader")
    assert form.state["start"]["value"]["selected_time"] == "09:00"
    assert await send(coach, day=WEDNESDAY, start="11:00") == "closed"
    await shown(planned, coach, "Booked: On-site visit · Lincoln Elementary, Principal 14\nWed, Nov 18, 11:00")
    assert await planned.store.read(states) == [(date(2026, 11, 17), "visit", "skipped", "illness")]


async def test_a_visit_becomes_a_call_and_then_is_closed(planned: Town) -> None:
    coach, day = planned.person("UCOACH"), date(2026, 11, 24)
    week = await meet(planned, coach, "next week", "Next week")
    await coach.click(week, MOVE)
    await page(planned, coach, "Change a visit")
    await coach.fill(None, {"act": "close"})
    await page(planned, coach, "Principal 14 is told.", "New day")
    assert (await coach.submit()).meaning == "closed"
    told = await shown(planned, coach, "Not held, the school is closed")
    assert buttons(told) == ["Undo", "Change", "Plan a make-up"]
    assert await planned.store.read(states) == [(day, "visit", "closed", "closure")]
    await coach.click(await page(planned, coach, "school closed"), CHANGE)
    await page(planned, coach, "Change a visit")
    await coach.fill(None, {"act": "phone"})
    await page(planned, coach, "Principal 14 is told.", "New day")
    assert (await coach.submit()).meaning == "closed"
    await shown(planned, coach, "By phone instead: Phone call")
    assert await planned.store.read(states) == [(day, "call", "planned", None)]


async def test_a_team_meeting_has_further_leaders_who_are_told(planned: Town) -> None:
    coach, guest = planned.person("UCOACH"), planned.person("ULEAD2")
    other = await planned.store.write(second_school)
    await coach.click(await meet(planned, coach), BOOK)
    await page(planned, coach, "School and leader")
    await coach.fill(None, {"kind": "team_meeting"})
    form = await page(planned, coach, "Who else comes")
    assert fields(form)[5:7] == ["guests", "place"]
    pair = str(planned.pairs["Lincoln Elementary"])
    where = {"place": "District office", "guests": [str(other)]}
    assert await send(coach, engagement=pair, day=THURSDAY, start="15:00", minutes=90, **where) == "closed"
    told = await shown(planned, coach, "Booked: Team meeting · Lincoln Elementary, Principal 14 and 1 more")
    assert "3:00–4:30 PM · District office" in told.text
    heard = await shown(planned, guest, "Coach C booked: Team meeting")
    assert buttons(heard) == []
    assert "Team meeting, Lincoln Elementary" in says(await meet(planned, guest, "", "Team meeting"))


async def test_nothing_booked_leads_to_a_proposal(town: Town) -> None:
    coach = town.person("UCOACH")
    said = await home(town, coach, "Nothing booked for Lincoln Elementary")
    assert "Propose a time" in said
    await coach.click(await town.world.wait_for(coach.home), PROPOSE)
    form = await modal(town, coach, "Propose a time")
    assert form.state["ask"]["value"]["selected_option"]["value"] == "ask"


async def test_the_home_has_this_week_with_what_each_can_do(planned: Town) -> None:
    coach = planned.person("UCOACH")
    said = await home(planned, coach, "Log it")
    assert "Today, 9:00–10:30 AM · Lincoln Elementary" in said
    assert "Coach C" in await home(planned, planned.person("ULEAD"), "Today, 9:00–10:30 AM")
    assert BRIEF not in str((await planned.world.wait_for(coach.home)).blocks)


async def test_nobody_touches_the_visits_of_others(planned: Town) -> None:
    other = planned.person("UOTHER")
    await home(planned, other, "Harbor Middle")
    theirs = await planned.world.wait_for(other.home)
    lincolns = await planned.store.read(lambda db: db.value(select(visits.c.id).where(visits.c.engagement_id == 1)))
    actions = (MOVE, CHANGE, MAKE_UP, UNDO, ACCEPT, OFFER, WITHDRAW)
    for action in actions:
        await forge(other, theirs, action, str(lincolns * CHANGES if action in (UNDO, ACCEPT) else lincolns))
        await page(planned, other, "This isn't one of your pairs")
        await other.close()
    denied = [one for one in await planned.store.read(verbs) if one.startswith("denied:")]
    assert denied == ["denied:visit.pair"] * len(actions)
    assert await planned.store.read(states) == []
