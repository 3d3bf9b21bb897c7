"""R10: in every main flow, the k-th call of the database or of Slack fails, for every k, once and for good."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.promises import sizes
from tests.promises.breaking import ALWAYS, Breaker, break_database
from tests.promises.flows import FLOWS, Flow, words_to
from tests.promises.inside import Hamlet, inside

Break = Callable[[int, bool], None]
EFFECTS = ({"effect": "error"}, {"effect": "status", "status": 503}, {"effect": "lost_answer"})


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
async def test_every_call_of_the_database_may_fail(
    flow: Flow, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaker = break_database(monkeypatch)
    async with inside(database_url, tmp_path, 1) as made:
        calls = await _calls(made, flow, breaker)
        for k in _spread(calls):
            for for_good in (False, True):
                await _fails(made, flow, lambda: breaker.start(k, for_good=for_good), breaker.stop)  # noqa: B023 - at once
        _whole(made)


async def _calls(made: Hamlet, flow: Flow, breaker: Breaker) -> int:
    """How many calls the flow makes when nothing fails."""
    coach = made.people[0]
    await flow.before(made, coach)
    breaker.start(ALWAYS)
    await flow.act(made, coach)
    await made.world.wait_for(lambda: flow.done(made, coach))
    await made.app.duties.tick()
    return breaker.stop()


def _spread(calls: int) -> list[int]:
    """The calls that are failed: all of them, or so many of them spread evenly, the first and the last included."""
    tried = min(calls, sizes.R10_CALLS)
    return sorted({1 + round(place * (calls - 1) / max(1, tried - 1)) for place in range(tried)})


async def _fails(made: Hamlet, flow: Flow, spoil: Callable[[], object], heal: Callable[[], object]) -> None:
    coach = made.people[0]
    await flow.before(made, coach)
    before = words_to(coach)
    spoil()
    await flow.act(made, coach)
    with contextlib.suppress(TimeoutError):
        await made.world.wait_for(lambda: flow.done(made, coach) or words_to(coach) != before, 2 if flow.told else 0.5)
    heal()
    said = words_to(coach).removeprefix(before)
    if flow.done(made, coach):
        assert "I couldn't" not in said, "it was done, and whoever tries again does it twice"
    else:
        assert not flow.told or _helpful(said), said
        await flow.act(made, coach)
        await _until_done(made, flow)
    await made.settled()


async def _until_done(made: Hamlet, flow: Flow) -> None:
    coach = made.people[0]
    with contextlib.suppress(TimeoutError):
        await made.world.wait_for(lambda: flow.done(made, coach))
    assert flow.done(made, coach), words_to(coach)


def _helpful(said: str) -> bool:
    return any(word in said for word in ("again", "look"))


def _whole(made: Hamlet) -> None:
    counted = made.count()
    assert not made.broken()
    kept = [row for row in counted.contacts if str(row["note"]).startswith("Kept")]
    assert all(row["removed_at"] is None for row in kept), "more was taken back than was asked"


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: str(effect["effect"]))
async def test_every_call_of_slack_may_fail(
    flow: Flow, effect: dict[str, object], sqlite_url: str, tmp_path: Path
) -> None:
    async with inside(sqlite_url, tmp_path, 1) as made:
        faults = made.world.faults
        for k in range(1, 1 + await _slack_calls(made, flow)):
            for count in (1, 0):
                spoil = lambda: faults.add("api", nth=k, count=count, **effect)  # type: ignore[arg-type] # noqa: B023, E731 - at once
                await _fails(made, flow, spoil, faults.clear)
        _whole(made)


async def _slack_calls(made: Hamlet, flow: Flow) -> int:
    coach = made.people[0]
    await flow.before(made, coach)
    before = len(made.world.journal.calls())
    await flow.act(made, coach)
    await made.world.wait_for(lambda: flow.done(made, coach))
    await asyncio.sleep(0)
    return len(made.world.journal.calls()) - before + 1
