"""Small things a question says beside what it asks: from whose side it is asked."""

import re

from bot.language.words import MASK, alike
from bot.rules.questions import COACH, LEADER

_TO_COACH = re.compile(r"(?<!\w)(?:my|our|the) coach(?!\w)|(?<!\w)coaches? me(?!\w)")
_OWN = re.compile(r"(?<!\w)(?:i|i'm|i've|me|my|mine|myself)(?!\w)")
_ASIDE = re.compile(
    r"(?<!\w)(?:(?:show|tell|give|send) me|can i (?:see|get|have)|let me (?:see|know)|"
    r"may i (?:see|ask))(?!\w)"
)


def without_asides(text: str) -> str:
    """The text with "can I see" and the like covered, which ask nothing."""
    return _ASIDE.sub(lambda match: MASK * len(match[0]), text)


def whose_side(text: str) -> str:
    """The side on which somebody who is several things asks: COACH where it says "I" or "my", LEADER where "my coach",
    "" where nothing says so."""
    plain = without_asides(alike(text))
    if _TO_COACH.search(plain):
        return LEADER
    return COACH if _OWN.search(plain) else ""
