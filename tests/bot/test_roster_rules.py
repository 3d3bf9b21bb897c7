"""The rules that look at several rows at once, in the files and in what is stored."""

from datetime import date

import pytest

from bot.rules.roster.checks import problems_of
from bot.rules.roster.known import (
    Known,
    KnownDistrict,
    KnownEngagement,
    KnownPerson,
    KnownProgramme,
    KnownSchool,
)
from bot.rules.roster.reading import read_roster

TODAY = date(2026, 11, 22)
PEOPLE = "email,name,roles,slack_user_id\n"
PAIRS = "district,school,level,leader_email,coach_email,starts_on,ends_on,supervisor_email\n"
CLOSURES = "day,until,scope,name\n"
EVERYONE = "".join(f"{one}@example.org,{one.title()},coach leader,\n" for one in ("ann", "bea", "cal", "dee"))


def stored(*, engaged: bool = False, ends_on: date | None = None, programmes: int = 1) -> Known:
    """A database with a program, a leader, a coach, a coordinator and, if wanted, the leader's engagement."""
    known = Known()
    year = (date(2026, 8, 31), date(2027, 6, 18))
    for number in range(1, programmes + 1):
        known.programmes.append(KnownProgramme(number, f"p{number}", "P", "UTC", *year, {}))
    known.programme = known.programmes[0] if programmes == 1 else None
    for key, (name, slack, role) in enumerate(
        (("lee", "U1", "leader"), ("kim", None, "coach"), ("cory", "U3", "admin")), 1
    ):
        known.add_person(
            KnownPerson(key, f"{name}@example.org", name.title(), slack, None, None, None, frozenset({role}))
        )
    known.add_places([KnownDistrict(1, "Harbor")], [KnownSchool(1, 1, "Lincoln", None)])
    if engaged:
        begun = date(2026, 8, 31)
        known.add_engagements([KnownEngagement(1, 1, 1, 2, "boss@example.org", begun, ends_on, None, None, None)])
    return known


def pair(leader: str, coach: str, since: str = "2026-08-31", until: str = "", **more: str) -> str:
    names = (more.get("district", "Harbor"), more.get("school", "Lincoln"), more.get("level", ""))
    supervisor = f"{more['supervisor']}@example.org" if "supervisor" in more else ""
    return ",".join((*names, f"{leader}@example.org", f"{coach}@example.org", since, until, supervisor)) + "\n"


def told(*, known: Known | None = None, people: str = EVERYONE, pairs: str = "", closures: str = "") -> list[str]:
    """What is said of small files: each problem's line."""
    given = {"people.csv": (PEOPLE, people), "engagements.csv": (PAIRS, pairs), "closures.csv": (CLOSURES, closures)}
    files = [(name, (header + rows).encode()) for name, (header, rows) in given.items() if rows]
    return [one.line() for one in problems_of(read_roster(files), known or stored(), TODAY)]


def test_somebody_of_another_program_is_not_given_a_slack_user_or_a_name_here() -> None:
    known = stored()
    both = KnownPerson(8, "pat@example.org", "Pat", None, None, None, None, frozenset({"leader"}), elsewhere=True)
    known.add_person(KnownPerson(7, "sam@example.org", "Sam", None, None, None, None, elsewhere=True))
    known.add_person(both)
    for email, name in (("sam", "Sam"), ("pat", "Pat")):
        assert told(known=known, people=f"{email}@example.org,{name},leader,\n") == []
        said = told(known=known, people=f"{email}@example.org,{name},leader,U9\n")
        assert len(said) == 1
        assert "slack_user_id" in said[0]
        assert "in another program too" in said[0]
    assert "Write the same name here" in told(known=known, people="sam@example.org,Max,leader,\n")[0]
    assert told(known=known, people="pat@example.org,Patricia,leader,\n") == []


def test_rows_in_order_are_not_mentioned() -> None:
    assert told(pairs=pair("ann", "bea", supervisor="cal") + pair("lee", "kim", school="Pine"), closures="") == []


