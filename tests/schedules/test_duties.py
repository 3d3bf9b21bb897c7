"""The clock of one process: what it begins it lets end, what fails it tries again, and its silence is known."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from schedules import DELIVERY, JOBS, TICKER, Duties, Job, register_jobs
from storage.keys import Keyring, new_key
from storage.store import Storage
from storage.ticks import last_beats, processes

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)


@pytest.fixture
async def duties(sqlite_url: str) -> AsyncIterator[Duties]:
    storage = Storage(sqlite_url, Keyring([new_key()]))
    async with aiohttp.ClientSession() as session:
        yield Duties(storage, "http://127.0.0.1/api/", session, lambda: NOW, lambda _name: None)
    storage.close()


class Work:
    """A duty that is at work until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.ended = 0
        self.go = asyncio.Event()

    async def run(self, _duties: Duties) -> None:
        self.begun += 1
        await self.go.wait()
        self.ended += 1


async def test_a_duty_at_work_is_not_begun_again(duties: Duties) -> None:
    work = Work()
    job = Job("work", 1, work.run)
    for _ in range(3):
        await duties.begin(job)
        await asyncio.sleep(0)
    assert work.begun == 1
    work.go.set()
    await duties.stop(5)
    assert work.ended == 1


async def test_a_stop_lets_a_duty_end_and_begins_no_more(duties: Duties) -> None:
    work = Work()
    job = Job("work", 1, work.run)
    await duties.begin(job)
    stopping = asyncio.create_task(duties.stop(30))
    await asyncio.sleep(0)
    work.go.set()
    await stopping
    await duties.begin(job)
    assert (work.begun, work.ended) == (1, 1)


async def test_a_stop_waits_no_longer_than_it_may(duties: Duties) -> None:
    work = Work()
    await duties.begin(Job("work", 1, work.run))
    await duties.stop(0.01)
    assert work.ended == 0


async def test_shutting_the_scheduler_down_cancels_no_duty(duties: Duties) -> None:
    scheduler = AsyncIOScheduler(timezone="UTC")
    register_jobs(scheduler, duties)
    work = Work()
    scheduler.remove_all_jobs()
    scheduler.add_job(duties.begin, args=[Job("work", 1, work.run)])
    scheduler.start()
    async with asyncio.timeout(10):
        while not work.begun:  # noqa: ASYNC110 - the scheduler tells nobody
            await asyncio.sleep(0.01)
    scheduler.shutdown(wait=False)
    work.go.set()
    await duties.stop(5)
    assert work.ended == 1


async def test_every_duty_is_registered_once_to_be_woken(duties: Duties) -> None:
    scheduler = AsyncIOScheduler(timezone="UTC")
    register_jobs(scheduler, duties)
    jobs = scheduler.get_jobs()
    assert [job.id for job in jobs] == [job.name for job in JOBS]
    assert all(job.misfire_grace_time is None and job.coalesce and job.max_instances == 1 for job in jobs)


async def test_a_failing_duty_is_noted_by_name_and_stops_nothing(duties: Duties) -> None:
    async def fail(_duties: Duties) -> None:
        raise OSError

    assert await duties.guarded("bad", lambda: fail(duties)) is False
    done = await duties.tick()
    assert set(done) == {job.name for job in JOBS}
    assert all(done.values())
    assert set(await duties.storage.survey(last_beats)) == set(done)


async def test_silence_is_unknown_at_first_and_then_as_long_as_the_slower_part(duties: Duties) -> None:
    duties.monotonic = lambda: 100.0
    assert duties.silence() is None
    duties._beats[TICKER] = 90.0
    assert duties.silence() is None
    duties._beats[DELIVERY] = 70.0
    assert duties.silence() == 30.0


async def test_a_process_says_that_it_is_alive_and_says_good_bye(duties: Duties) -> None:
    await duties.tidy()
    alive = await duties.storage.survey(processes, NOW)
    assert [(one.name, one.key) for one in alive] == [(duties.name, duties.storage.keyring.newest)]
    await duties.stop(1)
    assert await duties.storage.survey(processes, NOW) == []
