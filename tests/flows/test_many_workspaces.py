"""Many workspaces by OAuth: each sees only its own, whatever ids they share; they come, go and come back."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from playground.deeds import membership
from playground.deliver.events import announce, heard
from playground.people import Person
from storage import audit
from storage.database import Db, tenant
from storage.inbox import inbox
from storage.outbox import outbox
from storage.people import people
from storage.schools import schools
from storage.workspaces import find, workspaces
from tests.flows.conftest import settle
from tests.flows.installing import TEAMS, Estate, estate

ROUNDS = 4
ENDS = ("app_uninstalled", "tokens_revoked")


@pytest.fixture
async def place(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Estate]:
    async with estate(sqlite_url, tmp_path / "home") as made:
        yield made


def name_after(db: Db, word: str) -> None:
    """Give everybody and every school a name that stands nowhere else."""
    for table in (people, schools):
        db.change(tenant(update(table).values(name=word + " " + table.c.name)))


async def settled(place: Estate, team: str) -> None:
    """Install and put the small program in; every name of it begins with the workspace's."""
    assert (await place.install(team)).status_code == 200
    store = await place.store(team)
    await store.write(settle)
    await store.write(name_after, TEAMS[team])


async def logged(place: Estate, team: str, note: str, user: str = "UCOACH") -> None:
    """A coach logs a visit with a note."""
    coach = place.world.person(team, user)
    await coach.command("/coachlog")
    view = await place.world.wait_for(lambda: coach.modal)
    await coach.fill(view, {"presence": "partly", "activities": ["A2"], "minutes": "45", "note": note})
    verdict = await coach.submit()
    assert verdict.meaning == "closed", verdict.errors


async def rows(place: Estate, team: str, table: Any) -> list[Any]:
    def read(db: Db) -> list[Any]:
        return list(db.all(tenant(select(table))))

    return await (await place.store(team)).read(read)


async def test_it_is_ready_before_anybody_has_installed_it(place: Estate) -> None:
    async def ready() -> bool:
        async with httpx.AsyncClient(base_url=place.url) as outside:
            return (await outside.get("/health/ready")).status_code == 200

    async with asyncio.timeout(30):
        while not await ready():
            await place.app.duties.tick()
    assert await place.live() == []


async def test_a_new_workspace_is_worked_for_at_once(place: Estate) -> None:
    await settled(place, "T1")
    assert await place.live() == [place.world.app.token_of("T1")]
    await logged(place, "T1", "First.")
    coach = place.world.person("T1", "UCOACH")
    assert "Logged L-0001" in (await place.world.wait_for(coach.dm))[0].text
    assert await place.world.wait_for(lambda: place.world.person("T1", "UCOORD").messages("CCOORD"))


async def test_two_workspaces_with_the_same_ids_share_nothing(place: Estate) -> None:
    for team in TEAMS:
        await settled(place, team)
    for number in range(ROUNDS):
        coach = ("UCOACH", "UOTHER")[number % 2]
        await asyncio.gather(*(logged(place, team, f"{TEAMS[team]} note {number}", coach) for team in TEAMS))
    for team in TEAMS:
        await _told(place, team)
    for team, word in TEAMS.items():
        other = next(name for name in TEAMS.values() if name != word)
        seen = json.dumps([one for one in place.world.journal.entries if one["team_id"] == team])
        assert word in seen
        assert other not in seen
        notes = [one.key for one in await rows(place, team, outbox) if one.kind == "confirmation"]
        assert len(notes) == ROUNDS


async def _told(place: Estate, team: str) -> None:
    """Wait until both coaches and the channel have heard of every visit."""
    for coach in ("UCOACH", "UOTHER"):
        await _heard_all(place.world.person(team, coach))
    channel = place.world.person(team, "UCOORD")
    await place.world.wait_for(lambda: len(channel.messages("CCOORD")) == ROUNDS or None)


async def _heard_all(coach: Person) -> None:
    await coach.world.wait_for(lambda: len(coach.dm()) == ROUNDS / 2 or None)
    await coach.world.wait_for(coach.home)


async def test_two_may_install_at_the_same_moment(place: Estate) -> None:
    pages = await asyncio.gather(*(place.install(team) for team in (*TEAMS, *TEAMS)))
    assert [page.status_code for page in pages] == [200] * 4
    assert len(await place.live()) == 2


async def test_installing_again_renews_the_token_and_is_audited(place: Estate) -> None:
    await settled(place, "T1")
    place.world.app.installations["T1"].revoked = True
    assert (await place.install("T1", "UOTHER")).status_code == 200
    token = place.world.app.token_of("T1")
    assert await place.live() == [token]
    found = await place.app.storage.system(find, "T1")
    assert (found and found.bot_token, found and found.installer) == (token, "UOTHER")
    noted = [(one.actor, one.verb) for one in await rows(place, "T1", audit.audit)]
    assert noted == [("UADMIN", "workspace.installed"), ("UOTHER", "workspace.installed")]
    assert len(await rows(place, "T1", people)) == 6


async def delivered(place: Estate, team: str, told: dict[str, Any]) -> None:
    """Let Slack tell of an event, and the app take it."""
    answer = await heard(announce(place.world, team, told))
    assert answer
    assert answer.accepted, answer


async def removed(place: Estate, *kinds: str) -> None:
    """Take the app out of T1; these events are heard, in this order."""
    install = place.world.app.installations["T1"]
    install.revoked = True
    for kind in kinds:
        await delivered(place, "T1", {"type": kind, "tokens": {"oauth": [], "bot": [install.bot_user_id]}})
    install.revoked = False  # so that people may press on, as if Slack were late to stop them


