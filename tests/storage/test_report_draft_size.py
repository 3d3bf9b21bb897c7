"""A report of forty schools: as many statements as one of three, each section with its lines."""

from datetime import timedelta

from sqlalchemy import event

from storage.drafting import draft_report
from storage.people import Actor
from tests.storage.contacting import NOW, Program, add_person
from tests.storage.reporting import HERE, Office


def statements(program: Program, coach: int) -> int:
    """How many statements a draft and one brought up to date take."""
    seen: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(program.db.connection, "before_cursor_execute", count)
    draft_report(program.db, NOW, program.id, coach, HERE)
    draft_report(program.db, NOW, program.id, coach, HERE)
    event.remove(program.db.connection, "before_cursor_execute", count)
    return len(seen)


def coach_of(program: Program, user: str, schools: int) -> int:
    program.people[user] = add_person(program.db, user, user, f"{user.lower()}@example.org")
    for number in range(schools):
        leader = f"{user}L{number}"
        program.people[leader] = add_person(program.db, leader, leader, f"{leader.lower()}@example.org")
        program.engage(f"School {user} {number}", leader, user)
    return program.people[user]


def test_forty_schools_are_drafted_in_as_many_statements_as_three(program: Program) -> None:
    Office(program)
    few, many = coach_of(program, "UFEW", 3), coach_of(program, "UMANY", 40)
    assert statements(program, few) == statements(program, many) <= 30


def test_forty_schools_have_forty_sections(program: Program) -> None:
    office = Office(program)
    coach_of(program, "UMANY", 40)
    (report,) = draft_report(program.db, NOW + timedelta(days=1), program.id, program.people["UMANY"], HERE)
    assert len(office.see(report, Actor("UMANY")).sections) == 40
