"""Many people join at once: Homes follow, and not one for each of them to everybody in charge."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from storage.claiming import claim
from storage.database import Db
from storage.matches import match_user
from storage.outbox import outbox
from storage.people import people, roles
from storage.programmes import programmes
from storage.roster import import_roster
from tests.storage.rostering import NOW, files, opened, workspace

JOINING = 20


@pytest.fixture
def db(database_url: str) -> Iterator[Db]:
    """A program with a coordinator, and people who aren't in Slack yet."""
    with opened(database_url) as engine, engine.connect() as connection:
        db = workspace(connection)
        import_roster(db, "roster import", NOW, files())
        lead = db.add(people, email="coordinator@example.org", name="Coordinator 1", slack_user_id="ULEAD")
        db.add(roles, programme_id=db.value(select(programmes.c.id)), person_id=lead, role="coordinator")
        for number in range(JOINING):
            db.add(people, email=f"{number}@example.org", name=f"Coach {number}")
        yield db


def homes(db: Db) -> int:
    """How many Homes wait for the coordinator."""
    of_lead = select(people.c.id).where(people.c.slack_user_id == "ULEAD").scalar_subquery()
    waiting = (outbox.c.kind == "home", outbox.c.state == "pending")
    return len(db.all(select(outbox.c.id).where(outbox.c.person_id == of_lead, *waiting)))


def join(db: Db, number: int, second: float) -> None:
    assert match_user(db, NOW + timedelta(seconds=second), f"U{number}", f"{number}@example.org", None)


def test_a_crowd_costs_two_homes_a_minute(db: Db) -> None:
    for number in range(JOINING):
        join(db, number, number * 2)
    assert homes(db) == 2
    assert len(db.all(select(outbox.c.id).where(outbox.c.kind == "home"))) == JOINING + 2


def test_whoever_joins_after_a_home_was_shown_brings_another(db: Db) -> None:
    join(db, 0, 0)
    assert len(claim(db, NOW, "sender")) == 2
    db.change(update(outbox).values(state="sent"))
    join(db, 1, 30)
    assert homes(db) == 1
    assert len(claim(db, NOW + timedelta(seconds=31), "sender")) == 1
    assert homes(db) == 1
    join(db, 2, 80)
    assert [one.user for one in claim(db, NOW + timedelta(seconds=81), "sender")].count("ULEAD") == 1
