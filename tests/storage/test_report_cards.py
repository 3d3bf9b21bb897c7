"""Who is told of a report, and once: cards that were held back, decisions, objections."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import NotNow
from bot.rules.dates import local_time
from storage.composing import compose
from storage.concernacts import waiting_concerns
from storage.database import Db
from storage.nudges import nudges
from storage.outbox import Owed, outbox
from storage.reportacts import (
    accept_report,
    change_section,
    excuse_report,
    return_report,
    submit_report,
    take_back_report,
)
from storage.reportdays import next_to_read
from storage.reports import NewSection
from storage.reportshowing import say_of_section
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, Program
from tests.storage.reporting import FULL, LEAD, SECOND, Office

KINDS = (
    "report_cards",
    "report_again",
    "report_done",
    "report_decided",
    "report_objected",
    "report_shown",
    "report_reopened",
)


@pytest.fixture
def office(program: Program) -> Office:
    return Office(program)


def told(db: Db, state: str = "pending") -> list[str]:
    """The kinds of what is owed about reports."""
    rows = db.all(select(outbox.c.kind).where(outbox.c.kind.in_(KINDS), outbox.c.state == state).order_by(outbox.c.id))
    return [row.kind for row in rows]


def said(db: Db, kind: str, user: str, now: datetime = NOW) -> str | None:
    """What the newest message of a kind would say now."""
    row = db.first(select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id.desc()))
    assert row is not None
    owed = Owed(row.id, kind, row.key, row.person_id, None, row.subject_id, None, 0, user, None)
    message = compose(db, owed, now)
    return message.text if message else None


def test_each_coordinator_has_one_card_and_the_coach_one_confirmation(office: Office) -> None:
    report = office.sent()
    db = office.program.db
    assert sorted(told(db)) == ["report_cards"] * 3 + ["report_done"]
    return_report(db, COORDINATOR, NOW, report.id, None, "r", "Why?")
    office.submit(report.id)
    assert sorted(told(db)) == ["report_again", *["report_cards"] * 3, "report_decided", *["report_done"] * 2]
    assert said(db, "report_decided", "UCOACH") is None
    accept_report(db, COORDINATOR, NOW, report.id, None, "a")
    assert said(db, "report_decided", "UCOACH") == (
        "Coordinator 1 accepted your status report, Nov 16–30.\nChanges to its contacts now ask for a reason."
    )
    assert said(db, "report_again", "UCOORD") is None


def test_what_comes_by_night_is_brought_in_the_morning_and_a_flags_clock_runs_on(office: Office) -> None:
    night, db = NOW + timedelta(hours=12), office.program.db  # Tuesday, 10:35 PM
    office.at = night
    report = office.sent(NewSection(**{**FULL.model_dump(), "concern": "call"}))
    for kind in ("report_cards", "report_again"):
        if kind == "report_again":
            return_report(db, COORDINATOR, night, report.id, None, "r", "Why?")
            office.submit(report.id)
        with pytest.raises(NotNow) as put_off:
            said(db, kind, "UCOORD", night)
        morning = put_off.value.at
        assert local_time(morning, "America/New_York").strftime("%a %H:%M") == "Wed 07:00"
        assert said(db, kind, "UCOORD", morning)
    accept_report(db, SECOND, night, report.id, None, "a")
    assert said(db, "report_cards", "UCOORD", night) is None, "nothing waits any more"
    (flag,) = waiting_concerns(db, office.program.id)
    assert (flag.raised_at, local_time(flag.due_at, flag.zone).strftime("%a %H:%M")) == (night, "Thu 17:00")
    assert night in [row.due_at for row in db.all(select(nudges.c.due_at).where(nudges.c.kind == "concern_flag"))]


def test_reports_of_one_day_share_a_card_and_what_comes_later_has_its_own(office: Office) -> None:
    first = office.sent()
    second, db = office.draft(user="UOTHER"), office.program.db
    for one in office.see(second, OTHER).sections:
        change_section(db, OTHER, NOW, one.id, FULL)
    submit_report(db, OTHER, NOW, second, None, "second")
    assert told(db).count("report_cards") == 3
    both = said(db, "report_cards", "UCOORD") or ""
    assert both.startswith("2 status reports for Nov 16–30 came on Tue, Nov 17: 2 to read.\nCoach C · ")
    return_report(db, COORDINATOR, NOW, first.id, None, "r", "Why?")
    assert (said(db, "report_cards", "UCOORD2") or "").endswith("Returned by Coordinator 1: Coach C.")
    further = next_to_read(db, COORDINATOR, NOW, office.see(first.id))
    assert further is not None
    assert (further[0].id, further[1]) == (second, 1)
    assert next_to_read(db, LEAD, NOW, office.see(first.id)) is None
    submit_report(db, COACH, NOW + timedelta(days=1), first.id, None, "again")
    assert told(db).count("report_cards") == 6
    assert "report_again" not in told(db), "the day's card says it"
    assert (said(db, "report_cards", "UCOORD") or "").startswith(
        "Status report, Coach C, Nov 16–30: submitted again Wed"
    )


def test_a_card_held_back_while_its_report_was_taken_back_is_sent_when_it_comes(office: Office) -> None:
    report = office.sent()
    db = office.program.db
    take_back_report(db, COACH, NOW, report.id, "back")
    assert said(db, "report_cards", "UCOORD") is None
    db.run(update(outbox).where(outbox.c.kind.in_(KINDS)).values(state="void"))
    office.submit(report.id)
    assert sorted(told(db)) == ["report_cards"] * 3 + ["report_done"]
    assert (said(db, "report_cards", "UCOORD") or "").startswith("Status report, Coach C, Nov 16–30: submitted ")
    assert "report_decided" not in told(db)


def test_an_objection_is_told_once_and_decisions_are_told_again_only_when_they_are_new(office: Office) -> None:
    office.rule(report_two_keys="ok")
    report = office.sent()
    db, section = office.program.db, report.sections[0].id
    assert "report_shown" in told(db)
    say_of_section(db, LEADER, NOW, section, "objected")
    say_of_section(db, LEADER, NOW, section, "objected")
    assert told(db).count("report_objected") == 1
    assert "Talk with her" in (said(db, "report_objected", "UCOACH") or "")
    return_report(db, COORDINATOR, NOW, report.id, None, "r", "Why?")
    say_of_section(db, LEADER, NOW + timedelta(hours=1), section, "ok")
    assert told(db).count("report_decided") == 1
    excuse_report(db, COORDINATOR, NOW + timedelta(hours=2), report.id, None, "e")
    return_report(db, COORDINATOR, NOW + timedelta(hours=3), report.id, None, "r2", "After all, please.")
    assert told(db).count("report_decided") == 3
    assert "“After all, please.”" in (said(db, "report_decided", "UCOACH") or "")
