"""The month sheet, read back as text."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.exports.entries import Agreed, MonthSheet
from bot.exports.letters import ASIAN, fonts, replaced, runs
from bot.exports.monthsheet import LACKING, READERS_FONTS, month_sheet
from tests.bot.exports.sheets import ATTEMPT, CALL, NOW, VISIT, sheet


def pages(made: MonthSheet) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(month_sheet(made, NOW))).pages]


def words(made: MonthSheet) -> str:
    """All that it says, without line breaks."""
    return " ".join(" ".join(pages(made)).split())


def test_a_sheet_says_who_met_when_and_what_came_of_it() -> None:
    said = words(sheet(VISIT, CALL, ATTEMPT))
    for part in (
        "Month sheet November 2026 · Association program School Lincoln Elementary Leader Principal 14 Coach Coach C",
        "Coaching hours 1.5 of 4.5 h (90 minutes that count)",
        "2 contacts, 1 attempted",
        "Tue, Nov 17, 2026 · 9:00–10:30 AM · On-site visit · 90 min",
        "L-0231 · Principal present: partly · counts toward the hours",
        "What was done Walkthrough, Data team",
        "Also there Data team, two teachers",
        "P5 Monitor classrooms, useful feedback; CPSEL 2B",
        "Exit tickets are weak: most ask for recall.",
        "Successes and evidence Attendance at the data team is up.",
        "Principal 14 Draft a common exit ticket Fri, Nov 20 done",
        "Next meeting Tue, Nov 24, 2026",
        "Thu, Nov 19, 2026 · 4:10–4:35 PM · Phone call · 25 min",
        "Fri, Nov 20, 2026 · Phone call (attempted)",
        "Coach C, coach Date",
        "Principal 14, leader Date",
        "Page 1 of 1",
    ):
        assert part in said
    assert LACKING not in said


def test_written_messages_are_counted_and_a_meeting_says_how_they_met() -> None:
    mails = replace(CALL, kind="email", medium="email", start=None, count=2, minutes=10)
    said = words(sheet(mails, replace(VISIT, kind="session", medium="off_site", presence=None)))
    assert "Thu, Nov 19, 2026 · 2 e-mails · 10 min L-0238 · does not count" in said
    assert "L-0231 · Off site · counts toward the hours" in said


def test_a_private_note_is_never_on_it() -> None:
    assert "tired" not in words(sheet(replace(VISIT, private_note="She is tired.")))


def test_long_words_run_over_pages_that_are_numbered() -> None:
    note = "\n".join(f"Paragraph {number}. " + "Some words about the visit. " * 30 for number in range(12))
    told = pages(sheet(replace(VISIT, note=note + "x" * 2000)))
    assert len(told) > 2
    assert all(f"Page {number} of {len(told)}" in page for number, page in enumerate(told, 1))
    assert "".join(told).count("x") >= 2000
    assert all(f"Paragraph {number}." in "".join(told) for number in range(12))


def test_many_contacts_of_a_month_fit() -> None:
    steps = tuple(Agreed("leader", "w" * 200, date(2026, 11, 20)) for _ in range(3))
    told = pages(sheet(*(replace(VISIT, id=number, steps=steps) for number in range(1, 61))))
    assert "L-0060" in "".join(told)


def test_its_properties_say_what_it_is_and_when_it_was_made() -> None:
    reader = pypdf.PdfReader(io.BytesIO(month_sheet(sheet(VISIT), NOW)))
    about = reader.metadata
    assert about is not None
    assert (about.title, about.author) == ("Month sheet, November 2026: Lincoln Elementary, Principal 14", "Coach C")
    assert about.creation_date == NOW
    assert str(reader.root_object["/Lang"]) == "en-US"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Señora Núñez – “café” €5", "Señora Núñez – “café” €5"),
        ("Zażółć, őű, Nguyễn", "Zazółć, ou, Nguyen"),
        ("Щедрик, Ёлка", "Shchedrik, Elka"),
        ("Well done 😀👍🏽!", "Well done [grinning face][thumbs up sign]!"),
        ("مرحبا", "[Arabic text, 5 characters]"),
        ("a\ud800b \u20b9", "a?b [indian rupee sign]"),
        ("<b>bold</b> & <para>", "<b>bold</b> & <para>"),
        ("\ue000", "[U+E000]"),
    ],
)
def test_what_the_fonts_lack_is_said_in_other_letters(typed: str, printed: str) -> None:
    said = words(sheet(replace(VISIT, note=typed)))
    assert f"What was discussed {printed} Successes" in said
    assert (LACKING in said) == (typed not in {printed})


def test_asian_scripts_take_the_readers_fonts_and_the_page_says_so() -> None:
    fonts()
    assert list(runs("日本語のテスト ok")) == [("HeiseiKakuGo-W5", "日本語のテスト"), (None, " ok")]
    assert list(runs("한국어")) == [("HYGothic-Medium", "한국어")]
    assert list(runs("简体")) == [("STSong-Light", "简体")]
    assert READERS_FONTS in words(sheet(replace(VISIT, note="简体")))
    assert not replaced("日本語 简体 한국어")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_printed(text: str) -> None:
    fonts()
    assert {font for font, _ in runs(text)} <= {None, "Symbol", *ASIAN}
    assert month_sheet(sheet(replace(VISIT, note=text, leader=text)), NOW).startswith(b"%PDF")
