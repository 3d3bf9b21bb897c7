"""From the words of a question to the one question they ask, and to the nearest ones where it isn't certain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.language.concepts import Concepts
from bot.language.spans import Said
from bot.rules.lists import Span
from bot.rules.questions import AHEAD, ANY, KIND, OFFERED, PAST, QUESTIONS, SCHOOL, SPAN, Reading

_NAME_ONLY = ("last", "next", "hours")
_NAME_AND_DAYS = ("hours", "contacts", "visits")
NOTHING = "nothing"  # to compare
_UNKNOWN_MAX = 1  # words nobody knows, beside a name alone


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart: its words, its days, whose promises, the day as of which.

    asks: it is one by its form; places: how many names there are.
    """

    found: Concepts
    said: tuple[Said, ...]
    side: str
    as_of: Said | None
    asks: bool = False
    places: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to ask a question. needs: words it must have; may: those that say no more.

    told: what else it needs to be one: days, a count, a name, a breakdown, or days to come.
    """

    question: str
    needs: frozenset[str]
    may: frozenset[str] = frozenset()
    told: str = ""


def _of(question: str, may: str, *ways: str, told: str = "") -> tuple[Shape, ...]:
    return tuple(Shape(question, frozenset(way.split()), frozenset(may.split()), told) for way in ways)


_COUNTS = "COUNT COMPARE LOGGED TIMES HAVE"
_SHAPES: tuple[Shape, ...] = (
    *_of("late_reports", "COUNT HAVE COACHES", "REPORTS LATE", "REPORTS OVERDUE", "REPORTS MISSING"),
    *_of("reports", "WHEN NEXT COUNT HAVE COACHES", "REPORTS", "REPORTS DUE"),
    *_of("unlogged", "VISIT VISITS COUNT HAVE NEED COACHES", "TOLOG"),
    *_of("unbooked", "HAVE COUNT VISIT VISITS COUNTED", "NOT BOOKED", "NOT NEXT VISIT", "NOT NEXT VISITS"),
    *_of("unbooked", "HAVE COUNT VISIT VISITS NEXT COUNTED", "NOT BOOKED"),
    *_of("unbooked", "COUNT COUNTED", "NEED VISIT", "NEED VISITS"),
    *_of(
        "unseen",
        "HAVE COUNT COUNTED RECENT",
        "NOT SEE",
        "NOT CONTACTS",
        "NOT VISITED",
        "NOT TALK",
        "STALLED",
        "NOT VISIT",
    ),
    *_of("missed", "COUNT COMPARE HAVE TIMES", "VISITS MISSED"),
    *_of("missed", "COUNT COMPARE HAVE TIMES", "MISSED", told="asked and days"),
    *_of("missed", "VISIT VISITS COUNT COMPARE HAVE TIMES", "CANCELS", told="never"),
    *_of("moved", "COUNT COMPARE HAVE TIMES", "VISITS MOVED"),
    *_of("unseen", "HAVE COUNT COUNTED", "LEFT VISIT", "LEFT SEE", told="never"),
    *_of("pace", "COUNT HOURS HAVE NEED COUNTED COACHES", "PACE"),
    *_of("pace", "COUNT HAVE", "HOURS LEFT", "HOURS NEED", "HOURS PACE LEFT"),
    *_of("hours", _COUNTS, "HOURS"),
    *_of("overdue", "STEPS PROMISE COUNT HAVE COACHES", "OVERDUE"),
    *_of("overdue", "COUNT HAVE", "LATE STEPS", "LATE PROMISE"),
    *_of("promised", "COUNT HAVE OPEN STEPS", "PROMISE", "OWE", "STEPS", "STEPS DUE", "PROMISE DUE"),
    *_of("promised", "COUNT", "OPEN", told="name"),
    *_of("activities", "COUNT HAVE", "ACTIVITY"),
    *_of("next", "WHEN HAVE BOOKED PLANNED WILL COUNT", "NEXT VISIT", "NEXT VISITS", "NEXT MEETING", "NEXT SEE"),
    *_of("next", "WHEN HAVE BOOKED WILL", "NEXT WHEN", "WILL SEE"),
    *_of("next", "WHEN", "NEXT", told="name"),
    *_of("next", "", "WHEN WILL", told="name"),
    *_of("next", "WHEN NEXT BOOKED", "SEEING", "WHERE", told="to come"),
    *_of("next", "HAVE COUNT", "BOOKED VISITS", told="ahead or now"),
    *_of("next", "HAVE BOOKED COUNT PLANNED WHEN", "VISITS", "VISIT", "MEETING", "SEE", told="ahead"),
    *_of(
        "last",
        "WHEN SINCE AGO HAVE",
        "LAST SEE",
        "LAST VISIT",
        "LAST VISITED",
        "LAST TALK",
        "LAST KIND",
        "LAST CONTACTS",
        "LAST WHEN",
        "RECENT SEE",
        "RECENT VISITED",
        "RECENT TALK",
    ),
    *_of("last", "SEE VISIT TALK", "SINCE SEE", "SINCE TALK", "SINCE LAST", "AGO SEE", "AGO TALK", "AGO LAST"),
    *_of("last", "HAVE", "AGO", told="name"),
    *_of("last", "HAVE WHEN", "LAST", told="name"),
    *_of("visits", "COMPARE COUNT HELD PLANNED HAVE TIMES LOGGED", "VISITS", told="days or count"),
    *_of("contacts", f"{_COUNTS} HELD CONTACTS", "CONTACTS", "KIND", "KIND VISITS", told="days or count"),
    *_of("visits", "COUNT HAVE", "TIMES VISIT", "TIMES VISITED"),
    *_of("visits", "COUNT HAVE", "VISIT", "VISITED", told="did"),
    *_of("contacts", "COUNT HAVE KIND", "TALK TIMES"),
    *_of("visits", "COUNT HAVE", "TIMES", told="never"),
)


def question_of(asked: Asked, today: date, named: bool) -> Reading | None:
    """The one question that these words ask, without its schools; None where it isn't certain."""
    if asked.found.unknown:
        return None
    for shape in _SHAPES:
        if _fits(shape, asked, named) and (made := _reading(shape.question, asked, today)):
            return made
    return None


