"""Which of the person's own schools and leaders are named, abbreviated or misspelled in a line."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.language.spelling import far
from bot.language.words import Found
from bot.rules.lines import Pair

_TOKEN = re.compile(r"(?<![^\W_])k-\d{1,2}(?![^\W_])|[^\W_]+")
_SHORT = {
    "elementary": {"elem", "el", "es", "elementary"},
    "middle": {"ms", "mid", "middle"},
    "intermediate": {"intermediate", "int"},
    "high": {"hs", "high"},
    "school": {"school", "sch", "schl", "skl"},
    "academy": {"academy", "acad"},
    "street": {"street", "st"},
    "avenue": {"avenue", "ave"},
    "primary": {"primary", "prim"},
    "magnet": {"magnet"},
    "charter": {"charter"},
    "north": {"north", "n", "no"},
    "south": {"south", "s", "so"},
    "east": {"east", "e"},
    "west": {"west", "w"},
    "saint": {"saint", "st"},
    "mount": {"mount", "mt"},
    "heights": {"heights", "hts", "ht"},
    "park": {"park", "pk"},
    "center": {"center", "centre", "ctr"},
    "valley": {"valley", "vly"},
    "springs": {"springs", "spgs"},
    "creek": {"creek", "crk"},
    "road": {"road", "rd"},
    "community": {"community", "comm"},
    "international": {"international", "intl"},
    "preparatory": {"preparatory", "prep"},
}
_GENERIC = {
    "elementary", "middle", "intermediate", "high", "school", "academy", "street", "avenue", "primary", "magnet",
    "charter",
}  # fmt: skip
_LEVELS = {short for word in ("elementary", "middle", "high", "intermediate") for short in _SHORT[word]} - {"el"}
_TITLES = {"principal", "assistant", "dr", "mr", "mrs", "ms", "mx", "vice", "head", "leader", "ap", "the"}
_NUMBERED = {"principal", "prin", "princ", "p", "leader"}
_PLURAL = {"principals", "leaders", "ps"}
_AFTER_WILL = {"visit", "call", "meet", "see", "email", "text", "send", "be", "have", "do", "go", "try", "zoom"}
_COMMON = {
    "will", "mark", "grace", "may", "april", "june", "hope", "faith", "joy", "drew", "pat", "rich", "bill", "art",
    "rob", "park", "hill", "summit", "central", "lake", "valley", "center", "horizon", "liberty", "discovery",
}  # fmt: skip
_GRADES = re.compile(r"k?\d{1,2}")
ALIKE_FROM, TWO_WRONG_FROM = 5, 8  # letters from which on one, and two, may be wrong


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the line and where it stands; typed: as typed, for its capital."""

    text: str
    start: int
    end: int
    typed: str


@dataclass(frozen=True, slots=True)
class Named:
    """A name found: words first to last, which pair, how exactly (more is better), and whether it is a guess."""

    first: int
    last: int
    pair: int
    exact: int
    shaky: bool


def name_words(pairs: Sequence[Pair]) -> frozenset[str]:
    """Every word of the pairs' names."""
    return frozenset(word for pair in pairs for word in _tokens(f"{pair.school} {pair.leader}"))


@lru_cache(maxsize=32768)
def _tokens(name: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(name.lower()))


def shortlist(plain: str, pairs: Sequence[Pair]) -> list[Pair]:
    """Of very many pairs those that names() may find in a line: so that each word is compared with each name's words
    once, however many pairs have it."""
    words = {token.replace("-", "") for token in _TOKEN.findall(plain)}
    words |= {digits[0] for word in words if (digits := re.search(r"\d+$", word))}
    known = {word for pair in pairs for word in _tokens(pair.school)} - _GENERIC - _TITLES
    known |= {word for pair in pairs for word in _tokens(pair.leader)} - _TITLES
    said = {token for token in known if any(_may_be(word, token) for word in words)}
    return [
        pair
        for pair in pairs
        if not said.isdisjoint(_tokens(pair.school) + _tokens(pair.leader)) or _abbreviated(pair, words)
    ]


