"""The fixed set of questions: who may ask which, whose days they take, and the page that tells of them."""

from datetime import date

import pytest

from bot.rules.lists import Span, month_span
from bot.rules.questions import (
    COACH,
    DISTRICT,
    HELP_MAX,
    LEADER,
    PROGRAM,
    QUESTIONS,
    VIEWS,
    Reading,
    examples,
    may_ask,
    reads_rows,
    settled,
)
from bot.rules.sharing import ROLES
from tests.bot.questions_doc import PAGE, page

TODAY = date(2026, 11, 18)
# What each may have: L the rows, C the number alone, – nothing. In the order of the table of questions.
RIGHTS = {
    (COACH, "coach"): "LLLLLLLLLLLLLLLL",
    (LEADER, "leader"): "LLLLLLLLLLLLLL––",
    (PROGRAM, "coordinator"): "LLLLLLLLLLLLCCLL",
    (PROGRAM, "lead_coach"): "LLLLLLLLLLLLCCLL",
    (PROGRAM, "office"): "LLLLLLLLLLLL––––",
    (DISTRICT, "liaison"): "LLCCCCC––CCC––––",
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_ask_what_it_may_read_and_nothing_from_another_s_side(view: str, role: str) -> None:
    wanted = RIGHTS.get((view, role), "–" * len(QUESTIONS))
    found = "".join(
        "–" if not may_ask(one, view, (role,)) else "L" if reads_rows(one, view, (role,)) else "C" for one in QUESTIONS
    )
    assert found == wanted


def test_the_page_of_questions_says_what_the_code_does() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.bot.questions_doc"


@pytest.mark.parametrize(("view", "role"), RIGHTS)
def test_examples_are_few_and_may_be_asked(view: str, role: str) -> None:
    shown = examples(view, (role,))
    assert 3 <= len(shown) < HELP_MAX
    assert all(may_ask(one, view, (role,)) for one in shown)


@pytest.mark.parametrize(
    ("reading", "days"),
    [
        (Reading("hours"), (date(2026, 11, 1), TODAY)),
        (Reading("hours", by="month"), (date(2026, 7, 1), TODAY)),
        (Reading("hours", by="week"), (date(2026, 9, 28), TODAY)),
        (Reading("activities"), (date(2026, 7, 1), TODAY)),
        (Reading("unseen"), (date(2026, 11, 5), TODAY)),
        (Reading("visits", (), (month_span(2026, 11),)), (date(2026, 11, 1), date(2026, 11, 30))),
        (Reading("missed", (), (month_span(2026, 11),)), (date(2026, 11, 1), TODAY)),
        (Reading("visits", (), (month_span(2026, 10),)), (date(2026, 10, 1), date(2026, 10, 31))),
        (Reading("next", (), (Span(TODAY, date(2026, 11, 30), ""),)), (TODAY, date(2026, 11, 30))),
        (Reading("next"), None),
        (Reading("overdue"), None),
    ],
)
def test_days_that_nobody_said_are_the_usual_ones_and_none_is_to_come(
    reading: Reading, days: tuple[date, date] | None
) -> None:
    spans = settled(reading, TODAY).spans
    assert [(one.first, one.last) for one in spans] == ([days] if days else [])
