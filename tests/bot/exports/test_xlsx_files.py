"""Spreadsheets, read back."""

import io
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from openpyxl.utils.escape import unescape

from bot.exports.tables import Cell, Column
from bot.exports.xlsxfile import CELL_MAX, XlsxFile
from tests.bot.exports.test_csv_files import FORMULAS

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)
COLUMNS = (Column("Day", 12), Column("Minutes", 8), Column("Hours", 8), Column("Note", 60, wrapped=True))
MEGABYTE = 1024 * 1024
Row = tuple[Cell, ...]


def written(rows: Iterator[Row] | list[Row]) -> bytes:
    made = XlsxFile(COLUMNS, "Contacts", NOW)
    made.add(rows)
    return made.finish()


def read(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))["Contacts"]


def test_days_are_days_and_numbers_are_numbers() -> None:
    sheet = read(written([(date(2026, 11, 17), 95, 1.58, "Fine")]))
    assert [cell.value for cell in sheet[2]] == [datetime(2026, 11, 17), 95, 1.58, "Fine"]  # noqa: DTZ001 - as Excel has it
    assert sheet["A2"].is_date
    assert [cell.data_type for cell in sheet[2]] == ["d", "n", "n", "s"]


def test_the_head_stays_in_sight_and_the_columns_fit() -> None:
    sheet = read(written([]))
    assert [cell.value for cell in sheet[1]] == ["Day", "Minutes", "Hours", "Note"]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["D"].width > 60
    assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize(
    "text", [*FORMULAS, "{=1}", "http://example.org", "12", "_x0041_", "a\x0bb", "\x1f", "😀 漢字 ع"]
)
def test_text_is_only_ever_text(text: str) -> None:
    content = written([(None, None, None, text)])
    cell = read(content)["D2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    book = zipfile.ZipFile(io.BytesIO(content))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    *_, last = fromstring(book.read("xl/sharedStrings.xml")).itertext()
    assert unescape(last) == text


def test_more_text_than_a_cell_holds_is_cut_and_says_so() -> None:
    value = str(read(written([(None, None, None, "x" * 40_000)]))["D2"].value)
    assert len(value) == CELL_MAX
    assert value.endswith("the CSV has all of it)")


def test_twenty_thousand_rows_need_little_memory_and_no_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    rows: Iterator[Row] = (
        (date(2026, 11, 17), row, row / 60, f"{row}: some words of a usual length") for row in range(20_000)
    )
    tracemalloc.start()
    try:
        content = written(rows)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60 * MEGABYTE
    assert read(content).max_row == 20_001
