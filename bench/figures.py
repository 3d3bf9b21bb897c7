"""The figures, one function each; every function returns the lines of the table it fills."""

import asyncio
import json
import os
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from bench import posting, rounds, seed, servers
from bench.compare import Pairs, Round, by_turns
from bench.databases import Databases, opened
from bench.digesting import RATIO, tell
from bench.drafting import LIMIT_MS as LIMIT_DRAFT_MS
from bench.drafting import SCHOOLS, draft
from bench.planning import SECONDS, SIZE, plan
from bench.rounds import Sample
from bench.servers import Server
from bench.slack import FakeSlack
from bench.ticking import LIMIT_MS, ROWS, tick

T = TypeVar("T")

COACHES_AT_ONCE = 18
SUBMITS_AT_ONCE = 16
LARGE_AT_ONCE = 4
WARM_UP = 2000  # submissions before memory is read


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. within: whether the value meets what is wanted, where something is."""

    what: str
    value: str
    wanted: str
    within: bool | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure. rounds: pairs of rounds; many: requests a round; engagements: of the digest's program."""

    rounds: int = 8
    many: int = 600
    engagements: int = 10_000


async def aside(work: Callable[..., T], *args: Any) -> T:
    """Run blocking work on a thread, while the fake Slack goes on answering."""
    return await asyncio.get_running_loop().run_in_executor(None, work, *args)


@asynccontextmanager
async def stage(kind: str) -> AsyncIterator[tuple[FakeSlack, Databases, Path]]:
    """A fake Slack, databases of a kind and a folder, cleared up at the end."""
    slack = FakeSlack()
    await slack.start()
    try:
        with tempfile.TemporaryDirectory(prefix="coachlog-bench-") as folder, opened(kind, Path(folder)) as databases:
            yield slack, databases, Path(folder)
    finally:
        slack.stop()


async def against_plain(kind: str, effort: Effort) -> list[Line]:
    """Figures 1 and 2: form and submission against the plain Bolt app."""
    async with stage(kind) as (slack, databases, folder):
        url = databases.make()
        await aside(seed.roster, url, seed.USUAL)
        theirs_url = databases.make(url)
        ours = await aside(servers.coachlog, url, slack.api_url, folder / "home")
        try:
            _, forms = await rounds.open_forms(slack, ours.port, seed.USUAL.coach_users, 1, 1)
            view = folder / "view.json"
            view.write_text(json.dumps(forms[0][1]))
            theirs = await aside(servers.plain, slack.api_url, view, theirs_url)
            try:
                return await _both(slack, ours, theirs, effort, kind)
            finally:
                theirs.stop()
        finally:
            ours.stop()


async def _both(slack: FakeSlack, ours: Server, theirs: Server, effort: Effort, kind: str) -> list[Line]:
    users = seed.USUAL.coach_users
    ready: list[tuple[str, dict[str, Any]]] = []

    async def form(server: Server) -> Sample:
        sample, opened_forms = await rounds.open_forms(slack, server.port, users, effort.many, COACHES_AT_ONCE)
        ready[:] = opened_forms
        return sample

    async def submit(server: Server) -> Sample:
        return await rounds.submit_forms(server.port, ready if server is ours else _renamed(ready), SUBMITS_AT_ONCE)

    opening, saving, beside = Pairs(), Pairs(), Pairs()
    await by_turns(ours, theirs, effort.rounds, (opening, form))
    await by_turns(ours, theirs, effort.rounds, (beside, form), (saving, submit))
    return [
        Line(f"form opened, rate ({kind})", f"{opening.rate():.2f}", "≥ 0.80", opening.rate() >= 0.8, opening.words()),
        Line(f"form opened, p99 ({kind})", f"{opening.at(0.99):.2f}", "≤ 1.50", opening.at(0.99) <= 1.5),
        Line(f"saved, rate ({kind})", f"{saving.rate():.2f}", "≥ 0.80", saving.rate() >= 0.8, saving.words()),
        Line(f"form opened while {effort.many} contacts' messages go out, rate ({kind})", f"{beside.rate():.2f}", "–"),
    ]


