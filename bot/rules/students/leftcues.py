"""What stands left of a name: a role, a grader, a record for, a parent of."""

from bot.rules.students.cues import STUDENT, Cue, whole
from bot.rules.students.grades import grade_at
from bot.rules.students.names import SURE, Pieces, Run
from bot.rules.students.tokens import WORD
from bot.rules.students.vocabulary import (
    ADJECTIVES,
    AFTER_RECORD,
    DETERMINERS,
    DONE_TO,
    GRADERS,
    LEADS,
    MANY,
    NAMED,
    ONE_CHILD,
    RECORDS,
    ROLES,
    SECOND,
)


def before(pieces: Pieces, run: Run) -> Cue | None:
    """The cue left of a name."""
    place = run.first - 1
    if run.titled:
        return _role(pieces, run, place - (1 if pieces.is_mark(place, ".") else 0) - 1)
    return _named(pieces, run) or _role(pieces, run, place) or _owner(pieces, run) or _led(pieces, run)


def _role(pieces: Pieces, run: Run, place: int) -> Cue | None:
    """A role right before the name: student Jaylen, student (Jaylen), the student, Jaylen, was."""
    place, apart = _beside(pieces, run, place)
    word = pieces.at(place)
    noun = ROLES.get(word.low)
    if word.kind != WORD or noun is None or word.owns or (run.letters and not pieces.dotted(run.first)):
        return _child(pieces, run, place) if not apart or run.letters or run.sure == SURE else None
    titled = word.capital and not word.first
    placed = pieces.is_mark(run.first - 1, ",") and pieces.is_mark(run.last, ",") and _told_of(pieces, place)
    if run.sure < SURE and (titled or (apart and not placed)) and not run.letters:
        return None
    last = whole(pieces, run.last, pieces.at(run.first - 1).text)
    first, grade = _graded_before(pieces, place)
    return Cue(first, last, noun, grade, word.low in MANY)


def _told_of(pieces: Pieces, place: int) -> bool:
    """Whether the role stands with its article or its grade: one girl, a fourth-grade boy."""
    token = pieces.at(place - 1)
    return token.low in DETERMINERS or token.low in ADJECTIVES or token.low.endswith("grade")


def _graded_before(pieces: Pieces, place: int) -> tuple[int, str]:
    """Where the grade before a role begins, and which: 4th grade student."""
    for back in (3, 2, 1):
        grade = grade_at(pieces, place - back)
        if grade and grade.firm and grade.last == place:
            return place - back, grade.words
    return place, ""


def _beside(pieces: Pieces, run: Run, place: int) -> tuple[int, bool]:
    """Where the role would stand, and whether a mark parts it from the name."""
    if pieces.is_mark(place, "(:"):
        return place - 1, False
    closed = pieces.is_mark(run.last, ",.;)-–—") or not pieces.at(run.last).text
    if pieces.is_mark(place, ",-–—") and closed:
        return place - 1, True
    return place, False


def _child(pieces: Pieces, run: Run, place: int) -> Cue | None:
    """A 4th grader Liam, an 8-year-old Ana, a freshman Tyler."""
    word = pieces.at(place)
    ends = word.low in GRADERS or word.low.endswith(("-grader", "-old")) or word.low in {"old", "olds"}
    for back in (3, 2, 1, 0) if ends else ():
        grade = grade_at(pieces, place - back)
        if grade and grade.child and grade.last == place + 1:
            last = whole(pieces, run.last, pieces.at(run.first - 1).text)
            return Cue(place - back, last, STUDENT, grade.words, word.low.endswith(("graders", "olds")))
    return None


def _named(pieces: Pieces, run: Run) -> Cue | None:
    """A boy named Zyaire; a student whose name is Ana."""
    place = run.first - 1
    if pieces.at(place).low not in NAMED:
        return None
    role = place - 1
    noun = ROLES.get(pieces.at(role).low)
    if noun:
        return Cue(role, run.last, noun, "", pieces.at(role).low in MANY)
    return _child(pieces, run, role)


def _owner(pieces: Pieces, run: Run) -> Cue | None:
    """Parent of Mia, the mother of Mia and Leo."""
    if pieces.at(run.first - 1).low not in {"of", "to"}:
        return None
    word = pieces.at(run.first - 2)
    noun = ROLES.get(word.low, STUDENT)
    return Cue(run.first - 2, run.last, noun, "", word.low in MANY) if noun != STUDENT else None


def _led(pieces: Pieces, run: Run) -> Cue | None:
    """An IEP for Mia, a 504 meeting for Jaylen, suspended Marcus."""
    place = run.first - 1
    if pieces.at(place).low in DONE_TO and run.sure == SURE:
        return Cue(run.first, run.last, STUDENT)
    if pieces.at(place).low not in LEADS or run.letters:
        return None
    for back in range(1, 4):
        word = pieces.at(place - back)
        if word.low in RECORDS and word.low not in SECOND:
            strong = run.sure == SURE or word.low in ONE_CHILD
            return Cue(place - back, run.last, STUDENT, kept=True) if strong else None
        if word.low not in AFTER_RECORD:
            return None
    return None
