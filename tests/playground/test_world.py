"""The clock, the journal's file, the registration from a manifest, and two workspaces of equal ids."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from playground.clock import Clock
from playground.journal import UNPACKED, Journal
from playground.registration import AppRegistration
from playground.sample import populate, sample_world
from playground.server import Playground, build
from playground.state import World
from tests.playground.builders import home
from tests.playground.webapi import WebApi

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
MANIFEST = {
    "display_information": {"name": "Coachlog"},
    "features": {
        "bot_user": {"display_name": "coachlog"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [{"command": "/coachlog", "description": "Log", "should_escape": False}],
        "shortcuts": [{"name": "Log", "type": "global", "callback_id": "log", "description": "Log a visit"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"], "bot_optional": ["chat:write"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.im"]},
        "interactivity": {"is_enabled": True},
    },
}


async def test_the_clock_runs_on_and_only_turns_forward() -> None:
    clock = Clock(START)
    seen: list[datetime] = []

    async def note(now: datetime) -> None:
        seen.append(now)

    clock.on_turn(note)
    assert timedelta(0) <= clock.now() - START < timedelta(minutes=1)
    await clock.turn_to(START + timedelta(days=1))
    await clock.advance(timedelta(hours=1))
    assert seen[1] - seen[0] >= timedelta(hours=1)
    with pytest.raises(ValueError, match="forward"):
        await clock.turn_to(START)
    for naive in (datetime(2030, 1, 1),):  # noqa: DTZ001 - a naive time is what is refused
        with pytest.raises(ValueError, match="aware"):
            await clock.turn_to(naive)
        with pytest.raises(ValueError, match="aware"):
            Clock(naive)


async def test_a_turn_wakes_who_sleeps_by_the_clock() -> None:
    clock = Clock(START)
    sleeper = asyncio.create_task(clock.sleep_until(START + timedelta(hours=2)))
    await asyncio.sleep(0)
    await clock.advance(timedelta(hours=1))
    assert not sleeper.done()
    await clock.advance(timedelta(hours=1))
    await asyncio.wait_for(sleeper, 30)


def test_the_journal_keeps_every_line_in_order_and_in_its_file(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    journal = Journal(Clock(START), file, keep=50)
    for one in range(UNPACKED + 100):
        journal.call("T1", "api.test", {"n": one}, {"ok": True, "text": "ä"})
    journal.close()
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, UNPACKED + 101))
    kept = journal.entries
    assert [entry["seq"] for entry in kept] == list(range(51, UNPACKED + 101))
    assert kept == lines[50:]
    assert [entry["args"]["n"] for entry in journal.since(UNPACKED + 98)] == [UNPACKED + 98, UNPACKED + 99]
    assert len(journal.since(60)) == UNPACKED + 40


def test_the_registration_is_what_the_manifest_says() -> None:
    app = AppRegistration.from_manifest(MANIFEST)
    assert (app.name, app.bot_name, app.home_tab, app.messages_read_only) == ("Coachlog", "coachlog", True, False)
    assert app.takes_command("/coachlog")
    assert not app.takes_command("/other")
    assert app.takes_shortcut("log", "global")
    assert not app.takes_shortcut("log", "message")
    assert app.bot_scopes == ("commands", "chat:write")
    assert app.events == {"app_home_opened", "message.im"}


async def test_a_world_from_a_manifest_grants_its_scopes_only() -> None:
    world = sample_world(MANIFEST)
    api = WebApi(world)
    assert await api.error("users.list") == "missing_scope"
    assert (await api.done("auth.test"))["user"] == "coachlog"
    await api.http.aclose()
    await world.stop()


async def test_two_workspaces_of_equal_ids_never_mix() -> None:
    world = World(rate_limits=False, echo=False)
    for team in ("T1", "T2"):
        populate(world, team, f"Schools {team}")
    apis = {team: WebApi(world) for team in ("T1", "T2")}
    for team, api in apis.items():
        api.token = world.app.token_of(team)
        await api.done("chat.postMessage", channel="C1", text=f"for {team}")
        await api.done("views.publish", user_id="U2", view=home())
        assert (await api.done("auth.test"))["team_id"] == team
        assert [message.text for message in world.person(team, "U2").messages("C1")] == [f"for {team}"]
        assert [entry["args"]["channel"] for entry in world.journal.calls("chat.postMessage")][-1] == "C1"
    homes = [world.person(team, "U2").home() for team in apis]
    assert len({view.id for view in homes if view}) == 2
    foreign = await apis["T1"].error("views.update", view_id=homes[1].id if homes[1] else "", view=home())
    assert foreign == "not_found"
    for api in apis.values():
        await api.http.aclose()
    await world.stop()


async def test_waiting_ends_when_it_holds_or_the_time_is_up(world: World, api: WebApi) -> None:
    person = world.person("T1", "U2")
    world.spawn(api.call("chat.postMessage", channel="C1", text="x"))
    found = await world.wait_for(lambda: person.messages("C1"))
    assert found[0].text == "x"
    with pytest.raises(TimeoutError):
        await world.wait_for(lambda: len(person.messages("C1")) == 2, timeout=0.01)


def test_nobody_acts_as_somebody_who_is_not_there() -> None:
    world = sample_world()
    for nobody in ("U9", "USLACKBOT"):
        with pytest.raises(KeyError, match="nobody called"):
            world.person("T1", nobody)
    with pytest.raises(ValueError, match="already"):
        world.add_workspace("T1", "Again")


async def test_the_server_answers_on_a_free_port_and_leaves_nothing_behind(world: World) -> None:
    async with Playground(world) as playground, httpx.AsyncClient() as http:
        assert (await http.get(f"{playground.url}/")).status_code == 200
        assert (await http.get(f"{playground.url}/control/clock")).json()["ok"]
        assert (await http.post(f"{playground.api_url}api.test")).json()["ok"]
    assert all(route for route in build(world, page=True).routes)
    async with httpx.AsyncClient() as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(playground.url)


async def test_blocks_are_validated_without_a_token(api: WebApi) -> None:
    api.token = None
    await api.done("blocks.validate", blocks=[{"type": "divider"}])
    await api.done("blocks.validate", view=home())
    answer = await api.call("blocks.validate", blocks=[{"type": "section"}])
    assert answer["errors"][0]["pointer"] == "/blocks/0"
    assert await api.error("blocks.validate") == "invalid_arguments"
    assert (await api.call("api.test", error="my_error"))["error"] == "my_error"
