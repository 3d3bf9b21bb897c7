"""Reports of the past: brought in with the figures of the log, in the state they have come to, all promises kept."""

from datetime import date, timedelta

from storage.concernacts import waiting_concerns
from storage.invariants import INVARIANTS
from storage.pastreports import PastReport, PastSection, add_reports
from storage.reporting import list_reports
from storage.reportinvariants import REPORT_INVARIANTS
from storage.verify import Look, check
from tests.storage.contacting import COORDINATOR, NOW, Program
from tests.storage.reporting import HERE, SECOND, Office
from tests.storage.rostering import KEYRING

WRITTEN = PastSection("principal.14@example.org", "stuck", "Hardly any time.", "Plan anew.", ("practices:P5",), "call")
DAY = timedelta(days=1)


def test_a_report_of_the_past_is_read_like_any_other_and_nobody_is_told(program: Program) -> None:
    office = Office(program, NOW + 3 * DAY)
    program.log(day=date(2026, 11, 17))
    before = program.owed()
    past = PastReport(
        "coach.c@example.org", HERE.first, "accepted", NOW, (WRITTEN,), NOW + DAY,
        ("coordinator.1@example.org", NOW + 2 * DAY), workload="heavy",
    )  # fmt: skip
    assert (add_reports(program.db, "demo", [past]), program.owed()) == (1, before)
    (listed,) = list_reports(program.db, COORDINATOR, program.id, HERE)
    seen = office.see(listed.id, SECOND)
    (one,) = seen.sections
    assert (seen.state, seen.decided_by, seen.workload, one.figures.minutes) == (
        "accepted",
        "Coordinator 1",
        "heavy",
        90,
    )
    assert [line.text for line in one.live if line.words] == ["Hardly any time.", "Plan anew."]
    assert [flag.due_at - flag.raised_at for flag in waiting_concerns(program.db, program.id)] == [
        2 * DAY + timedelta(hours=6, minutes=25)
    ]
    look = Look(program.db.connection, KEYRING)
    assert [found for promise in REPORT_INVARIANTS for found in check(look, promise)] == []
    assert set(REPORT_INVARIANTS) <= set(INVARIANTS)


def test_a_report_that_was_brought_in_as_returned_may_come_again(program: Program) -> None:
    office = Office(program, NOW + DAY)
    decided = ("coordinator.1@example.org", NOW)
    past = PastReport("coach.c@example.org", HERE.first, "returned", NOW - DAY, (WRITTEN,), NOW - DAY, decided)
    add_reports(program.db, "demo", [past])
    (listed,) = list_reports(program.db, COORDINATOR, program.id, HERE)
    office.fill(listed.id)
    assert office.submit(listed.id).state == "submitted"
    look = Look(program.db.connection, KEYRING)
    assert [found for promise in REPORT_INVARIANTS for found in check(look, promise)] == []
