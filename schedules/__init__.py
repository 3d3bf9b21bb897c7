"""All that the clock does: JOBS wake a few fixed duties; what is due lives in rows."""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import NotSavedYet
from bot.logs import where
from schedules.answersfirst import Answers
from schedules.delivery import Delivery
from schedules.line import Line
from schedules.working import NotForAll, Workspace, all_well, builders_of, ended, put_together, tasks_of
from storage.store import Storage
from storage.ticks import ALIVE, beat, beat_process, end_process
from storage.workspaces import Installed, look_at_all

log = logging.getLogger("coachlog.duties")

TICK = 30  # seconds
REST, REST_MOST = 4.0, 0.5  # times the length of a round, and seconds: whoever waits for an answer comes first
ROUNDS = 10_000  # a bound on one pass; each round sends something
PATIENCE = 10.0  # seconds that a duty waits for the database
AT_ONCE = 8  # workspaces; where more than so many hang on Slack, the next one waits
TICKER, DELIVERY = "ticker", "delivery"


@dataclass(slots=True)
class Duties:
    """Every timed duty of this process. wake: something is owed or was received.

    only: the one workspace to work for, by its team id; None for all. monotonic: for the age of a beat.
    answers: the requests in hand; what they owe isn't sent before they are answered.
    """

    storage: Storage
    api_url: str
    session: aiohttp.ClientSession
    now: Callable[[], datetime]
    hit: Callable[[str], None]
    only: str | None = None
    answers: Answers | None = None
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    monotonic: Callable[[], float] = time.monotonic
    _known: dict[int, Workspace] = field(default_factory=dict)
    _at_work: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _tried: set[str] = field(default_factory=set)
    _beats: dict[str, float] = field(default_factory=dict)
    _shut: list[str] = field(default_factory=list)
    _stopping: bool = False
    _one_export: asyncio.Semaphore = field(default_factory=partial(asyncio.Semaphore, 1))

    async def run(self) -> None:
        """Work whenever something is owed, until stopped; whatever fails is tried again at the next tick."""
        while not self._stopping:
            await self.storage.owed.wait()
            self.storage.owed.clear()  # before the answers are out: what is owed meanwhile wakes us again
            if self.answers:
                await self.answers.out()
            if not self._stopping:
                await self.guarded("deliver", self.set_to_work)

    async def begin(self, job: "Job") -> None:
        """Start a duty unless it is still at work. It is referenced until it ends, and stop() lets it end."""
        if self._stopping or job.name in self._at_work:
            return
        task = asyncio.create_task(self._ticked(job))
        self._at_work[job.name] = task
        task.add_done_callback(lambda _: self._at_work.pop(job.name))

    async def _ticked(self, job: "Job") -> None:
        if await self.guarded(job.name, partial(job.run, self)):
            self._beats[TICKER] = self.monotonic()

    def silence(self) -> float | None:
        """Seconds since the slowest in this process got on; None before the first time.

        It is the ticker, what sets the workspaces to work, or a workspace that is at work; an idle one is never slow.
        """
        if not self._beats.keys() >= {TICKER, DELIVERY}:
            return None
        rounds = (one.since for one in self._known.values() if one.at_work)
        return self.monotonic() - min((*self._beats.values(), *rounds))

    def skew(self) -> float:
        """Seconds that our clock is off Slack's, as far as Slack's last answers tell."""
        lines = [one.delivery.client for one in self._known.values()]
        return max((line.skew for line in lines if isinstance(line, Line)), key=abs, default=0.0)

    async def stop(self, seconds: float) -> None:
        """Finish what is in hand, the delivery round included, and begin nothing more."""
        self._stopping = True
        self.storage.owed.set()
        for one in self._known.values():
            one.exporting.stopping = True
        in_hand = [*self._at_work.values(), *tasks_of(self._known.values()), *builders_of(self._known.values())]
        if in_hand:
            await asyncio.wait(in_hand, timeout=seconds)
        with contextlib.suppress(NotSavedYet):
            await self.storage.system(end_process, self.name)

    async def tick(self, told: Callable[[int], None] = lambda _count: None) -> dict[str, bool]:
        """One pass of every duty and delivery; which of them ended well. told: hears of each that ended."""
        done: dict[str, bool] = {}
        for job in JOBS:
            done[job.name] = await self.guarded(job.name, partial(job.whole or job.run, self))
            told(1)
        return done

    async def guarded(self, name: str, duty: Callable[[], Awaitable[None]]) -> bool:
        """Run a duty; whether it ended well. Its failure is logged by name and never stops the clock."""
        try:
            await duty()
            await self.storage.system(beat, name, self.now())
        except Exception as problem:  # noqa: BLE001 - the clock never stops
            said = {"duty": name, "error": type(problem).__name__, "where": where(problem)}
            log.error("duty failed", extra=said)  # noqa: TRY400 - no content
            return False
        finally:
            self._tried.add(name)
        return True

    async def watch(self) -> None:
        """Look after what is in trouble, once whatever seems not to run had its first chance in this process."""
        await self.for_each("watch", lambda one: one.watching.run_once(self._tried))

    async def deliver(self) -> None:
        """Apply received events and send what is owed, in every workspace, until nothing is due.

        Raises NotForAll when it failed in some, or when some workspace's token can't be opened.
        """
        await self.set_to_work()
        await ended(self._known.values())
        all_well("deliver", self._known.values())
        if self._shut:
            raise NotForAll

    async def set_to_work(self) -> None:
        """Let every workspace work off what is due in a task of its own; one at work already looks once more."""
        await self.workspaces()
        for workspace_id in self._known:
            self.look_again(workspace_id)
        self._beats[DELIVERY] = self.monotonic()

    def look_again(self, workspace_id: int) -> None:
        """Let one workspace work off what is due by now."""
        one = self._known.get(workspace_id)
        if one is None:
            return
        one.again = True
        if not self._stopping and not one.at_work:
            one.since = self.monotonic()
            one.task = asyncio.create_task(self._work(one))

    async def _work(self, one: Workspace) -> None:
        for _ in range(ROUNDS):
            if self._stopping:
                return
            one.again, one.since = False, self.monotonic()
            done = await self._round(one)
            worked = self.monotonic() - one.since - one.delivery.waited
            await asyncio.sleep(min(REST * max(worked, 0), REST_MOST))
            if not done and not one.again:
                return

    async def _round(self, one: Workspace) -> bool:
        done = 0
        with one.alone("deliver"):
            done = await one.inbox.run_once()
            done += await one.delivery.run_once()
        return done > 0

    async def tidy(self) -> None:
        """Say that this process is alive; settle what dead ones left, and expire what no longer matters."""
        await self.storage.system(beat_process, self.name, self.now())
        self._name_the_hanging()
        await self.for_each("tidy", lambda one: one.delivery.tidy())

    async def set_to_export(self) -> None:
        """Let every workspace build the files that people asked for, in a task of its own."""
        for one in await self.workspaces():
            if not self._stopping:
                one.exporting.wake()

    async def export_now(self, workspace_id: int) -> None:
        """Build what the people of one workspace asked for, beginning at once; nobody waits for it."""
        await self.workspaces()
        found = self._known.get(workspace_id)
        if found and not self._stopping:
            found.exporting.wake()

    async def export(self) -> None:
        """Build every file that people asked for and wait for it."""
        await self.set_to_export()
        if tasks := builders_of(self._known.values()):
            await asyncio.wait(tasks)

    async def for_each(self, duty: str, work: Callable[[Workspace], Awaitable[object]]) -> None:
        """Do a duty for every workspace, each on its own. Raises NotForAll at the end when it failed for some."""
        free, live = asyncio.Semaphore(AT_ONCE), await self.workspaces()

        async def do(one: Workspace) -> None:
            async with free:
                if not self._stopping:
                    with one.alone(duty):
                        await work(one)

        await asyncio.gather(*map(do, live))
        all_well(duty, live)

    def _name_the_hanging(self) -> None:
        for one in self._known.values():
            if one.at_work and (seconds := self.monotonic() - one.since) > ALIVE.total_seconds():
                log.error("workspace hangs", extra={"workspace": one.team_id, "seconds": round(seconds)})

    async def match_now(self, workspace_id: int) -> int:
        """Match one workspace's people at once; how many were matched."""
        await self.workspaces()
        found = self._known.get(workspace_id)
        return await found.matching.match_now() if found else 0

    async def workspaces(self) -> list[Workspace]:
        """The installed workspaces, each with its token's client."""
        live = await self.storage.survey(look_at_all)
        self._shut = [team for team in live.shut if self.only in (None, team)]
        self._known = {one.id: self._workspace(one) for one in live.opened if self.only in (None, one.team_id)}
        return list(self._known.values())

    def _workspace(self, one: Installed) -> Workspace:
        known = self._known.get(one.id)
        if known and known.token == one.bot_token:
            return known
        client = Line(one.bot_token, self.api_url, self.session, self.now)
        if known:  # at work perhaps: it goes on with the new token
            known.renew(one.bot_token, client)
            return known
        store = self.storage.workspace(one.id).of_the_clock(PATIENCE)
        delivery = Delivery(store, client, self.now, self.hit, partial(self.look_again, one.id), self.answers)
        return put_together(one, delivery, self._one_export)


