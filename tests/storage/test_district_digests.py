"""A district's month for its liaisons, on both databases: own sums alone, none of few leaders, titles and no names."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import Denied
from storage.claiming import claim
from storage.composing import compose
from storage.digesting import find_digest
from storage.digests import digests
from storage.districtdigests import KIND, goal_titles, keep_months, months_due, read_months
from storage.engagements import engagements
from storage.home import home_facts
from storage.outbox import outbox
from storage.people import Actor, people, roles
from storage.plans import goals, plans
from storage.programmes import closures, programmes
from storage.schools import districts, schools
from tests.storage.contacting import COORDINATOR, NOW, Program, add_person
from tests.storage.nudging import local
from tests.storage.test_digesting import held

FIRST_MONDAY = date(2026, 12, 7)
DAY = timedelta(days=1)
LIAISON, ELSEWHERE = Actor("ULIAISON"), Actor("UELSEWHERE")


def liaisons(program: Program) -> None:
    """One of District 1, and one of a district in which nobody is coached."""
    db = program.db
    other = db.add(districts, programme_id=program.id, name="District 2")
    for user, district in (("ULIAISON", db.value(select(districts.c.id))), ("UELSEWHERE", other)):
        person = add_person(db, user, user, f"{user}@example.org")
        db.run(update(people).where(people.c.id == person).values(district_id=district))
        db.add(roles, programme_id=program.id, person_id=person, role="liaison")


def grown(program: Program) -> None:
    """Five leaders in District 1, one of whom had her hours in November."""
    for place in range(3):
        user = f"UL{place}"
        program.people[user] = add_person(program.db, user, f"Principal {place}", f"{user}@example.org")
        held(program, date(2026, 11, 10), pair=program.engage(f"School {place}", user, "UCOACH"))
    for day in (10, 12, 16):
        program.log(f"{day}", NOW, day=date(2026, 11, day), minutes=90, note="CANARY")
    held(program, date(2026, 11, 10), "planned")


def told(program: Program, now: datetime) -> list[str]:
    """What liaisons get at an instant."""
    for due in months_due(program.db, now):
        keep_months(program.db, now, due, read_months(program.db, now, due))
        assert keep_months(program.db, now, due, read_months(program.db, now, due)) == 0
    program.db.run(update(outbox).where(outbox.c.kind != KIND).values(state="void"))
    found = [compose(program.db, one, now) for one in claim(program.db, now, "sender")]
    return [one.text for one in found if one]


def add_goal(program: Program, text: str) -> None:
    """A live goal of the pair."""
    db = program.db
    plan = db.add(plans, engagement_id=program.pair, template="action", edition=1, at=NOW, changed_at=NOW)
    words = {"text": db.seal(goals.c.text, text), "indicator": db.seal(goals.c.indicator, "CANARY")}
    more = {"focus": "", "by_day": date(2027, 1, 15), "state": "live", "intent": text, "changed_at": NOW}
    more |= {"changed_by": program.people["UCOACH"], "at": NOW}
    db.add(goals, plan_id=plan, **words, **more)


def end_year(program: Program, last: date) -> None:
    """Let the school year and all pairs end, and everything be closed from then on."""
    program.db.run(update(programmes).values(year_to=last))
    program.db.run(update(engagements).values(ends_on=last))
    program.db.add(closures, programme_id=program.id, day=last + DAY, until=last + 80 * DAY, name="Summer")


@pytest.mark.parametrize("over", [False, True], ids=["within the year", "after its last day"])
def test_a_district_of_five_leaders_is_told_its_own_sums_once_a_month(program: Program, over: bool) -> None:
    liaisons(program)
    grown(program)
    add_goal(program, "Common exit tickets")
    if over:
        end_year(program, date(2026, 11, 27))
    assert told(program, local(FIRST_MONDAY, "08:29")) == []
    (said,) = told(program, local(FIRST_MONDAY, "08:30"))
    assert said.split("\n") == [
        "District 1: coaching in November 2026",
        "5 leaders are coached.",
        "Visits held: 3 of 4 (75%).",
        "Hours of coaching: 4.5.",
        "1 of 5 leaders had the 4.5 hours that are promised a month.",
        "1 goal is being worked on.",
        "These are sums of your own district. What is said in coaching stays between a leader and the coach. "
        "Digest 1 of your district.",
    ]
    assert told(program, local(FIRST_MONDAY + DAY, "09:00")) == []
    row = program.db.value(select(digests.c.id))
    assert goal_titles(program.db, LIAISON, NOW, row) == ("Common exit tickets",)
    for other in (ELSEWHERE, COORDINATOR, Actor("ULEAD")):
        with pytest.raises(Denied):
            goal_titles(program.db, other, NOW, row)
    assert bool(months_due(program.db, local(date(2027, 1, 4), "09:00"))) is not over
    assert find_digest(program.db, row) is None  # the lists behind a week's digest aren't behind this one


def test_of_fewer_than_five_leaders_only_their_number_is_told(program: Program) -> None:
    liaisons(program)
    program.log("one", NOW, day=date(2026, 11, 10), minutes=90)
    (said,) = told(program, local(FIRST_MONDAY, "08:30"))
    assert "2 leaders are coached.\nFigures are told from five leaders on" in said
    assert "Visits" not in said
    assert program.db.value(select(digests.c.figures))["minutes"] == 0


def test_a_closed_monday_moves_it_a_week_and_a_month_without_anything_is_not_told(program: Program) -> None:
    liaisons(program)
    assert told(program, local(FIRST_MONDAY, "08:30")) == []
    program.db.add(closures, programme_id=program.id, day=date(2027, 1, 1), until=date(2027, 1, 4), name="Holiday")
    assert months_due(program.db, local(date(2027, 1, 5), "09:00")) == []
    assert months_due(program.db, local(date(2027, 1, 11), "08:30"))
    assert months_due(program.db, local(date(2027, 1, 13), "17:59"))
    assert months_due(program.db, local(date(2027, 1, 14), "09:00")) == []
    assert months_due(program.db, local(date(2026, 9, 14), "09:00")) == []  # no month of school lies before


def test_a_liaison_who_left_the_role_gets_nothing(program: Program) -> None:
    liaisons(program)
    grown(program)
    now = local(FIRST_MONDAY, "08:30")
    for due in months_due(program.db, now):
        keep_months(program.db, now, due, read_months(program.db, now, due))
    program.db.run(roles.delete().where(roles.c.role == "liaison"))
    program.db.run(update(schools).values(level=None))
    assert told(program, now) == []


def test_a_liaison_s_home_has_the_own_district_s_hours_and_newest_digest(program: Program) -> None:
    liaisons(program)
    for day in (10, 12):
        program.log(f"{day}", NOW, day=date(2026, 11, day), minutes=90, note="CANARY")
    few = home_facts(program.db, LIAISON, NOW).district
    assert few is not None
    assert (few.leaders, few.minutes, few.last) == (2, 180, None)
    assert dict(few.by_leader)["Lincoln Elementary, Principal 14"] == 180
    assert "CANARY" not in str(few)
    elsewhere = home_facts(program.db, ELSEWHERE, NOW).district
    assert elsewhere is not None
    assert (elsewhere.district, elsewhere.leaders) == ("District 2", 0)
    assert home_facts(program.db, COORDINATOR, NOW).district is None
    grown(program)
    add_goal(program, "Feedback within two days")
    told(program, local(FIRST_MONDAY, "08:30"))
    whole = home_facts(program.db, LIAISON, local(FIRST_MONDAY, "09:00")).district
    assert whole is not None
    assert whole.last is not None
    assert (whole.last.first, whole.last.goals, whole.leaders) == (date(2026, 11, 1), 1, 5)
    assert goal_titles(program.db, LIAISON, NOW, whole.digest) == ("Feedback within two days",)
    program.db.run(update(digests).values(figures={"first": "damaged"}))
    without = home_facts(program.db, LIAISON, local(FIRST_MONDAY, "09:00")).district
    assert without is not None
    assert (without.leaders, without.digest, without.last) == (5, 0, None)
