"""What is said of a form that was left: what it is about and how to go on, and never a word of it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.messages.drafts import about, discarded, offer
from bot.messages.home import home_view
from bot.rules.commitments import Ledger
from bot.rules.views import CoachHome, HomeFacts, Unfinished
from tests.bot.slacks_limits import HOSTILE, fits, live, posts, says_all, texts

DRAFT = Unfinished(7, "visit", "Lincoln Elementary", "2026-11-20", None)


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (DRAFT, "On-site visit · Lincoln Elementary · Fri, Nov 20"),
        (replace(DRAFT, contact=231), "Changes to L-0231 · On-site visit · Lincoln Elementary · Fri, Nov 20"),
        (replace(DRAFT, school="", day=None), "On-site visit · no school yet"),
        (replace(DRAFT, kind="", day="soon"), "Lincoln Elementary"),
    ],
)
def test_a_draft_says_what_it_is_about(draft: Unfinished, said: str) -> None:
    assert about(draft) == said


@pytest.mark.parametrize(("failed", "kept"), [(False, "for a week"), (True, "until you save or discard it")])
def test_the_offer_says_how_long_it_is_kept_and_for_whom(failed: bool, kept: str) -> None:
    said = offer(replace(DRAFT, failed=failed))
    assert said.text.endswith(f"It is kept {kept}, and only you can see it.")
    assert posts(said)
    assert says_all(said)
    assert posts(discarded())


def test_a_coach_s_home_lists_three_drafts_and_counts_the_rest() -> None:
    drafts = tuple(replace(DRAFT, id=number) for number in range(5))
    view = home_view(HomeFacts(True, CoachHome(date(2026, 11, 20), None, Ledger(), (), (), drafts)))
    assert fits(view)
    shown = texts(view["blocks"])
    assert [one for one in shown if one.startswith("Draft: ")] == [f"Draft: {about(DRAFT)}"] * 3
    assert "And 2 more drafts." in shown
    assert "To finish" in shown
    empty = home_view(HomeFacts(True, CoachHome(date(2026, 11, 20), None, Ledger(), (), ())))
    assert "To finish" not in texts(empty["blocks"])


def test_hostile_names_are_inert_in_an_offer() -> None:
    assert live(offer(replace(DRAFT, school=HOSTILE)).blocks) == []
