"""`coachlog serve` as operators meet it: what stops its start, how it ends, and what it leaves."""

import asyncio
import json
import signal
import socket
from functools import partial
from typing import Any

import httpx
import psutil
import pytest
from sqlalchemy import update

from bot.app import assistant
from bot.errors import BadSetting, Unavailable
from bot.settings import load
from playground.people import Person
from storage.keys import Keyring, new_key
from storage.store import open_engine
from storage.workspaces import NewWorkspace, install, workspaces
from tests.bot.running import Site, coachlog, until
from tests.promises.counting import count
from tests.promises.serving import Server, free_port, served
from tests.promises.village import NOW, VISIT, coaches

MEGABYTE = 1024 * 1024


async def fill_in(coach: Person, note: str, **changes: Any) -> None:
    """Open the form and fill it in."""
    await coach.command("/coachlog")
    await coach.fill(await coach.world.wait_for(lambda: coach.modal, 30), {**VISIT, "note": note, **changes})


def is_ready(server: Server) -> bool:
    return httpx.get(f"http://127.0.0.1:{server.port}/health/ready").status_code == 200


async def test_a_port_in_use_is_told_in_one_line(there: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = await coachlog("serve", **{**there.environ, "PORT": str(port)})
    assert ended.code == 2
    assert ended.line.startswith(f"HOST 127.0.0.1 and PORT {port} can't be used")


async def test_a_slack_out_of_reach_is_told_in_one_line(there: Site) -> None:
    ended = await coachlog("serve", **{**there.environ, "SLACK_API_URL": f"http://127.0.0.1:{free_port()}/api/"})
    assert ended.code == 1
    assert ended.line.startswith("Slack doesn't answer at http://127.0.0.1:")


async def refused(environ: dict[str, str], kind: type[Exception]) -> str:
    """The line that stops a start, whose kind decides the exit code."""
    with pytest.raises(kind) as raised:
        async with assistant(load(environ)):
            raise AssertionError("it started")
    assert "\n" not in str(raised.value)
    return str(raised.value)


async def test_a_slack_in_trouble_stops_the_start(there: Site) -> None:
    there.world.faults.add("auth.test", "outage")
    said = await refused(there.environ, Unavailable)
    assert said == "Slack answered with an error (service_unavailable). Start again in a few minutes."


@pytest.mark.parametrize(
    ("name", "token", "page"),
    [("SLACK_BOT_TOKEN", "xoxb-wrong", "Install App"), ("SLACK_APP_TOKEN", "xapp-wrong", "Basic Information")],
)
async def test_a_bad_token_stops_the_start(there: Site, name: str, token: str, page: str) -> None:
    said = await refused({**there.environ, name: token}, BadSetting)
    assert said == f"{name} isn't accepted by Slack (invalid_auth). Copy it from your app's {page} page."


async def test_a_socket_that_slack_does_not_open_stops_the_start(there: Site) -> None:
    there.world.faults.add("apps.connections.open", "outage")
    said = await refused({**there.environ, "SLACK_APP_TOKEN": there.world.app.app_token}, Unavailable)
    assert said.startswith("Slack answered with an error")


async def test_a_key_that_is_gone_stops_the_start_before_anything_is_sealed_with_another(there: Site) -> None:
    said = await refused({**there.environ, "COACHLOG_KEYS": new_key()}, BadSetting)
    assert said.startswith("The data was sealed with a key that isn't here.")
    async with assistant(load(there.environ)):
        pass


async def test_a_damaged_token_is_healed_by_the_start_of_a_single_workspace(there: Site) -> None:
    with open_engine(there.url).begin() as connection:
        connection.execute(update(workspaces).values(bot_token=b"damaged"))
    async with assistant(load(there.environ)) as running:
        assert [one.token for one in await running.duties.workspaces()] == [there.world.app.bot_token]


async def test_a_single_workspace_whose_own_key_is_gone_stops_the_start_whatever_others_there_were(
    there: Site,
) -> None:
    foreign = Keyring([new_key()]).seal("xoxb-1", "T1:workspaces.bot_token")
    with open_engine(there.url).begin() as connection:
        install(connection, Keyring([there.key]), NewWorkspace("T2", "Second", "xoxb-2", "UBOT"), NOW)
        connection.execute(update(workspaces).where(workspaces.c.team_id == "T1").values(bot_token=foreign))
    assert (await refused(there.environ, BadSetting)).startswith("The data was sealed with a key that isn't here.")


@pytest.mark.parametrize("keys", ["short", "x" * 43 + "=", "===="])
async def test_a_malformed_key_stops_the_start(there: Site, keys: str) -> None:
    said = await refused({**there.environ, "COACHLOG_KEYS": keys}, BadSetting)
    assert "can't be used" in said or "isn't here" in said
    assert keys not in said


async def test_a_malformed_key_file_stops_the_start(there: Site) -> None:
    there.home.mkdir()
    (there.home / "keys").write_text("\n")
    said = await refused({**there.environ, "COACHLOG_KEYS": ""}, BadSetting)
    assert said.startswith("The key file in COACHLOG_HOME can't be used")


async def test_a_home_that_is_no_folder_stops_the_start(there: Site) -> None:
    there.home.write_text("a file")
    assert "COACHLOG_HOME" in await refused({**there.environ, "COACHLOG_KEYS": ""}, BadSetting)
    assert "COACHLOG_HOME" in await refused(there.environ, BadSetting)


async def test_a_database_without_tables_asks_for_the_migration(empty_postgres_url: str, there: Site) -> None:
    said = await refused({**there.environ, "DATABASE_URL": empty_postgres_url}, Unavailable)
    assert said.endswith("Run: coachlog migrate")


async def test_a_database_that_is_away_stops_the_start(there: Site) -> None:
    away = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    assert (await refused({**there.environ, "DATABASE_URL": away}, Unavailable)).startswith(
        "The database doesn't answer"
    )


async def test_a_stop_while_it_waits_for_slack_ends_it_at_once(there: Site) -> None:
    rule = there.world.faults.add("auth.test", "silence")
    server = there.server(afresh=True)
    starting = asyncio.create_task(server.start())
    await until(lambda: rule.struck or starting.done())
    assert await server.terminate() == 0
    with pytest.raises(RuntimeError):
        await starting
    assert [json.loads(one)["event"] for one in server.lines][-2:] == ["stopping", "stopped"]


@pytest.mark.parametrize("socket_mode", [False, True], ids=["http", "socket"])
async def test_a_stop_finishes_the_form_in_hand_and_what_follows_from_it(there: Site, socket_mode: bool) -> None:
    coach = coaches(there.world, 1)[0]
    async with served(there.server(socket_mode=socket_mode), "after_commit=sleep:0.7") as server:
        await fill_in(coach, "In hand")
        submitting = asyncio.create_task(coach.submit())
        await until(lambda: count(there.url, there.key).contacts)
        assert await server.terminate() == 0
        assert (await submitting).meaning == "closed"
    assert count(there.url, there.key).notes["In hand"] == 1


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_finishes_the_delivery_in_hand(there: Site, how: signal.Signals) -> None:
    coach = coaches(there.world, 1)[0]
    rule = there.world.faults.add("chat.postMessage", "late", seconds=1.5, count=0)
    async with served(there.server()) as server:
        await fill_in(coach, "In hand")
        assert (await coach.submit()).meaning == "closed"
        await until(lambda: rule.struck)
        assert await server._stop(how) == 0
    states = {row["state"] for row in count(there.url, there.key).outbox}
    assert "sending" not in states
    posted = [
        call["args"]["metadata"]["event_payload"]["outbox_id"] for call in there.world.journal.calls("chat.postMessage")
    ]
    sent = [row["id"] for row in count(there.url, there.key).outbox if row["state"] == "sent" and row["kind"] != "home"]
    assert sorted(posted) == sorted(sent)
    assert posted


async def test_two_replicas_serve_one_database(there: Site) -> None:
    async with served(there.server()) as first, served(there.server()) as second:
        for one in (first, second):
            await until(partial(is_ready, one))
        assert json.loads((await there.run("status", "--json")).out)["processes"] == 2
        assert await first.terminate() == 0
        assert json.loads((await there.run("status", "--json")).out)["processes"] == 1


async def test_a_serving_process_stays_small(there: Site) -> None:
    coach = coaches(there.world, 1)[0]
    async with served(there.server(socket_mode=True, afresh=True)) as server:
        for number in range(20):
            await fill_in(coach, f"Note {number}", minutes=str(30 + number))
            assert (await coach.submit()).meaning == "closed"
        assert psutil.Process(server.pid).memory_info().rss <= 150 * MEGABYTE


async def test_what_the_process_keeps_is_for_its_owner_alone(there: Site) -> None:
    async with served(Server(there.world, f"sqlite:///{there.home}/own.db", there.home, "")) as server:
        assert server.pid
        modes = {path.name: path.stat().st_mode & 0o077 for path in [there.home, *there.home.iterdir()]}
    assert set(modes) >= {"home", "keys", "own.db"}
    assert set(modes.values()) == {0}
