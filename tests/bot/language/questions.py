"""The corpus of questions: what people ask, and what it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.language.questions import read_question
from bot.rules.lines import Pair
from bot.rules.lists import Span
from bot.rules.questions import BY_COACH, BY_DISTRICT, Group, Heard, Reading
from tests.bot.language.corpus import PAIRS, TODAY, WORLDS

HERE = Path(__file__).parent
SETS = ("seen", "held_out", "fresh", "people", "staff")
DISTRICTS = "districts"  # the world "five" again, in which coaches and districts are named too
GROUPS = {
    "Coach F": Group(BY_COACH, (1, 3)),
    "Coach G": Group(BY_COACH, (4,)),
    "Harbor City": Group(BY_DISTRICT, (1, 3, 4)),
    "Mill River": Group(BY_DISTRICT, (5, 6)),
}


@dataclass(frozen=True)
class Phrase:
    """One question, whom it is asked about, and what it says: a reading, offers ("~"), schools ("which:") or "?"."""

    text: str
    pairs: tuple[Pair, ...]
    said: str
    grouped: bool = False

    def read(self) -> Heard:
        """What is made of it."""
        return read_question(self.text, self.pairs, TODAY, GROUPS if self.grouped else None)

    @property
    def wanted(self) -> Reading | None:
        """The reading expected, where it is to be certain."""
        return None if self.said[0] in "~?" or "which:" in self.said else reading(self.said)

    def verdict(self) -> str:
        """exact, offered (the right one among others), missed (offered or refused), or wrong: certain, and not so."""
        heard = self.read()
        if heard.reading is not None:
            return "exact" if _plain(heard.reading) == self.wanted else "wrong"
        if self.said == "?":
            return "exact" if not heard.offers else "offered"
        if self.said.startswith("~"):
            return "exact" if self.said[1:] in {one.question for one in heard.near} else "missed"
        if "which:" in self.said:
            return "exact" if _which(heard, self.said) else "missed"
        return "offered" if self.wanted in {_plain(one) for one in heard.offers} else "missed"


def _plain(one: Reading) -> Reading:
    """Without the names of its days, and its pairs in order."""
    spans = tuple(Span(span.first, span.last, "") for span in one.spans)
    return Reading(one.question, tuple(sorted(one.pairs)), spans, one.by, one.kind, one.side, one.as_of)


def _which(heard: Heard, said: str) -> bool:
    codes = re.search(r"which:([A-Z/]+)", said)
    assert codes
    wanted = [reading(said.replace(codes[0], code)) for code in codes[1].split("/")]
    return [_plain(one) for one in heard.which] == wanted


def reading(said: str) -> Reading:
    """The reading a line of the corpus notes."""
    question, *codes = said.split()
    pairs: list[int] = []
    spans: list[Span] = []
    held: dict[str, str] = {}
    for code in codes:
        name, mark, value = code.partition(":")
        if mark:
            held[name] = value
        elif ".." in code:
            first, last = (_day(one) for one in code.split(".."))
            spans.append(Span(first, last, ""))
        else:
            pairs.append(PAIRS[code].id)
    as_of = _day(held["as"]) if "as" in held else None
    sides = (held.get("by", ""), held.get("kind", "").replace("+", " "), held.get("side", ""))
    return Reading(question, tuple(sorted(pairs)), tuple(spans), *sides, as_of)


def _day(code: str) -> date:
    return date.fromisoformat(code if code.count("-") == 2 else f"2026-{code}")


def questions(of: str = "") -> Iterator[Phrase]:
    """Every question of a set, or of all."""
    for name in [of] if of else SETS:
        world = "five"
        for line in (HERE / f"questions_{name}.txt").read_text("utf-8").splitlines():
            if line.startswith("# world "):
                world = line.removeprefix("# world ")
            elif line.strip() and not line.startswith("#"):
                text, _, said = line.partition(" >> ")
                grouped = world == DISTRICTS
                yield Phrase(text, tuple(WORLDS["five" if grouped else world]), said.strip(), grouped)
