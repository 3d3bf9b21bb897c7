"""Somebody joins: they are matched, welcomed once in the words of their role, and can read it again."""

from datetime import date

import pytest

from bot.messages.welcome import READ
from playground.people import Person
from storage.database import Db
from storage.engagements import engagements
from storage.people import people, roles
from tests.flows.coachlogging import home, modal
from tests.flows.coachlogging import says as reads
from tests.flows.conftest import Town
from tests.flows.exporting import says

pytestmark = pytest.mark.unasked


def enroll(db: Db) -> None:
    """The roster names the guest as a leader whom Coach C coaches."""
    person = db.add(people, email="guest@example.org", name="Principal 16")
    db.add(roles, programme_id=1, person_id=person, role="leader")
    coach = db.value(people.select().with_only_columns(people.c.id).where(people.c.slack_user_id == "UCOACH"))
    pair = {"programme_id": 1, "school_id": 1, "leader_id": person, "coach_id": coach}
    db.add(engagements, **pair, starts_on=date(2026, 9, 1))


async def read_again(town: Town, person: Person, words: str) -> str:
    await home(town, person, "What this is")
    await person.click(person.home(), READ)
    return reads(await modal(town, person, words))


async def test_a_newcomer_is_welcomed_once_and_reads_it_again(town: Town) -> None:
    newcomer = town.person("USTRANGE")
    await town.store.write(enroll)
    await town.app.duties.match_now(town.store.workspace_id)
    message = await says(town, newcomer, "Welcome to Coachlog")
    assert "Coach C coaches you at Lincoln Elementary." in message.text
    for _ in range(2):
        await town.app.duties.match_now(town.store.workspace_id)
        await town.app.duties.tick()
    assert [one.ts for one in newcomer.dm() if "Welcome to Coachlog" in one.text] == [message.ts]
    assert not [one for one in town.person("UCOACH").dm() if "Welcome" in one.text]
    await newcomer.click(message, READ)
    shown = reads(await modal(town, newcomer, "You got this on Tue, Nov 17, 2026."))
    assert "isn't legally privileged" in shown


async def test_what_this_is_can_be_read_by_everybody_in_the_program(town: Town) -> None:
    assert "You coach Principal 14 at Lincoln Elementary." in await read_again(town, town.person("UCOACH"), "Welcome")
    assert "as a coordinator" in await read_again(town, town.person("UCOORD"), "Welcome")
