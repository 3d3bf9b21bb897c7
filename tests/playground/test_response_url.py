"""response_url: five uses, thirty minutes, and what may be replaced."""

from datetime import timedelta
from typing import Any

from playground.people import Person
from playground.state import World
from tests.playground.builders import actions, button, section
from tests.playground.listener import Listener
from tests.playground.webapi import WebApi


async def use(api: WebApi, url: str, **body: Any) -> tuple[int, str]:
    answer = await api.http.post(url.removeprefix(api.world.url), json=body)
    return answer.status_code, answer.json().get("error", "")


async def of_command(app: Listener, coach: Person) -> str:
    await coach.command("/coachlog", channel="C1")
    return str(app.last["response_url"])


async def test_a_reply_is_ephemeral_unless_it_says_otherwise(
    world: World, api: WebApi, app: Listener, coach: Person
) -> None:
    url = await of_command(app, coach)
    assert await use(api, url, text="For you") == (200, "")
    assert await use(api, url, text="For all", response_type="in_channel") == (200, "")
    assert [message.text for message in coach.messages("C1")] == ["For you", "For all"]
    assert [message.text for message in world.person("T1", "U1").messages("C1")] == ["For all"]


async def test_five_uses_and_no_more(api: WebApi, app: Listener, coach: Person) -> None:
    url = await of_command(app, coach)
    assert [await use(api, url, text="x") for _ in range(5)] == [(200, "")] * 5
    assert await use(api, url, text="x") == (404, "used_url")


async def test_a_refused_reply_is_no_use(api: WebApi, app: Listener, coach: Person) -> None:
    url = await of_command(app, coach)
    assert await use(api, url) == (400, "no_text")
    assert await use(api, url, text="x", blocks=[section("")]) == (400, "invalid_blocks")
    assert [await use(api, url, text="x") for _ in range(5)] == [(200, "")] * 5


async def test_after_thirty_minutes_it_is_over(world: World, api: WebApi, app: Listener, coach: Person) -> None:
    url = await of_command(app, coach)
    await world.clock.advance(timedelta(minutes=29))
    assert await use(api, url, text="x") == (200, "")
    await world.clock.advance(timedelta(minutes=1))
    assert await use(api, url, text="x") == (404, "expired_url")


async def test_a_command_has_no_original_to_replace_or_delete(api: WebApi, app: Listener, coach: Person) -> None:
    url = await of_command(app, coach)
    assert await use(api, url, text="x", replace_original=True) == (200, "")
    assert len(coach.messages("C1")) == 1
    assert await use(api, url, delete_original=True) == (400, "message_not_found")


async def test_a_buttons_message_is_replaced_or_deleted(
    world: World, api: WebApi, app: Listener, coach: Person
) -> None:
    await api.done("chat.postMessage", channel="C1", text="Press", blocks=[actions(button())])
    await coach.click(coach.messages("C1")[0], "press")
    url = app.last["response_url"]
    assert await use(api, url, text="Pressed", replace_original=True) == (200, "")
    assert [(message.text, message.blocks) for message in coach.messages("C1")] == [("Pressed", [])]
    assert await use(api, url, delete_original=True) == (200, "")
    assert coach.messages("C1") == []


async def test_what_only_one_person_sees_stays_so_when_replaced(
    world: World, api: WebApi, app: Listener, coach: Person
) -> None:
    blocks = [actions(button())]
    await api.done("chat.postEphemeral", channel="C1", user="U2", text="Press", blocks=blocks)
    await coach.click(coach.messages("C1")[0], "press")
    assert app.last["container"]["is_ephemeral"]
    assert "message" not in app.last
    url = app.last["response_url"]
    await use(api, url, text="Pressed", replace_original=True, response_type="in_channel")
    assert [message.text for message in coach.messages("C1")] == ["Pressed"]
    assert world.person("T1", "U1").messages("C1") == []


async def test_a_reply_can_go_into_the_thread(api: WebApi, app: Listener, coach: Person) -> None:
    root = (await api.done("chat.postMessage", channel="C1", text="root"))["ts"]
    blocks = [actions(button())]
    await api.done("chat.postMessage", channel="C1", text="x", blocks=blocks, thread_ts=root)
    await coach.click(coach.messages("C1")[1], "press")
    assert app.last["container"]["thread_ts"] == root
    url = app.last["response_url"]
    await use(api, url, text="In thread", response_type="in_channel", replace_original=False, thread_ts=root)
    assert coach.messages("C1")[-1].thread_ts == root


async def test_every_use_is_in_the_journal(world: World, api: WebApi, app: Listener, coach: Person) -> None:
    await use(api, await of_command(app, coach), text="x")
    assert await use(api, f"{world.url}/respond/T1/none", text="x") == (404, "invalid_token")
    entries = world.journal.calls("response_url")
    assert [(entry["args"], entry["ok"]) for entry in entries] == [({"text": "x"}, True), ({"text": "x"}, False)]
