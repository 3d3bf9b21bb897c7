"""N02: several replicas tick the same due rows, and four processes claim them."""

import asyncio
import json
import sys
from collections import Counter
from datetime import timedelta

import pytest

from storage.database import Db
from storage.nudging import plan_nudges
from storage.outbox import owe_answer
from storage.store import Storage
from tests.promises import sizes
from tests.promises.figures import record
from tests.promises.office import MORNING, Office, office
from tests.storage.nudging import new, speaking
from tests.storage.rostering import KEYRING

__all__ = ["speaking"]


@pytest.mark.usefixtures("speaking")
async def test_two_replicas_say_each_nudge_once(database_url: str) -> None:
    doubles = missing = 0
    async with office(database_url, sizes.N02_ROWS) as made:
        other = Storage(database_url, KEYRING, deadline=30)
        for number in range(sizes.N02_ROUNDS):
            made.clock.at = MORNING + timedelta(days=7 * number)
            await _round(made, other, number)
            said = Counter(one.place for one in made.slack.posts)
            doubles, missing = (
                made.slack.doubles(),
                missing + sum(said[f"DUL{one}"] != 1 for one in range(sizes.N02_ROWS)),
            )
            made.slack.calls.clear()
        await asyncio.to_thread(other.close)
    tried = f"{sizes.N02_ROUNDS} rounds of {sizes.N02_ROWS:,} rows, {database_url.partition(':')[0]}"
    met = (doubles, missing) == (0, 0)
    record("N02", "two replicas", tried=tried, figure=f"{doubles} doubles, {missing} missing", wanted="0, 0", met=met)
    assert met


async def _round(made: Office, other: Storage, number: int) -> None:
    """Both replicas plan, claim and send at the same time, until nothing is due."""
    now, count = made.clock.now(), sizes.N02_ROWS
    occurrences = [
        new(made.people[f"UL{one}"], "card", now, days=0.3, occurrence=f"card:{number}:{one}") for one in range(count)
    ]
    await made.store.write(plan_nudges, now, occurrences)
    replica = Office(other, other.workspace(1), made.slack, made.clock, made.people)
    senders = [made.sender(), replica.sender()]
    await asyncio.gather(made.nudger().run_once(), replica.nudger().run_once())
    await made.run(now + timedelta(hours=6), senders)


async def test_four_processes_claim_each_due_row_once(database_url: str) -> None:
    async with office(database_url, 1) as made:
        for start in range(0, sizes.N02_CLAIMS, 500):
            await made.store.write(_owe, start, min(start + 500, sizes.N02_CLAIMS))
        claimed = [one for rows in await _claimers(database_url) for one in rows]
        states = Counter(row.state for row in await made.rows())
    doubles, missing = len(claimed) - len(set(claimed)), sizes.N02_CLAIMS - len(set(claimed))
    kind = database_url.partition(":")[0]
    figure, tried = (
        f"{doubles} doubles, {missing} missing",
        f"{sizes.N02_CLAIMS:,} rows, {sizes.N02_PROCESSES} processes, {kind}",
    )
    met = (doubles, missing) == (0, 0)
    record(
        "N02", f"claimed by {sizes.N02_PROCESSES} processes, {kind}", tried=tried, figure=figure, wanted="0, 0", met=met
    )
    assert met
    assert states == {"sent": sizes.N02_CLAIMS}


def _owe(db: Db, start: int, end: int) -> None:
    for one in range(start, end):
        owe_answer(db, MORNING, f"answer:{one}", f"D{one}", {"text": "Hello", "blocks": []})


async def _claimers(url: str) -> list[list[int]]:
    """What each of the processes claimed; none begins before all are there."""
    command = (sys.executable, "-m", "tests.promises.claimer", url)
    pipe = asyncio.subprocess.PIPE
    made = [await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe) for _ in range(sizes.N02_PROCESSES)]
    for one in made:
        assert one.stdout
        assert await one.stdout.readline() == b"ready\n"
    ends = await asyncio.gather(*(one.communicate(b"go\n") for one in made))
    return [json.loads(out) for out, _ in ends]
