"""Every column of the roster files: what it takes, and the sentence for what it doesn't."""

from datetime import date

import pytest

from bot.rules.roster.cells import shown
from bot.rules.roster.rows import MODELS, Place, Row, read_row

PERSON = {"email": "lee@example.org", "name": "Lee", "roles": "leader"}
PAIR = {
    "district": "Harbor",
    "school": "Lincoln",
    "leader_email": "lee@example.org",
    "coach_email": "kim@example.org",
    "starts_on": "2026-08-31",
}
CLOSURE = {"day": "2026-11-26", "scope": "programme", "name": "Thanksgiving"}
WHOLE = {"people": PERSON, "engagements": PAIR, "closures": CLOSURE}


def read(kind: str, column: str, text: str) -> Row | str:
    """The row with this text in the column, or the one sentence about it."""
    placed, problems = read_row(MODELS[kind], Place("file", 2), {**WHOLE[kind], column: text})
    if placed:
        return placed.value
    (problem,) = problems
    assert problem.column == column
    return problem.reason


@pytest.mark.parametrize(
    ("kind", "column", "text", "value"),
    [
        ("people", "email", " Lee@Example.ORG ", "lee@example.org"),
        ("people", "name", "Zoe\u0308  O’Neil\n", "Zoë O’Neil"),
        ("people", "name", "=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("people", "name", "<!channel> & <https://x|y>", "<!channel> & <https://x|y>"),
        ("people", "roles", "Coach, leader coach", ("coach", "leader")),
        ("people", "slack_user_id", "u024be7lh", "U024BE7LH"),
        ("people", "slack_user_id", "", None),
        ("people", "time_zone", "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("people", "phone", "+1 203 555 0100 x4", "+1 203 555 0100 x4"),
        ("engagements", "ends_on", "2027-06-18", date(2027, 6, 18)),
        ("engagements", "visit_day", "Sun", 6),
        ("engagements", "visit_day", "wednesday", 2),
        ("engagements", "visit_start", "9:05", "09:05"),
        ("engagements", "visit_start", "13:00:00", "13:00"),
        ("engagements", "visit_minutes", "600", 600),
        ("engagements", "supervisor_email", "", None),
        ("closures", "until", "", None),
    ],
)
def test_what_fits_is_kept_in_one_form(kind: str, column: str, text: str, value: object) -> None:
    row = read(kind, column, text)
    assert not isinstance(row, str)
    assert getattr(row, column) == value


EMAIL = "isn't an e-mail address. Write it like name@example.org."
ROLES = "Use one or more of coach, leader, coordinator, lead_coach, office, liaison, admin, with spaces between."
DATE = "isn't a date from 2000 to 2100. Write it like 2026-08-31."


@pytest.mark.parametrize(
    ("kind", "column", "text", "sentence"),
    [
        ("people", "email", "", "This cell is empty. Write an e-mail address like name@example.org."),
        ("people", "email", "lee", f"“lee” {EMAIL}"),
        ("people", "email", "lee@example", f"“lee@example” {EMAIL}"),
        ("people", "email", "a@b@example.org", f"“a@b@example.org” {EMAIL}"),
        ("people", "email", "Lee <lee@example.org>", f"“Lee <lee@example.org>” {EMAIL}"),
        ("people", "email", "a@" + "x" * 260 + ".org", f"{shown('a@' + 'x' * 260)} {EMAIL}"),
        ("people", "name", "", "This cell is empty. Write a name."),
        ("people", "name", "x" * 121, "121 characters are too many. Shorten it to 120."),
        ("people", "name", "a\0b", "“a\ufffdb” holds a control character. Type the text again without it."),
        ("people", "name", "a\ud800b", "“a\ufffdb” holds a control character. Type the text again without it."),
        ("people", "roles", "", "This cell is empty. Write at least one role, such as coach or leader."),
        ("people", "roles", "coach couch", f"“couch” isn't a role. {ROLES}"),
        ("people", "roles", ";", "This cell names no role. Write at least one, such as coach or leader."),
        (
            "people",
            "slack_user_id",
            "@lee",
            "“@lee” isn't a Slack member ID. Copy it from the person's profile (it begins with U), or leave the cell "
            "empty and the e-mail is used.",
        ),
        ("people", "time_zone", "EST5", "“EST5” isn't a time zone. Write an IANA name such as America/New_York."),
        ("people", "phone", "1" * 41, "41 characters are too many. Shorten it to 40."),
        ("engagements", "starts_on", "", "This cell is empty. Write a date like 2026-08-31."),
        (
            "engagements",
            "starts_on",
            "2026-02-30",
            "“2026-02-30” isn't a day of the calendar. Write one like 2026-08-31.",
        ),
        (
            "engagements",
            "starts_on",
            "8/31/2026",
            "“8/31/2026” can be read in more than one way. Write the date year first, like 2026-08-31, or send the "
            "file as XLSX.",
        ),
        ("engagements", "starts_on", "1999-12-31", f"“1999-12-31” {DATE}"),
        ("engagements", "ends_on", "soon", f"“soon” {DATE}"),
        ("engagements", "visit_day", "M", "“M” isn't a day of the week. Write Mon, Tue, Wed, Thu, Fri, Sat or Sun."),
        (
            "engagements",
            "visit_start",
            "24:00",
            "“24:00” isn't a time. Write hours and minutes on the 24-hour clock, like 09:00.",
        ),
        (
            "engagements",
            "visit_start",
            "٠٩:٠٠",
            "“٠٩:٠٠” isn't a time. Write hours and minutes on the 24-hour clock, like 09:00.",
        ),
        ("engagements", "visit_minutes", "0", "“0” isn't a number of minutes from 1 to 600. Write one, like 90."),
        ("engagements", "visit_minutes", "601", "“601” isn't a number of minutes from 1 to 600. Write one, like 90."),
        ("engagements", "visit_minutes", "1.5", "“1.5” isn't a number of minutes from 1 to 600. Write one, like 90."),
        ("engagements", "level", "x" * 41, "41 characters are too many. Shorten it to 40."),
        ("closures", "scope", "", "This cell is empty. Write programme, or a district's or school's name."),
    ],
)
def test_what_does_not_fit_gets_one_sentence_that_says_what_to_do(
    kind: str, column: str, text: str, sentence: str
) -> None:
    found = read(kind, column, text)
    if column == "email" and len(text) > 200:
        assert isinstance(found, str)
        assert found.endswith(EMAIL)
    else:
        assert found == sentence


def test_what_was_typed_is_shown_short_and_inert() -> None:
    assert shown("\x1b[31mred\u202e") == "“\ufffd[31mred\ufffd”"
    assert shown("x" * 61) == f"“{'x' * 60}…”"


def test_every_wrong_cell_of_a_row_is_told() -> None:
    _, problems = read_row(MODELS["people"], Place("people.csv", 7), {"email": "x", "name": "", "roles": "boss"})
    assert [(one.file, one.row, one.column) for one in problems] == [
        ("people.csv", 7, "email"),
        ("people.csv", 7, "name"),
        ("people.csv", 7, "roles"),
    ]
