"""What each Home is made of, and how many queries that takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, update

from bot.rules.programme import Rules
from storage.engagements import engagements
from storage.home import home_facts
from storage.people import Actor, people, roles
from storage.programmes import programmes
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, STRANGER, TODAY, Program, add_person
from tests.storage.planned import plan_usual


@contextmanager
def counted(program: Program) -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    seen: list[str] = []
    connection = program.db._connection

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


def test_a_coach_sees_the_week_the_hours_and_what_was_logged(program: Program) -> None:
    plan_usual(program.db)
    program.log("a", minutes=95)
    program.log("b", kind="call", minutes=30)
    home = home_facts(program.db, COACH, NOW).coach
    assert home is not None
    assert home.week is not None
    assert [(one.visit.school, one.visit.day, one.visit.start, one.last) for one in home.week.rows] == [
        ("Lincoln Elementary", TODAY, "09:00", TODAY)
    ]
    assert [(one.bank.minutes, one.bank.goal_hours, one.bank.month) for one in home.standings] == [
        (95, 4.5, "November")
    ]
    assert [one.kind for one in home.recent] == ["call", "visit"]


def test_a_leader_sees_her_coaches_and_what_was_shared(program: Program) -> None:
    program.engage("Pine Street", "ULEAD", "UOTHER")
    program.engage("Ended", "ULEAD", "UOTHER", ends_on=TODAY - timedelta(days=1))
    program.log("a", next_steps=[{"owner": "leader", "what": "Draft it"}])
    program.log("b", actor=OTHER, engagement=program.pairs["Harbor Middle"], next_steps=[{"what": "Not hers"}])
    home = home_facts(program.db, LEADER, NOW).leader
    assert home is not None
    assert [one.bank.minutes for one in home.hours] == [90]
    assert home.coaches == (("Coach C", "Lincoln Elementary"), ("Coach D", "Pine Street"))
    assert [(one.owner, one.what, one.coach) for one in home.promises.open] == [("leader", "Draft it", "Coach C")]
    assert [one.school for one in home.recent] == ["Lincoln Elementary"]


def test_next_steps_outlast_a_later_e_mail(program: Program) -> None:
    program.log("a", day=TODAY - timedelta(days=1), next_steps=[{"owner": "leader", "what": "Draft it"}])
    program.log("b", kind="email", minutes=None, count=1)
    home = home_facts(program.db, LEADER, NOW).leader
    assert home is not None
    assert [one.what for one in home.promises.open] == ["Draft it"]


def test_a_coordinator_sees_counts_and_who_needs_them(program: Program) -> None:
    program.log("a", minutes=95)
    program.log("b", kind="call", minutes=30)
    gone = program.log("c").id
    take_back_contact(program.db, COACH, NOW, gone, "")
    missing = add_person(program.db, None, "Liaison 1", "liaison.1@example.org")
    program.db.add(roles, programme_id=program.id, person_id=missing, role="liaison")
    (home,) = home_facts(program.db, COORDINATOR, NOW).coordinator
    assert (home.contacts, home.minutes, home.leaders, home.leaders_reached, home.coaches) == (2, 95, 2, 1, 2)
    assert [(one.school, one.coach, one.last) for one in home.desk.silent] == [("Harbor Middle", "Coach D", None)]
    assert (home.desk.silent_count, home.desk.unmatched) == (1, ((missing, "Liaison 1", "liaison.1@example.org"),))
    assert [one.kind for one in home.recent] == ["call", "visit"]


def test_quiet_pairs_come_by_the_length_of_their_silence(program: Program) -> None:
    program.log("a", day=TODAY - timedelta(days=21))
    program.log("b", actor=OTHER, engagement=program.pairs["Harbor Middle"], day=TODAY - timedelta(days=20))
    program.engage("New", "ULEAD2", "UOTHER", starts_on=TODAY - timedelta(days=20))
    program.engage("Ended", "ULEAD2", "UOTHER", ends_on=TODAY - timedelta(days=1))
    program.engage("Never", "ULEAD2", "UOTHER")
    (home,) = home_facts(program.db, COORDINATOR, NOW).coordinator
    assert [(one.school, one.last) for one in home.desk.silent] == [
        ("Never", None),
        ("Lincoln Elementary", TODAY - timedelta(days=21)),
    ]


def test_a_coordinator_sees_only_their_own_program(program: Program) -> None:
    program.log()
    other = program.db.add(
        programmes, code="casc", name="Other program", zone="America/Chicago", year_from=date(2026, 8, 1),
        year_to=date(2027, 6, 1), rules=Rules().model_dump(mode="json", by_alias=True),
    )  # fmt: skip
    person = add_person(program.db, "UCOORD2", "Coordinator 2", "coordinator.2@example.org")
    program.db.add(roles, programme_id=other, person_id=person, role="coordinator")
    (home,) = home_facts(program.db, Actor("UCOORD2"), NOW).coordinator
    assert (home.programme, home.contacts, home.recent, home.desk.unmatched_count) == ("Other program", 0, (), 0)
    program.db.add(roles, programme_id=program.id, person_id=person, role="office")
    both = home_facts(program.db, Actor("UCOORD2"), NOW).coordinator
    assert [one.contacts for one in both] == [1, 0]


@pytest.mark.parametrize("role", ["lead_coach", "office", "admin"])
def test_those_who_oversee_see_the_coordinators_home(program: Program, role: str) -> None:
    program.db.add(roles, programme_id=program.id, person_id=program.people["UADMIN"], role=role)
    program.log(focus=("cpsel:2B",), next_on=TODAY + timedelta(days=7))
    facts = home_facts(program.db, Actor("UADMIN"), NOW)
    (home,) = facts.coordinator
    assert facts.may_set_up == (role == "admin")
    assert (home.contacts, home.lists, len(home.recent)) == (1, role != "admin", int(role != "admin"))
    assert all((one.focus, one.next_on) == ((), None) for one in home.recent)


def test_an_admin_is_told_how_many_are_quiet_and_not_who(program: Program) -> None:
    program.db.add(roles, programme_id=program.id, person_id=program.people["UADMIN"], role="admin")
    (home,) = home_facts(program.db, Actor("UADMIN"), NOW).coordinator
    assert (home.desk.silent, home.desk.silent_count) == ((), 2)
    program.db.add(roles, programme_id=program.id, person_id=program.people["UADMIN"], role="coordinator")
    (home,) = home_facts(program.db, Actor("UADMIN"), NOW).coordinator
    assert len(home.desk.silent) == 2


def test_no_words_reach_the_coordinators_home(program: Program) -> None:
    program.log(note="canary", private_note="canary", others="canary", next_steps=[{"what": "canary"}])
    assert "canary" not in str(home_facts(program.db, COORDINATOR, NOW))


def test_a_liaison_is_known_and_a_stranger_is_not(program: Program) -> None:
    program.db.add(roles, programme_id=program.id, person_id=program.people["UADMIN"], role="liaison")
    assert home_facts(program.db, Actor("UADMIN"), NOW).known
    assert not home_facts(program.db, STRANGER, NOW).known


def test_a_deactivated_person_is_a_stranger(program: Program) -> None:
    program.db.run(update(people).where(people.c.slack_user_id == "UCOACH").values(deactivated_at=NOW))
    assert home_facts(program.db, COACH, NOW).coach is None


@pytest.mark.parametrize("actor", [COACH, LEADER, COORDINATOR], ids=lambda one: one.user_id)
def test_a_home_takes_as_many_queries_with_forty_pairs_as_with_one(program: Program, actor: Actor) -> None:
    program.log(next_steps=[{"what": "x"}])
    with counted(program) as few:
        home_facts(program.db, actor, NOW)
    for number in range(40):
        pair = program.engage(f"School {number}", "ULEAD", "UCOACH")
        program.log(f"i{number}", engagement=pair, next_steps=[{"what": "x"}])
    with counted(program) as many:
        home_facts(program.db, actor, NOW)
    assert len(many) == len(few) <= 26


def test_the_week_starts_on_monday_in_the_persons_zone(program: Program) -> None:
    program.db.run(update(engagements).where(engagements.c.id == program.pair).values(visit_day=0))
    plan_usual(program.db)
    sunday_night = NOW.replace(day=23, hour=4)  # Monday in London, Sunday evening in New York
    home = home_facts(program.db, COACH, sunday_night).coach
    assert home is not None
    assert home.week is not None
    assert [one.visit.day for one in home.week.rows] == [date(2026, 11, 16)]
