"""Questions answered: each number against a plain count of the rows, who may ask what, and what is kept of it."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Denied
from bot.rules.answers import Answer, Due, Silence, Tally
from bot.rules.commitments import LIVE
from bot.rules.figures import total
from bot.rules.lists import month_span
from bot.rules.questions import QUESTIONS, Reading
from bot.rules.visits import BY_CALENDAR, CLOSED, HELD, PLANNED, SKIPPED
from storage.contacts import attendances, contacts, next_steps
from storage.drafts import drafts
from storage.figures import pair_figures
from storage.people import Actor, people, roles
from storage.questionanswers import answer_of
from storage.questions import Asked, ask, ask_again, choose, keep
from storage.reports import reports
from storage.schools import schools
from storage.visitchanges import mark_held
from storage.visits import visits
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, STRANGER, Program, add_person, later
from tests.storage.questioning import lived_in

LIAISON, OFFICE, LEAD = Actor("ULIAISON"), Actor("UOFFICE"), Actor("ULEADCOACH")


@pytest.fixture
def town(program: Program) -> Program:
    """The small program with two months behind it."""
    return lived_in(program)


def _rows(program: Program, table: Any) -> list[Any]:
    return list(program.db.run(select(table).order_by(table.c.id)))


def answer(program: Program, text: str, actor: Actor = COACH, now: datetime = NOW) -> Answer:
    asked: Asked = ask(program.db, actor, now, text)
    assert asked.answer is not None, (text, asked.heard)
    return asked.answer


def lines_of(told: Answer) -> list[Any]:
    """What an answer lists, of whatever kind."""
    return list(told.rows)


def own_pairs(program: Program, actor: Actor) -> set[int]:
    scope = ask(program.db, actor, NOW, "hours").scope
    assert scope
    return {one.id for one in scope.pairs}


def met(program: Program, pairs: set[int], month: int) -> list[Any]:
    """The contacts of some pairs that took place in a month, those of others at which their leaders were too."""
    there = {row.contact_id for row in _rows(program, attendances) if row.engagement_id in pairs}
    found = [row for row in _rows(program, contacts) if row.engagement_id in pairs or row.id in there]
    return [row for row in found if row.made and row.removed_at is None and row.day.month == month]


SIDES = [COACH, OTHER, LEADER, COORDINATOR]


def test_contacts_hours_and_visits_are_as_the_rows_say_for_each_side(town: Program) -> None:
    for actor in SIDES:
        contacts_are_as_the_rows_say(town, actor, 10)
        contacts_are_as_the_rows_say(town, actor, 11)
        hours_are_those_of_each_leader_who_was_there(town, actor)
        visits_are_as_the_rows_say(town, actor)


def contacts_are_as_the_rows_say(town: Program, actor: Actor, month: int) -> None:
    name = f"{date(2026, month, 1):%B}"
    rows = met(town, own_pairs(town, actor), month)
    kinds: Counter[str] = Counter()
    for row in rows:
        kinds[row.kind] += row.amount or 1
    told = answer(town, f"contacts in {name} by kind", actor)
    assert told.amount == sum(kinds.values())
    assert {one.key: one.amount for one in told.parts} == dict(kinds)
    assert answer(town, f"how many contacts in {name}?", actor).amount == sum(kinds.values())
    assert answer(town, f"calls in {name}", actor).amount == kinds["call"]


def hours_are_those_of_each_leader_who_was_there(town: Program, actor: Actor) -> None:
    pairs = own_pairs(town, actor)
    minutes = sum(row.minutes for row in met(town, pairs, 11) if row.engagement_id in pairs and row.counts)
    attended = [row for row in _rows(town, attendances) if row.engagement_id in pairs]
    by_id = {row.id: row for row in _rows(town, contacts)}
    minutes += sum(by_id[row.contact_id].minutes for row in attended if by_id[row.contact_id].counts)
    told = answer(town, "hours this month", actor)
    assert told.amount == minutes
    assert sum(one.amount for one in told.parts) == (minutes if told.parts else 0)


def test_a_trend_has_every_month_and_adds_up(town: Program) -> None:
    told = answer(town, "hours by month")
    assert [one.key for one in told.parts] == ["2026-09", "2026-10", "2026-11"]
    november = answer(town, "hours in November").amount
    assert [one.amount for one in told.parts] == [0, 45 + 46 + 47 + 48, november]
    weeks = answer(town, "hours by week since November 2")
    assert sum(one.amount for one in weeks.parts) == november
    both = answer(town, "compare hours in October and November")
    assert [one.amount for one in both.parts] == [186, november]


def test_what_the_program_hears_agrees_with_its_figures(town: Program) -> None:
    found = total(pair_figures(town.db, NOW, town.id, date(2026, 11, 1), date(2026, 11, 17)))
    assert answer(town, "hours this month", COORDINATOR).amount == found.minutes
    assert answer(town, "contacts this month", COORDINATOR).amount == found.made - found.elsewhere
    held = answer(town, "visits this month", COORDINATOR)
    assert (held.amount, held.of) == (found.held, found.planned - found.to_come)
    assert answer(town, "visits missed this month", COORDINATOR).amount == found.missed
    mix = answer(town, "activities this month", COORDINATOR)
    assert {one.key: one.amount for one in mix.parts} == found.activities


def visits_are_as_the_rows_say(town: Program, actor: Actor) -> None:
    pairs = own_pairs(town, actor)
    rows = [row for row in _rows(town, visits) if row.engagement_id in pairs and row.day.month == 11]
    over = [row for row in rows if row.day <= NOW.date()]
    missed = [row for row in over if row.state in {SKIPPED, CLOSED} and row.reason not in BY_CALENDAR]
    held = [row for row in over if row.state == HELD]
    open_ = [row for row in over if row.state == PLANNED and row.ends_at <= NOW]
    told = answer(town, "visits held this month?", actor)
    assert (told.amount, told.of) == (len(held), len(held) + len(missed) + len(open_))
    told = answer(town, "visits missed in November", actor)
    assert told.amount == len(missed)
    assert {one.id for one in lines_of(told)} == {row.id for row in missed}
    told = answer(town, "visits not logged", actor)
    assert {one.id for one in lines_of(told)} == {row.id for row in open_}
    told = answer(town, "next visits", actor)
    ahead = sorted((row for row in rows if row.state == PLANNED and row.at > NOW), key=lambda row: row.at)
    assert [one.id for one in lines_of(told)][: len(ahead)] == [row.id for row in ahead]


def test_a_moved_visit_is_told_once_it_should_have_been_held(town: Program) -> None:
    mark_held(town.db, COACH, datetime(2026, 11, 25, 20, tzinfo=UTC), _moved(town))
    told = answer(town, "visits moved this month", now=datetime(2026, 11, 27, 15, tzinfo=UTC))
    assert (told.amount, [one.id for one in lines_of(told)]) == (1, [_moved(town)])
    held = answer(town, "visits held this month", now=datetime(2026, 11, 27, 15, tzinfo=UTC))
    assert held.extra["phone"] == 1


def _moved(program: Program) -> int:
    return next(int(row.id) for row in _rows(program, visits) if row.moved)


def test_the_last_contact_is_the_newest_that_took_place(town: Program) -> None:
    told = answer(town, "when did I last see Principal 14?")
    assert (lines_of(told)[0].day, lines_of(told)[0].kind) == (date(2026, 11, 17), "team_meeting")
    told = answer(town, "last visit to Lincoln Elementary")
    assert lines_of(told)[0].day == date(2026, 11, 10)
    told = answer(town, "last contact with Lincoln Middle")
    assert lines_of(told)[0].day == date(2026, 11, 17)


def test_who_has_nothing_booked_and_who_was_not_seen(town: Program) -> None:
    told = answer(town, "who has no visit booked?")
    assert [(one.school, told.of) for one in told.rows if isinstance(one, Silence)] == [("Lincoln Middle", 2)]
    told = answer(town, "who has no visit booked?", COORDINATOR)
    assert (told.amount, told.of) == (1, 3)
    told = answer(town, "who haven't I seen since November 5?", OTHER)
    assert [(one.school, one.last) for one in told.rows if isinstance(one, Silence)] == [
        ("Harbor Middle", date(2026, 11, 4))
    ]
    assert answer(town, "who haven't I seen this month?").amount == 0


def test_promises_are_read_by_the_pair_and_counted_for_the_program(town: Program) -> None:
    live = [row for row in _rows(town, next_steps) if row.state in LIVE]
    overdue = [row for row in live if row.due_on < NOW.date()]
    told = answer(town, "who is overdue?")
    assert [one.what for one in lines_of(told)][:1] == ["Bring two samples"]
    assert told.amount == len(overdue) > 0
    mine = answer(town, "what did I promise?")
    assert {one.owner for one in lines_of(mine)} == {"coach"}
    assert {one.owner for one in lines_of(answer(town, "what did I promise?", LEADER))} == {"leader"}
    assert {one.owner for one in lines_of(answer(town, "what does Principal 14 owe me?"))} == {"leader"}
    told = answer(town, "who is overdue?", COORDINATOR)
    assert told.amount == len(overdue)
    assert told.rows == (Tally("Lincoln Elementary", "Principal 14", "Coach C", len(live), len(overdue), town.pair),)
    assert "samples" not in str(told)


def _report(program: Program, first: date, due: datetime, came: datetime | None = None, coach: str = "UCOACH") -> None:
    program.db.add(
        reports,
        programme_id=program.id,
        coach_id=program.people[coach],
        unit=0,
        first=first,
        last=first.replace(day=15),
        state="submitted" if came else "drafted",
        due_at=due,
        drafted_at=NOW,
        first_submitted_at=came,
        times=int(came is not None),
        edition=0,
        two_keys="none",
        changed_at=NOW,
    )


def test_reports_are_late_once_they_are_due_and_not_in(town: Program) -> None:
    _report(town, date(2026, 11, 1), later(-60))
    _report(town, date(2026, 10, 1), later(-60 * 24 * 30), later(-60 * 24 * 29))
    _report(town, date(2026, 11, 1), later(60), coach="UOTHER")
    told = answer(town, "which reports are late?")
    assert [(one.first, one.here) for one in told.rows if isinstance(one, Due)] == [(date(2026, 11, 1), False)]
    told = answer(town, "late reports since October", COORDINATOR)
    assert [one.here for one in told.rows if isinstance(one, Due)] == [False, True]
    told = answer(town, "when is my report due?", OTHER)
    assert [(one.late, one.due_on) for one in told.rows if isinstance(one, Due)] == [(False, date(2026, 11, 17))]


def test_a_count_is_told_as_it_stood(town: Program) -> None:
    before = answer(town, "hours in October").amount
    town.log("late one", at=later(60 * 24 * 3), day=date(2026, 10, 22), minutes=120, reason="Was forgotten.")
    now = later(60 * 24 * 4)
    assert before is not None
    assert answer(town, "hours in October", now=now).amount == before + 120
    assert answer(town, "hours in October as of November 18", now=now).amount == before
    assert answer(town, "contacts in October as of November 18", COORDINATOR, now).amount == 4


@pytest.mark.parametrize("many", [4, 5])
def test_a_district_hears_of_five_leaders_together_and_never_of_a_part(town: Program, many: int) -> None:
    db = town.db
    district = db.value(select(schools.c.district_id).limit(1))
    person = add_person(db, "ULIAISON", "Liaison L", "liaison@example.org")
    db.run(people.update().where(people.c.id == person).values(district_id=district))
    db.add(roles, programme_id=town.id, person_id=person, role="liaison")
    for place in range(many - 2):
        town.people[f"U{place}"] = add_person(db, f"U{place}", f"Principal 9{place}", f"p{place}@example.org")
        town.engage(f"School {place}", f"U{place}", "UOTHER")
    told = answer(town, "contacts in October", LIAISON)
    assert (told.hidden, told.amount is None) == (many < 5, many < 5)
    assert not told.rows
    assert not told.parts
    assert answer(town, "contacts at Harbor Middle in October", LIAISON).hidden
    assert answer(town, "contacts in October by school", LIAISON).hidden
    assert answer(town, "hours at Harbor Middle this month", LIAISON).amount == 70
    assert answer(town, "who has no visit booked?", LIAISON).rows == ()
    for words in ("who is overdue?", "which reports are late?", "when did we last see Principal 14?", "next visits"):
        assert ask(db, LIAISON, NOW, words).denied, words


def test_names_of_others_are_no_names_here(town: Program) -> None:
    asked = ask(town.db, COACH, NOW, "hours at Harbor Middle this month")
    assert asked.answer is None
    assert all(not one.pairs for one in asked.heard.offers)
    assert ask(town.db, STRANGER, NOW, "hours this month").scope is None
    assert answer(town, "hours of Coach D this month", COORDINATOR).amount == 70


def test_of_a_question_only_its_reading_is_kept_and_only_where_a_button_needs_it(town: Program) -> None:
    keep(town.db, NOW, ask(town.db, COACH, NOW, "hours at Lincoln Elementary this month"))
    assert not [row for row in _rows(town, drafts) if row.kind == "ask"]
    asked = keep(town.db, NOW, ask(town.db, COACH, NOW, "hours at Lincoln?"))
    (row,) = [row for row in _rows(town, drafts) if row.kind == "ask"]
    kept = town.db.unseal(drafts.c.payload, row.payload)
    assert "Lincoln" not in str(kept)
    assert asked.kept == row.id
    chosen = choose(town.db, COACH, NOW, row.id, 0).answer
    assert chosen
    assert chosen.named == ("Lincoln Elementary, Principal 14",)
    for actor, place in ((OTHER, 0), (LEADER, 0), (COACH, 2)):
        with pytest.raises(Denied):
            ask_again(town.db, actor, NOW, row.id, place)


def test_who_is_two_things_asks_as_the_one_they_say(town: Program) -> None:
    town.db.add(roles, programme_id=town.id, person_id=town.people["UCOACH"], role="lead_coach")
    assert answer(town, "hours this month").view == "program"
    assert answer(town, "my hours this month").view == "coach"
    assert answer(town, "when did I last see Principal 14").view == "coach"
    assert answer(town, "show me the hours this month").view == "program"


def test_every_question_has_an_answer_from_every_side_that_may_ask_it(town: Program) -> None:
    span = month_span(2026, 11)
    for question in QUESTIONS.values():
        for actor in SIDES:
            scope = ask(town.db, actor, NOW, "hours").scope
            assert scope is not None
            assert answer_of(town.db, scope, Reading(question.id)).reading.question == question.id
            if question.days:
                assert answer_of(town.db, scope, Reading(question.id, (), (span,))) is not None
