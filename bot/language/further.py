"""What the form asks of some contacts only: attempts, the medium, and what was worked on."""

import re

from bot.language.chooser import Chooser
from bot.language.outcome import CALLS, LATER
from bot.language.words import Found
from bot.rules import contacts as rules
from bot.rules.lines import Read

MEDIUM_OF = {"call": "phone", "video": "video", "visit": "on_site"}
FOCUS_MAX = 3


def made(chooser: Chooser) -> Read[str] | None:
    """Whether it was only tried: "attempted", or None where nothing says so. A length makes a guess of it."""
    tried, vain = chooser.of("tried"), chooser.of("vain")
    if not tried and not (vain and _calls(chooser)):
        return None
    chooser.claimed += [one for one, _ in tried]
    said = [*tried, *vain]
    later = LATER.search(chooser.scene.alike, said[0][0].end) is not None
    shaky = any(guess for _, guess in tried) or later or bool(chooser.of("minutes"))
    return Read("attempted", shaky, chooser.words(*(one for one, _ in said)))


def _calls(chooser: Chooser) -> bool:
    """Whether what was in vain was a call: nothing else is answered there and then."""
    kinds = {one.value[0] for one, _ in chooser.of("kind")}
    return not kinds or bool(kinds & {"call", "video"})


def called(chooser: Chooser) -> Read[str] | None:
    """A call, where only its end was said: "left a voicemail for Principal 14"."""
    vain = [one for one, _ in chooser.of("vain") if CALLS.search(chooser.scene.alike, one.start, one.end)]
    return Read("call", True) if vain else None


def medium(chooser: Chooser, kind: rules.Kind | None) -> Read[str] | None:
    """How they met, where the kind leaves it open: "session by phone"; the usual way as a guess."""
    if kind is None or len(kind.media) == 1:
        return None
    for one, shaky in chooser.of("medium"):
        if one.value in kind.media:
            chooser.claimed.append(one)
            return Read(one.value, shaky, chooser.words(one))
    main = next(one for one, _ in chooser.of("kind") if one.value[0] == kind.id) if chooser.of("kind") else None
    for one, shaky in chooser.of("kind"):
        code = MEDIUM_OF.get(one.value[0])
        if main and code and code in kind.media and how(chooser, one, main):
            chooser.claimed.append(one)
            return Read(code, shaky, chooser.words(one))
    return Read(kind.media[0], True)


def how(chooser: Chooser, one: Found, main: Found) -> bool:
    """Whether a kind only says by which medium another was: "by phone" anywhere, "zoom" directly before it."""
    code = MEDIUM_OF.get(one.value[0])
    if code is None or code not in rules.KINDS[main.value[0]].media or len(rules.KINDS[main.value[0]].media) == 1:
        return False
    said = chooser.scene.alike[one.start : one.end]
    between = chooser.scene.alike[one.end : main.start].strip() if one.end <= main.start else "apart"
    return not between or re.match(r"(?:by|on|over|via)[ -]|onsite", said) is not None


def focus(chooser: Chooser) -> Read[tuple[str, ...]]:
    """The elements named, at most as many as a contact may have."""
    said = chooser.of("focus")
    codes = list(dict.fromkeys(code for one, _ in said for code in one.value))
    kept = tuple(codes[:FOCUS_MAX])
    chooser.soft += [one for one, _ in said]
    return Read(
        kept, len(codes) > len(kept) or any(guess for _, guess in said), chooser.words(*(one for one, _ in said))
    )
