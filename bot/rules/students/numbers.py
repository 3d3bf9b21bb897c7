"""Numbers that look like a student's: five digits and more, or fewer after "ID" or "student number"."""

from collections.abc import Iterator

from bot.rules.students.finding import IDENTIFIER, Finding
from bot.rules.students.names import Pieces
from bot.rules.students.tokens import NUMBER, WORD
from bot.rules.students.wordlists import words

REMOVED = "[number removed]"
LONG, NAMED = 5, 3
_IDS = frozenset({"id", "ids", "sid", "ssid", "suid", "usid", "student", "pupil", "osis", "lasid", "sasid"})
_NUMBERED = frozenset({"number", "numbers", "no", "num", "nr", "#"})
_OTHERS = words(
    """
    ext extension x phone tel telephone cell mobile call called fax room rm zip zoom meeting webinar conference
    passcode invoice budget account code grant po box order ticket line serial model isbn item check dial number's
    usd badge receipt requisition fund object suite apt copier code's pin wifi voicemail population enrollment
    asset about approximately nearly over under almost roughly of
    """
)
_CALLS = words("zoom meeting webinar conference call device asset badge")
_COUNTED = words("dollars usd eur percent sq square sf people")


def numbers(pieces: Pieces) -> Iterator[Finding]:
    """Every number that may be a student's."""
    for place, token in enumerate(pieces.tokens):
        if token.kind == NUMBER and token.text.isdecimal() and _is_one(pieces, place):
            start = token.start
            if _lettered(pieces, place):
                start = pieces.at(place - 1).start
            yield Finding(start, token.end, IDENTIFIER, pieces.text[start : token.end], REMOVED)


def _is_one(pieces: Pieces, place: int) -> bool:
    token, following = pieces.at(place), pieces.at(place + 1)
    if _joined(pieces, place) or following.low in _COUNTED:
        return False
    cue = _cue(pieces, place)
    if len(token.text) >= NAMED and cue == "id":
        return True
    if len(token.text) < LONG or cue == "other":
        return False
    counted = following.kind == WORD and following.gap and following.low.endswith("s") and not following.owns
    verb = following.low in {"was", "is", "has", "does", "needs", "gets", "as"}
    return verb or not counted


def _cue(pieces: Pieces, place: int) -> str:
    """What the words right before say: "id", "other", or nothing."""
    back, words = place - 1, []
    if _lettered(pieces, place):
        back -= 1
    for _ in range(6):
        token = pieces.at(back)
        if token.kind == WORD:
            words.append(token.low)
        elif token.kind == NUMBER or token.text not in {"#", ":", ".", "("}:
            break
        else:
            words += ["#"] if token.text == "#" else []
        back -= 1
    return _meaning([word for word in words if word not in {"is", "the", "at", "was"}][:3])


def _meaning(words: list[str]) -> str:
    nearest = next((word for word in words if word not in _NUMBERED), "")
    further = words[words.index(nearest) + 1] if nearest in words[:-1] else ""
    if nearest in {"id", "ids"}:
        return "other" if further in _CALLS else "id"
    if nearest in {"sid", "ssid", "suid", "usid", "osis", "lasid", "sasid"}:
        return "id"
    if nearest in _IDS and words[0] in _NUMBERED:
        return "id"
    return "other" if nearest in _OTHERS else ""


def _lettered(pieces: Pieces, place: int) -> bool:
    """Whether one letter stands right before the digits: S1234567."""
    letter = pieces.at(place - 1)
    return letter.kind == WORD and len(letter.text) == 1 and letter.end == pieces.at(place).start


def _joined(pieces: Pieces, place: int) -> bool:
    """Whether the digits are a part of something else: an amount, a phone number, a date, an address, a code."""
    token, left, right = pieces.at(place), pieces.at(place - 1), pieces.at(place + 1)
    if left.end == token.start and left.text and left.text in "$€£.,/:-_+=@&?%":
        return not (left.text in ":=" and pieces.at(place - 2).low in _IDS)
    if left.kind == WORD and left.end == token.start and len(left.text) > 1:
        return True
    touches = right.text and right.start == token.end
    if not touches:
        return False
    beyond = pieces.at(place + 2)
    inside = beyond.text != "" and beyond.start == right.end
    return right.kind == WORD or right.text in "%/_@=" or (right.text in ".,:-" and inside)
