"""Answers to questions: heard in the thread, kept for her alone, shared by her act, gone when she says so."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Denied, Refusal, Tampered
from storage.answering import (
    evidence_choices,
    preview_evidence,
    preview_sharing,
    prove,
    remove,
    share,
    take_evidence_back,
    unshare,
)
from storage.asking import ask_another, rate, set_rhythm, skip, write_answer
from storage.audit import audit
from storage.contacts import contacts
from storage.nudges import nudges
from storage.outbox import outbox
from storage.people import Actor
from storage.reflecting import own_reflections, read_question, read_reflection
from storage.reflections import NewAnswer, reflections
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, OTHER, STRANGER
from tests.storage.reflecting import ANSWER, EVIDENCE, Asking, edited, proven, read, shared, verbs


def test_what_is_written_in_the_thread_is_the_answer_and_no_log_line(asking: Asking) -> None:
    reflection = asking.asked()
    asking.say("90m visit Lincoln yesterday 2pm walkthrough")
    assert asking.line() == "Kept, only for you."
    assert read(asking, reflection).words == "90m visit Lincoln yesterday 2pm walkthrough"
    assert asking.program.db.value(select(contacts.c.id)) is None
    assert not asking.owed("answer")


def test_a_message_beside_the_thread_is_still_read_as_before_and_says_where_to_answer(asking: Asking) -> None:
    asking.asked()
    asking.say(thread_ts=None)
    asking.say("help", ts="3.0", thread_ts=None)
    assert asking.questions()[0].answer is None
    payloads = [asking.program.db.unseal(outbox.c.payload, row.payload) for row in asking.owed("answer")]
    assert "write it in the question's thread" in str(payloads[0])
    assert "What you can do here" in str(payloads[1])


def test_several_messages_are_one_answer_with_one_line(asking: Asking) -> None:
    reflection = asking.asked()
    asking.say("Second.", ts="1764102701.000100")
    asking.say("First.", ts="1764102700.000100")
    asking.say("First.", ts="1764102700.000100")
    assert read(asking, reflection).words == "First.\n\nSecond."
    assert asking.line() == "Kept, only for you."


def test_an_edit_is_an_edit_of_the_answer_and_a_preview_of_a_link_is_none(asking: Asking) -> None:
    reflection = asking.asked()
    asking.say()
    before = asking.questions()[0].changed_at
    unfurled = edited(ANSWER, "1764102700.000100", "0")
    del unfurled["message"]["edited"]
    asking.tell(unfurled)
    assert asking.questions()[0].changed_at == before
    asking.edit("Changed.")
    asking.say("Too late.")
    assert read(asking, reflection).words == "Changed."
    assert verbs(asking) == ["reflection.answered", "reflection.changed"]


def test_an_edit_that_comes_before_its_message_stands(asking: Asking) -> None:
    reflection = asking.asked()
    asking.edit("Edited.")
    asking.say("As first written.")
    assert read(asking, reflection).words == "Edited."
    assert asking.line() == "Kept, only for you."


def test_deleting_the_message_removes_the_answer_and_nothing_brings_it_back(asking: Asking) -> None:
    reflection = shared(asking)
    asking.delete()
    asking.edit("Back again.")
    assert asking.line().startswith("Removed")
    row = asking.questions()[0]
    assert (row.state, row.shared_at) == ("removed", None)
    assert ANSWER not in str(asking.program.db.unseal(reflections.c.answer, row.answer))
    for actor in (LEADER, COACH):
        with pytest.raises(Refusal):
            read(asking, reflection, actor)
    asking.say("A new one.", ts="1764102900.000100")
    assert read(asking, reflection).words == "A new one."


def test_an_empty_message_keeps_nothing_and_says_so(asking: Asking) -> None:
    asking.asked()
    asking.say("", subtype="file_share")
    assert asking.questions()[0].state == "open"
    assert not asking.line()
    assert len(asking.owed("answer")) == 1


def test_a_long_answer_is_kept_whole(asking: Asking) -> None:
    reflection = asking.asked()
    asking.say("wörd " * 7_900)
    assert len(read(asking, reflection).words) == 5 * 7_900 - 1


def test_an_answer_after_the_question_is_over_is_kept(asking: Asking) -> None:
    reflection = asking.asked()
    asking.now += timedelta(days=6)
    asking.plan()
    assert asking.questions()[0].state == "expired"
    asking.say()
    assert read(asking, reflection).words == ANSWER


def test_an_answer_finds_its_question_while_slacks_answer_to_it_is_unknown(asking: Asking) -> None:
    reflection = asking.asked()
    asking.posted(reflection, state="unknown")
    sent = asking.program.db.value(select(nudges.c.sent_at)).timestamp()
    asking.say(thread_ts=f"{sent + 60:.6f}")
    assert read(asking, reflection).words == ANSWER
    asking.say("Elsewhere", ts="5.0", thread_ts=f"{sent + 90_000:.6f}")
    assert read(asking, reflection).words == ANSWER


def test_nobody_else_can_write_into_an_answer(asking: Asking) -> None:
    reflection = asking.asked()
    asking.say("Not hers.", user=COACH.user_id)
    assert asking.questions()[0].state == "open"
    for actor in (COACH, OTHER, LEADER2, COORDINATOR, STRANGER, Actor("")):
        for attempt in attempts(asking, reflection):
            with pytest.raises(Denied):
                attempt(actor)


def attempts(asking: Asking, reflection: int) -> list[Any]:
    """Everything that is hers alone to do."""
    db, now = asking.program.db, asking.now
    return [
        lambda who: write_answer(db, who, now, reflection, NewAnswer(answer="x")),
        lambda who: rate(db, who, now, reflection, 3),
        lambda who: skip(db, who, now, reflection),
        lambda who: ask_another(db, who, now, reflection),
        lambda who: preview_sharing(db, who, reflection),
        lambda who: share(db, who, now, reflection, "mark"),
        lambda who: unshare(db, who, now, reflection),
        lambda who: evidence_choices(db, who, reflection),
        lambda who: preview_evidence(db, who, reflection, EVIDENCE, "mark"),
        lambda who: prove(db, who, now, reflection, EVIDENCE, "mark"),
        lambda who: take_evidence_back(db, who, now, reflection),
        lambda who: remove(db, who, now, reflection),
        lambda who: read_question(db, who, reflection),
        lambda who: read_reflection(db, who, reflection),
    ]


def test_the_form_is_one_part_of_the_answer_and_goes_on_where_it_was_left(asking: Asking) -> None:
    reflection = asking.asked()
    db = asking.program.db
    for text in ("In the form.", "In the form, better."):
        write_answer(db, LEADER, asking.now, reflection, NewAnswer(answer=text))
        asking.now += timedelta(seconds=5)
    asking.say("In the thread.")
    assert read(asking, reflection).words == "In the thread.\n\nIn the form, better."
    assert read_question(db, LEADER, reflection).form_words == "In the form, better."
    with pytest.raises(Tampered):
        write_answer(db, LEADER, asking.now, reflection, NewAnswer(scale="3"))


def test_removing_leaves_no_word_anywhere(asking: Asking) -> None:
    reflection = shared(asking)
    proven(asking, reflection)
    remove(asking.program.db, LEADER, asking.now, reflection)
    remove(asking.program.db, LEADER, asking.now, reflection)
    row = asking.questions()[0]
    said = asking.program.db.unseal(reflections.c.answer, row.answer)
    assert (row.evidence, row.element, row.shared_at) == (None, None, None)
    assert "exit" not in str(said)
    assert verbs(asking)[-1] == "reflection.removed"


def test_no_word_of_an_answer_is_in_anything_that_is_sent_or_written_down(asking: Asking) -> None:
    reflection = shared(asking)
    proven(asking, reflection)
    assert "exit tickets" not in asking.all_owed()
    assert "Kept, and shared" in asking.all_owed()
    assert "exit" not in str(asking.program.db.all(select(audit)))
    asking.program.db.value(select(reflections.c.answer))
    assert b"exit" not in bytes(asking.program.db.value(select(reflections.c.answer)))


def test_lists_hold_ten_at_a_time_and_no_words(asking: Asking) -> None:
    shared(asking)
    own, more = own_reflections(asking.program.db, LEADER)
    assert (len(own), more) == (1, False)
    assert "exit" not in str(own)
    assert [one.leader for one in own_reflections(asking.program.db, LEADER2)[0]] == ["Principal 15"]
    with pytest.raises(Denied):
        own_reflections(asking.program.db, STRANGER)


def test_a_number_is_kept_for_her_alone_and_only_where_it_is_asked_for(asking: Asking) -> None:
    reflection = asking.asked()
    db = asking.program.db
    with pytest.raises(Denied):
        rate(db, LEADER, asking.now, reflection, 4)
    db.run(reflections.update().where(reflections.c.id == reflection).values(prompt="p5-use"))
    rate(db, LEADER, asking.now, reflection, 4)
    rate(db, LEADER, asking.now, reflection, 4)
    assert read(asking, reflection).scale == 4
    assert asking.line() == "Kept, only for you."
    (line,) = asking.owed("reflection_kept")
    assert asking.compose(line).thread == "1764102660.000100"
    write_answer(db, LEADER, asking.now, reflection, NewAnswer(scale="5"))
    assert (read(asking, reflection).scale, read(asking, reflection).words) == (5, "")


def test_a_choice_of_rhythm_is_for_leaders_and_of_those_offered(asking: Asking) -> None:
    for actor, weeks in ((COACH, 1), (LEADER, 3), (STRANGER, 2)):
        with pytest.raises(Denied):
            set_rhythm(asking.program.db, actor, asking.now, weeks)
