"""The welcome says what rules and settings say, each role in its own words, and fits into one message."""

from datetime import date

import pytest

from bot.messages.welcome import TITLES, together, welcome_message, welcome_page, welcome_parts
from bot.rules.etiquette import HOURS
from bot.rules.nudges import KINDS
from bot.rules.welcoming import COACH, COORDINATOR, LEADER, ORDER, Newcomer

WORDS = "Coordinators see that coaching happens, not what was said."
MANY = tuple((f"Principal {number} " + "x" * 100, "S" * 120) for number in range(40))
LONG = Newcomer(COACH, "P" * 120, "W" * 3000, 3, True, MANY)


def said(role: str, **changes: object) -> str:
    given = {"programme": "Association program", "words": WORDS, "cap": 3, "pairs": (("Other", "Lincoln"),), **changes}
    return welcome_message(welcome_parts(Newcomer(role, **given))).text  # type: ignore[arg-type] # the test's own


@pytest.mark.parametrize("role", ORDER)
def test_each_role_reads_what_it_must_know(role: str) -> None:
    text = said(role)
    assert text.startswith(TITLES[role])
    assert text.count("\n\n") == 5, "six parts, all of them also in the text"
    for words in ("assistant of Association program", WORDS, "legally privileged", "public-records law", "isn't safe"):
        assert words in text
    for words in ("can export direct messages", "from 7:00 AM to 6:00 PM", "at most 3 messages", "Settings"):
        assert words in text
    assert "portfolio" not in text
    assert "portfolio" in said(role, portfolio=True)
    assert "at most one message" in said(role, cap=1)


def test_what_it_says_of_times_is_what_the_reminders_keep_to() -> None:
    assert HOURS == ("07:00", "18:00")
    assert KINDS["brief"].ladder == ("30 minutes before a visit.",)
    assert KINDS["card"].ladder == ("15 minutes after a visit.",)
    assert KINDS["prompt"].ladder[0].startswith("Every other Wednesday")
    assert len(KINDS["step_due"].ladder) == 4
    for role in (LEADER, COACH):
        text = said(role)
        assert "before it is due, on the day, and twice after it while it is open" in text
        assert "What somebody else does with you comes when they do it" in text
        assert "Beyond your visits and what you ask for, at most 3 messages a week" in text
        for kind in ("unbooked", "barrier_open"):
            assert role in KINDS[kind].roles
        assert "nothing is booked" in text
        assert "in the way of a promise" in text


def test_the_longest_fits_into_slack_and_what_people_typed_is_not_live() -> None:
    loud = Newcomer(LEADER, "<!here>", "<!channel>", 0, pairs=(("<!here>", "<!here>"),))
    message = welcome_message(together([welcome_parts(LONG), welcome_parts(loud)]))
    assert len(message.blocks) <= 50
    assert len(message.text) < 40_000
    assert "<!" not in message.text
    assert not [one for one in message.blocks if "<!" in str(one) and one["text"]["type"] == "mrkdwn"]


def test_the_page_says_when_it_was_shown_and_what_changed_since() -> None:
    parts = welcome_parts(Newcomer(COORDINATOR, "Program", WORDS, 3))
    page = str(welcome_page(parts, date(2026, 11, 17), "New words."))
    assert "You got this on Tue, Nov 17, 2026." in page
    assert "New words." in page
    assert "You got this" not in str(welcome_page(parts, None, None))
