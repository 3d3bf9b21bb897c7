"""Reports on the clock: drafted on the 13th and 27th, said once, with what follows; withdrawn once they are in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from bot.rules.dates import local_day
from bot.rules.periods import period_of
from storage.concernacts import due_of
from storage.draftduty import draft_and_tell, drafts_due, note_drafted, to_note
from storage.engagements import engagements
from storage.programmes import closures, programmes
from storage.reportacts import return_report, take_back_report
from storage.reports import NewSection, reports
from storage.visits import visits
from tests.storage.contacting import COACH, COORDINATOR, NOW, Program
from tests.storage.nudging import local
from tests.storage.reporting import FULL, SECOND, Office
from tests.storage.rounding import forget_messages, heard, make_round, speak_freely

DRAFT = date(2026, 11, 27)  # a Friday
DUE = date(2026, 12, 2)  # a Wednesday
DAY = timedelta(days=1)
FLAGGED = NewSection(**{**FULL.model_dump(exclude_unset=True), "concern": "call", "concern_text": "Worried"})


def draft_all(office: Office, at: datetime) -> int:
    """What the duty does at an instant; how many reports it drafts."""
    office.at = at
    db, notes = office.program.db, to_note(office.program.db, at)
    count = sum(draft_and_tell(db, at, one) for one in drafts_due(db, at))
    note_drafted(db, at, notes)
    assert to_note(db, at) == []  # so that nothing is written every quarter of an hour
    return count


@pytest.fixture
def office(program: Program) -> Office:
    """On the morning of the draft; the pair has met, so that nothing else is said of it."""
    made = Office(program)
    speak_freely(program)
    program.db.run(update(engagements).where(engagements.c.id != program.pair).values(ends_on=date(2026, 11, 1)))
    program.log(day=date(2026, 11, 17), focus=("cpsel:2B",))
    for day in range(1, 28):
        made.book(date(2026, 12, day), "planned", kind="call")
    forget_messages(program)
    return made


@pytest.fixture(params=["in the year", "after it"])
def whenever(request: pytest.FixtureRequest, office: Office) -> Office:
    """The same within the school year, and where its last day lay in the period and all is closed since."""
    if request.param == "after it":
        db, last, name = office.program.db, date(2026, 11, 20), "Summer"
        db.run(update(programmes).values(year_to=last))
        db.run(update(engagements).where(engagements.c.id == office.program.pair).values(ends_on=last))
        db.add(closures, programme_id=office.program.id, day=last + DAY, until=date(2027, 1, 31), name=name)
        db.run(delete(visits))
    return office


def said(office: Office, day: date, at: str = "08:30") -> dict[str, str]:
    """What of reports and flags is said to whom."""
    make_round(office.program, day)
    found = heard(office.program, day, at)
    return {who: text for who, text in found.items() if "tatus report for" in text or "asks you" in text}


def test_a_draft_comes_at_nine_where_the_coach_is_and_once(office: Office) -> None:
    assert draft_all(office, local(DRAFT, "08:59")) == 0
    assert draft_all(office, local(DRAFT, "09:00")) == 1
    text = heard(office.program, DRAFT, "09:01")["UCOACH"]
    assert text == (
        "Your status report for Nov 16–30 is drafted: 1 school, 1 still needs a line from you. "
        "It is due Wed, Dec 2, 5:00 PM."
    )
    assert (draft_all(office, local(DRAFT, "09:15")), heard(office.program, DRAFT, "10:00")) == (0, {})


def test_no_period_is_passed_over_but_those_before_the_first(office: Office) -> None:
    assert draft_all(office, local(date(2026, 12, 1), "07:00")) == 1  # nothing ran on the 27th
    assert draft_all(office, local(date(2027, 2, 3), "10:00")) == 4  # nor from then until February
    found = office.program.db.all(select(reports.c.first, reports.c.due_at).order_by(reports.c.first))
    firsts = (date(2026, 11, 16), date(2026, 12, 1), date(2026, 12, 16), date(2027, 1, 1), date(2027, 1, 16))
    assert tuple(row.first for row in found) == firsts
    assert [row.due_at.date() for row in found[1:]] == [date(*one) for one in AFTER_THE_GAP]
    assert draft_all(office, local(date(2027, 2, 3), "10:15")) == 0


AFTER_THE_GAP = ((2026, 12, 17), (2027, 1, 4), (2027, 1, 19), (2027, 2, 2))


def test_what_fell_due_in_a_gap_is_told_in_one_message_and_fairly(office: Office) -> None:
    draft_all(office, local(date(2026, 12, 1), "07:00"))
    office.program.db.run(update(reports).values(state="excused"))
    forget_messages(office.program)
    draft_all(office, local(date(2027, 1, 18), "10:00"))
    text = heard(office.program, date(2027, 1, 18), "10:05")["UCOACH"]
    assert text.count("is drafted: 1 school") == 3
    assert text.count("nobody has asked you for it until now.") == 2
    assert "It was due Thu, Dec 17, 5:00 PM. I couldn't draft it before" in text
    assert text.endswith("It is due Tue, Jan 19, 5:00 PM.")
    assert said(office, date(2027, 1, 19), "09:00") == {}


def test_a_gap_is_made_up_for_within_the_school_year_alone(office: Office) -> None:
    draft_all(office, local(date(2026, 12, 1), "07:00"))
    office.program.db.run(update(programmes).values(year_to=date(2026, 12, 10)))
    assert draft_all(office, local(date(2027, 3, 3), "10:00")) == 1
    assert office.program.db.value(select(func.max(reports.c.first))) == date(2026, 12, 1)


@pytest.mark.parametrize(("joined", "made"), [(None, 3), (local(date(2027, 1, 5), "09:00"), 2)])
def test_moved_dates_of_the_year_are_made_up_for_but_not_for_whom_the_roster_did_not_have_yet(
    office: Office, joined: datetime | None, made: int
) -> None:
    db = office.program.db
    draft_all(office, local(date(2026, 12, 1), "07:00"))
    db.run(update(programmes).values(year_to=date(2026, 12, 10)))
    for day in (date(2026, 12, 18), date(2027, 1, 18)):
        draft_all(office, local(day, "10:00"))
    assert db.value(select(func.max(reports.c.first))) == date(2026, 12, 1)
    db.run(update(engagements).where(engagements.c.id == office.program.pair).values(added_at=joined))
    db.run(update(programmes).values(year_to=date(2027, 6, 18)))
    assert draft_all(office, local(date(2027, 2, 3), "10:00")) == made
    assert draft_all(office, local(date(2027, 2, 3), "10:15")) == 0


def test_what_is_due_then_late_goes_to_the_coach_twice_and_then_to_a_coordinator(whenever: Office) -> None:
    office = whenever
    assert draft_all(office, local(DRAFT, "09:00")) == 1
    forget = said(office, DRAFT, "09:30")
    assert set(forget) == {"UCOACH"}
    found = {
        day: said(office, date(2026, 12, day), "15:01" if day == 2 else "08:31") for day in (*range(1, 6), 7, 8, 9)
    }
    assert [set(found[day]) for day in (1, 2, 3, 4, 5)] == [set(), {"UCOACH"}, {"UCOACH"}, {"UCOACH"}, set()]
    assert "isn't in yet: 0 of 1 school ready" in found[2]["UCOACH"]
    assert "was due Wed, Dec 2, 5:00 PM. You can still submit it" in found[3]["UCOACH"]
    assert "On the next business day a coordinator sees" in found[4]["UCOACH"]
    ((who, third),) = found[7].items()
    ((same, fifth),) = found[9].items()
    assert who == same
    assert third == "Coach C's status report for Nov 16–30 is 3 business days late. Coach C was told twice."
    assert "5 business days late. Could you call Coach C" in fifth
    assert found[8] == {}
    assert [said(office, date(2026, 12, day)) for day in (10, 11, 14, 15)] == [{}] * 4


def test_what_is_in_is_not_asked_for_any_more(office: Office) -> None:
    draft_all(office, local(DRAFT, "09:00"))
    make_round(office.program, DUE)
    (report,) = office.program.db.all(select(reports))
    office.at = local(DUE, "14:00")
    office.fill(report.id)
    office.submit(report.id)
    assert said(office, DUE, "15:01") == {}


def test_a_report_that_waits_moves_on_to_the_next_coordinator(whenever: Office) -> None:
    office = whenever
    office.at = local(DRAFT, "12:00")
    report = office.sent()
    forget_messages(office.program)
    found = {day: said(office, date(2026, 12, day), "08:31") for day in (1, 2, 3, 4, 7, 8)}
    assert [len(found[day]) for day in found] == [0, 1, 0, 0, 1, 0]
    ((first, text),), ((second, again),) = found[2].items(), found[7].items()
    assert first != second
    assert text == "Coach C's status report for Nov 16–30 has waited to be read since Fri, Nov 27."
    assert "so I bring it to you" in again
    assert report.state == "submitted"


def test_a_returned_report_is_brought_back_to_mind(office: Office) -> None:
    office.at = local(DRAFT, "12:00")
    report = office.sent()
    return_report(office.program.db, COORDINATOR, local(date(2026, 11, 30), "10:00"), report.id, None, "r", "More")
    forget_messages(office.program)
    assert said(office, date(2026, 12, 1)) == {}
    assert "returned on Mon, Nov 30 with a comment" in said(office, DUE, "08:31")["UCOACH"]


def test_a_returned_report_that_came_again_and_was_taken_back_is_still_returned(office: Office) -> None:
    office.at = local(DRAFT, "12:00")
    report = office.sent()
    return_report(office.program.db, COORDINATOR, local(date(2026, 11, 30), "10:00"), report.id, None, "r", "More")
    office.at = local(date(2026, 11, 30), "12:00")
    office.submit(report.id)
    back = take_back_report(office.program.db, COACH, local(date(2026, 11, 30), "12:05"), report.id, "back")
    assert (back.state, back.decided_by) == ("returned", "Coordinator 1")
    forget_messages(office.program)
    assert "returned on Mon, Nov 30 with a comment" in said(office, DUE, "08:31")["UCOACH"]


def test_a_flag_says_which_pair_and_nothing_of_what_was_written(office: Office) -> None:
    office.at = local(DRAFT, "12:00")
    office.sent(FLAGGED)
    forget_messages(office.program)
    ((first, text),) = heard(office.program, DRAFT, "12:01").items()
    assert (
        text
        == "Coach C asks you to call about Lincoln Elementary (Principal 14). Please answer by Tue, Dec 1, 5:00 PM."
    )
    ((second, again),) = said(office, date(2026, 12, 1), "17:01").items()
    assert first != second
    assert "Nobody has taken it up; an answer was due Tue, Dec 1, 5:00 PM." in again


def test_a_due_day_on_which_the_whole_program_is_closed_moves_to_the_next_business_day(office: Office) -> None:
    closed = {"programme_id": office.program.id, "name": "Closed"}
    office.program.db.add(closures, day=DUE, until=date(2026, 12, 4), **closed)
    draft_all(office, local(DRAFT, "09:00"))
    assert office.program.db.value(select(reports.c.due_at)) == datetime(2026, 12, 7, 22, 0, tzinfo=UTC)
    assert period_of(DRAFT).last + timedelta(days=2) == DUE
    assert office.see(office.draft(period_of(DRAFT)), SECOND).due_at.day == 7


def test_the_days_for_a_flag_are_business_days_on_which_the_program_is_open(office: Office) -> None:
    db, days = office.program.db, []
    for closed in (date(2026, 12, 24), date(2026, 11, 19)):  # a Thursday, two business days after NOW
        db.add(closures, programme_id=office.program.id, day=closed, until=closed + timedelta(days=1), name="Holiday")
        days.append(local_day(due_of(db, office.program.id, NOW), "America/New_York").day)
    friday = local_day(due_of(db, office.program.id, NOW + timedelta(days=10)), "America/New_York")
    assert (days, friday) == ([19, 23], date(2026, 12, 1))
