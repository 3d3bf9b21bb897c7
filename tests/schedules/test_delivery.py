"""Delivery: what is owed goes out once, and as slowly as Slack asks."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
from sqlalchemy import select, update

from storage.database import Db
from storage.outbox import outbox, owe_answer
from tests.schedules.delivering import Post, post
from tests.storage.rostering import NOW


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Post]:
    async with post(database_url) as made:
        yield made


def owe_answers(db: Db, *places: str) -> None:
    for number, place in enumerate(places):
        owe_answer(db, NOW, f"answer:{place}:{number}", place, {"text": "Hello", "blocks": []})


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
