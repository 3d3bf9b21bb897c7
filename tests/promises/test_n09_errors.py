"""N09: the database fails during a tick. The next tick works, and the heartbeat shows which didn't."""

import asyncio
from typing import Any

from sqlalchemy.exc import OperationalError

from schedules import JOBS, Duties
from storage.database import Db
from storage.outbox import owe_answer
from storage.store import Storage
from storage.ticks import last_beats
from storage.workspaces import NewWorkspace, install
from tests.promises import sizes
from tests.promises.figures import record
from tests.promises.office import MORNING, Slack
from tests.schedules.delivering import Clock
from tests.storage.rostering import KEYRING

DELIVER = next(job for job in JOBS if job.name == "deliver")
TIDY = next(job for job in JOBS if job.name == "tidy")


async def test_a_database_error_costs_one_tick_and_shows(database_url: str) -> None:
    broken, clock, no_session = [False], Clock(MORNING), None

    def hit(name: str) -> None:
        if broken[0] and name == "before_commit":
            raise OperationalError("COMMIT", {}, OSError("the disk is full"))

    storage = Storage(database_url, KEYRING, deadline=30, failpoint=hit)
    await storage.system(install, NewWorkspace("T1", "Example", "xoxb-1", "UBOT"), MORNING)
    session: Any = no_session
    duties = Duties(storage, "http://127.0.0.1:9/", session, clock.now, lambda _name: None)
    slack: Any = Slack(clock)
    (one,) = await duties.workspaces()
    one.delivery.client, one.delivery.store = slack, storage.workspace(1).patient(30)  # which passes the failpoints
    slow = lost = 0
    for number in range(sizes.N09_ERRORS):
        await one.delivery.store.write(owe, number)
        broken[0] = True
        assert await _tick(duties) == {"tidy": False, "deliver": False}
        broken[0] = False
        before = await storage.survey(last_beats)
        clock.turn(30)
        slow += set((await _tick(duties)).values()) != {True}
        assert before.get("tidy", MORNING) < (await storage.survey(last_beats))["tidy"] == clock.now()
        lost += len(slack.posts) != number + 1
    await duties.stop(5)
    await asyncio.to_thread(storage.close)
    figure = f"{slow} ticks failed after it, {lost} messages late"
    met = (slow, lost, slack.doubles()) == (0, 0, 0)
    record("N09", "database error", tried=f"{sizes.N09_ERRORS} errors", figure=figure, wanted="0, 0", met=met)
    assert met


def owe(db: Db, number: int) -> None:
    owe_answer(db, MORNING, f"answer:{number}", f"D{number}", {"text": "Hello", "blocks": []})


async def _tick(duties: Duties) -> dict[str, bool]:
    """The duties that send; whether each ended well."""
    done = {}
    for job in (TIDY, DELIVER):
        work = job.whole or job.run
        done[job.name] = await duties.guarded(job.name, lambda work=work: work(duties))  # type: ignore[misc] # bound now
    return done
