"""`coachlog serve`: the assistant until it is told to stop; `coachlog tick`: one pass of its clock."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import click
import uvicorn
import uvloop

from bot.app import Assistant, assistant
from bot.commands.common import NOBODY, Desk, bar, desk, json_option, no, run, say_json, settings, workspace_option
from bot.errors import BadSetting
from bot.settings import Clock, Settings
from schedules import JOBS, Duties
from storage.claiming import next_turn

log = logging.getLogger("coachlog.serve")

HTTP_SECONDS = 6  # for the requests in hand; each is answered within 3
LAST_SECONDS = 29.0  # after a stop has begun; then the process ends, finished or not
SOON = 2.0  # seconds: what waits only because a channel was busy falls due again within this
COLLECT = 20_000, 20, 50  # objects, and rounds of the younger generations, between two collections
PASSES = 10_000


@click.command()
def serve() -> None:
    """Run the assistant until it is told to stop."""
    found = settings(slack=True)
    listener = listen(found.host, found.port)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(found, listener))


def listen(host: str, port: int) -> socket.socket:
    """The port, taken before anything else is done. Known as TCP, so that asyncio sends its answers at once."""
    try:
        known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = min(known, key=lambda one: one[0] != socket.AF_INET)
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as problem:
        raise BadSetting(
            f"HOST {host} and PORT {port} can't be used ({problem.strerror}). Choose another PORT, or end what uses it."
        ) from None
    return listener


async def _serve(found: Settings, listener: socket.socket) -> None:
    stopped, started = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stopped.set)
    task = asyncio.create_task(_until(found, listener, started, stopped))
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not task.done():
        log.info("stopping")
        _end_for_certain()
        if not started.is_set():
            task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    log.info("stopped")


async def _until(found: Settings, listener: socket.socket, started: asyncio.Event, stopped: asyncio.Event) -> None:
    async with assistant(found) as running, _listening(running, listener):
        started.set()
        spare_the_collector()
        log.info("ready", extra={"port": listener.getsockname()[1]})
        await stopped.wait()


def spare_the_collector() -> None:
    """What is there after the start stays; Python's garbage collector needn't look through it for each form built."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)


@contextlib.asynccontextmanager
async def _listening(running: Assistant, listener: socket.socket) -> AsyncIterator[None]:
    """HTTP in this loop; signals are ours, so that what was accepted is finished first."""
    config = uvicorn.Config(
        running.web,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=HTTP_SECONDS,
    )
    server = uvicorn.Server(config)
    server.capture_signals = _no_signals  # type: ignore[method-assign] # the only way to keep signals ours
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait({task}, timeout=HTTP_SECONDS + 1)


@contextlib.contextmanager
def _no_signals() -> Iterator[None]:
    yield


def _end_for_certain() -> None:
    """A stop that hangs, on a dead network say, ends all the same; what it leaves is settled by the next start."""

    def end() -> None:
        log.critical("stopped before everything was finished")
        os._exit(1)

    timer = threading.Timer(LAST_SECONDS, end)
    timer.daemon = True
    timer.start()


@click.command()
@click.option(
    "--at", "at", metavar="INSTANT", help="Do as if it were then (2026-11-17T09:00:00-05:00). For tests only."
)
@workspace_option
@json_option
def tick(at: str | None, workspace: str | None, as_json: bool) -> None:
    """Do one pass of every duty and delivery, then exit. Several processes may; each message is sent once."""
    found = settings()
    clock = Clock(_instant(at, found) if at else found.start_at)
    done = run(_tick(found, clock, workspace))
    if as_json:
        say_json({"at": clock.now().isoformat(), "duties": done})
    else:
        for duty, well in done.items():
            click.echo(f"{'done ' if well else 'failed'} {duty}")
    if not all(done.values()):
        no()


def _instant(text: str, found: Settings) -> datetime:
    if not found.test:
        raise click.UsageError("--at is for tests only. Leave it out, or set COACHLOG_TEST=1.")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise click.UsageError("--at isn't an instant. Write it like 2026-11-17T09:00:00-05:00.")
    return at


async def _tick(found: Settings, clock: Clock, team: str | None) -> dict[str, bool]:
    async with desk(found, fresh=True) as made:
        await made.bind()
        if not await made.chosen(team):
            raise BadSetting(NOBODY)
        duties = Duties(made.storage, found.api_url, made.session, clock.now, found.failpoints.hit, only=team)
        try:
            with bar("Ticking", len(JOBS)) as told:
                done = await duties.tick(told)
            for _ in range(PASSES):
                if (wait := await _soon(made, clock, team)) is None:
                    break
                await asyncio.sleep(wait)
                done["deliver"] &= await duties.guarded("deliver", duties.deliver)
        finally:
            await duties.stop(LAST_SECONDS)
    return done


async def _soon(made: Desk, clock: Clock, team: str | None) -> float | None:
    """Seconds until the first message that only waits for a busy channel; None when there is none."""
    due = [await made.store(one).read(next_turn, clock.now()) for one in await made.chosen(team)]
    waits = [(at - clock.now()).total_seconds() for at in due if at]
    return max(min(waits), 0.0) + 0.01 if waits and min(waits) <= SOON else None
