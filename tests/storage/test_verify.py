"""`coachlog verify`: a database whose promises are kept passes, and each promise broken on purpose is reported."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Table, select, update

from bot.rules.remarks import QUESTIONED
from storage.bringingback import bring_back_contact
from storage.contacts import attendances, contacts, next_steps
from storage.database import Db
from storage.engagements import engagements
from storage.fieldnotes import field_notes
from storage.inbox import inbox, receive_event
from storage.invariants import INVARIANTS
from storage.keys import Keyring, new_key
from storage.nudges import nudges
from storage.outbox import outbox
from storage.people import Actor, people
from storage.recording import Target, change_contact
from storage.remarks import NewRemark, Sending, remark, remarks
from storage.schools import schools
from storage.takingback import take_back_contact
from storage.troubles import troubles
from storage.verify import Look, Violation, check, looking, name_of, sentence_of, verify
from storage.workspaces import workspaces
from tests.storage.feedbreaks import FEED_BREAKS
from tests.storage.pastbreaks import PAST_BREAKS
from tests.storage.planbreaks import PLAN_BREAKS
from tests.storage.reflectionbreaks import REFLECTION_BREAKS
from tests.storage.reportbreaks import REPORT_BREAKS
from tests.storage.small import COACH, NOW, Small, make, opened, visit
from tests.storage.visitbreaks import VISIT_BREAKS, promise

LONG_AGO = NOW - timedelta(hours=2)
KEYS = Keyring([new_key()])


def sql(town: Small, statement: str) -> None:
    town.connection.exec_driver_sql(statement)


def lift_unique(town: Small, table: Table, name: str) -> None:
    """Take a table's unique key away, as a bad migration might."""
    if town.db.dialect == "postgresql":
        sql(town, f"ALTER TABLE {table.name} DROP CONSTRAINT {name}")
        return
    sql(town, f"CREATE TABLE copied AS SELECT * FROM {table.name}")  # noqa: S608 - a table of ours
    sql(town, f"DROP TABLE {table.name}")
    sql(town, "PRAGMA legacy_alter_table=ON")  # triggers of others name it
    sql(town, f"ALTER TABLE copied RENAME TO {table.name}")


def again(town: Small, table: Table, name: str) -> None:
    """The same row once more, under another id."""
    lift_unique(town, table, name)
    columns = ", ".join(column.name for column in table.c if column.name != "id")
    double = f"INSERT INTO {table.name} (id, {columns}) SELECT id + 1000, {columns} FROM {table.name}"  # noqa: S608 - ours
    sql(town, double)


def change(table: Table, **values: object) -> Callable[[Small], object]:
    return lambda town: town.connection.execute(update(table).values(**values))


def about(kind: str, **values: object) -> Callable[[Small], object]:
    return lambda town: town.connection.execute(update(outbox).where(outbox.c.kind == kind).values(**values))


def forget_audit(town: Small) -> None:
    drop = "DROP TRIGGER audit_refuses_delete" + (" ON audit" if town.db.dialect == "postgresql" else "")
    sql(town, drop)
    sql(town, "DELETE FROM audit")


def unaudited_change(town: Small) -> None:
    change(contacts, changed_at=NOW)(town)


def other_pair(town: Small) -> int:
    """One more pair, of a coach of its own."""
    row = town.db.first(select(engagements).where(engagements.c.id == town.pair))
    assert row is not None
    same = {name: row._mapping[name] for name in ("programme_id", "school_id", "leader_id", "starts_on")}
    return town.db.add(engagements, coach_id=town.leader, **{**same, "leader_id": town.coach})


def moved_step(town: Small) -> None:
    change(next_steps, engagement_id=other_pair(town))(town)


def closed_without_a_day(town: Small) -> None:
    change(next_steps, state="done", closed_at=None)(town)


def note_of_somebody_else(town: Small) -> None:
    note = {"contact_id": town.contact, "person_id": town.leader, "kind": "walkthrough", "tier": "T1", "at": NOW}
    town.db.add(field_notes, intent="n", payload=town.db.seal(field_notes.c.payload, "{}"), **note)


def attend_twice(town: Small) -> None:
    town.db.add(attendances, contact_id=town.contact, engagement_id=other_pair(town))


def ask_somebody_else(town: Small) -> None:
    asked = {"contact_id": town.contact, "person_id": town.leader, "leader_id": town.leader}
    town.db.add(remarks, intent="q", kind="questioned", waits_for=town.leader, at=NOW, **asked)


