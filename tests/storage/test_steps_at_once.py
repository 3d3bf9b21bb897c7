"""Both people of a pair press at the same moment: one press counts, and the other is told."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, select

from bot.errors import Refusal
from storage.commitments import Press, drop_step, mark_done
from storage.contacts import next_steps
from storage.fieldnotes import FORMS, field_notes
from storage.fieldnoting import Writing, save_note
from storage.recording import Target, change_contact
from tests.storage.contacting import COACH, LEADER, NOW, Program, later, settle
from tests.storage.rostering import opened, workspace
from tests.storage.stepping import STEP
from tests.storage.test_at_once import together, transaction

WALK = {"purpose": "p", "pattern": "q", "feedback": "r", "named": "no"}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    with opened(database_url) as engine:
        yield engine


@pytest.fixture
def program(engine: Engine) -> Program:
    """The small program with one next step, committed."""
    with engine.begin() as connection:
        made = settle(workspace(connection))
        made.log(next_steps=[STEP])
        return made


def told(act: Callable[[Program], object]) -> Callable[[Program], str]:
    """What an act says to who did it."""

    def acted(one: Program) -> str:
        try:
            act(one)
        except Refusal as refusal:
            return refusal.sentence
        return ""

    return acted


def test_of_two_presses_in_flight_one_counts_and_the_other_is_told(engine: Engine, program: Program) -> None:
    done = told(lambda one: mark_done(one.db, Press(COACH, NOW, "a"), 1))
    dropped = told(lambda one: drop_step(one.db, Press(LEADER, NOW, "b"), 1, "plans"))
    assert together(engine, program, done, dropped) == ("", "That was done on Nov 17 by Coach C.")
    with transaction(engine, program) as one:
        assert one.db.value(select(next_steps.c.state)) == "done"
        assert [verb for verb in one.verbs() if verb.startswith("step.")] == ["step.done"]


def test_one_press_delivered_twice_at_once_is_one_press(engine: Engine, program: Program) -> None:
    act = told(lambda one: mark_done(one.db, Press(COACH, NOW, "a"), 1))
    assert together(engine, program, act, act) == ("", "")
    with transaction(engine, program) as one:
        assert one.verbs().count("step.done") == 1


def test_one_field_note_sent_twice_at_once_is_one_note(engine: Engine, program: Program) -> None:
    new, writing = FORMS["walkthrough"].model_validate(WALK), Writing("i", 1, "walkthrough", request="a")
    send = [lambda one: save_note(one.db, COACH, NOW, writing, new)] * 2
    given = together(engine, program, *send)
    assert isinstance(given, tuple)
    assert len(set(given)) == 1
    with transaction(engine, program) as one:
        assert len(one.db.all(select(field_notes.c.id))) == 1


def test_a_step_done_while_its_log_is_edited_stays_done(engine: Engine, program: Program) -> None:
    edited = program.visit(note="Better", next_steps=[STEP])
    done = told(lambda one: mark_done(one.db, Press(LEADER, NOW, "a"), 1))
    edit = told(lambda one: change_contact(one.db, COACH, later(1), Target(1, later(1)), edited))
    assert together(engine, program, done, edit) == ("", "")
    with transaction(engine, program) as one:
        assert one.db.value(select(next_steps.c.state)) == "done"