def _may_be(typed: str, wanted: str) -> bool:
    return typed[0] == wanted[0] and (_same(typed, wanted.replace("-", "")) > 0 or wanted.startswith(typed))


def _abbreviated(pair: Pair, words: set[str]) -> bool:
    """Whether a school is named by its words in one, or by their first letters."""
    tokens = _tokens(pair.school)
    first = "".join(token[0] for token in tokens)
    return first in words or f"{first}s" in words or any(word.startswith(tokens[0]) for word in words if tokens)


def words_of(plain: str, said: Callable[[int, int], str]) -> list[Word]:
    """The words of a line. said: what was typed between two places."""
    return [
        Word(match[0].replace("-", ""), match.start(), match.end(), said(match.start(), match.end()))
        for match in _TOKEN.finditer(plain)
    ]


def names(plain: str, said: Callable[[int, int], str], pairs: Sequence[Pair]) -> list[Found]:
    """Every school ("school") and leader ("leader") named; the value is the ids of the pairs that fit best."""
    words = words_of(plain, said)
    schools: list[Named] = []
    leaders: list[Named] = []
    for pair in pairs:
        schools += _schools(words, pair)
        leaders += _leaders(words, pair)
    return [*_best(words, leaders, "leader"), *_best(words, schools, "school")]


def _best(words: list[Word], named: list[Named], field: str) -> list[Found]:
    """Of the names that overlap, the most exact ones; pairs that fit equally well stay together."""
    found: list[Found] = []
    taken: set[int] = set()
    for one in sorted(named, key=lambda name: (-name.exact, name.shaky, name.first)):
        span = set(range(one.first, one.last + 1))
        if span & taken:
            continue
        same = [two for two in named if (two.first, two.last, two.exact) == (one.first, one.last, one.exact)]
        taken |= span
        ids = frozenset(two.pair for two in same)
        found.append(Found(words[one.first].start, words[one.last].end, field, ids, all(two.shaky for two in same)))
    return found


@lru_cache(maxsize=4096)
def _same(typed: str, wanted: str) -> int:
    """2: the same or a known short form; 1: misspelled; 0: something else."""
    if typed == wanted or typed in _SHORT.get(wanted, ()):
        return 2
    if typed[0] != wanted[0] or not (typed + wanted).isalpha():
        return 0
    if len(wanted) == ALIKE_FROM - 1:
        return int(sorted(typed) == sorted(wanted))
    if min(len(typed), len(wanted)) < ALIKE_FROM - 1 or len(wanted) < ALIKE_FROM:
        return 0
    most = 1 if len(wanted) < TWO_WRONG_FROM else 2
    return int(far(typed, wanted, most) <= most)


def _schools(words: list[Word], pair: Pair) -> list[Named]:
    tokens = [token.replace("-", "") for token in _TOKEN.findall(pair.school.lower())]
    own = [token for token in tokens if token not in _GENERIC and not _GRADES.fullmatch(token)] or tokens
    rest = [token for token in tokens if token not in own]
    spelled = [own, *([joined] if (joined := _joined(own)) != own else [])]
    found = [
        named for at in range(len(words)) for one in spelled if (named := _school_at(words, at, one, rest, pair.id))
    ]
    initials = {"".join(token[0] for token in tokens), "".join(token[0] for token in tokens) + "s"}
    for at, word in enumerate(words):
        if len(word.text) > 2 and word.text in initials:
            found.append(Named(at, at, pair.id, 20, True))
        elif len(own) > 1 and word.text == "".join(own):
            found.append(Named(at, at, pair.id, 20 * len(own), False))
        elif len(word.text) >= ALIKE_FROM and word.text not in _SHORT and _part_of(word.text, own):
            found.append(Named(at, at, pair.id, 10, True))
    return found


def _part_of(typed: str, own: list[str]) -> bool:
    """Whether a word is one of several in a name, or the beginning of one."""
    return any(token.startswith(typed) and (len(own) > 1 or token != typed) for token in own)


def _joined(own: list[str]) -> list[str]:
    """A name's first letters in one: P.S. 118 as people type it, PS 118."""
    letters = next((place for place, token in enumerate(own) if len(token) > 1 or token.isdigit()), len(own))
    return ["".join(own[:letters]), *own[letters:]] if letters > 1 else own


