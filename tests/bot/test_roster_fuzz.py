"""Whatever bytes are sent as a roster, the answer is words: nothing is raised, and nothing is passed over."""

import io
from datetime import date

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.roster.checks import problems_of
from bot.rules.roster.known import Known
from bot.rules.roster.reading import read_roster
from bot.rules.roster.report import Report

STARTS = (
    "",
    "email,name,roles\n",
    "district,school,leader_email,coach_email,starts_on\n",
    "day,scope,name\n",
    "name: A\ncode: x\nzone: UTC\nschool_year: {from: 2026-08-31, to: 2027-06-18}\n",
)
WORDS = (
    "name",
    "code",
    "zone",
    "school_year",
    "from",
    "to",
    "due_rule",
    "at",
    "email",
    "coach",
    "a@b.co",
    "2026-11-26",
)
SIGNS = (*"abc:-?[]{},;&*!|>'\"%@`#~ \n\t019.", "\x85", "\u2028", "\ufeff", "é", "\0", "\x1b")
PIECES = st.lists(st.sampled_from((*WORDS, *SIGNS)), max_size=60).map("".join)
NAMES = st.sampled_from(("a.csv", "a.yml", "a.xlsx", "a"))
RULES = settings(max_examples=300, deadline=None, derandomize=True, database=None)


def answered(name: str, content: bytes) -> bool:
    """Whether the file was read, or refused in words."""
    roster = read_roster([(name, content)])
    report = Report(tuple(problems_of(roster, Known(), date(2026, 11, 22))))
    assert report.lines()
    assert all(line.isprintable() for line in report.lines())
    rows = (*roster.people, *roster.engagements, *roster.closures)
    return bool(rows or roster.problems or roster.notes or roster.programme)


@RULES
@given(name=NAMES, start=st.sampled_from(STARTS), text=PIECES)
def test_any_text_is_answered_in_words(name: str, start: str, text: str) -> None:
    assert answered(name, (start + text).encode())


@RULES
@given(name=NAMES, content=st.binary(max_size=200))
def test_any_bytes_are_answered_in_words(name: str, content: bytes) -> None:
    assert answered(name, content)


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["email", "name", "roles"])
    sheet.append(["lee@example.org", "Lee", "leader"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


WORKBOOK = _workbook()


@settings(RULES, max_examples=150)
@given(place=st.integers(2, len(WORKBOOK) - 1), byte=st.integers(0, 255), length=st.integers(1, 40))
def test_a_damaged_workbook_is_answered_in_words(place: int, byte: int, length: int) -> None:
    assert answered("a.xlsx", WORKBOOK[:place] + bytes([byte]) * length + WORKBOOK[place + length :])
    assert answered("a.xlsx", WORKBOOK[:place])
