"""A contact as cells."""

from dataclasses import replace
from datetime import date

from bot.exports.entries import cells, columns, detail_texts
from tests.bot.exports.sheets import ATTEMPT, VISIT


def test_every_column_has_its_cell() -> None:
    for private in (False, True):
        assert len(cells(VISIT, private)) == len(columns(private))


def test_a_visit_is_told_in_full() -> None:
    told = dict(zip((one.title for one in columns(False)), cells(VISIT, False), strict=True))
    assert (told["Date"], told["Minutes"], told["Hours"]) == (date(2026, 11, 17), 90, 1.5)
    assert told["Leader's next steps"] == "Draft a common exit ticket (by 2026-11-20, done)"
    assert told["Further notes"] == "Successes and evidence: Attendance at the data team is up."
    assert told["Next meeting"] == date(2026, 11, 24)


def test_an_attempt_is_told_as_one() -> None:
    told = dict(zip((one.title for one in columns(False)), cells(ATTEMPT, False), strict=True))
    assert (told["Took place"], told["Minutes"], told["Note for the pair"]) == ("Attempted", 0, None)


def test_the_private_note_stands_in_a_column_of_its_own_and_only_when_asked_for() -> None:
    mine = replace(VISIT, private_note="She is tired.")
    assert "She is tired." not in cells(mine, False)
    assert cells(mine, True)[-1] == "She is tired."
    assert columns(True)[-1].title == "My private note"


def test_the_further_words_keep_the_order_of_the_form() -> None:
    told = detail_texts({"resources": "A book", "check_in": "Fine", "unknown": "x"})
    assert told == (("Check-in", "Fine"), ("Resources shared", "A book"))
