"""A pair added by hand and taken back: drafts of status reports leave it out, unless a person wrote about it there."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.errors import Refusal
from storage.engagements import engagements
from storage.nudges import nudges
from storage.nudging import NewNudge, plan_nudges
from storage.reportacts import DRAFT, change_section
from storage.reportkept import keep_typed
from storage.reports import NewSection, report_lines, report_sections, reports
from storage.rosteracts import roster_acts
from storage.rosterundo import forget_before, undo_act
from tests.storage.byhand import done, pairs
from tests.storage.contacting import COACH, COORDINATOR, NOW, TODAY, Program, later
from tests.storage.reporting import Office

ROWS = [select(func.count(one.c.id)) for one in (reports, report_sections, report_lines)]


def added(program: Program) -> int:
    """Coach C has one more pair from today on; the act."""
    form: dict[str, Any] = {"leader": program.people["ULEAD2"], "coach": program.people["UCOACH"], "starts_on": TODAY}
    program.db.run(
        update(engagements).where(engagements.c.id != program.pair).values(ends_on=TODAY - timedelta(days=1))
    )
    return done(program, "added", new_school="Pine Street", district=1, **form)


def rows(program: Program) -> list[int]:
    return [int(program.db.value(one)) for one in ROWS]


def test_a_draft_leaves_out_a_pair_that_is_taken_back(program: Program) -> None:
    office = Office(program)
    report, before = office.draft(), rows(program)
    edition = office.see(report).edition
    act = added(program)
    assert len(office.see(report).sections) == 2
    undo_act(program.db, COORDINATOR, later(1), act)
    assert (len(pairs(program)), rows(program)[:2]) == (2, before[:2])
    assert office.see(report).edition > edition + 1  # whoever looked at it looks once more


@pytest.mark.parametrize("unit", ["coach", "school"])
def test_a_draft_of_that_pair_alone_goes_and_is_asked_for_no_more(program: Program, unit: str) -> None:
    office, db = Office(program), program.db
    office.rule(report_unit=unit)
    act = added(program)
    db.run(update(engagements).where(engagements.c.id == program.pair).values(ends_on=TODAY - timedelta(days=20)))
    report = office.draft()
    plan_nudges(db, NOW, [NewNudge(DRAFT, program.people["UCOACH"], report, "d", NOW, later(99))])
    undo_act(db, COORDINATOR, later(1), act)
    assert rows(program) == [0, 0, 0]
    assert db.value(select(nudges.c.state)) == "void"


@pytest.mark.parametrize("how", ["set", "typed", "submitted"])
def test_what_a_person_wrote_about_the_pair_keeps_it(program: Program, how: str) -> None:
    office, act = Office(program), added(program)
    report = office.draft()
    section = next(one.id for one in office.see(report).sections if one.engagement_id != program.pair)
    if how == "set":
        change_section(program.db, COACH, NOW, section, NewSection(evidence="We met."))
    elif how == "typed":
        keep_typed(program.db, COACH, NOW, section, {"evidence": "We m"})
    else:
        program.db.run(update(reports).values(state="submitted"))
    before = rows(program)
    with pytest.raises(Refusal, match="stands in a status report"):
        undo_act(program.db, COORDINATOR, later(1), act)
    assert rows(program) == before


def test_what_stood_before_a_change_is_forgotten_once_it_cannot_be_taken_back(program: Program) -> None:
    act = added(program)
    assert forget_before(program.db, NOW + timedelta(hours=24)) == 0
    assert [forget_before(program.db, NOW + timedelta(hours=25)) for _ in range(2)] == [1, 0]
    row = program.db.first(select(roster_acts.c.before, roster_acts.c.after))
    assert row is not None
    assert (row.before, "new_pair" in row.after, "people" in row.after) == (None, True, False)
    with pytest.raises(Refusal, match="more than a day ago"):
        undo_act(program.db, COORDINATOR, NOW + timedelta(hours=25), act)
