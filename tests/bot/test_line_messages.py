"""The draft as it is shown back: everything that was read, each guess marked, and the one question that is left."""

import pytest

from bot.language import read_line
from bot.messages import Message
from bot.messages.lines import CHOOSE, DISCARD, EDIT, PRESENT, SAVE, card, discarded, saved
from bot.rules.lines import Pair, Proposal, needs
from bot.rules.zones import spoken
from tests.bot.language.corpus import NOW, PHRASES_TEXT, WORLDS
from tests.bot.slacks_limits import HOSTILE, posts, says_all


def shown(text: str, world: str = "five") -> Message:
    pairs = WORLDS[world]
    draft = read_line(text, pairs, NOW)
    return card(Proposal(7, draft, tuple(one for one in pairs if one.id in draft.pairs.value)))


def buttons(message: Message) -> list[str]:
    return [one["action_id"] for block in message.blocks if block["type"] == "actions" for one in block["elements"]]


def test_every_phrase_of_the_corpus_can_be_shown() -> None:
    for world in ("five", "twins"):
        for text in PHRASES_TEXT:
            said = shown(text, world)
            assert posts(said), text
            assert says_all(said), text


def test_a_guess_is_marked_where_it_stands_and_explained_once() -> None:
    assert shown("visit Lincon wed 2-3 principal present").text == (
        "I read this as (nothing is saved yet)\n"
        "On-site visit · ◦ Lincoln Elementary, Principal 14 · "
        "◦ Wed, Nov 18, 2026, 2:00–3:00 PM, Eastern time · 60 min\n"
        "Principal there: yes\n"
        "◦ marks a guess. Please check it."
    )
    assert "◦" not in shown("call Principal 14 yesterday 2pm 20m").text


@pytest.mark.parametrize(
    ("text", "last", "ids"),
    [
        ("call Lincoln yesterday 20m", "Mark", [SAVE, EDIT, DISCARD]),
        ("visit Lincoln yesterday 20m", "Was the principal there? Your answer saves it.", [*PRESENT, EDIT, DISCARD]),
        ("call yesterday 20m", "Still missing: which school.", [EDIT, DISCARD]),
        ("Lincoln", "Still missing: what kind of contact.", [EDIT, DISCARD]),
        ("emails to Lincoln", "Still missing: how many.", [EDIT, DISCARD]),
        ("call Lincoln 31 February", "Still missing: the day, how long.", [EDIT, DISCARD]),
    ],
)
def test_the_buttons_follow_what_is_missing(text: str, last: str, ids: list[str]) -> None:
    said = shown(text)
    assert buttons(said) == ids
    assert last == "Mark" or said.text.endswith(last)


def test_what_may_not_have_taken_place_is_questioned() -> None:
    said = shown("visit Lincoln yesterday canceled")
    assert "◦ On-site visit" in said.text
    assert "You wrote “canceled”. Save it only if it took place." in said.text


def test_an_attempt_is_shown_as_one_and_asked_about_where_a_length_speaks_against_it() -> None:
    plain = shown("tried to call Principal 14 yesterday 8:15am, no answer")
    assert plain.text.splitlines()[1].startswith(
        "Phone call · attempted · Lincoln Elementary, Principal 14 · Tue, Nov 17"
    )
    assert buttons(plain) == [SAVE, EDIT, DISCARD]
    odd = shown("called Principal 14 yesterday 2m, no answer")
    assert "Phone call · ◦ attempted" in odd.text
    assert odd.text.endswith("Still missing: whether it took place.")


def test_a_session_shows_its_elements_its_next_meeting_and_how_they_met() -> None:
    said = shown("session P14 by phone tue 2-3pm, cpsel 2B; she drafts a schedule by Fri; next meeting 12/1").text
    assert "Coaching session · phone · Lincoln Elementary, Principal 14 · Tue, Nov 17" in said
    assert "Worked on: CPSEL 2B Curriculum and instruction" in said
    assert "Next meeting: Tue, Dec 1" in said
    bare = shown("session P14 tue 2-3pm")
    assert "Coaching session · ◦ on site" in bare.text
    assert "a standard or practice you worked on, a next step (or that none was agreed), the next meeting" in bare.text
    none = shown("session P14 by phone tue 2-3pm, P5, no next steps, next meeting tbd").text
    assert "No next steps agreed\nNext meeting: not set yet" in none


def test_everybody_who_was_there_in_a_group_is_named() -> None:
    text = "cohort with Lincoln, Harbor and Pine Street 11/12 9-12 all present"
    pairs = WORLDS["five"]
    draft = read_line(text, pairs, NOW)
    about = tuple(one for one in pairs if one.id in draft.pairs.value)
    said = card(Proposal(7, draft, about, tuple(one for one in pairs if one.id in draft.attendees.value)))
    assert "Also there: Harbor Middle, Principal 21; Pine Street School, Principal 30" in said.text
    assert buttons(said) == [SAVE, EDIT, DISCARD]


def test_up_to_four_pairs_that_fit_are_buttons_and_more_are_for_the_form() -> None:
    pairs = [Pair(one, f"Lincoln {one}", f"Leader {one}", "America/Chicago") for one in range(1, 7)]
    draft = read_line("call Lincoln 20m", pairs, NOW)
    assert needs(draft) == ("pairs",)
    assert buttons(card(Proposal(7, draft, tuple(pairs[:4])))) == [*CHOOSE, EDIT, DISCARD]
    assert buttons(card(Proposal(7, draft, tuple(pairs)))) == [EDIT, DISCARD]


def test_a_note_that_is_too_long_is_for_the_form() -> None:
    said = shown("call Lincoln 20m; " + "words " * 200)
    assert said.text.endswith("Still missing: a note of at most 1000 characters.")
    assert buttons(said) == [EDIT, DISCARD]
    assert posts(said)


def test_no_word_that_was_typed_stands_in_a_button() -> None:
    said = shown(f"call Lincoln 20m; {HOSTILE}")
    assert posts(said)
    assert "<!channel>" not in said.text
    rows = [block for block in said.blocks if block["type"] == "actions"]
    assert [one["value"] for one in rows[0]["elements"]] == ["7", "7", "7"]
    assert all("mrkdwn" not in str(block) for block in said.blocks)


def test_what_became_of_it_is_said_in_a_sentence() -> None:
    assert saved(3, again=False).text == "Saved as L-0003."
    assert saved(3, again=True).text == "This was saved already, as L-0003."
    assert discarded().text == "Discarded. Nothing was saved."
    assert (spoken("America/New_York"), spoken("America/Los_Angeles")) == ("Eastern time", "Pacific time")
    assert spoken("Asia/Ho_Chi_Minh") == "Ho Chi Minh time"
