"""Editing after the period's close, a database that is away, and the journal of forms with several pages."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.errors import NotSavedYet
from bot.messages.contacts import EDIT
from bot.messages.drafts import RESUME
from playground.people import Person
from playground.records import View
from storage.contacts import contacts
from storage.database import Db
from storage.versions import versions
from tests.flows.coachlogging import fields, log, modal, submit, told, typed
from tests.flows.conftest import Town
from tests.promises.inside import Hamlet, form_of, inside, locked
from tests.storage.contacting import Program

OCTOBER = datetime(2026, 10, 20, 15, 0, tzinfo=UTC)


def long_ago(db: Db) -> None:
    """Every contact was logged in October, whose periods have closed."""
    db.run(update(contacts).values(day=date(2026, 10, 20), recorded_at=OCTOBER))


def amended(db: Db) -> list[tuple[bool, str | None]]:
    return [(row.amended, db.unseal(versions.c.reason, row.reason)) for row in db.all(select(versions))]


async def edited(town: Town, coach: Person) -> View:
    """The form of the only contact."""
    await coach.click(coach.dm()[0], EDIT)
    return await modal(town, coach, "Edit a contact")


async def test_after_the_close_a_change_asks_for_a_reason_and_keeps_what_was_said(town: Town) -> None:
    coach = town.person("UCOACH")
    await log(town, coach)
    await town.store.write(long_ago)
    view = await edited(town, coach)
    assert fields(view)[-1] == "reason"
    assert "What it said before stays on record." in str(view.blocks)
    await coach.fill(view, {"minutes": 60})
    assert (await coach.submit()).errors
    await submit(coach, reason="Typed wrong.")
    assert await town.store.read(amended) == [(True, "Typed wrong.")]


async def test_a_form_that_was_open_at_the_close_asks_for_the_reason_then(town: Town) -> None:
    coach = town.person("UCOACH")
    await log(town, coach)
    view = await edited(town, coach)
    assert "reason" not in fields(view)
    await coach.fill(view, {"note": "Better now.", "minutes": 60})
    await town.store.write(long_ago)
    await coach.fill(view, {"day": "2026-10-20"})
    assert (await coach.submit()).meaning == "updated"
    view = await modal(town, coach, "Why you change it")
    assert typed(view, "note")["value"] == "Better now."
    await submit(coach, reason="Typed wrong.")
    assert await town.store.read(amended) == [(True, "Typed wrong.")]


async def test_a_session_that_is_amended_asks_for_the_reason_on_its_first_page(town: Town) -> None:
    coach = town.person("UCOACH")

    def an_old_session(db: Db) -> None:
        made = Program(db, 1, {"UCOACH": 2, "ULEAD": 4}, {"Lincoln Elementary": town.pairs["Lincoln Elementary"]})
        made.log(at=OCTOBER, day=OCTOBER.date(), kind="session", presence=None, note="Before.", check_in="Tired.")

    await town.store.write(an_old_session)
    await told(town, coach)
    view = await edited(town, coach)
    assert "reason" in fields(view)
    await coach.fill(view, {"reason": "Typed wrong."})
    assert (await coach.submit()).meaning == "updated"
    view = await modal(town, coach, "The session")
    assert typed(view, "check_in")["value"] == "Tired."
    await submit(coach, note="After.")
    assert await town.store.read(amended) == [(True, "Typed wrong.")]


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_what_could_not_be_saved_in_time_is_kept_in_the_background(
    sqlite_url: str, tmp_path: Path, transport: str
) -> None:
    async with inside(sqlite_url, tmp_path, 1, transport) as made:
        (coach, *_) = made.people
        await form_of(coach, "A note")
        with locked(made.url):
            assert set((await coach.submit()).errors.values()) == {NotSavedYet().sentence}
        await made.app.tasks.drain(30)
        await coach.close()
        await made.app.tasks.drain(30)
        await made.settled()
        offer = coach.dm()[-1]
        assert "It is kept until you save or discard it" in offer.text
        await coach.click(offer, RESUME)
        view = await made.world.wait_for(lambda: coach.modal)
        assert typed(view, "note")["value"] == "A note"
        assert (await coach.submit()).meaning == "closed"
        await made.settled()
        assert made.count().notes == {"A note": 1}
        assert made.broken() == []


async def through_all_pages(made: Hamlet, coach: Person) -> None:
    """A session on two pages, and a visit whose words raise a concern."""
    await form_of(coach, "Half a thought")
    await coach.fill(None, {"kind": "session"})
    await made.world.wait_for(lambda: (top := coach.modal) and "note" not in fields(top) and top)
    assert (await coach.submit()).meaning == "updated"
    assert (await coach.submit(force=True)).errors
    await coach.fill(None, {"focus": ["practices:P1"], "no_steps": ["yes"], "next_open": ["yes"]})
    assert (await coach.submit()).meaning == "closed"
    for words in ("neutral", "own"):
        await form_of(coach, "Ana Ruiz, 4th grade, reads alone.")
        await coach.fill(None, {"start": None})
        assert (await coach.submit()).meaning == "pushed"
        await coach.fill(None, {"wording": words})
        assert (await coach.submit()).meaning == "cleared"


async def test_the_journal_of_every_page_agrees_with_what_is_stored(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 1) as made:
        await through_all_pages(made, made.people[0])
        counted = await made.settled()
        assert len(counted.contacts) == 3
        assert counted.notes["Half a thought"] == 1
        assert counted.verbs["guard.flagged"] == 2
        assert made.broken() == []
