"""R01: people submit notes while the process is killed at random moments."""

import asyncio
import random

from playground.people import Person
from tests.promises import sizes
from tests.promises.conftest import Settled, Village, log_visit


async def test_nothing_acknowledged_is_lost_or_doubled_when_the_process_is_killed(village: Settled) -> None:
    each = -(-sizes.R01_SUBMISSIONS // sizes.R01_PEOPLE)
    async with village(sizes.R01_PEOPLE) as made, made.running():
        logging = asyncio.gather(*(_log_many(made, coach, each) for coach in made.people))
        kills = await _kill_at_random(made, logging)
        await logging
        counted = made.count()
    assert kills == sizes.R01_KILLS
    wanted = {note_of(coach, number) for coach in made.people for number in range(each)}
    assert set(counted.notes) == wanted
    assert not made.broken()


def note_of(coach: Person, number: int) -> str:
    return f"Note {number} of {coach.id}"


async def _log_many(made: Village, coach: Person, each: int) -> None:
    for number in range(each):
        await log_visit(made, coach, note_of(coach, number))


async def _kill_at_random(made: Village, logging: "asyncio.Future[list[None]]") -> int:
    """Kill and start again, each time after a random while; how often that was."""
    chance = random.Random(1)  # noqa: S311 - the same moments in every run
    for kills in range(sizes.R01_KILLS):
        if logging.done():
            return kills
        await _some_traffic(made, chance.randint(5, 60), logging)
        await asyncio.sleep(chance.random() / 100)
        await made.server.kill()
        await made.server.start()
    return sizes.R01_KILLS


async def _some_traffic(made: Village, lines: int, logging: "asyncio.Future[list[None]]") -> None:
    """Wait until the journal has so many lines more, or nobody has anything left to log."""
    wanted = made.world.journal.seq + lines
    await made.world.wait_for(lambda: logging.done() or made.world.journal.seq >= wanted, 60)
