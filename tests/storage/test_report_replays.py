"""What a coach sends in of a report's part counts once: twice in a row, and again once something newer stands."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.rules.reports import Section
from storage.reportacts import (
    add_line,
    bring_back_line,
    change_closing,
    change_line,
    change_section,
    remove_line,
)
from storage.reports import NewClosing, NewLine, NewSection
from tests.storage.contacting import COACH, NOW, Program
from tests.storage.reporting import FULL, Office


@pytest.fixture
def office(program: Program) -> Office:
    return Office(program)


def test_a_line_that_is_sent_in_twice_is_added_once_and_another_one_from_the_same_form_too(office: Office) -> None:
    report, db = office.draft(), office.program.db
    section = office.see(report).sections[0].id
    texts = ("The team meets weekly.", "The team meets weekly.", "The team meets on Mondays.")
    made = [add_line(db, COACH, NOW, section, NewLine(text=text), request="form-1") for text in texts]
    held = [line.text for line in office.see(report).sections[0].live if line.kind == "added"]
    assert held == [texts[0], texts[2]]
    assert made[1] == 0


def evidence(office: Office, report: int) -> Section:
    return office.see(report).sections[0]


ACTS: dict[str, Callable[[Any, Section, int, str, str], None]] = {
    "section": lambda db, one, _report, text, press: change_section(
        db, COACH, NOW, one.id, NewSection(evidence=text), request=press
    ),
    "line": lambda db, one, _report, text, press: change_line(
        db, COACH, NOW, next(line.id for line in one.lines if line.kind == "evidence"), NewLine(text=text),
        request=press,
    ),
    "closing": lambda db, _one, report, text, press: change_closing(
        db, COACH, NOW, report, NewClosing(note=text), request=press
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_a_replay_changes_nothing_back(office: Office, act: str) -> None:
    report, db = office.draft(), office.program.db
    office.fill(report, FULL)
    for text, press in (("First.", "a"), ("Second.", "b"), ("First.", "a")):
        ACTS[act](db, evidence(office, report), report, text, press)
    seen = office.see(report)
    line = seen.sections[0].line("evidence")
    assert (seen.note if act == "closing" else line and line.text) == "Second."


def test_a_replay_takes_no_line_out_again(office: Office) -> None:
    report, db = office.draft(), office.program.db
    one = office.fill(report, FULL).sections[0]
    line = next(found.id for found in one.lines if found.kind == "evidence")
    remove_line(db, COACH, NOW, line, request="a")
    bring_back_line(db, COACH, NOW, line, request="b")
    remove_line(db, COACH, NOW, line, request="a")
    assert evidence(office, report).line("evidence") is not None
    remove_line(db, COACH, NOW, line, request="c")
    bring_back_line(db, COACH, NOW, line, request="b")
    assert evidence(office, report).line("evidence") is None
