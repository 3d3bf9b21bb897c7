"""A program's tables as files, on both databases: who may have which, and that they hold facts and never words."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.errors import Denied
from bot.exports.sheets import SHEETS, Cells, cells_of
from bot.rules.exports import Wanted
from bot.rules.periods import period_of
from bot.rules.sharing import ROLES
from storage.contacts import contacts
from storage.drafting import draft_report
from storage.engagements import engagements
from storage.exporting import Place
from storage.exports import NewSheet, ask_export, find_export
from storage.home import home_facts
from storage.people import people, roles
from storage.schools import districts, schools
from storage.sheets import count_sheet, offers, read_sheet
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, NOW, TODAY, Program
from tests.storage.planned import plan_usual

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
WORDS: dict[str, Any] = {"note": "Canary", "private_note": "Canary", "others": "Canary"}


def wanted(program: Program, sheet: str, **changes: Any) -> Wanted:
    return Wanted(sheet, "csv", **{"first": FIRST, "last": LAST, "programme": program.id, **changes})


def lines(program: Program, of: Wanted, who: str = "UCOORD") -> list[Cells]:
    """All of its lines, page by page."""
    found: list[Cells] = []
    after: Place | None = Place()
    while after is not None:
        page = read_sheet(program.db, program.people[who], of, after, NOW)
        found += page.rows
        after = page.after
    assert len(found) == count_sheet(program.db, COORDINATOR, of, NOW) or of.what == "reports"
    return found


def test_contacts_are_facts_without_a_word_of_what_was_said(program: Program) -> None:
    program.log(**WORDS, next_steps=({"what": "Canary", "owner": "leader"},), activities=("A2",))
    gone = program.log("two", **WORDS, start="15:00").id
    take_back_contact(program.db, COACH, NOW, gone, "i")
    (one,) = lines(program, wanted(program, "contacts"))
    assert "Canary" not in str(one)
    assert (one["kind"], one["minutes"], one["hours"], one["activities"]) == ("On-site visit", 90, 1.5, "Walkthrough")
    assert (one["school"], one["district"], one["leader"]) == ("Lincoln Elementary", "District 1", "Principal 14")
    assert (one["present"], one["logged"], one["lag"]) == ("Yes", TODAY, 0)
    assert set(one) == {held.id for held in SHEETS["contacts"].columns}


def test_hours_are_of_each_leader_and_month_and_say_what_falls_short(program: Program) -> None:
    plan_usual(program.db)
    program.log(minutes=120)
    found = lines(program, wanted(program, "hours", first=date(2026, 10, 1)))
    assert {one["month"] for one in found} == {"2026-10", "2026-11"}
    mine = next(one for one in found if one["month"] == "2026-11" and one["school"] == "Lincoln Elementary")
    assert (mine["minutes"], mine["hours"], mine["promised"], mine["short"]) == (120, 2.0, 4.5, 2.5)
    assert mine["planned"] == 4, "each Tuesday of November"
    assert set(mine) == {held.id for held in SHEETS["hours"].columns}


def test_reports_with_their_coach_say_no_more_than_that_they_are(program: Program) -> None:
    program.log()
    draft_report(program.db, NOW, program.id, program.people["UCOACH"], period_of(TODAY))
    (one,) = [one for one in lines(program, wanted(program, "reports")) if one["coach"] == "Coach C"]
    assert (one["state"], one.get("school"), one.get("words")) == ("Drafted", None, None)


def test_what_is_missing_is_told_by_pair(program: Program) -> None:
    later = NOW + timedelta(days=14)
    found = read_sheet(program.db, program.people["UCOORD"], wanted(program, "missing"), Place(), later).rows
    told = {(one["what"], one.get("school")) for one in found}
    assert ("No contact in this time", "Lincoln Elementary") in told
    program.log()
    after = read_sheet(program.db, program.people["UCOORD"], wanted(program, "missing"), Place(), later).rows
    assert ("No contact in this time", "Lincoln Elementary") not in {(one["what"], one.get("school")) for one in after}


def test_a_district_narrows_every_table_to_its_own_schools(program: Program) -> None:
    other = program.db.add(districts, programme_id=program.id, name="District 2")
    program.db.run(update(schools).where(schools.c.name != "Lincoln Elementary").values(district_id=other))
    program.log()
    for sheet in SHEETS:
        named = {one.get("school") for one in lines(program, wanted(program, sheet, district=other))}
        assert "Lincoln Elementary" not in named, sheet
    assert lines(program, wanted(program, "hours", district=other))


def hold(program: Program, user: str, role: str) -> None:
    program.db.add(roles, programme_id=program.id, person_id=program.people[user], role=role)


SEEN = {
    "coordinator": set(SHEETS), "lead_coach": set(SHEETS), "office": {"contacts", "hours", "missing"},
    "liaison": {"hours"}, "admin": set(), "coach": set(), "leader": set(),
}  # fmt: skip


@pytest.mark.parametrize("role", SEEN)
def test_each_role_may_have_what_the_table_of_tiers_gives_it(program: Program, role: str) -> None:
    own = program.db.value(select(districts.c.id))
    program.db.run(update(people).where(people.c.id == program.people["ULEAD2"]).values(district_id=own))
    hold(program, "ULEAD2", role) if role != "leader" else None
    offered = offers(program.db, LEADER2, NOW)
    assert (home_facts(program.db, LEADER2, NOW).district is not None) == (role == "liaison")
    assert {one.id for offer in offered for one in offer.sheets} == SEEN[role]
    for sheet in SHEETS:
        district = own if role == "liaison" else 0
        if sheet in SEEN[role]:
            assert count_sheet(program.db, LEADER2, wanted(program, sheet, district=district), NOW) >= 0
        else:
            with pytest.raises(Denied):
                count_sheet(program.db, LEADER2, wanted(program, sheet, district=district), NOW)
    assert set(SEEN) <= set(ROLES)


def test_a_liaison_has_no_other_district_and_nobody_a_program_of_others(program: Program) -> None:
    other = program.db.add(districts, programme_id=program.id, name="District 2")
    program.db.run(update(people).where(people.c.id == program.people["ULEAD2"]).values(district_id=other))
    hold(program, "ULEAD2", "liaison")
    assert count_sheet(program.db, LEADER2, wanted(program, "hours", district=other), NOW) == 0
    for district in (0, other - 1):
        with pytest.raises(Denied):
            count_sheet(program.db, LEADER2, wanted(program, "hours", district=district), NOW)
    with pytest.raises(Denied):
        count_sheet(program.db, COORDINATOR, wanted(program, "hours", programme=program.id + 1), NOW)
    with pytest.raises(Denied):
        ask_export(program.db, LEADER, NOW, "i", wanted(program, "contacts"), 1)


def test_a_role_that_ended_meanwhile_ends_the_file(program: Program) -> None:
    program.log()
    program.db.run(roles.delete().where(roles.c.person_id == program.people["UCOORD"]))
    with pytest.raises(Denied):
        read_sheet(program.db, program.people["UCOORD"], wanted(program, "contacts"), Place(), NOW)


def test_what_was_asked_for_is_kept_sealed_and_comes_back_whole(program: Program) -> None:
    new = NewSheet.model_validate(
        {
            "sheet": "hours",
            "district": "0",
            "first": FIRST,
            "last": TODAY,
            "format": "xlsx",
            "columns": ("hours", "day"),
        }
    )
    of = new.wanted(program.id, TODAY)
    assert of.columns == ("hours",), "a column of another table is left out"
    export = find_export(program.db, ask_export(program.db, COORDINATOR, NOW, "i", of, 3))
    assert export is not None
    assert export.wanted == of
    assert program.verbs()[-1] == "export.asked:hours"


def test_columns_come_in_the_tables_order_and_usual_ones_where_none_was_chosen() -> None:
    sheet = SHEETS["contacts"]
    assert [one.id for one in sheet.chosen(("coach", "contact"))] == ["contact", "coach"]
    assert "lag" not in {one.id for one in sheet.chosen(())}
    assert cells_of({"coach": "Coach C"}, sheet.chosen(("coach", "contact"))) == (None, "Coach C")


def test_pairs_that_ended_before_are_in_no_line(program: Program) -> None:
    program.db.run(update(engagements).values(ends_on=date(2026, 10, 2)))
    assert lines(program, wanted(program, "hours")) == []


def test_a_contact_whose_day_is_changed_between_two_pages_is_told_once(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sheetrows.PAGE", 2)
    for number in range(5):
        program.log(f"i{number}", start=f"{8 + number:02d}:00", minutes=30, day=TODAY - timedelta(days=number))
    of = wanted(program, "contacts")
    first = read_sheet(program.db, program.people["UCOORD"], of, Place(), NOW)
    assert first.after is not None
    last = str(first.rows[-1]["contact"])
    program.db.run(contacts.update().where(contacts.c.id == int(last[2:])).values(day=TODAY - timedelta(days=9)))
    found = [one["contact"] for one in first.rows]
    after: Place | None = first.after
    while after is not None:
        page = read_sheet(program.db, program.people["UCOORD"], of, after, NOW)
        found, after = [*found, *(one["contact"] for one in page.rows)], page.after
    assert len(found) == len(set(found)) == 5
