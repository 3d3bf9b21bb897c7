"""What people do in the set-up, as tests say it."""

from typing import Any

from bot.messages.home import SETUP
from handlers.setup import pages
from playground.deliver.answer import Answer
from playground.deliver.carry import deliver
from playground.people import Person
from playground.records import View
from tests.bot.test_setup_rules import GIVEN
from tests.flows.conftest import Town

CHANNELS = {"coordinators": "CCOORD", "coaches": "CGENERAL"}
STEPS: dict[str, dict[str, Any]] = {**GIVEN, "channels": CHANNELS, "privacy": {}}
PEOPLE = b"""email,name,roles
coach.c@example.org,Coach C,coach
principal.14@example.org,Principal 14,leader
principal.99@example.org,Principal 99,leader
coordinator.1@example.org,Coordinator 1,coordinator
"""
PAIRS = b"""district,school,leader_email,coach_email,starts_on,visit_day,visit_start,visit_minutes
District 1,Lincoln Elementary,principal.14@example.org,coach.c@example.org,2026-09-01,Tue,09:00,90
"""
FILES = [("people.csv", PEOPLE), ("engagements.csv", PAIRS)]


async def open_setup(town: Town, person: Person) -> View:
    """Press Home's button; the view that opens."""
    await person.open_home()
    await town.world.wait_for(lambda: SETUP in str(person.home()))
    await person.click(person.home(), SETUP)
    return await opened(town, person)


async def make_programme(town: Town, person: Person) -> View:
    """Go through every step; the overview at the end."""
    await open_setup(town, person)
    for filled in STEPS.values():
        await person.fill(None, filled)
        verdict = await person.submit()
        assert verdict.meaning == "updated", verdict.errors
    return shown(person)


async def opened(town: Town, person: Person) -> View:
    """The modal on top, once there is one and it waits no more."""
    await town.world.wait_for(lambda: person.modal and person.modal.title != pages.waiting("")["title"])
    return shown(person)


async def titled(town: Town, person: Person, title: str) -> View:
    """The modal on top, once this is its title."""
    await town.world.wait_for(lambda: person.modal and (person.modal.title or {}).get("text") == title)
    return shown(person)


def shown(person: Person) -> View:
    """The modal on top."""
    assert person.modal is not None
    return person.modal


async def waited(town: Town, person: Person, words: str) -> View:
    """The modal on top, once it says these words."""
    await town.world.wait_for(lambda: person.modal and words in str(person.modal.blocks))
    return shown(person)


async def press(person: Person, action: str, depth: int, town: Town) -> View:
    """Press a button of the modal on top; the view once so many are open."""
    await person.click(None, action)
    await town.world.wait_for(lambda: len(person.modals) == depth)
    return await opened(town, person)


async def forge(person: Person, where: View, action: str, value: str | None = None) -> None:
    """Press a button that the app never showed this person."""
    button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "Forged"}}
    made = {**button, "value": value} if value else button
    where.blocks.append({"type": "actions", "block_id": f"forged.{action}", "elements": [made]})
    await person.click(where, action, f"forged.{action}")


async def redrawn(town: Town, page: View) -> None:
    """Once the app has drawn a page anew in which somebody forged a button."""
    await town.world.wait_for(lambda: "Forged" not in str(page.blocks))


async def send(town: Town, person: Person, files: list[tuple[str, bytes]], words: str) -> View:
    """Choose files and have them checked; the page once it says these words."""
    if shown(person).callback_id != "setup.files":
        await person.click(None, pages.FILES)
        await town.world.wait_for(lambda: shown(person).callback_id == "setup.files")
    await person.fill(None, {"files": files})
    verdict = await person.submit()
    assert verdict.meaning == "updated", verdict.errors
    return await waited(town, person, words)


async def replay(town: Town, form: str) -> Answer:
    """Slack delivers once more, byte for byte, what was submitted first of a form; its answer shows nothing."""
    sent = (one for one in town.world.journal.entries if one["type"] == "delivery" and one["kind"] == "view_submission")
    payload = next(one["payload"] for one in sent if one["payload"]["view"]["callback_id"] == form)
    return await deliver(town.world, town.world.app.installations[town.team], "view_submission", payload)
