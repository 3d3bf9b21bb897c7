"""The message a contact is logged from: kept for its author alone, and only until the contact is saved."""

import pytest

from bot.errors import Denied, Refusal
from bot.rules.slacktext import as_typed, mentioned
from storage.contacts import contacts
from storage.messages import Held, forget_message, guess_pair, held_in, keep_message, link_of, text_of
from storage.savingforms import Sending, save_form
from tests.storage.contacting import COACH, LEADER, NOW, OTHER, STRANGER, Program, later

LINK = "https://coaching.slack.com/archives/C1/p1"


def test_it_is_its_authors_alone(program: Program) -> None:
    held = keep_message(program.db, COACH, NOW, LINK, "Words")
    assert link_of(program.db, COACH, held.mark) == LINK
    assert text_of(program.db, COACH, held.mark) == "Words"
    for other in (OTHER, LEADER, STRANGER):
        assert link_of(program.db, other, held.mark) == ""
        with pytest.raises(Refusal):
            text_of(program.db, other, held.mark)
        forget_message(program.db, other, held.mark)
    assert link_of(program.db, COACH, held.mark) == LINK
    with pytest.raises(Denied):
        keep_message(program.db, STRANGER, NOW, LINK, "Words")


def test_saving_takes_the_link_and_forgets_the_rest_and_a_repeat_changes_nothing(program: Program) -> None:
    held = keep_message(program.db, COACH, NOW, LINK, "Words")
    sending = Sending("one", NOW, "press", link=held.mark)
    first = save_form(program.db, COACH, NOW, sending, program.visit())
    assert link_of(program.db, COACH, held.mark) == ""
    again = save_form(program.db, COACH, later(1), sending, program.visit())
    assert (first.id, first.outcome, again.outcome) == (again.id, "new", "same")
    (row,) = program.db.run(contacts.select()).all()
    assert program.db.unseal(contacts.c.link, row.link) == LINK


@pytest.mark.parametrize("mark", ["", "x", "l", "12x", "-3", "٣"])
def test_a_mark_that_is_none_is_nothing(program: Program, mark: str) -> None:
    assert held_in(mark) is None
    assert link_of(program.db, COACH, mark) == ""


def test_a_mark_says_what_is_held() -> None:
    for held in (Held(7, link=True, text=True), Held(7, link=False, text=True), Held(7, link=False, text=False)):
        assert held_in(held.mark) == held


def test_the_pair_is_guessed_from_who_wrote_or_is_mentioned(program: Program) -> None:
    assert guess_pair(program.db, COACH, NOW, ["ULEAD"]) == program.pair
    assert guess_pair(program.db, COACH, NOW, ["UCOACH", "ULEAD"]) == program.pair
    assert guess_pair(program.db, COACH, NOW, ["ULEAD2", "UX"]) is None
    assert guess_pair(program.db, COACH, NOW, []) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<@U1> and <@U2|ann>", "@somebody and @ann"),
        (
            "<#C1|general> <!here> <https://x.example/a|the page> <https://x.example>",
            "#general @here the page https://x.example",
        ),
        ("  plain ", "plain"),
    ],
)
def test_slacks_markup_becomes_what_people_read(text: str, expected: str) -> None:
    assert as_typed(text) == expected


def test_mentions_are_found_in_order() -> None:
    assert mentioned("<@U2> then <@W1|x> <@bad>") == ["U2", "W1"]
