"""Field notes in the database: once per filling-in, sealed, read by whom their tier is for, and looked at first."""

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.errors import Denied, FieldErrors, Refusal, Tampered, Unsure
from bot.rules.fieldnotes import called_for
from storage.fieldnotes import FORMS, NewNote, field_notes
from storage.fieldnoting import (
    Writing,
    flagged_in,
    notes_of,
    read_note,
    remove_note,
    restore_note,
    save_note,
)
from storage.people import Actor
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, NOW, OTHER, STRANGER, Program, later

WALK = {"purpose": "Exit tickets", "rooms": 6, "pattern": "Recall", "feedback": "One format", "named": "no"}
FEEDBACK = {"topic": "Schedule", "themes": "Too many changes", "agreed": "yes"}
DECISION = {"about": "staffing", "room": "Principal, a parent", "part": ["listener"]}
FILLED: dict[str, dict[str, Any]] = {"walkthrough": WALK, "feedback": FEEDBACK, "decision": DECISION}
ELSEWHERE = [OTHER, LEADER2, COORDINATOR, STRANGER, Actor(""), Actor("UADMIN")]


def new(kind: str = "walkthrough", **changes: Any) -> NewNote:
    return FORMS[kind].model_validate({**FILLED[kind], **changes})


def write(program: Program, kind: str = "walkthrough", actor: Actor = COACH, **changes: Any) -> int:
    """Write a note of a kind beside a visit of its own."""
    contact = program.log("note").id
    return save_note(program.db, actor, NOW, Writing("i", contact, kind), new(kind, **changes))


def count(program: Program) -> int:
    return int(program.db.value(select(func.count(field_notes.c.id))))


@pytest.mark.parametrize("kind", FORMS)
def test_a_note_is_sealed_and_read_by_its_author(program: Program, kind: str) -> None:
    note = write(program, kind)
    row = program.db.first(select(field_notes).where(field_notes.c.id == note))
    assert row is not None
    assert not any(str(words).encode() in row.payload for words in FILLED[kind].values() if len(str(words)) > 5)
    assert read_note(program.db, COACH, note).line.own
    assert program.verbs()[-1] == "field_note.written"


@pytest.mark.parametrize(
    ("kind", "changes", "hers"),
    [
        ("walkthrough", {}, True),
        ("feedback", {}, True),
        ("feedback", {"agreed": "no"}, False),
        ("decision", {}, False),
        ("decision", {"readers": "T1"}, True),
    ],
)
def test_the_leader_reads_what_is_for_the_pair(
    program: Program, kind: str, changes: dict[str, Any], hers: bool
) -> None:
    note = write(program, kind, **changes)
    contact = read_note(program.db, COACH, note).contact
    assert len(notes_of(program.db, LEADER, contact)) == hers
    if hers:
        assert not read_note(program.db, LEADER, note).line.own
    else:
        with pytest.raises(Denied):
            read_note(program.db, LEADER, note)
    for act in (remove_note, restore_note):
        with pytest.raises(Denied):
            act(program.db, LEADER, NOW, note)


@pytest.mark.parametrize("actor", ELSEWHERE, ids=lambda one: one.user_id or "nobody")
def test_nobody_else_reads_writes_or_lists_one(program: Program, actor: Actor) -> None:
    note = write(program, "decision", readers="T1")
    contact = read_note(program.db, COACH, note).contact
    assert notes_of(program.db, actor, contact) == ()
    said = set()
    for wanted in (note, note + 1):
        with pytest.raises(Denied) as caught:
            read_note(program.db, actor, wanted)
        said.add(caught.value.sentence)
    with pytest.raises(Denied) as caught:
        save_note(program.db, actor, NOW, Writing("x", contact, "walkthrough"), new())
    assert len(said | {caught.value.sentence}) == 1
    with pytest.raises(Denied):
        save_note(program.db, actor, NOW, Writing("i", contact, "walkthrough", note), new())


def test_the_leader_writes_none(program: Program) -> None:
    with pytest.raises(Denied):
        write(program, actor=LEADER)


