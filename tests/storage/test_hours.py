"""The hours bank as stored: whose minutes count where, and in how many queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.errors import Denied
from bot.rules.hours import Bank
from bot.rules.programme import Dose, Rules
from storage.charts import remember_refusal, takes_charts
from storage.database import Db
from storage.engagements import coach_engagements, engagements, find_engagement, leader_engagements
from storage.hours import Whose, month_of_pair, standing_about, standings
from storage.people import Actor
from storage.planning import plan_ahead
from storage.programmes import closures, list_programmes, programmes
from storage.schools import districts, schools
from storage.takingback import take_back_contact
from storage.usualvisits import adopt_usual
from storage.visiting import (
    NewMeeting,
    add_meeting,
    by_phone,
    move_visit,
    skip_visit,
    undo_visit_change,
    visits_of_pair,
)
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, NOW, OTHER, TODAY, Program
from tests.storage.test_home import counted


def banks(program: Program, user: str = "UCOACH") -> dict[str, Bank]:
    """A coach's banks by leader."""
    person = program.people[user]
    pairs = coach_engagements(program.db, person, TODAY)
    found = standings(program.db, Whose(person, coach=True), pairs, list_programmes(program.db), TODAY)
    return {one.leader: one.bank for one in found}


def own(program: Program, user: str = "ULEAD") -> Bank:
    """A leader's own bank."""
    person = program.people[user]
    pairs = leader_engagements(program.db, person, TODAY)
    (found,) = standings(program.db, Whose(person, coach=False), pairs, list_programmes(program.db), TODAY)
    return found.bank


def shut(db: Db, **place: Any) -> None:
    """Close from the 23rd to the 27th."""
    days = {"day": date(2026, 11, 23), "until": date(2026, 11, 27), "name": "Break"}
    db.add(closures, programme_id=1, **{"district_id": None, "school_id": None, **place, **days})


def test_kinds_that_count_and_days_of_the_month_make_the_bank(program: Program) -> None:
    program.log("a", minutes=90, day=date(2026, 11, 1))
    program.log("b", minutes=45, kind="video")
    program.log("c", minutes=30, kind="call")
    program.log("d", minutes=60, day=date(2026, 10, 31))
    program.log("e", minutes=50, made="attempted", presence=None)
    take_back_contact(program.db, COACH, NOW, program.log("f", minutes=600).id, "")
    bank = banks(program)["Principal 14"]
    assert (bank.minutes, bank.year_minutes, bank.goal_hours, bank.year_hours) == (135, 195, 4.5, 45)
    assert own(program) == bank
    assert banks(program, "UOTHER")["Principal 15"].minutes == 0


def test_the_school_year_begins_with_its_first_day(program: Program) -> None:
    program.db.run(update(programmes).values(year_from=date(2026, 9, 8)))
    for day in (date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 15)):
        program.log(str(day), day=day)
    assert banks(program)["Principal 14"].year_minutes == 180


def test_after_a_change_of_coach_the_bank_goes_on(program: Program) -> None:
    program.log("a", day=TODAY - timedelta(days=7))
    program.db.run(
        update(engagements).where(engagements.c.id == program.pair).values(ends_on=TODAY - timedelta(days=3))
    )
    program.engage("Lincoln North", "ULEAD", "UOTHER", starts_on=TODAY - timedelta(days=2))
    assert "Principal 14" not in banks(program)
    assert banks(program, "UOTHER")["Principal 14"].minutes == 90


def test_a_group_counts_once_for_each_leader_who_was_there(program: Program) -> None:
    second = program.engage("Pine Street", "ULEAD2", "UCOACH")
    again = program.engage("Pine Annex", "ULEAD", "UCOACH")
    program.log("a", kind="team_meeting", minutes=60, attendees=(str(second), str(again)))
    found = banks(program)
    assert {leader: bank.minutes for leader, bank in found.items()} == {"Principal 14": 60, "Principal 15": 60}
    assert own(program).minutes == 60


def test_a_leader_of_two_schools_has_one_bank(program: Program) -> None:
    pine = program.engage("Pine Street", "ULEAD", "UCOACH", visit_day=3)
    program.log("a")
    program.log("b", engagement=pine, minutes=30)
    pairs = coach_engagements(program.db, program.people["UCOACH"], TODAY)
    (one,) = standings(
        program.db, Whose(program.people["UCOACH"], coach=True), pairs, list_programmes(program.db), TODAY
    )
    assert (one.school, one.bank.minutes) == ("Lincoln Elementary, Pine Street", 120)


