"""Drafts of status reports: what the log says, with the contacts behind each line, and nothing anybody wrote."""

from datetime import UTC, date, datetime
from typing import Any

from bot.rules.periods import Period, period_of
from bot.rules.reports import Report
from storage.drafting import draft_report, see_report
from storage.visits import visits
from tests.storage.contacting import COACH, NOW, Program

HERE = period_of(date(2026, 11, 17))
SECRET = "Exit tickets are weak and she knows it"


def drafted(program: Program, at: datetime = NOW, period: Period = HERE, user: str = "UCOACH") -> Report:
    (found,) = draft_report(program.db, at, program.id, program.people[user], period)
    return see_report(program.db, COACH, at, found)


def said(report: Report, place: int = 0) -> dict[str, str]:
    return {one.kind: one.text for one in report.sections[place].live}


def book(program: Program, day: date, state: str, **changes: Any) -> int:
    at = datetime(day.year, day.month, day.day, 14, tzinfo=UTC)
    values = {"occurs_on": day, "kind": "visit", "zone": "America/New_York", "minutes": 90, "moved": False, **changes}
    return program.db.add(
        visits, engagement_id=program.pair, day=day, start="09:00", at=at, ends_at=at.replace(hour=16), state=state,
        sequence=0, changed_at=at, **values,
    )  # fmt: skip


def test_each_line_cites_the_contacts_behind_it_and_holds_no_word_of_theirs(program: Program) -> None:
    held = program.log(note=SECRET, activities=("A2",), next_steps=({"owner": "leader", "what": SECRET},)).id
    call = program.log("two", kind="call", minutes=20, presence=None, note=SECRET).id
    book(program, date(2026, 11, 17), "held", contact_id=held)
    book(program, date(2026, 11, 18), "skipped", reason="illness")
    book(program, date(2026, 12, 1), "planned")
    (section,) = drafted(program).sections
    assert {one.kind: (one.text, one.cites) for one in section.lines} == {
        "visits": ("1 of 2 visits held, 1.5 h. 1 missed: illness.", (held,)),
        "contacts": ("1 phone call (20 min).", (call,)),
        "focus": ("Walkthrough", (held,)),
        "steps": ("1 agreed.", (held,)),
        "next": ("Visit Tue, Dec 1, 9:00 AM.", ()),
    }
    assert SECRET not in repr(section)
    assert (section.progress, section.guessed) == ("on_track", True)


def test_a_pair_without_contact_has_its_line_and_one_that_ended_or_began_in_the_period_too(program: Program) -> None:
    program.engage("Ended", "ULEAD2", "UCOACH", ends_on=date(2026, 11, 16))
    program.engage("Began", "ULEAD2", "UCOACH", starts_on=date(2026, 11, 30))
    program.engage("Before", "ULEAD2", "UCOACH", ends_on=date(2026, 11, 15))
    program.engage("After", "ULEAD2", "UCOACH", starts_on=date(2026, 12, 1))
    report = drafted(program)
    assert [(one.school, one.first.day, one.last.day) for one in report.sections] == [
        ("Began", 30, 30), ("Ended", 16, 16), ("Lincoln Elementary", 16, 30),
    ]  # fmt: skip
    assert {said(report, place)["visits"] for place in range(3)} == {"No visit planned or held."}


def test_a_draft_follows_the_log_and_stands_where_nothing_changed(program: Program) -> None:
    first = drafted(program)
    assert drafted(program).edition == first.edition == 1
    program.log()
    after = drafted(program)
    assert (after.id, after.edition, said(after)["visits"]) == (first.id, 2, "1 visit held, none planned, 1.5 h.")


def test_a_coach_without_pairs_owes_nothing(program: Program) -> None:
    assert draft_report(program.db, NOW, program.id, program.people["UCOORD"], HERE) == ()
