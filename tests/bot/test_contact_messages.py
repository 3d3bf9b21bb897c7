"""What is said about a contact."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.messages import Message, lists
from bot.messages import contacts as words
from bot.rules.contacts import KINDS
from bot.rules.lists import Asked, Wanted
from bot.rules.views import Fact, Standing, Step
from tests.bot.facts import NOVEMBER, SHORT, STEPS, fact
from tests.bot.slacks_limits import HOSTILE, live, posts, says_all

LONGEST = "W" * 300


def every(one: Fact, steps: tuple[Step, ...] = STEPS, standing: Standing = NOVEMBER) -> list[Message]:
    """All messages about a contact."""
    return [
        words.confirmation(one, steps, standing),
        words.leader_note(one),
        words.channel_line(one),
        words.taken_back(one),
        words.leader_note_gone(one),
        words.channel_line_gone(one),
        words.moved_away(one.id),
        words.brought_back(one),
        lists.newest(Asked(Wanted()), [one] * 5, {}, (), own=True, more=True),
        lists.lately_gone([one] * 3),
        words.nothing_to_undo(),
        words.nothing_yet(),
    ]


def test_the_confirmation_says_what_happened_to_whom_it_is_visible_and_how_to_undo_it() -> None:
    said = words.confirmation(fact(), STEPS, NOVEMBER)
    assert said.text.split("\n") == [
        "Logged L-0231 · On-site visit (90 min) · Lincoln Elementary · Tue, Nov 17, 9:00–10:30 AM",
        "November: 3.0 of 4.5 h — on pace for 5.0 by the 30th.",
        "You promised: Send two samples.",
        "Principal 14 promised: Draft a common exit ticket, by Fri, Nov 20.",
        "Principal 14 can see this. Coordinators see that it happened, not what was said.",
    ]
    assert [one["text"]["text"] for one in said.blocks[-1]["elements"]] == ["Open", "Edit", "Undo", "See it as…"]
    assert {one["value"] for one in said.blocks[-1]["elements"]} == {"231"}


def test_the_leader_hears_that_something_was_logged_and_where_to_read_it() -> None:
    said = words.leader_note(fact())
    assert said.text == (
        "Coach C logged: On-site visit (90 min) · Lincoln Elementary · Tue, Nov 17, 9:00–10:30 AM.\n"
        "Only the two of you can read the note. Coordinators see that it happened, not what was said."
    )


def test_the_channel_gets_the_facts_alone() -> None:
    said = words.channel_line(fact())
    assert said.text == (
        "Coach C logged L-0231 · On-site visit (90 min) · Lincoln Elementary · Tue, Nov 17, 9:00–10:30 AM"
        " · Walkthrough, Data team · Principal present: partly"
    )
    bare = words.channel_line(fact(activities=(), presence=None, start=None))
    assert bare.text == "Coach C logged L-0231 · On-site visit (90 min) · Lincoln Elementary · Tue, Nov 17"


def test_after_undo_every_message_says_so() -> None:
    line = "On-site visit (90 min) · Lincoln Elementary · Tue, Nov 17, 9:00–10:30 AM"
    assert words.taken_back(fact()).text == (
        f"L-0231 is taken back: {line}. It no longer counts, and nobody can read it."
    )
    assert words.leader_note_gone(fact()).text == (
        f"Coach C took back L-0231: {line}. There is nothing to read anymore."
    )
    assert words.channel_line_gone(fact()).text == f"Coach C took back L-0231 · {line}"
    assert words.moved_away(231).text == "L-0231 was corrected: it isn't about you. There is nothing to read."
    assert words.gone(231) == "L-0231 was taken back, so there is nothing to open."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "On-site visit (90 min)"),
        ({"kind": "email", "count": 1, "minutes": 0}, "1 e-mail"),
        ({"kind": "email", "count": 2, "minutes": 5}, "2 e-mails"),
        ({"kind": "text", "count": 3}, "3 text messages"),
        ({"kind": "other", "minutes": 1}, "Something else (1 min)"),
    ],
)
def test_a_contact_is_named_by_its_kind_and_amount(changes: dict[str, Any], said: str) -> None:
    assert words.what(fact(**changes)) == said


@pytest.mark.parametrize(
    ("start", "minutes", "said"),
    [
        ("09:00", 90, "9:00–10:30 AM"),
        ("11:30", 60, "11:30 AM–12:30 PM"),
        ("00:05", 5, "12:05–12:10 AM"),
        ("23:30", 60, "11:30 PM–12:30 AM"),
    ],
)
def test_times_are_said_as_on_a_clock(start: str, minutes: int, said: str) -> None:
    assert words.when(fact(start=start, minutes=minutes)) == f"Tue, Nov 17, {said}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_makes_messages_that_slack_takes_and_screen_readers_can_read(kind: str) -> None:
    for said in every(fact(kind=kind, count=99, minutes=600, activities=("A1", "A2", "A4", "A8"))):
        assert posts(said)
        assert says_all(said)


def test_the_longest_names_and_steps_fit() -> None:
    long = fact(id=10**12, school=LONGEST, leader=LONGEST, coach=LONGEST)
    steps = tuple(Step("leader", "W" * 200, date(2027, 3, 17)) for _ in range(3))
    for said in every(long, steps, replace(SHORT, school=LONGEST, leader=LONGEST)):
        assert posts(said)


def test_hostile_words_are_inert_everywhere() -> None:
    hostile = fact(school=HOSTILE, leader=HOSTILE, coach=HOSTILE)
    for said in every(hostile, (Step("coach", HOSTILE, None),), replace(SHORT, school=HOSTILE, leader=HOSTILE)):
        assert posts(said)
        assert "<" not in said.text
        assert live(said.blocks) == []


def test_a_line_in_lists_survives_a_phone() -> None:
    assert words.row(fact()) == "L-0231 · On-site visit (90 min) · Tue, Nov 17\nLincoln Elementary, Principal 14"


def test_an_attempt_is_called_one_everywhere() -> None:
    tried = fact(kind="call", medium="phone", minutes=0, made=False, start=None, presence=None, activities=())
    said = "Phone call, attempted · Lincoln Elementary · Tue, Nov 17"
    assert f"Logged L-0231 · {said}\n{words.TRIED}\n" in words.confirmation(tried, (), NOVEMBER).text
    assert f"Coach C tried to reach you: {said}." in words.leader_note(tried).text
    assert words.channel_line(tried).text == f"Coach C logged L-0231 · {said}"
    assert words.row(tried) == "L-0231 · Phone call, attempted · Tue, Nov 17\nLincoln Elementary, Principal 14"


def test_written_attempts_need_no_count() -> None:
    assert words.what(fact(kind="email", medium="email", count=None, made=False)) == "E-mail, attempted"


def test_a_medium_is_named_where_it_is_not_the_kinds_own() -> None:
    assert words.what(fact(kind="session", medium="video")) == "Coaching session by video (90 min)"
    assert words.what(fact(kind="session", medium="on_site")) == "Coaching session (90 min)"
    assert words.what(fact(kind="call", medium="phone")) == "Phone call (90 min)"


def test_a_group_says_how_many_more_were_there() -> None:
    group = fact(kind="cohort", medium="off_site", there=3)
    assert words.line(group).startswith("Cohort meeting (90 min) with Principal 14 and 3 more · Lincoln Elementary · ")
    assert words.row(group).endswith("Lincoln Elementary, Principal 14 and 3 more")
    assert "Only Coach C and Principal 14 can read the note." in words.leader_note(group).text


def test_how_a_contact_stands_is_a_word_in_its_row() -> None:
    assert words.row(fact(), "question open").endswith("Lincoln Elementary, Principal 14 · question open")
