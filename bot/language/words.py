"""The typed line as the readers see it: the same length as typed, and what was found in it by place."""

import re
from dataclasses import dataclass
from typing import Any

MASK = "\0"  # stands where something was found already
NAME = "\1"  # stands where a leader is named
BEGIN, END = r"(?<![\w'-])", r"(?![\w']|-\w)"  # around whole words

_ALIKE = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "−": "-",
        "‒": "-",
        "’": "'",
        "‘": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\t": " ",
        "_": " ",
        "*": " ",
        "`": " ",
    }
)
_CONTROL = re.compile("[\0\1]")


@dataclass(frozen=True, slots=True)
class Found:
    """Something read at a place. shaky: by its words alone already a guess; value: as its reader says."""

    start: int
    end: int
    field: str
    value: Any
    shaky: bool = False


def alike(text: str) -> str:
    """Lower case, with one kind of dash, quote and space; every character at its place."""
    lower = "".join(low if len(low := char.lower()) == 1 else char for char in text.translate(_ALIKE))
    return _CONTROL.sub(" ", lower)


def masked(text: str, found: list[Found], mark: str = MASK) -> str:
    """The text with what was found covered."""
    for one in found:
        text = text[: one.start] + mark * (one.end - one.start) + text[one.end :]
    return text
