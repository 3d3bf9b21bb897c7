"""What a request owes is sent once it is answered, and what is hung up on keeps nobody waiting."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from schedules.answersfirst import Answers
from schedules.delivery import Delivery
from storage.database import Db
from storage.outbox import owe_answer
from tests.schedules.delivering import Post, post


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Post]:
    async with post(sqlite_url) as made:
        yield made


def owe(db: Db, office: Post, place: str) -> None:
    owe_answer(db, office.clock.now(), place, place, {"text": "Hello", "blocks": []})


def sender(office: Post) -> tuple[Delivery, Answers]:
    made, answers = office.sender(), Answers(office.clock.now)
    made.answers = answers
    return made, answers


async def test_what_a_request_owes_waits_for_its_answer_and_what_others_owed_before_does_not(office: Post) -> None:
    delivery, answers = sender(office)
    await office.store.write(owe, office, "D1")
    office.clock.turn(0.5)
    with answers.awaited():
        await office.store.write(owe, office, "D2")
        office.clock.turn(1)
        assert [await delivery.run_once() for _ in range(2)] == [1, 0]
        assert office.slack.places == ["D1"]
    assert await delivery.run_once() == 1
    assert office.slack.places == ["D1", "D2"]


async def test_what_was_held_for_an_answer_is_looked_for_again_soon(
    office: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery, answers = sender(office)
    later: list[float] = []
    monkeypatch.setattr(Delivery, "_wake_in", lambda _self, seconds: later.append(seconds))
    with answers.awaited():
        await office.store.write(owe, office, "D1")
        office.clock.turn(1)
        assert await delivery.run_once() == 0
    assert later == [0.05]


async def test_a_request_that_never_ends_holds_nothing_for_longer_than_slack_waits_for_it(office: Post) -> None:
    delivery, answers = sender(office)
    with answers.awaited():
        await office.store.write(owe, office, "D1")
        office.clock.turn(3)
        assert await delivery.run_once() == 1


async def test_the_loop_waits_until_what_is_in_hand_is_answered(office: Post) -> None:
    answers, order = Answers(office.clock.now), list[str]()
    with answers.awaited():
        waiting = asyncio.create_task(answers.out())
        waiting.add_done_callback(lambda _: order.append("owed is sent"))
        await asyncio.wait({waiting}, timeout=2 * answers.pause.total_seconds())
        order.append("answered")
    await waiting
    assert order == ["answered", "owed is sent"]
