"""Builds the files that people asked for, one at a time in a process, and sends each to its person."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Denied, NotSavedYet, slack_error, slack_status
from bot.exports.entries import MonthSheet
from bot.exports.writing import Building
from bot.messages import Message
from bot.messages import exports as words
from bot.rules.exports import CHARACTERS_MAX, LINES_MAX, ROWS_MAX, SOON, file_name
from schedules.uploading import NotTaken, is_shown, share, upload
from storage.calendarfiles import calendar_file
from storage.exporting import Place, read_export, sheet_of
from storage.exports import Export
from storage.exportwork import (
    begin_sending,
    build_again,
    claim_export,
    close_export,
    export_waits,
    keep_export,
    put_back_export,
    told_of,
)
from storage.people import keep_dm_channel
from storage.sheets import read_sheet
from storage.store import Store

log = logging.getLogger("coachlog.exporting")

BACK_OFF = (30, 120, 600)  # seconds
REST_MOST = 0.2  # seconds after each page: whoever waits for an answer comes first
TELLING, TELLINGS = 0.1, 30  # seconds between looks whether Slack has the first message, and how many
# Slack's answers that no trying again changes.
NOT_ALLOWED = {"missing_scope", "not_allowed_token_type", "no_permission", "file_uploads_disabled"}
AWAY = (NotSavedYet, NotTaken, SlackApiError, aiohttp.ClientError, TimeoutError, OSError)


class Stopped(Exception):
    """It was cancelled, another process has it, or this one ends: there is nothing more to do for it here."""


class Unfit(Exception):
    """There can be no such file. reason: a key of words.FAILED."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Exporting:
    """The exporter of one workspace. one_by_one: shared by all of a process, so that memory stays bounded."""

    store: Store
    client: AsyncWebClient
    now: Callable[[], datetime]
    hit: Callable[[str], None]
    one_by_one: asyncio.Semaphore
    monotonic: Callable[[], float] = time.monotonic
    task: asyncio.Task[None] | None = None
    stopping: bool = False
    _again: bool = False
    _told_at: float = field(default=0.0)

    @property
    def at_work(self) -> bool:
        """Whether something is in hand."""
        return self.task is not None and not self.task.done()

    def wake(self) -> None:
        """Look for exports to build, in a task of its own; if it is at work, once more after that."""
        self._again = True
        if not self.at_work and not self.stopping:
            self.task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while self._again and not self.stopping:
            self._again = False
            async with self.one_by_one:
                while not self.stopping and await self._next():
                    pass

    async def _next(self) -> bool:
        """Build the oldest one that waits; whether there was one."""
        try:
            waiting = await self.store.read(export_waits, self.now())
            export = await self.store.write(claim_export, self.now()) if waiting else None
        except NotSavedYet:
            return False
        if export is not None:
            await self._guarded(export)
        return export is not None

    async def _guarded(self, export: Export) -> None:
        """Build and send one; whatever goes wrong is settled in its row."""
        try:
            await self._whole(export)
        except Stopped:
            if self.stopping:
                await self._settle(put_back_export, export, self.now())
        except Unfit as problem:
            await self._unfit(export, problem.reason)
        except Denied:
            await self._unfit(export, "gone")
        except AWAY as problem:
            await self._later(export, problem)
        except Exception as problem:  # noqa: BLE001 - one bad export never stops another
            log.error("export failed", extra={"export": export.id, "error": type(problem).__name__})  # noqa: TRY400 - no content
            await self._later(export, problem)

    async def _unfit(self, export: Export, reason: str) -> None:
        await self._settle(close_export, export, reason)
        await self._say(export, words.not_built())

    async def _later(self, export: Export, problem: Exception) -> None:
        code = slack_error(problem) if isinstance(problem, SlackApiError) else ""
        if code in NOT_ALLOWED:
            await self._unfit(export, "scope")
            return
        log.warning("export put back", extra={"export": export.id, "error": code or type(problem).__name__})
        wait: float = BACK_OFF[min(export.attempt, len(BACK_OFF)) - 1]
        if isinstance(problem, SlackApiError) and slack_status(problem) == 429:
            wait = max(wait, _seconds(problem.response.headers.get("Retry-After", "")))
        await self._settle(put_back_export, export, self.now() + timedelta(seconds=wait))

    async def _settle(self, verb: Callable[..., bool], export: Export, *args: object) -> None:
        """Note what became of it. Where the database is away, its lease ends by itself."""
        try:
            await self.store.write(verb, self.now(), export, *args)
        except NotSavedYet:
            log.warning("export not settled", extra={"export": export.id})

    async def _whole(self, export: Export) -> None:
        if export.user is None:
            raise Unfit("gone")
        channel = export.dm_channel or await self._open(export)
        if export.state == "sending":
            if export.file_id and await is_shown(self.client, export.file_id, channel):
                await self._done(export)
                return
            if not await self.store.write(build_again, self.now(), export):
                raise Stopped
        content = await self._build(export)
        file_id = await upload(self.client, file_name(export.wanted), content)
        if not await self.store.write(begin_sending, self.now(), export, file_id):
            raise Stopped
        await self._first_told(export)
        self.hit("before_share")
        await share(self.client, file_id, file_name(export.wanted), channel, words.caption(export.wanted))
        self.hit("after_share")
        await self._done(export)

    async def _open(self, export: Export) -> str:
        answer = await self.client.conversations_open(users=export.user or "")
        channel = str(answer["channel"]["id"])
        await self.store.write(keep_dm_channel, export.person_id, channel)
        return channel

    async def _build(self, export: Export) -> bytes:
        if export.wanted.calendar:
            return await self.store.read(calendar_file, export.person_id, export.wanted, self.now())
        self._told_at = self.monotonic()
        building = await asyncio.to_thread(Building, export.wanted, self.now())
        after: Place | None = Place()
        while after is not None:
            began = self.monotonic()
            after = await self._page(export, building, after)
            await self._go_on(export, building)
            await asyncio.sleep(min(self.monotonic() - began, REST_MOST))
        if not building.rows:
            raise Unfit("empty")
        return await asyncio.to_thread(building.finish, await self._sheet(export, building))

    async def _page(self, export: Export, building: Building, after: Place) -> Place | None:
        """Read and add one page; where the next one begins."""
        if export.wanted.programme:
            reader = self.store.at_length()  # sums of a whole program take longer than a form may
            lines = await reader.read(read_sheet, export.person_id, export.wanted, after, self.now())
            await asyncio.to_thread(building.add_lines, lines.rows)
            return lines.after
        page = await self.store.read(read_export, export.person_id, export.wanted, after)
        await asyncio.to_thread(building.add, page.entries)
        return page.after

    async def _sheet(self, export: Export, building: Building) -> MonthSheet | None:
        if not export.wanted.printed:
            return None
        return await self.store.read(sheet_of, export.person_id, export.wanted, building.entries)

    async def _go_on(self, export: Export, building: Building) -> None:
        """After each page: whether it may go on; and when that takes long, say how far it is."""
        if self.stopping:
            raise Stopped
        most = LINES_MAX if export.wanted.programme else ROWS_MAX
        if building.rows > most or building.characters > CHARACTERS_MAX:
            raise Unfit("too_long")
        if self.monotonic() - self._told_at < SOON.total_seconds():
            return
        self._told_at = self.monotonic()
        if not await self.store.write(keep_export, self.now(), export, building.rows):
            raise Stopped
        await self._say(export, words.building(export.id, export.wanted, building.rows, export.total))

    async def _first_told(self, export: Export) -> None:
        """Wait a little until the message that it is being built is there, so that the file comes after it."""
        for _ in range(TELLINGS):
            told = await self.store.read(told_of, export.id)
            if told is None or not told.open:
                return
            await asyncio.sleep(TELLING)

    async def _done(self, export: Export) -> None:
        await self._settle(close_export, export)
        await self._say(export, words.there(export.wanted, export.total))

    async def _say(self, export: Export, message: Message) -> None:
        """Change what the message about it says; where Slack won't, that is all that is lost."""
        try:
            told = await self.store.read(told_of, export.id)
            if told is not None and told.ts:
                blocks = list(message.blocks)
                await self.client.chat_update(channel=told.channel, ts=told.ts, text=message.text, blocks=blocks)
        except AWAY as problem:
            log.warning("export not told of", extra={"export": export.id, "error": type(problem).__name__})


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0
