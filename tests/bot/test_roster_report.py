"""The report of a check or an import, in the words people read and as JSON."""

import json
from datetime import date

from bot.rules.roster.known import Known, KnownProgramme
from bot.rules.roster.plan import plan_of
from bot.rules.roster.reading import read_roster
from bot.rules.roster.report import Report, notes_of
from bot.rules.roster.rows import Problem

COUNTS = {"programs": (1, 0, 0), "people": (2, 1, 1200), "closures": (0, 0, 0)}


def test_what_would_happen_is_told_kind_by_kind() -> None:
    assert Report(counts=COUNTS).lines() == [
        "These files are in order. Importing them would do this:",
        "Programs: 1 new, 0 changed, 0 the same",
        "People: 2 new, 1 changed, 1,200 the same",
        "Everyone is matched to a person in Slack.",
    ]
    assert Report(counts=COUNTS, written=True).lines()[0] == "Imported."


def test_nothing_to_change_is_said() -> None:
    same = {"people": (0, 0, 5)}
    assert Report(counts=same).lines()[0] == (
        "Importing would change nothing: everything in these files is stored already."
    )
    assert Report(counts=same, written=True).lines()[0] == (
        "Nothing was changed: everything in these files is stored already."
    )


def test_a_long_list_is_cut_and_its_count_is_not() -> None:
    problems = tuple(Problem("people.csv", row, "email", "Wrong.") for row in range(2, 1202))
    lines = Report(problems).lines(listed=2)
    assert lines == [
        "1,200 problems. Nothing was written.",
        "people.csv, row 2, email: Wrong.",
        "people.csv, row 3, email: Wrong.",
        "… and 1,198 more. Fix these and check again.",
    ]
    assert Report(problems[:1]).lines() == ["1 problem. Nothing was written.", "people.csv, row 2, email: Wrong."]
    assert len(Report(problems).as_json()["problems"]) == 1200


def test_the_unmatched_are_listed_with_their_addresses() -> None:
    report = Report(counts=COUNTS, unmatched=(("Coach A", "a@example.org"), ("Coach B", "b@example.org")))
    assert report.lines(listed=1)[-3:] == [
        "Not matched to anyone in Slack yet, by e-mail: 2",
        "  Coach A, a@example.org",
        "… and 1 more.",
    ]


def test_a_name_can_not_steer_the_terminal() -> None:
    report = Report(counts=COUNTS, unmatched=(("Eve\u202e\u2066", "e@example.org"), ("می‌خواهم", "f@example.org")))
    assert report.lines()[-2:] == ["  Eve\ufffd\ufffd, e@example.org", "  می‌خواهم, f@example.org"]


def test_the_whole_report_is_plain_json() -> None:
    report = Report((Problem("p.csv", None, None, "Wrong."),), notes=("A note.",), unmatched=(("A", "a@example.org"),))
    assert json.loads(json.dumps(report.as_json())) == {
        "ok": False,
        "written": False,
        "counts": {},
        "problem_count": 1,
        "problems": [{"file": "p.csv", "row": None, "column": None, "reason": "Wrong."}],
        "notes": ["A note."],
        "unmatched": [{"name": "A", "email": "a@example.org"}],
    }


def test_a_coach_in_two_places_at_once_is_told_and_no_mistake() -> None:
    header = "district,school,leader_email,coach_email,starts_on,ends_on,visit_day,visit_start,visit_minutes\n"
    row = "Harbor,{},{}@example.org,kim@example.org,2026-08-31,{},Tue,{},90\n"
    rows = row.format("Lincoln", "ann", "", "09:00") + row.format("Pine", "bea", "", "10:29")
    rows += row.format("Oak", "cal", "2026-09-30", "10:30") + row.format("Elm", "dee", "", "12:00")
    roster = read_roster([("engagements.csv", (header + rows).encode())])
    assert notes_of(plan_of(roster, Known()), roster, Known()) == (
        "kim@example.org has two visits at once on Tuesdays (rows 2 and 3).",
        "kim@example.org has two visits at once on Tuesdays (rows 3 and 4).",
    )
    school_year = Known(programme=KnownProgramme(1, "P", "P", "UTC", date(2026, 9, 1), date(2027, 6, 1), {}))
    assert notes_of(plan_of(roster, school_year), roster, school_year)[0] == (
        "engagements.csv, row 2: The first day, Mon, Aug 31, 2026, lies before the school year, which begins on Tue, "
        "Sep 1, 2026. Please check that it is right."
    )
