"""Block Kit pieces: within Slack's limits whatever goes in, and inert."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import blocks as b
from tests.bot.slacks_limits import HOSTILE, fits, live

ANY = st.text(max_size=4000)


@given(ANY)
def test_any_text_makes_pieces_that_slack_takes(text: str) -> None:
    option = b.option(text, "1")
    parts = [
        b.header(text),
        b.section(text, b.button(text, "a", "1")),
        b.fields([text] * 12),
        b.context(text),
        b.divider(),
        b.actions([b.button(text, "b", style="primary")]),
        b.ask("field", text, b.select([option], "1", text), hint=text, live=True),
    ]
    assert fits(b.modal("form", text, text or "Save", parts, "{}"))
    assert live(parts) == []


@given(ANY)
def test_safe_text_has_no_live_token_and_loses_nothing(text: str) -> None:
    escaped = b.safe(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_hostile_text_stays_as_typed() -> None:
    assert b.section(HOSTILE)["text"] == {"type": "plain_text", "text": HOSTILE, "emoji": False}


@pytest.mark.parametrize(
    ("text", "limit", "shown"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("", 3, ""), ("😀😀😀😀", 3, "😀😀…")]
)
def test_what_is_too_long_is_cut_with_an_ellipsis(text: str, limit: int, shown: str) -> None:
    assert b.short(text, limit) == shown


@pytest.mark.parametrize(
    "element",
    [
        b.text_input(lines=True, initial="x", prompt="y"),
        b.text_input(),
        b.number_input(90),
        b.number_input("1.5", decimals=True),
        b.number_input(),
        b.date_input(date(2026, 11, 17)),
        b.date_input(),
        b.time_input("09:00"),
        b.time_input(),
        b.select([b.option("One", "1"), b.option("Two", "2")], "2", "Choose"),
        b.select([b.option("One", "1")], "9"),
        b.search(b.option("One", "1")),
        b.search(),
        b.choices([b.option("One", "1"), b.option("Two", "2")], ["1", "2", "9"], 4),
        b.choices([b.option("One", "1")]),
        b.radio([b.option("One", "1"), b.option("Two", "2")], "1"),
        b.channel_input("C1"),
        b.channel_input(),
        b.people_input(["U1"], 5),
        b.people_input(),
        b.files_input(["csv"], 4),
    ],
)
def test_every_field_is_one_slack_takes(element: dict[str, Any]) -> None:
    assert fits(b.modal("form", "Title", "Save", [b.ask("field", "Label", element)]))


def test_a_menu_never_has_more_than_a_hundred_options() -> None:
    options = [b.option(f"School {number}", str(number)) for number in range(150)]
    assert len(b.select(options)["options"]) == len(b.choices(options)["options"]) == 100


def test_a_page_to_read_has_no_submit_button() -> None:
    page = b.modal("page", "Title", None, [b.section("x")])
    assert "submit" not in page
    assert (page["close"]["text"], b.modal("form", "T", "Save", [])["close"]["text"]) == ("Close", "Cancel")


@given(st.lists(ANY, max_size=12))
def test_paragraphs_hold_every_line_in_as_few_sections(lines: list[str]) -> None:
    made = b.paragraphs(lines)
    assert all(len(one["text"]["text"]) <= b.TEXT_MAX for one in made)


def test_a_home_holds_a_hundred_blocks_and_is_never_cut_in_silence() -> None:
    assert fits(b.home([b.section("x")] * 100))
    with pytest.raises(ValueError, match="130 blocks"):
        b.home([b.section("x")] * 130)
