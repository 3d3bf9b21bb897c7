"""What single people did or said isn't left between two figures, and no right of one program holds in another."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.exports.sheets import SHEETS
from bot.rules.answers import Silence, Tally
from bot.rules.digests import Figures
from bot.rules.exports import Wanted
from storage.digestasking import keep_asked, question_of
from storage.digests import digests
from storage.digestweeks import read_week
from storage.districtdigests import goal_titles
from storage.engagements import engagements
from storage.exporting import Place
from storage.people import Actor, people, roles
from storage.programmes import programmes
from storage.questions import ask
from storage.schools import districts, schools
from storage.sheets import offers, read_sheet
from tests.storage.contacting import COORDINATOR, NOW, Program, add_person, later
from tests.storage.nudging import local
from tests.storage.questioning import lived_in
from tests.storage.test_district_digests import FIRST_MONDAY, add_goal, grown, liaisons, told

LIAISON, BOTH = Actor("ULIAISON"), Actor("UBOTH")


def asked_for(program: Program, now: Any) -> Figures:
    """What a coordinator's own digest of the week so far keeps."""
    question = question_of(program.db, COORDINATOR, now, None)
    figures = read_week(program.db, now, question.programme, question.monday, question.at)
    return keep_asked(program.db, COORDINATOR, now, question, figures).figures


def test_two_digests_asked_for_around_a_contact_dont_tell_what_it_was_about(program: Program) -> None:
    for place in range(4):
        user = f"UL{place}"
        program.people[user] = add_person(program.db, user, f"Principal {place}", f"{user}@example.org")
        program.log(user, engagement=program.engage(f"School {place}", user, "UCOACH"), focus=("cpsel:2B",))
    program.log("mine", focus=("cpsel:2B",), activities=("A2",))
    before = asked_for(program, NOW)
    program.log("one more", later(1), start="15:00", focus=("cpsel:2B",))
    assert asked_for(program, later(2)).practices == before.practices


def second_program(program: Program) -> int:
    """Another program in the same Slack, with a pair of Coach C's that has a step open."""
    db = program.db
    row = db.first(select(programmes).where(programmes.c.id == program.id))
    assert row is not None
    values = {name: row._mapping[name] for name in ("zone", "rules", "year_from", "year_to")}
    other = db.add(programmes, code="other", name="Other program", **values)
    place = db.add(districts, programme_id=other, name="District 9")
    school = db.add(schools, district_id=place, name="Far High")
    pair = {"leader_id": program.people["ULEAD2"], "coach_id": program.people["UCOACH"], "school_id": school}
    program.pairs["Far High"] = db.add(engagements, programme_id=other, starts_on=date(2026, 9, 1), **pair)
    return int(other)


@pytest.mark.parametrize("here", ["office", "coordinator"])
def test_a_role_in_one_program_answers_nothing_about_another(program: Program, here: str) -> None:
    other = second_program(program)
    person = add_person(program.db, "UBOTH", "Both B", "both@example.org")
    there = "coordinator" if here == "office" else "office"
    for programme, role in ((program.id, here), (other, there)):
        program.db.add(roles, programme_id=programme, person_id=person, role=role)
    steps = [{"what": "Canary", "owner": "coach"}]
    program.log("one", next_steps=steps)
    program.log("two", engagement=program.pairs["Far High"], next_steps=steps, start="15:00")
    assert schools_told(program, "open next steps") == {"Far High" if here == "office" else "Lincoln Elementary"}
    assert len(schools_told(program, "who has no visit booked?")) == 3


def schools_told(program: Program, words: str) -> set[str]:
    answer = ask(program.db, BOTH, NOW, words).answer
    assert answer is not None
    return {row.school for row in answer.rows if isinstance(row, Tally | Silence)}


def liaison(program: Program) -> int:
    district = int(program.db.value(select(schools.c.district_id).limit(1)))
    person = add_person(program.db, "ULIAISON", "Liaison L", "liaison@example.org")
    program.db.run(update(people).where(people.c.id == person).values(district_id=district))
    program.db.add(roles, programme_id=program.id, person_id=person, role="liaison")
    return district


