"""The real server as a process of its own: started, killed by its id, started again on the same port."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playground.state import World
from tests.promises.nursery import Born, born

START_SECONDS = 60
STARTS, AWAY = 3, "The database doesn't answer in time."  # whoever runs it is told to start again
SCRIPT = Path(sys.executable).with_name("coachlog")


def free_port() -> int:
    """A port nobody listens on, and that nobody is given who asks for any: a server takes it only seconds later."""
    for _ in range(1_000):
        port = 10_000 + secrets.randbelow(20_000)  # what the kernel gives away begins above 32,000
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


@dataclass
class Server:
    """`coachlog serve` against a playground. lines: every line of its log, of all its lives.

    afresh: from the command itself, as an operator starts it; otherwise quicker, out of the nursery.
    """

    world: World
    url: str
    home: Path
    key: str
    level: str = "info"
    socket_mode: bool = False
    afresh: bool = False
    port: int = field(default_factory=free_port)
    lines: list[str] = field(default_factory=list)
    _process: asyncio.subprocess.Process | Born | None = None
    _reader: asyncio.Task[None] | None = None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self) -> str:
        """Where Slack delivers."""
        return f"http://127.0.0.1:{self.port}/slack/events"

    async def start(self, failpoints: str = "") -> None:
        """Start, and return once it is ready; where a slow machine keeps the database from answering, once more."""
        for _ in range(STARTS):
            if await self._starts(self._environ(failpoints)):
                return
            if not any(AWAY in line for line in self.lines[-5:]):
                break
        raise RuntimeError("the server didn't start: " + " | ".join(self.lines[-5:]))

    async def _starts(self, environ: dict[str, str]) -> bool:
        self._ready.clear()
        self._process = await (_started(environ) if self.afresh else born(environ))
        self._reader = asyncio.create_task(self._read(self._process))
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({self._reader, ready}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        started = ready.done()
        ready.cancel()
        return started

    def _environ(self, failpoints: str) -> dict[str, str]:
        app = self.world.app
        return {
            **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "SLACK_API_URL": f"{self.world.url}/api/",
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
            "SLACK_APP_TOKEN": app.app_token if self.socket_mode else "",
            "DATABASE_URL": self.url,
            "COACHLOG_HOME": str(self.home),
            "COACHLOG_KEYS": self.key,
            "COACHLOG_LOG": self.level,
            "COACHLOG_TEST": "1",
            "COACHLOG_NOW": self.world.clock.now().isoformat(),
            "COACHLOG_FAILPOINTS": failpoints,
        }

    async def _read(self, process: asyncio.subprocess.Process | Born) -> None:
        assert process.stderr
        async for raw in process.stderr:
            line = raw.decode(errors="replace").rstrip()
            self.lines.append(line)
            if event_of(line) == "ready":
                self._ready.set()
        await process.wait()

    async def kill(self) -> None:
        """SIGKILL, whatever it is doing."""
        await self._stop(signal.SIGKILL)

    async def terminate(self) -> int:
        """SIGTERM, and wait for a polite end; its exit code."""
        return await self._stop(signal.SIGTERM)

    async def gone(self) -> int:
        """Wait for an end that a failpoint brings about; the exit code."""
        assert self._process
        assert self._reader
        await self._reader
        return int(self._process.returncode or 0)

    async def up(self) -> None:
        """Wait until it runs and is ready."""
        async with asyncio.timeout(START_SECONDS):
            await self._ready.wait()

    async def _stop(self, how: signal.Signals) -> int:
        assert self._process
        self._ready.clear()
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(how)
        return await self.gone()

    @property
    def pid(self) -> int:
        """The id of the running process."""
        assert self._process
        return self._process.pid


async def _started(environ: dict[str, str]) -> asyncio.subprocess.Process:
    nowhere, told = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        SCRIPT, "serve", env=environ, stdin=nowhere, stdout=nowhere, stderr=told
    )


def event_of(line: str) -> str:
    """What a log line tells of; empty where it isn't one of ours."""
    with contextlib.suppress(ValueError):
        told: Any = json.loads(line)
        return str(told["event"]) if isinstance(told, dict) and "event" in told else ""
    return ""


@contextlib.asynccontextmanager
async def served(server: Server, failpoints: str = "") -> AsyncIterator[Server]:
    """A running server, gone when the block ends."""
    await server.start(failpoints)
    try:
        yield server
    finally:
        await server.kill()
