"""Who reads a contact by their role, by the program's rule and by having been there; who is shown to have read."""

from typing import Any

import pytest
from sqlalchemy import select, update

from bot.errors import Denied
from storage.audit import audit
from storage.engagements import engagements
from storage.people import Actor, roles
from storage.programmes import programmes
from storage.readers import readings_of
from storage.records import note_reading
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, NOW, OTHER, STRANGER, Program, later
from tests.storage.sharing import ADMIN, WORDS, seen, shared, with_portfolio

SESSION: dict[str, Any] = {"kind": "session", "presence": None, "successes": "Better.", **WORDS}


def test_a_collaborative_log_is_read_by_the_program_where_it_says_so_and_only_then(program: Program) -> None:
    before = program.log("before", **SESSION).id
    with_portfolio(program)
    item, visit = program.log("item", **SESSION).id, program.log("visit", **WORDS).id
    assert [seen(program, one).words for one in (before, item, visit)] == [False, True, False]
    found = seen(program, item)
    assert (found.details, found.fact.focus, found.private_note) == ((("successes", "Better."),), ("cpsel:2B",), None)
    with_portfolio(program, False)
    assert not seen(program, item).words


@pytest.mark.parametrize(
    ("role", "words"), [("lead_coach", True), ("office", True), ("admin", None), ("liaison", None)]
)
def test_each_role_of_the_program_reads_what_its_tier_allows(program: Program, role: str, words: bool | None) -> None:
    with_portfolio(program)
    item, visit = program.log("item", **SESSION).id, shared(program)
    program.db.add(roles, programme_id=program.id, person_id=program.people["UADMIN"], role=role)
    if words is None:
        with pytest.raises(Denied):
            seen(program, item, ADMIN)
        return
    assert seen(program, item, ADMIN).words == words
    assert not seen(program, visit, ADMIN).words  # shared with the coordinators alone


def test_a_role_in_another_program_opens_nothing(program: Program) -> None:
    contact = shared(program)
    columns = {one.name: one for one in programmes.c if one.name not in {"id", "code"}}
    row = program.db.first(select(programmes))
    assert row is not None
    held = {name: row._mapping[name] for name in columns}
    other = program.db.add(programmes, code="other", **held)
    program.db.add(roles, programme_id=other, person_id=program.people["UADMIN"], role="coordinator")
    with pytest.raises(Denied):
        seen(program, contact, ADMIN)


def test_a_leader_who_was_there_sees_that_it_happened_and_not_what_was_said(program: Program) -> None:
    pair = program.engage("Pine Street", "ULEAD2", "UCOACH")
    group: dict[str, Any] = {"kind": "team_meeting", "attendees": (pair,), "next_steps": [{"what": "Step."}]}
    contact = program.log(**WORDS, **group).id
    hers = seen(program, contact, LEADER2)
    assert (hers.words, hers.note, hers.others, hers.steps, hers.there) == (False, None, None, (), ())
    assert hers.reads == "present"
    assert seen(program, contact, LEADER).there == ("Principal 15",)
    assert (seen(program, contact).there, seen(program, contact).agreed) == (("Principal 15",), 1)


def test_a_new_coach_of_the_leader_reads_nothing_of_the_one_before(program: Program) -> None:
    contact = program.log(**WORDS).id
    program.db.run(update(engagements).where(engagements.c.id == program.pair).values(ends_on=NOW.date()))
    program.engage("Lincoln again", "ULEAD", "UOTHER")
    with pytest.raises(Denied):
        seen(program, contact, OTHER)


def test_both_see_who_has_read_it_but_not_themselves(program: Program) -> None:
    contact = shared(program)
    for minutes, actor in ((3, LEADER), (4, COORDINATOR), (5, COORDINATOR)):
        note_reading(program.db, actor, later(minutes), contact)
    names = {
        actor: [(one.who, one.role) for one in readings_of(program.db, actor, contact)[0]] for actor in (COACH, LEADER)
    }
    coordinator = ("Coordinator 1", "coordinator")
    assert names == {COACH: [coordinator, coordinator, ("Principal 14", "leader")], LEADER: [coordinator, coordinator]}
    assert readings_of(program.db, LEADER, None)[0] == readings_of(program.db, LEADER, contact)[0]
    assert readings_of(program.db, OTHER, None)[0] == ()


def test_readings_come_ten_at_a_time(program: Program) -> None:
    contact = shared(program)
    for minutes in range(12):
        note_reading(program.db, COORDINATOR, later(minutes), contact)
    first, more, zone = readings_of(program.db, LEADER, contact)
    assert (len(first), more, zone) == (10, True, "America/New_York")
    assert first[0].at == later(11)
    rest, more, _ = readings_of(program.db, LEADER, None, 10)
    assert ([one.at for one in rest], more) == ([later(1), later(0)], False)


@pytest.mark.parametrize("actor", [OTHER, LEADER2, COORDINATOR, STRANGER])
def test_nobody_else_learns_who_has_read_it(program: Program, actor: Actor) -> None:
    contact = shared(program)
    note_reading(program.db, COORDINATOR, NOW, contact)
    with pytest.raises(Denied):
        readings_of(program.db, actor, contact)


def test_a_reader_who_lost_the_role_is_still_named(program: Program) -> None:
    contact = shared(program)
    note_reading(program.db, COORDINATOR, NOW, contact)
    program.db.run(roles.delete().where(roles.c.person_id == program.people["UCOORD"]))
    assert [(one.who, one.role) for one in readings_of(program.db, LEADER, contact)[0]] == [("Coordinator 1", "")]


def test_no_audit_row_holds_a_word(program: Program) -> None:
    contact = shared(program)
    note_reading(program.db, COORDINATOR, NOW, contact)
    rows = program.db.all(select(audit))
    assert not any(word in str(rows) for word in ("The note.", "Two teachers", "Mine."))
