"""The day's round, and what people are told of visits, steps, quiet pairs, hours and weeks: the pair first."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.errors import Denied, Refusal
from bot.rules.nudges import KINDS
from storage.briefs import see_brief
from storage.commitments import clear_barrier, mark_done, set_barrier
from storage.people import roles
from storage.programmes import closures
from storage.roundpieces import ROUND_PIECES
from storage.rounds import PLANNERS
from storage.visiting import NewMeeting, add_meeting, close_visit, move_visit
from storage.visitlog import visit_to_log
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, STRANGER, Program, add_person
from tests.storage.nudging import local
from tests.storage.rounding import forget_messages, heard, make_round, planned, speak_freely, told
from tests.storage.stepping import agreed, press

NEXT_TUESDAY = date(2026, 11, 24)
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def booked(program: Program, day: date = NEXT_TUESDAY, start: str = "09:00") -> int:
    """A visit of the pair, 90 minutes long."""
    new = NewMeeting(engagement=program.pair, day=day, start=start, minutes=90)
    return add_meeting(program.db, COACH, NOW, new, intent=f"{day}{start}").visit.id


def later(program: Program, day: date, **changes: Any) -> None:
    """Log a visit of a day, at noon of it."""
    program.log(f"on {day}", local(day, "12:00"), day=day, **changes)


def test_every_planner_plans_what_can_be_said(program: Program) -> None:
    assert set(ROUND_PIECES) <= set(KINDS)
    assert len(PLANNERS) == len(set(PLANNERS))
    make_round(program, NEXT_TUESDAY)
    assert make_round(program, NEXT_TUESDAY, "09:00") == 0  # once a day


def test_the_brief_says_what_both_promised_and_the_card_asks_until_it_is_logged(program: Program) -> None:
    agreed(
        program,
        {"what": "Two samples", "due_on": NEXT_TUESDAY},
        {"owner": "leader", "what": "Common exit ticket", "due_on": date(2026, 11, 20)},
        focus=("cpsel:2B",),
    )
    booked(program)
    forget_messages(program)
    make_round(program, NEXT_TUESDAY)
    said = told(program, "UCOACH", NEXT_TUESDAY, "08:31")
    assert "Today, 9:00–10:30 AM · Lincoln Elementary, Principal 14\nLast contact 7 days ago." in said
    assert "• You: Two samples · due today, open for 7 days" in said
    assert "Principal 14: Common exit ticket · was due Fri, Nov 20, open for 7 days" in said
    assert "Last worked on: CPSEL 2B" in said
    assert "A question to take along: " in said
    card = told(program, "UCOACH", NEXT_TUESDAY, "10:46")
    assert card == "Your visit to Lincoln Elementary (today, 9:00–10:30 AM) is over. How did it go?"
    later(program, NEXT_TUESDAY)
    forget_messages(program)
    assert planned(program, "unlogged") == []
    assert told(program, "UCOACH", NEXT_TUESDAY, "14:31") == ""


def test_an_unlogged_visit_is_asked_about_after_four_hours_next_morning_and_on_thursday(program: Program) -> None:
    speak_freely(program)
    later(program, date(2026, 11, 16))
    booked(program)
    forget_messages(program)
    make_round(program, NEXT_TUESDAY)
    told(program, "UCOACH", NEXT_TUESDAY, "10:46")
    assert "Nothing is logged yet for your visit to Lincoln Elementary (today" in told(
        program, "UCOACH", NEXT_TUESDAY, "14:31"
    )
    make_round(program, NEXT_TUESDAY + DAY)
    assert "(yesterday, 9:00–10:30 AM)" in told(program, "UCOACH", NEXT_TUESDAY + DAY, "08:40")
    make_round(program, NEXT_TUESDAY + 2 * DAY)
    tile = told(program, "UCOACH", NEXT_TUESDAY + 2 * DAY, "15:16")
    assert tile == "One visit is not logged.\nTue, Nov 24, 9:00 AM · Lincoln Elementary, Principal 14"
    assert told(program, "ULEAD", NEXT_TUESDAY + 2 * DAY, "15:16") == ""


def test_what_is_planned_of_a_visit_goes_with_it(program: Program) -> None:
    visit = booked(program, date(2026, 11, 20))
    assert planned(program) == [("brief", 0), ("card", 0), ("unlogged", 0), ("unlogged", 1)]
    move_visit(program.db, COACH, NOW, visit, date(2026, 11, 19), "13:00")
    assert planned(program) == [("brief", 0), ("card", 0), ("unlogged", 1)]
    forget_messages(program)
    assert "Today, 1:00–2:30 PM" in told(program, "UCOACH", date(2026, 11, 19), "12:31")
    close_visit(program.db, COACH, local(date(2026, 11, 19), "12:40"), visit)
    assert planned(program) == []
    forget_messages(program)
    assert told(program, "UCOACH", date(2026, 11, 20), "10:46") == ""


def test_a_step_is_spoken_of_four_times_and_never_once_it_is_done(program: Program) -> None:
    speak_freely(program)
    first, _ = agreed(
        program,
        {"owner": "leader", "what": "Common exit ticket", "due_on": date(2026, 11, 20)},
        {"owner": "leader", "what": "Visit two rooms", "due_on": date(2026, 11, 20)},
    )
    forget_messages(program)
    said = {}
    for day in (date(2026, 11, one) for one in (18, 19, 20, 24, 25, 27)):
        make_round(program, day)
        said[day.day] = told(program, "ULEAD", day, "08:50")
        if day.day == 20:
            mark_done(program.db, press(LEADER, local(day, "10:00")), first)
    assert "You promised Coach C: Common exit ticket\nBy Fri, Nov 20 · Lincoln Elementary" in said[18]
    assert "Visit two rooms\nDue today" in said[20]
    assert "exit ticket" not in said[24]
    assert "Visit two rooms\nWas due Fri, Nov 20 · Lincoln Elementary\nIf the day doesn't hold" in said[24]
    assert "This is the last reminder" in said[27]
    assert {day for day, words in said.items() if "rooms" in words} == {18, 20, 24, 27}


def test_a_quiet_pair_is_its_coachs_then_the_lead_coachs_then_the_coordinators(program: Program) -> None:
    speak_freely(program)
    lead = add_person(program.db, "ULEADCOACH", "Lead coach", "lead@example.org")
    program.people["ULEADCOACH"] = lead
    program.db.add(roles, programme_id=program.id, person_id=lead, role="lead_coach")
    thanksgiving = {"day": date(2026, 11, 25), "until": date(2026, 11, 27), "name": "Thanksgiving"}
    program.db.add(closures, programme_id=program.id, **thanksgiving)
    later(program, date(2026, 11, 9))
    said = {}
    for day in (
        date(2026, 11, 20),
        MONDAY,
        date(2026, 11, 24),
        date(2026, 12, 2),
        date(2026, 12, 3),
        date(2026, 12, 14),
    ):
        make_round(program, day)
        for who, words in heard(program, day, "08:50").items():
            said[who, day] = words
    about = "Lincoln Elementary, is logged since Mon, Nov 9"
    coach, lead_coach = "UCOACH", "ULEADCOACH"
    assert [day.day for (who, day), words in said.items() if who == coach and about in words] == [23, 3]
    assert "A short call or a message counts." in said[coach, MONDAY]
    assert "Your lead coach is asked to help, too." in said[coach, date(2026, 12, 3)]
    assert [day for (who, day), words in said.items() if who == lead_coach and "Mon, Nov 9" in words] == [
        date(2026, 12, 3)
    ]
    assert "Coach C was told a week ago. Could you ask Coach C" in said[lead_coach, date(2026, 12, 3)]
    lists = {day: words for (who, day), words in said.items() if who == "list" and "Nov 9" in words}
    assert list(lists) == [date(2026, 12, 14)]
    assert "· Lincoln Elementary, Principal 14 (Coach C): no contact since Mon, Nov 9" in lists[date(2026, 12, 14)]


def test_nothing_booked_is_said_to_both_then_to_the_coach_then_asked_of_the_coordinators(program: Program) -> None:
    speak_freely(program)
    later(program, date(2026, 11, 16))
    said = {}
    for day in (date(2026, 11, one) for one in (17, 18, 23, 24, 27, 30)):
        make_round(program, day)
        said[day.day] = heard(program, day, "08:50")
    asked = [day for day, who in said.items() if "othing is booked with P" in who.get("UCOACH", "")]
    assert asked == [17, 23]
    assert "In five days the coordinators are asked" in said[23]["UCOACH"]
    assert [day for day, who in said.items() if "othing is booked with C" in who.get("ULEAD", "")] == [17]
    lists = [day for day, who in said.items() if "Principal 14 (Coach C): nothing booked since" in who.get("list", "")]
    assert lists == [27]


def test_a_booked_visit_ends_it_and_the_next_stretch_begins_anew(program: Program) -> None:
    speak_freely(program)
    make_round(program, date(2026, 11, 17))
    told(program, "ULEAD", date(2026, 11, 17), "08:50")
    booked(program, date(2026, 11, 26))
    for day in (date(2026, 11, one) for one in (18, 24, 25)):
        make_round(program, day)
        assert "booked with Principal 14" not in str(heard(program, day, "08:50"))
    make_round(program, date(2026, 11, 27))
    assert "Nothing is booked with Coach C" in told(program, "ULEAD", date(2026, 11, 27), "08:50")


def test_mondays_have_the_coachs_week_and_the_leaders_only_where_something_is_due(program: Program) -> None:
    steps = agreed(program, {"owner": "leader", "what": "Common exit ticket", "due_on": date(2026, 11, 20)})
    booked(program)
    forget_messages(program)
    make_round(program, MONDAY)
    coach = told(program, "UCOACH", MONDAY, "07:45")
    assert coach.startswith("Your week\nTue, Nov 24, 9:00 AM · Lincoln Elementary, Principal 14")
    assert "Overdue\n• Principal 14: Common exit ticket · Was due Fri, Nov 20" in coach
    leader = told(program, "ULEAD", MONDAY, "08:01")
    assert "Due from you this week\n• You: Common exit ticket" in leader
    assert "Booked\nTue, Nov 24, 9:00 AM · Lincoln Elementary, Coach C" in leader
    mark_done(program.db, press(LEADER, local(MONDAY, "12:00")), steps[0])
    make_round(program, MONDAY + 7 * DAY)
    assert "Due from you" not in told(program, "ULEAD", MONDAY + 7 * DAY, "08:01")


def test_a_step_that_is_reminded_of_is_not_named_again_in_the_monday_of_the_same_message(program: Program) -> None:
    speak_freely(program)
    agreed(
        program,
        {"owner": "coach", "what": "Two sample tickets", "due_on": date(2026, 11, 19)},
        {"owner": "coach", "what": "A protocol", "due_on": date(2026, 11, 18)},
        {"owner": "leader", "what": "Common exit ticket", "due_on": MONDAY},
    )
    booked(program)
    forget_messages(program)
    make_round(program, MONDAY)
    said = heard(program, MONDAY, "08:40")
    coach, leader = said["UCOACH"], said["ULEAD"]
    assert coach.count("Two sample tickets") == coach.count("A protocol") == 1
    assert "You promised Principal 14: Two sample tickets" in coach
    assert "Overdue\n• You: A protocol" in coach
    assert leader.count("Common exit ticket") == 1
    assert "Due from you this week" not in leader
    assert "Booked\nTue, Nov 24" in leader


def test_hours_that_fall_short_are_told_with_a_way_to_make_up_for_them(program: Program) -> None:
    later(program, date(2026, 11, 19), minutes=60)
    forget_messages(program)
    make_round(program, date(2026, 11, 20))
    said = told(program, "UCOACH", date(2026, 11, 20), "08:50")
    assert "November is going to end below the hours promised to one leader.\nPrincipal 14, Lincoln Elementary" in said
    make_round(program, date(2026, 12, 1))
    assert "November ended below the hours promised" in told(program, "UCOACH", date(2026, 12, 1), "08:50")


def test_what_is_in_the_way_for_two_weeks_is_said_to_both_once_and_not_when_it_is_gone(program: Program) -> None:
    speak_freely(program)
    one, two = agreed(
        program, {"what": "Two samples", "due_on": date(2027, 1, 20)}, {"what": "A map", "due_on": date(2027, 1, 20)}
    )
    for step in (one, two):
        set_barrier(program.db, press(), step, "staffing", "district", "No substitute")
    clear_barrier(program.db, press(at=local(date(2026, 11, 30), "10:00")), two)
    said = {}
    for day in (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 8)):
        make_round(program, day)
        said[day.day] = told(program, "ULEAD", day, "08:50")
    assert [day for day, words in said.items() if "In the way" in words] == [1]
    assert "Coach C: Two samples\nIn the way: staffing; the district can help · since Tue, Nov 17" in said[1]
    assert "No substitute" not in said[1]
    assert "A map" not in said[1]


def test_hours_far_below_for_two_months_and_unexplained_visits_are_on_the_list_as_facts(program: Program) -> None:
    for month, minutes in ((10, 240), (11, 60)):
        for number in (5, 12, 19):
            later(program, date(2026, month, number), minutes=minutes)
    later(program, date(2026, 12, 2))
    booked(program)
    said = {}
    for day in (date(2026, 12, 2), date(2026, 12, 3), date(2027, 1, 4)):
        make_round(program, day)
        said[day] = heard(program, day, "08:50").get("list", "")
    below = "Below four fifths of the promised hours, two months in a row:\n"
    assert f"{below}· Harbor Middle, Principal 15 (Coach D)" in said[date(2026, 12, 2)]
    assert "Principal 14" not in said[date(2026, 12, 2)]
    assert "One visit of more than a week ago is not explained yet." in said[date(2026, 12, 2)]
    assert said[date(2026, 12, 3)] == ""
    assert "· Lincoln Elementary, Principal 14 (Coach C)" in said[date(2027, 1, 4)].partition(below)[2]


def test_only_a_visits_coach_reads_its_brief_and_logs_it_once(program: Program) -> None:
    visit, after = booked(program), local(NEXT_TUESDAY, "11:00")
    for other in (LEADER, OTHER, COORDINATOR, STRANGER):
        with pytest.raises(Denied):
            see_brief(program.db, other, after, visit)
        with pytest.raises(Denied):
            visit_to_log(program.db, other, after, visit)
    with pytest.raises(Refusal, match="hasn't begun yet"):
        visit_to_log(program.db, COACH, NOW, visit)
    _, values = visit_to_log(program.db, COACH, after, visit)
    assert (values["kind"], values["day"], values["start"], values["minutes"]) == ("visit", NEXT_TUESDAY, "09:00", 90)
    later(program, NEXT_TUESDAY)
    with pytest.raises(Refusal, match="logged already, as L-"):
        visit_to_log(program.db, COACH, after, visit)
