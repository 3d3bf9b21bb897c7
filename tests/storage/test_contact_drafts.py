"""What is kept of a contact's form until it is saved: once for each form, sealed, and for as long as it should be."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.errors import Denied, FieldErrors, Refusal, Unsure
from bot.rules.views import Unfinished
from storage.contactdrafts import (
    Typed,
    adopt_typed,
    close_typed,
    discard_typed,
    find_typed,
    keep_typed,
    offered_as,
    see_typed,
    unfinished_of,
)
from storage.contacts import contacts
from storage.drafts import KEPT, drafts, forget_drafts
from storage.lines import intent_of, propose_line, read_draft, saved_as
from storage.savingforms import Sending, hold_for_a_look, redraw, save_form, save_looked_at, save_pages, turn_page
from storage.submitted import contact_in, fitting
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, TODAY, Program, later

SHAPE = {"i": "one", "n": 0, "p": 0, "o": 0, "c": None}
PAGE_TWO = {"focus": ["practices:P5"], "no_steps": ["yes"], "next_open": ["yes"], "note": "Feedback at once."}


def visit(program: Program, **changes: Any) -> Typed:
    """A visit's form as it stands."""
    filled = {
        "engagement": str(program.pair), "kind": "visit", "day": "2026-11-17", "minutes": "90", "presence": "yes",
        "note": "canary", **changes,
    }  # fmt: skip
    return Typed("one", NOW, SHAPE, filled, (*filled, "activities"))


def session(program: Program) -> Typed:
    """A session's first page."""
    filled = {
        "engagement": str(program.pair), "kind": "session", "day": "2026-11-17", "minutes": "60", "medium": "video",
    }  # fmt: skip
    return Typed("one", NOW, {**SHAPE, "d": "session"}, filled, tuple(filled))


def second(**changes: Any) -> Typed:
    filled = {**PAGE_TWO, **changes}
    return Typed("one", later(1), {**SHAPE, "d": "session", "x": "2"}, filled, tuple(filled))


def sending(minutes: float = 2, request: str = "r1", **more: Any) -> Sending:
    return Sending("one", later(minutes), request, **more)


def rows(program: Program) -> int:
    return int(program.db.value(select(func.count(drafts.c.id))))


def test_a_form_that_nobody_touched_is_not_kept(program: Program) -> None:
    assert keep_typed(program.db, COACH, NOW, replace(visit(program), touched=False)) is None
    assert rows(program) == 0


def test_one_form_has_one_draft_which_holds_the_newest_text_sealed(program: Program) -> None:
    first = keep_typed(program.db, COACH, NOW, visit(program))
    again = keep_typed(program.db, COACH, NOW, replace(visit(program, note="newer"), at=later(1)))
    stale = keep_typed(program.db, COACH, NOW, replace(visit(program, note="stale"), at=later(0.5)))
    assert first
    assert again
    assert stale
    assert first.id == again.id == stale.id
    assert (rows(program), stale.filled["note"]) == (1, "newer")
    assert "newer" not in str(program.db.all(select(drafts)))


def test_an_emptied_field_is_forgotten_and_one_on_another_page_stays(program: Program) -> None:
    keep_typed(program.db, COACH, NOW, visit(program))
    keep_typed(program.db, COACH, NOW, Typed("one", later(1), SHAPE, {"kind": "call"}, ("kind", "note")))
    kept = find_typed(program.db, COACH, "one")
    assert kept
    assert "note" not in kept.filled
    assert (kept.filled["kind"], kept.filled["presence"]) == ("call", "yes")
    assert "presence" not in fitting(kept.filled)


@pytest.mark.parametrize(("failed", "left"), [(False, 0), (True, 1)])
def test_what_was_tried_in_vain_outlives_a_week(program: Program, failed: bool, left: int) -> None:
    keep_typed(program.db, COACH, NOW, replace(visit(program), failed=failed))
    assert forget_drafts(program.db, NOW + KEPT) == 0
    forget_drafts(program.db, NOW + KEPT + timedelta(seconds=1))
    assert rows(program) == left


def test_a_draft_stays_tried_in_vain_until_it_is_saved_and_then_goes_with_its_words(program: Program) -> None:
    keep_typed(program.db, COACH, NOW, replace(visit(program), failed=True))
    kept = keep_typed(program.db, COACH, NOW, replace(visit(program), at=later(1)))
    assert kept
    assert kept.failed
    saved = save_form(program.db, COACH, NOW, sending(), contact_in(visit(program).filled))
    assert find_typed(program.db, COACH, "one") is None
    with pytest.raises(Refusal, match=f"This was saved, as L-{saved.id:04d}"):
        see_typed(program.db, COACH, kept.id)
    assert forget_drafts(program.db, NOW + KEPT * 2) == 1


