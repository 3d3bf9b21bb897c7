"""N01, N05: killed between send and mark, or the answer lost. No nudge comes twice; an answer at most once more."""

import itertools
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from storage.database import Db
from storage.nudging import plan_nudges
from storage.outbox import owe_answer
from storage.status import read_status
from tests.promises import sizes
from tests.promises.figures import record
from tests.promises.office import MORNING, Killed, Office, office
from tests.storage.nudging import new, speaking

__all__ = ["speaking"]

PLACES = ("after_claim", "after_send", "before_mark")
pytestmark = pytest.mark.usefixtures("speaking")


async def owe_all(made: Office, count: int) -> None:
    """A nudge to so many principals, and an answer with a number to their coaches."""

    def owe(db: Db) -> None:
        plan_nudges(db, MORNING, [new(made.people[f"UL{one}"], "card", MORNING, days=0.3) for one in range(count)])
        for one in range(count):
            owe_answer(db, MORNING, f"answer:{one}", f"DUC{one}", {"text": f"Digest {one}", "blocks": []})

    await made.store.write(owe)
    await made.nudger().run_once()


def killer(where: str) -> Callable[[str], None]:
    def hit(name: str) -> None:
        if name == where:
            raise Killed

    return hit


async def listed(made: Office) -> set[int]:
    """The messages that the operator sees as unknown."""
    return {one.id for one in (await made.storage.survey(read_status, made.clock.now())).unknowns}


async def check(made: Office, case: str, tried: str, kills: int) -> None:
    rows = {row.id: row for row in await made.rows()}
    times = Counter(one.row for one in made.slack.posts)
    nudged = sum(times[one] > 1 for one, row in rows.items() if row.kind == "nudges")
    doubled = sum(times[one] > 1 for one, row in rows.items() if row.kind == "answer")
    assert nudged == 0
    assert doubled <= kills
    assert max(times.values()) <= 2
    assert {row.state for row in rows.values()} <= {"sent", "unknown"}
    assert await listed(made) == {one for one, row in rows.items() if row.state == "unknown"}
    figure = f"{nudged} nudges and {doubled} answers twice, each unknown listed"
    record(case, "doubles", tried=tried, figure=figure, wanted="no nudge; an answer at most once a kill", met=True)


async def test_killed_at_any_moment_no_nudge_comes_twice(database_url: str) -> None:
    chance = random.Random(1)  # noqa: S311 - the same moments in every run
    async with office(database_url, sizes.N01_KILLS) as made:
        await owe_all(made, sizes.N01_KILLS)
        for _ in range(sizes.N01_KILLS):
            with pytest.raises(Killed):
                await made.sender(killer(chance.choice(PLACES))).run_once(1)
            made.clock.turn(1)
        made.clock.turn(400)
        await made.sender().tidy()
        await made.run(MORNING + timedelta(hours=5))
        await check(made, "N01", f"{sizes.N01_KILLS} kills", sizes.N01_KILLS)


async def test_with_most_answers_lost_each_nudge_comes_once(database_url: str) -> None:
    """Two of three: where none comes at all, Slack is taken for down, and asked less and less."""
    count = sizes.N01_KILLS // 2
    async with office(database_url, count) as made:
        turns = itertools.count()

        def lost(method: str, _place: str) -> Exception | None:
            return TimeoutError() if method == "chat.postMessage" and next(turns) % 3 else None

        made.slack.after = lost
        await owe_all(made, count)
        await made.run(MORNING + timedelta(hours=20))
        assert len({one.row for one in made.slack.posts}) == 2 * count
        await check(made, "N05", f"{2 * count} messages, two of three answers lost", 2 * count)
