"""Which report is opened for whom, what is listed, what is kept of a form that wasn't saved, what stands on Home."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.errors import Denied
from bot.rules.periods import period_of, previous
from storage.reportacts import return_report
from storage.reporthome import reports_unfinished
from storage.reporting import own_reports
from storage.reportkept import forget_kept, keep_typed, kept_for
from storage.reportopening import contacts_behind, likely_report, listed_reports, open_report
from storage.reports import reports
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, STRANGER, Program
from tests.storage.reporting import FULL, HERE, LEAD, Office

BEFORE = previous(HERE)
DAY = timedelta(days=1)


@pytest.fixture
def office(program: Program) -> Office:
    return Office(program)


def test_what_is_due_comes_before_what_runs(office: Office) -> None:
    db = office.program.db
    running = likely_report(db, COACH, NOW)
    assert [office.see(one).period for one in running.reports] == [HERE]
    due = office.draft(BEFORE)
    assert likely_report(db, COACH, NOW).reports == (due,)
    assert likely_report(db, COACH, NOW, HERE).reports == running.reports
    office.fill(due)
    office.submit(due)
    assert likely_report(db, COACH, NOW).reports == running.reports
    return_report(db, COORDINATOR, NOW, due, None, "r", "Why?")
    assert likely_report(db, COACH, NOW).reports == (due,)
    assert likely_report(db, COACH, NOW + 60 * DAY).reports != (due,)


def test_a_period_that_has_not_begun_or_without_a_pair_has_no_report(office: Office) -> None:
    db = office.program.db
    ahead = likely_report(db, COACH, NOW, period_of(date(2026, 12, 1)))
    assert (ahead.reports, ahead.begun) == ((), False)
    assert likely_report(db, COACH, NOW, period_of(date(2026, 3, 1))).reports == ()


def test_everybody_gets_what_is_theirs(office: Office) -> None:
    db = office.program.db
    assert likely_report(db, COORDINATOR, NOW).programme == office.program.id
    assert likely_report(db, LEAD, NOW).programme == office.program.id
    assert likely_report(db, LEADER, NOW).parts == ()
    assert likely_report(db, STRANGER, NOW).person is None
    assert likely_report(db, OTHER, NOW).programme is None


def test_one_report_a_school_is_listed_with_its_school(office: Office) -> None:
    office.rule(report_unit="school")
    office.program.engage("Pine Street", "ULEAD2", "UCOACH", visit_day=None)
    db = office.program.db
    assert len(likely_report(db, COACH, NOW).reports) == 2
    assert sorted(one.school for one in own_reports(db, COACH)) == ["Lincoln Elementary", "Pine Street"]


def test_a_coordinators_list_begins_with_the_period_that_is_due(office: Office) -> None:
    db = office.program.db
    office.draft(HERE)
    assert listed_reports(db, COORDINATOR, NOW, 0).period == HERE
    office.draft(BEFORE)
    listed = listed_reports(db, COORDINATOR, NOW, 0)
    assert (listed.period, [one.coach for one in listed.reports]) == (BEFORE, ["Coach C"])
    assert listed_reports(db, COORDINATOR, NOW, office.program.id, HERE.first).period == HERE
    for actor in (COACH, LEADER, STRANGER):
        with pytest.raises(Denied):
            listed_reports(db, actor, NOW, office.program.id)


def test_what_was_typed_is_kept_for_its_coach_until_it_is_saved_or_a_week_has_passed(office: Office) -> None:
    db = office.program.db
    section = office.see(office.draft()).sections[0].id
    keep_typed(db, COACH, NOW, section, {"evidence": "Half"})
    keep_typed(db, COACH, NOW, section, {"evidence": "Half a thought"})
    assert kept_for(db, COACH, section) == {"evidence": "Half a thought"}
    assert kept_for(db, OTHER, section) == {}
    for actor in (OTHER, STRANGER):
        with pytest.raises(Denied):
            keep_typed(db, actor, NOW, section, {"evidence": "Not mine"})
    forget_kept(db, COACH, section)
    assert kept_for(db, COACH, section) == {}


def test_the_contacts_behind_a_number_are_shown_to_who_reads_the_report(office: Office) -> None:
    logged = office.program.log().id
    report = office.sent(FULL.model_copy(update={"focus": ("practices:P5",)}))
    _, facts = contacts_behind(office.program.db, COORDINATOR, NOW, report.sections[0].id)
    assert [fact.id for fact in facts] == [logged]
    with pytest.raises(Denied):
        contacts_behind(office.program.db, LEADER, NOW, report.sections[0].id)


def test_home_has_a_report_from_the_day_of_its_draft_until_it_is_in(office: Office) -> None:
    db = office.program.db
    due = office.draft(BEFORE)
    office.draft(HERE)
    shown, _ = reports_unfinished(db, COACH, NOW)
    assert [report for report, _ in shown] == [due]
    assert shown[0][1].startswith("Status report, Nov 1–15: due today, 5:00 PM, 0 of 1 school ready")
    assert open_report(db, COORDINATOR, NOW, due).sections == ()
    office.fill(due)
    office.submit(due)
    assert reports_unfinished(db, COACH, NOW) == ((), ())


def test_a_report_that_never_came_in_steps_back_after_six_weeks_unless_it_came_back_lately(office: Office) -> None:
    db, march = office.program.db, NOW + timedelta(days=120)
    old, returned = office.draft(BEFORE), office.draft(HERE)
    back = {"state": "returned", "decided_at": march - timedelta(days=3), "decided_by": office.program.people["UADMIN"]}
    db.run(update(reports).where(reports.c.id == returned).values(**back))
    lately, left = reports_unfinished(db, COACH, march)
    assert ([one for one, _ in lately], [one for one, _ in left]) == ([returned], [old])
