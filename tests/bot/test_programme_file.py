"""The programme's YAML file: every key of form F1, and the sentence for what doesn't fit."""

from datetime import date

import pytest

from bot.rules.programme import Rules
from bot.rules.roster.programmefile import ProgrammeFile
from bot.rules.roster.reading import read_roster
from bot.rules.roster.rows import Roster

LEAST = "name: Example\ncode: ex-1\nzone: America/New_York\nschool_year: {from: 2026-08-31, to: 2027-06-18}\n"
MOST = (
    LEAST
    + """\
test_windows: [{from: 2027-03-29, to: 2027-04-09, name: Spring}]
frameworks: [cpsel]
cadence: {visits_per_week: 2}
dose: {hours_per_month: 6, hours_per_month_band: 8, hours_per_year: 60.5, minutes_per_day_cap: 180}
kinds_that_count: [visit]
report_unit: school
period_rule: 1-15, 16-end
due_rule: {business_days: 3, at: 9:00}
log_late_hours: 24
nudge_caps: {per_person_per_week: 1}
channels: {coordinators: C0123456789, ops: ~}
confidentiality: |
  First line.
  Second line.
retention_months: 12
portfolio_logs: true
"""
).replace("at: 9:00", "at: 09:00")


def read(text: str | bytes, name: str = "programme.yml") -> Roster:
    return read_roster([(name, text.encode() if isinstance(text, str) else text)])


def programme(text: str) -> ProgrammeFile:
    roster = read(text)
    assert roster.programme, [one.line() for one in roster.problems]
    return roster.programme.value


def test_the_least_gets_the_usual_rules() -> None:
    found = programme(LEAST)
    assert (found.code, found.school_year.end) == ("ex-1", date(2027, 6, 18))
    assert Rules.model_validate(found.rules_over(None)) == Rules()


def test_every_key_is_kept() -> None:
    found = Rules.model_validate(programme(MOST).rules_over(None))
    assert found.test_windows[0].start == date(2027, 3, 29)
    assert (found.cadence.visits_per_week, found.dose.hours_per_year) == (2, 60.5)
    assert (found.dose.hours_per_month_band, found.dose.minutes_per_day_cap) == (8, 180)
    assert (found.frameworks, found.kinds_that_count, found.report_unit) == (("cpsel",), ("visit",), "school")
    assert (found.due_rule.business_days, found.due_rule.at) == (3, "09:00")
    assert (found.log_late_hours, found.nudge_caps.per_person_per_week, found.retention_months) == (24, 1, 12)
    assert (found.channels.coordinators, found.channels.ops) == ("C0123456789", None)
    assert found.portfolio_logs
    assert found.confidentiality == "First line.\nSecond line.\n"


def test_an_unquoted_time_stays_a_time() -> None:
    assert programme(LEAST + "due_rule:\n  at: 17:00\n").due_rule.at == "17:00"


def test_what_is_not_given_keeps_what_is_stored() -> None:
    stored = Rules.model_validate({"channels": {"coaches": "C2"}, "log_late_hours": 12}).model_dump(mode="json")
    merged = Rules.model_validate(programme(LEAST + "channels: {ops: C9}\n").rules_over(stored))
    assert (merged.channels.coaches, merged.channels.ops, merged.log_late_hours) == ("C2", "C9", 12)


