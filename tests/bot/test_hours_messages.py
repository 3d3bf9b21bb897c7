"""The hours bank in words and as a chart."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.blocks import home
from bot.messages.charts import CATEGORIES_MAX, plainer, unique
from bot.messages.hours import (
    CHARTED,
    amount,
    coach_hours,
    leader_hours,
    make_up_page,
    month_words,
    ordinal,
    standing_words,
)
from bot.rules.hours import Bank, MakeUp
from bot.rules.programme import Rules
from bot.rules.views import Standing
from tests.bot.facts import NOVEMBER, SHORT
from tests.bot.slacks_limits import HOSTILE, fits, live, texts

BANK = NOVEMBER.bank


def many(count: int, standing: Standing = SHORT) -> list[Standing]:
    """Leaders, each short by five minutes more than the one before."""
    return [
        replace(standing, leader=f"Principal {place}", pair=place, bank=replace(standing.bank, make_up=short(place)))
        for place in range(1, count + 1)
    ]


def short(place: int) -> MakeUp:
    assert SHORT.bank.make_up is not None
    return replace(SHORT.bank.make_up, missing=5 * place)


def chart_of(standings: list[Standing]) -> dict[str, Any]:
    """The chart's block; Slack takes it."""
    blocks = coach_hours(standings, chart=True)
    assert fits(home(blocks))
    return blocks[0]


@pytest.mark.parametrize(
    ("bank", "said"),
    [
        (BANK, "November: 3.0 of 4.5 h — on pace for 5.0 by the 30th."),
        (replace(BANK, expected=None), "November: 3.0 of 4.5 h."),
        (replace(BANK, expected=182), "November: 3.0 of 4.5 h."),
        (replace(BANK, minutes=375, expected=400), "November: 6.25 of 4.5 h — more than the usual 6 h."),
        (replace(BANK, minutes=375, band_hours=None), "November: 6.25 of 4.5 h — on pace for 5.0 by the 30th."),
        (replace(BANK, goal_hours=0, band_hours=None), "November: 3.0 h — on pace for 5.0 by the 30th."),
        (replace(BANK, last=date(2027, 1, 31)), "January: 3.0 of 4.5 h — on pace for 5.0 by the 31st."),
    ],
)
def test_the_month_is_said_with_where_it_goes(bank: Bank, said: str) -> None:
    assert month_words(bank) == said


def test_a_month_that_falls_short_says_what_would_do() -> None:
    assert standing_words(SHORT) == (
        "November: 1.5 of 4.5 h — on pace for 3.0 by the 30th. "
        "90 minutes more would do it: lengthen a visit or add a contact by Mon, Nov 30."
    )
    several = MakeUp(240, None, 3, 80, (date(2026, 11, 18),), 0, date(2026, 11, 30))
    late = MakeUp(90, None, 0, 0, (), 90, None)
    assert standing_words(replace(SHORT, bank=replace(SHORT.bank, make_up=several))).endswith(
        "4.0 hours more would do it: add contacts by Mon, Nov 30."
    )
    assert standing_words(replace(SHORT, bank=replace(SHORT.bank, make_up=late))).endswith(
        "90 minutes short, with no school day left in November."
    )


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (28, "28th")]
)
def test_days_of_the_month_are_ordinals(number: int, said: str) -> None:
    assert ordinal(number) == said


def test_minutes_become_hours_when_they_are_many() -> None:
    assert [amount(one) for one in (5, 90, 95, 240)] == ["5 minutes", "90 minutes", "1.5 hours", "4.0 hours"]


def test_the_chart_has_bars_for_what_is_and_what_comes_and_the_goal() -> None:
    block = chart_of([NOVEMBER, replace(SHORT, leader="Principal 15")])
    chart = block["chart"]
    assert block["title"] == "Hours by leader"
    assert chart["axis_config"]["categories"] == ["Principal 15", "Principal 14"]
    assert {one["name"]: [point["value"] for point in one["data"]] for one in chart["series"]} == {
        "So far": [1.5, 3.0], "Forecast": [3.0, 5.0], "Goal 4.5 h": [4.5, 4.5],
    }  # fmt: skip


def test_the_charts_numbers_are_all_in_the_words() -> None:
    both = [NOVEMBER, replace(SHORT, pair=8)]
    said = "\n".join(texts(coach_hours(both, chart=True)[1:]))
    for number in (
        "3.0 of 4.5 h",
        "On pace for 5.0 h",
        "1.5 of 4.5 h",
        "On pace for 3.0 h, 90 minutes short\nThis year 12.5 of 45 h",
    ):
        assert number in said
    assert coach_hours(both, chart=False) == coach_hours(both, chart=True)[1:]