def test_a_program_is_needed() -> None:
    assert told(known=stored(programmes=0)) == [
        "people.csv: There is no program yet. Send its YAML file (name, code, zone, school_year) together with these "
        "files."
    ]
    assert told(known=stored(programmes=2)) == [
        "people.csv: There are several programs (p1, p2). Send the YAML file of the one that is meant as well."
    ]


def test_a_repeated_person_pair_or_closure_is_named_with_the_first_row() -> None:
    closure = "2026-11-26,,programme,Thanksgiving\n"
    assert told(
        people=EVERYONE + "ANN@example.org,Ann,coach,\n",
        pairs=pair("ann", "bea") + pair("ann", "bea", district="HARBOR", school="lincoln"),
        closures=closure + closure.upper(),
    ) == [
        "people.csv, row 6, email: This e-mail is already in row 2. Keep one of the two rows.",
        "engagements.csv, row 3, leader_email: This engagement is already in row 2. Keep one of the two rows.",
        "closures.csv, row 3, day: This closure is already in row 2. Keep one of the two rows.",
    ]


def test_a_slack_member_belongs_to_one_person_and_is_never_taken_from_them() -> None:
    people = "ann@example.org,Ann,coach,U8\nbea@example.org,Bea,coach,U8\ncal@example.org,Cal,coach,U1\n"
    assert told(people=people + "lee@example.org,Lee,leader,U9\nkim@example.org,Kim,coach,U7\n") == [
        "people.csv, row 3, slack_user_id: This Slack member ID is also in row 2. Each person has their own; correct "
        "one.",
        "people.csv, row 4, slack_user_id: This Slack member ID belongs to lee@example.org already. Correct it, or "
        "leave it empty.",
        "people.csv, row 5, slack_user_id: This person is matched to U1 in Slack already. Leave the cell empty.",
    ]


def test_both_of_a_pair_must_be_known_and_hold_the_role() -> None:
    assert told(
        people="dan@example.org,Dan,leader,\n", pairs=pair("dan", "lee") + pair("ann", "kim", school="Pine")
    ) == [
        "engagements.csv, row 2, coach_email: Lee (lee@example.org) doesn't hold the role coach. Add it in the people "
        "file, or name someone else.",
        "engagements.csv, row 3, leader_email: Nobody has the e-mail ann@example.org. Add the person to the people "
        "file, or correct the address.",
    ]


def test_a_refused_person_is_not_reported_again_by_their_pairs() -> None:
    lines = told(people="ann@example.org,Ann,boss,\n", pairs=pair("ann", "kim"))
    assert [line.split(":")[0] for line in lines] == ["people.csv, row 2, roles"]


def test_a_file_that_cannot_be_read_is_not_reported_again_by_what_refers_to_it() -> None:
    people = (PEOPLE + "zoe@example.org,Zoë,coach,\n").encode("latin-1")
    pairs = (PAIRS + pair("lee", "zoe")).encode()
    roster = read_roster([("people.csv", people), ("engagements.csv", pairs)])
    assert [(one.file, one.row) for one in problems_of(roster, stored(), TODAY)] == [("people.csv", 2)]


def test_a_role_that_a_stored_pair_needs_can_not_be_dropped() -> None:
    known = stored(engaged=True)
    assert told(known=known, people="kim@example.org,Kim,office,\nlee@example.org,Lee,office,\n") == [
        "people.csv, row 2, roles: Kim still coaches at Lincoln, since Mon, Aug 31, 2026. Keep the role coach, or end "
        "that engagement first.",
        "people.csv, row 3, roles: Lee still is coached at Lincoln, since Mon, Aug 31, 2026. Keep the role leader, or "
        "end that engagement first.",
    ]
    ended = stored(engaged=True, ends_on=date(2026, 11, 20))
    assert told(known=ended, people="kim@example.org,Kim,office,\n") == []


def test_someone_stays_in_charge() -> None:
    assert told(people="cory@example.org,Cory,office,\n") == [
        "people.csv, row 2, roles: Nobody would be coordinator or admin anymore. Keep one of these roles for somebody."
    ]
    assert told(people="cory@example.org,Cory,office,\nann@example.org,Ann,coordinator,\n") == []