def test_a_district_hears_nothing_of_days_on_which_few_leaders_were_coached(program: Program) -> None:
    lived_in(program)
    liaison(program)
    for place in range(4):
        user = f"U{place}"
        program.people[user] = add_person(program.db, user, f"Principal 9{place}", f"p{place}@example.org")
        program.engage(f"School {place}", user, "UOTHER", starts_on=date(2026, 11, 1))
    for words in ("contacts in October", "visits in October", "activity mix in October", "contacts by month"):
        answer = ask(program.db, LIAISON, NOW, words).answer
        assert answer is not None
        assert answer.hidden, words
    told_now = ask(program.db, LIAISON, local(FIRST_MONDAY, "09:00"), "contacts in November").answer
    assert told_now is not None
    assert told_now.amount


BY_MONTHS = (
    "how many contacts",
    "hours by month",
    "contacts by month",
    "activity mix",
    "calls in October",
    "contacts by kind",
)
BY_DAYS = (
    "contacts this month", "contacts from Nov 1 to Nov 10", "contacts in November by week", "visits since Oct 2",
    "visits missed last week", "contacts in October as of Nov 10", "activity mix since Oct 2",
    "visits in November", "visits not logged since Oct 15", "compare visits in October and November",
)  # fmt: skip


def test_a_district_hears_counts_of_whole_months_alone_so_that_no_day_is_left_between_two(program: Program) -> None:
    lived_in(program)
    liaison(program)
    for place in range(4):
        user = f"U{place}"
        program.people[user] = add_person(program.db, user, f"Principal 9{place}", f"p{place}@example.org")
        program.engage(f"School {place}", user, "UOTHER")
    program.log("this month")
    told = {words: ask(program.db, LIAISON, NOW, words).answer for words in (*BY_MONTHS, *BY_DAYS)}
    assert [words for words, one in told.items() if one is not None and one.hidden] == [*BY_DAYS]
    october = ask(program.db, LIAISON, NOW, "contacts in October").answer
    usual, year = told["how many contacts"], told["activity mix"]
    assert usual == october
    assert year is not None
    assert (year.reading.spans[0].first.day, year.reading.spans[0].last) == (1, date(2026, 10, 31))
    weeks = ask(program.db, LIAISON, NOW, "hours this month by week").answer
    assert weeks is not None
    assert not weeks.hidden  # of hours a liaison reads each leader's


def test_a_districts_file_of_hours_tells_of_hours_alone(program: Program) -> None:
    district = liaison(program)
    program.log(minutes=90)
    (offer,) = offers(program.db, LIAISON, NOW)
    (sheet,) = offer.sheets
    shut = {"planned", "held", "missed", "open", "contacts"}
    assert shut.isdisjoint(one.id for one in sheet.columns)
    of = Wanted("hours", "csv", date(2026, 11, 1), date(2026, 11, 30), False, program.id, district, tuple(sorted(shut)))
    person = int(program.db.value(select(people.c.id).where(people.c.slack_user_id == "ULIAISON")))
    rows = read_sheet(program.db, person, of, Place(), NOW).rows
    assert rows
    assert all(shut.isdisjoint(one) for one in rows)
    mine = read_sheet(program.db, program.people["UCOORD"], of, Place(), NOW).rows
    assert shut <= set(mine[0])
    assert shut <= {one.id for one in SHEETS["hours"].columns}


def test_who_read_the_titles_of_a_districts_goals_is_written_down(program: Program) -> None:
    liaisons(program)
    grown(program)
    add_goal(program, "Common exit tickets")
    now = local(FIRST_MONDAY, "08:30")
    assert told(program, now)
    digest = int(program.db.value(select(digests.c.id)))
    assert goal_titles(program.db, LIAISON, now, digest) == ("Common exit tickets",)
    assert program.verbs()[-1] == "district.goals_read"
