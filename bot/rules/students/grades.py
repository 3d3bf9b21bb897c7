"""Grades and ages as people write them beside a name: grade 4, gr. 3, 4th grader, in 5th, (9), age 7."""

from dataclasses import dataclass

from bot.rules.students.names import Pieces
from bot.rules.students.tokens import NUMBER, WORD
from bot.rules.students.vocabulary import AGE_WORDS, DATED, GRADE_WORDS, GRADERS, NOT_OF_A_CHILD, VERBS
from bot.rules.students.wordlists import words

_GRADE = frozenset({"grade", "gr", "g", "grado"})
_AGE = frozenset({"age", "aged", "ages"})
_YEARS = words("yo yrs yr years year y.o years-old year-old year-olds yr-old")
_KINDER = frozenset({"kindergarten", "kinder", "k", "tk", "prek", "pre-k"})


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade or an age that was read: pieces up to last. words: "grade-4", "kindergarten", or "" for an age.

    firm: it can be nothing else; child: the child is named in it ("a 4th grader").
    """

    last: int
    words: str
    firm: bool
    child: bool = False


def grade_at(pieces: Pieces, place: int) -> Grade | None:
    """The grade or age that begins here."""
    token = pieces.at(place)
    found = None
    if token.kind == NUMBER:
        found = _numbered(pieces, place)
    elif token.kind == WORD:
        found = _worded(pieces, place)
    return None if found and pieces.at(found.last).low in NOT_OF_A_CHILD else found


def _number(pieces: Pieces, place: int) -> int:
    token = pieces.at(place)
    digits = token.text.rstrip("sthndrSTHNDR")
    return int(digits) if token.kind == NUMBER and len(digits) <= 2 else 0


def _numbered(pieces: Pieces, place: int) -> Grade | None:
    token, number = pieces.at(place), _number(pieces, place)
    dash = 1 if pieces.is_mark(place + 1, "-") and not pieces.at(place + 1).gap else 0
    after = pieces.at(place + 1 + dash)
    if after.low in _YEARS and 3 <= number <= 21:
        return _years(pieces, place + 1 + dash)
    if not 1 <= number <= 12 or token.text.isdecimal():
        return None
    return _ordinal(pieces, place, place + 1 + dash, number)


def _years(pieces: Pieces, place: int) -> Grade | None:
    last = place + 1
    while pieces.is_mark(last, "-") and last < place + 3:
        last += 1
    if pieces.at(last).low in {"old", "olds"}:
        return Grade(last + 1, "", True, pieces.at(place).low == "year")
    single = pieces.at(place).low
    return Grade(place + 1, "", True, single.endswith(("old", "olds"))) if single not in {"year", "years"} else None


def _ordinal(pieces: Pieces, place: int, after: int, number: int) -> Grade | None:
    word = pieces.at(after)
    if word.low in {"grade", "gr"}:
        dot = 1 if word.low == "gr" and pieces.is_mark(after + 1, ".") else 0
        return Grade(after + 1 + dot, f"grade-{number}", True)
    if word.low in GRADERS:
        return Grade(after + 1, f"grade-{number}", True, True)
    closed = pieces.is_mark(place - 1, "(") and pieces.is_mark(after, ")")
    if closed or (pieces.at(place - 1).low == "in" and word.low in VERBS):
        return Grade(place + 1, f"grade-{number}", True)
    loose = after == place + 1 and word.low not in DATED and word.kind != NUMBER
    return Grade(place + 1, f"grade-{number}", False) if loose else None


def _worded(pieces: Pieces, place: int) -> Grade | None:
    token = pieces.at(place)
    if token.low in _GRADE:
        return _grade_then_number(pieces, place)
    if token.low in _AGE:
        number = AGE_WORDS.get(pieces.at(place + 1).low) or _number(pieces, place + 1)
        return Grade(place + 2, "", True) if 3 <= number <= 21 else None
    if token.low in _KINDER:
        return Grade(place + 1, "kindergarten", token.low == "kindergarten")
    if token.low in GRADERS:
        return Grade(place + 1, "kindergarten" if token.low.startswith("k") else "", True, True)
    return _spelled(pieces, place)


def _grade_then_number(pieces: Pieces, place: int) -> Grade | None:
    after = place + 1
    if pieces.is_mark(after, ".-"):
        after += 1
    number = _number(pieces, after)
    if 1 <= number <= 12:
        return Grade(after + 1, f"grade-{number}", True)
    return Grade(after + 1, "kindergarten", True) if pieces.at(after).low == "k" else None


def _spelled(pieces: Pieces, place: int) -> Grade | None:
    """Fourth grade, fourth-grade, fourth grader, fourth-grader."""
    word, _, joined = pieces.at(place).low.partition("-")
    number = GRADE_WORDS.get(word)
    if number is None:
        return None
    if joined:
        return _as_spelled(place + 1, number, joined)
    return _as_spelled(place + 2, number, pieces.at(place + 1).low)


def _as_spelled(last: int, number: int, noun: str) -> Grade | None:
    if noun in GRADERS:
        return Grade(last, f"grade-{number}", True, True)
    return Grade(last, f"grade-{number}", True) if noun == "grade" else None
