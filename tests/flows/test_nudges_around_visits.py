"""What is said around visits, in whole conversations and by the playground's clock; and what one press comes to."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.messages import visitnudges as words
from bot.messages.visits import BRIEF
from playground.people import Person
from playground.records import Message
from storage.contacts import NewContact
from storage.people import Actor
from storage.recording import Intent, record_contact
from tests.flows.asking import turned
from tests.flows.coachlogging import home, modal, says, submit, typed
from tests.flows.conftest import NOW, Town

pytestmark = pytest.mark.unasked

VISIT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # Tuesday, 9:00 AM in New York
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def near(town: Town) -> None:
    """The evening before; last week's visit is logged."""
    last = {"engagement": town.pairs["Lincoln Elementary"], "kind": "visit", "day": NOW.date(), "minutes": 90}
    new = NewContact.model_validate({**last, "presence": "yes"})
    await town.store.write(record_contact, Actor("UCOACH"), NOW, Intent("last week", NOW), new)
    await turned(town, VISIT - 14 * HOUR)


async def says_by(town: Town, person: Person, at: datetime, words_: str) -> Message:
    """Turn the clock; the newest message that says this."""
    await turned(town, at)

    def found() -> Message | None:
        return next((one for one in reversed(person.dm()) if words_ in says(one)), None)

    return await town.world.wait_for(found)


async def becomes(town: Town, person: Person, ts: str, words_: str) -> Message:
    """A message, once it says this."""

    def found() -> Message | None:
        return next((one for one in person.dm() if one.ts == ts and words_ in says(one)), None)

    return await town.world.wait_for(found)


async def test_the_brief_then_the_card_then_the_form_with_the_visit_in_it(town: Town) -> None:
    coach = town.person("UCOACH")
    await near(town)
    brief = await says_by(town, coach, VISIT - 29 * MINUTE, "9:00–10:30 AM · Lincoln Elementary, Principal 14")
    assert "Why am I getting this" in says(brief)
    await home(town, coach, BRIEF)
    await coach.click(coach.home(), BRIEF)
    assert "Nothing is open between you." in says(await modal(town, coach, "Last contact 7 days ago."))
    await coach.close()
    card = await says_by(town, coach, VISIT + 106 * MINUTE, "is over. How did it go?")
    await coach.click(card, words.LOG)
    form = await modal(town, coach, "Log a contact")
    assert typed(form, "day")["selected_date"] == "2026-11-24"
    assert typed(form, "start")["selected_time"] == "09:00"
    assert typed(form, "minutes")["value"] == "90"
    await submit(coach, presence="yes", note="Exit tickets are better.")
    settled = await becomes(town, coach, card.ts, "logged as L-0002")
    assert "How did it go?" not in says(settled)
    before = len(coach.dm())
    await turned(town, VISIT + 6 * HOUR)
    await turned(town, VISIT + DAY)
    assert [one.text for one in coach.dm()[before:] if "Nothing is logged" in one.text] == []


async def test_an_unlogged_visit_is_asked_about_and_one_press_settles_each(town: Town) -> None:
    coach = town.person("UCOACH")
    await near(town)
    await says_by(town, coach, VISIT + 106 * MINUTE, "is over. How did it go?")
    first = await says_by(
        town, coach, VISIT + 331 * MINUTE, "Nothing is logged yet for your visit to Lincoln Elementary (today"
    )
    before = len(coach.dm())
    await turned(town, VISIT + DAY - 20 * MINUTE)
    assert len(coach.dm()) == before  # the second reminder gives way to Thursday's list and Monday's plan
    tile = await says_by(town, coach, VISIT + 2 * DAY + 6 * HOUR + 20 * MINUTE, "One visit is not logged.")
    await coach.click(tile, words.BECAME, value="School closed")
    await becomes(town, coach, tile.ts, "Every visit of the list is logged or explained.")
    await becomes(town, coach, first.ts, "Lincoln Elementary, Tue, Nov 24: school closed.")
    await town.world.wait_for(lambda: [one for one in coach.dm() if "Not held, the school is closed" in one.text])


async def test_by_phone_opens_the_form_of_a_call(town: Town) -> None:
    coach = town.person("UCOACH")
    await near(town)
    card = await says_by(town, coach, VISIT + 106 * MINUTE, "is over. How did it go?")
    await coach.click(card, words.SKIP)
    assert typed(await modal(town, coach, "Why"), "act")["selected_option"]["value"] == "skip"
    await coach.close()
    await coach.click(card, words.PHONE)
    form = await modal(town, coach, "Log a contact")
    assert typed(form, "kind")["selected_option"]["value"] == "call"
    await submit(coach, note="She called back.")
    await becomes(town, coach, card.ts, "logged as L-0002")
