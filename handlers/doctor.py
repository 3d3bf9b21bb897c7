"""What `coachlog doctor` looks at: keys, database, Slack's token, scopes, clock and channels. One finding each."""

import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BadSetting, NotSavedYet, Unavailable, slack_error
from bot.rules.channels import HIDDEN, channel_problem
from bot.rules.programme import Channels
from bot.settings import Settings
from handlers.manifest import bot_scopes
from storage.keyfile import key_file, key_file_problem
from storage.migrations import behind, newest, revision_of
from storage.programmes import Programme, list_programmes
from storage.store import Storage
from storage.workspaces import Installed, installed, locked_out, look_at_all

SKEW = 60  # seconds; Slack's signatures are good for 300
NO_ANSWER = (aiohttp.ClientError, TimeoutError, OSError)
LOST_KEY = "A token was sealed with a key that isn't here. Put back the keys the data was sealed with."

INSTALL_AGAIN = "Install the app there again, or put back the key it was sealed with."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. what: how it is or, if it isn't well, what is wrong and what to do."""

    name: str
    ok: bool
    what: str

    def line(self) -> str:
        """As `coachlog doctor` prints it."""
        return f"{'ok' if self.ok else 'fails':5}  {self.name}: {self.what}"

    def as_json(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Doctor:
    """Looks at one installation. client: without a token of its own; now: the machine's real clock.

    storage: opens the database, once it is known to answer. team: the one workspace to look at.
    """

    settings: Settings
    client: AsyncWebClient
    now: Callable[[], datetime]
    storage: Callable[[], Storage]
    team: str | None = None

    async def examine(self) -> AsyncIterator[Finding]:
        """Every finding, as soon as it is made."""
        yield self._keys()
        fresh = fresh_file(self.settings.database_url)
        database = _to_be_made(fresh) if fresh else self._database()
        yield database
        storage = self.storage() if database.ok and not fresh else None
        try:
            if storage:
                yield await _tokens_open(storage)
            async for finding in self._slack(storage):
                yield finding
        finally:
            if storage:
                storage.close()

    def _keys(self) -> Finding:
        if self.settings.keys:
            return Finding("keys", True, f"{len(self.settings.keys)} in COACHLOG_KEYS")
        if not key_file(self.settings.home).exists():
            return Finding("keys", True, "the key file is made at the first start")
        problem = key_file_problem(self.settings.home)
        return Finding("keys", problem is None, problem or "the key file is for its owner alone")

    def _database(self) -> Finding:
        try:
            revision = revision_of(self.settings.database_url)
        except (Unavailable, BadSetting) as problem:
            return Finding("database", False, str(problem))
        if behind(revision):
            return Finding("database", False, f"it is at {revision or 'no revision'}. Run: coachlog migrate")
        return Finding("database", True, f"it answers, at revision {revision or newest()}")

    async def _slack(self, storage: Storage | None) -> AsyncIterator[Finding]:
        known = await _known(storage)
        if self.settings.app_token:
            yield await self._socket_mode()
        if not self.settings.many_workspaces:
            async for finding in self._workspace(self.settings.bot_token, known, storage, ""):
                yield finding
            return
        chosen = [one for one in known if self.team in (None, one.team_id)]
        if not chosen:
            which = f"{self.team} isn't" if self.team else "no workspace is"
            yield Finding("Slack", False, f"{which} installed. Open /slack/install in a browser.")
        for one in chosen:
            async for finding in self._workspace(one.bot_token, [one], storage, f"{one.team_id} "):
                yield finding

    async def _socket_mode(self) -> Finding:
        try:
            await self.client.apps_connections_open(app_token=self.settings.app_token)
        except SlackApiError as problem:
            code = slack_error(problem)
            return Finding(
                "Socket Mode", False, f"Slack refuses SLACK_APP_TOKEN ({code}). Copy it from your app's page."
            )
        except NO_ANSWER:
            return Finding("Socket Mode", False, "Slack doesn't answer. Check the network and SLACK_API_URL.")
        return Finding("Socket Mode", True, "Slack accepts SLACK_APP_TOKEN")

    async def _workspace(
        self, token: str, known: list[Installed], storage: Storage | None, prefix: str
    ) -> AsyncIterator[Finding]:
        try:
            answer = await self.client.auth_test(token=token)
        except SlackApiError as problem:
            code = slack_error(problem)
            yield Finding(f"{prefix}token", False, f"Slack refuses it ({code}). Copy the bot token, or install again.")
            return
        except NO_ANSWER:
            yield Finding(f"{prefix}token", False, "Slack doesn't answer. Check the network and SLACK_API_URL.")
            return
        team = str(answer.get("team_id"))
        right = self.team in (None, team)
        yield Finding(f"{prefix}token", right, f"it is good for {answer.get('team')} ({team})" + _not(self.team, right))
        yield scopes_found(prefix, str(answer.headers.get("x-oauth-scopes", "")), bot_scopes())
        yield clock_found(prefix, answer.headers, self.now())
        one = next((one for one in known if one.team_id == team), None)
        if storage and one and right:
            for programme in await storage.workspace(one.id).read(list_programmes):
                async for finding in self._channels(token, programme, prefix):
                    yield finding

    async def _channels(self, token: str, programme: Programme, prefix: str) -> AsyncIterator[Finding]:
        for use, channel in _chosen(programme.rules.channels):
            name = f"{prefix}channel for {use} of {programme.code}"
            try:
                answer = await self.client.conversations_info(token=token, channel=channel)
                problem = channel_problem(answer["channel"])
            except SlackApiError as refused:
                problem = _not_shown(slack_error(refused))
            except NO_ANSWER:
                problem = "Slack doesn't answer. Check the network."
            yield Finding(name, problem is None, problem or f"{channel} is there, and the app is in it")


def fresh_file(url: str) -> Path | None:
    """The file of an embedded database that isn't there yet."""
    path = Path(url.removeprefix("sqlite:///"))
    return path if url.startswith("sqlite:///") and not path.exists() else None


def _to_be_made(path: Path) -> Finding:
    """Whether a database can be made at the first start."""
    there = next(one for one in path.absolute().parents if one.exists())
    if os.access(there, os.W_OK):
        return Finding("database", True, "it is made at the first start")
    return Finding("database", False, "its folder can't be written to. Check COACHLOG_HOME or DATABASE_URL.")


async def _tokens_open(storage: Storage) -> Finding:
    name = "sealed tokens"
    try:
        lost = await storage.system(locked_out)
        shut = (await storage.system(look_at_all)).shut
    except NotSavedYet:
        return Finding(name, False, "the database doesn't answer in time. Check its load.")
    if lost:
        return Finding(name, False, LOST_KEY)
    if shut:
        return Finding(name, False, f"that of {', '.join(shut)} can't be opened. {INSTALL_AGAIN}")
    return Finding(name, True, "they open with the keys that are here")


async def _known(storage: Storage | None) -> list[Installed]:
    if storage is None or await storage.system(locked_out):
        return []
    return await storage.system(installed)


def _not(team: str | None, right: bool) -> str:
    return "" if right else f", not for {team}. Use that workspace's token."


def _chosen(channels: Channels) -> Iterator[tuple[str, str]]:
    for use, channel in channels.model_dump().items():
        if channel:
            yield use, channel


def scopes_found(prefix: str, header: str, wanted: tuple[str, ...]) -> Finding:
    """The token's scopes against the manifest's."""
    held = {one.strip() for one in header.split(",") if one.strip()}
    missing = [one for one in wanted if one not in held]
    if missing:
        lacks = f"the token lacks {', '.join(missing)}. Update the app from manifest.yml and install it again."
        return Finding(f"{prefix}scopes", False, lacks)
    more = sorted(held - set(wanted))
    beyond = f", and {', '.join(more)} beyond it" if more else ""
    return Finding(f"{prefix}scopes", True, f"all {len(wanted)} of the manifest{beyond}")


def clock_found(prefix: str, headers: Mapping[str, str], now: datetime) -> Finding:
    """This machine's clock against the Date of Slack's answer."""
    try:
        seconds = (now - parsedate_to_datetime(str(headers.get("Date", "")))).total_seconds()
    except (ValueError, TypeError):
        return Finding(f"{prefix}clock", False, "Slack's answer has no date to compare with. Check what is in between.")
    if abs(seconds) > SKEW:
        way = "ahead of" if seconds > 0 else "behind"
        told = f"this machine is {abs(seconds):.0f} seconds {way} Slack. Set its clock, by NTP say."
        return Finding(f"{prefix}clock", False, f"{told} Beyond 300 every request is refused.")
    return Finding(f"{prefix}clock", True, f"within {max(abs(seconds), 1):.0f} s of Slack's")


def _not_shown(code: str) -> str | None:
    return channel_problem(None) if code in HIDDEN else f"Slack doesn't show it ({code}). See the lines above."
