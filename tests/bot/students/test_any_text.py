"""Whatever is typed: no exception, spans inside the text, and nothing left to find once it is reworded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.students import look, reword
from bot.rules.students.names import Pieces
from bot.rules.students.tokens import Token
from tests.bot.students.corpus import KNOWN, sentences

TYPED = [one.text for name in ("flagged", "unflagged", "teachers", "unseen", "unseen_2") for one in sentences(name)]
PIECES = st.sampled_from(
    (
        *(word for text in TYPED for word in text.split()),
        ",", ";", ".", "(", ")", "-", "–", "\n", ":", "’s", "'s", "s'", "J.", "R.", "Mia", "Leo's", "grade 4", "gr. 3",
        "5th", "(9)", "9", "20341", "ID", "#", "student", "students", "mother of", "a", "the", "Ms.", "mr", "named",
        "and", "Zyaire", "in", "is", "IEP", "504 for", "ﬁ", "İ", "ß", "e\u0301", "٤", "²", "\0", "x" * 60, "9" * 40,
    )
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=15).map("".join)
)


@settings(max_examples=1500, deadline=None)
@given(TEXTS, st.booleans())
def test_findings_lie_inside_the_text_in_order_and_apart(text: str, teachers: bool) -> None:
    end = 0
    for one in look(text, KNOWN, teachers):
        assert end <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.words
        assert one.neutral
        end = one.end


@settings(max_examples=1500, deadline=None)
@given(TEXTS, st.booleans())
def test_a_reworded_text_has_nothing_left_to_find(text: str, teachers: bool) -> None:
    found = look(text, KNOWN, teachers)
    neutral = reword(text, found)
    assert look(neutral, KNOWN, teachers) == ()
    assert found or neutral == text


@given(TEXTS)
def test_findings_of_another_text_change_nothing_they_do_not_fit(text: str) -> None:
    assert reword("A calm visit.", look(text, KNOWN)) in {"A calm visit.", reword("A calm visit.", ())}


def reads(text: str, counted: pytest.MonkeyPatch) -> int:
    """How many pieces are read by place, and how many characters are split into pieces, for one look."""
    count = 0
    at = Pieces.at

    def counting(pieces: Pieces, place: int) -> Token:
        nonlocal count
        count += 1
        return at(pieces, place)

    counted.setattr(Pieces, "at", counting)
    look(text, KNOWN, teachers=True)
    counted.setattr(Pieces, "at", at)
    return count


@pytest.mark.parametrize(
    "part",
    [
        "Mia, ",
        "Mia and ",
        "J. R. ",
        "student ",
        "grade 4 ",
        "a ",
        "(9) ",
        "'s ",
        "20341 ",
        "- ",
        "Ms. ",
        "named ",
        "é",
        "of Mia ",
    ],
)
def test_twice_the_text_costs_twice_the_reading(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    once, twice = reads(part * 400, monkeypatch), reads(part * 800, monkeypatch)
    assert twice <= 2.1 * once + 400