@dataclass(frozen=True, slots=True)
class Job:
    """A duty and how often it is looked at, in seconds. whole: waits for the end of what run only sets to work."""

    name: str
    every: int
    run: Callable[[Duties], Awaitable[None]]
    whole: Callable[[Duties], Awaitable[None]] | None = None


def each(name: str, every: int, work: Callable[[Workspace], Awaitable[object]]) -> Job:
    """A duty that is done for every workspace, each on its own."""
    return Job(name, every, lambda duties: duties.for_each(name, work))


JOBS = (
    Job("tidy", TICK, Duties.tidy),
    Job("count", 3600, lambda duties: duties.storage.count_anew()),
    each("match", 3600, lambda one: one.matching.run_once()),
    each("expire", 3600, lambda one: one.expiry.run_once()),
    each("visits", TICK, lambda one: one.materialising.run_once()),
    each("rounds", TICK, lambda one: one.rounds.run_once()),
    each("digests", TICK, lambda one: one.digesting.run_once()),
    each("prompts", TICK, lambda one: one.prompting.run_once()),
    each("reports", TICK, lambda one: one.reporting.run_once()),
    each("nudge", TICK, lambda one: one.nudging.run_once()),
    Job("export", TICK, Duties.set_to_export, Duties.export),
    Job("watch", TICK, Duties.watch),
    Job("deliver", TICK, Duties.set_to_work, Duties.deliver),
)


def register_jobs(scheduler: AsyncIOScheduler, duties: Duties) -> None:
    """Let the clock wake every duty: memory store, one instance, late is fine, missed ones run once.

    The scheduler only begins a duty: it cancels what it runs itself when it is shut down.
    """
    for job in JOBS:
        scheduler.add_job(
            duties.begin,
            "interval",
            seconds=job.every,
            args=[job],
            id=job.name,
            next_run_time=datetime.now(scheduler.timezone),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
