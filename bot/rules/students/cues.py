"""What a name is known by: the pieces beside it, and what they make of it."""

from dataclasses import dataclass

from bot.rules.students.names import Pieces, run_at
from bot.rules.students.tokens import WORD
from bot.rules.students.vocabulary import DETERMINERS

STUDENT, CHILD, PARENT, RELATIVE, SOMEONE = "student", "child", "parent", "family member", "someone"
YOUNG = frozenset({STUDENT, CHILD})


@dataclass(frozen=True, slots=True)
class Cue:
    """Pieces first up to last that say what a name is. kept: words of the text that stay before or after it."""

    first: int
    last: int
    noun: str
    grade: str = ""
    many: bool = False
    kept: bool = False


def whole(pieces: Pieces, last: int, sep: str = "") -> int:
    """Where the cue ends, with a name that follows at once and the comma that closes what a comma opened."""
    more = run_at(pieces, last)
    if more and pieces.at(last).capital and not pieces.at(last).first:
        return more.last
    if sep == "(" and pieces.is_mark(last, ")"):
        return last + 1
    beyond = pieces.at(last + 1)
    going_on = beyond.kind == WORD and not beyond.capital and beyond.low not in DETERMINERS
    if sep == "," and pieces.is_mark(last, ",") and going_on and not pieces.sureness(last + 1):
        return last + 1
    return last