def brought_in_unsaid(town: Small) -> None:
    change(contacts, intent="elsewhere:0")(town)


def unconfirmed(town: Small) -> None:
    sql(town, "DELETE FROM outbox WHERE kind = 'confirmation'")


def strayed(town: Small) -> None:
    other = make(town.connection, KEYS, "T2")
    here = schools.c.workspace_id == town.db.workspace_id
    town.connection.execute(update(schools).where(here).values(district_id=other.district, name="Elsewhere"))


def failed_event(town: Small) -> None:
    receive_event(town.db, LONG_AGO, "Ev2", "user_change", {})


def moved_words(town: Small) -> None:
    town.connection.execute(update(contacts).values(note=contacts.c.private_note))


def drop_trigger(town: Small) -> None:
    sql(town, "DROP TRIGGER audit_refuses_update" + (" ON audit" if town.db.dialect == "postgresql" else ""))


def plan(town: Small, **values: object) -> None:
    """A nudge of the coach's, as planned or otherwise."""
    at = {"due_at": LONG_AGO, "first_due_at": LONG_AGO, "until": NOW + timedelta(days=1), "changed_at": NOW}
    row = {"kind": "tile", "person_id": town.coach, "rung": 0, "occurrence": "tile:1", "state": "pending", **at}
    town.db.add(nudges, **{**row, **values})


def planned_twice(town: Small) -> None:
    plan(town)
    again(town, nudges, "uq_nudges_workspace_id_occurrence")


def troubled_twice(town: Small) -> None:
    for since in (LONG_AGO, NOW):
        row = {"place": "C1", "code": "is_archived", "count": 1, "since": since, "last_at": since}
        town.db.add(troubles, **row)


BREAKS: dict[str, Callable[[Small], object]] = {
    "sent_messages_have_their_ts": about("confirmation", sent_ts=None),
    "nothing_is_owed_twice": lambda town: again(town, outbox, "uq_outbox_workspace_id_key"),
    "no_two_messages_share_a_ts": change(outbox, sent_channel="C1", sent_ts="1.000001"),
    "nothing_due_is_left_lying": about("home", state="pending", due_at=LONG_AGO),
    "nudges_are_planned_once": planned_twice,
    "nudges_are_said_to_their_person": lambda town: plan(town, state="sent", outbox_id=None),
    "no_nudge_outlives_its_use": lambda town: plan(town, until=NOW - timedelta(hours=7)),
    "a_place_has_one_trouble": troubled_twice,
    "no_lease_outlives_its_sender": about("home", state="sending", lease_until=LONG_AGO),
    "closed_messages_keep_no_words": about("home", payload=b"secret"),
    "messages_are_about_something": about("leader_note", subject_id=999),
    "no_event_is_stored_twice": lambda town: again(town, inbox, "uq_inbox_workspace_id_event_key"),
    "every_event_is_applied": failed_event,
    "applied_events_keep_no_words": change(inbox, payload=b"secret"),
    "no_intent_has_two_contacts": lambda town: again(town, contacts, "uq_contacts_workspace_id_intent"),
    "contacts_belong_to_their_coachs_pair": lambda town: change(contacts, coach_id=town.leader)(town),
    "coaches_are_not_their_own_leaders": change(engagements, supervisor_email="Coach@example.org"),
    "contacts_are_audited_once": forget_audit,
    "changes_are_audited": unaudited_change,
    "changed_contacts_keep_what_they_said": change(contacts, changed_at=NOW),
    "next_steps_are_of_their_contacts_pair": moved_step,
    "closed_steps_say_when": closed_without_a_day,
    "field_notes_are_their_coachs": note_of_somebody_else,
    "nobody_attends_twice": attend_twice,
    "questions_wait_for_their_coach": ask_somebody_else,
    "contacts_brought_in_are_counted": brought_in_unsaid,
    "contacts_are_confirmed": unconfirmed,
    **VISIT_BREAKS,
    **FEED_BREAKS,
    **REFLECTION_BREAKS,
    **REPORT_BREAKS,
    **PLAN_BREAKS,
    **PAST_BREAKS,
    "references_stay_in_their_workspace": strayed,
    "sealed_words_open": moved_words,
    "removed_workspaces_keep_no_token": change(workspaces, uninstalled_at=NOW),
    "the_audit_log_only_grows": drop_trigger,
}


