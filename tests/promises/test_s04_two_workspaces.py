"""S04: two workspaces whose people and channels have the same ids; everything at once, and each sees its own alone."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, update

from playground import payloads
from playground.people import Person
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.people import people
from storage.programmes import programmes
from storage.schools import schools
from storage.tables import metadata
from storage.workspaces import find
from tests.flows.conftest import settle
from tests.flows.installing import Estate, estate
from tests.promises import sizes
from tests.promises.counting import connected
from tests.promises.requests import calling, signed

WORDS = {"T1": "CANARYNORTH", "T2": "CANARYSOUTH"}
VISIT = {"presence": "yes", "minutes": "45"}
TENANT_TABLES = {table.name for table in metadata.sorted_tables if "workspace_id" in table.c}
NAMED = re.compile(r"\b(?:FROM|JOIN|UPDATE)\s+(\w+)")


async def test_two_workspaces_share_nothing_but_their_ids(database_url: str, tmp_path: Path) -> None:
    async with estate(database_url, tmp_path / "home") as made:
        for team in WORDS:
            await _settled(made, team)
        for number in range(sizes.S04_ROUNDS):
            flows = (_a_day(made, team, coach, number) for team in WORDS for coach in ("UCOACH", "UOTHER"))
            await asyncio.gather(*flows, *(_around(made, team) for team in WORDS))
            await made.app.duties.tick()
        seen = {team: _all_seen(made, team) for team in WORDS}
        stored = await _stored(made)
    for team, word in WORDS.items():
        others = [canary for canary in WORDS.values() if canary != word]
        assert word in seen[team]
        assert not [canary for canary in others if canary in seen[team]], team
        assert stored[team] == sizes.S04_ROUNDS * 2


async def _settled(made: Estate, team: str) -> None:
    """Install, and put in the same program with a canary in every name."""
    assert (await made.install(team)).status_code == 200
    store = made.app.storage.workspace(await _row(made, team))
    await store.write(settle)
    await store.write(_name_after, WORDS[team])


async def _row(made: Estate, team: str) -> int:
    found = await made.app.storage.system(find, team)
    assert found
    return found.id


def _name_after(db: Db, word: str) -> None:
    for table in (people, schools, programmes):
        db.change(tenant(update(table).values(name=word + " " + table.c.name)))


async def _a_day(made: Estate, team: str, user: str, number: int) -> None:
    """Log, read, change, list, take back and look at Home."""
    coach = made.world.person(team, user)
    told = len(coach.dm())
    await _form(coach, f"{WORDS[team]} note {number}")
    message = (await coach.world.wait_for(lambda: coach.dm()[told:]))[0]
    await coach.click(message, "contact.open")
    await coach.world.wait_for(lambda: coach.modal)
    await coach.close(whole=True)
    await coach.command("/coachlog", "last")
    await coach.command("/coachlog", "help")
    await coach.open_home()
    if number % 2:
        await coach.command("/coachlog", "undo")


async def _form(coach: Person, note: str) -> None:
    await coach.command("/coachlog")
    await coach.world.wait_for(lambda: coach.modal)
    await coach.fill(coach.modal, {**VISIT, "note": note})
    verdict = await coach.submit()
    assert verdict.meaning == "closed", verdict


async def _around(made: Estate, team: str) -> None:
    """What the others do meanwhile."""
    for user in ("ULEAD", "ULEAD2", "UCOORD", "UADMIN", "USTRANGE"):
        person = made.world.person(team, user)
        await person.open_home()
        await person.say(None, "help")
        await person.command("/coachlog")


def _all_seen(made: Estate, team: str) -> str:
    """Every call for a workspace and every answer to it, as text."""
    return json.dumps([line for line in made.world.journal.entries if line["team_id"] == team], default=str)


async def _stored(made: Estate) -> dict[str, int]:
    def count(db: Db) -> int:
        return len(db.all(contacts.select()))

    return {team: await made.app.storage.workspace(await _row(made, team)).read(count) for team in WORDS}


async def test_an_id_of_the_other_workspace_opens_nothing(database_url: str, tmp_path: Path) -> None:
    async with estate(database_url, tmp_path / "home") as made:
        for team, word in WORDS.items():
            await _settled(made, team)
            await _form(made.world.person(team, "UCOACH"), word)
        coach = made.world.person("T1", "UCOACH")
        message = (await coach.world.wait_for(coach.dm))[0]
        await coach.click(message, "contact.open")
        honest = made.world.journal.deliveries("block_actions")[-1]["payload"]
        foreign = await _first_contact(made, "T2")
        before = len(_denials(database_url))
        async with calling(f"{made.url}/slack/events") as caller:
            for action in ("contact.open", "contact.edit", "contact.undo"):
                honest["actions"][0] |= {"action_id": action, "value": str(foreign)}
                await caller.post(signed(made.world, honest, "block_actions"))
                await made.app.tasks.drain(30)
        assert len(_denials(database_url)) == before + 3
        assert WORDS["T2"] not in _all_seen(made, "T1")


async def test_a_form_of_one_workspace_is_none_of_the_other(sqlite_url: str, tmp_path: Path) -> None:
    async with estate(sqlite_url, tmp_path / "home") as made:
        forms: dict[str, Any] = {}
        for team in WORDS:
            await _settled(made, team)
            coach = made.world.person(team, "UCOACH")
            await coach.command("/coachlog")
            await coach.world.wait_for(lambda: coach.modal)  # noqa: B023 - at once
            await coach.fill(coach.modal, VISIT)
            forms[team] = _submission(coach)
        forms["T1"]["view"]["private_metadata"] = forms["T2"]["view"]["private_metadata"]
        async with calling(f"{made.url}/slack/events") as caller:
            answer = await caller.post(signed(made.world, forms["T1"]))
        assert answer.body["response_action"] == "errors"
        assert (await _stored(made)) == {"T1": 0, "T2": 0}


def _submission(coach: Person) -> Any:
    actor = coach._actor
    assert coach.modal
    return payloads.view_submission(actor.space, actor.user, actor.install, coach.modal, actor.trigger(coach.modal), [])


async def _first_contact(made: Estate, team: str) -> int:
    def first(db: Db) -> int:
        return int(db.value(contacts.select()))

    return await made.app.storage.workspace(await _row(made, team)).read(first)


def _denials(url: str) -> list[str]:
    with connected(url) as connection:
        rows = connection.exec_driver_sql("SELECT verb FROM audit WHERE verb LIKE 'denied:%%'")
        return [str(row[0]) for row in rows]


@pytest.fixture
def spoken() -> Iterator[list[str]]:
    """Every statement that SQLite is asked to run, as it runs it."""
    said: list[str] = []

    def listen(raw: Any, _record: object) -> None:
        raw.set_trace_callback(said.append)

    event.listen(Engine, "connect", listen)
    yield said
    event.remove(Engine, "connect", listen)


async def test_every_statement_that_runs_names_its_workspace(
    spoken: list[str], sqlite_url: str, tmp_path: Path
) -> None:
    async with estate(sqlite_url, tmp_path / "home") as made:
        await _settled(made, "T1")
        spoken.clear()
        await _a_day(made, "T1", "UCOACH", 1)
        await _around(made, "T1")
        await made.app.duties.tick()
        said = [one for one in spoken if _tables(one)]
    assert len(said) > 50
    assert not [one for one in said if not _filtered(one)]


def _tables(statement: str) -> list[str]:
    return [name for name in NAMED.findall(statement) if name in TENANT_TABLES]


def _filtered(statement: str) -> bool:
    """Whether the workspace is named as often as there are tables that belong to one."""
    return len(re.findall(r"workspace_id = \d", statement)) >= len(_tables(statement))
