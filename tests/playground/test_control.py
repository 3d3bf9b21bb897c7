"""The same over HTTP, for tests with the app in another process."""

import asyncio
import base64
import json
import sys
from pathlib import Path
from typing import Any

import httpx

from playground.state import World
from tests.playground.builders import actions, button, field, home, modal
from tests.playground.listener import Listener, listening
from tests.playground.webapi import WebApi

Json = dict[str, Any]


async def act(api: WebApi, do: str, user: str = "U2", **more: Any) -> Any:
    answer = (await api.http.post("/control/act", json={"team": "T1", "user": user, "do": do, **more})).json()
    assert answer["ok"], answer
    return answer["result"]


async def test_a_form_goes_its_way_by_control_alone(app: Listener, api: WebApi) -> None:
    assert (await act(api, "command", command="/coachlog", text="x", channel="C1"))["outcome"] == "accepted"
    await api.open(modal(field("note"), field("f", "file_input")))
    data = base64.b64encode(b"a,b").decode()
    await act(api, "fill", values={"note": "words", "f": {"name": "a.csv", "data": data}})
    assert (await act(api, "submit"))["meaning"] == "closed"
    values = app.last["view"]["state"]["values"]
    assert (values["note"]["value"]["value"], values["f"]["value"]["files"][0]["name"]) == ("words", "a.csv")


async def test_messages_views_and_homes_can_be_pressed(app: Listener, api: WebApi) -> None:
    ts = (await api.done("chat.postMessage", channel="C1", text="x", blocks=[actions(button())]))["ts"]
    await act(api, "click", channel="C1", ts=ts, action_id="press")
    await api.done("views.publish", user_id="U2", view=home(actions(button("go"))))
    await act(api, "click", view_id="home", action_id="go")
    view = await api.open(modal(actions(button("in"))))
    await act(api, "click", view_id=view["id"], action_id="in")
    assert [heard.payload["actions"][0]["action_id"] for heard in app.heard] == ["press", "go", "in"]
    await act(api, "close")


async def test_what_cannot_be_done_is_said(api: WebApi) -> None:
    for wrong in ({"do": "submit"}, {"do": "dance"}, {"do": "say", "channel": "C9", "text": "x"}):
        answer = await api.http.post("/control/act", json={"team": "T1", "user": "U2", **wrong})
        assert answer.status_code == 400
        assert answer.json()["error"].startswith(("LookupError", "KeyError"))


async def test_the_state_shows_what_the_person_sees(api: WebApi) -> None:
    await api.done("chat.postMessage", channel="C1", text="Hello")
    await api.open(modal(field("note")))
    state = (await api.http.get("/control/state", params={"team": "T1", "user": "U2"})).json()
    assert [message["text"] for message in state["channels"][0]["messages"]] == ["Hello"]
    assert state["modal"]["stack"][0]["callback_id"] == "form"
    assert (state["home"], state["modal"]["errors"]) == (None, None)


async def test_another_process_learns_the_secrets(world: World, api: WebApi) -> None:
    told = (await api.http.get("/control/app")).json()
    assert told["signing_secret"] == world.app.signing_secret
    assert told["installations"]["T1"]["bot_token"] == world.app.bot_token


async def test_faults_limits_and_the_clock_are_set(world: World, api: WebApi) -> None:
    await api.http.post("/control/faults", json={"match": "auth.test", "effect": "error", "error": "fatal_error"})
    assert await api.error("auth.test") == "fatal_error"
    await api.http.post("/control/faults", json={"redeliver_at_once": True})
    assert world.faults.redeliver_at_once
    assert (await api.http.post("/control/faults", json={"clear": True})).json()["faults"] == []
    assert (await api.http.post("/control/faults", json={"match": "*", "effect": "explode"})).status_code == 400
    told = (await api.http.post("/control/limits", json={"messages": True})).json()
    assert (told["messages"], world.rates.messages) == (True, True)
    await api.http.post("/control/limits", json={"team": "T1", "withheld": ["table"]})
    assert world.workspaces["T1"].withheld == {"table"}
    await api.http.post("/control/clock", json={"to": "2031-05-05T09:00:00+00:00"})
    await api.http.post("/control/clock", json={"advance_seconds": 60})
    assert (await api.http.get("/control/clock")).json()["now"].startswith("2031-05-05T09:01:0")


async def test_the_journal_is_read_on_and_waited_for(world: World, api: WebApi) -> None:
    await api.done("auth.test")
    first = (await api.http.get("/control/journal")).json()["entries"]
    assert [entry["method"] for entry in first] == ["auth.test"]
    world.spawn(api.call("team.info"))
    after = await api.http.get("/control/journal", params={"since": first[-1]["seq"], "wait": 5})
    assert [entry["method"] for entry in after.json()["entries"]] == ["team.info"]
    nothing = await api.http.get("/control/journal", params={"since": 2, "wait": 0.01})
    assert nothing.json()["entries"] == []


async def test_the_workspace_changes_by_control(world: World, app: Listener, api: WebApi) -> None:
    person = {"id": "U9", "name": "coach.9", "real_name": "Coach 9", "email": "coach.9@example.org"}
    await act(api, "arrive", person=person)
    await act(api, "alter", user="U9", tz="America/Denver")
    await act(api, "join", user="U9", channel="C1")
    await act(api, "rename", channel="C1", name="renamed")
    await act(api, "leave", user="U9", channel="C1")
    await act(api, "archive", channel="C2")
    events = [heard.payload["event"]["type"] for heard in app.heard]
    assert events == [
        "team_join",
        "user_change",
        "member_joined_channel",
        "channel_rename",
        "member_left_channel",
        "channel_archive",
    ]
    assert world.workspaces["T1"].users["U9"].tz == "America/Denver"
    await act(api, "uninstall")
    assert await api.error("auth.test") == "token_revoked"
    api.token = (await act(api, "install"))["bot_token"]
    await api.done("auth.test")


async def test_saying_and_reacting_work_by_control(app: Listener, api: WebApi) -> None:
    message = await act(api, "say", channel="C1", text="Hello")
    await act(api, "react", channel="C1", ts=message["ts"], name="eyes")
    await act(api, "unreact", channel="C1", ts=message["ts"], name="eyes")
    await act(api, "shortcut", callback_id="log")
    await act(api, "message_shortcut", callback_id="log_this", channel="C1", ts=message["ts"])
    await act(api, "open_home")
    await act(api, "open_messages")
    assert len(app.heard) == 7


async def test_deliveries_go_to_the_replicas_in_turn(world: World, app: Listener, api: WebApi) -> None:
    async with listening() as second:
        await api.http.post("/control/app", json={"request_url": app.url, "replicas": [second.url]})
        for _ in range(4):
            await act(api, "command", command="/coachlog", channel="C1")
        assert (len(app.heard), len(second.heard)) == (2, 2)
        await api.http.post("/control/app", json={"request_url": None})
    assert (world.app.request_url, world.app.replicas) == (None, [])


async def test_a_playground_of_its_own_process_says_its_secrets_and_stops(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", "--journal", str(journal), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    told = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
    async with httpx.AsyncClient(base_url=told["api_url"]) as http:
        token = told["installations"]["T1"]["bot_token"]
        assert (await http.post("auth.test", data={"token": token})).json()["ok"]
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 60) == 0
    assert json.loads(journal.read_text("utf-8").splitlines()[0])["method"] == "auth.test"
