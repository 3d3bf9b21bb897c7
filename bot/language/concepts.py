"""The words of questions: what each stands for, whatever its form. The rest is small words, or unknown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.language.words import MASK

_B, _E = r"(?<![\w'])", r"(?![\w'])"
_KINDS = (
    ("team_meeting", r"(?:leadership |instructional )?team meetings?|ilt meetings?"),
    ("cohort", r"cohort(?: meetings?| sessions?)?s?"),
    ("video", r"video(?: calls?| chats?| meetings?)?s?|zooms?(?: calls?| meetings?)?"),
    ("session", r"(?:coaching )?sessions?"),
    ("email", r"e-?mails?|e-?mailed"),
    ("text", r"text(?:s|ed| messages?)?|sms"),
    ("call", r"(?:tele)?phone(?: calls?|d)?|calls?|called"),
)
_DID_NOT = r"(?:did ?n[o']t|did not|didnt|never|not)"
_MANY = r"(?:how many|number of|count of) (?:of )?(?:our |my |the |their )?"
# In this order: what was read first isn't read again.
_TABLE: tuple[tuple[str, str], ...] = (
    ("COMPARE", r"compared? (?:to|with|against)|compare|versus|vs\.?|(?:more|fewer|less)(?= .*(?<!\w)than(?!\w))|than"),
    (
        "by:month",
        r"(?:broken down |split |grouped )?(?:by|per|for each|each|every|for every) (?:calendar )?months?|"
        r"month by month|"
        r"monthly|over time|trends?(?: (?:of|in|for))?|over the months",
    ),
    ("by:week", r"(?:broken down )?(?:by|per|for each|each|every|for every) weeks?|week by week|weekly"),
    ("by:kind", r"(?:broken down )?(?:by|per|for each|of each|each) (?:kinds?|types?|medium)|kinds? of(?= contacts?)"),
    (
        "by:school",
        r"(?:broken down )?(?:by|per|for each|at each|with each|each|every|for every) (?:schools?|principals?|"
        r"leaders?|pairs?)",
    ),
    ("by:coach", r"(?:broken down |split |grouped )?(?:by|per|for each|of each|each|every|for every) coach(?:es)?"),
    ("by:district", r"(?:broken down |split |grouped )?(?:by|per|for each|in each|each|every|for every) districts?"),
    ("COUNTED", rf"{_MANY}(?:principals?|leaders?|schools?|pairs?)"),
    ("OTHERS", rf"{_MANY}(?:coach(?:es)?|districts?|people)"),
    ("COACHES", r"coaches"),
    (
        "MISSED",
        rf"{_DID_NOT} (?:take place|happen|get held|occur)|not held|missed|miss|skipped|cancell?ed|fell through|"
        r"no[ -]shows?|called off",
    ),
    ("CANCELS", r"cancels?|cancell?ing"),  # who did it isn't known of every visit that was missed
    ("MOVED", r"(?:got |were |was )?(?:moved|rescheduled|postponed)"),
    ("STALLED", r"stalled(?: pairs?)?|(?:gone|went|been) quiet|quiet pairs?"),
    (
        "TOLOG",
        r"unlogged|forgot(?:ten)? to log|"
        r"(?:have|need|still need|left|yet|still have|still) to (?:be )?log(?:ged)?|without (?:a )?log|"
        r"(?:still )?(?:gotta|got to|must|should) log|"
        r"(?:not|n't)(?: been)? (?:yet )?logged(?: yet)?|not yet logged|"
        r"(?:haven't|havent|have not) (?:i )?logged",
    ),
    (
        "PACE",
        r"(?:on|off|behind|ahead of) (?:pace|track|schedule)|behind|below|short(?: of| on)?|"
        r"under (?:dose|target|goal)|"
        r"against (?:the |my |their )?(?:goal|dose|target)|dose",
    ),
    ("LEFT", r"left|remaining|remains?"),
    ("NEED", r"(?:still )?needs?(?: to)?"),
    ("STEPS", r"supposed to(?: do| bring| send)?|next steps?|action items?|action steps?|steps?|to[- ]?dos?"),
    ("AGO", r"how long (?:has it been |is it |it's been )?since|how long ago|days since"),
    (
        "SINCE",
        r"how long (?:has it been |is it |ago )?(?:since|was|did|is it since)|how long|days? since|"
        r"(?:has it been )?since",
    ),
    ("RECENT", r"lately|recently|of late|in a while"),
    ("WHERE", r"where (?:am i|are we|will i be)|what (?:do|will) (?:i|we) have|what have i got"),
    ("SEEING", r"seeing|visiting|meeting with|(?<!how often )(?<!times )do (?:i|we) (?:see|visit|meet)(?: with)?"),
    ("LAST", r"last time|last|latest|most recent(?:ly)?"),
    ("NEXT", r"(?:what's |what is )?(?:coming up|coming|upcoming)|next"),
    (
        "HOURS",
        r"(?:coaching )?hours?(?: of coaching)?|hrs?|how much coaching(?! (?:sessions?|calls?|visits?))|"
        r"(?:how much |the |coaching )?(?:coaching )?time(?= (?:have|did|do|has|with|at|spent|i)(?!\w))",
    ),
    ("REPORTS", r"(?:status )?reports?"),
    ("OVERDUE", r"overdue|past due"),
    ("LATE", r"late"),
    ("MISSING", r"missing|not in(?: yet)?"),
    ("DUE", r"due|deadlines?"),
    ("PROMISE", r"promis(?:e[sd]?|ing)|commitments?|commit(?:ted)?(?: to)?"),
    ("OWE", r"owes?|owed"),
    ("OPEN", r"(?:still )?open"),
    ("ACTIVITY", r"(?:mix of |kinds? of )?activit(?:y|ies)(?: mix| breakdown| kinds?)?"),
    *(("kind:" + kind, words) for kind, words in _KINDS),
    ("VISITS", r"(?:on-?site |site |school )?visits"),
    ("VISIT", r"(?:on-?site |site |school )?visit"),
    ("VISITED", r"visited"),
    ("MEETING", r"meetings?"),
    ("CONTACTS", r"contacts?|touch ?points?|log entries|entries|interactions?"),
    ("TALK", r"(?:talk(?:ed)?|speak|spoken?|spoke)(?: (?:to|with))?"),
    ("SEE", r"see|saw|seen|met(?: with)?|meet(?: with)?"),
    ("BOOKED", r"booked|scheduled|(?:on|in) the calendar|set up"),
    ("PLANNED", r"planned"),
    ("HELD", r"held|made|make|took place|happened"),
    (
        "LOGGED",
        r"logged|log|recorded|counted|counts?(?= (?:at|for|with))|put in|spent|spend|sent|send|wrote|write|"
        r"coached|(?<=i )coach(?= \0)",
    ),
    ("TIMES", r"how often|how many times|times"),
    (
        "COUNT",
        r"(?:how|hw) (?:many|much)|(?:what )?(?:percent(?:age)?|share) of|numbers? of|"
        r"count of|count|total|sum of|totals",
    ),
    ("NOT", r"no|not|without|w/o|nothing|never|none|nobody|lacks?|(?:have|has|is|are|do|does|did|was|were)n'?t"),
    ("WHEN", r"when(?:'?s)?|what (?:day|time)(?= (?:is|are|am|will|do))|which day"),
    ("DID", r"did"),
    ("WILL", r"will|going to"),
    ("HAVE", r"have|has|had"),
)
_SMALL = (
    "a an the of for at in on with to from and & @ by my our me i i'm i've we us you your yours their they she "
    "he her his them please pls show tell give list say know want do does did is are am was were be been being "
    "can could would should there that which who whom who's whos whose what what's whats any anyone anybody "
    "anything anywhere so far in total all overall together school schools principal principals leader leaders "
    "pair pairs still yet already how it its this as well exactly now right currently get got go goes went up "
    "out status against that's stand stands each both else only just long ago data figure figures number "
    "numbers or then hi hello hey ok okay coachlog s ll ve where whole done coach w one people "
    "here again out everyone everybody someone somebody "
)
_FILLERS = frozenset(_SMALL.split())
_NOT_NAMES = frozenset({"no", "so", "will", "may", "not", "n", "s", "e", "w"})
_WORD = re.compile(r"[^\W_][\w'-]*")
_I = r"(?:i|we|you|my|our|she|he|they|it|there|any|anyone|anybody|the|all)"
_ASKS = re.compile(
    r"\s*(?:(?:hi|hello|hey|ok|please|and|so),? )*(?:who(?:m|se|'s|s)?|when(?:'?s)?|what(?:'s|s)?|which|where|why|how|"
    r"show|list|compare|count|tell me|give me|any|number of|"
    rf"(?:did|do|does|is|are|am|was|were|have|has|can|could|will|would) {_I}|"
    r"(?:did|does|is|has|was|will) (?:(?:my|our|the) )?coach)(?![\w'-])"
)
_JOINT = re.compile(
    r" *(?:,|/|\+|&|(?<= )(?:and|or|plus|vs\.?|versus|than|as well as|compared (?:to|with)))+ *"
    r"(?:(?:and|or) )?(?:(?:my|our|the|any|all) )?"
)
_HOW_TO = re.compile(
    r"\s*(?:how (?:to|(?:do|can|could|would|should) (?:i|we|you))(?! spend)|what can (?:i|you) do)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Concepts:
    """What the words of a question stand for. one: a kind of contact is named in the singular, as who tells of one
    does; unknown: words that are nothing we know; joined: all kinds are named together, as by "and"."""

    held: frozenset[str]
    one: bool
    unknown: tuple[str, ...]
    joined: bool = False

    @property
    def kinds(self) -> list[str]:
        """The kinds of contact named."""
        return sorted(one.removeprefix("kind:") for one in self.held if one.startswith("kind:"))

    @property
    def by(self) -> list[str]:
        """What it is to be taken apart by."""
        return sorted(one.removeprefix("by:") for one in self.held if one.startswith("by:"))

    @property
    def bare(self) -> frozenset[str]:
        """All but what it is taken apart by; any kind of contact is KIND."""
        plain = {one for one in self.held if ":" not in one and one != "DID"}
        return frozenset(plain | ({"KIND"} if self.kinds else set()))


_COMPILED = [(name, re.compile(f"{_B}(?:{words}){_E}")) for name, words in _TABLE]


def concepts(text: str) -> Concepts:
    """What is said in a text in one spelling, names and days masked."""
    found: set[str] = set()
    left, one, kinds = text, False, list[re.Match[str]]()
    for name, pattern in _COMPILED:
        for match in pattern.finditer(left):
            found.add(name)
            kinds += [match] if name.startswith("kind:") or name == "VISITS" else []
            one = one or (name.startswith("kind:") and (not match[0].endswith("s") or match[0] == "sms"))
            left = left[: match.start()] + MASK * (match.end() - match.start()) + left[match.end() :]
    unknown = tuple(word for word in _WORD.findall(left) if word.strip("'-.") not in _FILLERS)
    return Concepts(frozenset(found), one, unknown, _are_joined(text, kinds))


def _are_joined(text: str, kinds: Sequence[re.Match[str]]) -> bool:
    """Whether all kinds of contact that are named stand together: "visits, calls and e-mails"."""
    ordered = sorted(kinds, key=re.Match.start)
    return all(_JOINT.fullmatch(text[one.end() : after.start()]) for one, after in pairwise(ordered))


def is_small(words: str) -> bool:
    """Whether all of it are small words, no name alone: "no" stands for North only beside another word."""
    return all(word in _FILLERS or word in _NOT_NAMES for word in _WORD.findall(words))


def looks_asked(text: str) -> bool:
    """Whether a text asks for figures by its form: a question mark, or how it begins. How to do something is no such
    question. text: in one spelling."""
    if _HOW_TO.match(text):
        return False
    return text.rstrip().endswith("?") or _ASKS.match(text) is not None
