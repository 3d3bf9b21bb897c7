"""CSV files as a spreadsheet would open them."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exports.csvfile import STARTERS, CsvFile, inert, original
from bot.exports.tables import Cell, Column

COLUMNS = (Column("Day", 12), Column("Minutes", 8), Column("Note", 60, wrapped=True))
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    "'=1",
    "' =1",
)


def written(*rows: tuple[Cell, ...]) -> bytes:
    made = CsvFile(COLUMNS)
    made.add(rows)
    return made.finish()


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_a_file_begins_with_the_mark_that_excel_needs_and_ends_its_lines_as_the_rfc_says() -> None:
    assert written((date(2026, 11, 17), 90, "Fine")) == (
        '\ufeff"Day","Minutes","Note"\r\n"2026-11-17",90,"Fine"\r\n'.encode()
    )


def test_commas_quotes_and_line_breaks_stay_inside_their_cell() -> None:
    note = 'He said "no", then\r\nyes; and\nagain'
    assert read(written((date(2026, 11, 17), 90, note), (None, None, ""))) == [
        ["Day", "Minutes", "Note"],
        ["2026-11-17", "90", note],
        ["", "", ""],
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_begin_a_formula_gets_a_quote_mark(text: str) -> None:
    assert read(written((None, None, text)))[1][2] == "'" + text


@pytest.mark.parametrize("text", ["It's fine", "'tis", "1-1", "a=b", "", " fine", "–5", "'"])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


@given(
    st.text(alphabet=st.one_of(st.sampled_from("=+-@'\t\r\n\0＝＋－＠ a"), st.characters(codec="utf-8")), max_size=8)
)
def test_no_cell_is_a_formula_and_each_can_be_had_back(text: str) -> None:
    cell = read(written((None, None, text)))[1][2]
    assert cell.strip(" ")[:1] not in STARTERS
    assert original(cell) == text


def test_half_a_surrogate_pair_does_no_harm() -> None:
    assert read(written((None, None, "a\ud800b")))[1][2] == "a?b"
