"""Answers in words: what was understood, the number first, and that all of it fits and is said twice."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.messages.charts import CHART
from bot.messages.questions import ALL, answer_message, examples_message, offers, page
from bot.messages.questionwords import days_words, headline, reading_words
from bot.rules.answers import Answer, Due, Pair, Part, Row, Share, Silence, Tally
from bot.rules.lists import EARLIEST, Span, month_span
from bot.rules.questions import COACH, DISTRICT, LEADER, PROGRAM, QUESTIONS, VIEWS, Heard, Reading, examples
from bot.rules.views import Fact
from tests.bot.facts import NOVEMBER as NOVEMBER_BANK
from tests.bot.facts import SHORT, agreed, booked
from tests.bot.slacks_limits import fits, posts, says_all

TODAY = date(2026, 11, 18)
LONG = "The Very Long Name of a School at the End of the Longest Road in the County " * 2
NOVEMBER = Span(date(2026, 11, 1), TODAY, "")
PAIRS = tuple(
    Pair(one, 1, f"{LONG}{one}", one, 1, "D", one, f"Principal {one}", 9, "Coach C", "UTC", date(2026, 9, 1), None)
    for one in range(1, 12)
)
REPORT = Due(
    "Coach C", date(2026, 11, 1), date(2026, 11, 15), "drafted", date(2026, 11, 17), late=True, here=False, id=6
)
FACT = Fact(231, "visit", TODAY, "09:00", 90, None, (), "yes", LONG, "Principal 14", "Coach C", False, 1)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (NOVEMBER, "Nov 1–18"),
        (month_span(2026, 10), "October"),
        (month_span(2025, 10), "October 2025"),
        (Span(date(2026, 10, 5), TODAY, ""), "Oct 5 – Nov 18"),
        (Span(date(2025, 12, 30), date(2026, 1, 2), ""), "Dec 30, 2025 – Jan 2, 2026"),
        (Span(TODAY, TODAY, ""), "today"),
        (Span(date(2026, 11, 17), date(2026, 11, 17), ""), "Tue, Nov 17"),
        (Span(EARLIEST, TODAY, ""), "all there is"),
    ],
)
def test_days_are_said_briefly(span: Span, said: str) -> None:
    assert days_words(span, TODAY) == said


def test_what_was_understood_names_all_of_it() -> None:
    reading = Reading("contacts", (1,), (NOVEMBER,), "month", "call", as_of=date(2026, 11, 1))
    said = reading_words(reading, ["Lincoln Elementary, Principal 14"], TODAY, COACH)
    assert said == "Phone calls with you · Lincoln Elementary, Principal 14 · Nov 1–18 · by month · as of Nov 1"


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_answer_posts_and_its_text_says_all(question: str, view: str) -> None:
    reading = Reading(question, (), (NOVEMBER,), "school" if "school" in QUESTIONS[question].by else "")
    parts = tuple(Part(f"{one.school}, {one.leader}", 60, 3) for one in PAIRS) if reading.by else ()
    rows = () if parts else tuple(Silence(1, LONG, "Principal 14", "Coach C") for _ in range(30))
    full = Answer(reading, view, TODAY, (), 60, 90, parts, rows, len(rows))
    for answer in (full, Answer(reading, view, TODAY), replace(full, amount=0, of=0), replace(full, hidden=True)):
        said = answer_message(answer, 7, charts=True)
        assert posts(said)
        head = headline(answer)
        assert says_all(replace(said, text=said.text.replace(head, f"*{head}*", 1)))
    shown = answer_message(full, 7, charts=True).blocks
    buttons = [one["action_id"] for block in shown if block["type"] == "actions" for one in block["elements"]]
    assert buttons == [ALL]
    assert answer_message(full, 7, charts=True).text.count("\n• ") == (0 if parts else 10)
    assert fits(page(full, 0, 7, "x"))


@pytest.mark.parametrize(
    ("row", "coach", "leader", "program", "district"),
    [
        (FACT, "contact.open 231", "contact.open 231", "contact.open 231", "contact.open 231"),
        (booked(), "contact.log 1", "", "roster.pair 1", ""),
        (booked(state="held", contact_id=9), "contact.open 9", "contact.open 9", "roster.pair 1", ""),
        (booked(state="proposed", asked_by=2), "", "", "roster.pair 1", ""),
        (agreed(), "step.change 5", "step.change 5", "step.change 5", "step.change 5"),
        (Silence(4, "Harbor", "Principal 21", "Coach C"), "visit.propose 4", "visit.propose 4", "roster.pair 4", ""),
        (Tally("Harbor", "Principal 21", "Coach C", 2, 1, 4), "", "", "roster.pair 4", ""),
        (Share("Harbor", "Principal 21", "Coach C", 60, 270, None, 4), "", "", "roster.pair 4", ""),
        (replace(REPORT, here=True), "report.open 6", "report.open 6", "report.open 6", "report.open 6"),
        (REPORT, "report.open 6", "", "", ""),
        (SHORT, "hours.make_up 7", "", "", ""),
        (NOVEMBER_BANK, "", "", "", ""),
    ],
)
def test_a_row_has_the_way_on_that_its_reader_has(
    row: Row, coach: str, leader: str, program: str, district: str
) -> None:
    for view, wanted in zip((COACH, LEADER, PROGRAM, DISTRICT), (coach, leader, program, district), strict=True):
        answer = Answer(Reading("hours"), view, TODAY, rows=(row,), total=1, now=datetime(2026, 11, 18, 15, tzinfo=UTC))
        for blocks in (answer_message(answer, 0, charts=True).blocks, page(answer, 0, 7, "x")["blocks"]):
            ways = [block["accessory"] for block in blocks if "accessory" in block]
            assert [f"{way['action_id']} {way['value']}" for way in ways] == ([wanted] if wanted else [])
            assert all(way["accessibility_label"] for way in ways)


def test_a_trend_has_a_chart_and_the_same_in_words() -> None:
    parts = (Part("2026-10", 270), Part("2026-11", 90))
    answer = Answer(Reading("hours", (), (NOVEMBER,), "month"), COACH, TODAY, (), 360, None, parts)
    with_chart, without = answer_message(answer, 0, charts=True), answer_message(answer, 0, charts=False)
    assert [block["type"] for block in with_chart.blocks].count(CHART) == 1
    assert CHART not in [block["type"] for block in without.blocks]
    assert with_chart.text == without.text
    assert with_chart.text.splitlines()[-2:] == ["Oct 2026: 4.5 h", "Nov 2026: 1.5 h"]


def test_contacts_of_one_school_are_listed_without_its_name() -> None:
    answer = Answer(Reading("last", (1,)), COACH, TODAY, ("Lincoln Elementary, Principal 14",), rows=(FACT,), total=1)
    said = answer_message(answer, 0, charts=True)
    assert said.text.splitlines()[0] == "Wed, Nov 18 – today"
    assert said.text.splitlines()[-1] == "L-0231 · On-site visit (90 min) · Wed, Nov 18, 9:00–10:30 AM"
    assert LONG not in said.text


def test_a_contact_from_afar_says_when_they_last_met() -> None:
    call = replace(FACT, id=232, kind="call", medium="phone", start=None, day=TODAY)
    rows = (call, replace(FACT, day=date(2026, 11, 3)))
    answer = Answer(Reading("last", (1,)), COACH, TODAY, ("Lincoln",), rows=rows, total=2)
    assert "Last in person: Tue, Nov 3." in answer_message(answer, 0, charts=True).text


@pytest.mark.parametrize("view", VIEWS)
def test_offers_and_examples_are_few_and_post(view: str) -> None:
    near = tuple(Reading(one, (1, 2, 3, 4), (NOVEMBER,)) for one in ("hours", "contacts", "visits"))
    for heard in (Heard(near=near), Heard(which=(*near, near[0]))):
        said = offers(heard, 7, PAIRS, view, TODAY)
        assert posts(said)
        assert len(said.text.splitlines()) <= 5
    role = "liaison" if view == DISTRICT else "coordinator" if view not in {"coach", "leader"} else view
    said = examples_message("You can ask:", examples(view, (role,)), PAIRS, view, TODAY)
    assert posts(said)
    assert len(said.text.splitlines()) <= 8
