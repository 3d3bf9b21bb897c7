"""Two requests in flight at the same moment: the newest words win, and one undo takes back one contact."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import IntegrityError

from storage.contacts import contacts
from storage.database import Db
from storage.reading import find_fact
from storage.recording import Intent, Saved, Target, change_contact, record_contact
from storage.records import read_record
from storage.takingback import NEWEST, take_back_contact
from tests.storage.contacting import COACH, COORDINATOR, Program, later, settle
from tests.storage.rostering import KEYRING, opened, workspace

WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    with opened(database_url) as engine:
        yield engine


@pytest.fixture
def program(engine: Engine) -> Program:
    """The small program, committed."""
    with engine.begin() as connection:
        return settle(workspace(connection))


@contextmanager
def transaction(engine: Engine, program: Program) -> Iterator[Program]:
    with engine.begin() as connection:
        yield replace(program, db=Db(connection, program.db.workspace_id, KEYRING))


def wait_until_blocked(engine: Engine, other: Future[object]) -> None:
    """On PostgreSQL, until somebody waits for a lock; SQLite lets nobody begin."""
    if engine.dialect.name == "sqlite":
        return
    with engine.connect() as connection:
        for _ in range(200):
            if other.done() or connection.execute(WAITS).scalar_one():
                return
            connection.rollback()
            time.sleep(0.005)


def together(
    engine: Engine, program: Program, first: Callable[[Program], object], second: Callable[[Program], object]
) -> object:
    """Run first, begin second, then commit first; what both gave."""

    def other() -> object:
        with transaction(engine, program) as theirs:
            return second(theirs)

    with ThreadPoolExecutor(1) as pool:
        with transaction(engine, program) as ours:
            given = first(ours)
            waiting = pool.submit(other)
            wait_until_blocked(engine, waiting)
        return given, waiting.result(10)


def edit(minute: float, contact: int, note: str) -> Callable[[Program], Saved]:
    target = Target(contact, later(minute))
    return lambda one: change_contact(one.db, COACH, later(minute), target, one.visit(note=note))


def resend(minute: float, note: str) -> Callable[[Program], Saved]:
    intent = Intent("one", later(minute))
    return lambda one: record_contact(one.db, COACH, later(minute), intent, one.visit(note=note))


def undo(trigger: str) -> Callable[[Program], int | None]:
    def take_back(one: Program) -> int | None:
        fact = take_back_contact(one.db, COACH, later(9), None, trigger)
        return fact.id if fact else None

    return take_back


def test_of_two_edits_in_flight_the_newest_words_win(engine: Engine, program: Program) -> None:
    with transaction(engine, program) as one:
        contact = one.log(note="first").id
    given = together(engine, program, edit(5, contact, "newest"), edit(3, contact, "late"))
    assert given == (Saved(contact, "changed"), Saved(contact, "same"))
    with transaction(engine, program) as one:
        assert read_record(one.db, COACH, contact).note == "newest"


def test_of_two_repeats_in_flight_the_newest_words_win(engine: Engine, program: Program) -> None:
    with transaction(engine, program) as one:
        contact = one.log(note="first").id
    given = together(engine, program, resend(5, "newest"), resend(3, "late"))
    assert given == (Saved(contact, "changed"), Saved(contact, "same"))
    with transaction(engine, program) as one:
        assert read_record(one.db, COACH, contact).note == "newest"


def test_one_undo_delivered_twice_at_once_takes_back_one_contact(engine: Engine, program: Program) -> None:
    with transaction(engine, program) as one:
        first, second = one.log().id, one.log("two").id
    assert together(engine, program, undo("trigger 1"), undo("trigger 1")) == (second, second)
    with transaction(engine, program) as one:
        fact = find_fact(one.db, first)
        assert fact is not None
        assert not fact.removed


def test_two_undos_at_once_take_back_two_contacts(engine: Engine, program: Program) -> None:
    with transaction(engine, program) as one:
        first, second = one.log().id, one.log("two").id
    assert together(engine, program, undo("trigger 1"), undo("trigger 2")) == (second, first)


def test_the_database_lets_one_trigger_take_back_one_contact(engine: Engine, program: Program) -> None:
    with transaction(engine, program) as one:
        one.log()
        one.log("two")
    with pytest.raises(IntegrityError), transaction(engine, program) as one:
        one.db.run(update(contacts).values(removed_by_intent="trigger 1"))


def test_undo_of_somebody_without_contacts_reads_no_contacts(engine: Engine, program: Program) -> None:
    with transaction(engine, program) as one:
        assert take_back_contact(one.db, COORDINATOR, later(1), None, "trigger 1") is None
        plan = _plan(one, "sqlite" in str(engine.url))
        assert "ix_contacts_coach_id_id" in plan
        assert one.db.all(select(contacts.c.id)) == []


def _plan(one: Program, sqlite: bool) -> str:
    connection = one.db._connection
    if not sqlite:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_sort = off"))
    asked = NEWEST.statement.params(coach=1, _workspace=1)
    words = asked.compile(connection.engine, compile_kwargs={"literal_binds": True})
    return str(connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{words}").all())
