"""`coachlog` beside a playground in the test's loop: as a process of its own, or, quicker, on a thread of this one."""

import asyncio
import contextlib
import io
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from bot.__main__ import ended
from bot.app import Assistant, assistant
from bot.settings import load
from playground.server import Playground
from playground.state import World
from storage.keys import new_key
from tests.promises.serving import Server
from tests.promises.village import coaches, make_world, settle_team

SCRIPT = Path(sys.executable).with_name("coachlog")
SECONDS = 60


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line it said on standard error."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


async def coachlog(*arguments: str | Path, **environ: str) -> Ended:
    """Run a command to its end."""
    process = await asyncio.create_subprocess_exec(
        SCRIPT,
        *arguments,
        env={"PATH": os.environ.get("PATH", ""), **environ},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def told(*arguments: str | Path, **environ: str) -> Ended:
    """Run a command on a thread of this process: the same settings, words and exit code, without a start of Python."""
    return await asyncio.to_thread(_told, [str(one) for one in arguments], environ)


def _told(arguments: list[str], environ: dict[str, str]) -> Ended:
    out, err, mask = io.StringIO(), io.StringIO(), os.umask(0o022)
    try:
        with (
            mock.patch.dict(os.environ, environ, clear=True),
            mock.patch("bot.commands.common.set_up_logs"),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = ended(arguments)
            return Ended(code, out.getvalue(), err.getvalue())
    finally:
        os.umask(mask)


@dataclass(frozen=True)
class Site:
    """A playground and a settled database, for a server or a command. key: the one in COACHLOG_KEYS; "" for a file."""

    world: World
    url: str
    home: Path
    key: str

    @property
    def environ(self) -> dict[str, str]:
        """The settings of both."""
        app = self.world.app
        return {
            "SLACK_API_URL": f"{self.world.url}/api/",
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
            "DATABASE_URL": self.url,
            "COACHLOG_HOME": str(self.home),
            "COACHLOG_KEYS": self.key,
            "COACHLOG_TEST": "1",
            "COACHLOG_NOW": self.world.clock.now().isoformat(),
            "PORT": "0",
        }

    async def run(self, *arguments: str | Path, **changes: str) -> Ended:
        """Run a command with these settings, some of them changed."""
        return await told(*arguments, **{**self.environ, **changes})

    def server(self, *, socket_mode: bool = False, afresh: bool = False) -> Server:
        """A server that isn't started yet, to which Slack delivers."""
        one = Server(self.world, self.url, self.home, self.key, "info", socket_mode, afresh)
        self.world.app.request_url = None if socket_mode else one.address
        return one


@contextlib.asynccontextmanager
async def site(url: str, folder: Path, pairs: int = 1) -> AsyncIterator[Site]:
    """A playground of so many coaches, and their program in the database."""
    world, key = make_world(pairs), new_key()
    async with Playground(world, page=False):
        await settle_team(url, key, world, pairs)
        yield Site(world, url, folder / "home", key)


async def until(found: Callable[[], object]) -> None:
    """Look again and again until something is there that tells nobody."""
    async with asyncio.timeout(SECONDS):
        while not found():  # noqa: ASYNC110 - another process's row has no event
            await asyncio.sleep(0.02)


def report(ended: Ended) -> dict[str, object]:
    """What a command said with --json."""
    assert ended.out.count("\n") == 1
    said: dict[str, object] = json.loads(ended.out)
    return said


async def log_a_visit(site: Site) -> None:
    """A visit logged with an assistant in this process, and everyone told by a tick."""
    async with connected(site):
        await submit(site, "Weak exit tickets")
    assert (await site.run("tick")).code == 0


@contextlib.asynccontextmanager
async def connected(site: Site, **changes: str) -> AsyncIterator[Assistant]:
    """The assistant in this process, in Socket Mode."""
    site.world.app.request_url = None
    async with assistant(load({**site.environ, "SLACK_APP_TOKEN": site.world.app.app_token, **changes})) as running:
        yield running


async def submit(site: Site, note: str) -> None:
    """The coach logs a visit."""
    coach = coaches(site.world, 1)[0]
    await coach.command("/coachlog")
    await coach.fill(await site.world.wait_for(lambda: coach.modal, 30), {"presence": "yes", "note": note})
    assert (await coach.submit()).meaning == "closed"
