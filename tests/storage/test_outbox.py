"""Messages owed: each claimed by one sender, closed by it, and none delayed by another."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from storage.database import Db
from storage.outbox import claim, outbox, owe_answer
from tests.storage.rostering import NOW, opened, workspace


@pytest.fixture
def db(database_url: str) -> Iterator[Db]:
    """An empty workspace in a transaction that is never committed."""
    with opened(database_url) as engine, engine.connect() as connection:
        yield workspace(connection)


def answer(db: Db, key: str, text: str = "Hello") -> None:
    owe_answer(db, NOW, key, "D1", {"text": text, "blocks": []})


def states(db: Db) -> dict[str, str]:
    return {row.key: row.state for row in db.all(select(outbox.c.key, outbox.c.state))}


def changed(db: Db, key: str, **values: Any) -> None:
    db.change(update(outbox).where(outbox.c.key == key).values(**values))


@pytest.mark.parametrize("damage", ["cut", "no_json"])
def test_a_damaged_message_is_closed_and_the_others_go(db: Db, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    for key in ("a", "b", "c"):
        answer(db, key)
    changed(db, "b", payload=b"\x01dam" if damage == "cut" else db.seal(outbox.c.payload, "{not json"))
    assert [one.key for one in claim(db, NOW, "sender")] == ["a", "c"]
    assert states(db) == {"a": "sending", "b": "failed", "c": "sending"}
    row = db.all(select(outbox.c.payload, outbox.c.reason).where(outbox.c.key == "b"))[0]
    assert tuple(row) == (None, "its words can't be read")
    assert "message unreadable" in caplog.messages
