"""The status names what isn't well by its cause, and nothing once it is well again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.engine import Connection

from storage.database import Db
from storage.outbox import outbox, owe_answer
from storage.status import Status, read_status
from storage.ticks import beat, ticks
from storage.troubles import TOKEN, end_trouble, note_trouble
from storage.workspaces import workspaces
from tests.storage.rostering import KEYRING, NOW, opened, workspace

LATER = NOW + timedelta(seconds=90)
Change = Callable[[Connection, Db], object]


def late(_connection: Connection, db: Db) -> None:
    owe_answer(db, NOW, "a", "D1", {"text": "Hello", "blocks": []})


def dead(_connection: Connection, db: Db) -> None:
    note_trouble(db, NOW, TOKEN, "token_revoked")


def alive(_connection: Connection, db: Db) -> None:
    end_trouble(db, NOW, TOKEN)


def silent(connection: Connection, _db: Db) -> None:
    connection.execute(delete(ticks))


def stale(connection: Connection, _db: Db) -> None:
    beat(connection, None, "match", NOW - timedelta(hours=4))


def damaged(connection: Connection, _db: Db) -> None:
    connection.execute(update(workspaces).values(bot_token=b"damaged"))


def sent(connection: Connection, _db: Db) -> None:
    connection.execute(update(outbox).values(state="sent"))


def look(connection: Connection) -> Status:
    beat(connection, None, "tidy", LATER)
    return read_status(connection, KEYRING, LATER)


@pytest.mark.parametrize(
    ("breaking", "mending", "problem"),
    [
        (late, sent, "messages wait: the oldest for 90 seconds"),
        (dead, alive, "Slack refuses the token of T1"),
        (stale, silent, "match hasn't ended well since Nov 22 11:00 UTC"),
        (damaged, None, "the token of T1 can't be opened"),
    ],
)
def test_each_problem_is_named_while_it_lasts(
    database_url: str, breaking: Change, mending: Change | None, problem: str
) -> None:
    with opened(database_url) as engine, engine.begin() as connection:
        db = workspace(connection)
        assert look(connection).problems == ()
        breaking(connection, db)
        assert look(connection).problems == (problem,)
        if mending:
            mending(connection, db)
            assert look(connection).problems == ()


def test_a_clock_that_stands_still_or_is_off_slacks_is_named(database_url: str) -> None:
    with opened(database_url) as engine, engine.begin() as connection:
        workspace(connection)
        assert read_status(connection, KEYRING, NOW).problems == ("the clock doesn't tick",)
        status = look(connection)
    assert status.beside(59).problems == ()
    assert status.beside(-120).problems == ("this machine's clock is -120 seconds off Slack's",)
    assert "coachlog_problems 0" in status.metrics()


def test_places_that_take_nothing_are_listed(database_url: str) -> None:
    with opened(database_url) as engine, engine.begin() as connection:
        db = workspace(connection)
        note_trouble(db, NOW, "C1", "is_archived")
        plain = look(connection).as_json()
    assert plain["troubles"] == [
        {"place": "C1", "workspace": "T1", "code": "is_archived", "count": 1, "since": NOW.isoformat()}
    ]
    assert plain["problems"] == ()
