"""CSV by RFC 4180 with a byte order mark, so that Excel reads it as UTF-8; no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from bot.exports.tables import Cell, Column, sound

MARK = "'"
# What makes a spreadsheet compute, also in full width; spaces before it are skipped by some programs.
STARTERS = frozenset("=+-@\t\r\n\0＝＋－＠")
BOM = "\ufeff"


class CsvFile:
    """A CSV file under way."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._text = io.StringIO(newline="")
        self._text.write(BOM)
        self._writer = csv.writer(self._text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        self.add([[one.title for one in columns]])

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Add rows; days as 2026-11-17."""
        self._writer.writerows([_plain(cell) for cell in row] for row in rows)

    def finish(self) -> bytes:
        """The whole file."""
        return self._text.getvalue().encode("utf-8")


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return inert(sound(cell)) if isinstance(cell, str) else cell if isinstance(cell, int | float) else cell.isoformat()


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a quote mark goes before what could begin one.

    Where a quote mark already stands before it, one more goes there: so taking one away always gives the text back.
    """
    first = text.lstrip(f" {MARK}")[:1]
    return MARK + text if first and first in STARTERS else text


def original(cell: str) -> str:
    """The text behind a cell that inert made."""
    return cell[1:] if cell.startswith(MARK) and inert(cell[1:]) == cell else cell
