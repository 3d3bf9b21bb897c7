"""What people see of a status report, by values: pages, forms, cards, lists; forty schools; hostile words."""

from datetime import timedelta
from typing import Any

import pytest

from bot.frameworks import elements_of
from bot.messages import reportcards as cards
from bot.messages import reportlists as lists
from bot.messages import reportpages as pages
from bot.messages import reports as words
from bot.rules import reports as rules
from bot.rules.counted import Counted
from bot.rules.periods import period_of
from bot.rules.reports import Concern, Line
from handlers.coachreport import fields
from tests.bot.reporting import NOW, PERIOD, line, many, report, section, submitted
from tests.bot.slacks_limits import HOSTILE, fits, live, posts, texts

ELEMENTS = elements_of(("practices", "cpsel"))
DAY = timedelta(days=1)
BESIDE = pages.Beside()


def said(piece: Any) -> str:
    return "\n".join(texts(piece, buttons=True))


def concern(**changes: Any) -> Concern:
    usual: dict[str, Any] = {
        "id": 5, "programme_id": 1, "engagement_id": 2, "school": "School 2", "leader": "Principal 2",
        "coach": "Coach C", "coach_id": 3, "level": "call", "raised_at": NOW, "due_at": NOW + 2 * DAY,
        "zone": "America/New_York", "section_id": 2,
    }  # fmt: skip
    return Concern(**{**usual, **changes})


def form(one: rules.Section, *, more: bool = False) -> Any:
    return fields.section_form(report(one), one, fields.values_of(one), ELEMENTS, "{}", more=more)


def test_the_coachs_page_begins_with_what_still_needs_something() -> None:
    view = pages.report_page(report(), NOW, 0, "{}")
    assert fits(view)
    told = said(view["blocks"])
    assert "Nov 1–15, Coach C: due today, 5:00 PM\n1 of 2 schools ready. Submit appears once all are." in told
    assert told.index(
        "School 2, Principal 2\n2 of 2 visits held · 3.0 h · 5 contacts\nNeeds evidence and what comes"
    ) < (told.index("School 1, Principal 1"))
    assert "Coordinators and the lead coach read this once you submit. Nobody else does." in told
    assert "submit" not in view


def test_submit_is_there_once_every_school_is_ready() -> None:
    ready = report(section(1), section(2))
    assert pages.report_page(ready, NOW, 0, "{}")["submit"]["text"] == "Submit"
    again = pages.report_page(
        report(section(1), state=rules.RETURNED, comment="What next?", decided_by="Ann"), NOW, 0, ""
    )
    assert again["submit"]["text"] == "Submit again"
    assert "Returned by Ann, due today, 5:00 PM" in said(again)
    assert "“What next?”" in said(again)


@pytest.mark.parametrize("skip", [0, 10, 30])
def test_forty_schools_are_turned_ten_at_a_time(skip: int) -> None:
    long = "W" * 120
    sections = many(40, ready=False, school=long, leader=long, concern="call")
    for view in (
        pages.report_page(report(*sections), NOW, skip, "{}"),
        pages.reading_page(submitted(*sections), NOW, skip, "{}", BESIDE),
        pages.preview_page(report(*sections), NOW, "0", skip, "{}"),
    ):
        assert fits(view)
        assert f"{skip + 1}–{skip + 10} of 40" in said(view["blocks"])


def test_words_of_full_length_fit_into_every_page() -> None:
    full = tuple(line(number, rules.ADDED, "ä" * rules.LINE_MAX, cites=(231,) * 8) for number in range(rules.LINES_MAX))
    sections = many(10, lines=full, concern="watch", concern_text="&" * rules.LINE_MAX)
    whole = submitted(*sections, note="<" * rules.NOTE_MAX, comment=">" * rules.COMMENT_MAX)
    assert fits(pages.reading_page(whole, NOW, 0, "{}", BESIDE))
    assert fits(form(sections[0], more=True))
    assert posts(cards.card(whole, NOW))
    assert posts(cards.shown(whole, sections[0], NOW))
    assert fits(cards.leader_page(submitted(sections[0], reads="leader"), NOW, "{}"))


def test_a_school_is_asked_six_things_and_more_when_it_is_stuck() -> None:
    def asked(view: Any) -> list[str]:
        return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]

    assert asked(form(section())) == ["progress", "evidence", "next", "concern", "leader_seen"]
    assert asked(form(section(focus=(), lines=())))[:3] == ["progress", "evidence", "focus"]
    stuck = asked(form(section(progress="stuck", concern="call")))
    assert stuck == [
        "progress", "evidence", "focus", "barriers", "support", "next", "concern", "concern_text", "leader_seen",
    ]  # fmt: skip


