"""A week at a glance, and messages about visits: who reads what, in which words, with which buttons."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.messages import weeklies
from bot.messages.bookings import Card, card
from bot.messages.visits import DID, Told, done, news
from bot.messages.weeklies import Weekly, weekly_page
from bot.messages.weeks import week_on_home, week_page
from bot.rules.bookings import Booking
from bot.rules.lines import Pair, Read
from bot.rules.visits import Visit
from bot.rules.weeks import Free, Row, Week, may_undo
from tests.bot.facts import DAY, a_week, booked
from tests.bot.slacks_limits import HOSTILE, fits, live, posts, says_all, texts

LATER = booked(id=13, day=DAY + timedelta(days=2))
ASKED = booked(id=14, day=DAY + timedelta(days=1), state="proposed", asked_by=2, series_id=None)
SERIES = Weekly(3, "Lincoln Elementary", "Principal 14", "Coach C", "visit", 1, "09:00", 90, 1, "America/New_York",
                None, date(2026, 9, 1), None)  # fmt: skip


def shown(week: Week) -> list[str]:
    blocks = week_on_home(week)
    assert live(blocks) == []
    return texts(blocks, buttons=True)


@pytest.mark.parametrize(
    ("visit", "said", "buttons"),
    [
        (booked(), "no visit logged in 90 days", ["Log it", "Change"]),
        (LATER, "no visit logged in 90 days", ["Brief", "Move"]),
        (booked(state="held", contact_id=231), "logged as L-0231", ["Open"]),
        (booked(state="skipped", reason="illness"), "skipped: illness", ["Plan a make-up", "Change"]),
        (booked(state="closed", reason="calendar"), "school closed", ["Plan a make-up", "Change"]),
        (LATER._replace(moved=True, occurs_on=DAY),
         "moved from Tue, Nov 17 · no visit logged in 90 days", ["Brief", "Move"]),
        (ASKED, "asks for this time", ["Accept", "Offer another time", "I can't"]),
        (ASKED._replace(asked_by=1), "waits for an answer", ["Take back"]),
    ],
)  # fmt: skip
def test_a_coach_can_do_what_fits_a_visit(visit: Visit, said: str, buttons: list[str]) -> None:
    parts = shown(a_week(visit))
    assert f"Principal 14 · {said}" in parts[1]
    assert parts[2 : 2 + len(buttons)] == buttons


def test_a_coach_sees_since_when_what_is_owed_and_what_slips() -> None:
    row = Row(LATER, "coach", DAY - timedelta(days=6), 2, "Two samples (Thu, Nov 19)")
    said = shown(replace(a_week(), rows=(row,), free=(Free(5, "Pine Street", "Principal 12"),)))
    assert said[1] == (
        "Thu, Nov 19, 9:00–10:30 AM · Lincoln Elementary\n"
        "Principal 14 · last visit 6 days ago · 2 in a row moved or not held · you owe: Two samples (Thu, Nov 19)"
    )
    assert "Nothing booked for Pine Street\nPrincipal 12" in said


def test_a_leader_asks_for_another_time_of_what_is_to_come() -> None:
    said = shown(a_week(booked(), LATER, side="leader"))
    assert said[1:4] == [
        "Today, 9:00–10:30 AM · Lincoln Elementary\nCoach C",
        "Thu, Nov 19, 9:00–10:30 AM · Lincoln Elementary\nCoach C",
        "Another time",
    ]
    assert "Nothing is booked. You can propose a time to your coach." in shown(a_week(side="leader"))


def test_a_time_elsewhere_names_its_zone_and_a_closure_its_days() -> None:
    far = LATER._replace(zone="America/Chicago")
    week = replace(a_week(far), closed=((date(2026, 11, 19), date(2026, 11, 20), "Fall break"),))
    said = "\n".join(shown(week))
    assert "Central time" in said
    assert "No school Thu, Nov 19 to Fri, Nov 20: Fall break." in said


def test_the_fullest_week_fits_and_hostile_names_are_inert() -> None:
    visit = booked(school=HOSTILE, leader=HOSTILE, place=HOSTILE)
    week = a_week(*(visit._replace(id=one) for one in range(30)))
    week = replace(week, asked=(Row(ASKED._replace(school=HOSTILE), "coach"),) * 9, free=(Free(1, HOSTILE, "x"),) * 30)
    view = week_page(week, 0, "m")
    assert fits(view)
    assert live(view["blocks"]) == []
    page = weekly_page([(1, HOSTILE, HOSTILE, [SERIES._replace(school=HOSTILE)])] * 40, "m")
    assert fits(page)
    assert live(page["blocks"]) == []


@pytest.mark.parametrize("did", DID)
@pytest.mark.parametrize("state", ["planned", "proposed", "skipped", "closed", "withdrawn"])
def test_every_message_says_all_in_its_text(did: str, state: str) -> None:
    visit = booked(state=state, asked_by=1, school=HOSTILE, leader=HOSTILE, coach=HOSTILE, reason="other")
    for side in ("coach", "leader", "guest"):
        for said in (done(visit, did, Told(side, before="Mon", undo=True)), news(visit, did, Told(side))):
            assert posts(said)
            assert says_all(said)
            assert live(said.blocks) == []


@pytest.mark.parametrize("did", weeklies.DID)
def test_every_message_of_a_series_says_all_in_its_text(did: str) -> None:
    for one in (SERIES, SERIES._replace(live=False), SERIES._replace(first=DAY, planned=8, every=2, place=HOSTILE)):
        for said in (weeklies.done(one, did, undo=4, reached=False), weeklies.news(one, did)):
            assert posts(said)
            assert says_all(said)


def test_a_card_says_all_in_its_text() -> None:
    pairs = tuple(Pair(one, HOSTILE, f"Principal {one}", "America/New_York") for one in (1, 2))
    for act in ("book", "weekly", "move", "phone", "skip", "close"):
        line = Booking(Read(act), Read((1, 2)), day=Read(DAY, True), start=Read("14:00"), unread=(HOSTILE,), every=1)
        for one in (Card(1, line, pairs), Card(1, line, pairs[:1], booked(), leads=True, warnings=("Look.",))):
            said = card(one)
            assert posts(said)
            assert says_all(said)


@pytest.mark.parametrize(
    ("visit", "before", "person", "may"),
    [
        (booked(series_id=None), None, 1, True),
        (booked(series_id=None), None, 2, False),
        (booked(), None, 1, False),
        (ASKED, None, 2, True),
        (ASKED, None, 1, False),
        (booked(moved=True, sequence=1), "planned", 1, True),
        (booked(moved=True, sequence=1), "planned", 2, False),
        (booked(asked_by=1, sequence=1), "proposed", 2, True),
        (booked(asked_by=1, sequence=1), "proposed", 1, False),
        (booked(contact_id=5, sequence=1), "planned", 1, False),
        (booked(sequence=1), "planned", 9, False),
    ],
)
def test_who_may_undo_what(visit: Visit, before: str | None, person: int, may: bool) -> None:
    assert may_undo(visit, {"state": before} if before else None, person) == may
