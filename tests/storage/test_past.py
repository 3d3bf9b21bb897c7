"""How counted rows stood: kept by the database for every counted column, and never for what isn't counted."""

import ast
from pathlib import Path

from alembic import command
from sqlalchemy import select, update

from storage.contacts import attendances, contacts, next_steps
from storage.migrations import config
from storage.past import COUNTED, DELETED, past
from storage.recording import Target, change_contact
from storage.store import open_engine
from tests.storage.contacting import COACH, Program, later
from tests.storage.small import make, opened

STORAGE = Path(__file__).parents[2] / "storage"


def kept(program: Program) -> list[tuple[str, int]]:
    return [(row.noun, row.row_id) for row in program.db.all(select(past).order_by(past.c.id))]


def test_what_is_not_counted_is_not_kept(program: Program) -> None:
    contact = program.log("one").id
    assert kept(program) == []
    program.log("one", at=later(1), note="Other words, the same figures")
    assert kept(program) == []
    program.log("one", at=later(2), minutes=45)
    assert kept(program) == [("contacts", contact)]
    facts = program.db.value(select(past.c.facts))
    assert (facts["minutes"], facts["day"]) == (90, "2026-11-17")


def test_who_left_a_group_was_there_until_then(program: Program) -> None:
    third = program.engage("Grove High", "ULEAD2", "UCOACH")
    second = program.engage("Annex", "ULEAD2", "UCOACH")
    program.log("group", kind="team_meeting", attendees=(third, second))
    before = {row.engagement_id: row.id for row in program.db.all(select(attendances))}
    program.log("group", at=later(5), kind="team_meeting", attendees=(second,))
    assert {row.engagement_id: row.id for row in program.db.all(select(attendances))} == {second: before[second]}
    assert kept(program) == [("attendances", before[third])]
    assert program.db.value(select(past.c.until)) == later(5)


def test_a_step_that_an_edit_took_away_or_brought_is_told_from_then(program: Program) -> None:
    contact = program.log("one", next_steps=[{"what": "One"}, {"what": "Two"}]).id
    new = program.visit(next_steps=[{"what": "One"}])
    change_contact(program.db, COACH, later(5), Target(contact, later(5)), new)
    assert kept(program) == [("next_steps", 2)]
    new = program.visit(next_steps=[{"what": "One"}, {"what": "Three"}])
    change_contact(program.db, COACH, later(9), Target(contact, later(9)), new)
    assert [row.added_at for row in program.db.all(select(next_steps).order_by(next_steps.c.id))] == [None, later(9)]


def test_each_verb_that_changes_what_is_counted_says_when() -> None:
    """The instant beside the old facts is the changed row's own; next steps take their contact's if it is newer."""
    silent = [
        f"{file.name}:{node.lineno}"
        for file in sorted(STORAGE.glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and _changes_silently(node)
    ]
    assert silent == []


def _changes_silently(node: ast.Call) -> bool:
    if not (isinstance(node.func, ast.Attribute) and node.func.attr == "values"):
        return False
    updates = [
        one for one in ast.walk(node.func.value) if isinstance(one, ast.Call) and ast.unparse(one.func) == "update"
    ]
    noun = ast.unparse(updates[0].args[0]) if updates else ""
    one = COUNTED.get(noun)
    if one is None or noun == "next_steps" or not one.changed:
        return False
    names = {word.arg for word in node.keywords}
    counted = bool(names & set(one.columns)) or None in names
    return counted and names.isdisjoint({one.changed, "removed_at"})


def test_contacts_taken_back_before_it_was_kept_are_remembered(database_url: str) -> None:
    with opened(database_url) as town:
        make(town.connection, town.db.keyring, "T2")
        town.connection.execute(update(contacts).values(removed_at=later(3)))
    with open_engine(database_url).connect() as connection, connection.begin():
        command.downgrade(config(connection), "0004")
        connection.execute(past.delete())
        command.upgrade(config(connection), "head")
        rows = connection.execute(select(past.c.until, past.c.facts)).all()
    assert [row.until for row in rows] == [later(3)] * 2
    assert all(row.facts["removed_at"] is None and row.facts["minutes"] == 90 for row in rows)
    assert set(rows[0].facts) == set(COUNTED["contacts"].columns)
    assert set(DELETED) <= set(COUNTED)
