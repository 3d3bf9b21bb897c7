"""Events are kept once, applied once, and tried again when that fails; what each changes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from storage.claiming import claim
from storage.effects import apply_event
from storage.inbox import ATTEMPTS, finish_event, inbox, put_off_event, receive_event, waiting_events
from storage.people import Actor, find_person
from storage.setup import give_role
from tests.storage.contacting import COACH, NOW, STRANGER, Program, add_person, later

SAID = {"type": "message", "channel_type": "im", "channel": "D1", "user": "UCOACH", "text": "help"}


def applied(program: Program, kind: str, event: dict[str, Any], key: str = "Ev1") -> bool:
    receive_event(program.db, NOW, key, kind, event)
    (waiting,) = waiting_events(program.db, NOW)
    return apply_event(program.db, NOW, waiting)


def answers(program: Program, **event: Any) -> list[str]:
    """What the app answers to something written to it."""
    applied(program, "message", {**SAID, **event})
    return [one.payload["text"] for one in claim(program.db, NOW, "sender") if one.payload]


def user(user_id: str, **changes: Any) -> dict[str, Any]:
    profile = {"email": f"{user_id.lower()}@example.org"}
    return {"user": {"id": user_id, "team_id": "T1", "tz": "America/Chicago", "profile": profile, **changes}}


def test_an_event_delivered_again_is_kept_once(program: Program) -> None:
    assert receive_event(program.db, NOW, "Ev1", "message", SAID)
    assert not receive_event(program.db, NOW, "Ev1", "message", SAID)
    assert len(waiting_events(program.db, NOW)) == 1


def test_the_words_of_an_event_are_sealed_and_then_forgotten(program: Program) -> None:
    receive_event(program.db, NOW, "Ev1", "message", {**SAID, "text": "canary"})
    assert "canary" not in str(program.db.all(select(inbox)))
    (waiting,) = waiting_events(program.db, NOW)
    assert waiting.event["text"] == "canary"
    assert finish_event(program.db, waiting.id)
    assert program.db.value(select(inbox.c.payload)) is None


def test_an_event_is_applied_by_the_first_process_only(program: Program) -> None:
    receive_event(program.db, NOW, "Ev1", "message", SAID)
    (waiting,) = waiting_events(program.db, NOW)
    assert apply_event(program.db, NOW, waiting)
    assert not apply_event(program.db, NOW, waiting)
    assert len(claim(program.db, NOW, "sender")) == 1


def test_a_failing_event_waits_longer_each_time_and_is_parked_in_the_end(program: Program) -> None:
    receive_event(program.db, NOW, "Ev1", "message", SAID)
    now = NOW
    for attempt in range(ATTEMPTS):
        (waiting,) = waiting_events(program.db, now)
        assert waiting.attempt == attempt
        put_off_event(program.db, waiting.id, attempt, now)
        assert waiting_events(program.db, now) == []
        now += timedelta(minutes=2**attempt)
    assert waiting_events(program.db, now + timedelta(days=30)) == []
    assert program.db.value(select(inbox.c.state)) == "failed"


@pytest.mark.parametrize(
    "event",
    [{"channel_type": "channel"}, {"bot_id": "B1"}, {"subtype": "message_changed"}, {"user": ""}, {"user": None}],
)
def test_only_what_people_write_to_the_app_is_answered(program: Program, event: dict[str, Any]) -> None:
    assert answers(program, **event) == []


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({}, "What you can do here:\n/coachlog"),
        ({"text": " HELP\n"}, "What you can do here:\n/coachlog"),
        ({"text": "Good morning"}, "I can't read that yet, and I kept nothing of it."),
        ({"text": "", "subtype": "file_share"}, "I can't read that yet, and I kept nothing of it."),
        ({"user": "USTRANGE"}, "I don't have you in a coaching program yet. I've told the coordinators."),
    ],
)
def test_whatever_is_written_is_answered_for_who_writes_it(program: Program, event: dict[str, Any], said: str) -> None:
    (answer,) = answers(program, **event)
    assert answer.startswith(said)


def test_a_stranger_who_writes_is_named_to_the_coordinators(program: Program) -> None:
    applied(program, "message", {**SAID, "user": STRANGER.user_id})
    assert f"stranger:{program.id}:USTRANGE:2026-11-17" in program.owed()


def test_whoever_joins_is_matched_by_their_e_mail(program: Program) -> None:
    person = add_person(program.db, None, "Principal 16", "unew@example.org")
    give_role(program.db, NOW, "test", program.id, person, "leader")
    applied(program, "team_join", user("UNEW"))
    found = find_person(program.db, Actor("UNEW"))
    assert found is not None
    assert (found.id, found.roles) == (person, frozenset({"leader"}))
    assert "person.matched" in program.verbs()
    assert any(key.startswith("home:") for key in program.owed())


def test_a_deactivated_person_is_unknown_until_they_come_back(program: Program) -> None:
    applied(program, "user_change", user("UCOACH", deleted=True))
    assert find_person(program.db, COACH) is None
    applied(program, "user_change", user("UCOACH"), "Ev2")
    assert find_person(program.db, COACH) is not None
    assert program.verbs().count("person.deactivated") == 1


@pytest.mark.parametrize(
    "event", [{}, {"user": None}, {"user": "U9"}, {"user": {"id": "UBOT", "is_bot": True}}, {"user": {"id": "U9"}}]
)
def test_events_without_a_person_change_nothing(program: Program, event: dict[str, Any]) -> None:
    assert applied(program, "user_change", event)
    assert program.owed() == []


def test_an_event_of_no_known_kind_is_done_with(program: Program) -> None:
    assert applied(program, "emoji_changed", {})
    assert waiting_events(program.db, later(1)) == []


def test_a_replica_that_is_late_puts_nothing_off_that_is_done(program: Program) -> None:
    receive_event(program.db, NOW, "Ev1", "message", SAID)
    (waiting,) = waiting_events(program.db, NOW)
    apply_event(program.db, NOW, waiting)
    put_off_event(program.db, waiting.id, 0, NOW)
    program.db.run(update(inbox).values(not_before=NOW))
    assert waiting_events(program.db, NOW) == []
