"""All that the clock does: JOBS wake a few fixed duties; what is due lives in rows."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_sdk.web.async_client import AsyncWebClient

from schedules.delivery import Delivery
from schedules.inbox import Inbox
from schedules.matching import Matching
from storage.store import Storage
from storage.ticks import beat
from storage.workspaces import Installed, installed

log = logging.getLogger("coachlog.duties")

TICK = 30  # seconds
ROUNDS = 10_000  # a bound on one pass; each round sends something


@dataclass(slots=True)
class Workspace:
    """The duties of one installed workspace."""

    token: str
    delivery: Delivery
    inbox: Inbox
    matching: Matching


@dataclass(slots=True)
class Duties:
    """Every timed duty of this process. wake: something is owed or was received."""

    storage: Storage
    api_url: str
    session: aiohttp.ClientSession
    now: Callable[[], datetime]
    hit: Callable[[str], None]
    _known: dict[int, Workspace] = field(default_factory=dict)
    _one_pass: asyncio.Lock = field(default_factory=asyncio.Lock)
    _stopping: bool = False

    async def run(self) -> None:
        """Work whenever something is owed, until stopped; whatever fails is tried again at the next tick."""
        while not self._stopping:
            await self.storage.owed.wait()
            self.storage.owed.clear()
            if not self._stopping:
                await self.guarded("deliver", self.deliver)

    def stop(self) -> None:
        """Finish the round at hand and end."""
        self._stopping = True
        self.storage.owed.set()

    async def tick(self) -> None:
        """One pass of every duty and delivery."""
        for job in JOBS:
            await self.guarded(job.name, partial(job.run, self))

    async def guarded(self, name: str, duty: Callable[[], Awaitable[None]]) -> bool:
        """Run a duty; whether it ended well. Its failure is logged by name and never stops the clock."""
        try:
            await duty()
            await self.storage.system(beat, name, self.now())
        except Exception as problem:  # noqa: BLE001 - the clock never stops
            log.error("duty failed", extra={"duty": name, "error": type(problem).__name__})  # noqa: TRY400 - no content
            return False
        return True

    async def deliver(self) -> None:
        """Apply received events and send what is owed, in every workspace, until nothing is due."""
        async with self._one_pass:
            for _ in range(ROUNDS):
                done = await asyncio.gather(*(self._round(one) for one in await self.workspaces()))
                if not any(done) or self._stopping:
                    return

    async def _round(self, one: Workspace) -> bool:
        try:
            applied = await one.inbox.run_once()
            return bool(await one.delivery.run_once()) or applied > 0
        except Exception as problem:  # noqa: BLE001 - one workspace never delays another
            log.error("workspace failed", extra={"error": type(problem).__name__})  # noqa: TRY400 - no content
            return False

    async def tidy(self) -> None:
        """Settle what dead processes left and expire what no longer matters."""
        for one in await self.workspaces():
            await one.delivery.tidy()

    async def match(self) -> None:
        """Match e-mails to Slack people again, where some are unmatched."""
        for one in await self.workspaces():
            await one.matching.run_once()

    async def workspaces(self) -> list[Workspace]:
        """The installed workspaces, each with its token's client."""
        live = await self.storage.system(installed)
        self._known = {one.id: self._workspace(one) for one in live}
        return list(self._known.values())

    def _workspace(self, one: Installed) -> Workspace:
        known = self._known.get(one.id)
        if known and known.token == one.bot_token:
            return known
        store = self.storage.workspace(one.id)
        client = AsyncWebClient(
            token=one.bot_token, base_url=self.api_url, session=self.session, retry_handlers=[], timeout=10
        )
        delivery = Delivery(store, client, self.now, self.hit, self.storage.owed.set)
        return Workspace(one.bot_token, delivery, Inbox(store, self.now), Matching(store, client, self.now))


@dataclass(frozen=True, slots=True)
class Job:
    """A duty and how often it is looked at, in seconds."""

    name: str
    every: int
    run: Callable[[Duties], Awaitable[None]]


JOBS = (
    Job("tidy", TICK, Duties.tidy),
    Job("match", 3600, Duties.match),
    Job("deliver", TICK, Duties.deliver),
)


def register_jobs(scheduler: AsyncIOScheduler, duties: Duties) -> None:
    """Let the clock wake every duty: memory store, one instance, late is fine, missed ones run once."""
    for job in JOBS:
        scheduler.add_job(
            duties.guarded,
            "interval",
            seconds=job.every,
            args=[job.name, partial(job.run, duties)],
            id=job.name,
            next_run_time=None,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        scheduler.get_job(job.name).modify(next_run_time=datetime.now(scheduler.timezone))
