"""Next steps: who promises what, by when."""

import re
from collections.abc import Sequence
from datetime import date

from bot.language.days import Day, due_on
from bot.language.scene import Scene
from bot.language.words import NAME, Found
from bot.rules.contacts import STEP_MAX
from bot.rules.lines import Promised

_HEAD = r"(?:next steps?(?: for (?:me|us))?|agreed|steps?|to[ -]?dos?|actions?|action items?|ns|follow[ -]?ups?)"
_MODAL = (
    r"(?:'ll|(?:'s|'re|'m) (?:going to|gonna)| (?:is|am|are) gonna to|'d like to| will| shall| (?:is|am|"
    r"are) (?:going )?to|'m going to| going to| plans? to| agree[sd]? to|"
    r" promise[sd]? to| needs? to| ha(?:s|ve) to| should| must| commit(?:s|ted)? to| to|:| ?-(?=\s))"
)
_COACH, _LEADER = r"i|me|coach", rf"she|he|they|(?:the )?principal|(?:the )?leader|{NAME}+"
_BOTH = r"both of us|the two of us|we both|we|us|both"
_STEP = re.compile(
    rf"\s*(?:(?:and|then|also|so|but|&|\+) )*(?P<head>{_HEAD}:\s*|next steps? |to[ -]?do )?(?:(?:and|then) )?"
    rf"(?:(?P<owner>(?P<coach>{_COACH})|(?P<leader>{_LEADER})|(?P<both>{_BOTH}))"
    rf"(?P<modal>{_MODAL})?(?=\s|$)\s*)?(?P<what>.*)",
    re.DOTALL,
)
_BY = re.compile(r"\s*(?:,?\s*(?:due )?(?:by|on|before|until|till|due|this|for|at|the)?)\s*$")
_DUE = re.compile(r"(?<!\w)(?:by|due|before|until|till)(?!\w)")
_PAST = re.compile(r"\w+[^e]ed$")
# What a person says, feels or did is no promise, even where a day follows.
_TELLING = (
    "is was are were be am has had have said says say saw sees see feels feel felt thinks think thought knows know "
    "knew wants want wanted likes like liked loves loved seems seemed looks looked did does didn't doesn't don't "
    "isn't wasn't hasn't can could can't cannot couldn't would wouldn't may might got gets made went told tells took "
    "gave came left left met found heard hears read ran sat spoke asked hopes hope hoped believes worries noticed "
    "notice observed leaves leave returns return starts start begins begin meets meet goes go comes come moves move "
    "retires retire works work attends attend stays stay teaches misses miss just also still "
    "already not never won't must should"
)
_TOLD = frozenset(_TELLING.split())
_NOT_DONE = frozenset({"be", "not", "never", "have", "likely", "probably"})
_NOT_COACHS = frozenset({"think", "see", "say", "know", "feel", "hope", "like", "want", "have", "am"})


def step_of(start: int, end: int, scene: Scene, today: date) -> Promised | None:
    """The next step that a clause is, or None."""
    shown, found = scene.shown, scene.found
    first = _due_first(start, end, scene)
    match = _STEP.match(shown, first.end if first else start, end)
    if match is None or not (match["owner"] or match["head"]):
        return None
    due, until, shaky = _due(match.start("what"), end, shown, found, today)
    if first and due is None:
        due, shaky = due_on(first.value, today)
    what = scene.said(match.start("what"), until).strip(" ,.;:-")
    if not what or len(what) > STEP_MAX or not _promises(match, shown[match.start("what") : until], due):
        return None
    owner = "leader" if match["leader"] else "coach"
    if match["leader"] and not match["modal"]:
        what = _base(what)
    spoken = match["modal"] or match["head"] or _DUE.search(shown, match.start("what"), until + len(" by "))
    guessed = shaky or not spoken or not (match["coach"] or match["leader"]) or match["owner"] == "they"
    return Promised(owner, what, due, guessed, scene.said(start, end).strip())


def _due_first(start: int, end: int, scene: Scene) -> Found | None:
    """The day a clause opens with: "by Friday she will post it"."""
    for one in scene.found:
        if one.field == "day" and start <= one.start and one.end <= end:
            opens = re.fullmatch(r"\s*(?:by|on|before|until) ", scene.alike[start : one.start])
            return one if opens and one.value.how != "vague" else None
    return None


def _promises(match: re.Match[str], what: str, due: date | None) -> bool:
    verb = (what.split() or [""])[0].strip(",.")
    if match["modal"] in {":", " -", "-"} and due is None:
        return False  # "Principal 14: call 15m"
    if match["modal"] or (":" in (match["head"] or "") and not match["owner"]):
        return verb not in _NOT_DONE
    if due is None or verb in _TOLD or _PAST.fullmatch(verb) or not verb.isalpha():
        return False
    singular = verb.endswith("s") and not verb.endswith("ss")
    if match["owner"] in {"she", "he"} or (match["leader"] and match["owner"] != "they"):
        return singular
    return not singular and verb not in _NOT_COACHS


def _due(start: int, end: int, shown: str, found: Sequence[Found], today: date) -> tuple[date | None, int, bool]:
    """The day at the clause's end, where the words before it end, and whether that is a guess."""
    for one in found:
        inside = one.field == "day" and one.start >= start and one.end <= end
        if inside and isinstance(one.value, Day) and not shown[one.end : end].strip(" .,;!)"):
            day, shaky = due_on(one.value, today)
            if day is None:
                return None, end, False
            before = _BY.search(shown, start, one.start)
            return day, before.start() if before else one.start, shaky
    return None, end, False


def _base(what: str) -> str:
    """ "drafts an agenda" as what is to be done: "draft an agenda"."""
    verb, space, rest = what.partition(" ")
    if verb.endswith("ies"):
        verb = verb[:-3] + "y"
    elif verb.endswith(("sses", "shes", "ches", "xes", "zzes", "goes", "does")):
        verb = verb[:-2]
    elif verb.endswith("s") and not verb.endswith("ss"):
        verb = verb[:-1]
    return verb + space + rest
