"""Lines typed after `/coachmeet`: shown back with their guesses, done by one press, edited, thrown away."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.messages.bookings import ASK, CHOOSE, DISCARD, EDIT, SAVE
from storage.database import Db
from storage.people import people
from storage.series import series
from storage.visits import visits
from tests.flows.coachlogging import fields
from tests.flows.conftest import Town
from tests.flows.meeting import buttons, line, page, send, shown
from tests.storage.contacting import Program
from tests.storage.planned import plan_usual


@pytest.fixture
async def planned(town: Town) -> Town:
    """The town with its weekly visits, Tuesdays at 9:00, and a second Lincoln."""
    await town.store.write(plan_usual)
    await town.store.write(lincoln_middle)
    return town


def lincoln_middle(db: Db) -> int:
    rows = db.all(select(people.c.slack_user_id, people.c.id))
    program = Program(db, 1, {row.slack_user_id: row.id for row in rows}, {})
    return program.engage("Lincoln Middle", "ULEAD2", "UCOACH", visit_day=None)


def days(db: Db) -> list[tuple[date, str, str, str]]:
    """Every visit that isn't as its series planned it."""
    rows = db.all(select(visits).order_by(visits.c.id))
    return [(row.day, row.start, row.kind, row.state) for row in rows if row.sequence or row.series_id is None]


async def test_a_visit_is_booked_by_a_line(planned: Town) -> None:
    coach = planned.person("UCOACH")
    asked = await line(planned, coach, "Lincoln Elementary thu 2pm 60m", "I read this as")
    assert asked.text.startswith(
        "I read this as (nothing is saved yet)\n"
        "Book · ◦ On-site visit · Lincoln Elementary, Principal 14\n"
        "Thu, Nov 19, 2026, 2:00–3:00 PM, 60 min, Eastern time\n"
        "◦ marks a guess. Please check it.\nPrincipal 14 is told."
    )
    assert buttons(asked) == ["Book it", "Ask first", "Edit", "Discard"]
    await coach.click(asked, SAVE)
    done = await shown(planned, coach, "Booked: ")
    assert done.ts == asked.ts
    assert await planned.store.read(days) == [(date(2026, 11, 19), "14:00", "visit", "planned")]


async def test_a_line_may_ask_first_and_a_second_press_does_nothing_more(planned: Town) -> None:
    coach, leader = planned.person("UCOACH"), planned.person("ULEAD")
    asked = await line(planned, coach, "session Lincoln Elementary friday 10", "I read this as")
    assert "◦ 10:00–11:00 AM, ◦ 60 min" in asked.text
    await coach.click(asked, ASK)
    await coach.click(asked, SAVE)
    await shown(planned, leader, "Coach C proposes: Coaching session")
    assert await planned.store.read(days) == [(date(2026, 11, 20), "10:00", "session", "proposed")]


async def test_a_line_moves_the_next_visit_and_warns_of_what_overlaps(planned: Town) -> None:
    coach = planned.person("UCOACH")
    await coach.click(await line(planned, coach, "Lincoln Middle fri 10am 60m", "I read this as"), SAVE)
    await shown(planned, coach, "Booked: ")
    asked = await line(planned, coach, "move lincoln elementary to friday 10:30am", "I read this as")
    assert "Move · Lincoln Elementary, Principal 14 · ◦ On-site visit, Tue, Nov 24, 9:00–10:30 AM" in asked.text
    assert "To: Fri, Nov 20, 2026, 10:30 AM–12:00 PM, ◦ 90 min, Eastern time" in asked.text
    assert "You are at Lincoln Middle at that time: Fri, Nov 20, 10:00 AM to 11:00 AM." in asked.text
    await coach.click(asked, SAVE)
    await shown(planned, coach, "Moved: On-site visit · Lincoln Elementary, Principal 14\nFri, Nov 20, 10:30")


async def test_which_school_is_asked_and_what_is_missing_is_filled_in(planned: Town) -> None:
    coach = planned.person("UCOACH")
    asked = await line(planned, coach, "lincoln thu 2pm", "Which school is it?")
    await coach.click(asked, CHOOSE[1])
    chosen = await shown(planned, coach, "Book · ◦ On-site visit · Lincoln Middle, Principal 15")
    await coach.click(chosen, EDIT)
    form = await page(planned, coach, "School and leader")
    assert form.state["start"]["value"]["selected_time"] == "14:00"
    assert await send(coach, minutes=45) == "closed"
    await shown(planned, coach, "Booked: On-site visit · Lincoln Middle, Principal 15\nThu, Nov 19, 2:00–2:45 PM")
    skip = await line(planned, coach, "skip lincoln elementary", "Still missing: why.")
    await coach.click(skip, EDIT)
    assert fields(await page(planned, coach, "What becomes of it?")) == ["act", "reason"]
    assert await send(coach, reason="event") == "closed"
    await shown(planned, coach, "Skipped: On-site visit · Lincoln Elementary, Principal 14\nTue, Nov 24")


async def test_a_weekly_visit_is_set_up_by_a_line(planned: Town) -> None:
    coach, leader = planned.person("UCOACH"), planned.person("ULEAD2")
    asked = await line(planned, coach, "lincoln middle every other thu 9am 90m", "I read this as")
    assert "Every 2 weeks on Thursdays, until you end it" in asked.text
    await coach.click(asked, SAVE)
    told = await shown(planned, coach, "Set up: Lincoln Middle, Principal 15 · Thursdays, 9:00–10:30 AM, every 2 weeks")
    assert "4 visits are planned, the first on Thu, Nov 19, 2026." in told.text
    await shown(planned, leader, "Coach C set up weekly visits: Lincoln Middle")
    await coach.click(told, "visit.weekly_undo")
    await shown(planned, coach, "Undone: Lincoln Middle")
    ended = await planned.store.read(lambda db: [row.until_day for row in db.all(select(series.c.until_day))])
    assert sum(one is not None for one in ended) == 1


async def test_what_cannot_be_read_is_answered_and_a_draft_thrown_away(planned: Town) -> None:
    coach = planned.person("UCOACH")
    assert "I can't read “what a day” as a visit" in (await line(planned, coach, "what a day", "I can't read")).text
    asked = await line(planned, coach, "Lincoln Middle thu 2pm bring the data", "I read this as")
    assert "I can't read “bring the data”." in asked.text
    await coach.click(asked, DISCARD)
    await shown(planned, coach, "Discarded. Nothing was changed.")
    assert "/coachmeet move Lincoln to friday 10" in (await line(planned, coach, "help", "/coachmeet –")).text
    assert await planned.store.read(days) == []
