"""What people do with `/coachreport`, as tests say it."""

from sqlalchemy import select

from bot.messages.reports import SECTION
from playground.people import Person
from playground.records import Message, View
from storage.database import Db
from storage.people import people, roles
from tests.flows.conftest import Town
from tests.flows.meeting import page, send

WORDS = {"evidence": "A common exit ticket is in use.", "next": "Two walkthroughs."}


def second_coordinator(db: Db) -> None:
    """Admin A coordinates too."""
    person = db.value(select(people.c.id).where(people.c.slack_user_id == "UADMIN"))
    db.add(roles, programme_id=1, person_id=person, role="coordinator")


async def report(town: Town, person: Person, text: str = "last", words: str = "") -> View:
    """Type /coachreport; the page that opens, once it says these words."""
    await person.command("/coachreport", text)
    return await page(town, person, words)


async def finish(town: Town, coach: Person, words: str = "Needs ", **filled: str) -> View:
    """Fill in the first school that needs something; the page below, once it says that all are ready."""
    await coach.click(await page(town, coach, words), SECTION)
    await page(town, coach, "How is it going?")
    assert await send(coach, **{"progress": "on_track", **WORDS, **filled}) == "closed"
    return await page(town, coach, "to submit.")


async def card(town: Town, person: Person, words: str) -> Message:
    """The person's message from the app that says these words, also one that was corrected."""

    def found() -> Message | None:
        return next((one for one in reversed(person.dm()) if words in one.text), None)

    return await town.world.wait_for(found)
