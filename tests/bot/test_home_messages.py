"""The Home of each role, at its emptiest and its fullest."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.blocks import View
from bot.messages import districts
from bot.messages.desk import UNEXPLAINED, list_page
from bot.messages.home import home_view
from bot.rules.commitments import Ledger
from bot.rules.desk import Act, Desk, Flag, Silent, Standing
from bot.rules.digests import Held, Month
from bot.rules.views import (
    CoachHome,
    CoordinatorHome,
    DistrictHome,
    HomeFacts,
    LeaderHome,
    Unfinished,
)
from tests.bot.facts import DAY, NOVEMBER, SHORT, a_week, agreed, booked, fact
from tests.bot.slacks_limits import HOSTILE, fits, live, texts

LONG = "W" * 120
NO_COACH = CoachHome(DAY, a_week(pairs=0), Ledger(), (), ())
NO_LEADER = LeaderHome(DAY, (), Ledger(), ())
NO_PROGRAM = CoordinatorHome("Association program", DAY, 0, 0, 0, 0, 0, ())

NOVEMBER_17 = date(2026, 11, 17)


def a_full_desk(name: str) -> Desk:
    """A desk on which everything waits, with this name for everybody and everything."""
    at = datetime(2026, 11, 17, 17, tzinfo=UTC)
    return Desk(
        1, at, "America/New_York", DAY, (Flag(1, 1, name, name, name, "watch", at),) * 10, 99,
        (Standing(date(2026, 11, 1), date(2026, 11, 15), at, 99, 9, 9, 9, 9),) * 4,
        (Silent(1, name, name, name, DAY, 9_999),) * 10, 9_999, 99,
        ((1, name, f"{'w' * 242}@example.org"),) * 10, 9_999, 9_999, ((name, DAY, DAY),) * 10,
        (Act(1, "ended", name, at, "America/New_York", f"{name}, {name}: ended.", undo=True),) * 3, True, True,
    )  # fmt: skip


def shown(facts: HomeFacts) -> list[str]:
    """What the person reads; Slack takes it."""
    view: View = home_view(facts)
    assert fits(view)
    assert live(view["blocks"]) == []
    return texts(view["blocks"], buttons=True)


def coach(**changes: object) -> list[str]:
    return shown(HomeFacts(True, replace(NO_COACH, **changes)))  # type: ignore[arg-type] # a test's own changes


def test_an_empty_home_says_what_will_be_here() -> None:
    assert coach() == [
        "Log a contact",
        "This week",
        "Your visits appear here once you are matched with a leader.",
        "Hours in November",
        "No leaders yet. Once you are matched, their hours appear here.",
        "Logged last",
        "Nothing logged yet. What you log appears here.",
        "Settings",
        "My calendar",
        "What this is",
    ]
    assert shown(HomeFacts(True, leader=NO_LEADER)) == [
        "Your coaching",
        "No coach is matched with you yet. You'll see it here.",
        "Notes are between you and your coach. Coordinators see that a visit happened, not what was said.",
        "Visits and calls",
        "Nothing logged yet. After each visit you can read here what your coach wrote.",
        "Settings",
        "My calendar",
        "What this is",
    ]
    assert shown(HomeFacts(True, coordinator=(NO_PROGRAM,), may_set_up=True)) == [
        "Association program",
        "No leader is matched with a coach yet. The roster files, uploaded in the set-up, do that.",
        "Program set-up",
        "Logged last",
        "Nothing logged yet. Each contact appears here as a fact, without its words.",
        "Settings",
        "My calendar",
        "What this is",
    ]


def test_what_was_left_long_ago_comes_last() -> None:
    line, draft = (
        "Status report, Oct 1–15: was due Oct 19, 0 of 1 school ready",
        "Draft: On-site visit · Ash · Tue, Nov 17",
    )
    new, old = Unfinished(7, "visit", "Ash", str(DAY), None), Unfinished(8, "visit", "Ash", str(DAY), None, True)
    old = replace(old, typed_on=DAY - timedelta(days=46))
    said = coach(unfinished=(old, new), left=((1, line),))
    places = [
        place for place, one in enumerate(said) if one in {"To finish", draft, "Logged last", "Left unfinished", line}
    ]
    assert [said[place] for place in places] == ["To finish", draft, "Logged last", "Left unfinished", line, draft]
    assert "Left unfinished" not in coach(unfinished=(replace(old, typed_on=DAY),))


def test_hours_are_said_and_drawn() -> None:
    year = "On pace for 5.0 h · this year 12.5 of 45 h"
    assert f"Lincoln Elementary, Principal 14\n▇▇▇▇▇▇▁▁▁  3.0 of 4.5 h\n{year}" in coach(standings=(NOVEMBER,))
    over = replace(NOVEMBER, bank=replace(NOVEMBER.bank, minutes=600))
    assert f"Lincoln Elementary, Principal 14\n▇▇▇▇▇▇▇▇▇  10.0 of 4.5 h\n{year}" in coach(standings=(over,))
    none_promised = replace(NOVEMBER, bank=replace(NOVEMBER.bank, goal_hours=0))
    assert f"Lincoln Elementary, Principal 14\n▇▇▇▇▇▇▇▇▇  3.0 h\n{year}" in coach(standings=(none_promised,))


def test_next_steps_say_whose_they_are_and_by_when() -> None:
    said = coach(promises=Ledger((agreed(), agreed(owner="coach", what="Send two samples", due_on=None))))
    assert "Principal 14: Draft a common exit ticket\nBy Fri, Nov 20 · Lincoln Elementary" in said
    assert "You: Send two samples\nLincoln Elementary, with Principal 14" in said
    late = agreed(what="Draft it", due_on=DAY - timedelta(days=1), reader="leader")
    today = replace(late, owner="coach", what="Send it", due_on=DAY)
    pairs = (("Coach C", "Lincoln Elementary"),)
    hers = shown(HomeFacts(True, leader=LeaderHome(DAY, pairs, Ledger((late, today)), ())))
    assert "You: Draft it\nWas due Mon, Nov 16" in hers
    assert "Coach C: Send it\nDue today" in hers


def test_a_leader_with_two_coaches_sees_which() -> None:
    pairs = (("Coach C", "Lincoln Elementary"), ("Coach D", "Harbor Middle"))
    other = fact(id=2, coach="Coach D", school="Harbor Middle")
    several = shown(HomeFacts(True, leader=LeaderHome(DAY, pairs, Ledger(), (fact(), other))))
    assert "On-site visit (90 min) · Tue, Nov 17\nHarbor Middle, with Coach D" in several
    alone = shown(HomeFacts(True, leader=LeaderHome(DAY, pairs[:1], Ledger(), (fact(),))))
    assert "On-site visit (90 min) · Tue, Nov 17" in alone


def a_busy_desk() -> Desk:
    """A desk on which something of each kind waits."""
    silent = (Silent(8, "Rock High", "P 8", "Coach O", None, 40), Silent(3, "Ash", "P 3", "C", date(2026, 10, 20), 26))
    noon = datetime(2026, 11, 17, 17, tzinfo=UTC)
    return Desk(
        1, noon, "America/New_York", DAY, flags=(Flag(4, 3, "Ash", "P 3", "C", "call", noon + timedelta(hours=5)),),
        flag_count=1, reports=(Standing(date(2026, 11, 1), date(2026, 11, 15), noon, 18, 16, 2, 3),),
        silent=silent, silent_count=12, unmatched=((9, "Liaison 21", "liaison.21@example.org"),), unmatched_count=1,
        visits=61, closing=(("Thanksgiving", date(2026, 11, 25), date(2026, 11, 27)),), takes=True, changes=True,
    )  # fmt: skip


def test_visits_that_nobody_explained_have_the_list_behind_them() -> None:
    desk = replace(a_busy_desk(), unexplained=2)
    said = shown(HomeFacts(True, coordinator=(replace(NO_PROGRAM, leaders=72, desk=desk),)))
    assert said[said.index("Neither logged nor explained after a week: 2 visits.") + 1] == "See which"
    counted = shown(HomeFacts(True, coordinator=(replace(NO_PROGRAM, leaders=72, desk=replace(desk, lists=False)),)))
    assert "See which" not in counted
    view = list_page(UNEXPLAINED, [booked(), booked()], 12, 10, "{}")
    assert fits(view)
    assert texts(view["blocks"], buttons=True) == [
        "Neither logged nor explained after a week: 12 visits",
        *["Lincoln Elementary, Principal 14\nTue, Nov 17 · On-site visit · Coach C", "Open"] * 2,
        "11–12 of 12", "Before",
    ]  # fmt: skip
    assert "Every visit is logged or explained." in texts(list_page(UNEXPLAINED, [], 0, 0, "{}")["blocks"])


def test_only_who_may_correct_the_unmatched_is_told_to() -> None:
    asked = "Not in Slack yet: 1. They are matched by their e-mail when they join."
    hers = replace(NO_PROGRAM, leaders=72, coaches=18, desk=a_busy_desk())
    others = replace(hers, desk=replace(a_busy_desk(), changes=False))
    assert f"{asked} Open one to correct it." in shown(HomeFacts(True, coordinator=(hers,)))
    assert asked in shown(HomeFacts(True, coordinator=(others,)))


def test_a_coordinator_first_sees_who_needs_them() -> None:
    facts = replace(
        NO_PROGRAM,
        contacts=475,
        minutes=13_395,
        leaders=72,
        leaders_reached=69,
        coaches=18,
        recent=(fact(),),
        desk=a_busy_desk(),
    )
    said = shown(HomeFacts(True, coordinator=(facts,), may_set_up=True))
    assert said[: said.index("Roster") + 2] == [
        "Association program",
        "Needs you",
        "Please call me: Ash, P 3\nRaised by C. An answer is due today, 5:00 PM.",
        "I'll take it",
        "Status reports, Nov 1–15: 16 of 18 in, 3 to read, 2 late",
        "Status reports",
        "No contact for three weeks:",
        "All 12",
        "Rock High, P 8\nNo contact yet, for 40 days · Coach O",
        "Open",
        "Ash, P 3\nNo contact for 26 days · C",
        "Open",
        "Days on which the school was closed aren't counted.",
        "Not in Slack yet: 1. They are matched by their e-mail when they join. Open one to correct it.",
        "Liaison 21\nliaison.21@example.org",
        "Open",
        "Next: 61 visits in the next seven days · Thanksgiving, Wed, Nov 25 to Fri, Nov 27 · Reports for Nov 1–15 are "
        "due today, 12:00 PM",
        "November so far",
        "69 of 72 leaders reached by 18 coaches\n475 contacts · 223.25 hours that count",
        "Roster",
        "Program set-up",
    ]
    calm = replace(facts, desk=Desk(), contacts=1, coaches=1)
    said = shown(HomeFacts(True, coordinator=(calm,)))
    assert said[:2] == ["Association program", "Nothing needs you."]
    assert "69 of 72 leaders reached by 1 coach\n1 contact · 223.25 hours that count" in said


def test_a_liaison_sees_the_own_district_s_hours_and_of_visits_what_the_digest_told() -> None:
    few = DistrictHome("Fairlawn", NOVEMBER_17, 2, 390, (("High, P 56", 225), ("South, P 55", 165)), 1, 2)
    said = shown(HomeFacts(True, district=few))
    assert said[:2] == [
        "Fairlawn",
        "November so far\n2 leaders are coached. Hours that count: 6.5.\n"
        "1 of 2 leaders is behind on the month's hours.",
    ]
    assert "High, P 56: 3.75 h\nSouth, P 55: 2.75 h" in said
    assert {districts.NO_DIGEST, "Agreements and goals", "Hours as a file"} <= {*said}
    month = Month(first=date(2026, 10, 1), last=date(2026, 10, 31), leaders=6, goals=2, visits=Held(planned=9, held=8))
    large = replace(few, leaders=6, digest=7, last=month)
    said = shown(HomeFacts(True, district=large))
    assert "Visits" not in said[1]
    digest = said[said.index("Digest of October") + 1]
    assert "Visits held: 8 of 9 (89%)." in digest
    assert digest.endswith("2 goals are being worked on.")
    assert "Titles of the goals" in said


def test_people_without_a_part_are_greeted_with_the_truth() -> None:
    assert "You're in the program, and there is nothing for you to do here yet." in shown(HomeFacts(True))
    assert "No district is set for you yet." in str(shown(HomeFacts(True, district=DistrictHome("", NOVEMBER_17))))
    hers = str(home_view(HomeFacts(True, district=DistrictHome("Mill River", NOVEMBER_17, 9))))
    assert "areas of focus, and what the goals are." in hers
    assert all(one in hers for one in ("Agreements and goals", "Hours as a file"))
    assert "I don't have you in a coaching program yet" in shown(HomeFacts())[1]
    assert shown(HomeFacts(may_set_up=True))[0] == "Set up your program"


def test_the_fullest_home_of_a_person_with_every_role_fits() -> None:
    facts = fact(id=9_999, school=LONG, leader=LONG, coach=LONG)
    step = agreed(what="W" * 200, school=LONG, leader=LONG, coach=LONG, moves=3, barrier="district", helper="team")
    ledger = Ledger((step,) * 10, 90, True, (replace(step, act="moved", changed_by="leader"),) * 5)
    coach_home = CoachHome(
        DAY,
        a_week(*(booked(school=LONG, leader=LONG) for _ in range(25))),
        ledger,
        tuple(replace(SHORT, school=LONG, leader=LONG, pair=pair) for pair in range(120)),
        (facts,) * 10,
    )
    leader_home = LeaderHome(DAY, ((LONG, LONG),) * 5, ledger, (facts,) * 10)
    program = CoordinatorHome(LONG, DAY, 9_999, 5_999_400, 9_999, 9_999, 999, (facts,) * 10, desk=a_full_desk(LONG))
    assert shown(HomeFacts(True, coach_home, leader_home, (program, program), may_set_up=True))


def test_buttons_that_read_the_same_are_told_apart_by_a_screen_reader() -> None:
    visits = a_week(booked(), booked(id=13, school="Harbor Middle", start="13:00"))
    facts = CoachHome(DAY, visits, Ledger(), (), (fact(), fact(id=230, kind="call")))
    view = home_view(HomeFacts(True, facts))
    pressed = [one for block in view["blocks"] for one in [*block.get("elements", ()), block.get("accessory", {})]]
    assert [one["accessibility_label"] for one in pressed if "accessibility_label" in one] == [
        "Log the visit: Lincoln Elementary, Tue, Nov 17",
        "Change: Lincoln Elementary, Tue, Nov 17",
        "Brief: Harbor Middle, Tue, Nov 17",
        "Move: Harbor Middle, Tue, Nov 17",
        "Open L-0231, On-site visit (90 min), Tue, Nov 17",
        "Open L-0230, Phone call (90 min), Tue, Nov 17",
    ]


def test_hostile_names_are_inert_on_every_home() -> None:
    facts = fact(school=HOSTILE, leader=HOSTILE, coach=HOSTILE)
    step = agreed(what=HOSTILE, school=HOSTILE, leader=HOSTILE, coach=HOSTILE, act="done", changed_by="leader")
    ledger = Ledger((step,), today=(step,))
    program = replace(NO_PROGRAM, programme=HOSTILE, leaders=1, desk=a_full_desk(HOSTILE), recent=(facts,))
    coach_home = CoachHome(
        DAY, a_week(booked(school=HOSTILE, leader=HOSTILE, place=HOSTILE)), ledger, (NOVEMBER,), (facts,)
    )
    leader_home = LeaderHome(DAY, ((HOSTILE, HOSTILE),), ledger, (facts,))
    assert HOSTILE in "".join(shown(HomeFacts(True, coach_home, leader_home, (program,))))


def test_a_coach_of_very_many_schools_is_told_how_many_are_left_out() -> None:
    assert "And 5 more this week." in coach(week=a_week(*(booked(id=one) for one in range(25))))
    standings = tuple(replace(SHORT if pair < 20 else NOVEMBER, pair=pair) for pair in range(43))
    assert "And 3 more leaders." in coach(standings=standings)


def test_a_home_of_many_roles_is_shortened_and_says_so() -> None:
    recent = tuple(fact(id=one) for one in range(11))
    part = replace(NO_PROGRAM, recent=recent)
    full = replace(NO_COACH, week=a_week(*(booked(id=one) for one in range(20))), recent=recent)
    leads = replace(NO_LEADER, recent=recent)
    facts = HomeFacts(True, full, leads, (part,) * 6)
    assert shown(facts).count("There is more than fits here: you hold several roles.") >= 1
