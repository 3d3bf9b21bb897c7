"""One round of load: so many people at once, each waiting for the answer before the next thing they do."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bench import requests
from bench.slack import FakeSlack, view_of
from bench.wire import TIMEOUT, Line, dial

_numbers = itertools.count(1)
_sent_by: dict[str, Iterator[int]] = defaultdict(itertools.count)


@dataclass(frozen=True, slots=True)
class Sample:
    """A round's outcome. rate: done a second; times: seconds each took, sorted."""

    rate: float
    times: list[float]

    def percentile(self, share: float) -> float:
        """The time within which this share was done."""
        return self.times[min(len(self.times) - 1, int(share * len(self.times)))]


async def closed_loop(port: int, at_once: int, jobs: list[Callable[[Line], Awaitable[None]]]) -> Sample:
    """Do all jobs, at_once of them at any time, each person on a connection of their own."""
    lines = [await dial(port) for _ in range(at_once)]
    waiting, times = iter(jobs), list[float]()

    async def person(line: Line) -> None:
        for job in waiting:
            began = time.perf_counter()
            await job(line)
            times.append(time.perf_counter() - began)

    began = time.perf_counter()
    async with asyncio.timeout(TIMEOUT + len(jobs) / 10):
        await asyncio.gather(*map(person, lines))
    took = time.perf_counter() - began
    for line in lines:
        line.close()
    return Sample(len(jobs) / took, sorted(times))


async def ask(line: Line, request: bytes) -> bytes:
    """The body of the answer to whole request bytes. Raises RuntimeError unless it is a 200."""
    answer = await line.ask(request)
    if answer.status != 200:
        raise RuntimeError(f"answered {answer.status}: {answer.body[:200]!r}")
    return answer.body


async def open_forms(
    slack: FakeSlack, port: int, users: list[str], many: int, at_once: int
) -> tuple[Sample, list[tuple[str, dict[str, Any]]]]:
    """`/coachlog` until its form is open; the forms, each with who opened it."""
    opened: list[tuple[str, bytes]] = []

    def job(number: int) -> Callable[[Line], Awaitable[None]]:
        user, trigger = users[number % len(users)], f"tr{next(_numbers)}.x"
        request = requests.command(user, trigger)

        async def run(line: Line) -> None:
            form = slack.form(trigger)
            await ask(line, request)
            opened.append((user, await form))

        return run

    sample = await closed_loop(port, at_once, [job(number) for number in range(many)])
    return sample, [(user, view_of(body)) for user, body in opened]


async def submit_forms(port: int, forms: list[tuple[str, dict[str, Any]]], at_once: int) -> Sample:
    """Send each form in, until it is acknowledged without an error."""

    def job(user: str, view: dict[str, Any]) -> Callable[[Line], Awaitable[None]]:
        request = requests.submission(user, f"tr{next(_numbers)}.s", view, next(_sent_by[user]))

        async def run(line: Line) -> None:
            body = await ask(line, request)
            if body not in (b"", b"{}"):
                raise RuntimeError(f"not saved: {body[:300]!r}")

        return run

    return await closed_loop(port, at_once, [job(user, view) for user, view in forms])


async def open_homes(slack: FakeSlack, port: int, users: list[str], many: int, at_once: int) -> Sample:
    """Open the Home until it is published."""

    def job(number: int) -> Callable[[Line], Awaitable[None]]:
        user = users[number % len(users)]
        request = requests.home_opened(user, next(_numbers))

        async def run(line: Line) -> None:
            home = slack.home(user)
            await ask(line, request)
            await home

        return run

    return await closed_loop(port, at_once, [job(number) for number in range(many)])
