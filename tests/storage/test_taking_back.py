"""Taking a contact back, deleting it once its period has closed, and bringing it back within a week."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import Denied, Refusal
from storage.bringingback import bring_back_contact, lately_gone
from storage.contacts import contacts
from storage.engagements import engagements
from storage.outbox import outbox
from storage.people import Actor
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, Program, later

CLOSED = NOW + timedelta(days=20)  # the period of November 16 to 30 has closed
WHY = "It was logged for the wrong school."


def removed(program: Program, contact: int) -> bool:
    """Whether a contact is taken back."""
    return program.db.value(select(contacts.c.removed_at).where(contacts.c.id == contact)) is not None


def test_a_contact_of_a_closed_period_is_deleted_with_a_reason_only(program: Program) -> None:
    contact = program.log().id
    with pytest.raises(Refusal, match="asks for a reason") as refusal:
        take_back_contact(program.db, COACH, CLOSED, contact, "")
    assert refusal.value.field == "reason"
    assert not removed(program, contact)
    take_back_contact(program.db, COACH, CLOSED, contact, "", WHY)
    assert removed(program, contact)
    assert program.verbs()[-1] == "contact.deleted"
    assert sum(key.startswith("deleted_note") for key in program.owed()) == 1
    sealed = program.db.value(select(contacts.c.removed_reason))
    assert program.db.unseal(contacts.c.removed_reason, sealed) == WHY


def test_it_is_brought_back_within_a_week_and_counts_again(program: Program) -> None:
    contact = program.log().id
    take_back_contact(program.db, COACH, CLOSED, contact, "", WHY)
    assert [one.id for one in lately_gone(program.db, program.people["UCOACH"], CLOSED)] == [contact]
    for _ in range(2):
        found = bring_back_contact(program.db, COACH, CLOSED + timedelta(days=6), contact, "press")
        assert found is not None
        assert not found.removed
    assert program.verbs().count("contact.restored") == 1
    assert sum(key.startswith("restored_note") for key in program.owed()) == 1
    assert lately_gone(program.db, program.people["UCOACH"], CLOSED) == []


def test_what_was_never_said_of_it_is_said_once_it_is_back(program: Program) -> None:
    contact = program.log().id
    program.db.run(outbox.update().values(state="sent", sent_channel="C1", sent_ts="1.000001"))
    program.db.run(outbox.update().where(outbox.c.kind == "leader_note").values(state="void"))
    take_back_contact(program.db, COACH, later(1), contact, "")
    bring_back_contact(program.db, COACH, later(2), contact, "press")
    assert f"leader_note:{contact}" in program.owed()
    assert f"confirmation:{contact}" not in program.owed()


def test_after_a_week_it_stays_away(program: Program) -> None:
    contact = program.log().id
    take_back_contact(program.db, COACH, later(1), contact, "")
    with pytest.raises(Refusal, match="more than seven days ago"):
        bring_back_contact(program.db, COACH, later(2) + timedelta(days=7), contact, "press")
    assert removed(program, contact)


def test_replays_of_old_presses_change_nothing(program: Program) -> None:
    contact = program.log().id
    take_back_contact(program.db, COACH, later(1), contact, "undo-press")
    bring_back_contact(program.db, COACH, later(2), contact, "back-press")
    take_back_contact(program.db, COACH, later(3), contact, "undo-press")
    assert not removed(program, contact)
    take_back_contact(program.db, COACH, later(4), contact, "another")
    bring_back_contact(program.db, COACH, later(5), contact, "back-press")
    assert removed(program, contact)


@pytest.mark.parametrize("actor", [OTHER, LEADER, COORDINATOR])
def test_nobody_else_deletes_or_brings_back(program: Program, actor: Actor) -> None:
    contact = program.log().id
    with pytest.raises(Denied):
        take_back_contact(program.db, actor, later(1), contact, "", WHY)
    take_back_contact(program.db, COACH, later(1), contact, "")
    with pytest.raises(Denied):
        bring_back_contact(program.db, actor, later(2), contact, "x")
    assert removed(program, contact)


def test_after_the_pair_moved_an_undo_says_why_it_does_nothing(program: Program) -> None:
    saved = program.log()
    program.db.run(engagements.update().values(coach_id=program.people["UOTHER"]))
    with pytest.raises(Denied, match="Somebody else coaches this leader now"):
        take_back_contact(program.db, COACH, NOW, saved.id, "")
