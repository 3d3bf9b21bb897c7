"""A typed line is kept sealed, chosen, saved once by the form's rules, or thrown away; by its author alone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Denied, Refusal, Unsure
from bot.rules.lines import Read
from storage.audit import audit
from storage.contacts import contacts
from storage.drafts import KEPT, drafts, forget_drafts
from storage.effects import apply_event
from storage.engagements import engagements
from storage.inbox import receive_event, waiting_events
from storage.lines import (
    LINE,
    choose_pair,
    discard_line,
    intent_of,
    propose_line,
    read_draft,
    save_line,
    saved_as,
)
from storage.people import Actor
from storage.recording import Intent, record_contact
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, STRANGER, TODAY, Program, later

WHOLE = "visit Lincoln yesterday 2-3:30pm principal present; she drafts the agenda by Fri"


def proposed(program: Program, text: str = WHOLE) -> int:
    made = propose_line(program.db, COACH, NOW, text)
    assert made is not None
    return made.id


def counted(program: Program) -> int:
    return len(program.db.all(select(contacts.c.id)))


def test_a_line_is_saved_as_the_form_would_and_everyone_is_told(program: Program) -> None:
    made = save_line(program.db, COACH, later(1), later(1), proposed(program))
    row = program.db.all(select(contacts))[0]
    assert (row.id, row.kind, row.day, row.start) == (made.id, "visit", TODAY - timedelta(days=1), "14:00")
    assert (row.minutes, row.presence, row.counts) == (90, "yes", True)
    assert f"confirmation:{made.id}" in program.owed()
    assert f"channel_line:{made.id}" in program.owed()
    assert "contact.recorded" in program.verbs()


def test_saving_twice_saves_once(program: Program) -> None:
    line = proposed(program)
    first = save_line(program.db, COACH, NOW, NOW, line)
    again = save_line(program.db, COACH, later(5), later(5), line)
    assert (first.outcome, again.outcome) == ("new", "same")
    assert (again.id, counted(program)) == (first.id, 1)
    assert program.verbs().count("contact.recorded") == 1


def test_a_line_finished_in_the_form_is_not_overwritten_by_its_old_button(program: Program) -> None:
    line = proposed(program)
    made = record_contact(program.db, COACH, NOW, Intent(intent_of(line), NOW), program.visit(minutes=45))
    assert save_line(program.db, COACH, later(5), later(5), line).outcome == "same"
    assert saved_as(program.db, COACH, line) == made.id
    assert program.db.value(select(contacts.c.minutes)) == 45


def test_the_same_line_typed_twice_is_two_drafts_and_asked_about(program: Program) -> None:
    lines = [proposed(program), proposed(program)]
    assert len(set(lines)) == 2
    save_line(program.db, COACH, NOW, NOW, lines[0])
    with pytest.raises(Unsure, match="L-0001 says the same already"):
        save_line(program.db, COACH, NOW, NOW, lines[1])
    assert counted(program) == 1


def test_a_line_is_filled_out_with_what_its_pair_makes_likely(program: Program) -> None:
    program.log(focus=("practices:P5",), day=TODAY - timedelta(days=7))
    found = propose_line(program.db, COACH, NOW, "visit Lincoln today, principal there; I will bring two samples")
    assert found is not None
    draft = found.draft
    assert (draft.start, draft.minutes, draft.focus) == (
        Read("09:00", True), Read(90, True), Read(("practices:P5",), True),
    )  # fmt: skip
    assert [(one.due_on, one.guessed) for one in draft.steps] == [(TODAY + timedelta(days=7), True)]
    save_line(program.db, COACH, NOW, NOW, found.id)
    assert counted(program) == 2


@pytest.mark.parametrize("actor", [OTHER, LEADER, COORDINATOR, STRANGER], ids=lambda actor: actor.user_id)
@pytest.mark.parametrize(
    "act",
    [
        lambda db, actor, line: save_line(db, actor, NOW, NOW, line),
        lambda db, actor, line: choose_pair(db, actor, NOW, line, 0),
        discard_line,
        read_draft,
        saved_as,
    ],
    ids=["save", "choose", "discard", "read", "look"],
)
def test_a_line_is_its_authors_alone(program: Program, actor: Actor, act: Callable[..., Any]) -> None:
    line = proposed(program)
    with pytest.raises(Denied, match="That draft is gone"):
        act(program.db, actor, line)
    assert save_line(program.db, COACH, NOW, NOW, line).outcome == "new"


def test_what_is_missing_is_refused_and_changes_nothing(program: Program) -> None:
    line = proposed(program, "visit Lincoln 60m")
    with pytest.raises(Refusal, match="Something is still missing"):
        save_line(program.db, COACH, NOW, NOW, line)
    assert counted(program) == 0
    assert save_line(program.db, COACH, NOW, NOW, line, "no").outcome == "new"
    assert program.db.value(select(contacts.c.presence)) == "no"


def test_a_day_before_the_engagement_is_refused_in_the_forms_words(program: Program) -> None:
    line = proposed(program, "call Lincoln Aug 3 20m")
    with pytest.raises(Refusal, match="This engagement began on Tue, Sep 1, 2026"):
        save_line(program.db, COACH, NOW, NOW, line)


def test_a_leader_who_moved_meanwhile_is_refused(program: Program) -> None:
    twin = program.engage("Lincoln Middle", "ULEAD2", "UCOACH")
    made = propose_line(program.db, COACH, NOW, "call Lincoln 20m")
    assert made is not None
    assert [one.id for one in made.pairs] == [program.pair, twin]
    chosen = choose_pair(program.db, COACH, NOW, made.id, 1)
    assert [one.id for one in chosen.pairs] == [twin]
    for place in (-1, 1, 2):
        with pytest.raises(Denied):
            choose_pair(program.db, COACH, NOW, made.id, place)
    program.db.run(engagements.update().where(engagements.c.id == twin).values(coach_id=program.people["UOTHER"]))
    with pytest.raises(Denied):
        save_line(program.db, COACH, NOW, NOW, made.id)


def test_a_discarded_line_can_not_be_saved_and_a_saved_one_not_discarded(program: Program) -> None:
    gone, kept = proposed(program), proposed(program)
    assert discard_line(program.db, COACH, gone)
    with pytest.raises(Denied, match="That draft is gone"):
        save_line(program.db, COACH, NOW, NOW, gone)
    save_line(program.db, COACH, NOW, NOW, kept)
    assert not discard_line(program.db, COACH, kept)
    with pytest.raises(Refusal, match="That draft is gone"):
        read_draft(program.db, COACH, kept)


def test_a_line_is_sealed_and_forgotten_after_a_week(program: Program) -> None:
    line = proposed(program, "call Lincoln 20m; canary")
    assert "canary" not in str(program.db.all(select(drafts)))
    assert read_draft(program.db, COACH, line).note == "canary"
    assert forget_drafts(program.db, NOW + KEPT + timedelta(days=1)) == 1


@pytest.mark.parametrize("text", ["Hello there", "strong transitions; weak bell work", ""])
def test_nothing_readable_is_no_line_and_keeps_nothing(program: Program, text: str) -> None:
    assert propose_line(program.db, COACH, NOW, text) is None
    assert propose_line(program.db, LEADER, NOW, WHOLE) is None
    assert program.db.all(select(drafts)) == []


def said(program: Program, text: str, at: datetime = NOW, read: datetime = NOW) -> str:
    event = {"type": "message", "channel_type": "im", "channel": "D1", "user": "UCOACH", "text": text}
    receive_event(program.db, NOW, "Ev1", "message", event | {"ts": f"{at.timestamp():.6f}"})
    (waiting,) = waiting_events(program.db, read)
    apply_event(program.db, read, waiting)
    kept = program.db.all(select(drafts.c.id).where(drafts.c.kind == LINE))  # what is asked is kept elsewhere
    draft = read_draft(program.db, COACH, kept[0].id) if kept else None
    return f"{draft.day.value:%m-%d} {draft.note}".strip() if draft and draft.day else ""


def test_yesterday_counts_from_when_it_was_written_not_read(program: Program) -> None:
    assert said(program, "call Lincoln yesterday 20m", NOW, NOW + timedelta(days=2)) == "11-16"


def test_what_slack_escaped_is_kept_as_typed(program: Program) -> None:
    assert said(program, "call Lincoln 20m; R&amp;D &amp;lt; &lt;weak&gt;").endswith("R&D &lt; <weak>")


@pytest.mark.parametrize("text", ["Lincoln yesterday?", "Thanks, see you yesterday", "call Lincoln 20m " + "x" * 2500])
def test_a_question_or_a_letter_is_no_line(program: Program, text: str) -> None:
    assert said(program, text) == ""
    assert program.db.all(select(audit.c.id)) == []