def _fits(shape: Shape, asked: Asked, named: bool) -> bool:
    held = asked.found.bare
    return shape.needs <= held <= shape.needs | shape.may and _is_told(shape.told, asked, named)


def _is_told(told: str, asked: Asked, named: bool) -> bool:
    """Whether what makes a question of a mere word is there."""
    ahead = bool(asked.said) and all(one.back is None or _is_now(one) for one in asked.said)
    told_by = {
        "": True,
        "name": named,
        "ahead": bool(asked.said) and all(one.back is None for one in asked.said),
        "ahead or now": ahead or not asked.said,
        "to come": named or (bool(asked.said) and all(one.ahead is not None for one in asked.said)),
        "days or count": _is_counted(asked),
        "never": False,
        "did": asked.asks and bool(asked.said) and "DID" in asked.found.held,
        "asked and days": asked.asks and bool(asked.said),
    }
    return told_by[told]


def _is_counted(asked: Asked) -> bool:
    """Whether days, a breakdown or "how many" are said; one call on one day is rather told than asked about."""
    counts = bool(asked.found.by or asked.found.bare & {"COUNT", "TIMES", "COMPARE"})
    told = asked.found.one and not asked.asks
    return counts or (bool(asked.said or "HELD" in asked.found.bare) and not told)


def _is_now(one: Said) -> bool:
    return one.back is not None and one.back == one.ahead


def _reading(question: str, asked: Asked, today: date) -> Reading | None:
    """The question with all that was said; None where it can't have something of that."""
    about = QUESTIONS[question]
    spans = _spans(about.days, asked, question)
    kind = _kind(question, asked)
    by = _by(about.by, asked, several=len((kind or "").split()) > 1)
    if spans is None or by is None or kind is None or (kind and not about.kinds):
        return None
    if asked.as_of and (not about.again or asked.as_of.back is None):
        return None
    if any(one.first > today for one in spans) and about.days == PAST:
        return None
    as_of = asked.as_of.back.first if asked.as_of and asked.as_of.back else None
    side = asked.side if about.sides else ""
    return Reading(question, (), spans, by, kind, side, as_of)


def _spans(days: str, asked: Asked, question: str) -> tuple[Span, ...] | None:
    """The days said, as this question takes them; None where it takes none, or can't be asked of them."""
    if asked.said and not days:
        return None
    found = tuple(one.ahead if days == AHEAD or (days == ANY and one.back is None) else one.back for one in asked.said)
    reach = any(one.reach for one in asked.said) and question != "unseen"
    made = tuple(one for one in found if one is not None)
    if reach or len(made) < len(found) or len(made) > OFFERED:
        return None
    return made if "COMPARE" in asked.found.held or _are_apart(made) else None