def test_a_program_is_told_from_a_table_by_its_text_too() -> None:
    assert read(LEAST, "upload.txt").programme
    assert read("# a program\n---\n" + LEAST, "upload").programme


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LEAST.replace("name: Example\n", ""), "programme.yml, name: This key is missing. Add it."),
        (LEAST.replace("New_York", "New_Yorc"), "row 3, zone: “America/New_Yorc” isn't a time zone."),
        (LEAST.replace("ex-1", "ex 1"), "row 2, code: “ex 1” isn't a code. Use up to 40 letters, digits, dots"),
        (LEAST.replace("2027-06-18", "2026-06-18"), "row 4, school_year: The year must end after it begins, and"),
        (LEAST.replace("2027-06-18", "6/18/2027"), "row 4, school_year.to: “6/18/2027” can be read in more than one"),
        (LEAST + "colour: red\n", "row 5, colour: There is no such key here. Check its spelling, or take it out."),
        (LEAST + "name: Twice\n", "row 5, name: This key is here twice, first in row 1."),
        (
            LEAST + "cadence:\n  visits_per_week: 9\n",
            "row 6, cadence.visits_per_week: Write a number that is at most 5.",
        ),
        (LEAST + "log_late_hours: 0\n", "row 5, log_late_hours: Write a number that is at least 1."),
        (LEAST + "log_late_hours: soon\n", "row 5, log_late_hours: Write a whole number."),
        (LEAST + "dose: {hours_per_year: inf}\n", "row 5, dose.hours_per_year: Write a number that is at most 1000."),
        (LEAST + "dose: {hours_per_month: 6, hours_per_month_band: 5}\n", "row 5, dose: hours_per_month_band is below"),
        (LEAST + "dose: 5\n", "row 5, dose: Write keys below this one, each indented."),
        (LEAST + "frameworks: cpsel\n", "row 5, frameworks: Write a list, with a dash before each entry."),
        (LEAST + "frameworks: [A B]\n", "row 5, frameworks: “A B” isn't the name of a framework."),
        (LEAST + "kinds_that_count: [dance]\n", "row 5, kinds_that_count: “dance” isn't a kind of contact. Use some"),
        (LEAST + "report_unit: week\n", "row 5, report_unit: Write 'coach' or 'school'."),
        (LEAST + "due_rule: {at: 25:00}\n", "row 5, due_rule.at: Write a time on the 24-hour clock, like 17:00."),
        (LEAST + "channels: {ops: '#ops'}\n", "row 5, channels: “#ops” isn't a Slack channel ID. For ops, copy the ID"),
        (LEAST + "confidentiality: " + "x" * 3001, "row 5, confidentiality: This is too long. Shorten it to 3000"),
        (LEAST + 'confidentiality: "a\\0b"\n', "row 5, confidentiality: This holds a control character."),
        (
            LEAST + "test_windows: [{from: 2027-04-09, to: 2027-03-29}]\n",
            "row 5, test_windows: The test window “Testing”",
        ),
        (LEAST + "test_windows: [{from: x, to: 2027-03-29}]\n", "row 5, test_windows.0.from: “x” isn't a date"),
        (LEAST + "dose: {a: [}\n", "programme.yml, row 5: This isn't valid YAML. Check the indents, the colons"),
        ("just text", "programme.yml: This file holds no keys."),
        ("a: &x [1]\nb: *x\n", "programme.yml: This file uses aliases, or lists within lists within lists."),
        ("[" * 5000, "programme.yml: This file uses aliases, or lists within lists within lists."),
        ("a: " + "x" * 300_000, "programme.yml: This file is larger than 256 KB, too large for a program."),
        ("name: Zoë".encode("latin-1"), "programme.yml, row 1: This file isn't UTF-8"),
        (LEAST + "x: !!python/object/apply:os.getcwd []\n", "row 5, x: There is no such key here."),
    ],
)
def test_what_does_not_fit_is_named_by_key_and_row(text: str | bytes, told: str) -> None:
    roster = read(text)
    assert roster.programme is None
    lines = [one.line() for one in roster.problems]
    assert any(told in line for line in lines), lines
    assert len(lines) == 1


def test_every_wrong_key_is_told_in_one_go() -> None:
    roster = read("name:\nzone: Mars\nchannels: {ops: '#x'}\nlog_late_hours: -1\n")
    assert [one.column for one in roster.problems] == [
        "code",
        "school_year",
        "name",
        "zone",
        "channels",
        "log_late_hours",
    ]


def test_two_programs_at_once_are_refused() -> None:
    roster = read_roster([("a.yml", LEAST.encode()), ("b.yml", LEAST.encode())])
    assert [one.line() for one in roster.problems] == ["b.yml: a.yml is a program too. Send one program at a time."]
