"""What people do to export, as tests say it."""

import asyncio
from typing import Any

from sqlalchemy import select

from bot.messages.exports import EXPORT
from handlers.exports import FORM
from playground.people import Person
from playground.records import File, Message, View
from storage.audit import audit
from tests.flows.coachlogging import fields, modal
from tests.flows.conftest import Town

TABLE = {"first": "2026-11-01", "last": "2026-11-17"}


async def asked(town: Town, person: Person) -> View:
    """Type /coachlog export; the form that opens."""
    await person.command("/coachlog", "export")
    return await modal(town, person, FORM)


async def at_home(town: Town, person: Person) -> View:
    """Press Home's button; the form that opens."""
    await person.open_home()
    shown = await town.world.wait_for(lambda: ((home := person.home()) and EXPORT in str(home.blocks) and home) or None)
    await person.click(shown, EXPORT)
    return await modal(town, person, FORM)


async def as_sheet(town: Town, person: Person) -> View:
    """Choose the month sheet; the form once it asks for the month."""
    await person.fill(person.modal, {"format": "Month sheet to print (PDF)"})
    return await town.world.wait_for(lambda: ((top := person.modal) and "month" in fields(top) and top) or None)


async def exported(town: Town, person: Person, **filled: Any) -> tuple[File, bytes]:
    """Fill in and submit; the file that arrives, and its bytes."""
    before = len(files(town, person))
    await person.fill(None, filled)
    verdict = await person.submit()
    assert verdict.meaning == "closed", verdict
    found = await town.world.wait_for(lambda: files(town, person)[before:] or None, timeout=30)
    return found[0], found[0].content or b""


def files(town: Town, person: Person) -> list[File]:
    """The files that the app has sent to a person, oldest first."""
    held = town.world.workspaces[town.team].files
    return [held[file] for message in person.dm() for file in message.files]


def said(person: Person) -> list[str]:
    """What the app wrote to a person, file captions included."""
    return [message.text for message in person.dm()]


async def says(town: Town, person: Person, words: str) -> Message:
    """A message of the app to a person, once one says these words."""
    return await town.world.wait_for(lambda: next((one for one in person.dm() if words in one.text), None), timeout=30)


async def verbs(town: Town) -> list[str]:
    """What the audit log holds of exports and denials, oldest first."""
    found = await town.store.read(lambda db: list(db.run(select(audit.c.verb).order_by(audit.c.id)).scalars()))
    return [verb for verb in found if "export" in verb]


async def audited(town: Town, verb: str) -> list[str]:
    """The audit log's exports and denials, once this one is among them."""
    for _ in range(1500):
        if verb in (found := await verbs(town)):
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(verb)
