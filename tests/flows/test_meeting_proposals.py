"""A proposal in whole conversations: the coach asks, the leader accepts or offers another time, the coach accepts."""

from datetime import date

from sqlalchemy import select

from bot.messages.visits import ACCEPT, BOOK, DECLINE, OFFER, PROPOSE, UNDO, WITHDRAW
from playground.people import Person
from playground.records import Message
from storage.database import Db
from storage.visits import visits
from tests.flows.coachlogging import fields, home, says
from tests.flows.conftest import Town
from tests.flows.meeting import buttons, line, meet, page, send, shown
from tests.storage.planned import plan_usual

THURSDAY, FRIDAY = "2026-11-19", "2026-11-20"


async def proposed(town: Town, coach: Person, leader: Person) -> Message:
    """Coach C asks for Thursday at 2; what Principal 14 reads."""
    await home(town, coach, "Nothing booked")
    await coach.click(await town.world.wait_for(coach.home), PROPOSE)
    await page(town, coach, "School and leader")
    assert await send(coach, day=THURSDAY, start="14:00", minutes=60) == "closed"
    told = await shown(town, coach, "Proposed: ")
    assert "Principal 14 is asked to accept it or to offer another time. Until then it isn't booked." in told.text
    return await shown(town, leader, "Coach C proposes: On-site visit · Lincoln Elementary\nThu, Nov 19, 2:00")


def planned_days(db: Db) -> list[tuple[date, str, str]]:
    rows = db.all(select(visits).where(visits.c.series_id.is_(None)).order_by(visits.c.id))
    return [(row.day, row.start, row.state) for row in rows]


async def test_the_leader_accepts_in_her_conversation(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    asked = await proposed(town, coach, leader)
    assert buttons(asked) == ["Accept", "Offer another time", "I can't"]
    assert "It isn't booked until you answer." in asked.text
    assert "Waits for your answer" in await home(town, leader, "asks for this time")
    await leader.click(asked, ACCEPT)
    accepted = await shown(town, leader, "Accepted: ")
    assert accepted.ts == asked.ts
    await shown(town, coach, "Principal 14 accepted: On-site visit · Lincoln Elementary\nThu, Nov 19")
    await leader.click(accepted, UNDO)
    await shown(town, leader, "Undone: ")
    taken_back = await shown(town, coach, "Principal 14 took their answer back: On-site visit · Lincoln Elementary")
    assert "It isn't booked: it waits for Principal 14 to answer again." in taken_back.text
    assert await town.store.read(planned_days) == [(date(2026, 11, 19), "14:00", "proposed")]
    assert "Waits for your answer" in await home(town, leader, "asks for this time")


async def test_she_offers_another_time_and_the_coach_accepts(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await leader.click(await proposed(town, coach, leader), OFFER)
    form = await page(town, leader, "Offer another time")
    assert fields(form) == ["day", "start", "minutes"]
    assert "Coach C accepts it or offers another time." in says(form)
    assert (await leader.submit()).errors == {"start": "That is the time it has already. Choose another one."}
    assert await send(leader, day=FRIDAY, start="10:00") == "closed"
    await shown(town, leader, "You offered this time instead.")
    await shown(town, leader, "Proposed: On-site visit · Lincoln Elementary, Coach C\nFri, Nov 20, 10:00–11:00 AM")
    asked = await shown(town, coach, "Principal 14 proposes: On-site visit")
    await coach.click(asked, ACCEPT)
    await shown(town, coach, "Accepted: On-site visit · Lincoln Elementary, Principal 14\nFri, Nov 20")
    assert await town.store.read(planned_days) == [(date(2026, 11, 20), "10:00", "planned")]


async def test_an_answer_that_comes_too_late_is_told_so(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    asked = await proposed(town, coach, leader)
    await home(town, coach, "waits for an answer")
    old = [dict(one) for one in asked.blocks]
    await coach.click(await town.world.wait_for(coach.home), WITHDRAW)
    await shown(town, coach, "Taken out of the calendar: ")
    now = await shown(town, leader, "Taken back. There is nothing to answer anymore.")
    assert buttons(now) == []
    now.blocks = old
    await leader.click(now, ACCEPT)
    assert "This proposal was answered already." in (await shown(town, leader, "answered already")).text


async def test_she_declines_and_the_week_is_free_again(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await leader.click(await proposed(town, coach, leader), DECLINE)
    await shown(town, leader, "Declined: ")
    await shown(town, coach, "Principal 14 can't make it: ")
    assert "Nothing booked for Lincoln Elementary" in await home(town, coach, "Nothing booked")


async def test_a_leader_proposes_and_asks_for_another_time_of_what_is_planned(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await town.store.write(plan_usual)
    await leader.click(await meet(town, leader, "next week", "Next week"), OFFER)
    form = await page(town, leader, "Offer another time")
    assert "It stays planned until then." in says(form)
    assert await send(leader, day="2026-11-25", start="13:00") == "closed"
    await leader.close()
    asked = await shown(town, coach, "Principal 14 proposes: ")
    await coach.click(asked, ACCEPT)
    await shown(town, leader, "Coach C moved it: On-site visit · Lincoln Elementary\nWed, Nov 25, 1:00")
    week = says(await meet(town, coach, "next week", "Wed, Nov 25, 1:00–2:30 PM"))
    assert "Tue, Nov 24" not in week.replace("moved from Tue, Nov 24", "")
    await leader.click(await meet(town, leader, "next week", "Next week"), BOOK)
    form = await page(town, leader, "School and coach")
    assert "ask" not in fields(form)
    assert await send(leader, kind="call", day="2026-11-27", start="09:00", minutes=30) == "closed"
    await shown(town, coach, "Principal 14 proposes: Phone call")


async def test_a_leaders_line_asks_and_books_nothing(town: Town) -> None:
    leader = town.person("ULEAD")
    await town.store.write(plan_usual)
    asked = await line(town, leader, "move to friday 10am", "I read this as")
    assert "Ask for another time · ◦ Lincoln Elementary, Coach C · ◦ On-site visit, Tue, Nov 24" in asked.text
    assert buttons(asked) == ["Propose it", "Edit", "Discard"]
    await leader.click(asked, "booking.save")
    await shown(town, leader, "Proposed: On-site visit · Lincoln Elementary, Coach C\nFri, Nov 20, 10:00")
    skip = await line(town, leader, "skip tuesday illness", "Coach C sets that.")
    assert buttons(skip) == ["Show my week"]
