"""What leaders say about their logs, and what the coach answers: who may, once each, and who reads it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.errors import Denied, Refusal, Unsure
from bot.rules.remarks import ADDED, ANSWERED, ASKED, CONFIRMED, QUESTIONED
from storage.database import Db
from storage.keys import Keyring
from storage.people import Actor
from storage.recording import Target, change_contact
from storage.records import read_record
from storage.remarks import NewRemark, Sending, answer, confirm, remark, remarks, take_back_remark
from storage.takingback import take_back_contact
from storage.threads import open_questions, remarks_about, states_of
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, OTHER, STRANGER, Program, later

TUESDAY = NewRemark(words="That was Tuesday.")
NOBODY = (LEADER2, OTHER, COORDINATOR, STRANGER)


def ask(program: Program, contact: int, intent: str = "ask", minutes: float = 5, actor: Actor = LEADER) -> int:
    """A leader questions a contact; her question's id."""
    remark(program.db, actor, later(minutes), contact, QUESTIONED, TUESDAY, Sending(intent))
    return newest(program.db)


def newest(db: Db) -> int:
    """The id of the newest remark."""
    found: int = db.value(select(remarks.c.id).order_by(remarks.c.id.desc()))
    return found


def seen(program: Program, contact: int, user: str) -> list[tuple[str, str]]:
    """The remarks that a person reads, as (kind, words)."""
    coach = program.people["UCOACH"]
    return [(one.kind, one.words) for one in remarks_about(program.db, contact, program.people[user], coach)]


def test_a_leader_adds_to_a_log_once_and_her_coach_is_told(program: Program) -> None:
    contact = program.log().id
    for _ in range(2):
        remark(program.db, LEADER, later(5), contact, ADDED, NewRemark(words=" We also met Bo. "), Sending("a"))
    assert seen(program, contact, "UCOACH") == seen(program, contact, "ULEAD") == [(ADDED, "We also met Bo.")]
    assert [key for key in program.owed() if key.startswith("added_note")] == [f"added_note:{newest(program.db)}"]
    assert program.verbs().count("remark.added") == 1


def test_a_question_is_open_until_it_is_answered(program: Program) -> None:
    contact, coach = program.log().id, program.people["UCOACH"]
    question = ask(program, contact)
    assert [(one.contact, one.leader) for one in open_questions(program.db, coach)] == [(contact, "Principal 14")]
    assert states_of(program.db, [contact]) == {contact: ASKED}
    for _ in range(2):
        answer(program.db, COACH, later(9), question, NewRemark(words="Yes, sorry."), Sending("b"))
    assert open_questions(program.db, coach) == ()
    assert states_of(program.db, [contact]) == {}
    assert [kind for kind, _ in seen(program, contact, "ULEAD")] == [QUESTIONED, ANSWERED]
    assert sum(key.startswith("answered_note") for key in program.owed()) == 1


def test_a_change_of_the_contact_settles_what_was_asked_and_says_so(program: Program) -> None:
    contact = program.log().id
    ask(program, contact)
    change_contact(program.db, COACH, later(9), Target(contact, later(9)), program.visit(minutes=60))
    assert open_questions(program.db, program.people["UCOACH"]) == ()
    assert sum(key.startswith("corrected_note") for key in program.owed()) == 1


def test_a_confirmation_counts_once_and_until_the_contact_is_changed(program: Program) -> None:
    contact = program.log().id
    assert confirm(program.db, LEADER, later(5), contact)
    assert not confirm(program.db, LEADER, later(6), contact)
    assert states_of(program.db, [contact]) == {contact: CONFIRMED}
    change_contact(program.db, COACH, later(9), Target(contact, later(9)), program.visit(minutes=60))
    assert states_of(program.db, [contact]) == {}
    assert confirm(program.db, LEADER, later(10), contact)


def test_what_changed_while_she_looked_is_not_confirmed(program: Program) -> None:
    contact = program.log().id
    seen_then = read_record(program.db, LEADER, contact).version
    change_contact(program.db, COACH, later(9), Target(contact, later(9)), program.visit(minutes=60))
    with pytest.raises(Refusal, match="look before you confirm"):
        confirm(program.db, LEADER, later(10), contact, seen_then)
    assert states_of(program.db, [contact]) == {}
    assert confirm(program.db, LEADER, later(11), contact, read_record(program.db, LEADER, contact).version)


def test_a_confirmation_settles_her_own_question(program: Program) -> None:
    contact = program.log().id
    assert confirm(program.db, LEADER, later(4), contact)
    ask(program, contact)
    assert states_of(program.db, [contact]) == {contact: ASKED}
    assert confirm(program.db, LEADER, later(6), contact)
    assert states_of(program.db, [contact]) == {contact: CONFIRMED}


def test_a_leader_takes_back_her_own_remark_and_nobody_elses(program: Program) -> None:
    contact = program.log().id
    question = ask(program, contact)
    for actor in (COACH, *NOBODY):
        with pytest.raises(Denied):
            take_back_remark(program.db, actor, later(6), question)
    for _ in range(2):
        assert take_back_remark(program.db, LEADER, later(7), question) == contact
    assert seen(program, contact, "UCOACH") == []
    assert open_questions(program.db, program.people["UCOACH"]) == ()
    with pytest.raises(Refusal, match="taken back"):
        answer(program.db, COACH, later(8), question, TUESDAY, Sending("late"))


