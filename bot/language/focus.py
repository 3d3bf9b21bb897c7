"""What a contact worked on, where a standard, a practice or a goal is named: CPSEL 2B, P5, goal 1."""

import re

from bot.frameworks import elements
from bot.language.words import BEGIN, Found, masked

_ELEMENT = r"(?:\d{1,2}[a-d](?!\w)|\d\.\d(?![\w.])|\d{1,2}(?![\w.:]))"
_MORE = rf"(?:(?:,? (?:and|&|\+)|,|/| ?\+) ?{_ELEMENT})*"
_NAMED = re.compile(
    rf"{BEGIN}(?P<framework>cpsel|psel|ccl|call)s?:?(?: (?:element|standard|"
    rf"domain)s?)? ?(?P<codes>{_ELEMENT}{_MORE})(?!\w)"
)
# Each with what its code begins with, and whether it is a guess by itself.
_SINGLE = (
    (re.compile(rf"{BEGIN}(?:leadership )?practices? (?P<code>p(?:10|[1-9]))(?!\w)"), "practices:", False),
    (re.compile(rf"{BEGIN}(?<!practice )(?<!practices )(?P<code>p(?:10|[1-9]))(?!\w)"), "practices:", True),
    (re.compile(rf"{BEGIN}(?:leadership )?practice (?P<code>10|[1-9])(?!\w)"), "practices:P", False),
    (re.compile(rf"{BEGIN}(?:programm?e? )?(?:goal #? ?|g)(?P<code>[1-6])(?!\w)"), "goals:G", True),
    (re.compile(rf"{BEGIN}(?:element|standard) (?P<code>[1-6][a-d])(?!\w)"), "cpsel:", True),
)
_OF_THE_SCHOOL = re.compile(r"(?:sip|school|district|smart|iep) $")
_BARE = re.compile(rf"{BEGIN}(?P<code>[1-6][a-d])(?!\w)")  # in a session, or beside another element
_SESSION = re.compile(r"(?<!\w)(?:session|coaching|coached)(?!\w)")
_OF_THE_SCHOOL = re.compile(r"(?:sip|school|district|smart|iep) $")


def focuses(text: str) -> list[Found]:
    """Every element named; the value is its code. A goal may be the pair's own, so it is a guess."""
    found = [one for match in _NAMED.finditer(text) for one in _known(match, _codes(match), shaky=False)]
    for pattern, prefix, shaky in _SINGLE:
        for match in pattern.finditer(text):
            if not _OF_THE_SCHOOL.search(text, 0, match.start()):
                found += _known(match, [prefix + match["code"].upper()], shaky=shaky)
    if found or _SESSION.search(text):
        left = masked(text, found)
        found += [one for match in _BARE.finditer(left) for one in _known(match, [f"cpsel:{match['code'].upper()}"])]
    return found


def _codes(match: re.Match[str]) -> list[str]:
    return [f"{match['framework']}:{one.upper()}" for one in re.findall(_ELEMENT, match["codes"])]


def _known(match: re.Match[str], codes: list[str], *, shaky: bool = True) -> list[Found]:
    """The elements there are; where one of them isn't, none is read. "call 1.1" may be a telephone call."""
    if not all(code in elements() for code in codes):
        return []
    return [Found(match.start(), match.end(), "focus", tuple(codes), shaky)]
