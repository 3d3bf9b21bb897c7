"""Questions about coaches and districts, about days to come, about schools of one name; and who is answered none."""

import pytest
from sqlalchemy import select

from bot.rules.answers import Answer, Silence
from bot.rules.visits import Visit
from storage.people import Actor, roles
from storage.questionhearing import unknown_question
from storage.questions import Asked, ask
from storage.schools import districts, schools
from tests.storage.contacting import COORDINATOR, NOW, Program, add_person
from tests.storage.questioning import lived_in


@pytest.fixture
def town(program: Program) -> Program:
    """The small program with two months behind it."""
    return lived_in(program)


def answer(program: Program, text: str) -> Answer:
    asked: Asked = ask(program.db, COORDINATOR, NOW, text)
    assert asked.answer is not None, (text, asked.heard)
    return asked.answer


def test_coaches_are_compared_and_a_number_is_taken_apart_by_them(town: Program) -> None:
    told = answer(town, "Coach C vs Coach D hours in November")
    assert {one.key for one in told.parts} == {"Coach C", "Coach D"}
    assert told.named == ("Coach C", "Coach D")
    assert sum(one.amount for one in told.parts) == told.amount == answer(town, "hours in November").amount
    mixed = answer(town, "contacts in November by coach")
    assert sum(one.amount for one in mixed.parts) == mixed.amount == answer(town, "contacts in November").amount
    assert [one.key for one in answer(town, "visits in October by district").parts] == ["District 1"]


def test_who_has_nothing_booked_is_told_of_the_days_that_are_said(town: Program) -> None:
    booked = {one.engagement_id for one in answer(town, "next visits next week").rows if isinstance(one, Visit)}
    free = {one.pair for one in answer(town, "who has nothing booked next week?").rows if isinstance(one, Silence)}
    scope = ask(town.db, COORDINATOR, NOW, "hours").scope
    assert scope is not None
    assert free == {one.id for one in scope.pairs} - booked
    assert booked


def test_two_schools_of_one_name_are_asked_about(town: Program) -> None:
    programme = town.db.value(select(districts.c.programme_id))
    other = town.db.add(districts, programme_id=programme, name="Another")
    renamed = schools.update().where(schools.c.name == "Harbor Middle")
    town.db.run(renamed.values(name="Lincoln Elementary", district_id=other))
    asked: Asked = ask(town.db, COORDINATOR, NOW, "hours at Lincoln Elementary")
    assert asked.heard.reading is None
    assert len(asked.heard.which) == 2


def test_an_administrator_is_told_who_is_answered_and_what_to_do(town: Program) -> None:
    keeper = add_person(town.db, "UKEEPER", "Keeper", "keeper@example.org")
    town.db.add(roles, programme_id=town.id, person_id=keeper, role="admin")
    said = unknown_question(town.db, Actor("UKEEPER"), NOW, "how many visits last week")
    assert said is not None
    assert "coordinators, lead coaches and office" in said.text
    assert "say in the set-up who coordinates" in said.text
    assert unknown_question(town.db, Actor("UKEEPER"), NOW, "thanks") is None
