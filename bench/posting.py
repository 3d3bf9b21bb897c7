"""Acknowledgements while the week's digest is read, kept and posted: 50 people submit to the real server meanwhile.

The server's clock begins shortly before the digest is due. Each person opens a form, sends it in, thinks for a moment
and begins anew, from before the digest is due until it stands in the coordinators' channel, or a minute after it was
kept: a Monday's other messages may stand in line before it.
"""

import asyncio
import contextlib
import sqlite3
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import psycopg

from bench import requests, rounds, seed
from bench.digesting import MONDAY
from bench.servers import Server
from bench.slack import FakeSlack, view_of
from bench.wire import dial
from bot.rules.digestdays import WEEK_AT

PEOPLE = 50
THINKING = 1.0  # seconds between two things that a person does
BEFORE = 45  # seconds from the start of the server's clock until the digest is due
LIMIT, AFTER = 300.0, 60.0  # seconds from the start, and from when the digest was kept, after which it is given up
OPENED = 5.0  # seconds after which a form counts as not opened; the person is told so, and begins anew
LOOK = 0.5  # seconds between two looks at whether it is kept
WORST = 1.5  # seconds
MARK = b"digest."  # in what the digest's buttons are called, and in no other message
DUE = datetime.combine(MONDAY, datetime.strptime(WEEK_AT, "%H:%M").time(), ZoneInfo(seed.ZONE))  # noqa: DTZ007 - an hour
START = DUE - timedelta(seconds=BEFORE)


@dataclass(slots=True)
class Acknowledged:
    """Seconds that acknowledgements took, of submissions and of what opens a form: before the digest was due, and from
    then on. unopened: forms that didn't come. kept, posted: seconds after it was due; None: it never was."""

    before: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)
    unopened: int = 0
    kept: float | None = None
    posted: float | None = None

    @property
    def worst(self) -> float:
        """The longest of the time in which the digest was made and posted."""
        return max(self.meanwhile, default=0.0)

    def words(self) -> str:
        """All of it."""
        return (
            f"{len(self.meanwhile):,} acknowledgements, {_middle(self.meanwhile)}, against "
            f"{_middle(self.before)} and {_ms(max(self.before, default=0.0))} at worst before it was due; "
            f"{self.unopened} forms didn't open; kept {_after(self.kept)}, posted {_after(self.posted)}"
        )


def _after(seconds: float | None) -> str:
    return "not while they looked" if seconds is None else f"{seconds:.0f} s after it was due"


def _middle(seconds: list[float]) -> str:
    return f"the middle {_ms(median(seconds))}" if seconds else "none"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


async def post(slack: FakeSlack, server: Server, began: float, url: str, users: list[str]) -> Acknowledged:
    """Let people submit to a server that was started at `began`, by perf_counter, until the digest is posted."""
    found, due = Acknowledged(), began + BEFORE
    said = slack.said(MARK)
    people = [asyncio.create_task(_person(slack, server, user, found, due)) for user in users[:PEOPLE]]
    try:
        while not (said.done() or any(one.done() for one in people) or _is_over(found, due)):
            await asyncio.sleep(LOOK)
            if found.kept is None and _is_kept(url):
                found.kept = time.perf_counter() - due
        found.posted = time.perf_counter() - due if said.done() else None
    finally:
        for one in people:
            one.cancel()
        ended = await asyncio.gather(*people, return_exceptions=True)
    for problem in ended:
        if isinstance(problem, Exception):
            raise problem
    return found


def _is_over(found: Acknowledged, due: float) -> bool:
    since = time.perf_counter() - due
    return since > LIMIT or (found.kept is not None and since > found.kept + AFTER)


def _is_kept(url: str) -> bool:
    with contextlib.closing(
        sqlite3.connect(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else psycopg.connect(url)
    ) as connection:
        return connection.cursor().execute("SELECT 1 FROM digests").fetchone() is not None


async def _person(slack: FakeSlack, server: Server, user: str, found: Acknowledged, due: float) -> None:
    for number in range(int(LIMIT / THINKING)):
        trigger = f"tr{user}.{number}.x"
        form = slack.form(trigger)
        await _timed(server, requests.command(user, trigger), found, due)
        try:
            view = view_of(await asyncio.wait_for(form, OPENED))
        except TimeoutError:
            found.unopened += 1
            continue
        await asyncio.sleep(THINKING)
        body = await _timed(server, requests.submission(user, f"{trigger}.s", view, number), found, due)
        if body not in (b"", b"{}"):
            raise RuntimeError(f"not saved: {body[:300]!r}")
        await asyncio.sleep(THINKING)


async def _timed(server: Server, request: bytes, found: Acknowledged, due: float) -> bytes:
    """Ask on a connection of its own: an idle one is closed after a few seconds."""
    line, began = await dial(server.port), time.perf_counter()
    body = await rounds.ask(line, request)
    ended = time.perf_counter()
    line.close()
    (found.before if ended < due else found.meanwhile).append(ended - began)
    return body
