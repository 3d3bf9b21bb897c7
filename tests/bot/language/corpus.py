"""The corpus: what a coach types, and what it says, field by field."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.language import read_line
from bot.rules.contacts import ACTIVITIES, KINDS
from bot.rules.lines import SINGLES, Draft, Pair

NOW = datetime(2026, 11, 18, 21, 10, tzinfo=UTC)  # Wednesday, 4:10 PM in New York
TODAY = date(2026, 11, 18)
ZONE = "America/New_York"
PAIRS = {
    "LE": Pair(1, "Lincoln Elementary", "Principal 14", ZONE),
    "LM": Pair(2, "Lincoln Middle", "Principal 15", ZONE),
    "HM": Pair(3, "Harbor Middle", "Principal 21", ZONE),
    "PS": Pair(4, "Pine Street School", "Principal 30", ZONE),
    "NR": Pair(5, "North Ridge High", "Principal 33", ZONE),
    "OK": Pair(6, "Oakdale K-8", "Principal 7", ZONE),
    "WH": Pair(11, "Washington Heights Academy", "Maria Sample", ZONE),
    "JE": Pair(12, "Jefferson Elementary School", "Tom Example", ZONE),
    "JM": Pair(13, "Jackson Middle School", "Ana Specimen", ZONE),
    "PX": Pair(14, "P.S. 118", "Grace Testman", ZONE),
    "RV": Pair(15, "Riverside High School", "Will Placeholder", ZONE),
    "RP": Pair(16, "River Park Elementary", "Kim Model", ZONE),
}
WORLDS = {
    "five": [PAIRS[code] for code in ("LE", "HM", "PS", "NR", "OK")],
    "twins": [PAIRS[code] for code in ("LE", "LM", "HM")],
    "one": [PAIRS["LE"]],
    "led": [Pair(1, "Lincoln Elementary", "Coach C", ZONE)],
    "named": [PAIRS[code] for code in ("WH", "JE", "JM", "PX", "RV", "RP")],
}
FIELDS = (*SINGLES, "steps", "note")
MEDIA = {"phone": "phone", "video": "video", "onsite": "on_site", "offsite": "off_site"}
FRAMEWORKS = {"P": "practices", "G": "goals"}


@dataclass
class Phrase:
    """One line of the corpus: typed by a coach with these pairs, and the values it says."""

    text: str
    pairs: list[Pair]
    says: dict[str, Any] = field(default_factory=dict)

    def read(self) -> Draft:
        """The draft that is made of it."""
        return read_line(self.text, self.pairs, NOW)


def phrases(only: str = "") -> Iterator[Phrase]:
    """Every phrase of the corpus, or of the file of this number."""
    for path in sorted(Path(__file__).parent.glob(f"phrases_{only or '*'}.txt")):
        world = "five"
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("# world "):
                world = line.removeprefix("# world ")
            elif line.strip() and not line.startswith("#"):
                text, _, said = f"{line} ".replace("\\n", "\n").partition(" >> ")
                yield Phrase(text, WORLDS[world], _said(said, WORLDS[world]))


def _said(said: str, world: list[Pair]) -> dict[str, Any]:
    says: dict[str, Any] = dict.fromkeys(FIELDS)
    says |= {"pairs": (), "attendees": (), "day": TODAY, "activities": (), "focus": (), "steps": (), "note": ()}
    for code in said.split(" | "):
        says |= _one(code.strip(), says)
    if says["pairs"] == () and len(world) == 1 and "n: Harbor" not in said:
        says["pairs"] = (world[0].id,)
    if says["kind"] and says["medium"] is None and len(KINDS[says["kind"]].media) > 1:
        says["medium"] = KINDS[says["kind"]].media[0]
    return says


def _one(code: str, says: dict[str, Any]) -> dict[str, Any]:
    value: dict[str, Any]
    if code in KINDS:
        value = {"kind": code}
    elif re.fullmatch(r"[A-Z]{2}(\+[A-Z]{2})*", code):
        value = {"pairs": tuple(sorted(PAIRS[one].id for one in code.split("+")))}
    elif re.fullmatch(r"[A-Z]{2}(&[A-Z]{2})+", code):
        first, *others = (PAIRS[one].id for one in code.split("&"))
        value = {"pairs": (first,), "attendees": tuple(others)}
    elif code.startswith("+"):
        value = {"presence": code[1:]}
    elif set(code.split()) <= ACTIVITIES.keys():
        value = {"activities": tuple(one for one in ACTIVITIES if one in code.split())}
    elif further := _further(code):
        value = further
    elif code.startswith("n:"):
        value = {"note": words(code[2:])}
    else:
        value = _step(code, says) if code[:2] in {"L:", "C:"} else _short(code)
    return value


def _further(code: str) -> dict[str, Any]:
    """What the form asks of some contacts only."""
    if code.startswith("f "):
        named = (one if ":" in one else f"{FRAMEWORKS.get(one[0], 'cpsel')}:{one}" for one in code[2:].split())
        return {"focus": tuple(named)}
    if code.startswith("via "):
        return {"medium": MEDIA[code[4:]]}
    if code.startswith(">"):
        return {"next_open": True} if code == ">open" else {"next_on": _day(code[1:])}
    flags: dict[str, dict[str, Any]] = {"tried": {"made": "attempted"}, "nosteps": {"no_steps": True}}
    return flags.get(code, {})


def _step(code: str, says: dict[str, Any]) -> dict[str, Any]:
    what, _, due = code[2:].partition(" @")
    owner = "leader" if code[0] == "L" else "coach"
    return {"steps": (*says["steps"], (owner, words(what), _day(due) if due else None))}


def _short(code: str) -> dict[str, Any]:
    letter, rest = code[0], code[1:]
    read: dict[str, Callable[[str], Any]] = {"d": _day, "t": str, "m": int, "c": int}
    return {{"d": "day", "t": "start", "m": "minutes", "c": "count"}[letter]: read[letter](rest)}


def _day(code: str) -> date | None:
    return None if code == "-" else date.fromisoformat(f"2026-{code}")


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in order; how they are set apart doesn't matter."""
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


PHRASES_TEXT = tuple(one.text for one in phrases())
