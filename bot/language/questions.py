"""What a typed question asks: one of a fixed set, or the nearest of them. Nothing is guessed without being said."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.language.asides import without_asides
from bot.language.concepts import Concepts, concepts, is_small, looks_asked
from bot.language.matching import Asked, nearest, question_of
from bot.language.names import name_words, names, shortlist
from bot.language.spans import Said, spans
from bot.language.spelling import far, spelled
from bot.language.terms import apart_from_names
from bot.language.words import MASK, Found, alike, masked
from bot.rules.lines import Pair
from bot.rules.questions import ME, OFFERED, SCHOOL, THEM, Group, Heard, Reading

ASK_MAX = 300
MANY = 40  # pairs, from which on those are picked first whose names may be typed
_STOOD = (
    r"(?<!\w)(?:as of|as at|as (?:it|they) (?:stood|stands?|were|was)(?: (?:on|at|of))?|as on|like on)"
    r"(?: the)?(?: end of)?"
)
_AS_OF, _AS_OF_WORDS = re.compile(f"{_STOOD} $"), re.compile(rf"{_STOOD}(?!\w)")
_THEIRS = re.compile(
    rf"(?:did|does|do|has|have|had) {MASK}|{MASK}+(?:'s)? (?:still )?(?:promis|owe|commit)|(?<!\w)(?:she|he|they) "
)
_I_DID = re.compile(
    r"(?<!\w)(?:i|we)(?: (?:still|have|had|did))* (?:promis|owe|commit)|"
    r"(?<!\w)(?:did|do|have) i (?:still )?(?:promis|owe|commit)|(?<!\w)(?:am|was) i(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A name in the text: the pairs it may mean, grouped by who or what each is; sure: it is typed as it is spelled;
    by: what it names."""

    choices: tuple[tuple[int, ...], ...]
    sure: bool
    by: str = SCHOOL


def read_question(
    text: str,
    pairs: Sequence[Pair],
    today: date,
    groups: Mapping[str, Group] | None = None,
    year: tuple[date, date] | None = None,
) -> Heard:
    """Read one typed question. pairs: those the person may ask about; groups: further names, as of coaches and of
    districts, with the pairs each stands for, typed whole; year: the program's. Never raises."""
    typed = text.strip()
    if not typed or len(typed) > ASK_MAX:
        return Heard(asks=typed.endswith("?"))
    if len(pairs) > MANY:
        pairs = shortlist(alike(typed), pairs)
    known = name_words(pairs)
    plain = spelled(alike(typed), known, asked=True)
    whole = _groups(plain.text, groups or {})
    left = masked(plain.text, whole)
    bare = masked(left, apart_from_names(left, known))
    named = names(bare, lambda start, end: typed[plain.spots[start] : plain.spots[end]], pairs)
    named = [one for one in named if not is_small(plain.text[one.start : one.end])]
    left = masked(left, named)
    said = spans(left, today, year)
    as_of = _as_of(left, said)
    rest = left
    for one in said:
        rest = rest[: one.start] + MASK * (one.end - one.start) + rest[one.end :]
    rest = _AS_OF_WORDS.sub(lambda match: MASK * len(match[0]), rest) if as_of else rest
    found = concepts(without_asides(rest))
    days = tuple(one for one in said if one is not as_of)
    places = [_place(one, plain.text, pairs) for one in named] + [
        Place((one.value.pairs,), True, one.value.by) for one in whole
    ]
    asked = Asked(found, days, _side(rest, found), as_of, looks_asked(plain.text), len(places))
    return replace(_heard(asked, places, today), asks=asked.asks)


def _groups(text: str, groups: Mapping[str, Group]) -> list[Found]:
    """Names that stand for several pairs, the longest first."""
    found: list[Found] = []
    for name in sorted((one for one in groups if one.lower() in text), key=len, reverse=True):
        places = re.finditer(rf"(?<!\w){re.escape(name.lower())}(?!\w)", masked(text, found))
        found += [Found(match.start(), match.end(), "group", groups[name]) for match in places]
    return found