@pytest.mark.parametrize(
    ("pairs", "line"),
    [
        (
            pair("ann", "bea", until="2026-08-30"),
            "row 2, ends_on: The last day is before the first, Mon, Aug 31, 2026. Correct one of them.",
        ),
        (pair("ann", "ann"), "row 2, coach_email: Coach and leader are the same person. Name another coach."),
        (
            pair("ann", "bea", supervisor="ann"),
            "row 2, supervisor_email: The leader is named as their own supervisor. Name the leader's supervisor, or "
            "leave the cell empty.",
        ),
        (
            pair("ann", "bea", supervisor="bea"),
            "row 2, coach_email: The coach is this leader's supervisor. Name another coach.",
        ),
        (
            pair("ann", "bea") + pair("ann", "cal", school="Pine", supervisor="bea"),
            "row 2, coach_email: The coach is this leader's supervisor (see row 3 of engagements.csv). Name another "
            "coach.",
        ),
        (
            pair("ann", "bea", supervisor="dee") + pair("dee", "cal", school="Pine", supervisor="bea"),
            "row 2, coach_email: The coach stands above this leader in the line of supervisors (see row 3 of "
            "engagements.csv). Name another coach.",
        ),
        (
            pair("ann", "bea") + pair("bea", "cal", school="Pine", supervisor="ann"),
            "row 2, coach_email: This coach reports to the leader (see row 3 of engagements.csv), so the two can't be "
            "a pair. Name another coach.",
        ),
        (
            pair("ann", "bea") + pair("dee", "bea", level="high") + pair("cal", "bea", level="middle"),
            "row 4, level: Row 3 says “high” for the same school. Write one level in both.",
        ),
    ],
)
def test_a_pair_that_may_not_be_is_told_once(pairs: str, line: str) -> None:
    assert told(pairs=pairs) == [f"engagements.csv, {line}"]


def test_two_who_coach_each_other_are_told_on_both_rows() -> None:
    sentence = "The leader already coaches this coach, directly or through others (see row"
    lines = told(pairs=pair("ann", "bea") + pair("bea", "ann", school="Pine"))
    assert lines[0].startswith(f"engagements.csv, row 2, coach_email: {sentence} 3 of engagements.csv)")
    assert lines[1].startswith(f"engagements.csv, row 3, coach_email: {sentence} 2 of engagements.csv)")
    circle = pair("ann", "bea") + pair("bea", "cal", school="Pine") + pair("cal", "ann", school="Oak")
    assert len(told(pairs=circle)) == 3


def test_those_who_were_never_there_at_the_same_time_may_coach_each_other() -> None:
    earlier = pair("bea", "ann", "2025-08-25", "2026-06-19", school="Pine")
    assert told(pairs=pair("ann", "bea") + earlier) == []


def test_a_recent_supervisor_can_not_coach_and_an_old_one_can() -> None:
    before = pair("ann", "cal", "2024-08-26", "2026-06-19", school="Pine", supervisor="bea")
    assert len(told(pairs=pair("ann", "bea") + before)) == 1
    long_before = before.replace("2026-06-19", "2025-08-01")
    assert told(pairs=pair("ann", "bea") + long_before) == []


def test_leaders_of_one_school_can_not_coach_each_other() -> None:
    assert told(pairs=pair("ann", "bea") + pair("bea", "cal")) == [
        "engagements.csv, row 2, coach_email: This coach is a leader at the same school (row 3 of engagements.csv). "
        "Name a coach from elsewhere."
    ]
    assert told(pairs=pair("ann", "bea") + pair("bea", "cal", until="2026-08-30", since="2026-08-01")) == []


def test_a_leader_has_one_coach_at_a_time_at_a_school() -> None:
    assert told(pairs=pair("ann", "bea", until="2026-10-30") + pair("ann", "cal", since="2026-10-30")) == [
        "engagements.csv, row 3, coach_email: This leader would have two coaches at once at this school: see row 2 of "
        "engagements.csv. End one before the other begins."
    ]
    assert told(pairs=pair("ann", "bea", until="2026-10-30") + pair("ann", "cal", since="2026-10-31")) == []
    assert told(pairs=pair("ann", "bea") + pair("ann", "cal", school="Pine")) == []


