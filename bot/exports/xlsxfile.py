"""XLSX: days are days, numbers are numbers, and text is only ever text."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from bot.exports.tables import Cell, Column, sound

CELL_MAX = 32_767  # characters; Excel takes no more
CUT = "… (cut here; the CSV has all of it)"


class XlsxFile:
    """A spreadsheet under way, in memory: the library's other way would put the words on the disk."""

    def __init__(self, columns: Sequence[Column], title: str, now: datetime, name: str = "Contacts") -> None:
        self._bytes = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._bytes, options)
        made = now.replace(tzinfo=None)
        self._book.set_properties({"title": title, "author": "Coachlog", "created": made})
        self._sheet = self._book.add_worksheet(name)
        self._styles = _styles(self._book, columns)
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self._row = 0
        self._head(columns)

    def _head(self, columns: Sequence[Column]) -> None:
        bold = self._book.add_format({"bold": True, "valign": "top", "text_wrap": True, "bottom": 1})
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, column.width)
            self._sheet.write_string(0, place, column.title, bold)
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._width = len(columns)

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Add rows."""
        for row in rows:
            self._row += 1
            for place, cell in enumerate(row):
                self._put(place, cell)

    def _put(self, place: int, cell: Cell) -> None:
        if isinstance(cell, str):
            self._sheet.write_string(self._row, place, _fitting(sound(cell)), self._styles[place])
        elif isinstance(cell, date):
            self._sheet.write_datetime(self._row, place, cell, self._day)
        elif cell is not None:
            self._sheet.write_number(self._row, place, cell, self._styles[place])

    def finish(self) -> bytes:
        """The whole file."""
        self._sheet.autofilter(0, 0, max(self._row, 1), self._width - 1)
        self._book.close()
        return self._bytes.getvalue()


def _styles(book: Any, columns: Sequence[Column]) -> list[Any]:
    usual = book.add_format({"valign": "top"})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    return [wrapped if one.wrapped else usual for one in columns]


def _fitting(text: str) -> str:
    return text if len(text) <= CELL_MAX else text[: CELL_MAX - len(CUT)] + CUT
