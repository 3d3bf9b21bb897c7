"""Tables as files: what CSV and XLSX have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

Cell: TypeAlias = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. width: in characters, where a format has widths; wrapped: long text, shown on several lines."""

    title: str
    width: int
    wrapped: bool = False


class Table(Protocol):
    """A file under way: rows are added in portions, and its bytes are had at the end."""

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Add rows, each with a cell for every column."""

    def finish(self) -> bytes:
        """The whole file. Nothing may be added afterwards."""


def sound(text: str) -> str:
    """Text that can be encoded: half of a surrogate pair stands for nothing."""
    return text.encode("utf-8", "replace").decode("utf-8") if any("\ud800" <= one <= "\udfff" for one in text) else text
