"""Visits and meetings: booked, proposed, moved, closed, skipped, held and undone by the pair, and by nobody else."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.errors import Denied, Refusal
from storage.people import Actor
from storage.visitacts import for_moving
from storage.visiting import (
    NewAnswer,
    NewSeries,
    add_meeting,
    add_series,
    answer_proposal,
    by_phone,
    close_visit,
    end_series,
    find_visit,
    make_up_for,
    mark_held,
    move_visit,
    proposals_for,
    propose_meeting,
    skip_visit,
    undo_visit_change,
    visit_of,
    visits_of_coach,
    visits_of_leader,
    warn_of_meeting,
    withdraw_proposal,
)
from tests.storage.booking import LAST, TUESDAY, first, meeting, planned, shut, weekly
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, NOW, OTHER, STRANGER, Program


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"day": date(2026, 11, 16)}, "day", "has passed"),
        ({"day": date(2026, 11, 17), "start": "10:30"}, "start", "has passed"),
        ({"day": date(2028, 2, 29)}, "day", "within a year"),
        ({"day": date(2026, 11, 25), "kind": "visit"}, "day", "Lincoln Elementary is closed on Wed, Nov 25"),
        ({"zone": "Nowhere"}, "zone", "isn't known"),
        ({"minutes": 601}, "minutes", "from 5 to 600"),
        ({"kind": "session", "guests": ("2",)}, "guests", "Only a team or cohort"),
    ],
)
def test_a_meeting_that_cannot_be_says_why_under_its_field(
    program: Program, changes: dict[str, Any], field: str, words: str
) -> None:
    shut(program, date(2026, 11, 25), date(2026, 11, 27))
    with pytest.raises(Refusal, match=words) as refused:
        add_meeting(program.db, COACH, NOW, meeting(program, **changes))
    assert refused.value.field == field


def test_a_meeting_is_booked_once_and_the_leader_is_told(program: Program) -> None:
    made = add_meeting(program.db, COACH, NOW, meeting(program), intent="form")
    again = add_meeting(program.db, COACH, NOW, meeting(program, start="15:00"), intent="form")
    assert (made.outcome, again.outcome, again.visit.start) == ("new", "same", "10:00")
    assert [one.id for one in visits_of_leader(program.db, LEADER, TUESDAY, LAST)] == [made.visit.id]
    leader = program.people["ULEAD"]
    assert [key for key in program.owed() if key.startswith("visit_changed")] == [
        f"visit_changed:{made.visit.id}:0:{leader}"
    ]


def test_guests_are_leaders_of_the_same_coach_and_see_it_too(program: Program) -> None:
    pine = program.engage("Pine Street", "ULEAD2", "UCOACH")
    team = meeting(program, kind="team_meeting", guests=(str(pine),), place="District office")
    made = add_meeting(program.db, COACH, NOW, team).visit
    assert (made.guests, made.place) == (("Principal 15",), "District office")
    assert [one.id for one in visits_of_leader(program.db, LEADER2, TUESDAY, LAST)] == [made.id]
    assert visit_of(program.db, LEADER2, made.id) == made
    with pytest.raises(Denied):
        add_meeting(
            program.db, COACH, NOW, meeting(program, kind="cohort", guests=(str(program.pairs["Harbor Middle"]),))
        )


def test_nobody_but_the_pair_changes_a_visit_and_who_coordinates_reads_it(program: Program) -> None:
    weekly(program)
    one = first(program)
    acts: list[Callable[[Actor], object]] = [
        lambda actor: move_visit(program.db, actor, NOW, one.id, date(2026, 11, 26), "09:00"),
        lambda actor: by_phone(program.db, actor, NOW, one.id),
        lambda actor: close_visit(program.db, actor, NOW, one.id),
        lambda actor: skip_visit(program.db, actor, NOW, one.id, "event"),
        lambda actor: mark_held(program.db, actor, NOW, one.id),
        lambda actor: undo_visit_change(program.db, actor, NOW, one.id),
        lambda actor: make_up_for(program.db, actor, NOW, one.id, date(2026, 11, 26), "09:00"),
        lambda actor: end_series(program.db, actor, NOW, one.series_id or 0),
        lambda actor: answer_proposal(program.db, actor, NOW, one.id, NewAnswer(act="accept")),
    ]
    for act in acts:
        for actor in (OTHER, LEADER2, COORDINATOR, STRANGER):
            with pytest.raises(Denied):
                act(actor)
    for act in acts[:6]:
        with pytest.raises(Denied):
            act(LEADER)
    for reader in (COACH, LEADER, COORDINATOR):
        assert visit_of(program.db, reader, one.id) == one
    for stranger in (OTHER, LEADER2, STRANGER):
        with pytest.raises(Denied):
            visit_of(program.db, stranger, one.id)
    assert visits_of_coach(program.db, OTHER, TUESDAY, LAST) == []


def test_a_moved_visit_tells_of_what_is_near_and_can_be_put_back(program: Program) -> None:
    harbor = program.engage("Harbor High", "ULEAD2", "UCOACH")
    other = NewSeries(engagement=harbor, weekday=3, start="10:45", minutes=60)
    add_series(program.db, COACH, NOW, other)
    weekly(program)
    one = first(program)
    moved = move_visit(program.db, COACH, NOW, one.id, date(2026, 11, 26), "09:00", request="r1")
    assert moved.warnings == ("Only 15 minutes lie between this and Harbor High: Thu, Nov 26, 10:45 AM to 11:45 AM.",)
    again = move_visit(program.db, COACH, NOW, one.id, date(2026, 11, 27), "09:00", request="r1")
    assert (again.outcome, again.visit.day, again.visit.moved) == ("same", date(2026, 11, 26), True)
    assert (moved.visit.sequence, moved.visit.occurs_on) == (1, TUESDAY)
    clash = move_visit(program.db, COACH, NOW, one.id, date(2026, 11, 26), "11:00")
    assert clash.warnings == ("You are at Harbor High at that time: Thu, Nov 26, 10:45 AM to 11:45 AM.",)
    back = undo_visit_change(program.db, COACH, NOW, one.id).visit
    assert (back.day, back.start, back.moved) == (date(2026, 11, 26), "09:00", True)
    with pytest.raises(Refusal, match="nothing to undo"):
        undo_visit_change(program.db, COACH, NOW, one.id)


def test_a_visit_is_never_moved_into_the_past_or_onto_a_closed_day(program: Program) -> None:
    weekly(program)
    one = first(program)
    shut(program, date(2026, 11, 26))
    for day, start in ((date(2026, 11, 17), "09:00"), (date(2026, 11, 2), "09:00"), (date(2026, 11, 26), "09:00")):
        with pytest.raises(Refusal):
            move_visit(program.db, COACH, NOW, one.id, day, start)
    assert first(program) == one
    shut(program, one.day + timedelta(days=1))
    assert for_moving(program.db, COACH, NOW, one.id)[1] == date(2026, 11, 27)  # what the form offers is never refused
    late = one.ends_at + timedelta(days=1)
    assert move_visit(program.db, COACH, late, one.id, date(2026, 11, 27), "09:00").visit.state == "planned"


def test_each_outcome_is_taken_once_and_undone_once(program: Program) -> None:
    weekly(program)
    one = first(program)
    with pytest.raises(Refusal, match="hasn't begun"):
        mark_held(program.db, COACH, NOW, one.id)
    with pytest.raises(Denied):
        skip_visit(program.db, COACH, NOW, one.id, "dinner")
    over = one.ends_at
    assert mark_held(program.db, COACH, over, one.id, request="a").visit.state == "held"
    assert mark_held(program.db, COACH, over, one.id).outcome == "same"
    assert undo_visit_change(program.db, COACH, over, one.id).visit.state == "planned"
    closed = close_visit(program.db, COACH, over, one.id).visit
    assert (closed.state, closed.reason) == ("closed", "closure")
    skipped = skip_visit(program.db, COACH, over, one.id, "crisis").visit
    assert (skipped.state, skipped.reason) == ("skipped", "crisis")
    assert undo_visit_change(program.db, COACH, over, one.id).visit.reason == "closure"
    call = by_phone(program.db, COACH, over, one.id).visit
    assert (call.kind, call.state, call.by_phone) == ("call", "planned", True)


def test_a_missed_visit_is_made_up_for_once(program: Program) -> None:
    weekly(program)
    one = first(program)
    with pytest.raises(Refusal, match="still planned"):
        make_up_for(program.db, COACH, NOW, one.id, date(2026, 11, 26), "09:00")
    skip_visit(program.db, COACH, NOW, one.id, "testing")
    made = make_up_for(program.db, COACH, NOW, one.id, date(2026, 11, 26), "13:00").visit
    assert (made.make_up_for, made.minutes, made.kind, made.state) == (one.id, 90, "visit", "planned")
    with pytest.raises(Refusal, match="made up for already, on Thu, Nov 26 at 1:00 PM"):
        make_up_for(program.db, COACH, NOW, one.id, date(2026, 11, 27), "13:00")


def test_the_one_who_is_asked_answers_a_proposal(program: Program) -> None:
    asked = propose_meeting(program.db, COACH, NOW, meeting(program), intent="p").visit
    assert (asked.state, proposals_for(program.db, COACH, NOW)) == ("proposed", [])
    assert [one.id for one in proposals_for(program.db, LEADER, NOW)] == [asked.id]
    with pytest.raises(Refusal, match="You proposed this"):
        answer_proposal(program.db, COACH, NOW, asked.id, NewAnswer(act="accept"))
    other = NewAnswer(act="offer", day=date(2026, 11, 30), start="08:30")
    offered = answer_proposal(program.db, LEADER, NOW, asked.id, other).visit
    assert (offered.state, offered.day, offered.start) == ("proposed", date(2026, 11, 30), "08:30")
    assert [one.id for one in proposals_for(program.db, COACH, NOW)] == [asked.id]
    agreed = answer_proposal(program.db, COACH, NOW, asked.id, NewAnswer(act="accept"), request="yes")
    assert agreed.visit.state == "planned"
    assert answer_proposal(program.db, COACH, NOW, asked.id, NewAnswer(act="accept"), request="yes").outcome == "same"
    with pytest.raises(Refusal, match="answered already"):
        answer_proposal(program.db, LEADER, NOW, asked.id, NewAnswer(act="decline"))


def test_a_leader_asks_for_another_time_and_the_visit_itself_moves(program: Program) -> None:
    weekly(program)
    one = first(program)
    wish = meeting(program, kind="visit", day=date(2026, 11, 26), start="13:00", minutes=90, make_up_for=one.id)
    asked = add_meeting(program.db, LEADER, NOW, wish).visit
    assert (asked.state, asked.asked_by, find_visit(program.db, one.id)) == ("proposed", program.people["ULEAD"], one)
    moved = answer_proposal(program.db, COACH, NOW, asked.id, NewAnswer(act="accept")).visit
    assert (moved.id, moved.day, moved.start, moved.moved) == (one.id, date(2026, 11, 26), "13:00", True)
    gone = find_visit(program.db, asked.id)
    assert gone is not None
    assert gone.state == "withdrawn"


def test_a_proposal_is_declined_taken_back_or_too_late(program: Program) -> None:
    declined = propose_meeting(program.db, LEADER, NOW, meeting(program)).visit
    assert answer_proposal(program.db, COACH, NOW, declined.id, NewAnswer(act="decline")).visit.state == "declined"
    late = propose_meeting(program.db, COACH, NOW, meeting(program)).visit
    with pytest.raises(Refusal, match="has passed"):
        answer_proposal(program.db, LEADER, late.at, late.id, NewAnswer(act="accept"))
    with pytest.raises(Denied):
        withdraw_proposal(program.db, LEADER, NOW, late.id)
    assert withdraw_proposal(program.db, COACH, NOW, late.id).visit.state == "withdrawn"
    assert planned(program) == []


def test_warnings_come_before_a_meeting_is_booked_and_tell_a_leader_nothing(program: Program) -> None:
    weekly(program)
    near = meeting(program, day=TUESDAY, start="10:00")
    assert warn_of_meeting(program.db, COACH, near) == (
        "You are at Lincoln Elementary at that time: Tue, Nov 24, 9:00 AM to 10:30 AM.",
    )
    assert warn_of_meeting(program.db, LEADER, near) == ()
