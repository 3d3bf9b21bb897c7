"""The roster by hand in words: every page and message fits Slack and is inert, whatever people are called."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from bot.messages import rosternews as news
from bot.messages import rosterpages as pages
from bot.messages.roster import will
from bot.rules.desk import Act, Effect, PairPage, PersonPage
from bot.rules.roster.byhand import ACTS, FILE, told
from bot.rules.roster.rows import Problem
from handlers.roster import fields
from storage.rostersearch import Hit, likes
from tests.bot.slacks_limits import HOSTILE, fits, live

DAY = date(2026, 11, 23)
LONG = "W" * 120


def pair(name: str) -> PairPage:
    ids, users, days = (2, 3), ("U2", "U3"), (DAY, DAY)
    named = (name,) * 4
    return PairPage(1, 1, *named, *ids, *users, *days, (name,) * 3, DAY, *days, 9_999, 99_999, name, True, True)


@pytest.mark.parametrize("name", [LONG, HOSTILE])
def test_every_page_and_form_fits_and_is_inert(name: str) -> None:
    person = PersonPage(1, 1, name, name, None, "UTC", name, 1, name, ("coach", "admin"), ((1, name),) * 20, True)
    act = Act(1, "moved", name, datetime(2026, 11, 23, 4, tzinfo=UTC), "America/New_York", f"{name}, {name}", undo=True)
    hit = Hit(1, name, name)
    known = {"page": pair(name), "person": person, "districts": [Hit(row, name) for row in range(100)]}
    known |= dict.fromkeys(("leader", "coach", "school"), hit)
    known["pair"] = SimpleNamespace(visit_day=1)
    shown = [
        pages.roster_page(1, name, [(2, name)] * 9, [act] * 10, "m"),
        pages.pair_page(pair(name), "T1", "m"),
        pages.person_page(person, "m"),
        pages.done_page(act, "m"),
        *(fields.build(one, {}, data, known, "m") for one in ACTS for data in ({}, {"m": 1, "n": 1})),
    ]
    for one in ACTS:
        effect = Effect(one, name, name, name, name, name, DAY, DAY, name, 99, (name,) * 3, True, 9, 9, True, 3)
        effect = replace(effect, changes=((name, name, name),) * 9, unreached=(name, name))
        shown.append(pages.confirm_page(effect, "m", name))
    for view in shown:
        assert fits(view), view["title"]
        assert [text for text in live(view["blocks"]) if name in text] == []


def test_messages_say_who_when_and_what_stays_closed() -> None:
    three = (HOSTILE,) * 3
    said = [
        news.ended(HOSTILE, HOSTILE, DAY, 3, coach=True), news.begun(HOSTILE, HOSTILE, DAY, coach=False),
        news.changed(HOSTILE, HOSTILE, news.as_it_is(DAY, DAY, HOSTILE)), news.undone(HOSTILE, HOSTILE),
        news.handed_to_you(1, *three, DAY, HOSTILE), news.new_coach(*three, DAY, ""),
        news.handed_by_you(*three, DAY, 1), news.you_moved(*three, DAY), news.leader_moved(*three, DAY, 0),
        news.leader_left(*three, HOSTILE, DAY, 2),
    ]  # fmt: skip
    assert all(live(list(one.blocks)) == [] and "<" not in one.text for one in said)


def test_an_import_s_sentences_are_said_in_the_words_of_a_form() -> None:
    reason = (
        "This pair is already at work on these days: see the stored engagement at Lincoln from Tue, Sep 1, 2026. First "
        "set ends_on for the stored one, in a row that repeats its first day (2026-09-01)."
    )
    assert told(Problem(FILE, 2, "starts_on", reason)) == (
        "starts_on",
        "This pair is already at work on these days: see the pair at Lincoln from Tue, Sep 1, 2026. End or reassign "
        "that pair first.",
    )
    assert told(Problem(FILE, 3, "coach_email", f"See row 2 of {FILE}. Name another coach."))[1] == (
        f"See {FILE}. Choose another coach."
    )


def test_every_act_says_first_what_it_will_do() -> None:
    effect = Effect("ended", "Lincoln", "Principal 14", "Coach C", day=DAY, reason="The leader left", visits=1)
    assert will(effect)[:2] == [
        "The pair of Principal 14 and Coach C at Lincoln ends on Mon, Nov 23, 2026.",
        "1 visit after that is withdrawn.",
    ]


def test_what_is_typed_is_searched_as_it_is() -> None:
    assert likes("50%_of · Lincoln") == {"like0": "%50\\%\\_of%", "like1": "%Lincoln%", "like2": "%%", "like3": "%%"}
