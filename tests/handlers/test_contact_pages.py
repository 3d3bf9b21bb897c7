"""The further pages of a contact's form, what counts as touched, and the page that asks to look once more."""

from typing import Any

import pytest

from bot import forms
from bot.blocks import View
from bot.errors import FieldErrors
from bot.frameworks import elements_of
from bot.rules.concerns import STUDENTS
from bot.rules.contacts import DETAILS, KINDS
from bot.rules.students import look
from handlers.coachlog import concerns, formsession
from handlers.coachlog.filling import is_touched
from handlers.coachlog.form import Shape, build, grown, wants_facts
from handlers.coachlog.formparts import GUESS
from storage.forming import Facts
from storage.savingforms import Flagged
from storage.submitted import PAGE_TWO, contact_in, fitting, in_fields, is_session, on_page_one
from tests.bot.slacks_limits import HOSTILE, fits, live
from tests.handlers.test_contact_form import ELEMENTS, LATER, PAIR, THURSDAY, TUESDAY, asked, made, second

FULL = Shape("i", "session", 3, private=True, contact=1, focus=True, check_in=True, stances=True, two=True)
EVERY = ("practices", "goals", "cpsel", "psel", "ccl", "call")
SAID = {
    "engagement": 1, "kind": "visit", "day": "2026-11-17", "minutes": 90, "presence": "yes", "note": "Words",
}  # fmt: skip


def state(view: View, **typed: Any) -> View:
    """The view with its first state, and with text typed into some fields."""
    values: dict[str, Any] = {}
    for name, block in asked(view).items():
        held = {
            {"initial_value": "value"}.get(key, key.replace("initial_", "selected_")): one
            for key, one in block["element"].items()
        }
        values[name] = {"value": {**held, **({"value": typed[name]} if name in typed else {})}}
    return {**view, "state": {"values": values}}


def test_the_second_page_asks_what_a_session_must_say() -> None:
    fields = asked(second())
    assert [name for name, block in fields.items() if not block["optional"]] == ["focus", "next_steps.0.owner"]
    assert set(asked(second(FULL))) >= {*PAGE_TWO, *DETAILS, "next_steps.2.what"}


def test_both_sides_are_offered_a_step_in_turn() -> None:
    owners = [asked(second(FULL))[f"next_steps.{place}.owner"]["element"]["initial_option"] for place in range(3)]
    assert [one["value"] for one in owners] == ["coach", "leader", "coach"]


def test_standards_of_every_framework_fit_in_one_menu() -> None:
    facts = Facts([PAIR, LATER], tuple(elements_of(EVERY)), THURSDAY)
    view = formsession.build(facts, FULL, {"focus": ["call:4.4"]}, "{}")
    assert fits(view)
    field = asked(view)["focus"]["element"]
    assert len(field["option_groups"]) == len(EVERY)
    assert field["initial_options"][0]["value"] == "call:4.4"


@pytest.mark.parametrize("text", ["W" * 3000, HOSTILE])
def test_the_fullest_pages_fit_and_are_inert(text: str) -> None:
    filled: dict[str, Any] = {name: text for name in (*DETAILS, "note", "private_note", "others", "reason")}
    filled |= {f"next_steps.{place}.what": text for place in range(3)}
    assert second(FULL, **filled)
    assert made(Shape("i", steps=3, private=True, others=True, focus=True, made=True, reason=True), **filled)


def test_a_form_is_touched_once_anything_but_pair_and_kind_differs() -> None:
    view = state(made(engagement=1, day=TUESDAY, minutes=90, note="Ours"))
    assert not is_touched(view)
    assert is_touched(state(view, note="Mine"))
    assert is_touched(state(view, note=None))
    assert not is_touched(state(made()))


def test_what_a_form_began_with_is_read_from_its_fields() -> None:
    view = made(engagement=1, day=TUESDAY, minutes=90, activities=("A2",), presence="no", note="Ours")
    assert forms.initials(view) == {
        "engagement": "1", "kind": "visit", "day": "2026-11-17", "minutes": "90", "activities": ["A2"],
        "presence": "no", "note": "Ours",
    }  # fmt: skip
    assert forms.initials({}) == {}


def test_guesses_are_marked_under_their_fields() -> None:
    names = ("engagement", "kind", "day", "start", "minutes", "activities", "presence", "next_steps.0")
    due: dict[str, Any] = {"next_steps.0.due_on": "2026-11-27"}
    fields = asked(made(Shape("i", steps=1), engagement=1, guesses=names, **due))
    marked = {name for name, block in fields.items() if block.get("hint", {}).get("text") == GUESS}
    assert marked == {*names[:-1], "next_steps.0.owner", "next_steps.0.due_on"}


def test_fields_with_a_value_are_shown_without_being_called_for() -> None:
    filled = {**SAID, "others": "Two", "focus": ["practices:P1"], "next_steps.1.what": "b", "made": "attempted"}
    shape = grown(Shape("i"), filled)
    assert (shape.others, shape.focus, shape.steps, shape.made, shape.private) == (True, True, 2, True, False)
    assert wants_facts(shape, filled)
    assert not wants_facts(Shape("i"), SAID)


@pytest.mark.parametrize("kind", KINDS)
def test_what_fits_a_kind_makes_a_contact_of_it(kind: str) -> None:
    every = {
        **SAID, "kind": kind, "count": 2, "medium": "letter", "attendees": ["2"], "activities": ["A1"],
        "others": "Two", "focus": ["practices:P1"], "next_open": ["yes"], "no_steps": ["yes"], "check_in": "Well.",
    }  # fmt: skip
    new = contact_in(fitting(every))
    assert (new.kind, new.check_in) == (kind, "Well." if is_session(every) else None)
    attempt = contact_in(fitting(in_fields({**every, "made": "attempted"})))
    assert (attempt.happened, attempt.activities, attempt.minutes) == (False, (), 90)


def test_an_attempt_s_wrong_minutes_are_said_under_their_own_field() -> None:
    with pytest.raises(FieldErrors) as caught:
        contact_in({**SAID, "kind": "call", "made": "attempted", "tried_minutes": "700"})
    assert list(caught.value.errors) == ["tried_minutes"]


def test_the_first_page_of_a_session_has_none_of_the_second() -> None:
    page = build(Facts([PAIR], ELEMENTS), Shape("i", "session"), {}, "{}")
    assert on_page_one(dict.fromkeys(asked(page))) == dict.fromkeys(asked(page))
    assert on_page_one(dict.fromkeys(asked(second(FULL)))) == {}


def test_the_page_of_concerns_shows_each_and_offers_neutral_words_first() -> None:
    text = "Ana Ruiz, 4th grade, reads alone. " * 30
    asked_of = [("long", "400 minutes are more than 6 hours. Is that right?"), (STUDENTS, "Some words may tell.")]
    view = concerns.build(asked_of, [Flagged("Note", look(text))], "{}")
    assert fits(view)
    assert live(view["blocks"]) == []
    assert forms.initials(view) == {"wording": "neutral"}
    assert "And 18 more." in str(view)
    assert asked(concerns.build(asked_of[:1], [], "{}")) == {}