@pytest.mark.parametrize(("cap", "month", "year"), [(None, 240, 420), (100, 160, 260)])
def test_a_cap_holds_for_each_day(program: Program, cap: int | None, month: int, year: int) -> None:
    rules = Rules(dose=Dose(minutes_per_day_cap=cap)).model_dump(mode="json", by_alias=True)
    program.db.run(update(programmes).values(rules=rules))
    for number, (day, minutes) in enumerate(
        [(TODAY, 90), (TODAY, 90), (date(2026, 11, 2), 60), (date(2026, 9, 2), 90), (date(2026, 9, 2), 90)]
    ):
        program.log(str(number), day=day, minutes=minutes)
    bank = banks(program)["Principal 14"]
    assert (bank.minutes, bank.year_minutes) == (month, year)


@pytest.mark.parametrize("where", ["program", "district", "school", "elsewhere"])
def test_no_visit_is_expected_where_it_is_closed(program: Program, where: str) -> None:
    program.log("a")
    district = program.db.value(districts.select().with_only_columns(districts.c.id))
    school = program.db.value(schools.select().with_only_columns(schools.c.id).order_by(schools.c.id))
    place = {"district": {"district_id": district}, "school": {"school_id": school}}
    elsewhere = {"school_id": program.db.add(schools, district_id=district, name="Other")}
    shut(program.db, **place.get(where, elsewhere if where == "elsewhere" else {}))
    assert banks(program)["Principal 14"].expected == (180 if where == "elsewhere" else 90)


def test_no_visit_is_expected_of_a_plan_when_visits_do_not_count(program: Program) -> None:
    rules = Rules(kinds_that_count=("video",)).model_dump(mode="json", by_alias=True)
    program.db.run(update(programmes).values(rules=rules))
    program.log("a")
    assert (banks(program)["Principal 14"].minutes, banks(program)["Principal 14"].expected) == (0, 0)


def test_a_month_that_is_over_has_no_forecast(program: Program) -> None:
    program.log("a", day=date(2026, 10, 6))
    pair = find_engagement(program.db, program.pair)
    assert pair is not None
    bank = standing_about(program.db, pair, date(2026, 10, 6), TODAY).bank
    assert (bank.month, bank.minutes, bank.expected, bank.make_up) == ("October", 90, None, None)


@pytest.mark.parametrize("actor", [LEADER, LEADER2, OTHER, COORDINATOR, Actor("UNKNOWN")], ids=lambda one: one.user_id)
def test_only_the_coach_of_a_pair_plans_its_make_up(program: Program, actor: Actor) -> None:
    standing, kinds = month_of_pair(program.db, COACH, NOW, program.pair)
    assert standing.bank.make_up is not None
    assert kinds == Rules().kinds_that_count
    for pair in (program.pair, 0, 99):
        if actor != OTHER or pair == program.pair:
            with pytest.raises(Denied):
                month_of_pair(program.db, actor, NOW, pair)


def test_the_forecast_counts_what_is_booked_and_not_what_was_skipped(program: Program) -> None:
    adopt_usual(program.db, NOW)
    while plan_ahead(program.db, NOW):
        pass
    assert banks(program)["Principal 14"].expected == 90 + 90  # today by the roster, then the 24th
    (tuesday,) = (
        one for one in visits_of_pair(program.db, program.pair, TODAY, TODAY + timedelta(days=7)) if one.day > TODAY
    )
    move_visit(program.db, COACH, NOW, tuesday.id, date(2026, 11, 30), "09:00", minutes=120)
    assert banks(program)["Principal 14"].expected == 90 + 120
    move_visit(program.db, COACH, NOW, tuesday.id, date(2026, 12, 4), "09:00")
    assert banks(program)["Principal 14"].expected == 90
    undo_visit_change(program.db, COACH, NOW, tuesday.id)
    by_phone(program.db, COACH, NOW, tuesday.id)
    assert banks(program)["Principal 14"].expected == 90
    skip_visit(program.db, COACH, NOW, tuesday.id, "illness")
    extra = NewMeeting(engagement=program.pair, kind="session", day=date(2026, 11, 20), start="09:00", minutes=45)
    add_meeting(program.db, COACH, NOW, extra)
    assert own(program).expected == 90 + 45


def test_forty_leaders_take_as_many_queries_as_one(program: Program) -> None:
    with counted(program) as few:
        banks(program)
    for number in range(40):
        program.engage(f"School {number}", "ULEAD2", "UCOACH")
    with counted(program) as many:
        banks(program)
    assert len(many) == len(few) == 6  # the pairs, the programs, and four for the banks


def test_a_refused_chart_is_tried_again_after_a_week(program: Program) -> None:
    assert takes_charts(program.db, NOW)
    remember_refusal(program.db, NOW)
    assert not takes_charts(program.db, NOW + timedelta(days=6))
    assert takes_charts(program.db, NOW + timedelta(days=7))