def _are_apart(spans: Sequence[Span]) -> bool:
    """Whether no day is in two of them, so that they have a sum."""
    ordered = sorted(spans, key=lambda one: one.first)
    return all(one.last < after.first for one, after in pairwise(ordered))


def _by(known: frozenset[str], asked: Asked, *, several: bool = False) -> str | None:
    """What it is taken apart by; a comparison of two spans is by them, several kinds by kind. None where it can't
    be."""
    by = list(asked.found.by)
    if several and not by and len(asked.said) <= 1 and asked.places <= 1:
        by = [KIND]
    elif "COMPARE" in asked.found.held and not by and "PLANNED" not in asked.found.held:
        by = [SPAN] if len(asked.said) > 1 else [] if asked.places > 1 else [NOTHING]  # places are taken apart anyway
    elif len(asked.said) > 1:
        by.append(SPAN)
    if len(by) > 1 or (by and by[0] not in known):
        return None
    return by[0] if by else ""


def _kind(question: str, asked: Asked) -> str | None:
    """The kind of contact; a visit is one too where the last contact is asked for, and beside another kind. Several
    are summed where they are named together, and None elsewhere."""
    kinds, held = list(asked.found.kinds), asked.found.held
    visit = {"last": {"VISIT", "VISITED"}, "contacts": {"VISITS"} if kinds else set()}.get(question, set())
    kinds += [] if held.isdisjoint(visit) else ["visit"]
    if len(kinds) > 1 and not (question == "contacts" and asked.found.joined):
        return None
    return " ".join(sorted(kinds))


def nearest(asked: Asked, today: date, named: bool, one_place: bool) -> list[Reading]:
    """What the words may ask: the questions that most of them fit, or what is usually asked of a name."""
    held = asked.found.bare
    if not held & _SUBJECTS:
        if not one_place or len(asked.found.unknown) > _UNKNOWN_MAX or len(held) > 2:
            return []
        return _offered(_NAME_AND_DAYS if asked.said else _NAME_ONLY, asked, today)
    scores: dict[str, float] = {}
    for shape in _SHAPES:
        scores[shape.question] = max(scores.get(shape.question, 0.0), _score(shape, held, named))
    scored = sorted(scores.items(), key=lambda one: -one[1])
    return _offered([question for question, score in scored if score > 0], asked, today)


_SUBJECTS = frozenset(
    [
        "HOURS",
        "CONTACTS",
        "KIND",
        "VISITS",
        "VISIT",
        "MISSED",
        "CANCELS",
        "MOVED",
        "OVERDUE",
        "PROMISE",
        "OWE",
        "STEPS",
        "REPORTS",
        "DUE",
        "LATE",
        "ACTIVITY",
        "BOOKED",
        "PACE",
        "TOLOG",
        "STALLED",
        "LAST",
        "NEXT",
        "SEE",
        "VISITED",
        "TALK",
        "TIMES",
    ]
)


def _score(shape: Shape, held: frozenset[str], named: bool) -> float:
    """How well a shape fits: what it needs and has, less what it lacks and what it has no use for."""
    has = len(shape.needs & held & _SUBJECTS)
    lacks = len(shape.needs - held)
    spare = len((held & _SUBJECTS) - shape.needs - shape.may)
    return (
        0.0 if not has else has + 0.5 - 0.9 * lacks - 0.4 * spare - (0.1 if shape.told == "name" and not named else 0)
    )


def _offered(questions: Sequence[str], asked: Asked, today: date) -> list[Reading]:
    """These questions, with as much of what was said as each takes."""
    made = [_reading(one, asked, today) or _plain(one, asked, today) for one in questions]
    return made[:OFFERED]


def _plain(question: str, asked: Asked, today: date) -> Reading:
    """The question with only those of its details that it takes."""
    about = QUESTIONS[question]
    spans = _spans(about.days, asked, question) or ()
    spans = tuple(one for one in spans if about.days != PAST or one.first <= today)[:1]
    kind = (_kind(question, asked) or "") if about.kinds else ""
    by = _by(about.by - {SPAN}, asked, several=len(kind.split()) > 1) or ""
    return Reading(question, (), spans, by if by != SCHOOL or KIND else "", kind, asked.side if about.sides else "")
