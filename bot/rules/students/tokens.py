"""A text in pieces: words, numbers and marks, each with its place. One pass, whatever was typed."""

import re
from dataclasses import dataclass

WORD, NUMBER, MARK = "word", "number", "mark"

# Every alternative begins with a character that no other takes, so nothing is ever read twice.
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*"
_PIECE = re.compile(
    rf"(?P<word>{_LETTERS}(?:['’-]{_LETTERS})*['’]?)|(?P<number>\d+(?:(?:st|nd|rd|th)(?![^\W\d_]))?)|(?P<mark>\n|\S)",
    re.IGNORECASE,
)
_ENDS = frozenset(".!?\n•*")
_SHORTENED = frozenset({"mr", "mrs", "ms", "mx", "dr", "gr", "st", "vs", "no", "prin", "asst"})


@dataclass(frozen=True, slots=True)
class Token:
    """One piece. text: without its possessive ending; end: with it; gap: space before it; first: opens a sentence."""

    text: str
    low: str
    kind: str
    start: int
    end: int
    owns: bool
    gap: bool
    first: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.kind == WORD and self.text[0].isupper()


NOTHING = Token("", "", MARK, 0, 0, False, False, False)


def tokens_of(text: str) -> list[Token]:
    """The pieces of a text, in order."""
    tokens: list[Token] = []
    end, first = 0, True
    for match in _PIECE.finditer(text):
        kind = match.lastgroup or MARK
        token = _token(match[0], kind, match.start(), gap=match.start() > end, first=first)
        first = _opens(token, tokens[-1] if tokens else NOTHING, first)
        tokens.append(token)
        end = match.end()
    return tokens


def _token(piece: str, kind: str, start: int, *, gap: bool, first: bool) -> Token:
    plain = piece.replace("’", "'")
    owns = kind == WORD and plain.lower().endswith(("'s", "s'"))
    ending = 0
    if kind == WORD and plain.endswith("'"):
        ending = 1
    elif owns:
        ending = 2
    text = piece[: len(piece) - ending]
    end = start + len(piece) - (1 if ending == 1 and not owns else 0)
    return Token(text, text.lower().replace("’", "'"), kind, start, end, owns, gap, first)


def _opens(token: Token, before: Token, first: bool) -> bool:
    """Whether a sentence begins after this piece. The dot of an initial or a short form ends none."""
    if token.kind != MARK:
        return False
    if token.text == "." and before.kind == WORD and not token.gap:
        return len(before.text) > 1 and before.low not in _SHORTENED
    return token.text in _ENDS or first
