"""N04: 429 on a tenth of the calls, and restarts in between; and how near sending comes to what Slack takes."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from playground.rates import Rates
from storage.database import Db
from storage.outbox import owe_answer
from tests.promises import sizes
from tests.promises.figures import record
from tests.promises.office import MORNING, Office, office
from tests.schedules.delivering import too_many

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.paced


def owe(db: Db, count: int, places: int) -> None:
    """So many messages to so many conversations."""
    for one in range(count):
        owe_answer(db, MORNING, f"answer:{one}", f"D{one % places}", {"text": f"Hello {one}", "blocks": []})


def sometimes_too_many(waits: list[tuple[float, str]], made: Office) -> Callable[[str, str], Exception | None]:
    """A 429 for a tenth of the calls; which, and until when, is noted."""
    chance = random.Random(4)  # noqa: S311 - the same in every run

    def before(method: str, _place: str) -> Exception | None:
        if chance.random() > 0.1:
            return None
        seconds = chance.randint(1, 120)
        waits.append((made.clock.seconds() + seconds, method))
        return too_many(seconds)

    return before


async def test_nothing_is_called_before_the_time_slack_gave_not_even_after_a_restart(database_url: str) -> None:
    waits: list[tuple[float, str]] = []
    async with office(database_url, 1) as made:
        made.slack.before = sometimes_too_many(waits, made)
        await made.store.write(owe, sizes.N04_MESSAGES, 40)
        for _ in range(100_000):  # a new process every minute
            await made.run(made.clock.now() + timedelta(minutes=1))
            states = {row.state for row in await made.rows()}
            if states == {"sent"}:
                break
    # What was on its way when the 429 came doesn't count: two calls are under way at a time.
    early = sum(_early(made, until, method) for until, method in waits)
    met = early == 0 and states == {"sent"} and made.slack.doubles() == 0
    figure, tried = f"{early} calls too early, 0 lost", f"{sizes.N04_MESSAGES:,} messages, {len(waits)} waits"
    record("N04", "429 on a tenth of the calls", tried=tried, figure=figure, wanted="0, 0", met=met)
    assert met


def _early(made: Office, until: float, method: str) -> int:
    refused_at = max(one.at.timestamp() for one in made.slack.calls if not one.took and one.at.timestamp() < until)
    return sum(refused_at < one.at.timestamp() < until for one in made.slack.calls if one.method == method)


async def test_a_full_outbox_goes_as_fast_as_slack_takes_it_with_no_429(database_url: str) -> None:
    count = sizes.DRAIN_MESSAGES
    async with office(database_url, 1) as made:
        made.slack.rates = Rates(messages=True, tiers=True, monotonic=made.clock.seconds)
        await made.store.write(owe, count, 100)
        await made.run(MORNING + HOUR, [made.sender(), made.sender()])
        last = max(one.at for one in made.slack.posts)
    refused = sum(not one.took for one in made.slack.calls)
    allowed = 600 / 60  # a second, "several hundred a minute"
    share = count / (last - MORNING).total_seconds() / allowed
    record(
        "drain",
        "many conversations, two replicas",
        tried=f"{count:,} messages to 100 conversations, 600 a minute",
        figure=f"{share:.1%} of what Slack takes, {refused} times 429",
        wanted="95 %, none",
        met=share >= 0.95 and not refused,
    )
    assert len(made.slack.posts) == count
    assert not refused
    assert share >= 0.95


async def test_one_channel_goes_as_fast_as_slack_takes_it(database_url: str) -> None:
    count = sizes.DRAIN_MESSAGES // 5
    async with office(database_url, 1) as made:
        made.slack.rates = Rates(messages=True, tiers=True, monotonic=made.clock.seconds)
        await made.store.write(owe, count, 1)
        await made.run(MORNING + HOUR)
        share = (count - 1) / (made.slack.posts[-1].at - MORNING).total_seconds()
    refused = sum(not one.took for one in made.slack.calls)
    figure = f"{share:.1%} of what Slack takes, {refused} times 429"
    met = share >= 0.95 and not refused
    record(
        "drain", "one channel", tried=f"{count:,} messages, one a second", figure=figure, wanted="95 %, none", met=met
    )
    assert met
    assert len(made.slack.posts) == count
