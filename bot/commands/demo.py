"""`coachlog demo`: the sample program on a Slack of its own."""

import asyncio

import click

from bot.commands.common import settings
from bot.demo import run_demo
from bot.errors import BadSetting


@click.command()
@click.option("--port", default=8020, show_default=True, help="Where the page is served on this machine; 0 takes any.")
def demo(port: int) -> None:
    """Try it in a browser: the sample program on a Slack of its own. Nothing is kept."""
    found = settings()
    try:
        asyncio.run(run_demo(found.home / "demo", port, click.echo))
    except OSError as problem:
        raise BadSetting(
            f"Port {port} can't be used ({problem.strerror}). Choose another: coachlog demo --port 0"
        ) from None
    except KeyboardInterrupt:
        click.echo("Stopped.")
