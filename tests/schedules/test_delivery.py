"""Delivery: what is owed goes out once, and as slowly as Slack asks."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
from sqlalchemy import select, update

from bot.rules.pace import LIMITS, POST
from schedules.delivery import Delivery
from storage.database import Db
from storage.outbox import NewOwed, outbox, owe, owe_answer
from storage.people import people
from tests.schedules.delivering import Post, post, too_many
from tests.storage.rostering import NOW


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Post]:
    async with post(database_url) as made:
        yield made


def owe_answers(db: Db, *places: str) -> None:
    for number, place in enumerate(places, len(states(db))):
        owe_answer(db, NOW, f"answer:{place}:{number}", place, {"text": "Hello", "blocks": []})


def owe_people(db: Db, kind: str, *numbers: int) -> None:
    for number in numbers:
        person = db.add(people, name=f"Coach {number}", email=f"{number}@example.org", slack_user_id=f"U{number}")
        owe(db, NOW, [NewOwed(kind, f"{kind}:{person}", person_id=person)])
    words = db.seal(outbox.c.payload, '{"text": "Hello", "blocks": []}')
    db.change(update(outbox).where(outbox.c.kind == "answer").values(payload=words))


def states(db: Db) -> list[str]:
    return [row.state for row in db.all(select(outbox.c.state).order_by(outbox.c.id))]


def taken(db: Db) -> None:
    db.change(update(outbox).values(lease_owner="another"))


async def test_a_mark_that_finds_nothing_is_logged(office: Post, caplog: pytest.LogCaptureFixture) -> None:
    await office.store.write(owe_answers, "D1")
    office.slack.meanwhile = partial(office.store.write, taken)
    await office.sender().run_once()
    assert office.slack.places == ["D1"]
    assert caplog.messages == ["mark found nothing"]


async def test_a_message_is_sent_and_marked(office: Post, caplog: pytest.LogCaptureFixture) -> None:
    await office.store.write(owe_answers, "D1")
    for _ in range(2):
        await office.sender().run_once()
    assert (office.slack.places, await office.store.read(states)) == (["D1"], ["sent"])
    assert not caplog.messages


async def rounds(office: Post, sender: Delivery, count: int) -> None:
    """So many rounds, two seconds apart."""
    for _ in range(count):
        await sender.run_once()
        office.clock.turn(2)


async def test_after_a_429_nothing_is_posted_before_its_time_and_then_one_by_one(office: Post) -> None:
    await office.store.write(owe_answers, "C1", "C1", "C1", "D2")
    office.slack.answers = [too_many(100)]
    sender = office.sender()
    await rounds(office, sender, 20)
    office.clock.turn(59)
    await sender.run_once()
    assert office.slack.places == ["C1"]
    await rounds(office, sender, 6)
    assert sorted(office.slack.places) == ["C1", "C1", "C1", "C1", "D2"]
    assert await office.store.read(states) == ["sent"] * 4


async def test_a_restart_and_another_replica_heed_a_429(office: Post) -> None:
    await office.store.write(owe_answers, "C1", "C1")
    office.slack.answers = [too_many(100)]
    await office.sender().run_once()
    await office.store.write(owe_answers, "C1", "C1", "C1", "D2", "C1", "C1", "D3")
    await rounds(office, office.sender(), 3)
    assert office.slack.places == ["C1"]
    office.clock.turn(100)
    await rounds(office, office.sender(), 10)
    assert office.slack.places.count("C1") == 8


async def test_two_replicas_together_send_one_message_a_second_to_a_channel(office: Post) -> None:
    await office.store.write(owe_answers, *(["C1"] * 4))
    senders = [office.sender(), office.sender()]
    for sent in (1, 2, 3, 4):
        for one in senders * 2:
            await one.run_once()
        assert len(office.slack.places) == sent
        office.clock.turn(1.02)


async def test_a_workspace_gets_no_more_a_minute_than_slack_takes(office: Post) -> None:
    await office.store.write(owe_answers, *(f"D{number}" for number in range(60)))
    sender = office.sender()
    for _ in range(20):
        await sender.run_once()
    assert len(office.slack.places) == LIMITS[POST].burst
    office.clock.turn(1)
    for _ in range(5):
        await sender.run_once()
    assert len(office.slack.places) == LIMITS[POST].burst + 9


async def test_a_clock_that_was_set_back_holds_nothing_up(office: Post) -> None:
    await office.store.write(owe_answers, "C1")
    office.clock.turn(3 * 3600)
    await office.sender().run_once()
    office.clock.turn(-3 * 3600)
    await office.store.write(owe_answers, "C1", "C1")
    await rounds(office, office.sender(), 3)
    assert office.slack.places == ["C1"] * 3


@pytest.mark.parametrize(("kind", "method"), [("home", "views.publish"), ("answer", "conversations.open")])
async def test_a_method_that_is_limited_is_left_alone(office: Post, kind: str, method: str) -> None:
    await office.store.write(owe_people, kind, 1, 2)
    office.slack.answers = [too_many(100)]
    await office.sender().run_once(batch=1)
    await office.store.write(owe_people, kind, 3, 4)
    await rounds(office, office.sender(), 3)
    assert [name for name, _ in office.slack.calls] == [method]
    office.clock.turn(100)
    await rounds(office, office.sender(), 5)
    assert await office.store.read(states) == ["sent"] * 4
