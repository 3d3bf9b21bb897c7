"""Quarters, semesters and seasons of the program's own year; and what only looks like one."""

from datetime import date

import pytest

from bot.language.questions import read_question
from bot.messages.questionwords import reading_words
from bot.rules.contacts import KINDS
from bot.rules.lines import Pair
from bot.rules.terms import Year, half, quarter, quarter_near
from tests.bot.language.corpus import TODAY, WORLDS

FIVE = WORLDS["five"]
JULY = (date(2026, 7, 1), date(2027, 6, 30))
SCHOOL = (date(2026, 8, 31), date(2027, 6, 18))
OWN = (date(2026, 9, 1), date(2027, 8, 31))
CALENDAR = (date(2026, 1, 1), date(2026, 12, 31))
ODD = (date(2026, 5, 15), date(2027, 5, 14))


def days(text: str, year: Year, today: date = TODAY) -> str:
    """The days that a question is certain to ask about: 07-01..09-30."""
    heard = read_question(text, FIVE, today, year=year)
    spans = heard.reading.spans if heard.reading else ()
    return " ".join(f"{one.first:%y-%m-%d}..{one.last:%y-%m-%d}" for one in spans)


@pytest.mark.parametrize(
    ("text", "year", "wanted"),
    [
        ("hours in Q1", JULY, "26-07-01..26-09-30"),
        ("hours in the second quarter of the school year", JULY, "26-10-01..26-12-31"),
        ("first quarter hours", SCHOOL, "26-07-01..26-09-30"),
        ("hours this quarter so far", SCHOOL, "26-10-01..26-12-31"),
        ("last quarter's hours", SCHOOL, "26-07-01..26-09-30"),
        ("hours in quarter one", OWN, "26-09-01..26-11-30"),
        ("hours last quarter", OWN, "26-06-01..26-08-31"),
        ("hours in Q1", CALENDAR, "26-01-01..26-03-31"),
        ("hours in Q1", ODD, ""),
        ("hours in Q3", JULY, ""),  # still to come
        ("hours in Q1 2026", JULY, ""),
        ("hours this fall", JULY, "26-08-01..26-12-31"),
        ("hours this fall", SCHOOL, "26-08-31..26-12-31"),
        ("hours in the fall semester", SCHOOL, "26-08-31..26-12-31"),
        ("hours first semester", SCHOOL, "26-08-31..26-12-31"),
        ("hours last fall", SCHOOL, "25-08-31..25-12-31"),
        ("hours last spring", SCHOOL, "26-01-01..26-06-18"),
        ("hours in spring 2026", JULY, "26-01-01..26-06-30"),
        ("hours last semester", SCHOOL, "26-01-01..26-06-18"),
        ("visits next quarter", SCHOOL, "27-01-01..27-03-31"),
        ("hours this fall", CALENDAR, ""),
        ("hours this spring", SCHOOL, ""),  # still to come
        ("hours this winter", SCHOOL, ""),
        ("hours last marking period", SCHOOL, ""),
        ("hours first quarter vs second quarter", JULY, "26-07-01..26-09-30 26-10-01..26-12-31"),
    ],
)
def test_terms_are_of_the_program_s_year(text: str, year: Year, wanted: str) -> None:
    assert days(text, year) == wanted


def test_what_is_no_longer_this_year_s_is_not_taken_for_it() -> None:
    assert days("hours this fall", SCHOOL, date(2027, 3, 3)) == "26-08-31..26-12-31"
    assert days("hours this fall", SCHOOL, date(2027, 7, 8)) == ""
    assert half("spring", date(2027, 7, 8), SCHOOL, -1) == half("spring", date(2027, 3, 3), SCHOOL)
    assert quarter_near(date(2027, 7, 8), 0, SCHOOL) == quarter(0, (date(2027, 7, 1), date(2028, 6, 30)))


@pytest.mark.parametrize(
    "text", ["who will fall behind this month", "hours over spring break", "visits that fall through"]
)
def test_words_that_look_like_a_season_are_none(text: str) -> None:
    heard = read_question(text, FIVE, TODAY, year=SCHOOL)
    assert not any(span.name in {"fall", "spring"} for one in heard.offers for span in one.spans)
    assert heard.reading is None or all(span.name.endswith("2026") for span in heard.reading.spans)


def test_a_school_of_a_season_s_name_stays_a_school_and_the_season_a_season() -> None:
    pairs = [*FIVE, Pair(9, "Spring Valley Elementary", "Principal 9", "America/New_York")]
    heard = read_question("hours at Spring Valley in spring 2026", pairs, TODAY, year=SCHOOL)
    assert heard.reading is not None
    assert heard.reading.pairs == (9,)
    assert [one.name for one in heard.reading.spans] == ["spring"]
    last = read_question("hours last spring", pairs, TODAY, year=SCHOOL)
    assert last.reading is not None
    assert not last.reading.pairs


def test_the_answer_says_which_days_a_term_is_and_which_kinds() -> None:
    heard = read_question("visits, calls and e-mails in Q2", FIVE, TODAY, year=SCHOOL)
    assert heard.reading is not None
    said = "Phone calls, e-mails and on-site visits · 2nd quarter, Oct 1 – Dec 31 · by kind"
    assert reading_words(heard.reading, (), TODAY) == said
    assert not [one for one in KINDS for other in KINDS if one != other and one in other], (
        "kinds are told apart by name"
    )


@pytest.mark.parametrize("text", ["visits by phone in October", "calls at Lincoln and e-mails at Harbor in October"])
def test_kinds_that_are_not_named_together_are_not_summed(text: str) -> None:
    assert read_question(text, FIVE, TODAY).reading is None
