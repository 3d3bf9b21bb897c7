"""Names in a text that a cue beside them makes a student's, a parent's or a teacher's."""

from collections.abc import Iterator
from dataclasses import replace

from bot.rules.students import cues, leftcues, rightcues, wording
from bot.rules.students.cues import Cue
from bot.rules.students.finding import INITIALS, PARENT, RECORD, STUDENT, TEACHER, Finding
from bot.rules.students.names import SURE, Pieces, Run, listed, run_at
from bot.rules.students.tokens import WORD, Token
from bot.rules.students.vocabulary import (
    ADJECTIVES,
    AFTER_NAMED,
    DETERMINERS,
    MANY,
    NOT_NAMES,
    PARTICLES,
    ROLES,
    ROOMS,
    TEACHERS,
    TITLES,
)


def people(pieces: Pieces, teachers: bool) -> Iterator[Finding]:
    """Every name that may identify a student; with `teachers`, every teacher's too."""
    place, done, before = 0, 0, ""
    while place < len(pieces.tokens):
        run = _run(pieces, place)
        if run is None:
            place += 1
            continue
        found = _found(pieces, run, teachers)
        chained = before == STUDENT and run.sure == SURE and not run.titled and run.first - done <= 2
        if found is None and chained and _follows(pieces, done, run.first):
            found = _student(pieces, run, Cue(run.first, run.last, cues.STUDENT, "", run.many))
        if found and found[0] < done:
            found = _student(pieces, run, Cue(run.first, max(run.last, found[1]), cues.STUDENT, "", run.many))
        if found:
            first, done, kind, neutral = found
            before = kind if kind in {STUDENT, INITIALS} else ""
            yield _finding(pieces, first, done, kind, neutral)
        place = max(run.last, done)


Found = tuple[int, int, str, str]


def _finding(pieces: Pieces, first: int, last: int, kind: str, neutral: str) -> Finding:
    start, end = pieces.at(first).start, pieces.at(last - 1).end
    return Finding(start, end, kind, pieces.text[start:end], neutral)


def _run(pieces: Pieces, place: int) -> Run | None:
    title = place - 1
    if pieces.is_mark(title, "."):
        title -= 1
    word = pieces.at(title)
    if word.low in TITLES and _surname(pieces, place, word):
        last = place + (2 if pieces.at(place).low in PARTICLES else 1)
        named = run_at(pieces, place) or Run(place, last, SURE, False)
        return replace(named, titled=True, letters=False, sure=SURE)
    run = run_at(pieces, place)
    if run is None and pieces.at(place - 1).low == "named" and _a_role(pieces, place - 2):
        name = pieces.at(place)
        run = Run(place, place + 1, SURE, False) if name.kind == WORD and name.low not in AFTER_NAMED else None
    return listed(pieces, run) if run else None


def _a_role(pieces: Pieces, place: int) -> bool:
    """One person's role, with its article: a boy."""
    word = pieces.at(place).low
    return word in ROLES and word not in MANY and pieces.at(place - 1).low in DETERMINERS | ADJECTIVES


def _surname(pieces: Pieces, place: int, title: Token) -> bool:
    """Whether a title makes this word a name: Ms. Alvarez, mr. brown, Mr. van Dyke; not the known ones."""
    name = pieces.at(place)
    if name.kind != WORD or name.low in pieces.known:
        return False
    if name.low in PARTICLES:
        return pieces.at(place + 1).capital
    return (name.capital and title.capital) or (title.low in {"mr", "mrs"} and name.low not in NOT_NAMES)


def _follows(pieces: Pieces, done: int, first: int) -> bool:
    """Whether nothing but a comma or an "and" stands between two names."""
    return all(pieces.is_mark(at, ",&+/") or pieces.at(at).low == "and" for at in range(done, first))


def _found(pieces: Pieces, run: Run, teachers: bool) -> Found | None:
    left = leftcues.before(pieces, run)
    right = rightcues.after(pieces, run)
    if cue := _joined(left, right):
        return _one_sided(pieces, run, cue)
    return _teacher(pieces, run) if teachers else None


def _joined(left: Cue | None, right: Cue | None) -> Cue | None:
    """What both sides say, as one."""
    if left is None or right is None:
        return left or right
    grade = left.grade or right.grade
    if right.kept:
        return replace(left, grade=grade)
    return replace(left, last=right.last, grade=grade, kept=False)


def _one_sided(pieces: Pieces, run: Run, cue: Cue) -> Found:
    if cue.kept:
        return _record(pieces, run, cue)
    if cue.noun not in {*cues.YOUNG, cues.SOMEONE}:
        return _person(pieces, run, cue, PARENT)
    return _student(pieces, run, cue)


def _student(pieces: Pieces, run: Run, cue: Cue) -> Found:
    return _person(pieces, run, cue, INITIALS if run.letters else STUDENT)


def _person(pieces: Pieces, run: Run, cue: Cue, kind: str) -> Found:
    many = cue.many or (run.many and cue.noun in cues.YOUNG)
    owns = cue.last == run.last and pieces.at(run.last - 1).owns
    first = wording.article_from(pieces, _titled_from(pieces, run) if cue.first == run.first else cue.first)
    words = wording.plain(cue.noun, cue.grade, many, owns)
    return first, cue.last, kind, wording.placed(pieces, first, words, many)


def _titled_from(pieces: Pieces, run: Run) -> int:
    """Where a name begins with its title."""
    return run.first - 1 - pieces.is_mark(run.first - 1, ".") if run.titled else run.first


def _record(pieces: Pieces, run: Run, cue: Cue) -> Found:
    """An IEP for Mia stays an IEP for a student; Mia's IEP becomes a student's IEP."""
    start, end = pieces.at(cue.first).start, pieces.at(cue.last - 1).end
    name = wording.plain(cues.STUDENT, "", run.many, pieces.at(run.last - 1).owns)
    words = wording.placed(pieces, run.first, name, run.many)
    kept_before = pieces.text[start : pieces.at(run.first).start]
    kept_after = pieces.text[pieces.at(run.last - 1).end : end]
    return cue.first, cue.last, RECORD, f"{kept_before}{words}{kept_after}"


def _teacher(pieces: Pieces, run: Run) -> Found | None:
    """Ms. Alvarez, teacher Emma, Alvarez's room."""
    owns = pieces.at(run.last - 1).owns
    first = _titled_from(pieces, run)
    if pieces.at(first - 1).low in TEACHERS:
        first -= 1
    elif not run.titled and not (owns and pieces.at(run.last).low in ROOMS):
        return None
    first = wording.article_from(pieces, first)
    words = wording.plain("teacher", "", run.many, owns)
    return first, run.last, TEACHER, wording.placed(pieces, first, words, run.many)
