"""What each person can do here, and what people hear for whom there is nothing to do."""

from itertools import combinations

import pytest

from bot.messages.help import NOT_UNDERSTOOD, help_for, nothing_to_log
from bot.messages.strangers import about_page, set_up_first, stranger_line, unknown_answer
from bot.rules.programme import ROLES
from tests.bot.slacks_limits import fits, posts, says_all, texts

HELD = [frozenset(some) for count in range(4) for some in combinations(ROLES, count)]


@pytest.mark.parametrize("roles", HELD, ids=lambda roles: "+".join(sorted(roles)) or "none")
def test_help_has_at_most_eight_lines_and_only_what_this_person_can_do(roles: frozenset[str]) -> None:
    said = help_for(roles)
    assert posts(said)
    assert says_all(said)
    assert len(said.text.split("\n")) <= 8
    buttons = [one for one in texts(said.blocks, buttons=True) if one in {"Log a contact", "Program set-up"}]
    assert ("Log a contact" in buttons) == ("coach" in roles)
    assert ("Program set-up" in buttons) == bool(roles & {"coordinator", "admin"})


def test_a_coach_is_told_the_words_of_the_command() -> None:
    assert help_for(frozenset({"coach"})).text == (
        "What you can do here:\n"
        "/coachlog – log a visit or call; the form opens with your last visit filled in.\n"
        "/coachlog 90m visit Lincoln yesterday 2pm – one line, shown back before it is saved. Or write it to me here.\n"
        "/coachlog last Lincoln calls October – what fits; undo; export. Ask me: hours this month? who is overdue?\n"
        "/coachmeet – your week. /coachreport – reports. /coachplan – agreements, goals. Home – hours, logs, settings."
    )


def test_what_was_not_understood_is_said_to_be_kept_nowhere() -> None:
    said = help_for(frozenset({"leader"}), NOT_UNDERSTOOD)
    assert said.text.startswith("I can't read that yet, and I kept nothing of it. What you can do here:\nHome – ")


def test_a_liaison_is_told_of_the_districts_month_and_pairs() -> None:
    assert help_for(frozenset({"liaison"})).text == (
        "What you can do here:\n"
        "Home – your district's month. /coachplan – its pairs and their goals. Ask me: hours this month?"
    )


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("coach", "You have no leader to log for right now. Once your coordinator matches you, the form opens here."),
        ("leader", "Your coach does the logging. Coachlog's Home shows what was logged with you."),
        ("coordinator", "Coaches log contacts here, so there is nothing for you to log."),
    ],
)
def test_people_without_a_form_hear_why(role: str, said: str) -> None:
    assert nothing_to_log(frozenset({role})).text == said


def test_a_stranger_is_told_only_what_is_true() -> None:
    assert unknown_answer(True).text == "I don't have you in a coaching program yet. I've told the coordinators."
    assert unknown_answer(False).text == (
        "I don't have you in a coaching program yet. Please ask your program's coordinator to add you."
    )
    assert set_up_first().text == "There is no coaching program here yet. You can set one up."
    for said in (unknown_answer(True), unknown_answer(False), set_up_first(), stranger_line("U1")):
        assert posts(said)
        assert says_all(said)


def test_what_is_this_is_answered_in_three_short_paragraphs() -> None:
    page = about_page()
    assert fits(page)
    assert len(page["blocks"]) == 3