def test_a_drafted_line_names_its_contacts_and_can_be_had_back() -> None:
    gone = Line(12, rules.CONTACTS, "3 e-mails.", (240,), rules.BY_DRAFT, removed=True)
    one = section(lines=(*section().lines, gone))
    told = said(form(one)["blocks"])
    assert "Visits: 2 of 2 visits held, 3.0 h. [L-0231, L-0238]" in told
    assert "Taken out: Other contacts: 3 e-mails. [L-0240]" in told
    assert "3 e-mails" not in said(pages.reading_page(submitted(one), NOW, 0, "", BESIDE)["blocks"])


def test_a_form_says_who_reads_it_before_it_is_typed() -> None:
    view = fields.section_form(report(section(), two_keys="ok"), section(), {}, ELEMENTS, "{}", more=False)
    told = texts(view["blocks"])
    reads = next(place for place, text in enumerate(told) if text.startswith("Coordinators and the lead coach read"))
    assert "Principal 1 reads what is about her first, and it waits for her OK." in told[reads]
    assert reads < told.index(fields.EVIDENCE)


def test_a_coordinator_reads_concerns_first_and_takes_them_up() -> None:
    whole = submitted(section(1), section(2, concern="call", concern_text="Please ring me."))
    view = pages.reading_page(whole, NOW, 0, "", pages.Beside({2: concern()}))
    told = said(view["blocks"])
    assert told.index("School 2") < told.index("School 1")
    assert "Concern: Please call me\n“Please ring me.”\nNobody has taken it up. An answer is due Thu, Nov 19" in told
    assert "I'll take it" in told
    taken = pages.reading_page(whole, NOW, 0, "", pages.Beside({2: concern(answered_at=NOW, answered_by="Ann")}))
    assert "Taken up by Ann, Tue, Nov 17." in said(taken["blocks"])
    assert "I'll take it" not in said(taken["blocks"])


def test_a_report_that_is_with_its_coach_says_so_and_no_more() -> None:
    back = submitted(state=rules.RETURNED, sections=(), comment="What next?", decided_by="Ann", decided_at=NOW)
    told = said(pages.reading_page(back, NOW, 0, "", BESIDE)["blocks"])
    assert "It is with its coach. You can read it once it is submitted." in told
    assert "0 schools" not in told
    once = said(pages.reading_page(back, NOW, 0, "", pages.Beside(said="It is with its coach."))["blocks"])
    assert once.count("It is with its coach.") == 1
    assert "Returned with: “What next?”" in told


def test_only_a_coordinator_is_offered_to_decide() -> None:
    for reads, offered in (("coordinator", "Accept"), ("coach", "Take it back")):
        assert offered in said(pages.reading_page(submitted(reads=reads), NOW, 0, "", BESIDE)["blocks"])
    lead = said(pages.reading_page(submitted(reads="lead_coach"), NOW, 0, "", BESIDE)["blocks"])
    assert not {"Accept", "Return…", "Take it back"} & set(lead.split("\n"))
    accepted = said(pages.reading_page(submitted(state=rules.ACCEPTED), NOW, 0, "", BESIDE)["blocks"])
    assert "Accept\n" not in accepted


def test_what_may_be_done_stands_at_the_end_and_of_several_schools_above_them_too() -> None:
    def told(*sections: rules.Section, **changes: Any) -> str:
        beside = pages.Beside(said="Why not.")
        return said(pages.reading_page(submitted(*sections, **changes), NOW, 0, "", beside)["blocks"])

    several, one = told(section(1), section(2)), told(section(1))
    assert (several.count("Return…"), one.count("Return…")) == (2, 1)
    assert one.endswith("Why not.\nAccept\nReturn…")
    over = told(section(1), section(2), state=rules.ACCEPTED, decided_at=NOW, decided_by="Ann")
    assert over.split("School 2")[1].count("Accepted today, 10:35 AM by Ann") == 1
    assert "You can undo the acceptance until tomorrow, 10:35 AM.\nUndo acceptance…" in over.split("School 2")[1]


def test_a_leader_sees_her_part_and_never_the_flag() -> None:
    one = section(concern="call", concern_text="canary-flag", held=True)
    told = cards.shown(report(one, two_keys="ok"), one, NOW)
    assert "exit ticket" not in f"{told.text}{told.blocks}", "what a coach typed stands on pages alone"
    for piece in (
        cards.leader_page(report(one, two_keys="ok", reads="leader"), NOW, "")["blocks"],
        pages.preview_page(report(one, two_keys="ok"), NOW, "1", 0, "")["blocks"],
    ):
        assert "A common exit ticket is in use." in said(piece)
        assert "canary-flag" not in said(piece)
        assert "Concern" not in said(piece)


