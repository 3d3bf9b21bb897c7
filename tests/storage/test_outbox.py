"""Messages owed: each claimed by one sender, closed by it, and none delayed by another."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from storage.claiming import claim
from storage.database import Db
from storage.outbox import NewOwed, hand_over, mark, outbox, owe, owe_answer, put_back, tidy
from tests.storage.rostering import NOW, opened, workspace


@pytest.fixture
def db(database_url: str) -> Iterator[Db]:
    """An empty workspace in a transaction that is never committed."""
    with opened(database_url) as engine, engine.connect() as connection:
        yield workspace(connection)


def answer(db: Db, key: str, text: str = "Hello") -> None:
    owe_answer(db, NOW, key, f"D{key}", {"text": text, "blocks": []})


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


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


def test_a_replica_whose_clock_is_ahead_leaves_a_live_lease_alone(db: Db) -> None:
    answer(db, "a")
    (one,) = claim(db, NOW, "sender")
    assert hand_over(db, NOW, "sender", one.id)
    tidy(db, after(2))
    assert claim(db, after(30), "ahead") == []
    assert mark(db, "sender", one.id, "sent", channel="D1", ts="1.1")


@pytest.mark.parametrize(("kind", "lapsed"), [("confirmation", "pending"), ("nudge", "unknown"), ("home", "pending")])
def test_a_sender_that_was_slow_to_mark_is_believed_after_its_lease(db: Db, kind: str, lapsed: str) -> None:
    owe(db, NOW, [NewOwed(kind, "a", channel="C1")])
    (one,) = claim(db, NOW, "sender")
    assert hand_over(db, NOW, "sender", one.id)
    tidy(db, after(6))
    assert states(db) == {"a": lapsed}
    assert mark(db, "sender", one.id, "sent", channel="C1", ts="1.1")
    assert states(db) == {"a": "sent"}
    assert claim(db, after(60), "next") == []


def test_what_certainly_was_not_sent_waits_again_after_its_lease(db: Db) -> None:
    owe(db, NOW, [NewOwed("nudge", "a", channel="C1")])
    (one,) = claim(db, NOW, "sender")
    assert hand_over(db, NOW, "sender", one.id)
    tidy(db, after(6))
    assert put_back(db, "sender", one.id, later=after(7), attempt=1, reason="no connection")
    assert [one.key for one in claim(db, after(8), "next")] == ["a"]


def test_a_sender_whose_message_was_claimed_again_changes_nothing(db: Db) -> None:
    answer(db, "a")
    (one,) = claim(db, NOW, "sender")
    assert hand_over(db, NOW, "sender", one.id)
    tidy(db, after(6))
    assert [one.key for one in claim(db, after(20), "next")] == ["a"]
    assert not mark(db, "sender", one.id, "sent", channel="D1", ts="1.1")
    assert not put_back(db, "sender", one.id, later=after(21), attempt=1, reason="no connection")
    assert states(db) == {"a": "sending"}


@pytest.mark.parametrize("kind", ["confirmation", "nudge", "home"])
def test_what_a_dead_sender_had_not_handed_over_goes_at_once_and_never_by_it(db: Db, kind: str) -> None:
    owe(db, NOW, [NewOwed(kind, "a", channel="C1")])
    (one,) = claim(db, NOW, "sender")
    tidy(db, after(0.3))
    assert claim(db, after(0.3), "early") == []
    tidy(db, after(0.4))
    assert [again.attempt for again in claim(db, after(0.4), "next")] == [0]
    assert not hand_over(db, after(0.4), "sender", one.id)
    assert hand_over(db, after(0.4), "next", one.id)


def test_a_mark_may_be_repeated_but_not_taken_back(db: Db) -> None:
    answer(db, "a")
    (one,) = claim(db, NOW, "sender")
    assert all(mark(db, "sender", one.id, "sent", channel="D1", ts="1.1") for _ in range(2))
    assert not mark(db, "sender", one.id, "failed")
    assert not put_back(db, "sender", one.id, later=after(1), attempt=1, reason="no connection")
    assert states(db) == {"a": "sent"}


def test_messages_go_before_homes(db: Db) -> None:
    owe(db, NOW, [NewOwed("home", f"h{number}", channel=f"C{number}") for number in range(3)])
    answer(db, "a")
    assert [one.key for one in claim(db, after(1), "sender", 1)] == ["a", "h0"]
    assert [one.key for one in claim(db, after(1), "next", 5)] == ["h1", "h2"]


def test_a_long_queue_of_one_channel_keeps_no_other_waiting(db: Db) -> None:
    owe(db, NOW, [NewOwed("nudge", f"a{number}", channel="C1") for number in range(100)])
    owe(db, NOW, [NewOwed("nudge", "b", channel="C2")])
    assert [one.key for one in claim(db, after(1), "sender", 5)] == ["a0", "b"]
    assert [one.key for one in claim(db, after(1), "next", 5)] == ["a1"]


def test_of_many_homes_owed_to_one_person_one_is_drawn(db: Db) -> None:
    owe(db, NOW, [NewOwed("home", f"a{number}", channel="C1") for number in range(5)])
    owe(db, NOW, [NewOwed("home", "b", channel="C2")])
    assert [one.key for one in claim(db, after(1), "sender")] == ["a0", "b"]
    assert states(db) == {"a0": "sending", "b": "sending", **{f"a{number}": "void" for number in range(1, 5)}}
    owe(db, NOW, [NewOwed("home", "later", channel="C1")])
    assert [one.key for one in claim(db, after(1), "next")] == ["later"]
