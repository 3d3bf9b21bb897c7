"""Roster files as people send them: every kind of file, and every way one can be wrong."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time

import openpyxl
import pytest

from bot.rules.roster import tables
from bot.rules.roster.reading import read_roster
from bot.rules.roster.rows import Roster

HEADER = "email,name,roles\n"
ROW = "lee@example.org,Principal 1,leader\n"


def read(content: bytes | str, name: str = "people.csv") -> Roster:
    return read_roster([(name, content.encode() if isinstance(content, str) else content)])


def lines(content: bytes | str, name: str = "people.csv") -> list[str]:
    return [one.line() for one in read(content, name).problems]


def workbook(*sheets: Sequence[Sequence[object]], hidden: int = 0) -> bytes:
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet(f"Sheet{number + 1}")
        assert sheet is not None
        for row in rows:
            sheet.append(list(row))
        if hidden and number == hidden:
            sheet.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_utf8_is_read_with_and_without_a_mark_and_with_any_usual_delimiter(mark: bytes, delimiter: str) -> None:
    roster = read(mark + (HEADER + "LEE@Example.org,Zoë  Ortiz,leader coach\n").replace(",", delimiter).encode())
    assert not roster.problems
    row = roster.people[0].value
    assert (row.email, row.name, row.roles) == ("lee@example.org", "Zoë Ortiz", ("coach", "leader"))


def test_columns_may_come_in_any_order_and_spelling() -> None:
    roster = read("Roles*,Time Zone,E,EMAIL,Name\nleader,America/Chicago,,lee@example.org,Lee\n".replace(",E,", ",,"))
    assert not roster.problems
    assert roster.people[0].value.time_zone == "America/Chicago"


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    text = '\n"email",name,roles\n\nlee@example.org,"Lee\nOrtiz",leader\nkim,Kim,coach\n'
    (problem,) = read(text).problems
    assert (problem.file, problem.row, problem.column) == ("people.csv", 5, "email")


WRONG_FILES: dict[str, tuple[bytes, str]] = {
    "latin-1": (
        (HEADER + ROW + "zoe@example.org,Zoë,leader\n").encode("latin-1"),
        "people.csv, row 3: This file isn't UTF-8, so letters with accents can't be read; the first is in this row. "
        "Save it as “CSV UTF-8” and send it again.",
    ),
    "utf-16": (
        HEADER.encode("utf-16"),
        "people.csv: This file is UTF-16. Save it as “CSV UTF-8” and send it again.",
    ),
    "empty": (b" \n", "people.csv: This file is empty. Send it again with its header and rows."),
    "binary": (
        b"a\0b",
        "people.csv: This isn't a text file. Send a CSV, an XLSX or, for the program, a YAML file.",
    ),
    "old Excel": (
        b"\xd0\xcf\x11\xe0rest",
        "people.csv: This is an Excel workbook of the old kind, or one with a password. Save it as XLSX without one.",
    ),
    "damaged workbook": (
        b"PK\x03\x04rest",
        "people.csv: This workbook is damaged. Save it as XLSX again, and send that.",
    ),
    "unknown header": (
        b"name,age\nLee,5\n",
        "people.csv, row 1: The header tells neither people, engagements nor closures. They need, in row 1, people: "
        "email, name, roles; engagements: district, school, leader_email, coach_email, starts_on; "
        "closures: day, scope, name.",
    ),
    "missing column": (
        b"email,name\n",
        "people.csv, row 1, roles: This column is missing from the people file. Add it.",
    ),
    "repeated column": (
        b"email,name,roles,name\n",
        "people.csv, row 1, name: This column is here twice. Keep one.",
    ),
    "misspelled column": (
        b"email,name,roles,timezone\n",
        "people.csv, row 1, timezone: There is no such column in the people file. Did you mean time_zone?",
    ),
    "foreign column": (
        b"day,scope,name,weight\n",
        "people.csv, row 1, weight: There is no such column in the closures file. "
        "Take it out; the columns are day, until, scope, name.",
    ),
    "open quotation mark": (
        (HEADER + '"lee@example.org,Lee,leader\n').encode(),
        "people.csv, row 2: A quotation mark is out of place in this row, or isn't closed. Save the file as CSV again.",
    ),
    "comma in a name": (
        (HEADER + "lee@example.org,Ortiz, Lee,leader\n").encode(),
        "people.csv, row 2: This row has more cells than the header's 3 names. "
        "Put quotation marks around text with a comma.",
    ),
}


@pytest.mark.parametrize("case", WRONG_FILES)
def test_a_file_that_cannot_be_read_is_answered_by_a_clear_sentence(case: str) -> None:
    content, sentence = WRONG_FILES[case]
    assert sentence in lines(content)


def test_a_header_alone_is_told_and_no_mistake() -> None:
    roster = read(HEADER)
    assert (roster.problems, roster.notes) == ([], ["people.csv has a header and no rows."])


def test_no_file_and_too_many_files_are_refused() -> None:
    assert [one.line() for one in read_roster([]).problems] == ["roster: There is no file. Name at least one."]
    many = read_roster([(f"{number}.csv", HEADER.encode()) for number in range(21)])
    assert [one.line() for one in many.problems] == ["roster: 21 files are too many. Send at most 20 at a time."]


def test_too_many_bytes_are_refused_before_they_are_read() -> None:
    content = b"x" * (tables.BYTES_MAX + 1)
    assert lines(content) == ["people.csv: This file is larger than 10 MB. Split it and send the parts."]
    together = read_roster([("a.csv", content), ("b.csv", content)])
    assert [one.reason for one in together.problems] == ["Together these files are too large. Send them in two parts."]


def test_too_many_rows_are_refused() -> None:
    assert lines(HEADER + ROW * (tables.ROWS_MAX + 1)) == [
        "people.csv: This file has more than 50,000 rows. Split it and send the parts together."
    ]


def test_a_workbook_is_read_with_its_dates_times_and_numbers() -> None:
    header = [
        "district",
        "school",
        "leader_email",
        "coach_email",
        "starts_on",
        "ends_on",
        "visit_start",
        "visit_minutes",
    ]
    row: list[object] = ["Harbor", "Lincoln", "lee@example.org", "kim@example.org"]
    row += [date(2026, 8, 31), datetime(2027, 6, 18), time(9, 30), 90.0]  # noqa: DTZ001 - as Excel keeps days
    roster = read(workbook([header, [None], row]), "roster.xlsx")
    assert not roster.problems
    placed = roster.engagements[0]
    assert placed.place == ("roster.xlsx", 3)
    assert (placed.value.starts_on, placed.value.ends_on) == (date(2026, 8, 31), date(2027, 6, 18))
    assert (placed.value.visit_start, placed.value.visit_minutes) == ("09:30", 90)


def test_formulas_and_error_cells_are_named_and_nothing_else_of_their_cell() -> None:
    rows: list[list[object]] = [["email", "name", "roles"], ['="lee@example.org"', "Lee", "leader"]]
    book = workbook([*rows, ["kim@example.org", "#N/A", "coach"]])
    assert lines(book, "people.xlsx") == [
        "people.xlsx, row 2, email: This cell holds a formula. Copy the column, paste it as values, and send the file "
        "again.",
        "people.xlsx, row 3, name: This cell shows the error #N/A. Write the value.",
    ]


def test_every_visible_sheet_is_read_and_a_hidden_one_is_told() -> None:
    people: list[list[object]] = [["email", "name", "roles"], ["lee@example.org", "Lee", "leader"]]
    closures: list[list[object]] = [["day", "scope", "name"], ["2026-11-26", "programme", ""]]
    roster = read(workbook(people, closures), "all.xlsx")
    assert len(roster.people) == 1
    assert [one.line() for one in roster.problems] == [
        "all.xlsx, sheet Sheet2, row 2, name: This cell is empty. Write a name."
    ]
    assert read(workbook(people, closures, hidden=1), "all.xlsx").notes == [
        "all.xlsx: the hidden sheet Sheet2 was left out."
    ]


def test_an_empty_workbook_is_told() -> None:
    assert lines(workbook([]), "a.xlsx") == ["a.xlsx: This workbook is empty. Send it again with its header and rows."]


def test_a_bomb_is_not_unpacked() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sheet1.xml", "w") as part:
        for _ in range(101):
            part.write(bytes(1024 * 1024))
    assert lines(content.getvalue(), "a.xlsx") == [
        "a.xlsx: This workbook is too large when unpacked. Copy the rows into a new one, and send that."
    ]


def test_a_zip_that_is_no_workbook_is_told() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert lines(content.getvalue(), "a.xlsx") == [
        "a.xlsx: This workbook can't be read. Open it, save it as XLSX again, and send that."
    ]


def test_a_sheet_with_far_away_cells_is_read_in_bounded_time() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for column, name in enumerate(("email", "name", "roles"), 1):
        sheet.cell(1, column, name)
    sheet.cell(900_000, 16_000, "far away")
    sheet.cell(900_000, 1, "lee")
    content = io.BytesIO()
    book.save(content)
    assert "a.xlsx, row 900000, roles: This cell is empty. Write at least one role, such as coach or leader." in lines(
        content.getvalue(), "a.xlsx"
    )
