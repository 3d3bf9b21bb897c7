"""Questions about coaches and districts, about days to come, about schools of one name; and who is answered none."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from bot.rules.answers import Answer, Silence
from bot.rules.visits import Visit
from storage.engagements import coach_engagements, engagements
from storage.ledger import ledger_of
from storage.openfigures import commitment_counts
from storage.people import Actor, roles
from storage.questionhearing import unknown_question
from storage.questions import Asked, ask
from storage.schools import districts, schools
from tests.storage.contacting import COACH, COORDINATOR, NOW, Program, add_person
from tests.storage.questioning import STEPS, lived_in


@pytest.fixture
def town(program: Program) -> Program:
    """The small program with two months behind it."""
    return lived_in(program)


def answer(program: Program, text: str, actor: Actor = COORDINATOR) -> Answer:
    asked: Asked = ask(program.db, actor, NOW, text)
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


def test_several_kinds_are_counted_together_and_each_told_apart(town: Program) -> None:
    told = answer(town, "calls, texts and e-mails in November", COACH)
    parts = {kind: answer(town, f"{kind}s in November", COACH).amount for kind in ("call", "email", "text")}
    assert {one.key: one.amount for one in told.parts} == parts
    assert told.amount == sum(one or 0 for one in parts.values()) > 0
    one_school = answer(town, "calls and e-mails at Lincoln Elementary by month since Nov 1", COACH)
    assert one_school.amount == told.amount
    own = answer(town, "hours this fall", COACH)
    assert (own.amount, own.reading.spans[0].first) == (
        answer(town, "hours this year", COACH).amount,
        date(2026, 8, 31),
    )


def test_next_steps_of_ended_pairs_are_told_nowhere(town: Program) -> None:
    gone = town.engage("Pine Street", "ULEAD2", "UCOACH")
    town.log("gone", engagement=gone, day=date(2026, 10, 6), minutes=30, next_steps=STEPS)
    before = answer(town, "open next steps").amount
    ended = NOW.date() - timedelta(days=1)
    town.db.run(update(engagements).where(engagements.c.id == gone).values(ends_on=ended))
    counts = commitment_counts(town.db, town.id, NOW.date())
    pairs = coach_engagements(town.db, town.people["UCOACH"], NOW.date())
    home = ledger_of(town.db, [one.id for one in pairs], NOW.date(), "coach")
    asked = [(text, actor) for actor in (COACH, COORDINATOR) for text in ("open next steps", "who is overdue?")]
    told = [answer(town, text, actor).amount for text, actor in asked]
    sums = [sum(one.open for one in counts.values()), sum(one.overdue for one in counts.values())]
    assert told == [*sums, *sums]
    assert len(home.open) == sums[0] == (before or 0) - len(STEPS)


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
