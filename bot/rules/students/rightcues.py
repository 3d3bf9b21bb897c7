"""What stands right of a name: its record, its family, its grade or age, its role, its plan."""

from bot.rules.students.cues import PARENT, RELATIVE, SOMEONE, STUDENT, YOUNG, Cue, whole
from bot.rules.students.givennames import GIVEN
from bot.rules.students.grades import Grade, grade_at
from bot.rules.students.names import SURE, WEAK, Pieces, Run
from bot.rules.students.tokens import MARK, NUMBER, WORD
from bot.rules.students.vocabulary import (
    ADJECTIVES,
    BEFORE_RECORD,
    DETERMINERS,
    DONE_TO,
    FAMILY,
    HOLDS,
    MANY,
    ONWARD,
    PARENTS,
    PLANS,
    RECORDS,
    ROLES,
    SECOND,
)
from bot.rules.students.wordlists import words

_LINKS = words("in is was from a an our the who who's now currently of are both all each")


def after(pieces: Pieces, run: Run) -> Cue | None:
    """The cue right of a name."""
    if run.titled:
        return _told(pieces, run)
    if pieces.at(run.last - 1).owns:
        return _family(pieces, run) or _record(pieces, run)
    return _graded(pieces, run) or _told(pieces, run) or _holding(pieces, run)


def _family(pieces: Pieces, run: Run) -> Cue | None:
    """Mia's mother."""
    word = pieces.at(run.last)
    noun = PARENT if word.low in PARENTS else RELATIVE if word.low in FAMILY else MANY.get(word.low, "")
    if noun in {"", *YOUNG} or run.letters:
        return None
    return Cue(run.first, whole(pieces, run.last + 1), noun, "", word.low in MANY)


def _record(pieces: Pieces, run: Run) -> Cue | None:
    """Jaylen's IEP, Mia's latest report card."""
    place = run.last
    if pieces.at(place).low in BEFORE_RECORD and not _is_record(pieces, place):
        place += 1
    return Cue(run.first, _is_record(pieces, place), STUDENT, kept=True) if _is_record(pieces, place) else None


def _is_record(pieces: Pieces, place: int) -> int:
    """Where the record that begins here ends, or 0."""
    word = pieces.at(place)
    if word.low not in RECORDS or word.kind not in {WORD, NUMBER}:
        return 0
    needs = SECOND.get(word.low)
    if needs is None:
        return place + 1
    return place + 2 if pieces.at(place + 1).low in needs else 0


def _graded(pieces: Pieces, run: Run) -> Cue | None:
    """Marcus, grade 4; Ana (9); J.R. in 5th; Mia is in 2nd grade."""
    place, sep = _separated(pieces, run.last)
    grade = grade_at(pieces, place)
    if grade is None:
        return _bare_age(pieces, run, place, sep)
    if not _fits(pieces, run, grade, sep):
        return None
    if sep in {"is", "was", "are"}:
        return Cue(run.first, run.last, STUDENT, "", run.many)
    last = grade.last
    noun = pieces.at(last)
    if ROLES.get(noun.low) in YOUNG and not noun.owns:
        last += 1
    return Cue(run.first, whole(pieces, last, sep), STUDENT, grade.words, run.many)


def _separated(pieces: Pieces, place: int) -> tuple[int, str]:
    """What stands between a name and its grade, and where the grade would begin."""
    sep = ""
    if pieces.is_mark(place, ",(-–—:/["):
        sep, place = pieces.at(place).text, place + 1
    for _ in range(4):
        if pieces.at(place).low not in _LINKS:
            break
        sep = sep or pieces.at(place).low
        place += 1
    return place, sep


def _fits(pieces: Pieces, run: Run, grade: Grade, sep: str) -> bool:
    """Whether the name is sure enough for what parts it from the grade."""
    if run.letters:
        return bool(sep) or grade.firm
    if not sep:
        return run.sure == SURE and grade.firm and not pieces.at(run.first).first
    if grade.firm:
        return run.sure == SURE or (run.sure == WEAK and sep in {",", "(", "-", "–", "—", "in", "is", "a", "["})
    return run.sure == SURE


def _bare_age(pieces: Pieces, run: Run, place: int, sep: str) -> Cue | None:
    """Ana (9); Marcus, 9, was."""
    number = pieces.at(place)
    if number.kind != NUMBER or not number.text.isdecimal() or len(number.text) > 2 or not 4 <= int(number.text) <= 19:
        return None
    named = run.sure == SURE or not pieces.at(run.first).first
    if sep == "(" and pieces.is_mark(place + 1, ")") and not run.letters and named:
        return Cue(run.first, place + 2, STUDENT, "", run.many)
    beyond = pieces.at(place + 1)
    if sep in {"is", "was"} and not run.letters and (beyond.kind == MARK or beyond.low in ONWARD - {"for", "from"}):
        return Cue(run.first, run.last, STUDENT, "", run.many)
    closed = pieces.is_mark(place + 1, ",") and pieces.at(place + 2).kind != NUMBER
    told = pieces.at(place - 1).low == "is"
    if sep == "," and (run.sure == SURE or told) and closed and not run.many:
        return Cue(run.first, whole(pieces, place + 1, sep), STUDENT)
    return None


def _told(pieces: Pieces, run: Run) -> Cue | None:
    """Jaylen, a new student; Jaylen (student); Rosa is the mother."""
    place, sep = run.last, ""
    if pieces.is_mark(place, "(,-–—"):
        sep, place = pieces.at(place).text, place + 1
    elif pieces.at(place).low in {"is", "was"}:
        place += 1
    start = place
    while place - start < 3 and (pieces.at(place).low in DETERMINERS or pieces.at(place).low in ADJECTIVES):
        place += 1
    word = pieces.at(place)
    noun = ROLES.get(word.low)
    sure = run.sure == SURE or run.titled or (sep != "" and not pieces.at(run.first).first)
    if noun is None or run.letters or word.owns or not sure or not _stands(pieces, place, start, sep):
        return None
    if not sep:
        return Cue(run.first, run.last, SOMEONE)
    return Cue(run.first, whole(pieces, place + 1, sep), noun, "", word.low in MANY)


def _stands(pieces: Pieces, place: int, start: int, sep: str) -> bool:
    """Whether the role stands for the person, not before another noun: a student, but not a student council."""
    following = pieces.at(place + 1)
    if following.kind == WORD and following.low not in {"in", "of", "from", "who", "with", "at", "to", "and", "here"}:
        return False
    return place > start or sep == "(" or (sep == "," and following.low == "of")


def _holding(pieces: Pieces, run: Run) -> Cue | None:
    """Mia has an IEP; Jaylen was suspended."""
    if run.sure < SURE and pieces.at(run.first).low not in GIVEN:
        return None
    word, place = pieces.at(run.last), run.last + 1
    if word.low in {"is", "was", "got", "were", "be", "being"} and pieces.at(place).low in DONE_TO:
        return Cue(run.first, run.last, STUDENT, "", run.many)
    if word.low in {"is", "are"} and pieces.at(place).low == "on":
        place += 1
    elif word.low not in HOLDS:
        return None
    if pieces.at(place).low in {"a", "an", "his", "her", "their"}:
        place += 1
    follows = pieces.at(place + 1)
    plan = pieces.at(place).low in PLANS and (follows.kind != WORD or follows.low in ONWARD)
    return Cue(run.first, run.last, STUDENT, "", run.many) if plan else None
