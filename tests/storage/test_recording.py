"""Recording, changing and taking back contacts."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.errors import Denied, Refusal
from storage.contacts import contacts, next_steps
from storage.engagements import engagements
from storage.outbox import outbox
from storage.people import people
from storage.programmes import programmes
from storage.reading import find_fact
from storage.recording import Intent, Saved, Target, change_contact, record_contact
from storage.records import read_record
from storage.takingback import take_back_contact
from tests.storage.contacting import CHANNEL, COACH, COORDINATOR, LEADER, NOW, OTHER, TODAY, Program, later

STEP = {"owner": "leader", "what": "Draft a common exit ticket", "due_on": date(2026, 11, 20)}


def change(program: Program, contact: int, at: float = 5, **changes: Any) -> Saved:
    return change_contact(program.db, COACH, later(at), Target(contact, later(at)), program.visit(**changes))


def undo(program: Program, contact: int | None, intent: str = "") -> int | None:
    fact = take_back_contact(program.db, COACH, later(9), contact, intent)
    return fact.id if fact and fact.removed else None


def test_a_visit_is_stored_with_all_it_causes(program: Program) -> None:
    saved = program.log(activities=("A2", "A3"), note="Exit tickets are weak.", next_steps=(STEP,))
    assert saved == Saved(saved.id, "new")
    record = read_record(program.db, COACH, saved.id)
    assert (record.fact.activities, record.note) == (("A2", "A3"), "Exit tickets are weak.")
    assert [(one.owner, one.what, one.due_on) for one in record.steps] == [tuple(STEP.values())]
    assert program.owed() == [
        f"confirmation:{saved.id}", f"leader_note:{saved.id}", f"home:{saved.id}:coach", f"home:{saved.id}:leader",
        f"channel_line:{saved.id}",
    ]  # fmt: skip
    assert program.verbs() == ["contact.recorded"]


def test_the_same_intent_and_words_are_one_contact(program: Program) -> None:
    first, again = program.log(note="x"), program.log(note="x")
    assert again == Saved(first.id, "same")
    assert (len(program.owed()), program.verbs()) == (5, ["contact.recorded"])


def test_the_same_intent_with_other_words_is_an_edit(program: Program) -> None:
    first = program.log(note="x")
    again = program.log(at=later(1), note="y", next_steps=(STEP,))
    assert again == Saved(first.id, "changed")
    record = read_record(program.db, COACH, first.id)
    assert (record.note, len(record.steps)) == ("y", 1)


def test_the_intent_of_somebody_else_is_denied(program: Program) -> None:
    program.log()
    with pytest.raises(Denied, match="isn't available"):
        program.log(actor=OTHER, engagement=program.pairs["Harbor Middle"])


def test_an_older_submission_changes_nothing(program: Program) -> None:
    first = program.log(note="first")
    assert change(program, first.id, 5, note="newest") == Saved(first.id, "changed")
    assert change(program, first.id, 3, note="late") == Saved(first.id, "same")
    assert program.log(note="first") == Saved(first.id, "same")
    assert read_record(program.db, COACH, first.id).note == "newest"


@pytest.mark.parametrize("actor", [OTHER, LEADER, COORDINATOR])
def test_only_its_author_changes_or_takes_back_a_contact(program: Program, actor: Any) -> None:
    first = program.log(note="x")
    for pair in program.pairs.values():
        with pytest.raises(Denied):
            record_contact(program.db, LEADER, NOW, Intent("two", NOW), program.visit(engagement=pair))
        with pytest.raises(Denied):
            change_contact(program.db, actor, NOW, Target(first.id, later(1)), program.visit(engagement=pair))
    with pytest.raises(Denied):
        take_back_contact(program.db, actor, NOW, first.id, "")
    assert read_record(program.db, COACH, first.id).note == "x"


def test_a_pair_of_somebody_else_is_denied_under_its_field(program: Program) -> None:
    for engagement in (program.pairs["Harbor Middle"], 0, 10**15):
        with pytest.raises(Denied) as caught:
            program.log(engagement=engagement)
        assert caught.value.field == "engagement"


def test_a_coach_who_was_deactivated_records_nothing(program: Program) -> None:
    program.db.run(update(people).where(people.c.slack_user_id == "UCOACH").values(deactivated_at=NOW))
    with pytest.raises(Denied):
        program.log()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": date(2026, 11, 18)}, "That day is still to come. Choose today or an earlier day."),
        ({"day": date(2026, 8, 31)}, "This engagement began on Tue, Sep 1, 2026. Choose that day or a later one."),
    ],
)
def test_a_day_outside_the_engagement_is_refused(program: Program, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refusal) as caught:
        program.log(**changes)
    assert (caught.value.sentence, caught.value.field) == (sentence, "day")


def test_a_day_after_the_engagement_is_refused(program: Program) -> None:
    program.db.run(update(engagements).where(engagements.c.id == program.pair).values(ends_on=date(2026, 11, 13)))
    with pytest.raises(Refusal, match=r"ended on Fri, Nov 13, 2026"):
        program.log()
    assert program.log(day=date(2026, 11, 13)).outcome == "new"


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_today_is_today_for_the_coach_or_for_the_program(program: Program, zone: str) -> None:
    program.db.run(update(people).where(people.c.slack_user_id == "UCOACH").values(zone=zone))
    night = NOW.replace(hour=6, day=18)  # 1 AM on the 18th in New York, 10 PM on the 17th in Los Angeles
    assert program.log(at=night, day=date(2026, 11, 18)).outcome == "new"
    with pytest.raises(Refusal):
        program.log("two", at=night, day=date(2026, 11, 19))


@pytest.mark.parametrize("due_on", [date(2026, 11, 16), date(2027, 3, 18)])
def test_a_next_step_is_due_within_120_days(program: Program, due_on: date) -> None:
    steps = (STEP, {**STEP, "due_on": due_on})
    with pytest.raises(Refusal, match="120 days") as caught:
        program.log(next_steps=steps)
    assert caught.value.field == "next_steps.1.due_on"
    assert program.log(next_steps=({**STEP, "due_on": date(2027, 3, 17)}, {**STEP, "due_on": TODAY})).outcome == "new"


def test_fields_that_a_kind_does_not_ask_are_left_out(program: Program) -> None:
    saved = program.log(kind="email", minutes=None, count=2, activities=("A1",), others="two teachers")
    record = read_record(program.db, COACH, saved.id)
    fact = record.fact
    assert (fact.minutes, fact.count, fact.activities, fact.presence, record.others) == (0, 2, (), None, None)


def test_words_are_sealed_in_the_database(program: Program) -> None:
    program.log(note="canary note", private_note="canary mine", others="canary others", next_steps=(STEP,))
    stored = [*program.db.all(select(contacts)), *program.db.all(select(next_steps)), *program.db.all(select(outbox))]
    assert "canary" not in str(stored)
    assert "exit ticket" not in str(stored)


def test_where_the_program_wants_no_line_for_each_contact_none_is_owed(program: Program) -> None:
    rules = program.db.value(select(programmes.c.rules))
    program.db.run(programmes.update().values(rules={**rules, "contact_lines": False}))
    assert f"channel_line:{program.log().id}" not in program.owed()


def test_without_a_channel_no_line_is_owed(program: Program) -> None:
    program.db.run(update(outbox).values(channel=None))
    saved = program.log()
    assert program.db.value(select(outbox.c.channel).where(outbox.c.key == f"channel_line:{saved.id}")) == CHANNEL


def test_a_contact_is_taken_back_once(program: Program) -> None:
    first = program.log()
    assert undo(program, first.id) == first.id
    assert undo(program, first.id) == first.id
    fact = find_fact(program.db, first.id)
    assert fact is not None
    assert fact.removed
    assert program.verbs() == ["contact.recorded", "contact.taken_back"]


def test_undo_takes_back_the_newest_and_a_repeat_of_it_nothing_more(program: Program) -> None:
    first, second = program.log(), program.log("two")
    assert undo(program, None, "trigger 1") == second.id
    assert undo(program, None, "trigger 1") == second.id
    assert undo(program, None, "trigger 2") == first.id
    assert undo(program, None, "trigger 3") is None


def test_undo_never_reaches_the_contacts_of_others(program: Program) -> None:
    program.log(actor=OTHER, engagement=program.pairs["Harbor Middle"])
    assert undo(program, None, "trigger 1") is None


def test_a_replay_after_undo_brings_nothing_back(program: Program) -> None:
    first = program.log(note="x")
    undo(program, first.id)
    assert program.log(note="x") == Saved(first.id, "same")
    fact = find_fact(program.db, first.id)
    assert fact is not None
    assert fact.removed


def test_changing_what_was_taken_back_is_refused_so_that_nothing_typed_is_lost(program: Program) -> None:
    first = program.log(note="x")
    undo(program, first.id)
    with pytest.raises(Refusal, match=r"^L-\d{4} was taken back"):
        change(program, first.id, 10, note="y")
