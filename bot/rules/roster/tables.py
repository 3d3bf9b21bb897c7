"""The bytes of a CSV or XLSX file as tables of text."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

BYTES_MAX = 10 * 1024 * 1024
ROWS_MAX = 50_000
COLUMNS_MAX = 64
UNPACKED_MAX = 100 * 1024 * 1024
PARTS_MAX = 2_000
SHEET_ROWS = 1_048_576
DELIMITERS = ",;\t"


class BadFile(Exception):
    """A file that can't be read as a table at all; the sentence says why and what to do."""

    def __init__(self, sentence: str, row: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.row = row


@dataclass(slots=True)
class Table:
    """Rows of text with the numbers a spreadsheet shows. bad: cells that can't be text, by (row, column), and why."""

    name: str
    rows: list[tuple[int, list[str]]]
    bad: dict[tuple[int, int], str] = field(default_factory=dict)


def read_csv(name: str, content: bytes) -> Table:
    """A table from UTF-8 text, with or without a mark at its start, separated by commas, semicolons or tabs."""
    text = decode(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                rows.append((number, cells))
                _stop_at_the_limit(rows)
    except csv.Error:
        raise BadFile(
            "A quotation mark is out of place in this row, or isn't closed. Save the file as CSV again.", number + 1
        ) from None
    return Table(name, rows)


def decode(content: bytes) -> str:
    """UTF-8 text; raises BadFile for anything else."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise BadFile("This file is UTF-16. Save it as “CSV UTF-8” and send it again.") from None
        row = content[: error.start].count(b"\n") + 1
        raise BadFile(
            "This file isn't UTF-8, so letters with accents can't be read; the first is in this row. "
            "Save it as “CSV UTF-8” and send it again.",
            row,
        ) from None
    if "\0" in text:
        raise BadFile("This isn't a text file. Send a CSV, an XLSX or, for the program, a YAML file.")
    return text


def _stop_at_the_limit(rows: list[tuple[int, list[str]]]) -> None:
    if len(rows) > ROWS_MAX + 1:
        raise BadFile(f"This file has more than {ROWS_MAX:,} rows. Split it and send the parts together.")


def read_xlsx(name: str, content: bytes) -> tuple[list[Table], list[str]]:
    """A table for each visible sheet that holds anything, and notes on what was left out. Formulas are bad cells."""
    _weigh(content)
    import openpyxl  # noqa: PLC0415 - slow to load, and most processes never read a workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that don't matter here
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
            tables = [_sheet(sheet.title, sheet) for sheet in sheets]
        except BadFile:
            raise
        except Exception:  # noqa: BLE001 - a damaged workbook can fail in any way
            raise BadFile("This workbook can't be read. Open it, save it as XLSX again, and send that.") from None
    full = [table for table in tables if table.rows]
    for table in full:
        table.name = f"{name}, sheet {table.name}" if len(full) > 1 else name
    return full, [f"{name}: the hidden sheet {title} was left out." for title in hidden]


def _weigh(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except Exception:  # noqa: BLE001 - a damaged archive can fail in any way
        raise BadFile("This workbook is damaged. Save it as XLSX again, and send that.") from None
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
        raise BadFile("This workbook is too large when unpacked. Copy the rows into a new one, and send that.")


def _sheet(title: str, sheet: Any) -> Table:
    sheet.reset_dimensions()  # the size a workbook states may be wrong
    table = Table(title, [])
    gap: object = None
    for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX + 1), 1):
        if number > SHEET_ROWS:
            break
        if cells is gap:  # openpyxl fills the rows between with one and the same empty row
            continue
        values = [_cell(cell) for cell in cells]
        if any(text or bad for text, bad in values):
            table.rows.append((number, [text for text, _ in values]))
            table.bad.update({(number, place): bad for place, (_, bad) in enumerate(values) if bad})
            _stop_at_the_limit(table.rows)
        else:
            gap = cells
    _trim(table)
    return table


def _trim(table: Table) -> None:
    """Leave out the columns that are empty in every row."""
    width = max((place + 1 for _, cells in table.rows for place, text in enumerate(cells) if text), default=0)
    width = max([width, *(place + 1 for _, place in table.bad)])
    for _, cells in table.rows:
        del cells[width:]


def _cell(cell: Any) -> tuple[str, str | None]:
    value = cell.value
    if value is None:
        return "", None
    if cell.data_type == "f":
        return "", "This cell holds a formula. Copy the column, paste it as values, and send the file again."
    if cell.data_type == "e":
        return "", f"This cell shows the error {value}. Write the value."
    return plain(value), None


def plain(value: object) -> str:
    """A cell's value as it would stand in a CSV file."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.strftime("%H:%M") if not value.second else value.isoformat("seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def data_rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """Every row but the header."""
    return iter(table.rows[1:])


def header_of(table: Table) -> list[str]:
    """The names in the first row, as we write them: e-mail addresses' column is "email", with or without its star."""
    return [column_name(cell) for cell in table.rows[0][1]] if table.rows else []


def column_name(cell: str) -> str:
    return "_".join(cell.strip().rstrip("*").lower().replace("-", " ").replace("_", " ").split())


def blank(cells: Iterable[str]) -> bool:
    return not any(cell.strip() for cell in cells)
