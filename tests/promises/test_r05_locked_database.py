"""R05: the database is locked for a while; every answer comes in time, and says what is true."""

import asyncio
from pathlib import Path

import pytest

from playground.people import Person
from tests.promises import sizes
from tests.promises.counting import told
from tests.promises.inside import Hamlet, form_of, inside, locked

PEOPLE = 6
pytestmark = pytest.mark.deadlines


async def test_a_locked_database_costs_nobody_their_text(database_url: str, tmp_path: Path) -> None:
    rounds = sizes.R05_SUBMISSIONS // PEOPLE
    async with inside(database_url, tmp_path, PEOPLE) as made:
        for number in range(rounds):
            await _submit_into_a_lock(made, number, sizes.R05_LOCKED * number / max(1, rounds - 1))
        counted = await made.settled()
    assert len(counted.contacts) == len(counted.notes) == rounds * PEOPLE
    assert not made.broken()
    assert set(told(made.world).values()) == {1}, "a message went out twice"


async def _submit_into_a_lock(made: Hamlet, number: int, seconds: float) -> None:
    notes = {coach.id: f"Note {number} of {coach.id}" for coach in made.people}
    for coach in made.people:
        await form_of(coach, notes[coach.id])
    with locked(made.url):
        answers = [asyncio.create_task(_saved(coach)) for coach in made.people]
        await asyncio.wait(answers, timeout=seconds)
    saved = await asyncio.gather(*answers)
    stored = made.count().notes
    assert all(stored[notes[coach.id]] for coach, done in zip(made.people, saved, strict=True) if done), "lost"
    for coach in made.people:
        assert coach.modal is None or await _saved(coach), "not saved with the database free"


async def _saved(coach: Person) -> bool:
    """Submit; whether it was saved. Slack's own deadline of 3 s would make it neither saved nor refused."""
    kept = coach.modal.state["note"] if coach.modal else None
    verdict = await coach.submit()
    assert verdict.meaning in {"closed", "errors"}, verdict
    if verdict.meaning == "errors":
        assert "Not saved yet" in " ".join(verdict.errors.values())
        assert coach.modal
        assert coach.modal.state["note"] == kept
    return verdict.meaning == "closed"


async def test_looking_up_the_workspace_takes_nothing_from_the_answers_time(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.tenancy.FRESH", 0.0)
    async with inside(database_url, tmp_path, PEOPLE) as made:
        await _submit_into_a_lock(made, 1, 6.0)


async def test_an_event_is_acknowledged_only_once_it_is_stored(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 1) as made:
        made.world.faults.redeliver_at_once = True
        with locked(made.url):
            await made.people[0].say(None, "help")
            told = made.world.journal.deliveries("events_api")[-1]
            assert told["status"] == 503 or told["outcome"] == "timeout"
        answers = await made.world.wait_for(made.people[0].dm)
        await made.settled()
    assert len(answers) == len(made.people[0].dm()) == 1
