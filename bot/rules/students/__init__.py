"""The student-identity guard: what in a text may identify a student, and neutral words for it (domain rule 19).

Nothing leaves the process and nothing is decided here: the writer sees what was found and chooses.
Names are told by the words beside them; a name that stands alone is not found.
"""

from collections.abc import Collection

from bot.rules.students.finding import KINDS, Finding, reword
from bot.rules.students.names import Pieces
from bot.rules.students.numbers import numbers
from bot.rules.students.people import people
from bot.rules.students.settling import merged

__all__ = ["KINDS", "Finding", "look", "reword"]

ROUNDS = 8


def look(text: str, known: Collection[str] = (), teachers: bool = False) -> tuple[Finding, ...]:
    """What in a text may identify a student, in order and without overlaps.

    known: names of the pair's own people and schools, which identify no student; teachers: warn of teachers' names too.
    """
    found = _once(text, known, teachers)
    more = found
    for _ in range(ROUNDS):
        more = _once(reword(text, found), known, teachers) if more else []
        found = merged(text, found, more) if more else found
    return tuple(found)


def _once(text: str, known: Collection[str], teachers: bool) -> list[Finding]:
    pieces = Pieces(text, known)
    found = sorted([*people(pieces, teachers), *numbers(pieces)], key=lambda one: (one.start, -one.end))
    kept: list[Finding] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
