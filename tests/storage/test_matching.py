"""Giving Slack users to the people of the roster, by e-mail."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from storage.audit import audit
from storage.database import Db
from storage.people import match_people, match_person, people, unmatched_people
from storage.roster import import_roster
from tests.storage.rostering import NOW, files, opened, workspace


@pytest.fixture
def db(database_url: str) -> Iterator[Db]:
    """A workspace with two people, Coach A (kim) and Principal 1 (lee)."""
    with opened(database_url) as engine, engine.connect() as connection:
        db = workspace(connection)
        import_roster(db, "roster import", NOW, files())
        yield db


def matched(db: Db) -> dict[str, tuple[str | None, str | None]]:
    found = db.all(select(people.c.name, people.c.slack_user_id, people.c.zone))
    return {row.name: (row.slack_user_id, row.zone) for row in found}


def test_people_are_matched_by_e_mail_whatever_its_case(db: Db) -> None:
    users = [
        ("U1", " LEE@Example.org", "America/Chicago"),
        ("U2", "kim@example.org", None),
        ("U3", "x@example.org", None),
    ]
    assert match_people(db, users, NOW) == 2
    assert matched(db) == {"Coach A": ("U2", None), "Principal 1": ("U1", "America/Chicago")}
    assert unmatched_people(db) == []
    noted = db.all(select(audit.c.actor, audit.c.object_id).where(audit.c.verb == "person.matched"))
    assert [row.actor for row in noted] == ["match_people"] * 2


def test_a_match_is_never_overwritten_and_no_user_is_given_twice(db: Db) -> None:
    assert match_people(db, [("U1", "lee@example.org", None)], NOW) == 1
    assert match_people(db, [("U2", "lee@example.org", None), ("U1", "kim@example.org", None)], NOW) == 0
    assert not match_person(db, "U1", "kim@example.org", None)
    assert matched(db) == {"Coach A": (None, None), "Principal 1": ("U1", None)}


def test_an_address_that_two_users_share_decides_nothing(db: Db) -> None:
    users = [("U1", "lee@example.org", None), ("U2", "lee@example.org", None), ("U3", "kim@example.org", None)]
    assert match_people(db, users, NOW) == 1
    assert [name for _, name, _ in unmatched_people(db)] == ["Principal 1"]


def test_a_user_with_two_addresses_is_one_person(db: Db) -> None:
    assert match_people(db, [("U1", "lee@example.org", None), ("U1", "kim@example.org", None)], NOW) == 1


def test_a_zone_that_does_not_exist_is_left_out(db: Db) -> None:
    assert match_people(db, [("U1", "lee@example.org", "Mars/Olympus")], NOW) == 1
    assert matched(db)["Principal 1"] == ("U1", None)


def test_nothing_is_matched_or_noted_without_need(db: Db) -> None:
    match_people(db, [("U1", "lee@example.org", None), ("U2", "kim@example.org", None)], NOW)
    noted = len(db.all(select(audit.c.id)))
    assert match_people(db, [("U1", "lee@example.org", None)], NOW) == 0
    assert len(db.all(select(audit.c.id))) == noted


def test_another_workspace_is_left_alone(database_url: str) -> None:
    with opened(database_url) as engine, engine.connect() as connection:
        ours, theirs = workspace(connection), workspace(connection, "T2")
        for db in (ours, theirs):
            import_roster(db, "roster import", NOW, files())
        assert match_people(ours, [("U1", "lee@example.org", None)], NOW) == 1
        assert matched(theirs)["Principal 1"] == (None, None)
        assert match_people(theirs, [("U1", "lee@example.org", None)], NOW) == 1


def test_a_match_made_in_slack_survives_the_next_import(db: Db) -> None:
    match_people(db, [("U1", "lee@example.org", "America/Chicago")], NOW)
    assert not import_roster(db, "roster import", NOW, files()).changed
    assert matched(db)["Principal 1"] == ("U1", "America/Chicago")
