"""What we are compared with: a plain Bolt app on the same server. One command opens a constant form, one
submission inserts the rows a logged contact makes, with the bare driver.

Run as `python -m bench.plain PORT API_URL VIEW_FILE [DATABASE_URL]`.
"""

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn
import uvloop
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bench.plainrows import Writer, postgres_writer, sqlite_writer
from bench.requests import SECRET

POSTGRES_THREADS = 6


async def serve(port: int, api_url: str, view: dict[str, Any], database: str) -> None:
    """Answer until killed."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token="xoxb-bench", base_url=api_url, session=session)  # noqa: S106 - of the fake Slack
        app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)
        _listen(app, view, database)
        handler = AsyncSlackRequestHandler(app)

        async def slack(request: Request) -> Response:
            return await handler.handle(request)

        async def ready(_request: Request) -> Response:
            return PlainTextResponse("ready")

        web = Starlette(routes=[Route("/slack/events", slack, methods=["POST"]), Route("/health/ready", ready)])
        config = uvicorn.Config(
            web, port=port, log_config=None, access_log=False, lifespan="off", server_header=False, http="httptools"
        )
        await uvicorn.Server(config).serve()


def _listen(app: AsyncApp, view: dict[str, Any], database: str) -> None:
    @app.command("/coachlog")
    async def open_form(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    if not database:
        return
    local = database.startswith("sqlite")
    pool = ThreadPoolExecutor(1 if local else POSTGRES_THREADS)
    write: Writer = sqlite_writer(database) if local else postgres_writer(database)

    @app.view("contact.form")
    async def save(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await asyncio.get_running_loop().run_in_executor(pool, write, _typed(view) | {"request": body["trigger_id"]})
        await ack()


def _typed(view: dict[str, Any]) -> dict[str, Any]:
    held = {block: state["value"] for block, state in view["state"]["values"].items()}
    return {
        "intent": json.loads(view["private_metadata"].rpartition(".")[0])["i"],
        "engagement": int(held["engagement"]["selected_option"]["value"]),
        "kind": held["kind"]["selected_option"]["value"],
        "day": held["day"]["selected_date"],
        "start": held["start"]["selected_time"],
        "minutes": int(held["minutes"]["value"]),
        "activities": " ".join(one["value"] for one in held["activities"]["selected_options"]),
        "presence": held["presence"]["selected_option"]["value"],
        "note": held["note"]["value"],
    }


if __name__ == "__main__":
    _port, _api, _view, *_rest = sys.argv[1:]
    uvloop.run(serve(int(_port), _api, json.loads(Path(_view).read_text()), _rest[0] if _rest else ""))