def _as_of(text: str, said: Sequence[Said]) -> Said | None:
    """The day after "as of", among what is said of days."""
    for one in said:
        lead = re.sub(r"(?:on|for) $", "", text[: one.start])
        if _AS_OF.search(lead if lead.endswith(" ") else f"{lead} ") or _AS_OF.search(text[: one.start]):
            return one
    return None


def _side(text: str, found: Concepts) -> str:
    """Whose promises are asked for: "what did I promise", "what does Lincoln owe me"."""
    if _I_DID.search(text):
        return ME
    if _THEIRS.search(text) and not found.held.isdisjoint({"PROMISE", "OWE"}):
        return THEM
    return ME if re.search(r"(?<!\w)(?:my|mine)(?!\w)", text) else ""


def _place(one: Found, text: str, pairs: Sequence[Pair]) -> Place:
    """The pairs of one school, or of one leader, are one choice."""
    held = [pair for pair in pairs if pair.id in one.value]
    groups: dict[int | str, list[int]] = {}
    for pair in held:
        groups.setdefault((pair.school_id or pair.school) if one.field == "school" else pair.leader, []).append(pair.id)
    sure = not one.shaky or _nearly(text[one.start : one.end], held)
    return Place(tuple(tuple(ids) for ids in groups.values()), sure)


def _nearly(words: str, held: Sequence[Pair]) -> bool:
    """Whether each word typed is at most one letter from a word of the name."""
    known = {word for pair in held for word in re.findall(r"[^\W_]+", f"{pair.school} {pair.leader}".lower())}
    return all(any(far(word, name, 1) <= 1 for name in known) for word in re.findall(r"[^\W_]+", words))


def _heard(asked: Asked, places: Sequence[Place], today: date) -> Heard:
    known = question_of(asked, today, bool(places))
    choices, by = _choices(places), {one.by for one in places}
    apart = by.pop() if len(by) == 1 else SCHOOL
    if known is None:
        near = nearest(asked, today, bool(places), bool(places) and len(choices) == 1)
        return Heard(near=tuple(_about(one, choices[0] if choices else ((),), apart) for one in near)[:OFFERED])
    meant = tuple(_about(known, choice, apart) for choice in choices)
    if not all(one.sure for one in places):
        return Heard(near=meant[:OFFERED])
    return Heard(reading=meant[0]) if len(meant) == 1 else Heard(which=meant)


def _choices(places: Sequence[Place]) -> list[tuple[tuple[int, ...], ...]]:
    """What the names may mean together: a group of pairs for each name, in every combination; a school and its own
    leader are one."""
    found: list[tuple[tuple[int, ...], ...]] = [()]
    for place in places:
        found = [(*before, one) for before in found for one in place.choices]
    narrowed = [_narrowed(one) for one in found]
    agreeing = [one for one, raw in zip(narrowed, found, strict=True) if len(one) < len(raw)]
    return list(dict.fromkeys(agreeing or narrowed))


def _narrowed(groups: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
    """Names that fit the same pair say it once: "Principal 14 at Lincoln"."""
    made: list[tuple[int, ...]] = []
    for group in groups:
        place = next((at for at, other in enumerate(made) if set(other) & set(group)), None)
        if place is None:
            made.append(group)
        else:
            made[place] = tuple(one for one in made[place] if one in group)
    return tuple(made)


def _about(reading: Reading, groups: tuple[tuple[int, ...], ...], apart: str) -> Reading:
    """The reading about these pairs; of several schools, coaches or districts, each has its own figure."""
    pairs = tuple(dict.fromkeys(one for group in groups for one in group))
    several = len(groups) > 1 and not reading.by and apart in reading.about.by
    return replace(reading, pairs=pairs, by=apart if several else reading.by)
