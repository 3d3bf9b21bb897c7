"""R08: whoever submits hangs up in the middle of it, at any moment, and submits again."""

import random
from pathlib import Path

import psutil

from tests.promises import sizes
from tests.promises.counting import connected, violations
from tests.promises.inside import Hamlet, form_of, inside
from tests.promises.requests import Caller, calling, signed, submission


async def test_a_form_submitted_again_after_hanging_up_is_one_note(database_url: str, tmp_path: Path) -> None:
    chance = random.Random(8)  # noqa: S311 - the same moments in every run
    async with inside(database_url, tmp_path, 1) as made, calling(made.address) as caller:
        await _hang_up_and_again(made, caller, "Note 0", 1.0)
        before = connections(made.url)
        for number in range(1, sizes.R08_DISCONNECTS):
            await _hang_up_and_again(made, caller, f"Note {number}", chance.random() / 100)
        assert connections(made.url) <= before, "connections were left behind"
        counted = made.count()
    assert len(counted.contacts) == len(counted.notes) == sizes.R08_DISCONNECTS
    assert not violations(counted)


async def _hang_up_and_again(made: Hamlet, caller: Caller, note: str, seconds: float) -> None:
    coach = made.people[0]
    await form_of(coach, note)
    await caller.leave(signed(made.world, submission(coach)), seconds)
    assert (await coach.submit()).meaning == "closed"


def connections(url: str) -> int:
    """How many connections there are to the database."""
    if url.startswith("sqlite"):
        file = url.removeprefix("sqlite:///")
        return sum(one.path == file for one in psutil.Process().open_files())
    with connected(url) as connection:
        text = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        return int(connection.exec_driver_sql(text).scalar_one())
