"""Neutral words that fit where the name stood."""

from bot.rules.students.cues import SOMEONE
from bot.rules.students.names import Pieces
from bot.rules.students.tokens import NUMBER, WORD
from bot.rules.students.vocabulary import ADJECTIVES, DETERMINERS, DONE_TO, ROLES

_PLURALS = {
    "child": "children",
    "someone": "some",
    "student": "students",
    "parent": "parents",
    "family member": "family members",
    "teacher": "teachers",
}


def plain(noun: str, grade: str, many: bool, owns: bool) -> str:
    """The words without an article: grade-4 students'."""
    words = " ".join(word for word in (grade, _PLURALS[noun] if many else noun) if word)
    if not owns:
        return words
    return f"{words}'" if words.endswith("s") else f"{words}'s"


def placed(pieces: Pieces, first: int, words: str, many: bool) -> str:
    """The words with the article and the capital that their place asks for."""
    at = pieces.at(first)
    if not (many or words == SOMEONE or _determined(pieces, first)):
        words = f"a {words}"
    return words[0].upper() + words[1:] if at.first and at.capital else words


def _determined(pieces: Pieces, first: int) -> bool:
    """Whether a word before already does the article's work: the new student."""
    for back in range(1, 4):
        token = pieces.at(first - back)
        if token.owns or token.low in DETERMINERS or (token.kind == NUMBER and back == 1):
            return True
        graded = token.low == "grade" or token.low.endswith("-grade")
        if back == 1 and (token.low in ADJECTIVES or graded):
            return True
        if token.low in DONE_TO and pieces.at(first).low in ROLES:
            continue
        if token.kind != WORD or not (token.low in ADJECTIVES or graded):
            return False
    return False


def article_from(pieces: Pieces, first: int) -> int:
    """Where to begin so that an "a" or "an" right before is replaced too."""
    return first - 1 if pieces.at(first - 1).low in {"a", "an"} else first
