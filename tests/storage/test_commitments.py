"""The ledger of next steps, act by act: what it keeps, to whom it answers, and what a repeat does."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.errors import Denied, FieldErrors, Refusal
from bot.rules.commitments import Ledger
from storage.commitments import (
    NewChange,
    change_step,
    clear_barrier,
    close_with,
    drop_step,
    mark_done,
    move_back,
    move_step,
    reopen,
    set_barrier,
)
from storage.contacts import next_steps
from storage.ledger import find_step
from storage.outbox import outbox
from storage.people import Actor
from storage.programmes import closures
from storage.recording import Target, change_contact
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, LEADER, NOW, TODAY, Program, later
from tests.storage.stepping import ELSEWHERE, MONDAY, SATURDAY, STEP, THURSDAY, agreed, ledger, names, press, row


@pytest.mark.parametrize("actor", [COACH, LEADER], ids=["her own", "the other's"])
def test_either_of_the_two_marks_it_done_and_both_homes_follow(program: Program, actor: Actor) -> None:
    (step,) = agreed(program)
    before = len(program.owed())
    made = mark_done(program.db, press(actor), step)
    side = "coach" if actor == COACH else "leader"
    assert (made.state, made.changed_by, made.closed_on, made.reader) == ("done", side, TODAY, side)
    assert program.verbs()[-1] == "step.done"
    homes = program.db.all(select(outbox.c.kind, outbox.c.person_id).order_by(outbox.c.id))[before:]
    pair = [program.people["UCOACH"], program.people["ULEAD"]]
    assert [(one.kind, one.person_id) for one in homes] == [("home", who) for who in pair]


def test_an_old_button_is_answered_in_words(program: Program) -> None:
    (step,) = agreed(program)
    mark_done(program.db, press(LEADER, later(2 * 24 * 60)), step)
    on_friday = press(at=later(3 * 24 * 60))
    for change in ({"act": "move", "due_on": MONDAY}, {"act": "drop", "reason": "other"}):
        with pytest.raises(Refusal, match=r"^That was done on Nov 19 by Principal 14\.$"):
            change_step(program.db, on_friday, step, NewChange.model_validate(change))
    with pytest.raises(Refusal, match=r"^That was done on Nov 19 by you\.$"):
        mark_done(program.db, press(LEADER), step)
    reopen(program.db, press(at=later(3 * 24 * 60)), step)
    drop_step(program.db, press(at=later(3 * 24 * 60)), step, "plans")
    with pytest.raises(Refusal, match=r"^That was dropped on Nov 20 by you \(plans have changed\)\.$"):
        mark_done(program.db, press(), step)


def test_one_press_delivered_again_changes_nothing_even_after_its_undo(program: Program) -> None:
    (step,) = agreed(program)
    assert mark_done(program.db, press(request="press 1"), step).state == "done"
    assert reopen(program.db, press(request="press 2"), step).state == "open"
    assert mark_done(program.db, press(request="press 1"), step).state == "open"
    assert [one for one in program.verbs() if one.startswith("step.")] == ["step.done", "step.reopened"]


def test_a_move_keeps_the_first_day_and_is_counted(program: Program) -> None:
    (step,) = agreed(program)
    move_step(program.db, press(), step, MONDAY)
    made = move_step(program.db, press(LEADER), step, MONDAY + timedelta(days=1))
    assert (made.state, made.first_due_on, made.moves, made.changed_by) == ("moved", THURSDAY, 2, "leader")
    back = move_back(program.db, press(), step)
    assert (back.state, back.due_on, back.moves) == ("moved", MONDAY, 1)
    with pytest.raises(Refusal, match="There is nothing to undo: it is open, due Mon, Nov 23"):
        move_back(program.db, press(), step)


def test_a_move_undone_at_once_leaves_it_as_it_was(program: Program) -> None:
    (step,) = agreed(program)
    move_step(program.db, press(), step, MONDAY)
    back = move_back(program.db, press(), step)
    assert (back.state, back.due_on, back.moves, row(program, step).was_due_on) == ("open", THURSDAY, 0, None)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (SATURDAY, "Sat, Nov 21 is no school day. Choose Fri, Nov 20 or Mon, Nov 23."),
        (date(2026, 11, 26), "Thu, Nov 26 is no school day. Choose Wed, Nov 25 or Mon, Nov 30."),
        (TODAY - timedelta(days=1), "Choose a day from today to 120 days ahead."),
        (TODAY + timedelta(days=121), "Choose a day from today to 120 days ahead."),
        (THURSDAY, "It is due on Thu, Nov 19 already. Choose another day."),
    ],
)
def test_a_step_is_moved_to_a_school_day_ahead(program: Program, day: date, said: str) -> None:
    (step,) = agreed(program)
    break_ = {"day": date(2026, 11, 26), "until": date(2026, 11, 27), "name": "Thanksgiving"}
    program.db.add(closures, programme_id=program.id, **break_)
    with pytest.raises(Refusal) as caught:
        move_step(program.db, press(), step, day)
    assert (caught.value.sentence, caught.value.field) == (said, "due_on")
    assert row(program, step).moves == 0
    assert find_step(program.db, COACH, NOW, step)[2] == date(2026, 11, 30)  # what the form offers is never refused


def test_what_is_in_the_way_is_sealed_and_cleared(program: Program) -> None:
    (step,) = agreed(program)
    made = set_barrier(program.db, press(LEADER), step, "staffing", "district", "No substitute")
    assert (made.barrier, made.helper, made.barrier_note, made.state) == (
        "staffing",
        "district",
        "No substitute",
        "open",
    )
    assert b"No substitute" not in row(program, step).barrier_note
    assert clear_barrier(program.db, press(), step).barrier is None
    assert row(program, step).barrier_note is None
    with pytest.raises(Refusal, match="There is nothing to undo"):
        clear_barrier(program.db, press(), step)


@pytest.mark.parametrize("actor", ELSEWHERE, ids=lambda one: one.user_id or "nobody")
def test_nobody_else_acts_on_it_or_learns_whether_it_is_there(program: Program, actor: Actor) -> None:
    (step,) = agreed(program)
    said = set()
    for wanted in (step, step + 1):
        for act in (mark_done, reopen, move_back, clear_barrier):
            with pytest.raises(Denied) as caught:
                act(program.db, press(actor), wanted)
            said.add(caught.value.sentence)
    assert len(said) == 1
    assert row(program, step).state == "open"


def test_a_step_of_a_contact_that_was_taken_back_is_gone(program: Program) -> None:
    (step,) = agreed(program)
    take_back_contact(program.db, COACH, NOW, row(program, step).contact_id, "")
    with pytest.raises(Refusal, match="L-0001 was taken back"):
        mark_done(program.db, press(), step)
    assert ledger(program) == Ledger()


def test_states_survive_an_edit_of_the_contact(program: Program) -> None:
    done, moved = agreed(program, STEP, {"what": "Draft it", "owner": "leader", "due_on": THURSDAY})
    mark_done(program.db, press(), done)
    move_step(program.db, press(LEADER), moved, MONDAY + timedelta(days=7))
    steps = [
        STEP,
        {"what": "Draft it", "owner": "leader", "due_on": MONDAY + timedelta(days=7)},
        STEP | {"what": "New"},
    ]
    changed = program.visit(note="Better", next_steps=steps)
    change_contact(program.db, COACH, later(1), Target(row(program, done).contact_id, later(1)), changed)
    assert [row(program, one).state for one in (done, moved)] == ["done", "moved"]
    assert names(ledger(program).open) == ["New", "Draft it"]


def test_a_step_moved_far_ahead_does_not_stop_an_edit_of_its_contact(program: Program) -> None:
    (step,) = agreed(program, STEP, day=date(2026, 11, 16))
    far = date(2027, 3, 17)  # 121 days after the contact
    move_step(program.db, press(), step, far)
    as_it_is = program.visit(day=date(2026, 11, 16), note="Better", next_steps=[STEP | {"due_on": far}])
    contact = row(program, step).contact_id
    assert change_contact(program.db, COACH, later(1), Target(contact, later(1)), as_it_is).outcome == "changed"
    other_day = program.visit(day=date(2026, 11, 16), next_steps=[STEP | {"due_on": date(2027, 3, 18)}])
    with pytest.raises(Refusal, match="120 days after"):
        change_contact(program.db, COACH, later(2), Target(contact, later(2)), other_day)


def test_a_day_corrected_in_the_contact_is_no_move(program: Program) -> None:
    (step,) = agreed(program)
    corrected = program.visit(next_steps=[STEP | {"due_on": MONDAY}])
    change_contact(program.db, COACH, later(1), Target(row(program, step).contact_id, later(1)), corrected)
    stored = row(program, step)
    assert (stored.state, stored.due_on, stored.first_due_on, stored.moves) == ("open", MONDAY, MONDAY, 0)


def test_steps_ticked_on_a_form_are_done_with_it_and_those_of_another_pair_are_not(program: Program) -> None:
    (step,) = agreed(program)
    close_with(program.db, COACH, NOW, program.pairs["Harbor Middle"], (step,))
    assert row(program, step).state == "open"
    for _ in range(2):
        close_with(program.db, COACH, NOW, program.pair, (step,))
    assert row(program, step).state == "done"
    assert program.verbs().count("step.done") == 1


@pytest.mark.parametrize(
    ("filled", "field"),
    [({"act": "move"}, "due_on"), ({"act": "barrier"}, "barrier"), ({"act": "drop"}, "reason")],
)
def test_a_change_says_what_it_needs(filled: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldErrors) as caught:
        NewChange.model_validate(filled)
    assert set(caught.value.errors) == {field}


@pytest.mark.parametrize("name", ["barrier", "helper", "reason"])
def test_codes_that_the_form_does_not_offer_are_denied(name: str) -> None:
    with pytest.raises(Denied):
        NewChange.model_validate({"act": "clear", name: "made up"})


def test_the_form_moves_blocks_clears_and_drops(program: Program) -> None:
    (step,) = agreed(program)
    acts = [
        ({"act": "move", "due_on": MONDAY}, "moved"), ({"act": "barrier", "barrier": "time"}, "moved"),
        ({"act": "clear"}, "moved"), ({"act": "drop", "reason": "plans"}, "dropped"),
    ]  # fmt: skip
    for filled, state in acts:
        assert change_step(program.db, press(), step, NewChange.model_validate(filled)).state == state
    assert program.db.value(select(func.count(next_steps.c.id))) == 1


def test_a_step_ticked_on_a_form_whose_contact_was_taken_back_meanwhile_stops_no_save(program: Program) -> None:
    gone, other = agreed(program), agreed(program, intent="two")
    take_back_contact(program.db, COACH, later(1), row(program, gone[0]).contact_id, "undo")
    made = program.log("three", later(2), done_steps=(gone[0], other[0]))
    assert made.outcome == "new"
    assert [row(program, one).state for one in (gone[0], other[0])] == ["open", "done"]
