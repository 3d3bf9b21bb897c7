"""Coordinators learn how many questions were answered, of five people or more, and nothing else."""

from datetime import timedelta

from sqlalchemy import select

from bot.messages.home import coordinator_home
from storage.answercounts import answered_of
from storage.engagements import engagements
from storage.home import home_facts
from storage.people import people
from storage.programmes import list_programmes
from storage.reflections import reflections
from storage.schools import schools
from tests.storage.contacting import COORDINATOR, NOW, Program

DAY = timedelta(days=1)


def asked(program: Program, count: int, answered: int, *, days: int = 5) -> None:
    """Questions to so many leaders, some days ago."""
    db = program.db
    pair = db.first(select(engagements).where(engagements.c.id == program.pair))
    assert pair
    for number in range(count):
        leader = db.add(people, email=f"more{number}.{days}@example.org", name=f"Principal {number}")
        school = db.add(schools, district_id=db.value(select(schools.c.district_id)), name=f"School {number}.{days}")
        joined = {"programme_id": program.id, "school_id": school, "leader_id": leader, "coach_id": pair.coach_id}
        made = db.add(engagements, **joined, starts_on=pair.starts_on)
        at = NOW - days * DAY
        state = "answered" if number < answered else "skipped"
        times = {"asked_at": at, "until": at + 4 * DAY, "changed_at": at, "repeated": False, "lapsed": False}
        named = {"prompt": "p5-moved", "occurrence": f"prompt:{leader}:{days}", "state": state}
        db.add(reflections, engagement_id=made, person_id=leader, **named, **times)


def test_five_people_or_nothing_is_said(program: Program) -> None:
    [programme] = list_programmes(program.db)
    asked(program, 4, 3)
    assert answered_of(program.db, programme, NOW) is None
    asked(program, 2, 1, days=6)
    assert answered_of(program.db, programme, NOW) == (4, 6)
    assert answered_of(program.db, programme, NOW - 7 * DAY) is None  # only weeks that are over
    assert answered_of(program.db, programme, NOW + 35 * DAY) is None
    home = str(coordinator_home(home_facts(program.db, COORDINATOR, NOW).coordinator[0], may_set_up=False))
    assert "Questions to leaders, the last four weeks: 4 of 6 answered. The answers are theirs alone." in home