@pytest.mark.parametrize("actor", NOBODY)
def test_nobody_else_remarks_confirms_or_answers(program: Program, actor: Actor) -> None:
    contact = program.log().id
    question = ask(program, contact)
    with pytest.raises(Denied):
        remark(program.db, actor, later(6), contact, ADDED, TUESDAY, Sending("x"))
    with pytest.raises(Denied):
        confirm(program.db, actor, later(6), contact)
    with pytest.raises(Denied):
        answer(program.db, actor, later(6), question, TUESDAY, Sending("y"))


def test_a_coach_neither_confirms_an_own_log_nor_does_its_leader_answer(program: Program) -> None:
    contact = program.log().id
    question = ask(program, contact)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: confirm(program.db, COACH, later(6), contact),
        lambda: remark(program.db, COACH, later(6), contact, ADDED, TUESDAY, Sending("x")),
        lambda: remark(program.db, LEADER, later(6), contact, ANSWERED, TUESDAY, Sending("x")),
        lambda: answer(program.db, LEADER, later(6), question, TUESDAY, Sending("x")),
        lambda: answer(program.db, COACH, later(6), 999, TUESDAY, Sending("x")),
        lambda: confirm(program.db, LEADER, later(6), 999),
    )
    for attempt in attempts:
        with pytest.raises(Denied):
            attempt()


def test_what_was_taken_back_gets_no_remarks(program: Program) -> None:
    contact = program.log().id
    take_back_contact(program.db, COACH, later(1), contact, "")
    with pytest.raises(Refusal, match="was taken back"):
        ask(program, contact)


def test_leaders_of_a_group_have_threads_of_their_own(program: Program) -> None:
    second = program.engage("Pine Street", "ULEAD2", "UCOACH")
    contact = program.log(kind="cohort", attendees=(second,)).id
    ask(program, contact)
    question = ask(program, contact, "two", actor=LEADER2)
    answer(program.db, COACH, later(9), question, NewRemark(words="To you."), Sending("b"))
    assert len(seen(program, contact, "UCOACH")) == 3
    assert [kind for kind, _ in seen(program, contact, "ULEAD")] == [QUESTIONED]
    assert [kind for kind, _ in seen(program, contact, "ULEAD2")] == [QUESTIONED, ANSWERED]
    assert states_of(program.db, [contact], program.people["ULEAD2"]) == {}
    assert states_of(program.db, [contact], program.people["ULEAD"]) == {contact: ASKED}


def test_words_that_may_tell_who_a_student_is_are_looked_at_first(program: Program) -> None:
    contact, words = program.log().id, NewRemark(words="A 4th grader named Joey Miller hit another student.")
    with pytest.raises(Unsure):
        remark(program.db, LEADER, later(5), contact, ADDED, words, Sending("a"))
    remark(program.db, LEADER, later(6), contact, ADDED, words, Sending("a", looked=True))
    assert program.verbs().count("guard.kept") == 1


def test_the_words_are_sealed(program: Program) -> None:
    ask(program, program.log().id)
    kept = program.db.value(select(remarks.c.words))
    assert b"Tuesday" not in bytes(kept)
    assert isinstance(program.db.keyring, Keyring)


@pytest.mark.parametrize("kind", [ADDED, QUESTIONED])
def test_words_changed_before_they_are_sent_in_again_are_kept(program: Program, kind: str) -> None:
    contact = program.log().id
    for place, words in enumerate(("We met Bo.", "We met Bo and Cy.")):
        new, sending = NewRemark(words=words), Sending("a", request=f"r{place}")
        remark(program.db, LEADER, later(5 + place), contact, kind, new, sending)
    remark(program.db, LEADER, later(8), contact, kind, NewRemark(words="We met Bo."), Sending("a", request="r0"))
    assert seen(program, contact, "UCOACH") == [(kind, "We met Bo and Cy.")]
    assert sum(key.startswith(f"{kind}_note") for key in program.owed()) == 1


def test_an_answer_changed_before_it_is_sent_in_again_is_kept(program: Program) -> None:
    contact = program.log().id
    question = ask(program, contact)
    for place, words in enumerate(("Yes.", "Yes, sorry.")):
        answer(program.db, COACH, later(9), question, NewRemark(words=words), Sending("b", request=f"r{place}"))
    assert [words for _, words in seen(program, contact, "ULEAD")] == [TUESDAY.words, "Yes, sorry."]


def test_a_remark_taken_back_is_not_brought_back_by_its_form(program: Program) -> None:
    contact = program.log().id
    remark(program.db, LEADER, later(5), contact, ADDED, NewRemark(words="Bo."), Sending("a", request="r0"))
    take_back_remark(program.db, LEADER, later(6), newest(program.db))
    remark(program.db, LEADER, later(7), contact, ADDED, NewRemark(words="Cy."), Sending("a", request="r1"))
    assert seen(program, contact, "UCOACH") == []
