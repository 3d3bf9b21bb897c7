"""A small Bolt app against the playground, the same over signed HTTP and over Socket Mode."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.deliver.socket import disconnect
from playground.people import Person
from playground.server import Playground
from playground.state import World
from tests.playground.builders import actions, button, field, modal, option, section
from tests.playground.served import served

Json = dict[str, Any]
FORM = modal(field("note"), field("who", "external_select", min_query_length=0))


def note_app(client: AsyncWebClient, secret: str) -> AsyncApp:
    """Opens a form, checks it, says what was noted, answers a button."""
    app = AsyncApp(client=client, signing_secret=secret, process_before_response=True)

    @app.command("/coachlog")
    async def start(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.options("value")
    async def people(ack: Any) -> None:
        await ack(options=[option("p1", "Lincoln")])

    @app.view("form")
    async def save(ack: Any, body: Json, client: AsyncWebClient) -> None:
        note = body["view"]["state"]["values"]["note"]["value"]["value"]
        if note == "short":
            await ack(response_action="errors", errors={"note": "Too short."})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=note, blocks=[section(note), actions(button())])

    @app.action("press")
    async def pressed(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Pressed.", replace_original=True)

    @app.event("app_home_opened")
    async def greet(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("Welcome")]})

    @app.event("message")
    async def listen(event: Json, say: Any) -> None:
        await say(f"Heard: {event['text']}")

    return app


@asynccontextmanager
async def running(world: World, transport: str) -> AsyncIterator[Playground]:
    """The playground and the app beside it, in one loop."""
    async with Playground(world, page=False) as playground, aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=world.app.bot_token, base_url=playground.api_url, session=session)
        app = note_app(client, world.app.signing_secret)
        if transport == "socket":
            handler = AsyncSocketModeHandler(app, world.app.app_token)
            await handler.connect_async()
            await world.wait_for(lambda: world.connections)
            yield playground
            await handler.close_async()
        else:
            async with _over_http(app) as url:
                world.app.request_url = url
                yield playground


@asynccontextmanager
async def _over_http(app: AsyncApp) -> AsyncIterator[str]:
    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async with served(Starlette(routes=[Route("/slack/events", events, methods=["POST"])])) as url:
        yield f"{url}/slack/events"


@pytest.fixture(params=["http", "socket"])
async def playground(world: World, request: pytest.FixtureRequest) -> AsyncIterator[Playground]:
    async with running(world, request.param) as started:
        yield started


@pytest.mark.usefixtures("playground")
async def test_a_note_goes_from_the_command_to_the_message(world: World, coach: Person) -> None:
    await coach.command("/coachlog")
    await world.wait_for(lambda: coach.modal)
    await coach.fill(None, {"note": "short", "who": "Lincoln"})
    await coach.submit()
    assert coach.errors == {"note": "Too short."}
    await coach.fill(None, {"note": "Read along in grade 3"})
    assert (await coach.submit()).meaning == "closed"
    assert [message.text for message in coach.dm()] == ["Read along in grade 3"]


@pytest.mark.usefixtures("playground")
async def test_a_button_replaces_its_message(world: World, coach: Person) -> None:
    await coach.command("/coachlog")
    await world.wait_for(lambda: coach.modal)
    await coach.fill(None, {"note": "Words", "who": "p1"})
    await coach.submit()
    await coach.click(coach.dm()[0], "press")
    assert [message.text for message in coach.dm()] == ["Pressed."]


@pytest.mark.usefixtures("playground")
async def test_opening_the_home_publishes_it(world: World, coach: Person) -> None:
    await coach.open_home()
    home = await world.wait_for(coach.home)
    assert home.blocks[0]["text"]["text"] == "Welcome"


@pytest.mark.usefixtures("playground")
async def test_a_message_to_the_app_is_answered_once(world: World, coach: Person) -> None:
    world.echo = True
    await coach.say(None, "Hello <!channel>")
    await world.wait_for(coach.dm)
    assert [message.text for message in coach.dm()] == ["Heard: Hello &lt;!channel&gt;"]


async def test_the_sdk_reads_pages_uploads_files_and_sees_its_scopes(world: World) -> None:
    async with Playground(world, page=False) as playground, aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=world.app.bot_token, base_url=playground.api_url, session=session)
        pages = [page["members"] async for page in await client.users_list(limit=2)]
        assert [len(page) for page in pages] == [2, 2, 1]
        done = await client.files_upload_v2(channel="C1", filename="a.csv", content="a,b\n", initial_comment="Here")
        assert done["file"]["name"] == "a.csv"
        headers = (await client.auth_test()).headers
        assert "chat:write" in headers["x-oauth-scopes"].split(",")


async def test_a_person_sees_a_timeout_when_the_app_forgets_to_answer(world: World, coach: Person) -> None:
    world.deadline = 0.3
    async with Playground(world, page=False) as playground, aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=world.app.bot_token, base_url=playground.api_url, session=session)
        app = AsyncApp(client=client, signing_secret=world.app.signing_secret)
        forgot = asyncio.Event()

        @app.command("/coachlog")
        async def forget() -> None:
            forgot.set()

        async with _over_http(app) as url:
            world.app.request_url = url
            answer = await coach.command("/coachlog", channel="C1")
            assert forgot.is_set()
            assert answer
            assert answer.outcome == "timeout"


async def test_a_bolt_app_sent_away_from_its_socket_comes_back(world: World, coach: Person) -> None:
    async with running(world, "socket"):
        before = world.connections[0]
        await disconnect(world, "refresh_requested")
        await world.wait_for(lambda: world.connections and world.connections[-1] is not before)
        await coach.command("/coachlog")
        assert await world.wait_for(lambda: coach.modal)
