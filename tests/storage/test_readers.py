"""Who reads a contact by their role, by the program's rule and by having been there; who is shown to have read."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.errors import Denied
from bot.messages.sharing import reading_line
from bot.rules.exports import Wanted
from bot.rules.periods import period_of
from storage import audit as audit_log
from storage.audit import audit
from storage.drafting import draft_report
from storage.engagements import engagements
from storage.people import Actor, roles
from storage.programmes import programmes
from storage.readers import readings_of
from storage.records import note_reading
from storage.reportopening import PREVIEWED
from storage.reports import reports
from storage.sheets import reports_read
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, NOW, OTHER, STRANGER, TODAY, Program, later
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


def test_what_was_read_beside_contacts_is_listed_for_both_and_for_nobody_else(program: Program) -> None:
    people_, pair = program.people, program.pair
    program.db.add(roles, programme_id=program.id, person_id=people_["UADMIN"], role="admin")
    program.log()
    report = draft_report(program.db, NOW, program.id, people_["UCOACH"], period_of(TODAY))[0]
    for minutes, (actor, verb, row) in enumerate(
        (
            (COORDINATOR, audit_log.AGREEMENT_READ, pair),
            (ADMIN, audit_log.LOG_OPENED, pair),
            (COORDINATOR, audit_log.REPORT_READ, report),
            (LEADER2, PREVIEWED, report),
            (OTHER, audit_log.HANDOFF_READ, pair),
            (COORDINATOR, audit_log.AGREEMENT_READ, program.pairs["Harbor Middle"]),
            (Actor("UGONE"), audit_log.REPORT_READ, report),
        )
    ):
        audit_log.note(program.db, later(minutes), actor.user_id, verb, row)
    said = [
        "Somebody who has left, no longer in this role · the status report, Nov 16 to 30, 2026",
        "Coach D, the coach who follows · what you had agreed and when you met, Lincoln Elementary",
        "Coordinator 1, coordinator · the status report, Nov 16 to 30, 2026",
        "Admin A, administrator · opened your log for an hour, Lincoln Elementary",
        "Coordinator 1, coordinator · your agreement and goals, Lincoln Elementary",
    ]
    for actor in (COACH, LEADER):
        found, _, zone = readings_of(program.db, actor, None)
        assert [reading_line(one, zone, named=True).splitlines()[0] for one in found] == said
    assert [one.about for one in readings_of(program.db, LEADER2, None)[0]] == ["Harbor Middle"]
    assert readings_of(program.db, COORDINATOR, None)[0] == ()


def test_a_file_with_what_coaches_wrote_is_a_reading_of_each_report_in_it(program: Program) -> None:
    program.log()
    report = draft_report(program.db, NOW, program.id, program.people["UCOACH"], period_of(TODAY))[0]
    program.db.run(update(reports).where(reports.c.id == report).values(state="submitted"))
    file = Wanted("reports", "csv", TODAY, TODAY, programme=program.id, columns=("coach", "words"))
    assert reports_read(program.db, NOW, file) == [report]
    assert reports_read(program.db, NOW, replace(file, columns=("coach",))) == []
    assert reports_read(program.db, NOW, replace(file, district=99)) == []


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