def found(url: str, keyring: Keyring, workspace: int | None = None) -> list[Violation]:
    with looking(url, keyring, workspace) as look:
        return verify(look, INVARIANTS, lambda _: None)


def test_a_database_that_keeps_its_promises_has_no_violation(database_url: str) -> None:
    with opened(database_url, KEYS) as town:
        make(town.connection, KEYS, "T2")
        promise(town)
        change_contact(town.db, COACH, NOW, Target(town.contact, NOW), visit(town.pair, "Other words"))
        take_back_contact(town.db, COACH, NOW + timedelta(minutes=1), town.contact, "")
        bring_back_contact(town.db, COACH, NOW + timedelta(minutes=2), town.contact, "press")
        asked = NewRemark(words="Was that Tuesday?")
        remark(town.db, Actor("ULEAD"), NOW + timedelta(minutes=3), town.contact, QUESTIONED, asked, Sending("a"))
        take_back_contact(town.db, COACH, NOW + timedelta(days=30), town.contact, "", "Logged twice.")
    assert found(database_url, KEYS) == []


def test_an_empty_database_has_no_violation(database_url: str) -> None:
    assert found(database_url, KEYS) == []


def test_every_promise_has_a_sentence_and_is_broken_here_once() -> None:
    assert list(BREAKS) == [name_of(one) for one in INVARIANTS]
    assert all(sentence_of(one).endswith(".") for one in INVARIANTS)


@pytest.mark.parametrize("name", BREAKS)
def test_a_promise_broken_on_purpose_is_reported(database_url: str, name: str) -> None:
    with opened(database_url, KEYS) as town:
        BREAKS[name](town)
    invariant = next(one for one in INVARIANTS if name_of(one) == name)
    with looking(database_url, KEYS) as look:
        reported = check(look, invariant)
    assert reported
    assert {one.invariant for one in reported} == {name}
    assert not any(word in one.line() for one in reported for word in ("Exit tickets", "example.org", "secret"))


def test_words_sealed_with_a_lost_key_are_reported(database_url: str) -> None:
    with opened(database_url, KEYS):
        pass
    lost = {one.what for one in found(database_url, Keyring([new_key()])) if one.invariant == "sealed_words_open"}
    assert lost == {"workspaces", "contacts", "next_steps"}


def test_one_workspace_is_checked_alone(database_url: str) -> None:
    with opened(database_url, KEYS) as town:
        other = make(town.connection, KEYS, "T2")
        mine = outbox.c.workspace_id == town.db.workspace_id
        town.connection.execute(update(outbox).where(mine, outbox.c.kind == "confirmation").values(sent_ts=None))
    assert [one.workspace for one in found(database_url, KEYS)] == ["T1"]
    assert found(database_url, KEYS, other.db.workspace_id) == []


def test_nothing_can_be_written_while_looking(database_url: str) -> None:
    with looking(database_url, KEYS) as look, pytest.raises(Exception, match=r"read-?only"):
        look.connection.execute(update(people).values(name="X"))


def test_what_happens_while_looking_is_not_seen(database_url: str) -> None:
    with looking(database_url, KEYS) as look:
        assert check(look, INVARIANTS[0]) == []
        with opened(database_url, KEYS) as town:
            about("confirmation", sent_ts=None)(town)
        assert check(look, INVARIANTS[0]) == []
    assert [one.invariant for one in found(database_url, KEYS)] == [name_of(INVARIANTS[0])]


def test_a_stopped_clock_makes_nothing_late(database_url: str) -> None:
    with opened(database_url, KEYS) as town:
        receive_event(town.db, NOW, "Ev2", "user_change", {})
        about("confirmation", state="pending", due_at=NOW - timedelta(minutes=30), sent_ts=None)(town)
        look = Look(town.connection, KEYS)
        assert look.ticked == NOW
    assert found(database_url, KEYS) == []


def test_a_look_of_another_workspace_sees_nothing_of_this_one(database_url: str) -> None:
    with opened(database_url, KEYS) as town:
        failed_event(town)
        other = Db(town.connection, make(town.connection, KEYS, "T2").db.workspace_id, KEYS)
    assert [one.workspace for one in found(database_url, KEYS)] == ["T1"]
    assert found(database_url, KEYS, other.workspace_id) == []
