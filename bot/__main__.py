"""The `coachlog` command line."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator

import click
import uvicorn
import uvloop

from bot.app import Assistant, assistant
from bot.errors import BadSetting
from bot.logs import set_up_logs
from bot.settings import Settings, load
from storage.migrations import upgrade

LIBRARY_NAMES = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Coachlog runs the coaching of school principals in Slack."""


def settings(*, slack: bool = False) -> Settings:
    """The environment, read once; libraries that would read it behind our back find nothing there."""
    found = load(os.environ, slack=slack)
    for name in LIBRARY_NAMES:
        os.environ.pop(name, None)
    set_up_logs(found.log_level)
    return found


@cli.command()
def serve() -> None:
    """Run the assistant until it is told to stop."""
    uvloop.run(_serve(settings(slack=True)))


async def _serve(found: Settings) -> None:
    async with assistant(found) as running, _listening(running) as server:
        logging.getLogger("coachlog.serve").info("ready", extra={"port": found.port})
        await _until_stopped(server)


@contextlib.asynccontextmanager
async def _listening(running: Assistant) -> AsyncIterator[uvicorn.Server]:
    """HTTP in this loop; signals are ours, so that what was accepted is finished first."""
    config = uvicorn.Config(
        running.web,
        host=running.settings.host,
        port=running.settings.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    server.capture_signals = _no_signals  # type: ignore[method-assign] # the only way to keep signals ours
    task = asyncio.create_task(server.serve())
    try:
        while not server.started and not task.done():
            await asyncio.sleep(0.01)
        yield server
    finally:
        server.should_exit = True
        await asyncio.wait({task}, timeout=12)


@contextlib.contextmanager
def _no_signals() -> Iterator[None]:
    yield


async def _until_stopped(server: uvicorn.Server) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stopped.set)
    await stopped.wait()
    server.should_exit = True


@cli.command()
@click.option("--port", default=8020, show_default=True, help="Where the page is served on this machine; 0 takes any.")
def demo(port: int) -> None:
    """Try it in a browser: the sample program on a Slack of its own. Nothing is kept."""
    found = settings()
    from bot.demo import run_demo  # noqa: PLC0415 - the playground is needed here alone

    try:
        asyncio.run(run_demo(found.home / "demo", port, click.echo))
    except OSError as problem:
        raise BadSetting(
            f"Port {port} can't be used ({problem.strerror}). Choose another: coachlog demo --port 0"
        ) from None
    except KeyboardInterrupt:
        click.echo("Stopped.")


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    upgrade(settings().database_url)
    click.echo("The database is up to date.")


def main() -> None:
    """The console script: what went wrong is one line, and the exit code says whether to try again."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as over:
        sys.exit(over.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except (BadSetting, click.Abort) as problem:
        click.echo(str(problem) or "Stopped.", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
