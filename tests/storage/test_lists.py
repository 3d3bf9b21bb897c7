"""Lists of contacts: whose, narrowed to what, page by page."""

from datetime import date, timedelta

import pytest

from bot.errors import Denied
from bot.rules.lists import EARLIEST, Span, Wanted, month_span
from storage.database import WORKSPACE
from storage.lists import OWN, PAGES, WITH_ME, Page, Place, find_lister, list_contacts
from storage.people import Actor
from storage.takingback import take_back_contact
from tests.storage.contacting import (
    COACH,
    COORDINATOR,
    LEADER,
    LEADER2,
    NOW,
    OTHER,
    STRANGER,
    TODAY,
    Program,
    later,
)


def listed(
    program: Program, actor: Actor, wanted: Wanted | None = None, place: Place | None = None, most: int = 10
) -> Page:
    """A page of the actor's list."""
    lister = find_lister(program.db, actor, NOW)
    return list_contacts(program.db, lister, wanted or Wanted(), place or Place(), most)


def ids(page: Page) -> list[int]:
    """The contacts on it."""
    return [one.id for one in page.facts]


def test_pages_go_back_and_forth_without_gaps(program: Program) -> None:
    made = [program.log(f"i{day}", day=TODAY - timedelta(days=day // 2)).id for day in range(25)]
    wanted = sorted(made, key=lambda one: (-(made.index(one) // 2), one), reverse=True)
    first = listed(program, COACH)
    second = listed(program, COACH, place=Place(ids(first)[-1]))
    third = listed(program, COACH, place=Place(ids(second)[-1]))
    assert ids(first) + ids(second) + ids(third) == wanted
    assert [(one.newer, one.older) for one in (first, second, third)] == [(False, True), (True, True), (True, False)]
    back = listed(program, COACH, place=Place(ids(third)[0], newer=True))
    assert ids(back) == ids(second)
    assert (back.newer, back.older) == (True, True)


def test_a_list_is_narrowed_by_pair_kind_and_days(program: Program) -> None:
    second = program.engage("Pine Street", "ULEAD2", "UCOACH")
    visit = program.log("a").id
    call = program.log("b", kind="call", presence=None, day=date(2026, 10, 5)).id
    other = program.log("c", engagement=second, day=date(2026, 10, 6)).id
    assert ids(listed(program, COACH)) == [visit, other, call]
    assert ids(listed(program, COACH, Wanted((second,)))) == [other]
    assert ids(listed(program, COACH, Wanted(kind="call"))) == [call]
    assert ids(listed(program, COACH, Wanted(span=month_span(2026, 10)))) == [other, call]
    assert ids(listed(program, COACH, Wanted((program.pair,), "visit", month_span(2026, 10)))) == []
    assert ids(listed(program, COACH, Wanted(span=Span(TODAY, TODAY, "Today")))) == [visit]


def test_a_leader_lists_what_was_logged_with_her_also_in_groups(program: Program) -> None:
    second = program.engage("Pine Street", "ULEAD2", "UCOACH")
    alone = program.log("a").id
    group = program.log("b", kind="cohort", attendees=(second,)).id
    assert ids(listed(program, LEADER2)) == [group]
    assert ids(listed(program, LEADER)) == [group, alone]
    assert find_lister(program.db, LEADER2, NOW).whose == WITH_ME
    assert {one.leader for one in find_lister(program.db, LEADER2, NOW).pairs} == {"Coach C", "Coach D"}


def test_somebody_elses_pair_narrows_to_nothing(program: Program) -> None:
    program.log("a")
    assert ids(listed(program, COACH, Wanted((program.pairs["Harbor Middle"],)))) == []
    assert ids(listed(program, OTHER)) == []


@pytest.mark.parametrize("actor", [COORDINATOR, STRANGER])
def test_who_is_in_no_pair_has_no_list(program: Program, actor: Actor) -> None:
    with pytest.raises(Denied):
        find_lister(program.db, actor, NOW)
    with pytest.raises(Denied):
        find_lister(program.db, LEADER, NOW, OWN)
    with pytest.raises(Denied):
        find_lister(program.db, COACH, NOW, WITH_ME)


def test_what_was_taken_back_is_not_listed(program: Program) -> None:
    contact = program.log("a").id
    take_back_contact(program.db, COACH, later(1), contact, "")
    assert ids(listed(program, COACH)) == []


def test_a_place_that_is_nobodys_begins_with_the_newest(program: Program) -> None:
    contact = program.log("a").id
    assert ids(listed(program, COACH, place=Place(999))) == [contact]


def test_a_side_with_nothing_on_it_shows_the_newest(program: Program) -> None:
    contact = program.log("a").id
    assert ids(listed(program, COACH, place=Place(contact, newer=True))) == [contact]
    assert listed(program, COACH, place=Place(contact)) == listed(program, COACH)


def test_a_page_far_back_is_found_by_index_and_not_sorted(program: Program) -> None:
    if program.db.dialect != "sqlite":
        return
    connection = program.db._connection
    prepared = PAGES[(OWN, False), False].prepared(connection.dialect)
    place = {"from_day": TODAY, "from_id": 7, "first": EARLIEST, "last": TODAY}
    given = prepared.parameters({**place, "person": 1, "kind": "", "most": 11, WORKSPACE: 1})
    plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {prepared.text}", given).all())
    assert "ix_contacts_coach (coach_id=? AND day>? AND day<?)" in plan
    assert "TEMP B-TREE" not in plan