def test_of_many_leaders_the_twelve_who_need_it_most_are_charted_and_all_are_listed() -> None:
    standings = many(20)
    block = chart_of(standings)
    assert block["title"] == "Hours by leader, 12 of 20"
    assert block["chart"]["axis_config"]["categories"] == [f"Principal {place}" for place in range(20, 8, -1)]
    said = "\n".join(texts(coach_hours(standings, chart=True)[1:]))
    assert all(f"Principal {place}\n" in said for place in range(1, 21))
    assert said.count("Plan a make-up") == 0
    buttons = texts(coach_hours(standings, chart=True), buttons=True)
    assert buttons.count("Plan a make-up") == CHARTED


def test_leaders_with_one_name_and_goals_that_differ_are_told_apart() -> None:
    twins = [replace(NOVEMBER, leader="W" * 40, pair=1), replace(NOVEMBER, leader="W" * 40, pair=2)]
    other = replace(NOVEMBER, leader="", pair=3, bank=replace(BANK, goal_hours=6))
    chart = chart_of([*twins, other])["chart"]
    assert [one["name"] for one in chart["series"]] == ["So far", "Forecast", "Goal"]
    assert len(set(chart["axis_config"]["categories"])) == 3
    assert unique(["a"] * 12)[-1] == "a 12"
    assert max(map(len, unique(["W" * 40] * CATEGORIES_MAX))) == 20


def test_a_leader_reads_her_own_month_and_year() -> None:
    assert texts(leader_hours([SHORT])) == [
        "November: 1.5 of 4.5 h — on pace for 3.0 by the 30th.\nThis school year: 12.5 of 45 h."
    ]
    assert texts(leader_hours([SHORT, replace(SHORT, school="Pine Street")]))[1].startswith("Pine Street\nNovember")


def test_a_make_up_is_proposed_with_days_and_books_nothing() -> None:
    page = make_up_page(SHORT, Rules().kinds_that_count)
    assert fits(page)
    assert texts(page["blocks"]) == [
        "Principal 14, Lincoln Elementary\nNovember: 1.5 of 4.5 h — on pace for 3.0 by the 30th.",
        "90 minutes more would do it. By Mon, Nov 30:\n"
        "· make the visit on Tue, Nov 24 longer: 180 minutes in all\n"
        "· or add a contact of 90 minutes on Wed, Nov 18; Mon, Nov 23 or Mon, Nov 30",
        "These are school days without a visit to Lincoln Elementary. "
        "What counts: on-site visit, coaching session, video call, team meeting.",
        "Nothing is booked by this. Agree on a day with Principal 14.",
    ]


@pytest.mark.parametrize(
    ("make_up", "said"),
    [
        (None, "Nothing is missing in November."),
        (MakeUp(270, None, 0, 0, (), 270, None), "4.5 hours short, with no school day left in November."),
        (
            MakeUp(300, None, 1, 240, (date(2026, 11, 30),), 60, date(2026, 11, 30)),
            "5.0 hours more would do it. By Mon, Nov 30:\n· add a contact of 240 minutes on Mon, Nov 30\n"
            "Even then 60 minutes would be missing in November.",
        ),
    ],
)
def test_what_cannot_be_made_up_is_said(make_up: MakeUp | None, said: str) -> None:
    page = make_up_page(replace(SHORT, bank=replace(SHORT.bank, make_up=make_up)), ("visit",))
    assert texts(page["blocks"])[1] == said


def test_a_refused_view_is_tried_without_its_chart_and_only_for_its_blocks() -> None:
    view = home(coach_hours([NOVEMBER], chart=True))
    for code in ("invalid_blocks", "invalid_arguments"):
        found = plainer(code, view)
        assert found is not None
        assert found["blocks"] == coach_hours([NOVEMBER], chart=False)
        assert plainer(code, found) is None
    assert plainer("ratelimited", view) is None


def test_hostile_names_are_inert() -> None:
    hostile = replace(SHORT, leader=HOSTILE, school=HOSTILE)
    page = make_up_page(hostile, ("visit",))
    assert fits(page)
    assert live([coach_hours([hostile], chart=True), leader_hours([hostile]), page["blocks"]]) == []
