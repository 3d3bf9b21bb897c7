"""Asking the program for help: once for what is in the way, and again when the time or the step has moved on."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from storage.commitments import Press, clear_barrier, set_barrier
from storage.helpasking import ASKED, TOLD, ask_program, see_question
from storage.outbox import outbox
from tests.storage.contacting import COACH, LEADER, NOW, Program
from tests.storage.stepping import agreed

DAY = timedelta(days=1)


def owed(program: Program) -> list[str]:
    asks = select(outbox.c.kind).where(outbox.c.kind.in_((ASKED, TOLD))).order_by(outbox.c.id)
    return [row.kind for row in program.db.all(asks)]


def test_a_second_ask_says_when_it_was_asked_and_two_weeks_later_it_is_asked_again(program: Program) -> None:
    [step] = agreed(program, {"what": "Two samples", "due_on": date(2027, 1, 20)})
    set_barrier(program.db, Press(COACH, NOW), step, "staffing", "district", None)
    asked_at = NOW + timedelta(hours=1)
    ask_program(program.db, LEADER, asked_at, step)
    ask_program(program.db, LEADER, asked_at, step)
    said = "The program was asked about this on Tue, Nov 17. You can ask again on Tue, Dec 1, or once the step has"
    with pytest.raises(Refusal, match=said):
        see_question(program.db, COACH, asked_at, step)
    with pytest.raises(Refusal, match=said):
        ask_program(program.db, COACH, asked_at + DAY, step)
    assert owed(program) == [ASKED, TOLD]
    assert see_question(program.db, COACH, asked_at + 14 * DAY, step).id == step
    ask_program(program.db, COACH, asked_at + 14 * DAY, step)
    assert owed(program) == [ASKED, TOLD] * 2


def test_what_came_into_the_way_again_can_be_asked_about_at_once(program: Program) -> None:
    [step] = agreed(program, {"what": "Two samples", "due_on": date(2027, 1, 20)})
    set_barrier(program.db, Press(COACH, NOW), step, "staffing", "district", None)
    ask_program(program.db, LEADER, NOW + timedelta(hours=1), step)
    clear_barrier(program.db, Press(COACH, NOW + DAY), step)
    set_barrier(program.db, Press(COACH, NOW + 2 * DAY), step, "staffing", "district", None)
    ask_program(program.db, LEADER, NOW + 2 * DAY + timedelta(hours=1), step)
    assert owed(program) == [ASKED, TOLD] * 2
