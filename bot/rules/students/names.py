"""Where in a text names stand: runs of words that look like names, as sure as their letters allow."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.rules.students.givennames import DOUBLE, GIVEN
from bot.rules.students.tokens import MARK, NOTHING, NUMBER, WORD, Token, tokens_of
from bot.rules.students.vocabulary import ENDINGS, EXTRA, GRADERS, NOT_NAMES, PARTICLES, PLACES, ROLES, SEASONS, TITLES

NO, WEAK, SURE = 0, 1, 2
WORDS_OF_A_NAME, NAMES_OF_A_LIST = 4, 8
_AND = frozenset({"and", "or"})
_NEVER = NOT_NAMES | GRADERS | EXTRA | PLACES | TITLES | ROLES.keys()


@dataclass(frozen=True, slots=True)
class Run:
    """One name or a list of names: pieces first up to last. sure: how surely; letters: nothing but initials."""

    first: int
    last: int
    sure: int
    letters: bool
    many: bool = False
    titled: bool = False


class Pieces:
    """A text's pieces, read by place; beyond its ends there is nothing."""

    def __init__(self, text: str, known: Collection[str] = ()) -> None:
        self.text = text
        self.tokens: Sequence[Token] = tokens_of(text)
        names = (token.low for name in known for token in tokens_of(name) if token.kind == WORD)
        self.known = frozenset(name for name in names if len(name) > 1)

    def at(self, place: int) -> Token:
        """The piece at a place."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else NOTHING

    def is_mark(self, place: int, marks: str) -> bool:
        """Whether one of these marks stands there."""
        token = self.at(place)
        return token.kind == MARK and token.text != "" and token.text in marks

    def sureness(self, place: int) -> int:
        """How surely the word at a place is somebody's name."""
        token = self.at(place)
        if token.kind != WORD or token.low in self.known or len(token.text) == 1:
            return NO
        if not token.capital:
            return SURE if token.low in GIVEN and token.low not in DOUBLE else NO
        if token.low in _NEVER:
            return WEAK if token.low in SEASONS and self._aged(place + 1) else NO
        if token.low in GIVEN:
            return WEAK if token.low in DOUBLE and token.first else SURE
        if token.text.isupper() and len(token.text) <= 6:
            return NO
        return NO if self._everyday(place) else WEAK

    def _everyday(self, place: int) -> bool:
        """Whether a word no list knows looks like one of every day, or of a title: Girl Scouts."""
        token, left = self.at(place), self.at(place - 1)
        if any(part in NOT_NAMES for part in token.low.split("-")):
            return True
        entitled = left.capital and left.low in ROLES and token.low.endswith("s")
        everyday = token.low.endswith(ENDINGS) or (token.first and token.low.endswith(("ed", "s", "ly", "er")))
        return everyday or entitled

    def _aged(self, place: int) -> bool:
        """Whether an age or "a 3rd grader" follows a comma here."""
        return self.is_mark(place, ",") and self.at(place + 1).low in {"a", "age", "aged"}

    def initial(self, place: int) -> bool:
        """Whether one capital letter stands alone there."""
        token = self.at(place)
        return token.kind == WORD and len(token.text) == 1 and token.capital and not token.owns

    def dotted(self, place: int) -> bool:
        """Whether a dot follows the initial at once."""
        return self.is_mark(place + 1, ".") and not self.at(place + 1).gap


def run_at(pieces: Pieces, place: int) -> Run | None:
    """The name that begins here."""
    if pieces.sureness(place):
        return _named(pieces, place)
    if pieces.initial(place) or _two_capitals(pieces, place):
        return _initials(pieces, place)
    return None


def _named(pieces: Pieces, first: int) -> Run | None:
    last, sure = first + 1, pieces.sureness(first)
    while last - first < WORDS_OF_A_NAME and not pieces.at(last - 1).owns:
        more = _more(pieces, last)
        if not more:
            break
        sure = max(sure, pieces.sureness(last))
        last += more
    return None if _a_place(pieces, last) else Run(first, last, sure, False)


def _more(pieces: Pieces, place: int) -> int:
    """How many pieces from here still belong to the name: a further name 1, an initial 1, with its dot 2."""
    token = pieces.at(place)
    if pieces.sureness(place) and token.capital and not token.first:
        return 1
    if token.low in PARTICLES and pieces.sureness(place + 1):
        return 1
    if pieces.initial(place) and token.text != "I":
        ends = pieces.at(place + 2)
        return 2 if pieces.dotted(place) and ((ends.kind == WORD and not ends.capital) or _goes_on(ends)) else 1
    return 0


def _goes_on(token: Token) -> bool:
    return token.kind == NUMBER or (token.kind == MARK and token.text != "" and token.text in ",;:()-–")


def _a_place(pieces: Pieces, last: int) -> bool:
    """Whether the words are part of a school's, a street's, a programme's name."""
    after = pieces.at(last)
    if pieces.at(last - 1).owns:
        return False
    return after.kind == WORD and after.low in PLACES and after.capital


def _two_capitals(pieces: Pieces, place: int) -> bool:
    token = pieces.at(place)
    shape = token.kind == WORD and len(token.text) == 2 and token.text.isupper()
    return shape and token.low not in EXTRA | pieces.known | NOT_NAMES


def _initials(pieces: Pieces, first: int) -> Run | None:
    if not pieces.initial(first):
        return Run(first, first + 1, WEAK, True)
    last, letters = first, ""
    while pieces.initial(last) and pieces.dotted(last) and len(letters) < 3:
        letters += pieces.at(last).low
        last += 2
    if not letters and pieces.initial(first + 1):
        return Run(first, first + 2, WEAK, True)
    if pieces.initial(last) and letters:
        letters += pieces.at(last).low
        last += 1
    if letters and pieces.sureness(last) and pieces.at(last).capital:
        named = _named(pieces, last)
        return named and Run(first, named.last, named.sure, False)
    return Run(first, last, WEAK, True) if letters and letters not in EXTRA else None


def listed(pieces: Pieces, run: Run) -> Run:
    """The name, with the names that stand in one list with it."""
    last, sure, many = run.last, run.sure, False
    for _ in range(NAMES_OF_A_LIST):
        after = _join(pieces, last)
        more = run_at(pieces, after) if after > last and not pieces.at(last - 1).owns else None
        if more is None or more.letters != run.letters:
            break
        last, sure, many = more.last, max(sure, more.sure), True
    return Run(run.first, last, sure, run.letters, many)


def _join(pieces: Pieces, place: int) -> int:
    """Where the next name of a list would begin."""
    after = place
    if pieces.is_mark(after, "&+,/"):
        after += 1
    if pieces.at(after).low in _AND:
        after += 1
    return after
