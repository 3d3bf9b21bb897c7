"""What is said of agreements and plans of one's own accord: once, to both, and for help only after that."""

from datetime import date, timedelta

from bot.rules.nudges import KINDS
from storage.agreeing import sign_agreement, still_holds
from storage.agreementrows import agreement_state
from storage.briefs import see_brief
from storage.goalwork import close_goal, review_plan
from storage.meetings import NewMeeting
from storage.plannudges import PLAN_PIECES
from storage.rounds import plan_of_day, rounds_due
from storage.visiting import add_meeting
from storage.welcoming import take_as_welcomed
from tests.storage.agreed import agree, aim, offer
from tests.storage.contacting import COACH, LEADER, NOW, TODAY, Program
from tests.storage.nudging import local
from tests.storage.rounding import heard, make_round, speak_freely

DAY = timedelta(days=1)


def said_on(program: Program, *days: date) -> dict[date, dict[str, str]]:
    """What everybody hears in the morning of these days."""
    found = {}
    for day in days:
        program.log(f"on {day}", local(day - DAY, "12:00"), day=day - DAY)  # never quiet
        make_round(program, day)
        found[day] = heard(program, day, "08:50")
    return found


def days_of(said: dict[date, dict[str, str]], who: str, words: str) -> list[date]:
    return [day for day, heard_by in said.items() if words in heard_by.get(who, "")]


def planned_kinds(program: Program, day: date) -> set[str]:
    """The kinds about agreements and plans that a day's round comes to."""
    now = local(day, "00:05")
    made = [new for one in rounds_due(program.db, now) for new in plan_of_day(program.db, now, one).nudges]
    return {new.kind for new in made} & PLAN_PIECES.keys()


def test_every_kind_has_its_words() -> None:
    assert PLAN_PIECES.keys() <= KINDS.keys()


def test_a_pair_without_an_agreement_is_asked_once_and_after_a_week_the_coordinators_are(program: Program) -> None:
    speak_freely(program)
    assert planned_kinds(program, TODAY + 20 * DAY) == set()  # nobody was welcomed yet
    take_as_welcomed(program.db, NOW)
    first, week_later = TODAY + 14 * DAY, TODAY + 21 * DAY
    said = said_on(program, first - DAY, first, first + DAY, week_later - DAY, week_later, week_later + DAY)
    words = "Principal 14, Lincoln Elementary, have no agreement yet"
    assert days_of(said, "UCOACH", words) == [first]
    assert days_of(said, "ULEAD", "You and Coach C, Lincoln Elementary, have no agreement yet") == [first]
    line = "· Lincoln Elementary, Principal 14 (Coach C): no agreement both have signed since Tue, Nov 17"
    assert days_of(said, "list", line)[:1] == [week_later]


def test_nobody_is_asked_for_what_both_have_signed_or_waits_for_the_other(program: Program) -> None:
    speak_freely(program)
    take_as_welcomed(program.db, NOW)
    offer(program)
    first = TODAY + 14 * DAY
    said = said_on(program, first)
    assert "The agreement with Coach C, Lincoln Elementary, waits for your signature." in said[first]["ULEAD"]
    assert "waits for Principal 14 to sign" in said[first]["UCOACH"]
    sign_agreement(program.db, LEADER, NOW + 15 * DAY, agreement_state(program.db, program.pair).offered)
    said = said_on(program, TODAY + 21 * DAY, TODAY + 28 * DAY)
    assert days_of(said, "list", "Lincoln Elementary, Principal 14 (Coach C): no agreement") == []
    assert "agreement_unsigned" in planned_kinds(program, TODAY + 29 * DAY)  # of the other pair


def test_a_plan_nobody_looked_at_is_said_to_both_once_then_stands_in_the_brief(program: Program) -> None:
    speak_freely(program)
    one = aim(program)
    day = TODAY + 45 * DAY
    said = said_on(program, day - DAY, day, day + 3 * DAY, day + 7 * DAY)
    assert days_of(said, "UCOACH", "The plan with Principal 14") == [day]
    assert days_of(said, "ULEAD", "The plan with Coach C, Lincoln Elementary, was last looked at on Tue, Nov 17") == [
        day
    ]
    visit_day = date(2027, 1, 12)
    new = NewMeeting(engagement=program.pair, day=visit_day, start="09:00", minutes=60)
    visit = add_meeting(program.db, COACH, local(day + 8 * DAY, "10:00"), new, intent="v").visit.id
    brief = see_brief(program.db, COACH, local(visit_day, "08:30"), visit)
    assert brief.stale == TODAY
    assert brief.goals == ("P5 Monitor classrooms, useful feedback", "CPSEL 2B Curriculum and instruction")
    review_plan(program.db, LEADER, local(visit_day, "08:40"), program.pair)
    assert see_brief(program.db, COACH, local(visit_day, "08:45"), visit).stale is None
    close_goal(program.db, COACH, local(visit_day, "10:00"), one, "met")
    assert planned_kinds(program, visit_day + 46 * DAY) == set()


def test_an_agreement_is_looked_at_again_on_its_days_until_somebody_did(program: Program) -> None:
    speak_freely(program)
    made = agree(program)  # to be looked at on Feb 15, which is 90 days later
    day = date(2027, 2, 15)
    said = said_on(program, day - DAY, day, day + DAY)
    assert days_of(said, "ULEAD", "Your agreement with Coach C, Lincoln Elementary, is in force since Tue, Nov 17") == [
        day
    ]
    assert days_of(said, "UCOACH", "Does it still hold?") == [day]
    still_holds(program.db, COACH, local(day + 2 * DAY, "10:00"), made)
    assert planned_kinds(program, day + 3 * DAY) == set()
    assert planned_kinds(program, TODAY + 180 * DAY) == {"agreement_review"}