def test_a_text_that_is_recorded_already_is_not_kept_and_a_newer_one_is(program: Program) -> None:
    save_form(program.db, COACH, NOW, sending(), contact_in(visit(program).filled))
    tried = replace(visit(program), failed=True)
    assert keep_typed(program.db, COACH, NOW, tried) is None
    newer = keep_typed(program.db, COACH, NOW, replace(visit(program, note="newer"), failed=True))
    assert newer
    assert newer.filled["note"] == "newer"


def test_a_form_goes_on_after_it_was_saved_once(program: Program) -> None:
    kept = keep_typed(program.db, COACH, NOW, visit(program))
    save_form(program.db, COACH, NOW, sending(), contact_in(visit(program).filled))
    again = keep_typed(program.db, COACH, NOW, visit(program, note="newer"))
    assert again
    assert kept
    assert again.id == kept.id
    assert unfinished_of(program.db, COACH, {program.pair: "Lincoln Elementary"})


def test_nobody_else_finds_or_discards_a_draft(program: Program) -> None:
    kept = keep_typed(program.db, COACH, NOW, visit(program))
    assert kept
    for who in (OTHER, LEADER, COORDINATOR):
        assert find_typed(program.db, who, "one") is None
        assert unfinished_of(program.db, who, {}) == ()
        with pytest.raises(Denied):
            discard_typed(program.db, who, NOW, kept.id)
    assert offered_as(program.db, "ULEAD", kept.id) is None


def test_a_draft_is_listed_without_its_words(program: Program) -> None:
    kept = keep_typed(program.db, COACH, NOW, visit(program))
    assert kept
    listed = Unfinished(kept.id, "visit", "Lincoln Elementary", "2026-11-17", None, False, NOW.date())
    assert unfinished_of(program.db, COACH, {program.pair: "Lincoln Elementary"}) == (listed,)
    assert offered_as(program.db, "UCOACH", kept.id) == listed
    discard_typed(program.db, COACH, NOW, kept.id)
    assert offered_as(program.db, "UCOACH", kept.id) is None
    with pytest.raises(Refusal, match="gone"):
        see_typed(program.db, COACH, kept.id)


def test_a_closed_form_is_offered_once(program: Program) -> None:
    assert not close_typed(program.db, COACH, NOW, replace(visit(program), touched=False))
    assert close_typed(program.db, COACH, NOW, visit(program))
    assert close_typed(program.db, COACH, later(1), replace(visit(program, note="b"), at=later(1)))
    assert [key for key in program.owed() if key.startswith("contact_draft")] == ["contact_draft:one"]


def test_a_form_that_closes_because_it_was_saved_is_not_offered(program: Program) -> None:
    named = visit(program, note="Ana Ruiz, 4th grade, reads alone.")
    hold_for_a_look(program.db, COACH, NOW, named, ["students"])
    looked = sending(request="r2", confirmed=frozenset({"students"}))
    save_looked_at(program.db, COACH, NOW, looked, neutral=True)
    assert not close_typed(program.db, COACH, later(0.5), replace(named, at=later(3)))
    assert find_typed(program.db, COACH, "one") is None
    assert close_typed(program.db, COACH, later(2), replace(named, at=later(3)))


def test_only_a_coach_may_keep_a_form_that_proves_nothing(program: Program) -> None:
    assert not adopt_typed(program.db, LEADER, NOW, visit(program))
    assert rows(program) == 0
    assert adopt_typed(program.db, COACH, NOW, visit(program))


def test_a_session_s_pages_make_one_record_however_often_the_second_is_sent(program: Program) -> None:
    facts, kept = turn_page(program.db, COACH, NOW, session(program))
    assert (kept.filled["medium"], facts.due) == ("video", date(2026, 11, 24))
    first = save_pages(program.db, COACH, NOW, sending(), second())
    again = save_pages(program.db, COACH, NOW, sending(3, "r2"), second())
    other = save_pages(program.db, COACH, NOW, sending(4, "r3"), second(note="Newer."))
    assert (first.outcome, again.outcome, other.outcome) == ("new", "same", "changed")
    row = program.db.all(select(contacts))[0]
    assert (row.medium, row.minutes, program.db.unseal(contacts.c.note, row.note)) == ("video", 60, "Newer.")


