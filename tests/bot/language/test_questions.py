"""The grammar of questions against its corpus: how much is as expected, and that nothing is certain and wrong."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import questions as grammar
from bot.language.asides import whose_side
from bot.language.questions import read_question
from bot.rules.lines import Pair
from bot.rules.questions import QUESTIONS, Group
from tests.bot.language.corpus import PAIRS, TODAY, WORLDS
from tests.bot.language.corpus import phrases as lines
from tests.bot.language.questions import Phrase, questions

PHRASES = list(questions())
FIVE = WORLDS["five"]
EXACT = 0.95
GROUPS = {"Coach C": Group("coach", (1, 3)), "Coach CD": Group("coach", (4,))}


def test_the_corpus_is_large_says_nothing_twice_and_asks_every_question() -> None:
    assert len(PHRASES) >= 250
    assert not [text for text, times in Counter((one.text, one.pairs) for one in PHRASES).items() if times > 1]
    assert {one.wanted.question for one in PHRASES if one.wanted} == set(QUESTIONS)


def test_questions_are_read_as_expected_and_none_is_certain_and_wrong() -> None:
    verdicts = {one: one.verdict() for one in PHRASES}
    assert [one.text for one, verdict in verdicts.items() if verdict == "wrong"] == []
    assert sum(verdict == "exact" for verdict in verdicts.values()) / len(PHRASES) >= EXACT


def test_few_pairs_picked_of_many_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    read = {one: one.read() for one in PHRASES}
    monkeypatch.setattr(grammar, "MANY", 0)
    assert {one.text for one in PHRASES if one.read() != read[one]} == set()


def test_what_tells_of_a_contact_is_seldom_a_question() -> None:
    """A contact that is told stays one; what is left are questions that were typed where a contact is."""
    told = list(lines())[::4]
    asked = [one.text for one in told if _heard(one.text, tuple(one.pairs))]
    assert all("?" in text or text.startswith(("do I", "what time")) for text in asked)
    assert len(asked) <= 4


def _heard(text: str, pairs: tuple[Pair, ...]) -> bool:
    heard = read_question(text, pairs, TODAY)
    return bool(heard.reading or heard.which or (heard.asks and heard.near))


@pytest.mark.parametrize("text", ["hours at Linc0ln", "hours at Lincon and Harber?", "hours at Linkoln Elementery"])
def test_a_name_typed_far_from_any_is_never_certain(text: str) -> None:
    heard = Phrase(text, tuple(FIVE), "").read()
    assert heard.reading is None or heard.reading.pairs in {(1,), (1, 3)}


def test_a_leader_named_with_another_s_school_is_asked_about() -> None:
    heard = read_question("hours with Principal 14 at Harbor", FIVE, TODAY)
    assert heard.reading is None or set(heard.reading.pairs) == {1, 3}


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("my hours", "coach"),
        ("when did I last see Principal 14", "coach"),
        ("show me the hours", ""),
        ("hours by month", ""),
        ("can I see who is overdue", ""),
        ("when did I last see my coach?", "leader"),
        ("what does my coach owe me", "leader"),
    ],
)
def test_from_which_side_it_is_asked_is_said_by_small_words(text: str, side: str) -> None:
    assert whose_side(text) == side


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2028, 2, 29), date(2026, 12, 31)])
def test_days_are_read_on_any_day(today: date) -> None:
    for text in ("hours last month", "hours in February", "hours since December 31", "visits next month"):
        heard = read_question(text, FIVE, today)
        assert heard.reading or heard.near, text


@given(st.text(max_size=80) | st.lists(st.sampled_from(PHRASES).map(lambda one: one.text), max_size=3).map(" ".join))
def test_any_text_is_read_without_fail(text: str) -> None:
    heard = read_question(text, list(PAIRS.values()), TODAY, {"Coach C": Group("coach", (1, 2))})
    assert heard.reading is None or heard.reading.question in QUESTIONS
    assert len(heard.near) <= 3


def test_a_coach_s_name_stands_for_all_their_schools() -> None:
    heard = read_question("hours of Coach C in October", FIVE, TODAY, GROUPS)
    assert heard.reading is not None
    assert (heard.reading.pairs, heard.reading.by) == ((1, 3), "")
    heard = read_question("hours of Coach C vs Coach CD", FIVE, TODAY, GROUPS)
    assert heard.reading is not None
    assert ({*heard.reading.pairs}, heard.reading.by) == ({1, 3, 4}, "coach")
