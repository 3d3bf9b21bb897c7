"""People of other organizations, whom Slack Connect shows us, are nobody of the roster."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.rules.slackpeople import matchable, slack_person
from storage.database import Db
from storage.effects import apply_event
from storage.inbox import receive_event, waiting_events
from storage.people import people
from storage.roster import import_roster
from tests.storage.rostering import NOW, files, opened, workspace

LEE: dict[str, Any] = {"id": "ULEE", "team_id": "T1", "profile": {"email": "lee@example.org", "real_name": "Lee"}}
ELSEWHERE: tuple[dict[str, Any], ...] = (
    {"is_stranger": True},
    {"team_id": "T9"},
    {"team_id": None},
    {"team_id": "T9", "enterprise_user": {"teams": ["T8", "T9"]}},
    {"is_stranger": True, "enterprise_user": {"teams": ["T1"]}},
)
NOBODY: tuple[dict[str, Any], ...] = (*ELSEWHERE, {"deleted": True}, {"is_bot": True}, {"id": "USLACKBOT"})
HERE: tuple[dict[str, Any], ...] = (
    {},
    {"is_restricted": True},
    {"is_ultra_restricted": True},
    {"team_id": "T9", "enterprise_user": {"teams": ["T9", "T1"]}},
)


@pytest.fixture
def db(database_url: str) -> Iterator[Db]:
    """A workspace with a leader, lee@example.org, who isn't matched."""
    with opened(database_url) as engine, engine.connect() as connection:
        db = workspace(connection)
        import_roster(db, "roster import", NOW, files())
        yield db


def heard(db: Db, kind: str, user: dict[str, Any]) -> str | None:
    receive_event(db, NOW, f"{kind}:{user}"[:64], kind, {"user": user})
    for one in waiting_events(db, NOW):
        assert apply_event(db, NOW, one)
    found: str | None = db.value(select(people.c.slack_user_id).where(people.c.email == "lee@example.org"))
    return found


@pytest.mark.parametrize("kind", ["team_join", "user_change"])
@pytest.mark.parametrize("facts", NOBODY)
def test_an_event_about_somebody_elsewhere_matches_nobody(db: Db, kind: str, facts: dict[str, Any]) -> None:
    assert heard(db, kind, LEE | facts) is None


@pytest.mark.parametrize("facts", HERE)
def test_an_event_about_a_member_or_a_guest_of_this_workspace_matches_them(db: Db, facts: dict[str, Any]) -> None:
    assert heard(db, "team_join", LEE | facts) == "ULEE"


def test_who_left_and_is_seen_elsewhere_stays_deactivated(db: Db) -> None:
    heard(db, "team_join", LEE)
    heard(db, "user_change", LEE | {"deleted": True})
    heard(db, "user_change", LEE | {"team_id": "T9"})
    assert db.value(select(people.c.deactivated_at).where(people.c.slack_user_id == "ULEE")) == NOW


@pytest.mark.parametrize("facts", NOBODY)
def test_nobody_elsewhere_is_matched_from_a_list(facts: dict[str, Any]) -> None:
    assert matchable(LEE | facts, "T1") is None
    assert not slack_person(LEE | {"is_admin": True} | facts, "T1").owner


@pytest.mark.parametrize("facts", HERE)
def test_members_and_guests_are_matched_from_a_list(facts: dict[str, Any]) -> None:
    assert matchable(LEE | facts, "T1") == ("ULEE", "lee@example.org", None)