def test_a_pair_is_not_engaged_twice_at_a_time() -> None:
    assert told(pairs=pair("ann", "bea", since="2026-10-01") + pair("ann", "bea", school="Pine")) == [
        "engagements.csv, row 2, starts_on: This pair is already at work on these days: see row 3 of engagements.csv. "
        "End one before the other begins."
    ]


def test_a_stored_engagement_counts_as_much_as_a_row() -> None:
    known = stored(engaged=True)
    stands = "the stored engagement at Lincoln from Mon, Aug 31, 2026"
    two = "This leader would have two coaches at once at this school: see"
    mend = "First set ends_on for the stored one, in a row that repeats its first day (2026-08-31)."
    assert told(known=known, pairs=pair("lee", "kim", since="2026-09-07") + pair("lee", "ann")) == [
        f"engagements.csv, row 2, starts_on: This pair is already at work on these days: see {stands}. {mend}",
        f"engagements.csv, row 3, coach_email: {two} {stands}. {mend}",
    ]
    handed_on = stored(engaged=True, ends_on=date(2026, 11, 20))
    after = KnownEngagement(2, 1, 1, 3, None, date(2026, 11, 21), None, None, None, None)
    handed_on.add_engagements([*handed_on.engagements.values(), after])
    assert told(known=handed_on, pairs=pair("lee", "kim", until="2027-06-18")) == [
        "engagements.csv, row 2, ends_on: This pair ended on Fri, Nov 20, 2026, and another goes on: see the stored "
        "engagement at Lincoln from Sat, Nov 21, 2026. Write 2026-11-20 as ends_on in this row, or leave the row out."
    ]
    ending = pair("lee", "kim", until="2026-11-20")
    assert told(known=known, pairs=ending + pair("lee", "ann", since="2026-11-21")) == []


def test_a_supervisor_named_anew_can_not_make_a_stored_pair_one_that_may_not_be() -> None:
    known = stored(engaged=True)
    assert told(known=known, pairs=pair("lee", "ann", school="Pine", supervisor="kim")) == [
        "engagements.csv, row 2, supervisor_email: With this supervisor, kim@example.org and lee@example.org would be "
        "a pair and in one line of supervisors (the stored engagement at Lincoln from Mon, Aug 31, 2026). Correct the "
        "supervisor, or end that engagement first."
    ]
    ended = stored(engaged=True, ends_on=date(2026, 11, 20))
    later = pair("lee", "ann", "2026-11-23", school="Pine", supervisor="kim")
    assert told(known=ended, pairs=later) == []


@pytest.mark.parametrize(
    ("closures", "lines"),
    [
        ("2026-11-26,2026-11-27,Programme,Thanksgiving\n", []),
        ("2026-11-26,,harbor,Snow\n2026-11-26,,LINCOLN,Heat\n2026-11-26,,Harbor / Lincoln,Water\n", []),
        (
            "2026-11-26,2026-11-25,programme,X\n",
            ["row 2, until: The last day is before the first. Correct one of them."],
        ),
        (
            "2026-11-26,,Pine,X\n",
            ["row 2, scope: No district or school is called “Pine”. Write programme, or a name of the roster."],
        ),
    ],
)
def test_a_closure_names_the_program_a_district_or_a_school(closures: str, lines: list[str]) -> None:
    assert told(closures=closures) == [f"closures.csv, {line}" for line in lines]


def test_a_name_that_means_two_places_is_asked_back() -> None:
    pairs = pair("ann", "bea", district="Mill") + pair("cal", "bea", district="Lincoln", school="Oak")
    closures = "2026-11-26,,Lincoln,X\n2026-11-26,,Mill / Lincoln,Y\n2026-11-26,,Lincoln /,Z\n"
    assert told(pairs=pairs, closures=closures) == [
        "closures.csv, row 2, scope: “Lincoln” can mean 3 places. Write “Lincoln /” or “Harbor / Lincoln” or “Mill / "
        "Lincoln”."
    ]
