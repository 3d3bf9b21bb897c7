"""A contact as others would see it, from what is typed so far; and how quickly its readings are found."""

from typing import Any

import pytest
from sqlalchemy import text

from bot.errors import Refusal
from bot.rules.sharing import Reader, view_of
from bot.rules.views import Record
from storage.contactdrafts import Typed
from storage.people import Actor
from storage.preview import NO_PAIR, NOTHING_TYPED, preview, read_preview
from tests.storage.contacting import COACH, NOW, OTHER, Program
from tests.storage.sharing import with_portfolio

SHAPE: dict[str, Any] = {"i": "typing", "n": 1, "p": 0, "o": 0, "c": None}


def look(program: Program, actor: Actor = COACH, **filled: Any) -> Record:
    given = {"engagement": str(program.pair), "kind": "visit", "day": "2026-11-17", **filled}
    typed = {name: value for name, value in given.items() if value is not None}
    return preview(program.db, actor, NOW, Typed("typing", NOW, SHAPE, typed, tuple(typed)))


def seen(record: Record, role: str) -> str:
    return str(view_of(Reader(frozenset({role})), record))


def test_what_is_typed_so_far_is_seen_by_each_as_it_would_be(program: Program) -> None:
    steps: dict[str, Any] = {
        "next_steps.0.what": "canary-step",
        "next_steps.0.owner": "leader",
        "next_steps.0.due_on": "2026-11-24",
    }
    record = look(program, note="canary-note", private_note="canary-private", minutes="", **steps)
    assert (record.fact.minutes, record.agreed) == (0, 1)
    assert [word in seen(record, "leader") for word in ("canary-note", "canary-step", "canary-private")] == [
        True,
        True,
        False,
    ]
    assert "canary" not in seen(record, "coordinator")
    assert view_of(Reader(frozenset({"liaison"})), record) is None
    assert read_preview(program.db, COACH, NOW, "typing", {"c": None}) == record


def test_a_collaborative_log_shows_its_words_where_the_program_reads_them(program: Program) -> None:
    typed: dict[str, Any] = {"kind": "session", "successes": "canary", "focus": ["cpsel:2B"], "next_on": "2026-11-30"}
    assert "canary" not in seen(look(program, **typed), "coordinator")
    with_portfolio(program)
    assert "canary" in seen(look(program, **typed), "coordinator")


def test_what_can_not_be_seen_yet_is_said(program: Program) -> None:
    with pytest.raises(Refusal, match=NOTHING_TYPED):
        read_preview(program.db, COACH, NOW, "another", {"c": None})
    with pytest.raises(Refusal, match=NO_PAIR):
        look(program, engagement=None)
    with pytest.raises(Refusal, match=NO_PAIR):
        look(program, engagement=str(program.pairs["Harbor Middle"]))


def test_somebody_elses_draft_is_not_seen(program: Program) -> None:
    look(program, note="canary")
    with pytest.raises(Refusal, match=NOTHING_TYPED):
        read_preview(program.db, OTHER, NOW, "typing", {"c": None})


def test_a_stored_contact_is_what_its_form_begins_with(program: Program) -> None:
    contact = program.log(note="canary-stored").id
    record = read_preview(program.db, COACH, NOW, "untouched", {"c": contact})
    assert record.note == "canary-stored"


def test_the_readings_of_a_contact_are_found_by_their_index(program: Program) -> None:
    if program.db.dialect != "sqlite":
        pytest.skip("PostgreSQL chooses by statistics, which a test's few rows don't have")
    asked = "EXPLAIN QUERY PLAN SELECT at FROM audit WHERE object_id = 1 AND verb = 'contact.read' ORDER BY id DESC"
    plan = str(program.db._connection.execute(text(asked)).all())
    assert "ix_audit_read" in plan
