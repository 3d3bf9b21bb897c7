"""The reader against the corpus: how much is as expected, and that nothing is wrong without a mark."""

import statistics
from collections import Counter

import pytest

from bot.language import read_line
from bot.rules.lines import Pair
from tests.bot.language.corpus import NOW, ZONE, phrases
from tests.bot.language.scoring import figures, milliseconds

PHRASES = list(phrases())
EXACT, RIGHT = 0.90, 0.98


def test_the_corpus_is_large_and_says_nothing_twice() -> None:
    assert len(PHRASES) >= 400
    assert not [text for text, times in Counter((one.text, len(one.pairs)) for one in PHRASES).items() if times > 1]


def test_drafts_and_fields_are_as_expected_and_nothing_is_wrong_without_a_mark() -> None:
    found = figures(PHRASES)
    assert found.share_exact >= EXACT
    assert found.share_right >= RIGHT
    assert not found.silent


def test_most_of_what_was_typed_plainly_carries_no_mark() -> None:
    drafts = [one.read() for one in PHRASES]
    typed = [read for draft in drafts for read in draft.reads.values() if read.words]
    assert sum(read.guessed for read in typed) / len(typed) < 0.15


@pytest.mark.soak
def test_a_phrase_is_read_in_milliseconds() -> None:
    spent = [milliseconds(one) for one in PHRASES]
    assert statistics.median(spent) <= 10
    assert max(spent) <= 50


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("visit Summit Park 1h", (1,)),
        ("visit the park 1h", ()),
        ("Will called 10m", (2,)),
        ("I will call parents", ()),
        ("visit PS 118 1h", (3,)),
        ("visit P.S. 118 1h", (3,)),
        ("visit 118 1h", ()),
        ("met Ms. Sample at Summit Park", (1, 3)),
    ],
)
def test_names_that_are_words_too_are_told_apart(text: str, ids: tuple[int, ...]) -> None:
    pairs = [
        Pair(1, "Summit Park Elementary", "Leader A", ZONE),
        Pair(2, "Lake View High School", "Will Example", ZONE),
        Pair(3, "P.S. 118", "Grace Sample", ZONE),
    ]
    assert read_line(text, pairs, NOW).pairs.value == ids