def test_what_waits_for_a_leader_is_not_shown_as_a_coordinator_sees_it() -> None:
    one = section(held=True)
    view = pages.preview_page(report(one, two_keys="ok"), NOW, "0", 0, "")
    assert "What the coach typed waits for Principal 1's word. The rest is shown." in said(view["blocks"])
    assert "exit ticket" not in said(view["blocks"])
    assert "2 of 2 visits held" in said(view["blocks"])


def test_hostile_words_are_shown_as_typed_everywhere() -> None:
    one = section(words=HOSTILE, concern="call", held=False)
    whole = submitted(one, coach=HOSTILE, comment=HOSTILE, note=HOSTILE, decided_by=HOSTILE)
    returned = report(one, coach=HOSTILE, state=rules.RETURNED, comment=HOSTILE, decided_by=HOSTILE, times=1)
    views = [
        pages.report_page(returned, NOW, 0, ""),
        pages.reading_page(
            whole, NOW, 0, "", pages.Beside({1: concern(section_id=1, answered_at=NOW, answered_by=HOSTILE)})
        ),
        pages.preview_page(returned, NOW, "1", 0, ""),
        form(one, more=True),
        fields.line_form(one.lines[0], HOSTILE, "", ""),
        fields.return_form(whole, ""),
        fields.overall_form({"note": HOSTILE}, ""),
        lists.list_page([whole], PERIOD, "all", period_of(NOW.date()), 0, NOW, ""),
        lists.mine_page([returned], NOW, 0, ""),
        lists.parts_page([(7, HOSTILE, PERIOD, "ok")], PERIOD, ""),
    ]
    for view in views:
        assert fits(view)
        assert not live(view["blocks"])
    for message in (
        cards.card(whole, NOW), cards.again(whole), cards.done(whole, NOW),
        cards.decided(returned, NOW, rules.RETURNED), cards.reopened(whole, "Ann"),
        cards.shown(whole, one, NOW), cards.objected(whole, one),
    ):  # fmt: skip
        assert message is not None
        assert posts(message)
        assert "<!channel>" not in message.text
        assert not live(message.blocks)


def test_what_could_not_be_drafted_says_what_to_write() -> None:
    bare = section(ready=False, progress="stuck", focus=(), figures=Counted())
    asked = {one["block_id"]: one for one in form(bare, more=True)["blocks"] if one["type"] == "input"}
    for field in ("evidence", "focus", "barriers", "support", "next"):
        assert asked[field]["element"]["placeholder"]["text"]
    assert asked["evidence"]["label"]["text"] == fields.NO_CONTACT
    assert words.needed(bare) == "needs why there was no contact and what comes next"


def test_the_list_of_a_period_says_in_numbers_how_it_stands() -> None:
    late = report(id=8, coach="Coach D", due_at=NOW - DAY, reads="coordinator")
    found = [submitted(), late, submitted(id=9, state=rules.ACCEPTED, decided_by="Ann", decided_at=NOW)]
    assert lists.summary(found, NOW) == "2 of 3 in, 1 to read, 1 late"
    view = lists.list_page(found, PERIOD, "all", period_of(NOW.date()), 0, NOW, "")
    assert fits(view)
    told = said(view["blocks"])
    assert told.index("Submitted today") < told.index("late: was due yesterday") < told.index("Accepted today")
    came = submitted(state=rules.ACCEPTED, due_at=NOW - 5 * DAY, decided_by="Ann", decided_at=NOW)
    assert words.state_words(came, NOW).endswith(" by Ann, came late")
    only = said(lists.list_page(found, PERIOD, "late", period_of(NOW.date()), 0, NOW, "")["blocks"])
    assert "Coach D" in only
    assert "Submitted today" not in only
    assert "None is returned." in said(lists.list_page(found, PERIOD, "returned", PERIOD, 0, NOW, "")["blocks"])


def test_home_says_what_is_due_and_how_far_it_is() -> None:
    assert words.home_line(report(), NOW) == "Status report, Nov 1–15: due today, 5:00 PM, 1 of 2 schools ready"
    overdue = words.home_line(report(), NOW + DAY)
    assert overdue == "Status report, Nov 1–15: late: was due yesterday, 5:00 PM, 1 of 2 schools ready"
    assert len(words.on_coach_home([(7, overdue)] * 5)) == words.HOME_MAX
