"""Building one export: contacts in, in portions, and its bytes out. Slow enough for a thread of its own.

The libraries are loaded here, when the first export is built, so that no start-up waits for them.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.exports.csvfile import CsvFile
from bot.exports.entries import Entry, MonthSheet, cells, columns
from bot.exports.sheets import SHEETS, Cells, cells_of
from bot.exports.tables import Cell, Table
from bot.rules.exports import Wanted, span_words


class Building:
    """A table under way, or the contacts of a month sheet. rows, characters: so far, for the limits."""

    def __init__(self, wanted: Wanted, now: datetime) -> None:
        self._wanted = wanted
        self._now = now
        self._table = None if wanted.printed else _table(wanted, now)
        self._entries: list[Entry] = []
        self.rows = 0
        self.characters = 0

    def add(self, entries: Sequence[Entry]) -> None:
        """Add contacts."""
        if self._table is None:
            self.rows += len(entries)
            self._entries += entries
            return
        self._put([cells(one, self._wanted.private) for one in entries])

    def add_lines(self, lines: Sequence[Cells]) -> None:
        """Add lines of a program's table."""
        chosen = SHEETS[self._wanted.what].chosen(self._wanted.columns)
        self._put([cells_of(one, chosen) for one in lines])

    def _put(self, rows: Sequence[Sequence[Cell]]) -> None:
        if self._table is None:
            raise ValueError("a month sheet has no lines")
        self.rows += len(rows)
        self.characters += sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
        self._table.add(rows)

    @property
    def entries(self) -> list[Entry]:
        """The contacts of a month sheet, in the order of their days and times."""
        return sorted(self._entries, key=lambda one: (one.day, one.start or "", one.id))

    def finish(self, sheet: MonthSheet | None) -> bytes:
        """The whole file. sheet: for a month sheet, the one with these contacts."""
        if self._table is not None:
            return self._table.finish()
        from bot.exports.monthsheet import month_sheet  # noqa: PLC0415 - half a second

        if sheet is None:
            raise ValueError("a month sheet without its pair")
        return month_sheet(sheet, self._now)


def _table(wanted: Wanted, now: datetime) -> Table:
    sheet = SHEETS[wanted.what] if wanted.programme else None
    heads = [one.column for one in sheet.chosen(wanted.columns)] if sheet else columns(wanted.private)
    name = sheet.id.capitalize() if sheet else "Contacts"
    if wanted.format == "csv":
        return CsvFile(heads)
    from bot.exports.xlsxfile import XlsxFile  # noqa: PLC0415 - a tenth of a second

    return XlsxFile(heads, f"{name}, {span_words(wanted.first, wanted.last)}", now, name)