def test_the_second_page_alone_is_refused(program: Program) -> None:
    with pytest.raises(Refusal, match="gone"):
        save_pages(program.db, COACH, NOW, sending(), second())


def test_a_page_that_is_not_right_is_not_turned(program: Program) -> None:
    page = session(program)
    with pytest.raises(FieldErrors) as caught:
        turn_page(program.db, COACH, NOW, replace(page, filled={**page.filled, "minutes": "0"}))
    assert list(caught.value.errors) == ["minutes"]
    with pytest.raises(Denied):
        turn_page(program.db, OTHER, NOW, page)
    assert rows(program) == 0


def test_drawing_anew_gives_back_what_other_kinds_hid(program: Program) -> None:
    redraw(program.db, COACH, NOW, visit(program))
    call = Typed("one", later(1), SHAPE, {"engagement": str(program.pair), "kind": "call"}, ("engagement", "kind"))
    _, filled = redraw(program.db, COACH, NOW, call)
    assert (filled["kind"], filled["presence"], filled["note"]) == ("call", "yes", "canary")


def test_what_was_looked_at_is_saved_once_and_flags_are_counted_once(program: Program) -> None:
    named = visit(program, note="Ana Ruiz, 4th grade, reads alone.")
    with pytest.raises(Unsure):
        save_form(program.db, COACH, NOW, sending(), contact_in(named.filled))
    for _ in range(2):
        (found,) = hold_for_a_look(program.db, COACH, NOW, named, ["students"])
        assert (found.label, found.findings[0].words.startswith("Ana Ruiz")) == ("Note", True)
    looked = sending(request="r2", confirmed=frozenset({"students"}))
    first = save_looked_at(program.db, COACH, NOW, looked, neutral=True)
    again = save_looked_at(program.db, COACH, NOW, looked, neutral=True)
    assert (first.outcome, again) == ("new", replace(first, outcome="same"))
    verbs = [verb for verb in program.verbs() if verb.startswith("guard.")]
    assert verbs == ["guard.flagged", "guard.neutral"]
    assert "Ana" not in str(program.db.unseal(contacts.c.note, program.db.all(select(contacts))[0].note))


def test_a_changed_contact_that_was_looked_at_changes_once(program: Program) -> None:
    contact = program.log().id
    edit = replace(visit(program, note="Ana Ruiz, 4th grade, reads alone."), shape={**SHAPE, "c": contact}, at=later(1))
    hold_for_a_look(program.db, COACH, NOW, edit, ["students"])
    looked = sending(request="r2", contact=contact, confirmed=frozenset({"students"}))
    assert save_looked_at(program.db, COACH, later(3), looked, neutral=False).outcome == "changed"
    assert save_looked_at(program.db, COACH, later(3), looked, neutral=False).outcome == "same"
    assert program.db.all(select(contacts))[0].day == TODAY


def test_a_line_s_words_go_once_its_form_is_saved(program: Program) -> None:
    proposal = propose_line(program.db, COACH, NOW, "call Lincoln 20m; canary words")
    assert proposal
    sent = replace(sending(), intent=intent_of(proposal.id))
    saved = save_form(program.db, COACH, NOW, sent, contact_in(visit(program).filled))
    assert saved_as(program.db, COACH, proposal.id) == saved.id
    with pytest.raises(Refusal):
        read_draft(program.db, COACH, proposal.id)


def test_a_second_look_at_what_was_thrown_away_elsewhere_says_so(program: Program) -> None:
    contact = program.log("other").id
    edit = replace(visit(program, note="Ana Ruiz, 4th grade, reads alone."), shape={**SHAPE, "c": contact}, at=later(1))
    hold_for_a_look(program.db, COACH, NOW, edit, ["students"])
    held = find_typed(program.db, COACH, "one")
    assert held
    discard_typed(program.db, COACH, NOW, held.id)
    looked = sending(request="r2", contact=contact, confirmed=frozenset({"students"}))
    with pytest.raises(Refusal, match="gone"):
        save_looked_at(program.db, COACH, later(3), looked, neutral=False)


def test_what_was_typed_into_an_edit_is_kept_though_its_contact_was_taken_back(program: Program) -> None:
    contact = program.log("other").id
    take_back_contact(program.db, COACH, later(1), contact, "undo")
    edit = replace(visit(program), shape={**SHAPE, "c": contact}, at=later(2))
    assert close_typed(program.db, COACH, later(2), edit)
    kept = find_typed(program.db, COACH, "one")
    assert kept
    assert kept.filled["note"] == "canary"
