"""What kind of contact, how many, by which medium, and what was done, by the words people use."""

import re

from bot.language.numbers import SPELLED, number
from bot.language.words import BEGIN, END, Found
from bot.rules.contacts import COUNT_MAX

_MEET = r"(?:meetings?|mtgs?)"


def _of(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{BEGIN}(?:{pattern}){END}")


ACTIVITIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("A3", _of(rf"data[ -]teams?(?: {_MEET})?|data {_MEET}")),
    ("A1", _of(r"chart(?:ed|ing)? (?:the )?(?:data|scores)|data charts?")),
    (
        "A2",
        _of(
            r"(?:classroom )?walk[ -]?th?rough?s?|walk[ -]?thrus?|learning walks?|classroom walks?|"
            r"walked (?:the )?(?:class)?rooms|classroom rounds"
        ),
    ),
    ("A4", _of(r"(?:teacher )?pd(?: session)?|professional development|teacher (?:support|training)|staff training")),
    (
        "A5",
        _of(
            rf"(?:parents?|family|community|pta|pto) (?:night|{_MEET}|event|forum|evening)|"
            r"parents(?: and community)?"
        ),
    ),
    ("A6", _of(r"observ(?:ed|ing|e) students|student observations?|watched students|shadowed (?:a )?students?")),
    (
        "A7",
        _of(
            rf"observ(?:ed|ing|e) (?:(?:\d|an?|{SPELLED}) )?(?:teachers?|lessons?|class(?:es)?)|"
            r"(?:teacher|classroom|lesson) observations?"
        ),
    ),
    ("A8", _of(r"plan(?:ned|ning)? with (?:the |our )?consultants?|consultant planning")),
    ("A9", _of(r"(?:difficult|hard|tough) (?:decision|call)s?")),
    ("A10", _of(r"sounding board|thinking partner")),
    ("A11", _of(r"gather(?:ed|ing)? (?:staff |teacher )?feedback|collect(?:ed|ing)? feedback|feedback survey")),
)

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "video",
        _of(
            rf"(?:(?:on|over|via|by) )?(?:video (?:call|chat|conference|{_MEET})|"
            rf"(?:zoom|teams|skype|meet) (?:call|chat|{_MEET})|google meet|zoom(?:ed)?|face ?timed?|skyped?|"
            rf"webex|video|vc)"
        ),
    ),
    (
        "team_meeting",
        _of(
            rf"(?:(?:leadership|instructional|admin|staff) )?team {_MEET}|(?:ilt|slt) {_MEET}|ilt|(?:leadership|"
            rf"admin) team"
        ),
    ),
    ("cohort", _of(rf"cohort(?: (?:{_MEET}|session))?")),
    ("session", _of(r"coaching (?:session|conversation|meeting)s?|session|coaching|coached")),
    (
        "visit",
        _of(
            r"(?:(?:weekly|regular|usual) )?(?:(?:on[ -]?site|site|school|drop[ -]in) )?visit|visit(?:s|ed|ing)?|"
            r"on[ -]?site|(?:stopped|dropped|popped|swung) (?:in(?:to)?|by)|drop[ -]in|vst"
        ),
    ),
    (
        "call",
        _of(
            r"(?:spoke |talked )?(?:by|on the|over the|via) (?:phone|telephone)|(?:tele)?phone (?:call|"
            r"check[ -]in)|phoned?|"
            r"telephoned|called|calling|phoning|call|rang"
        ),
    ),
)
_COUNTED = rf"(?:(?P<n>\d{{1,3}}|{SPELLED}|an?|a couple of|sent an?) )?"
_TIMES = r"(?: ?x ?(?P<x>\d{1,2})| (?P<twice>twice))?"
_TEXTS = r"texts|texted|text messages?|text|txts|txted|txt|sms|dms|dm|imessaged?|whats ?app(?:ed)?|messaged|texting"
_LOOSE = frozenset({"parents", "pd"})
_MAYBE = frozenset({"calling", "phoning", "texting", "emailing", "leadership team", "admin team"})
WRITTEN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", _of(rf"{_COUNTED}(?P<word>e-?mails|e-?mailed|e-?mailing|e-?mail){_TIMES}")),
    ("text", _of(rf"{_COUNTED}(?P<word>{_TEXTS}){_TIMES}")),
)
MET = _of(rf"met up|met|{_MEET}")
ASSUMED = re.compile(r"ed$|whats ?app|sms|dm$")  # one message, where nothing says how many
TIMES = _of(rf"twice|thrice|(?:{SPELLED}|\d{{1,2}}) (?:times|messages|msgs)|\d{{1,2}} ?x|x ?\d{{1,2}}")
MEDIA: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("on_site", _of(r"in[ -]person|face[ -]to[ -]face|f2f")),
    ("off_site", _of(r"off[ -]?site")),
    ("video", _of(r"(?:via|over|on|by|through) (?:ms |microsoft )?teams|virtual(?:ly)?|online")),
)


def activities(text: str) -> list[Found]:
    """Every activity named."""
    return [
        Found(match.start(), match.end(), "activity", code, match[0] in _LOOSE)
        for code, pattern in ACTIVITIES
        for match in pattern.finditer(text)
    ]


def kinds(text: str) -> list[Found]:
    """Every kind named; of written messages with how many, where that was said."""
    found: list[Found] = []
    for code, pattern in (*WRITTEN, *KINDS):
        for match in pattern.finditer(text):
            count = _count(match) if code in {"email", "text"} else None
            found.append(Found(match.start(), match.end(), "kind", (code, count), match[0] in _MAYBE))
            text = text[: match.start()] + "\0" * (match.end() - match.start()) + text[match.end() :]
    met = [Found(match.start(), match.end(), "met", None, True) for match in MET.finditer(text)]
    times = [Found(match.start(), match.end(), "times", _times(match[0])) for match in TIMES.finditer(text)]
    media = [Found(match.start(), match.end(), "medium", code) for code, one in MEDIA for match in one.finditer(text)]
    return [*found, *met, *times, *media]


def _times(said: str) -> int | None:
    if said in {"twice", "thrice"}:
        return 2 if said == "twice" else 3
    digits = re.search(r"\d+", said)
    return _some(int(digits[0]) if digits else int(number(said.rpartition(" ")[0])))


def _count(match: re.Match[str]) -> int | None:
    if match["twice"]:
        return 2
    if match["x"]:
        return _some(int(match["x"]))
    said = (match["n"] or "").removeprefix("sent ")
    if said == "a couple of":
        return None
    if said:
        return _some(int(said) if said.isdigit() else int(number(said)))
    many = match["word"].endswith(("s", "ing")) and match["word"] != "sms"
    return None if many else 1


def _some(count: int) -> int | None:
    return count if 1 <= count <= COUNT_MAX else None
