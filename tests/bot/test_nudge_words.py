"""What nudges of the round say, as values: plain at first, then with what follows, and never a word too many."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.messages import mondays, nudges, pairnudges, stepnudges, visitnudges, visits
from bot.rules import ladders
from bot.rules.nudges import KINDS, Kind, kinds_for
from bot.rules.rounds import QUIET, Brief, CallList, CoachWeek, Stalled
from bot.rules.visits import Visit
from tests.bot.facts import DAY, SHORT, agreed

PAIR = Stalled(7, "Harbor Middle", "Principal 15", "Coach D", QUIET, date(2026, 10, 27))


def visit(**changes: Any) -> Visit:
    """A visit at Lincoln Elementary on Tuesday at 9:00 AM in New York."""
    at = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
    held: dict[str, Any] = dict.fromkeys(Visit._fields)
    held |= {
        "id": 4, "engagement_id": 1, "school": "Lincoln Elementary", "leader": "Principal 14", "coach": "Coach C",
        "kind": "visit", "occurs_on": DAY, "day": DAY, "start": "09:00", "zone": "America/New_York", "minutes": 90,
        "at": at, "ends_at": at + timedelta(minutes=90), "state": "planned", "moved": False, "guests": (),
    }  # fmt: skip
    return Visit(**{**held, **changes})


def test_a_brief_without_anything_to_say_is_short() -> None:
    piece = visitnudges.brief_piece(Brief(visit(place="Room 2"), DAY))
    assert piece.text == (
        "Today, 9:00–10:30 AM · Lincoln Elementary, Principal 14 · Room 2\nNo contact is logged yet.\n"
        "Nothing is open between you."
    )


def test_a_time_that_has_passed_is_said_to_have_passed() -> None:
    asked = visit(state="proposed", asked_by="coach")
    assert visits.over(asked, "leader") == (
        "That time has passed: On-site visit · Lincoln Elementary, Coach C · Tue, Nov 17, 9:00–10:30 AM. "
        "You can propose another one on your Home."
    )


def test_what_several_of_a_kind_say_alike_stands_once_under_the_last() -> None:
    pairs = [replace(PAIR, school=name) for name in ("Harbor Middle", "Pine Street")]
    pieces = [pairnudges.quiet(one, rung) for rung in (0, 1) for one in pairs]
    said = nudges.bundle(5, [*pieces, nudges.Piece("Something else.")]).text.split("\n\n")
    helped = " Your lead coach is asked to help, too. After 30 days the coordinators are."
    no_contact = [f"No contact with Principal 15, {one.school}, is logged since Tue, Oct 27." for one in pairs]
    counts = " A short call or a message counts."
    assert said == [no_contact[0], no_contact[1] + counts, no_contact[0], no_contact[1] + helped, "Something else."]


def test_a_call_is_named_by_whom_it_is_with() -> None:
    assert visitnudges.card(visit(kind="call", minutes=30), DAY).text == (
        "Your phone call with Principal 14 (today, 9:00–9:30 AM) is over. How did it go?"
    )


def test_what_is_held_by_phone_says_so_and_asks_for_no_phone_and_no_closed_school() -> None:
    call = visit(kind="call", minutes=30)
    head = visitnudges.brief_piece(Brief(call, DAY))
    assert head.text.startswith("Today, 9:00–9:30 AM · Lincoln Elementary, Principal 14 · Phone call\n")
    assert [one["text"]["text"] for one in head.blocks[-1]["elements"]] == ["Move", "Skip…"]
    assert "Principal 14 · Phone call" in visitnudges.tile([call]).text
    [_, asked] = visitnudges.card(call, DAY).blocks
    assert [one["text"]["text"] for one in asked["elements"]] == ["Log it", "Moved", "Skip…"]


def test_a_long_tile_says_how_many_more_there_are() -> None:
    piece = visitnudges.tile([visit(id=place) for place in range(11)])
    assert piece.text.startswith("11 visits are not logged.\nTue, Nov 17, 9:00 AM · Lincoln Elementary")
    assert piece.text.endswith("And 3 more on your Home.")
    assert len(piece.blocks) == 2 + 2 * visitnudges.TILES


@pytest.mark.parametrize(
    ("rung", "ending"),
    [
        (ladders.STEP_EARLY, "By Fri, Nov 20 · Lincoln Elementary"),
        (ladders.STEP_LATE, "If the day doesn't hold anymore, move it."),
        (ladders.STEP_LAST, "This is the last reminder: it is on top of your next visit's form now."),
    ],
)
def test_a_step_says_more_on_each_rung(rung: int, ending: str) -> None:
    assert stepnudges.due_line(agreed(reader="leader"), rung, DAY).endswith(ending)


def test_asking_the_program_says_no_word_of_the_step() -> None:
    one = agreed(barrier="data", helper="district", barrier_note="The office never answers.", reader="leader")
    said = " ".join([*stepnudges.question_lines(one), stepnudges.asked_message(one).text])
    assert "in the way of a next step is access to data" in said
    assert "exit ticket" not in said
    assert "never answers" not in said


def test_a_list_of_pairs_is_a_request_and_says_what_is_new() -> None:
    said = pairnudges.call_list(CallList((PAIR, PAIR), 1)).text
    assert said.startswith("Two pairs could use your help. One of them is new on this list. Their coaches were asked")
    assert "· Harbor Middle, Principal 15 (Coach D): no contact since Tue, Oct 27" in said
    assert "Could one of you call?" in said
    ways = pairnudges.call_list(CallList((PAIR,), 1, unexplained=3), 7).blocks[-1]["elements"]
    assert [one["text"]["text"] for one in ways] == ["Open the list", "Visits not explained"]


def test_short_hours_come_with_a_way_to_make_up_while_the_month_runs() -> None:
    running, over = pairnudges.short_hours([SHORT], 0), pairnudges.short_hours([SHORT], ladders.HOURS_OVER)
    assert "is going to end below the hours promised to one leader." in running.text
    assert "accessory" in running.blocks[1]
    assert "accessory" not in over.blocks[1]


def test_a_week_without_visits_says_so_with_the_way_to_one() -> None:
    report = "Status report, Nov 1–15: due tomorrow, 5:00 PM, 4 of 4 schools ready"
    week = CoachWeek(DAY, unbooked=((7, "Harbor Middle", "Principal 15"),), drafts=2, reports=((5, report),))
    piece = mondays.coach_piece(week)
    assert piece.text == (
        "Your week\nNo visit is booked this week.\nNothing booked: Harbor Middle, Principal 15\n\n"
        f"To finish\n{report}\n2 forms are not saved yet. Your Home has what you typed."
    )
    assert [one["value"] for one in piece.blocks[-1]["elements"] if "value" in one] == ["5", "7"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_kind_says_why_on_each_rung_of_its_ladder(kind: Kind) -> None:
    for rung, this in enumerate(kind.ladder):
        [_, told, *_] = nudges.why_page([(kind, rung)], "At most 3 a week.")
        [said] = told["elements"]
        assert f"This one: {this}" in said["text"]
        assert ("Nothing follows." in said["text"]) == (rung == len(kind.ladder) - 1)


def test_a_leader_is_not_offered_to_stop_what_only_coaches_get() -> None:
    assert "unlogged" not in {one.id for one in kinds_for(frozenset({"leader"}))}
    assert "unlogged" in {one.id for one in kinds_for(frozenset({"coach"}))}


def test_coordinators_are_offered_only_what_can_reach_them() -> None:
    offered = {one.id for one in kinds_for(frozenset({"coordinator"}))}
    assert offered.isdisjoint({"unbooked", "quiet_pair", "hours_short"})
    assert "quiet_pair" in {one.id for one in kinds_for(frozenset({"lead_coach"}))}
