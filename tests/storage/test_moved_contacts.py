"""What was between a coach and one leader stays there when their contact turns out to be about another leader."""

from typing import Any

from storage.commitments import set_barrier
from storage.fieldnoting import Writing, notes_of, read_note, save_note
from storage.ledger import ledger_of
from storage.recording import Target, change_contact
from tests.storage.contacting import COACH, LEADER, LEADER2, NOW, TODAY, Program, later
from tests.storage.stepping import STEP, agreed, press, row
from tests.storage.test_field_notes import new


def move(program: Program, contact: int, **changes: Any) -> int:
    """Correct whom a contact was with; her engagement."""
    other = program.engage("Pine Street", "ULEAD2", "UCOACH")
    filled = program.visit(engagement=other, **changes)
    change_contact(program.db, COACH, later(30), Target(contact, later(30)), filled)
    return other


def test_what_was_in_the_way_for_one_leader_is_not_told_to_the_next(program: Program) -> None:
    step = agreed(program)[0]
    set_barrier(program.db, press(LEADER), step, "time", None, "My board is against it.")
    other = move(program, row(program, step).contact_id, next_steps=[STEP])
    [found] = ledger_of(program.db, [other], TODAY, "leader").open
    assert (found.what, found.barrier, found.barrier_note, found.helper) == (STEP["what"], None, None, None)
    assert (found.act, found.changed_by) == (None, None)


def test_a_field_note_that_one_leader_may_read_is_its_authors_alone_once_its_contact_is_anothers(
    program: Program,
) -> None:
    contact = program.log(note="In person").id
    note = save_note(program.db, COACH, NOW, Writing("i", contact, "feedback"), new("feedback"))
    assert notes_of(program.db, LEADER, contact)
    move(program, contact)
    assert [notes_of(program.db, who, contact) for who in (LEADER, LEADER2)] == [(), ()]
    assert read_note(program.db, COACH, note).line.tier == "T0"
    save_note(program.db, COACH, later(40), Writing("j", contact, "feedback", note), new("feedback"))
    assert notes_of(program.db, LEADER2, contact)
