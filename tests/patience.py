"""Limits that no slow machine reaches, and no waiting where a test isn't about it."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

import handlers
import schedules
from playground.state import World
from schedules import Duties
from storage.store import Storage

LONG = 30.0  # seconds
# The duties that make the assistant speak of its own accord.
UNASKED = {"rounds", "prompts", "reports", "digests", "nudge"}


def be_patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack and the assistant wait longer than in life, so that a slow machine decides no test.

    Tests of the deadlines themselves are marked `deadlines`, and have the real ones. The assistant says nothing of its
    own accord but in tests marked `unasked`, so that all others may count what was said. Messages follow each other
    quickly, but in tests marked `paced`. Also there it speaks when a test lets its duties look, not when its own
    clock does: what is said first would depend on the machine.
    """
    if not request.node.get_closest_marker("paced"):
        monkeypatch.setattr(schedules, "REST_MOST", 0.0)
        for spacing in ("schedules.delivery.HOME", "schedules.delivery.CHANNEL"):
            monkeypatch.setattr(spacing, timedelta(milliseconds=20))
    if not request.node.get_closest_marker("unasked"):
        monkeypatch.setattr(schedules, "JOBS", tuple(job for job in schedules.JOBS if job.name not in UNASKED))
    monkeypatch.setattr("bot.app.register_jobs", _register_quietly)
    if request.node.get_closest_marker("deadlines"):
        return
    monkeypatch.setattr(handlers, "ANSWER", LONG)
    for limit in ("bot.app.SLACK_SECONDS", "handlers.errors.AUDIT", "handlers.coachlog.frommessage.PATIENCE"):
        monkeypatch.setattr(limit, LONG)
    for waiting in (Storage.__init__, World.__init__):
        monkeypatch.setitem(waiting.__kwdefaults__, "deadline", LONG)  # type: ignore[arg-type] # a dict of objects


def _register_quietly(scheduler: AsyncIOScheduler, duties: Duties) -> None:
    schedules.register_jobs(scheduler, duties)
    for name in UNASKED & {job.id for job in scheduler.get_jobs()}:
        scheduler.remove_job(name)


def hang_up(monkeypatch: pytest.MonkeyPatch, world: World, method: str) -> None:
    """Give up a call of this method as soon as the playground is silent on it, as after ten seconds of life.

    Until then its calls follow each other: one that is under way beside it has its answer.
    """
    ask, silent, turn = aiohttp.ClientSession._request, asyncio.Event(), asyncio.Lock()
    monkeypatch.setattr(world.faults, "on_strike", silent.set)

    async def request(session: aiohttp.ClientSession, verb: str, url: Any, **rest: Any) -> Any:
        if not str(url).endswith(f"/api/{method}"):
            return await ask(session, verb, url, **rest)
        async with turn:
            asking = asyncio.ensure_future(ask(session, verb, url, **rest))
            if not silent.is_set():
                striking = asyncio.ensure_future(silent.wait())
                await asyncio.wait({asking, striking}, return_when=asyncio.FIRST_COMPLETED)
                if striking.done():
                    asking.cancel()
                    raise TimeoutError
                striking.cancel()
            return await asking

    monkeypatch.setattr(aiohttp.ClientSession, "_request", request)
