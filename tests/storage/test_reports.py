"""Status reports as stored: submitted, returned, accepted, read by whom; locked contacts; leaders' keys; flags."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import Denied, Refusal, Unsure
from storage.concernacts import answer_concern, find_concern, waiting_concerns
from storage.database import Db
from storage.drafting import draft_report
from storage.nudges import nudges
from storage.people import people, roles
from storage.recording import Target, change_contact
from storage.reportacts import (
    accept_report,
    add_line,
    bring_back_line,
    change_line,
    change_section,
    excuse_report,
    remove_line,
    return_report,
    submit_report,
    take_back_report,
)
from storage.reporting import find_report, find_section, list_reports, own_reports
from storage.reports import NewLine, NewSection
from storage.reportshowing import say_of_section, show_section
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, NOW, OTHER, STRANGER, Program
from tests.storage.reporting import FULL, HERE, LEAD, SECOND, Office

DAY = timedelta(days=1)


@pytest.fixture
def office(program: Program) -> Office:
    return Office(program)


def test_a_report_goes_from_draft_to_accepted_by_somebody_else(office: Office) -> None:
    report = office.sent()
    assert (report.state, report.times, report.submitted_at) == ("submitted", 1, NOW)
    seen = office.see(report.id, SECOND)
    assert (seen.reads, seen.sections[0].line("evidence")) == ("coordinator", report.sections[0].line("evidence"))
    accepted = office.accept(report.id, seen.edition, SECOND)
    assert (accepted.state, accepted.decided_by) == ("accepted", "Coordinator 2")
    for act in (office.submit, office.accept):
        with pytest.raises(Refusal, match=r"^That report was accepted on Nov 17 by Coordinator 2\.$"):
            act(report.id)


def test_the_same_press_twice_is_one_and_two_presses_say_what_happened(office: Office) -> None:
    report = office.draft()
    office.fill(report)
    first = office.submit(report, intent="press")
    assert office.submit(report, intent="press").edition == first.edition
    with pytest.raises(Refusal, match="submitted on Nov 17 and waits"):
        office.submit(report)


def test_nobody_decides_about_what_they_have_not_seen(office: Office) -> None:
    report = office.sent()
    seen = office.see(report.id, COORDINATOR)
    returned = return_report(office.program.db, SECOND, NOW, report.id, seen.edition, "r", "Which goal?")
    again = office.submit(report.id)
    assert (returned.state, again.state, again.resubmitted, again.comment) == (
        "returned",
        "submitted",
        True,
        "Which goal?",
    )
    with pytest.raises(Refusal, match="changed since you opened it"):
        office.accept(report.id, seen.edition)
    assert office.accept(report.id, again.edition).state == "accepted"


def test_a_draft_that_is_older_than_the_log_is_looked_at_once_more(office: Office) -> None:
    report = office.draft()
    edition = office.fill(report).edition
    office.program.log()
    with pytest.raises(Refusal, match="log has changed"):
        office.submit(report, edition)
    office.see(report)
    change_section(office.program.db, COACH, NOW, office.see(report).sections[0].id, NewSection(focus=("cpsel:2B",)))
    assert office.submit(report).sections[0].figures.unplanned == 1


def test_what_is_missing_is_named_by_school_before_it_goes(office: Office) -> None:
    office.program.engage("Harbor High", "ULEAD2", "UCOACH")
    with pytest.raises(Refusal, match=r"2 of 2 schools still need something: Harbor High, Lincoln Elementary\."):
        office.submit(office.draft())


def test_only_the_coach_writes_and_only_coordinators_decide(office: Office) -> None:
    report = office.sent()
    db = office.program.db
    for actor in (OTHER, LEADER, STRANGER, COORDINATOR):
        with pytest.raises(Denied):
            change_section(db, actor, NOW, report.sections[0].id, FULL)
        with pytest.raises(Denied):
            submit_report(db, actor, NOW, report.id, None, office.intent())
    for actor in (OTHER, LEADER, STRANGER, COACH, LEAD):
        with pytest.raises(Denied):
            accept_report(db, actor, NOW, report.id, None, office.intent())
    for actor in (OTHER, LEADER, LEADER2, STRANGER):
        with pytest.raises(Denied):
            find_report(db, actor, NOW, report.id)
        with pytest.raises(Denied):
            list_reports(db, actor, office.program.id, HERE)
    assert [one.state for one in list_reports(db, LEAD, office.program.id, HERE)] == ["submitted"]
    assert [one.id for one in own_reports(db, COACH)] == [report.id]


def test_a_coordinator_who_coaches_leaves_her_own_report_to_another(office: Office) -> None:
    office.program.db.add(
        roles, programme_id=office.program.id, person_id=office.program.people["UCOACH"], role="coordinator"
    )
    report = office.sent()
    with pytest.raises(Refusal, match="Somebody else has to decide"):
        office.accept(report.id, actor=COACH)
    assert office.accept(report.id).state == "accepted"


def test_while_it_is_with_its_coach_others_see_only_that_it_is(office: Office) -> None:
    report = office.draft()
    office.fill(report)
    assert office.see(report, COORDINATOR).sections == ()
    office.submit(report)
    take_back_report(office.program.db, COACH, NOW, report, "undo")
    seen = office.see(report, COORDINATOR)
    assert (seen.state, seen.sections, seen.first_submitted_at) == ("drafted", (), None)


def test_somebody_who_left_is_excused_and_may_be_asked_after_all(office: Office) -> None:
    report, db = office.draft(), office.program.db
    db.run(update(people).where(people.c.slack_user_id == "UCOACH").values(deactivated_at=NOW))
    assert excuse_report(db, COORDINATOR, NOW, report, None, "e", "Left in November").state == "excused"
    with pytest.raises(Denied):
        office.submit(report)
    db.run(update(people).where(people.c.slack_user_id == "UCOACH").values(deactivated_at=None))
    assert return_report(db, SECOND, NOW, report, None, "r", "Please write it after all.").state == "returned"
    office.fill(report)
    assert office.submit(report).state == "submitted"


def test_what_the_coach_set_stays_and_what_they_did_not_follows_the_log(office: Office) -> None:
    report = office.draft()
    (one,) = office.see(report).sections
    change_section(office.program.db, COACH, NOW, one.id, NewSection(progress="stuck"))
    remove_line(office.program.db, COACH, NOW, one.lines[0].id)
    office.program.log(activities=("A2",))
    (after,) = office.see(report).sections
    assert (after.progress, after.figures.unplanned, after.line("visits")) == ("stuck", 1, None)
    assert after.line("focus") is not None
    bring_back_line(office.program.db, COACH, NOW, one.lines[0].id)
    (brought,) = office.see(report).sections
    assert [line.text for line in brought.live if line.kind == "visits"] == ["1 visit held, none planned, 1.5 h."]


def test_lines_are_added_reworded_and_looked_at(office: Office) -> None:
    report, db = office.draft(), office.program.db
    (one,) = office.see(report).sections
    made = add_line(db, COACH, NOW, one.id, NewLine(text="The team meets weekly now."))
    change_line(db, COACH, NOW, one.lines[0].id, NewLine(text="No visit: testing."))
    with pytest.raises(Unsure):
        add_line(db, COACH, NOW, one.id, NewLine(text="Student Maria Lopez, 4th grade, reads better."))
    (after,) = office.see(report).sections
    assert [(line.id, line.kind, line.origin) for line in after.live] == [
        (one.lines[0].id, "visits", "edited"), (made, "added", "added"),
    ]  # fmt: skip


def test_contacts_of_an_accepted_report_are_amended_and_of_an_open_one_changed(office: Office) -> None:
    program = office.program
    contact = program.log(day=NOW.date() - DAY).id
    report = office.sent(NewSection(progress="done", evidence="Done.", next="Rest.", focus=("cpsel:2B",)))
    late = NOW + 30 * DAY  # long after the due time
    changed = program.visit(day=NOW.date() - DAY, minutes=60)
    assert change_contact(program.db, COACH, late, Target(contact, late), changed).outcome == "changed"
    accept_report(program.db, COORDINATOR, late, report.id, None, "a")
    again = late + DAY
    with pytest.raises(Refusal, match="Say why"):
        change_contact(
            program.db, COACH, again, Target(contact, again), program.visit(day=NOW.date() - DAY, minutes=45)
        )
    with pytest.raises(Refusal):
        take_back_contact(program.db, COACH, again, contact, "undo")
    amended = program.visit(day=NOW.date() - DAY, minutes=45, reason="Typing error")
    assert change_contact(program.db, COACH, again, Target(contact, again), amended).outcome == "amended"
    assert find_report(program.db, COORDINATOR, again, report.id).sections[0].figures.minutes == 90


def test_a_report_for_each_school_where_the_program_wants_that(office: Office) -> None:
    office.rule(report_unit="school")
    office.program.engage("Harbor High", "ULEAD2", "UCOACH")
    coach = office.program.people["UCOACH"]
    found = draft_report(office.program.db, NOW, office.program.id, coach, HERE)
    assert [[one.school for one in office.see(report).sections] for report in found] == [
        ["Lincoln Elementary"], ["Harbor High"],
    ]  # fmt: skip
    office.rule(report_unit="coach")
    assert draft_report(office.program.db, NOW, office.program.id, coach, HERE) == found


@pytest.mark.parametrize(("rule", "said", "held"), [
    ("none", "", False), ("ok", "", True), ("ok", "ok", False), ("ok", "objected", True),
    ("objection_72h", "", True), ("objection_72h", "ok", False), ("objection_72h", "objected", True),
])  # fmt: skip
def test_words_about_a_person_wait_for_her_word(office: Office, rule: str, said: str, held: bool) -> None:
    office.rule(report_two_keys=rule)
    report = office.draft()
    (one,) = office.fill(report).sections
    db = office.program.db
    show_section(db, COACH, NOW, one.id)
    if said:
        say_of_section(db, LEADER, NOW, one.id, said)
    office.submit(report)
    read = office.see(report, COORDINATOR).sections[0]
    assert (read.line("evidence") is None, read.held, read.line("visits") is None) == (held, held, False)
    if rule != "ok" and not said:
        later = find_report(db, COORDINATOR, NOW + timedelta(hours=72), report)
        assert later.sections[0].line("evidence") is not None


def test_a_leader_previews_her_own_section_without_the_flag_and_speaks_for_nobody_else(office: Office) -> None:
    report = office.draft()
    office.fill(report, NewSection(progress="stuck", evidence="E", next="N", concern="call", concern_text="Worried"))
    office.program.engage("Harbor High", "ULEAD2", "UCOACH")
    db, one = office.program.db, office.see(report).sections[-1]
    with pytest.raises(Denied):
        find_report(db, LEADER, NOW, report)
    show_section(db, COACH, NOW, one.id)
    seen = find_report(db, LEADER, NOW, report)
    assert [(each.school, each.concern, each.concern_text) for each in seen.sections] == [
        ("Lincoln Elementary", "none", None)
    ]
    with pytest.raises(Denied):
        say_of_section(db, LEADER2, NOW, one.id, "ok")
    say_of_section(db, LEADER, NOW, one.id, "ok")
    change_section(db, COACH, NOW, one.id, NewSection(evidence="Other words."))
    assert find_section(db, COACH, NOW, one.id)[1].leader_said == ""
    with pytest.raises(Denied):
        find_report(db, LEADER, NOW, report)


def flags(db: Db) -> list[tuple[int, str]]:
    rows = db.all(select(nudges.c.rung, nudges.c.state).where(nudges.c.kind == "concern_flag").order_by(nudges.c.id))
    return [(row.rung, row.state) for row in rows]


def test_a_flag_goes_to_one_coordinator_then_another_until_somebody_takes_it(office: Office) -> None:
    report = office.sent(NewSection(progress="stuck", evidence="E", next="N", concern="call"))
    db = office.program.db
    (flag,) = waiting_concerns(db, office.program.id)
    assert (flag.level, flag.due_at - flag.raised_at, flag.report_id) == (
        "call",
        timedelta(days=2, hours=6, minutes=25),
        report.id,
    )
    rows = db.all(
        select(nudges.c.person_id, nudges.c.due_at).where(nudges.c.kind == "concern_flag").order_by(nudges.c.rung)
    )
    assert [row.due_at for row in rows] == [NOW, flag.due_at]
    assert len({row.person_id for row in rows}) == 2
    with pytest.raises(Denied):
        answer_concern(db, LEAD, NOW, flag.id)
    with pytest.raises(Denied):
        find_concern(db, LEADER, flag.id)
    answered = answer_concern(db, SECOND, NOW, flag.id)
    assert (answered.answered_by, waiting_concerns(db, office.program.id), flags(db)) == (
        "Coordinator 2",
        [],
        [(0, "void"), (1, "void")],
    )
    with pytest.raises(Refusal, match=r"^Coordinator 2 took this up on Nov 17\.$"):
        answer_concern(db, COORDINATOR, NOW, flag.id)


def test_a_flag_stands_while_reports_say_the_same_and_is_lowered_by_one_that_does_not(office: Office) -> None:
    db, seen = office.program.db, []
    report = office.sent(NewSection(progress="stuck", evidence="E", next="N", concern="watch"))
    for level in ("watch", "call", "none"):
        seen.append([(one.id, one.level) for one in waiting_concerns(db, office.program.id)])
        take_back_report(db, COACH, NOW, report.id, office.intent())
        for one in office.see(report.id).sections:
            change_section(db, COACH, NOW, one.id, NewSection(concern=level))
        office.submit(report.id)
    first = seen[0][0][0]
    assert seen == [[(first, "watch")], [(first, "watch")], [(first + 1, "call")]]
    assert waiting_concerns(db, office.program.id) == []
    for gone in (first, first + 1):  # by a button of before
        with pytest.raises(Refusal, match=r"^Coach C changed or lowered this flag on Nov 17\."):
            answer_concern(db, SECOND, NOW, gone)
    assert find_concern(db, COACH, first).answered_at is None
