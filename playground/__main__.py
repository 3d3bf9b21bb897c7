"""`python -m playground`: a playground in a process of its own, for an app in another.

It prints one JSON line (address, tokens and secrets), then serves until it is told to stop.
"""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path
from typing import Any

import click
import yaml

from playground.control import about_app
from playground.sample import sample_world
from playground.server import Playground
from playground.state import World


@click.command()
@click.option("--port", default=0, help="0: any free port of 127.0.0.1.")
@click.option(
    "--manifest", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The app's manifest.yml."
)
@click.option("--journal", type=click.Path(dir_okay=False, path_type=Path), help="Write the journal here.")
@click.option("--request-url", help="Deliver over signed HTTP to this address instead of Socket Mode.")
@click.option("--rate-limits/--no-rate-limits", default=True, help="One message a second a channel.")
def main(port: int, manifest: Path | None, journal: Path | None, request_url: str | None, rate_limits: bool) -> None:
    """Serve a local Slack with three sample people."""
    known: dict[str, Any] | None = yaml.safe_load(manifest.read_text("utf-8")) if manifest else None
    asyncio.run(_serve(known, port, journal, request_url, rate_limits=rate_limits))


async def _serve(
    manifest: dict[str, Any] | None, port: int, journal: Path | None, request_url: str | None, *, rate_limits: bool
) -> None:
    world = sample_world(manifest, journal_path=journal, rate_limits=rate_limits)
    world.app.request_url = request_url
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with Playground(world, port) as playground:
        click.echo(_greeting(world, playground))
        await stopped.wait()


def _greeting(world: World, playground: Playground) -> str:
    return json.dumps({"url": playground.url, "api_url": playground.api_url, **about_app(world)})


if __name__ == "__main__":
    main()
