"""What every command shares: its settings, its options, the workspace it works for, a bar for long work."""

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import aiohttp
import click

from bot.app import bind_workspace, check_keys, open_storage, slack_client, slack_session
from bot.errors import BadSetting, Unavailable
from bot.logs import set_up_logs
from bot.settings import Clock, Settings, load
from storage.store import Storage, Store
from storage.workspaces import Installed, installed, look_at_all

T = TypeVar("T")

LIBRARY_NAMES = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
PATIENCE = 600.0  # seconds that a command waits for the database; nobody's form hangs on it
NOBODY = "No workspace is installed yet. Set SLACK_BOT_TOKEN, or install the app in Slack first."
SHUT = (
    "The token of {} can't be opened, so nothing is done there. "
    "Install the app there again, or put back the key it was sealed with."
)
SHOW_AFTER = 1.0  # seconds of work before a bar appears

json_option = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, for programs.")
workspace_option = click.option(
    "--workspace", metavar="T…", help="Work for this workspace alone, by its team id (needed where several are)."
)


def settings(*, slack: bool = False) -> Settings:
    """The environment, read once; libraries that would read it behind our back find nothing there."""
    os.umask(0o077)  # the database, its journal and the keys are for us alone
    found = load(os.environ, slack=slack)
    for name in LIBRARY_NAMES:
        os.environ.pop(name, None)
    set_up_logs(found.log_level)
    return found


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run one command's work to its end."""
    return asyncio.run(work)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with: the database of the settings, and a session for Slack."""

    settings: Settings
    storage: Storage
    session: aiohttp.ClientSession
    clock: Clock

    async def workspaces(self) -> list[Installed]:
        """The installed workspaces; the one of SLACK_BOT_TOKEN is asked for when there is none yet."""
        found = await self.storage.system(installed)
        if found or not await self.bind():
            return found
        return await self.storage.system(installed)

    async def bind(self) -> bool:
        """Remember the workspace of SLACK_BOT_TOKEN and its newest token; False when there is no such token."""
        if self.settings.many_workspaces or not self.settings.bot_token:
            return False
        await bind_workspace(self.settings, self.storage, slack_client(self.settings, self.session), self.clock.now())
        return True

    async def chosen(self, team: str | None) -> list[Installed]:
        """Every workspace, or the one asked for. Raises UsageError when that isn't installed.

        Raises Unavailable when its token, or that of all there are, can't be opened.
        """
        found = await self.workspaces()
        picked = [one for one in found if team in (None, one.team_id)]
        if not picked:
            await self._say_if_shut(team)
        if not picked and team:
            raise click.UsageError(f"The workspace {team} isn't installed. {_installed(found)}")
        return picked

    async def _say_if_shut(self, team: str | None) -> None:
        live = await self.storage.system(look_at_all)
        if shut := [one for one in live.shut if team in (None, one)]:
            raise Unavailable(SHUT.format(", ".join(shut)))

    async def one(self, team: str | None) -> Installed:
        """The one workspace meant. Raises UsageError when it must be picked, BadSetting when there is none."""
        found = await self.chosen(team)
        if not found:
            raise BadSetting(NOBODY)
        if len(found) > 1:
            raise click.UsageError(f"Pick a workspace with --workspace. {_installed(found)}")
        return found[0]

    def store(self, one: Installed) -> Store:
        """The patient storage of a workspace."""
        return self.storage.workspace(one.id).patient(PATIENCE)


def _installed(found: list[Installed]) -> str:
    return f"Installed: {', '.join(one.team_id for one in found)}." if found else "None is installed."


@contextlib.asynccontextmanager
async def desk(found: Settings, *, fresh: bool = False) -> AsyncIterator[Desk]:
    """The database and Slack for the time of one command. fresh: make an embedded database if there is none."""
    if not fresh and not _has_database(found.database_url):
        raise Unavailable("There is no database yet. Check COACHLOG_HOME and DATABASE_URL, or run: coachlog migrate")
    storage = open_storage(found)
    session = slack_session()
    try:
        await check_keys(storage)
        yield Desk(found, storage, session, Clock(found.start_at))
    finally:
        await session.close()
        storage.close()


def _has_database(url: str) -> bool:
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()


def no() -> NoReturn:
    """End the command: the answer is no."""
    raise click.exceptions.Exit(1)


def say_json(report: Any) -> None:
    """Print a report for programs, on one line."""
    click.echo(json.dumps(report, ensure_ascii=False))


class Bar:
    """A progress bar on a terminal, once the work has taken a second; silent everywhere else."""

    def __init__(self, label: str, total: int) -> None:
        self._label = label
        self._total = total
        self._done = 0
        self._began = time.monotonic()
        self._shown: Any = None

    def step(self, count: int = 1) -> None:
        """So much more is done."""
        self._done += count
        if self._shown is None and sys.stderr.isatty() and time.monotonic() - self._began >= SHOW_AFTER:
            self._shown = click.progressbar(length=self._total, label=self._label, file=sys.stderr)
            self._shown.update(self._done)
        elif self._shown is not None:
            self._shown.update(count)

    def end(self) -> None:
        """Leave the line as it is and go on below."""
        if self._shown is not None:
            self._shown.render_finish()


@contextlib.contextmanager
def bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar for the length of a block; the block gets a function to say how much more is done."""
    made = Bar(label, total)
    try:
        yield made.step
    finally:
        made.end()
