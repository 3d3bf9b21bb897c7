"""The rules of agreements and plans by values: days of review, when a plan is stale, lines, whose signature waits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.agreements import Names, news, standing_line, usual_cadence
from bot.rules.agreements import (
    IN_FORCE,
    NEAR,
    OFFERED,
    REPLACED,
    REVIEW_OPEN,
    WITHDRAWN,
    Agreement,
    AgreementState,
    lines_of,
    review_days,
    review_due,
)
from bot.rules.plans import is_stale
from tests.bot.slacks_limits import posts, says_all

DAY = date(2026, 11, 17)
ONE = timedelta(days=1)
WHO = Names("Lincoln {0} Elementary", "Principal <14>", "Coach C")


def test_the_day_they_chose_stands_for_the_usual_one_near_it() -> None:
    usual = [DAY + timedelta(days=one) for one in (90, 180, 365)]
    assert review_days(DAY, None) == usual
    assert review_days(DAY, DAY + 95 * ONE) == [DAY + 95 * ONE, *usual[1:]]
    assert review_days(DAY, DAY + 30 * ONE) == [DAY + 30 * ONE, *usual]


@given(st.integers(1, 400), st.integers(0, 500), st.none() | st.integers(0, 500))
def test_a_review_is_due_from_its_day_on_unless_somebody_looked(chosen: int, today: int, looked: int | None) -> None:
    seen = None if looked is None else DAY + looked * ONE
    due = review_due(DAY, DAY + chosen * ONE, seen, DAY + today * ONE)
    if due is not None:
        assert due in review_days(DAY, DAY + chosen * ONE)
        assert due <= DAY + today * ONE < due + REVIEW_OPEN
        assert seen is None or seen < due - NEAR


@pytest.mark.parametrize(
    ("days", "live", "stale"), [(44, 1, False), (45, 1, True), (45, 0, False), (400, 3, True), (0, 1, False)]
)
def test_a_plan_is_stale_after_45_days_without_a_look_while_a_goal_is_live(days: int, live: int, stale: bool) -> None:
    assert is_stale(DAY - days * ONE, live, DAY) == stale
    assert not is_stale(None, live, DAY)


def test_list_marks_that_people_type_are_left_out_of_lines() -> None:
    assert lines_of("- One  area\n\n* Two\n• Three - with a dash") == ("One area", "Two", "Three - with a dash")
    assert lines_of(" \n-\n") == ()


@pytest.mark.parametrize("state", [OFFERED, IN_FORCE, REPLACED, WITHDRAWN])
@pytest.mark.parametrize("reader", ["coach", "leader"])
@pytest.mark.parametrize("signed", [{"coach": DAY}, {"coach": DAY, "leader": DAY}])
def test_a_message_says_how_it_stands_and_nothing_of_what_stands_in_it(
    state: str, reader: str, signed: dict[str, date]
) -> None:
    one = Agreement(3, 1, 2, state, "coach", ("Feedback",), "Tuesdays", "Norms", signed=signed)
    said = news(one, reader, WHO)
    assert posts(said)
    assert says_all(said)
    assert not [word for word in ("Feedback", "Tuesdays", "Norms") if word in said.text]
    assert ("Read and sign" in str(said.blocks)) == (one.waits_for == reader)


@pytest.mark.parametrize(
    ("stands", "side", "line"),
    [
        (AgreementState(), "coach", "No agreement yet."),
        (AgreementState(OFFERED, 1, 1, None, None, 1, "leader"), "leader", "The agreement waits for your signature."),
        (AgreementState(OFFERED, 1, 1, None, None, 1, "leader"), "coach", "The agreement waits for P's signature."),
        (AgreementState(OFFERED, 1, 1, None, None, 1, "leader"), "", "The agreement waits for a signature."),
        (AgreementState(IN_FORCE, 1, 1, DAY, DAY), "coach", "Agreed on Tue, Nov 17."),
        (
            AgreementState(IN_FORCE, 1, 1, DAY, DAY, 2, "coach"),
            "coach",
            "Agreed on Tue, Nov 17. A new edition waits for your signature.",
        ),
    ],
)
def test_a_line_says_how_an_agreement_stands(stands: AgreementState, side: str, line: str) -> None:
    assert standing_line(stands, side, "P") == line


def test_when_they_meet_is_guessed_from_the_weekly_visit_alone() -> None:
    assert usual_cadence(1, "09:00", 90, "Lincoln").startswith("Every Tuesday at 9:00 AM, 90 minutes, at Lincoln;")
    assert usual_cadence(None, "09:00", 90, "Lincoln") == usual_cadence(1, None, 90, "Lincoln") == ""
    assert len(usual_cadence(1, "09:00", 90, "L" * 200)) <= 150
