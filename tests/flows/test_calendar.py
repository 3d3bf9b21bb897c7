"""A person's calendar: the link from Home to the feed, changed and ended there; calendar files in the conversation."""

from datetime import date

import httpx

from bot.messages.calendars import ALL, CHANGE, END, MAKE, ON_ITS_WAY, ONE, OPEN
from bot.messages.exports import CALENDAR, INVITATION
from handlers.calendars import PAGE
from playground.people import Person
from playground.records import View
from tests.flows.coachlogging import home, modal
from tests.flows.coachlogging import says as reads
from tests.flows.conftest import PUBLIC, Town, serving
from tests.flows.exporting import files, says
from tests.storage.calendaring import booked, events

DAY = date(2027, 3, 13)  # beyond what series plan, and a Saturday
TITLE = "On-site visit · Lincoln Elementary · Principal 14"


async def opened(town: Town, person: Person) -> View:
    """Press Home's button; the page."""
    await home(town, person, "My calendar")
    await person.click(person.home(), OPEN)
    return await modal(town, person, PAGE)


async def pressed(town: Town, person: Person, action: str, words: str, without: str) -> str:
    """Press a button of the page; what it says, once it says these words and others no more."""

    def said() -> str | None:
        shown = reads(person.modal) if person.modal else ""
        return shown if words in shown and without not in shown else None

    await person.click(None, action)
    return await town.world.wait_for(said)


def link(said: str) -> str:
    return next(line for line in said.splitlines() if line.startswith(PUBLIC) and line.endswith(".ics"))


def on(content: bytes, day: date) -> list[str]:
    return [str(one["summary"]) for one in events(content) if one.start.strftime("%F") == f"{day}"]


async def test_a_link_is_made_read_changed_and_ended(town: Town) -> None:
    coach = town.person("UCOACH")
    await town.store.write(booked, town.pairs["Lincoln Elementary"], DAY)
    await opened(town, coach)
    first = link(await pressed(town, coach, MAKE, "Your link", "Make my link"))
    second = link(await pressed(town, coach, CHANGE, "Your link", first))
    async with serving(town.app) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        gone, there = [await client.get(one.removeprefix(PUBLIC)) for one in (first, second)]
        assert (gone.status_code, there.status_code) == (404, 200)
        assert on(there.content, DAY) == [TITLE]
        await pressed(town, coach, END, "Make my link", "Your link")
        assert (await client.get(second.removeprefix(PUBLIC))).status_code == 404
    assert not [one for one in coach.dm() if PUBLIC in str(one)]


async def test_visits_come_as_files_and_only_to_those_who_have_them(town: Town) -> None:
    leader, other = town.person("ULEAD"), town.person("ULEAD2")
    visit = await town.store.write(booked, town.pairs["Lincoln Elementary"], date(2026, 11, 18), place="Room 4")
    shown = await opened(town, leader)
    assert "Wed, Nov 18, 9:00 AM" in reads(shown)
    await leader.click(shown, ONE)
    await says(town, leader, INVITATION)
    (file,) = files(town, leader)
    assert file.name == f"coachlog-visit-{visit}.ics"
    (event,) = events(file.content or b"")
    assert (str(event["summary"]), str(event["location"])) == ("On-site visit · Lincoln Elementary · Coach C", "Room 4")
    assert ON_ITS_WAY in reads(await modal(town, leader, ON_ITS_WAY))
    await leader.close()
    await leader.click(None, ALL)
    await says(town, leader, CALENDAR)
    assert on(files(town, leader)[-1].content or b"", date(2026, 11, 18))
    assert not files(town, other)