def _renamed(forms: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """The plain app's forms are all the same one; give each an intent of its own, as ours have."""
    found = []
    for user, view in forms:
        text, _, tag = view["private_metadata"].rpartition(".")
        data = {**json.loads(text), "i": secrets.token_urlsafe(18)}
        found.append((user, {**view, "private_metadata": f"{json.dumps(data, separators=(',', ':'))}.{tag}"}))
    return found


async def with_history(kind: str, effort: Effort, size: seed.Size = seed.LARGE) -> list[Line]:
    """Figure 3: form, submission and Home with five years in the database, against an empty one."""
    async with stage(kind) as (slack, databases, folder):
        empty = databases.make()
        await aside(seed.roster, empty, size)
        full = databases.make(empty)
        many = await aside(seed.history, full, size)
        ours = await aside(servers.coachlog, full, slack.api_url, folder / "home")
        try:
            theirs = await aside(servers.coachlog, empty, slack.api_url, folder / "home")
            try:
                lines = await _grown(slack, ours, theirs, effort, size)
            finally:
                theirs.stop()
        finally:
            ours.stop()
    return [replace(one, what=f"{one.what}, {many:,} contacts ({kind})") for one in lines]


async def _grown(slack: FakeSlack, ours: Server, theirs: Server, effort: Effort, size: seed.Size) -> list[Line]:
    ready: list[tuple[str, dict[str, Any]]] = []
    homes = [*size.coach_users[:40], *[f"ULEAD{number}" for number in range(40)], "UCOORD"]

    async def form(server: Server) -> Sample:
        sample, opened_forms = await rounds.open_forms(slack, server.port, size.coach_users, effort.many, LARGE_AT_ONCE)
        ready[:] = opened_forms
        return sample

    async def submit(server: Server) -> Sample:
        return await rounds.submit_forms(server.port, ready, LARGE_AT_ONCE)

    async def home(server: Server) -> Sample:
        return await rounds.open_homes(slack, server.port, homes, effort.many // 4, LARGE_AT_ONCE)

    async def coordinator(server: Server) -> Sample:
        return await rounds.open_homes(slack, server.port, ["UCOORD"], 20, 1)

    # What goes on after a submission would be measured with what follows it, so submissions are the last.
    pairs = {name: Pairs() for name in ("form", "Home", "coordinator's Home", "submission")}
    await by_turns(ours, theirs, effort.rounds, (pairs["form"], form))
    await by_turns(ours, theirs, effort.rounds, (pairs["Home"], home), (pairs["coordinator's Home"], coordinator))
    await by_turns(ours, theirs, effort.rounds, (Pairs(), form), (pairs["submission"], submit))
    return [
        Line(f"{name}, time", f"{1 / one.rate():.2f}", "≤ 1.20", 1 / one.rate() <= 1.2, one.words())
        for name, one in pairs.items()
    ]


async def long_service(kind: str, effort: Effort) -> list[Line]:
    """A coach's Home after ten years of contacts, against one after a month."""
    size = seed.USUAL
    async with stage(kind) as (slack, databases, folder):
        short = databases.make()
        await aside(seed.roster, short, size)
        long = databases.make(short)
        many = await aside(seed.history, long, size, seed.LONG_SERVICE)
        few = await aside(seed.history, short, size, seed.MONTH)
        ours = await aside(servers.coachlog, long, slack.api_url, folder / "home")
        try:
            theirs = await aside(servers.coachlog, short, slack.api_url, folder / "home")
            try:
                homes = Pairs()
                await by_turns(ours, theirs, effort.rounds, (homes, _homes(slack, size.coach_users, effort.many // 4)))
            finally:
                theirs.stop()
        finally:
            ours.stop()
    took = 1 / homes.rate()
    what = f"coach's Home, ten years of contacts / one month, {many:,} against {few:,} in all ({kind})"
    return [Line(what, f"{took:.2f}", "≤ 1.20", took <= 1.2, homes.words())]


def _homes(slack: FakeSlack, users: list[str], many: int) -> Round:
    async def home(server: Server) -> Sample:
        return await rounds.open_homes(slack, server.port, users, many, 1)

    return home


async def ticking(kind: str, _effort: Effort) -> list[Line]:
    """Looking for what is due, with nothing due and a million rows; then saying a great deal that is."""
    async with stage(kind) as (_, databases, _folder):
        done = await aside(tick, databases)
    what = f"a look for what is due with nothing due, {ROWS:,} nudges ({kind})"
    more = f"the outbox's look {done.claim:.1f} ms; {done.said:,} due nudges made messages in {done.seconds:.1f} s"
    return [Line(what, f"{done.look:.1f} ms", f"≤ {LIMIT_MS} ms", done.look <= LIMIT_MS, more)]


async def planning(kind: str, _effort: Effort) -> list[Line]:
    """Eight weeks of visits for 10,000 engagements, then the same a night later, then with nothing to do."""
    async with stage(kind) as (_, databases, _folder):
        done = await aside(plan, databases)
    what = f"eight weeks of visits for {SIZE.schools:,} engagements ({kind})"
    again = (
        f"{done.many:,} visits; the next night {done.night:.1f} s; a tick with nothing due {done.idle * 1000:.0f} ms"
    )
    return [Line(what, f"{done.whole:.1f} s", f"≤ {SECONDS} s", done.whole <= SECONDS, again)]


async def digesting(kind: str, effort: Effort) -> list[Line]:
    """All figures of a week's digest, against its statements on the bare driver; then the digest made and posted by the
    real server while 50 people submit."""
    size = seed.Size(effort.engagements // 4, effort.engagements)
    async with stage(kind) as (slack, databases, folder):
        done = await aside(tell, databases, size)
        began = time.perf_counter()
        server = await aside(servers.coachlog, done.url, slack.api_url, folder / "home", posting.START)
        try:
            told = await posting.post(slack, server, began, done.url, size.coach_users)
        finally:
            server.stop()
    whole = f"{done.pairs:,} engagements and {done.many:,} contacts ({kind})"
    seconds = f"{done.ours:.2f} s against {done.bare:.2f} s of {len(done.asked)} statements; {_load()}"
    met = told.kept is not None and bool(told.meanwhile) and told.worst <= posting.WORST
    return [
        Line(
            f"a digest's figures / its SQL alone, {whole}",
            f"{done.ratio:.2f}", f"≤ {RATIO}", done.ratio <= RATIO, seconds,
        ),
        Line(
            f"the worst acknowledgement while {posting.PEOPLE} people submit and a digest is posted, {whole}",
            f"{told.worst:.2f} s", f"≤ {posting.WORST} s", met, f"{told.words()}; {_load()}",
        ),
    ]  # fmt: skip


async def drafting(kind: str, _effort: Effort) -> list[Line]:
    """A status report's draft for a coach with 40 schools."""
    async with stage(kind) as (_, databases, _folder):
        done = await aside(draft, databases)
    what = f"a report drafted, {SCHOOLS} schools ({kind})"
    more = f"{done.worst:.0f} ms at worst of {done.many}; brought up to date {done.again:.0f} ms; {_load()}"
    return [Line(what, f"{done.first:.0f} ms", f"≤ {LIMIT_DRAFT_MS} ms", done.first <= LIMIT_DRAFT_MS, more)]


def _load() -> str:
    """How many others want the cores, which every figure in seconds has to be read with."""
    return f"load {os.getloadavg()[0]:.0f}"


async def the_process(effort: Effort) -> list[Line]:
    """Figure 4: start to ready on an existing database, and memory after a warm-up."""
    async with stage("sqlite") as (slack, databases, folder):
        url = databases.make()
        await aside(seed.roster, url, seed.USUAL)
        starts = []
        for _ in range(3):
            server = await aside(servers.coachlog, url, slack.api_url, folder / "home")
            starts.append(server.ready_after)
            server.stop()
        ours = await aside(servers.coachlog, url, slack.api_url, folder / "home")
        try:
            for _ in range(-(-WARM_UP // effort.many)):
                _, forms = await rounds.open_forms(
                    slack, ours.port, seed.USUAL.coach_users, effort.many, COACHES_AT_ONCE
                )
                await rounds.submit_forms(ours.port, forms, SUBMITS_AT_ONCE)
            memory = ours.megabytes()
        finally:
            ours.stop()
    start = sorted(starts)[1]
    return [
        Line("start to ready", f"{start:.1f} s", "≤ 2 s", start <= 2),
        Line(f"memory after {WARM_UP:,} submissions", f"{memory:.0f} MB", "≤ 150 MB", memory <= 150),
    ]
