"""An acceptance that is taken back: by whom, how long, what stands then, and who hears of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import Denied, Refusal
from storage.database import tenant
from storage.outbox import outbox
from storage.past import rows_of
from storage.recording import Target, change_contact
from storage.reportacts import excuse_report, return_report, take_back_report, undo_acceptance
from storage.reports import NewSection
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, STRANGER, Program
from tests.storage.reporting import LEAD, SECOND, Office
from tests.storage.test_report_cards import said, told

DAY = timedelta(days=1)
_THEN = rows_of("reports", lambda _c: (), then=True)
STOOD = tenant(select(_THEN.c.id, _THEN.c.state))


@pytest.fixture
def office(program: Program) -> Office:
    return Office(program)


def test_an_acceptance_is_taken_back_for_a_day_by_any_coordinator_and_all_stands_as_before(office: Office) -> None:
    db, contact = office.program.db, office.program.log(day=NOW.date() - DAY).id
    report = office.sent(NewSection(progress="done", evidence="Done.", next="Rest.", focus=("cpsel:2B",))).id
    return_report(db, SECOND, NOW, report, None, "r", "Which goal?")
    waits = office.submit(report)
    office.accept(report)
    with pytest.raises(Refusal, match="changed since you opened it"):
        undo_acceptance(db, SECOND, NOW, report, waits.edition, "seen before")
    for actor in (COACH, LEAD, LEADER, STRANGER):
        with pytest.raises(Denied):
            undo_acceptance(db, actor, NOW, report, None, office.intent())
    with pytest.raises(Refusal, match="for a day, and that is over"):
        undo_acceptance(db, SECOND, NOW + DAY + timedelta(minutes=1), report, None, "too late")
    again = undo_acceptance(db, SECOND, NOW + DAY, report, None, "undo")
    assert undo_acceptance(db, SECOND, NOW + DAY, report, None, "undo").edition == again.edition
    assert (again.state, again.times, again.comment) == ("submitted", 2, "Which goal?")
    assert (again.decided_by, again.decided_at) == ("Coordinator 2", NOW), "who returned it"
    with pytest.raises(Refusal, match=r"^Coordinator 2 took that acceptance back on Nov 18\. The report waits"):
        undo_acceptance(db, COORDINATOR, NOW + DAY, report, None, "second")
    free = office.program.visit(day=NOW.date() - DAY, minutes=60)
    assert change_contact(db, COACH, NOW + DAY, Target(contact, NOW + DAY), free).outcome == "changed"
    for then, found in ((NOW + timedelta(hours=1), "accepted"), (NOW + DAY, "submitted")):
        assert [row.state for row in db.all(STOOD, as_of=then)] == [found]
    assert take_back_report(db, COACH, NOW + DAY, report, "back").state == "returned"


def test_one_that_was_asked_for_after_all_goes_back_to_its_coach_as_it_was(office: Office) -> None:
    report, db = office.draft(), office.program.db
    excuse_report(db, COORDINATOR, NOW, report, None, "e")
    return_report(db, SECOND, NOW, report, None, "r", "Please write it after all.")
    office.fill(report)
    office.submit(report)
    office.accept(report)
    undo_acceptance(db, SECOND, NOW, report, None, "undo")
    back = take_back_report(db, COACH, NOW, report, "back")
    assert (back.state, back.decided_by, back.comment) == ("returned", "Coordinator 2", "Please write it after all.")


def test_a_coach_who_was_told_of_an_acceptance_hears_that_it_was_taken_back_and_nobody_else(office: Office) -> None:
    report, db = office.sent().id, office.program.db
    office.accept(report)
    undo_acceptance(db, COORDINATOR, NOW, report, None, "unheard")
    assert said(db, "report_decided", "UCOACH") is None
    assert "report_reopened" not in told(db)
    office.at = NOW + timedelta(hours=1)
    office.accept(report)
    db.run(update(outbox).where(outbox.c.kind == "report_decided").values(state="sent"))
    db.run(update(outbox).where(outbox.c.kind == "report_done").values(state="void"))
    undo_acceptance(db, COORDINATOR, NOW + timedelta(hours=2), report, None, "heard")
    assert told(db).count("report_reopened") == 1
    assert "report_done" not in told(db), "nothing was submitted"
    assert (said(db, "report_reopened", "UCOACH") or "").startswith("Coordinator 1 took the acceptance of your status")
    office.accept(report)
    assert said(db, "report_reopened", "UCOACH") is None