def _school_at(words: list[Word], at: int, own: list[str], rest: list[str], pair: int) -> Named | None:
    found = [_same(word.text, token) for word, token in zip(words[at:], own, strict=False)]
    if len(found) < len(own) or not all(found):
        return None
    last, left = at + len(own) - 1, list(rest)
    while taken := _next_taken(words, last + 1, left):
        left = [token for token in left if token not in taken[1]]
        last = taken[0]
    if max(found) < 2 and len(own[0]) < ALIKE_FROM and len(left) == len(rest):
        return None
    if last + 1 < len(words) and words[last + 1].text in _LEVELS and rest and not _beyond(words, last):
        return None  # another school of that name
    shaky = min(found) < 2 or (len(own) == 1 and own[0] in _COMMON and not words[at].typed[0].isupper())
    return Named(at, last, pair, 20 * len(own) + len(rest) - len(left) - 5 * (min(found) < 2), shaky)


def _next_taken(words: list[Word], at: int, left: list[str]) -> tuple[int, list[str]] | None:
    """The place of the next word of a school's name, and what it stands for: "Lincoln (the middle school)"."""
    at += int(at + 1 < len(words) and words[at].text == "the")
    taken = _taken(words[at].text, left) if at < len(words) else []
    return (at, taken) if taken else None


def _taken(typed: str, left: list[str]) -> list[str]:
    """The rest of a school's name that the next word stands for: elem, K8, School."""
    if typed in _SHORT["school"]:
        return ["school"]
    return [token for token in left if _same(typed, token)][:1]


def _beyond(words: list[Word], last: int) -> bool:
    """Whether the next word stands apart, so that it doesn't belong to the name."""
    return words[last + 1].start - words[last].end > 1


def _leaders(words: list[Word], pair: Pair) -> list[Named]:
    tokens = [token for token in _TOKEN.findall(pair.leader.lower()) if token not in _TITLES]
    if tokens and all(token.isdigit() for token in tokens):
        return _numbered(words, "".join(tokens), pair.id)
    found = []
    for at, word in enumerate(words):
        whole = [one.text for one in words[at : at + len(tokens)]] == tokens
        if whole and tokens:
            found.append(Named(at, at + len(tokens) - 1, pair.id, 40, False))
        for token in tokens:
            same = _same(word.text, token) if len(token) > 2 and token not in _SHORT else 0
            if same and not (word.text in _COMMON and _plain_word(words, at)):
                found.append(Named(at, at, pair.id, 10 + same, same < 2))
    return [_with_title(words, one) for one in found]


def _plain_word(words: list[Word], at: int) -> bool:
    """Whether a name that is a word too stands as one here: without its capital, or "Will visit"."""
    word = words[at]
    after = words[at + 1].text if at + 1 < len(words) else ""
    return not word.typed[0].isupper() or (len(word.typed) > 1 and word.typed.isupper()) or after in _AFTER_WILL


def _with_title(words: list[Word], named: Named) -> Named:
    before = words[named.first - 1].text if named.first else ""
    if before not in _TITLES - {"the"}:
        return named
    return Named(named.first - 1, named.last, named.pair, named.exact + 1, named.shaky)


def _numbered(words: list[Word], digits: str, pair: int) -> list[Named]:
    found = []
    for at, word in enumerate(words):
        if word.text in {f"{title}{digits}" for title in _NUMBERED}:
            found.append(Named(at, at, pair, 40, False))
        elif word.text == digits and at and words[at - 1].text in _NUMBERED | _PLURAL:
            found.append(Named(at - 1, at, pair, 40, False))
        elif word.text == digits and _listed(words, at):
            found.append(Named(at, at, pair, 40, False))
    return found


def _listed(words: list[Word], at: int) -> bool:
    """Whether a number goes on with a list: "principals 14, 21 and 30"."""
    while at and (words[at - 1].text.isdigit() or words[at - 1].text == "and"):
        at -= 1
    return at > 0 and words[at - 1].text in _PLURAL