def test_one_filling_in_makes_one_note_and_what_was_sent_later_counts(program: Program) -> None:
    contact = program.log("note").id
    first = Writing("i", contact, "walkthrough", request="1")
    note = save_note(program.db, COACH, NOW, first, new())
    assert save_note(program.db, COACH, NOW, first, new()) == note
    again = Writing("i", contact, "walkthrough", request="2")
    assert save_note(program.db, COACH, later(1), again, new(pattern="More")) == note
    assert save_note(program.db, COACH, later(2), first, new()) == note
    assert read_note(program.db, COACH, note).said["pattern"] == "More"
    assert count(program) == 1
    with pytest.raises(Denied):
        save_note(program.db, OTHER, NOW, Writing("i", contact, "walkthrough"), new())


def test_a_note_is_edited_by_its_author_and_may_become_private(program: Program) -> None:
    note = write(program, "decision", readers="T1")
    contact = read_note(program.db, LEADER, note).contact
    save_note(program.db, COACH, NOW, Writing("j", contact, "decision", note), new("decision"))
    with pytest.raises(Denied):
        read_note(program.db, LEADER, note)


def test_what_was_taken_out_is_read_by_nobody_until_it_is_put_back(program: Program) -> None:
    note = write(program)
    for _ in range(2):
        assert remove_note(program.db, COACH, NOW, note).removed
    for actor in (COACH, LEADER):
        with pytest.raises(Refusal, match="was taken out, so there is nothing to open"):
            read_note(program.db, actor, note)
    restore_note(program.db, COACH, NOW, note)
    assert read_note(program.db, LEADER, note).said["pattern"] == "Recall"
    assert [one for one in program.verbs() if one.startswith("field_note")] == [
        "field_note.written", "field_note.removed", "field_note.restored",
    ]  # fmt: skip


def test_the_notes_of_a_contact_that_was_taken_back_are_gone(program: Program) -> None:
    note = write(program)
    contact = read_note(program.db, COACH, note).contact
    take_back_contact(program.db, COACH, NOW, contact, "")
    for actor in (COACH, LEADER):
        with pytest.raises(Refusal, match="was taken back"):
            read_note(program.db, actor, note)
    with pytest.raises(Refusal, match="was taken back"):
        save_note(program.db, COACH, NOW, Writing("z", contact, "walkthrough"), new())


def test_names_are_looked_at_once_before_a_note_stays(program: Program) -> None:
    contact = program.log("note").id
    told = new(pattern="Mrs. Alvarez asks recall.")
    with pytest.raises(Unsure):
        save_note(program.db, COACH, NOW, Writing("i", contact, "walkthrough"), told)
    assert count(program) == 0
    assert [one.field for one in flagged_in(program.db, COACH, contact, told)] == ["pattern"]
    note = save_note(program.db, COACH, NOW, Writing("i", contact, "walkthrough", wording="neutral"), told)
    assert "Alvarez" not in read_note(program.db, COACH, note).said["pattern"]
    save_note(program.db, COACH, NOW, Writing("j", contact, "walkthrough", note, wording="own"), told)
    assert "Alvarez" in read_note(program.db, COACH, note).said["pattern"]
    assert [one for one in program.verbs() if one.startswith("guard")] == ["guard.neutral", "guard.kept"]


@pytest.mark.parametrize(
    ("kind", "changes", "wrong"),
    [
        ("walkthrough", {"named": "yes"}, FieldErrors),
        ("decision", {"part": []}, FieldErrors),
        ("decision", {"part": ["made up"]}, Tampered),
        ("decision", {"about": "made up"}, Tampered),
    ],
)
def test_a_form_says_what_is_wrong(kind: str, changes: dict[str, Any], wrong: type[Exception]) -> None:
    with pytest.raises(wrong):
        new(kind, **changes)


def test_activities_call_for_their_notes() -> None:
    assert called_for(("A1", "A3")) == ()
    assert called_for(("A11", "A7", "A6")) == ("walkthrough", "feedback")
    assert called_for(("A9",)) == ("decision",)
