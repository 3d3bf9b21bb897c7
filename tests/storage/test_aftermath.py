"""What stands on a contact's page beside its words, for each who may open it."""

from datetime import timedelta

import pytest

from bot.errors import Denied, Refusal
from bot.rules.remarks import QUESTIONED, Aftermath
from storage.aftermath import read_aftermath, read_asked, read_history
from storage.people import Actor
from storage.recording import Target, change_contact
from storage.remarks import NewRemark, Sending, confirm, remark, take_back_remark
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, NOW, OTHER, STRANGER, Program, later

CLOSED = NOW + timedelta(days=20)


def group(program: Program) -> int:
    """A cohort meeting with two leaders, changed once, about which both ask something."""
    second = program.engage("Pine Street", "ULEAD2", "UCOACH")
    contact = program.log(kind="cohort", attendees=(second,), note="Words").id
    changed = program.visit(kind="cohort", attendees=(second,), note="Other words")
    change_contact(program.db, COACH, later(1), Target(contact, later(1)), changed)
    for minutes, actor in ((2, LEADER), (3, LEADER2)):
        asked = NewRemark(words=f"Asked by {actor.user_id}")
        remark(program.db, actor, later(minutes), contact, QUESTIONED, asked, Sending(actor.user_id))
    return contact


def seen(program: Program, actor: Actor, contact: int) -> Aftermath:
    """What the actor's page shows."""
    return read_aftermath(program.db, actor, later(9), contact)


def test_each_reader_sees_their_own_part(program: Program) -> None:
    contact = group(program)
    coach, leader, present, coordinator = (seen(program, one, contact) for one in (COACH, LEADER, LEADER2, COORDINATOR))
    assert [one.words for one in coach.remarks] == ["Asked by ULEAD", "Asked by ULEAD2"]
    assert [one.words for one in leader.remarks] == ["Asked by ULEAD"]
    assert [one.words for one in present.remarks] == ["Asked by ULEAD2"]
    assert (coach.changed, leader.changed, present.changed) == (1, 1, 0)
    assert (coach.taking_back, leader.taking_back, present.taking_back) == ("undo", "", "")
    assert (coach.speaks, leader.speaks, present.speaks) == (False, True, True)
    assert (coordinator.remarks, coordinator.changed, coordinator.speaks) == ((), 0, False)


def test_a_closed_contact_offers_deletion_instead_of_undo(program: Program) -> None:
    contact = program.log().id
    assert read_aftermath(program.db, COACH, CLOSED, contact).taking_back == "delete"


def test_a_confirmation_is_the_readers_own(program: Program) -> None:
    contact = program.log().id
    confirm(program.db, LEADER, later(1), contact)
    assert seen(program, LEADER, contact).confirmed
    assert not seen(program, COACH, contact).confirmed


def test_the_history_is_for_the_two_in_it(program: Program) -> None:
    contact = group(program)
    for actor in (COACH, LEADER):
        zone, versions = read_history(program.db, actor, contact)
        assert (zone, len(versions)) == ("America/New_York", 1)
    for actor in (LEADER2, COORDINATOR, OTHER, STRANGER):
        with pytest.raises(Denied):
            read_history(program.db, actor, contact)
    take_back_contact(program.db, COACH, later(5), contact, "")
    with pytest.raises(Refusal, match="was taken back"):
        read_history(program.db, LEADER, contact)


def test_a_question_is_read_by_its_coach_alone_while_it_stands(program: Program) -> None:
    contact = group(program)
    question = seen(program, LEADER2, contact).remarks[0].id
    found, asked = read_asked(program.db, COACH, question)
    assert (found, asked.words) == (contact, "Asked by ULEAD2")
    for actor in (LEADER, LEADER2, COORDINATOR, OTHER, STRANGER):
        with pytest.raises(Denied):
            read_asked(program.db, actor, question)
    with pytest.raises(Denied):
        read_asked(program.db, COACH, 999)
    take_back_remark(program.db, LEADER2, later(4), question)
    with pytest.raises(Refusal, match="taken back"):
        read_asked(program.db, COACH, question)
