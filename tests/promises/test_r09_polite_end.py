"""R09: SIGTERM under load; what was accepted is finished, and the process ends in time."""

import asyncio

from playground.people import Person
from tests.promises import sizes
from tests.promises.conftest import Settled, Village, log_visit

GRACE = 30.0


async def test_a_polite_end_loses_nothing_that_was_accepted(village: Settled) -> None:
    async with village(sizes.R09_PEOPLE) as made:
        for number in range(sizes.R09_ROUNDS):
            async with made.running():
                await _end_under_load(made, number)
        async with made.running():
            await asyncio.gather(*(log_visit(made, coach, f"Last of {coach.id}") for coach in made.people))
        counted = made.count()
    assert not made.broken()
    assert counted.notes.total() == len(counted.notes)


async def _end_under_load(made: Village, number: int) -> None:
    accepted: list[str] = []
    work = [asyncio.create_task(_log_on_and_on(made, coach, number, accepted)) for coach in made.people]
    await made.world.wait_for(lambda: len(accepted) >= len(made.people), 60)
    async with asyncio.timeout(GRACE):
        code = await made.server.terminate()
    for one in work:
        one.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    assert code == 0
    assert set(accepted) <= set(made.count().notes), "accepted and lost"


async def _log_on_and_on(made: Village, coach: Person, number: int, accepted: list[str]) -> None:
    for place in range(100_000):
        note = f"Note {place} of {coach.id} in round {number}"
        await log_visit(made, coach, note)
        accepted.append(note)


async def test_a_silent_slack_does_not_keep_it_from_ending(sqlite_village: Settled) -> None:
    async with sqlite_village(2) as made, made.running():
        made.world.faults.add("chat.postMessage", "silence", count=0)
        await asyncio.gather(*(log_visit(made, coach, coach.id) for coach in made.people))
        await made.world.wait_for(lambda: any(rule.struck for rule in made.world.faults.rules))
        async with asyncio.timeout(GRACE):
            assert await made.server.terminate() == 0
        assert len(made.count().notes) == 2
