"""Whatever is typed: it is read without an exception, and every word of it is found again in the draft."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import read_line
from bot.language.words import alike
from bot.rules.lines import Draft
from tests.bot.language.corpus import NOW, PHRASES_TEXT, WORLDS

PIECES = st.sampled_from(
    (
        *(word for text in PHRASES_TEXT for word in text.split()),
        ";", ", ", ". ", " - ", "\n", ":", "(", ")", "&", "+", "½", "İ", "ß", "\0", "\1", "’", "–", "x" * 50,
        "9" * 30, "@", "/",
    )
)  # fmt: skip
LINES = st.one_of(
    st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=20).map("".join)
)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


def kept(draft: Draft) -> Counter[str]:
    """Every word that a field, a next step or the note was made of."""
    parts = [one.words for one in draft.reads.values()] + [one.words for one in draft.steps] + [draft.note]
    return words(" ".join(parts))


@settings(max_examples=400, deadline=None)
@given(LINES, st.sampled_from(sorted(WORLDS)))
def test_any_text_is_read_and_every_word_found_again(text: str, world: str) -> None:
    draft = read_line(text, WORLDS[world], NOW)
    lost = set(words(text)) - set(kept(draft))
    assert not lost
    assert alike(text).isascii() or len(alike(text)) == len(text)


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_the_same_text_is_always_read_the_same(text: str) -> None:
    assert read_line(text, WORLDS["five"], NOW) == read_line(text, WORLDS["five"], NOW)


def test_a_very_long_text_keeps_all_of_its_words() -> None:
    text = "visit Lincoln yesterday 60m; " + "word " * 3000 + "end"
    draft = read_line(text, WORLDS["five"], NOW)
    assert draft.note.count("word") == 3000
    assert draft.note.endswith("end")
    assert read_line("x" * 5000, WORLDS["five"], NOW).note == "x" * 5000


def test_nobody_to_log_with_is_no_exception() -> None:
    draft = read_line("90m visit Lincoln yesterday", [], NOW)
    assert (draft.pairs.value, draft.zone) == ((), "UTC")
