"""The coordinators' desk tells of reports what the digest tells, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.messages.reportlists import summary
from bot.rules.dates import local_day
from bot.rules.sharing import Reader
from storage.desk import desk_of
from storage.digestreports import reports_told
from storage.exporting import Place
from storage.programmes import list_programmes
from storage.questions import ask
from storage.reportacts import return_report
from storage.reporting import list_reports
from storage.sheetlists import read_missing
from storage.sheetrows import Asked
from tests.storage.contacting import COORDINATOR, Program
from tests.storage.reporting import Office

LATER = datetime(2026, 12, 7, 15, tzinfo=UTC)  # the period's reports were due on the 2nd


def test_a_report_that_came_and_was_returned_is_in_and_not_late_on_the_desk_and_in_the_digest(program: Program) -> None:
    office = Office(program)
    sent = office.sent()
    return_report(program.db, COORDINATOR, office.at, sent.id, sent.edition, "i", "Please say what shows it.")
    office.draft(user="UOTHER")
    programme = list_programmes(program.db)[0]
    desk = desk_of(program.db, programme, Reader(frozenset({"coordinator"})), LATER, local_day(LATER, programme.zone))
    (one,) = [standing for standing in desk.reports if standing.first == sent.period.first]
    told = reports_told(program.db, replace(programme), LATER)
    assert (one.there, one.late, one.returned, one.owed) == (1, 1, 1, 2)
    assert len(told["late"]) == one.late
    late = ask(program.db, COORDINATOR, LATER, "which reports are late?").answer
    assert late is not None
    assert late.amount == one.late
    asked = Asked(programme, sent.period.first, sent.period.last, 0, LATER)
    listed = [row for row in read_missing(program.db, asked, Place()).rows if row["what"] == "A status report"]
    assert len(listed) == one.late
    found = list_reports(program.db, COORDINATOR, programme.id, sent.period)
    assert summary(found, LATER) == "1 of 2 in, 1 returned, 1 late"