@pytest.mark.parametrize(
    "kinds",
    [ENDS, ENDS[::-1], ("tokens_revoked",)],
    ids=["uninstalled first", "revoked first", "revoked alone"],
)
async def test_a_removed_workspace_is_refused_at_once_and_the_other_goes_on(
    place: Estate, kinds: tuple[str, ...]
) -> None:
    for team in TEAMS:
        await settled(place, team)
    coach = place.world.person("T1", "UCOACH")
    await coach.command("/coachlog", "help")  # so that this process knows the workspace by heart
    await removed(place, *kinds)
    assert await place.live() == [place.world.app.token_of("T2")]
    await coach.command("/coachlog")
    assert coach.modal is None
    assert "isn't installed in this workspace anymore" in str(coach.messages(coach.im)[-1].text)
    await logged(place, "T2", "Here all goes on.")
    assert not await place.app.storage.system(find, "T1")


async def test_what_was_owed_to_a_removed_workspace_is_never_said(place: Estate) -> None:
    await settled(place, "T1")
    place.world.faults.add("chat.postMessage", "status", count=0, status=429, retry_after=600)
    await logged(place, "T1", "Never told.")
    store = await place.store("T1")
    await removed(place, "app_uninstalled")
    place.world.faults.clear()

    def left(db: Db) -> set[tuple[str, str]]:
        waiting = {("outbox", one.state) for one in db.all(tenant(select(outbox.c.state)))}
        return waiting | {("inbox", one.state) for one in db.all(tenant(select(inbox.c.state)))}

    assert ("outbox", "pending") not in await store.read(left)
    assert ("inbox", "pending") not in await store.read(left)
    assert (await place.install("T1")).status_code == 200
    await place.app.duties.tick()
    assert ("outbox", "pending") not in await store.read(left)
    assert place.world.person("T1", "UCOACH").dm() == []


async def test_a_workspace_that_comes_back_finds_its_record(place: Estate) -> None:
    await settled(place, "T1")
    await logged(place, "T1", "Before.")
    await place.world.wait_for(place.world.person("T1", "UCOACH").dm)
    before = place.world.app.token_of("T1")
    membership.uninstall(place.world, "T1")
    first = await place.world.wait_for(lambda: [one for one in ends(place) if one["outcome"] == "accepted"])
    assert first
    assert (await place.install("T1")).status_code == 200
    await place.world.wait_for(lambda: len(ends(place)) == 2 or None)
    assert await place.live() == [place.world.app.token_of("T1")] != [before]
    await logged(place, "T1", "After.")
    coach = place.world.person("T1", "UCOACH")
    told = await place.world.wait_for(lambda: [one for one in coach.dm() if "L-0002" in one.text])
    assert len(told) == 1
    verbs = [one.verb for one in await rows(place, "T1", audit.audit) if one.verb.startswith("workspace")]
    assert verbs == ["workspace.installed", "workspace.uninstalled", "workspace.installed"]


def ends(place: Estate) -> list[dict[str, Any]]:
    """The deliveries that said the app was removed."""
    told = (one for one in place.world.journal.entries if one.get("kind") == "events_api")
    return [one for one in told if one["payload"]["event"]["type"] in ENDS]


@pytest.mark.parametrize("early", ENDS)
async def test_the_late_second_event_of_a_removal_does_not_end_what_came_after(place: Estate, early: str) -> None:
    (late,) = set(ENDS) - {early}
    await settled(place, "T1")
    await removed(place, early)
    assert await place.live() == []
    await place.install("T1")
    await removed(place, late)
    assert len(await place.live()) == 1
    await removed(place, late, early)
    assert await place.live() == []
    await place.install("T1")
    await place.world.clock.turn_to(place.world.clock.now() + timedelta(minutes=1))
    await removed(place, late)
    assert await place.live() == []


@pytest.mark.parametrize("tokens", [{"oauth": ["UADMIN"]}, {"oauth": ["UADMIN"], "bot": []}, None, "x"])
async def test_a_persons_revoked_token_ends_nothing(place: Estate, tokens: object) -> None:
    await settled(place, "T1")
    await delivered(place, "T1", {"type": "tokens_revoked", "tokens": tokens})
    await place.app.duties.tick()
    assert await place.live() == [place.world.app.token_of("T1")]
    await logged(place, "T1", "Still here.")


async def test_the_end_of_a_workspace_nobody_knows_is_taken_and_changes_nothing(place: Estate) -> None:
    await settled(place, "T1")
    place.world.install("T2")
    for kind in ENDS:
        await delivered(place, "T2", {"type": kind, "tokens": {"bot": ["UX"]}})
    assert await place.live() == [place.world.app.token_of("T1")]


async def test_a_workspace_whose_token_cannot_be_opened_waits_and_is_healed_by_installing_again(place: Estate) -> None:
    for team in TEAMS:
        await settled(place, team)
    await place.app.storage.system(damage, "T1")
    coach = place.world.person("T1", "UCOACH")
    await coach.command("/coachlog")
    assert coach.modal is None
    await logged(place, "T2", "Here all goes on.")
    event = {"type": "user_change", "user": {"id": "UCOACH", "team_id": "T1"}}
    answer = await heard(announce(place.world, "T1", event))
    assert answer
    assert not answer.accepted, "Slack sends it again"
    assert (await place.install("T1")).status_code == 200
    await logged(place, "T1", "And here again.")
    assert await place.world.wait_for(coach.dm)


def damage(connection: Connection, _keyring: object, team: str) -> None:
    connection.execute(update(workspaces).where(workspaces.c.team_id == team).values(bot_token=b"damaged"))
