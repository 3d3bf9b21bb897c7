"""What a person may have as a file, and the rows that make sure that they get it once."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.errors import Denied, FieldErrors, Refusal
from bot.rules.exports import MINE, PER_HOUR, WITH_ME, Wanted
from bot.rules.remarks import ADDED
from storage.exporting import PAGE, Place, count_export, read_export, sheet_of
from storage.exports import Export, NewExport, ask_export, cancel_export, find_export
from storage.exportwork import (
    ATTEMPTS,
    LEASE,
    begin_sending,
    claim_export,
    close_export,
    forget_exports,
    keep_export,
    put_back_export,
)
from storage.fieldnotes import FORMS
from storage.fieldnoting import Writing, save_note
from storage.people import Actor
from storage.remarks import NewRemark, Sending, remark
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, NOW, OTHER, STRANGER, TODAY, Program, later

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
WORDS: dict[str, Any] = {"note": "Exit tickets are weak.", "private_note": "She is tired.", "others": "Two teachers"}


def wanted(what: str = MINE, file: str = "csv", **changes: Any) -> Wanted:
    return Wanted(what, file, **{"first": FIRST, "last": LAST, **changes})


def asked(program: Program, actor: Actor = COACH, intent: str = "first", of: Wanted | None = None) -> int:
    return ask_export(program.db, actor, NOW, intent, of or wanted(), 1)


def claimed(program: Program, minutes: float = 0) -> Export:
    found = claim_export(program.db, later(minutes))
    assert found is not None
    return found


def state(program: Program, export: int) -> str:
    found = find_export(program.db, export)
    assert found is not None
    return found.state


def read(program: Program, who: str, of: Wanted) -> list[Any]:
    return list(read_export(program.db, program.people[who], of, Place()).entries)


def test_a_coach_gets_what_they_recorded_and_the_private_notes_only_when_they_ask(program: Program) -> None:
    program.log(**WORDS, next_steps=({"what": "Bring the data", "owner": "leader"},))
    (plain,) = read(program, "UCOACH", wanted())
    (full,) = read(program, "UCOACH", wanted(private=True))
    assert (plain.note, plain.others, plain.private_note) == ("Exit tickets are weak.", "Two teachers", None)
    assert full.private_note == "She is tired."
    assert plain.steps_of("leader") == ["Bring the data (by 2026-11-24)"]
    assert (plain.school, plain.leader, plain.coach) == ("Lincoln Elementary", "Principal 14", "Coach C")


def test_a_leader_gets_what_is_shared_and_never_a_private_note(program: Program) -> None:
    program.log(**WORDS)
    for of in (
        wanted(WITH_ME, private=True),
        wanted(str(program.pair), private=True),
        wanted(str(program.pair), "pdf"),
    ):
        (one,) = read(program, "ULEAD", of)
        assert (one.note, one.private_note) == ("Exit tickets are weak.", None)
    assert read(program, "ULEAD", wanted(MINE, private=True)) == []


def test_a_file_without_private_notes_never_says_it_has_them(program: Program) -> None:
    export = find_export(program.db, asked(program, LEADER, of=wanted(WITH_ME, private=True)))
    assert export is not None
    assert not export.wanted.private


def test_a_month_sheet_has_no_private_note_even_for_its_coach(program: Program) -> None:
    program.log(**WORDS)
    of = wanted(str(program.pair), "pdf", private=True)
    entries = read(program, "UCOACH", of)
    assert [one.private_note for one in entries] == [None]
    made = sheet_of(program.db, program.people["UCOACH"], of, entries)
    assert (made.programme, made.school, made.leader, made.minutes, made.goal_hours) == (
        "Association program",
        "Lincoln Elementary",
        "Principal 14",
        90,
        4.5,
    )


@pytest.mark.parametrize("actor", [OTHER, LEADER2, COORDINATOR, STRANGER], ids=lambda one: one.user_id)
def test_nobody_else_gets_a_pairs_contacts(program: Program, actor: Actor) -> None:
    program.log(**WORDS)
    with pytest.raises(Denied):
        asked(program, actor, of=wanted(str(program.pair)))
    with pytest.raises(Denied):
        count_export(program.db, actor, wanted(str(program.pair)))
    if person := program.people.get(actor.user_id):
        assert count_export(program.db, actor, wanted(MINE)) == count_export(program.db, actor, wanted(WITH_ME)) == 0
        with pytest.raises(Denied):
            read_export(program.db, person, wanted(str(program.pair)), Place())


def test_a_group_contact_is_a_fact_for_the_others_who_were_there(program: Program) -> None:
    second = program.engage("Bay High", "ULEAD2", "UCOACH")
    program.log(kind="team_meeting", attendees=(second,), **WORDS)
    for who, of in (("ULEAD2", wanted(WITH_ME)), ("UCOACH", wanted(str(second), "pdf"))):
        (one,) = read(program, who, of)
        assert (one.minutes, one.note, one.others, one.private_note, one.steps) == (90, None, None, None, ())


def test_what_a_leader_remarked_is_in_it_for_the_two_and_for_nobody_else_who_was_there(program: Program) -> None:
    second = program.engage("Bay High", "ULEAD2", "UCOACH")
    contact = program.log(kind="team_meeting", attendees=(second,)).id
    for who, words in ((LEADER, "That was Tuesday."), (LEADER2, "I left early.")):
        remark(program.db, who, NOW, contact, ADDED, NewRemark(words=words), Sending(who.user_id))
    hers, others = ("Added by Principal 14", "That was Tuesday."), ("Added by Principal 15", "I left early.")
    assert read(program, "UCOACH", wanted())[0].texts == (hers, others)
    assert read(program, "ULEAD", wanted(WITH_ME))[0].texts == (hers,)
    assert read(program, "ULEAD2", wanted(WITH_ME))[0].texts == (others,)
    assert read(program, "UCOACH", wanted(str(program.pair), "pdf"))[0].texts == (hers,)


def test_field_notes_are_in_it_for_the_pair_and_those_of_the_author_alone_only_for_them(program: Program) -> None:
    contact = program.log().id
    walk = {"purpose": "Exit tickets", "rooms": 6, "pattern": "Recall", "feedback": "One format", "named": "no"}
    decision = {"about": "staffing", "room": "Principal", "part": ["listener"], "note": "Keep calm"}
    for kind, filled in (("walkthrough", walk), ("decision", decision)):
        save_note(program.db, COACH, NOW, Writing(kind, contact, kind), FORMS[kind].model_validate(filled))
    shared = (
        "Walkthrough note",
        "Purpose: Exit tickets\nRooms: 6\nPattern you saw: Recall\nFeedback for the principal: One format",
    )
    (own,) = read(program, "UCOACH", wanted(private=True))
    assert own.texts == (shared,)
    assert own.private_note is not None
    assert "The coach's part: Listener" in own.private_note
    for who, of in (
        ("UCOACH", wanted()),
        ("ULEAD", wanted(WITH_ME, private=True)),
        ("UCOACH", wanted(str(program.pair), "pdf")),
    ):
        (one,) = read(program, who, of)
        assert (one.texts, one.private_note) == ((shared,), None)


def test_only_the_days_asked_for_and_nothing_taken_back(program: Program) -> None:
    program.log("one")
    program.log("two", day=date(2026, 10, 30))
    program.log("three", day=date(2026, 11, 16))
    assert [one.day for one in read(program, "UCOACH", wanted())] == [date(2026, 11, 16), TODAY]
    assert count_export(program.db, COACH, wanted()) == 2
    assert count_export(program.db, LEADER, wanted(WITH_ME, first=date(2026, 10, 1))) == 3


def test_pages_follow_one_another_without_a_gap(program: Program) -> None:
    for number in range(PAGE + 3):
        program.log(f"{number}", day=TODAY - timedelta(days=number % 3))
    first = read_export(program.db, program.people["UCOACH"], wanted(), Place())
    assert first.after is not None
    rest = read_export(program.db, program.people["UCOACH"], wanted(), first.after)
    ids = [one.id for one in (*first.entries, *rest.entries)]
    assert (len(set(ids)), len(ids), rest.after) == (PAGE + 3, PAGE + 3, None)


def test_the_same_click_twice_makes_one_export(program: Program) -> None:
    program.log()
    assert asked(program) == asked(program)
    assert [key for key in program.owed() if key.startswith("export")] == ["export:1"]
    assert program.verbs().count("export.asked") == 1
    with pytest.raises(Denied):
        asked(program, LEADER)


def test_there_are_only_so_many_an_hour(program: Program) -> None:
    for number in range(PER_HOUR):
        asked(program, intent=f"{number}")
    with pytest.raises(Refusal, match="within the hour"):
        asked(program, intent="more")
    asked(program, LEADER, "hers", wanted(WITH_ME))
    ask_export(program.db, COACH, later(61), "later", wanted(), 1)


def test_an_export_goes_its_way_and_is_audited_without_a_word(program: Program) -> None:
    export = asked(program, of=wanted(private=True))
    mine = claimed(program)
    assert (mine.id, mine.state, mine.wanted, mine.user) == (export, "building", wanted(private=True), "UCOACH")
    assert claim_export(program.db, NOW) is None
    assert keep_export(program.db, NOW, mine, 1)
    assert begin_sending(program.db, NOW, mine, "F1")
    assert close_export(program.db, NOW, mine)
    assert not close_export(program.db, NOW, mine, "tries")
    assert state(program, export) == "sent"
    assert [verb for verb in program.verbs() if verb.startswith("export")] == ["export.asked", "export.sent"]


def test_what_a_process_left_is_taken_up_by_the_next(program: Program) -> None:
    export = asked(program)
    dead = claimed(program)
    alive = claimed(program, minutes=LEASE.total_seconds() / 60 + 1)
    assert (alive.id, alive.attempt, alive.state) == (export, dead.attempt + 1, "building")
    assert not keep_export(program.db, NOW, dead, 1)
    assert not begin_sending(program.db, NOW, dead, "F1")
    assert begin_sending(program.db, NOW, alive, "F2")
    again = claimed(program, minutes=10)
    assert (again.state, again.file_id) == ("sending", "F2")


def test_what_fails_again_and_again_is_given_up_and_its_person_told(program: Program) -> None:
    export = asked(program)
    for number in range(ATTEMPTS):
        assert put_back_export(program.db, NOW, claimed(program, number), later(number))
    assert claim_export(program.db, later(60)) is None
    assert state(program, export) == "failed"
    assert f"export:{export}:failed" in program.owed()


def test_a_cancelled_export_is_built_no_further(program: Program) -> None:
    export = asked(program)
    mine = claimed(program)
    with pytest.raises(Denied):
        cancel_export(program.db, LEADER, NOW, export)
    assert cancel_export(program.db, COACH, NOW, export).state == "cancelled"
    assert not keep_export(program.db, NOW, mine, 1)
    assert claim_export(program.db, later(60)) is None
    with pytest.raises(Refusal, match="canceled already"):
        cancel_export(program.db, COACH, NOW, export)


def test_one_that_is_being_sent_is_too_late_to_cancel(program: Program) -> None:
    export = asked(program)
    begin_sending(program.db, NOW, claimed(program), "F1")
    with pytest.raises(Refusal, match="just being sent"):
        cancel_export(program.db, COACH, NOW, export)


def test_closed_exports_are_forgotten_after_a_month(program: Program) -> None:
    asked(program, intent="open")
    done = asked(program, LEADER, "done", wanted(WITH_ME))
    cancel_export(program.db, LEADER, NOW, done)
    assert forget_exports(program.db, NOW + timedelta(days=29)) == 0
    assert forget_exports(program.db, NOW + timedelta(days=31)) == 1
    assert find_export(program.db, done) is None


@pytest.mark.parametrize(
    ("filled", "fields"),
    [
        ({"format": "csv", "what": "mine"}, {"first", "last"}),
        ({"format": "csv", "what": "mine", "first": "2026-11-09", "last": "2026-11-08"}, {"last"}),
        ({"format": "xlsx", "what": "mine", "first": "2026-11-18", "last": "2026-11-18"}, {"first"}),
        ({"format": "pdf", "pair": "7"}, {"month"}),
        ({"format": "pdf", "what": "mine", "month": "2026-11"}, {"pair"}),
        ({"format": "pdf", "pair": "7", "month": "2026-12"}, {"month"}),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_by_field(filled: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(FieldErrors) as refused:
        NewExport.model_validate(filled).wanted(TODAY)
    assert set(refused.value.errors) == fields


def test_a_month_sheet_is_about_a_whole_month() -> None:
    made = NewExport.model_validate({"format": "pdf", "pair": "7", "month": "2026-11", "private": ["yes"]})
    assert made.wanted(TODAY) == Wanted("7", "pdf", FIRST, LAST)


def test_a_form_sent_again_with_other_choices_asks_for_another_file(program: Program) -> None:
    first = asked(program)
    assert asked(program) == first
    assert asked(program, of=wanted(file="xlsx")) != first
