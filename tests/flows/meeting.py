"""What people do with visits, as tests say it."""

from typing import Any

from playground.people import Person
from playground.records import Message, View
from tests.flows.coachlogging import says
from tests.flows.conftest import Town


async def page(town: Town, person: Person, words: str, but: str = "") -> View:
    """The modal on top, once it says these words and not the others."""

    def found() -> View | None:
        top = person.modal
        said = f"{top.title}\n{says(top)}" if top else ""
        return top if words in said and not (but and but in said) else None

    return await town.world.wait_for(found)


async def meet(town: Town, person: Person, text: str = "", words: str = "") -> View:
    """Type /coachmeet; the page that opens, once it says these words."""
    await person.command("/coachmeet", text)
    return await page(town, person, words)


async def line(town: Town, person: Person, text: str, words: str = "") -> Message:
    """Type a line after /coachmeet; what only this person sees of it, once it says these words."""
    before = len(person.messages(person.im))
    await person.command("/coachmeet", text)
    return await shown(town, person, words, before)


async def shown(town: Town, person: Person, words: str, before: int = 0) -> Message:
    """A message in the person's conversation with the app that says these words, once there is one; the newest."""

    def found() -> Message | None:
        return next((one for one in reversed(person.messages(person.im)[before:]) if words in one.text), None)

    return await town.world.wait_for(found)


async def send(person: Person, **filled: Any) -> str:
    """Fill in and submit; what came of it."""
    await person.fill(None, filled)
    return (await person.submit()).meaning


def buttons(where: View | Message) -> list[str]:
    """The words on every button."""
    found = [one for block in where.blocks for one in [*block.get("elements", ()), block.get("accessory") or {}]]
    return [one["text"]["text"] for one in found if one.get("type") == "button"]
