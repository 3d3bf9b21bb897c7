"""Whether the principal was there, as people say it."""

import re

from bot.language.words import BEGIN, END, NAME, Found

_WHO = (
    rf"(?:(?:the )?(?<!assistant )(?<!asst )(?<!asst\. )(?<!vice )(?<!co-)(?:principals?|principles?|princ?\.?)|"
    rf"the leader|"
    rf"p(?= (?:was )?(?:present|absent|there|out|here)(?!\w))|"
    rf"she|he|they|{NAME}+)"
)
_WAS = r"(?: (?:was|were|is|also|only))*"
_THERE = r"(?:present|there|in attendance|with us|with me|here)"
_WHOLE = r"(?:the (?:whole|entire|full) (?:time|visit|meeting|session)|throughout|all along|all of it|all the time)"
_CAME = r"(?:came|came in|joined|joined us|joined me|sat in|stayed|stopped in|popped in|dropped in|attended)"
_END_OF = (
    r"(?:the )?(?:first|last|second|final) (?:\d{1,2}|half|part|bit|few|hour|quarter)(?: ?(?:hour|min|minutes|m))?"
    r"(?: of (?:it|the (?:time|visit|meeting)))?"
)
_SOME = (
    rf"(?:{_END_OF}|"
    r"(?:about |only |just )?\d{1,2} ?(?:min|mins|minutes|m)|(?:a )?(?:part|bit|while|few minutes)|"
    r"(?:half|most|some) of it|half an hour)(?: of (?:it|the (?:time|visit|meeting)))?"
)
_AT = (
    r"(?: early| late)?,? (?:at|by|around|after|from|until|till|"
    r"til) \d{1,2}(?::\d\d)?(?: ?[ap]\.?m?\.?)?(?! ?(?:min|m\b|h))"
)
_NOT = r"(?:n't|nt| not)"
PRESENCE: tuple[tuple[str, str], ...] = (
    (
        "partly",
        rf"{_WHO}{_WAS} (?:{_THERE} |in )?(?:partly|partially|part of the time|part[ -]time|some of the time)"
        rf"(?: {_THERE})?|"
        rf"{_WHO}{_WAS} (?:(?:{_THERE}|in) )?(?:for )?{_END_OF}|{_WHO}{_WAS} (?:{_THERE}|in) (?:for )?{_SOME}|"
        rf"{_WHO} {_CAME} (?:(?:for|at) {_SOME}|{_END_OF})|"
        rf"{_WHO}{_WAS} (?:{_THERE}|in) (?:only )?for (?:the )?[a-z]+ only|"
        rf"{_WHO} (?:left early|left half ?way(?: through)?|joined late|came late|arrived late|in and out|"
        rf"stepped out(?: half ?way| early| midway)?|had to leave(?: early)?|(?:was |got )?(?:pulled|"
        rf"called) (?:out|away))|"
        rf"{_WHO}{_WAS} (?:joined(?: us| me)?|came(?: in)?|arrived|left|had to leave|{_THERE}){_AT}|"
        rf"partly {_THERE}|(?:for )?(?:the )?(?:first|second|last) (?:half|part|hour) with (?:the principal|"
        rf"principal|{NAME}+)",
    ),
    (
        "no",
        rf"{_WHO}(?: was| were| is)? (?:not (?:{_THERE}|available)|absent|out sick|"
        r"out(?: of (?:the )?(?:building|office|town|district))?|away|unavailable|off[ -]?site|sick)|"
        rf"{_WHO} (?:was|is|were){_NOT} (?:{_THERE})|"
        rf"{_WHO} (?:could|can|did){_NOT} (?:make it|attend|join|come|be {_THERE}|show(?: up)?)|"
        rf"(?:no|without|w/o|w/out|minus) (?:the )?(?:principal|princ?\.?|{NAME}+)(?: (?:{_THERE}))?",
    ),
    (
        "yes",
        rf"{_WHO}{_WAS} {_THERE}(?: (?:for )?{_WHOLE})?|{_WHO}{_WAS} in for {_WHOLE}|"
        rf"{_WHO} (?:attended|joined us|joined me|joined|took part)(?: (?:for )?{_WHOLE})?|"
        rf"(?:with|w/|w) (?:the )?principal(?: (?:for )?{_WHOLE})?|(?:with|w/|w) {NAME}+ (?:for )?{_WHOLE}|"
        rf"(?:all|both|everyone)(?: (?:principals|leaders))?{_WAS} (?:present|there|attended)",
    ),
)
_PATTERNS = tuple((code, re.compile(f"{BEGIN}(?:{pattern}){END}")) for code, pattern in PRESENCE)


def presences(text: str) -> list[Found]:
    """Whether the principal was there. text: with NAME standing for every leader named."""
    found: list[Found] = []
    for code, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            clocked = re.search(r"\d(?: ?[ap]\.?m?\.?)?$", match[0]) is not None  # "joined at 1:30" may be the start
            found.append(Found(match.start(), match.end(), "presence", code, clocked))
            text = text[: match.start()] + "\0" * (match.end() - match.start()) + text[match.end() :]
    return found
