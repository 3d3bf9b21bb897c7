"""Next steps in words: their lines, old buttons, the list and the form, at their fullest and with hostile names."""

from dataclasses import replace
from datetime import timedelta

from bot.blocks import modal
from bot.messages import commitments as words
from bot.rules.commitments import Kept, Ledger, Pair
from handlers.commitments.changing import ACTS, build
from handlers.commitments.listing import page
from handlers.commitments.top import top
from storage.steplists import Listed
from tests.bot.facts import DAY, agreed
from tests.bot.slacks_limits import HOSTILE, fits, live, texts

LONG = "W" * 200
FULL = agreed(
    what=LONG, school=LONG[:120], leader=LONG[:120], coach=LONG[:120], moves=3, barrier="district", helper="team",
    barrier_note="w" * 300, due_on=DAY - timedelta(days=3), act="moved", changed_by="leader",
)  # fmt: skip


def test_a_line_says_how_late_how_often_moved_and_what_is_in_the_way() -> None:
    late = agreed(owner="coach", due_on=DAY - timedelta(days=1), first_due_on=DAY - timedelta(days=5), moves=1)
    assert words.about(late, DAY, several=False, late=1) == (
        "Was due Mon, Nov 16, 1 school day late · moved, first due Thu, Nov 12"
    )
    blocked = agreed(barrier="staffing", helper="district", moves=2)
    assert words.about(blocked, DAY, several=False) == (
        "By Fri, Nov 20 · moved 2 times, first due Fri, Nov 20 · In the way: staffing; the district can help"
    )
    assert words.about(agreed(due_on=None), DAY, several=False) == "Agreed on Tue, Nov 17"


def test_an_old_button_hears_when_and_by_whom() -> None:
    done = agreed(state="done", closed_on=DAY, changed_by="leader")
    assert words.already(done) == "That was done on Nov 17 by Principal 14."
    assert words.already(replace(done, reader="leader")) == "That was done on Nov 17 by you."
    dropped = replace(done, state="dropped", changed_by="coach", reason="plans")
    assert words.already(dropped) == "That was dropped on Nov 17 by you (plans have changed)."
    assert words.nothing_to_undo(agreed()) == "There is nothing to undo: it is open, due Fri, Nov 20."
    assert words.nothing_to_undo(agreed(due_on=None)) == "It is open already."


def test_what_was_acted_on_can_be_undone_by_its_own_button() -> None:
    found = {act: words.acted_line(agreed(act=act, changed_by="coach"), DAY) for act in words.UNDO}
    assert {act: blocks[0]["accessory"]["action_id"] for act, blocks in found.items()} == words.UNDO
    assert words.acted_line(agreed(act="undone"), DAY) == words.acted_line(agreed(), DAY) == []


def test_the_fullest_list_fits() -> None:
    kept = {"coach": Kept(9, 10), "leader": Kept(0, 3)}
    pairs = (Pair(LONG[:120], LONG[:120], LONG[:120], "coach", kept),) * 30
    for closed in (False, True):
        step = replace(FULL, state="done", closed_on=DAY, reason="otherwise") if closed else FULL
        view = page(Listed((step,) * 10, {FULL.id: 2}, True, DAY, (FULL,) * 5, pairs), closed, 10, "m")
        assert fits(view)
        assert "And 20 more pairs." in texts(view["blocks"])


def test_an_empty_list_says_what_will_be_here() -> None:
    for closed, said in ((False, "Nothing is open."), (True, "Nothing is closed yet.")):
        assert any(one.startswith(said) for one in texts(page(Listed((), {}, False, DAY), closed, 0, "m")["blocks"]))


def test_the_form_fits_whatever_becomes_of_the_step() -> None:
    for act in ACTS:
        assert fits(build(FULL, (DAY, DAY), act, {}, "m"))
    assert "Nothing is in the way anymore" not in str(build(agreed(), (DAY, DAY), "move", {}, "m"))


def test_the_top_of_a_form_is_short_and_says_what_is_left_out() -> None:
    assert top(Ledger(), {}) == []
    blocks = top(
        Ledger(tuple(replace(FULL, id=one) for one in (4, 5, 6)), 97, True), {f"done_steps.{FULL.pair}.ids": ["5"]}
    )
    assert fits(modal("f", "t", "Save", blocks))
    assert "And at least 97 more on your Home." in str(blocks)
    assert blocks[0]["element"]["initial_options"]


def test_hostile_words_are_inert() -> None:
    step = agreed(what=HOSTILE, school=HOSTILE, leader=HOSTILE, coach=HOSTILE, barrier="time", barrier_note=HOSTILE)
    views = [
        page(Listed((step,), {}, False, DAY, (replace(step, act="done", changed_by="leader"),)), False, 0, "m"),
        build(step, (DAY, DAY), "barrier", {}, "m"),
        modal("f", "t", "Save", top(Ledger((step,)), {})),
    ]
    for view in views:
        assert fits(view)
        assert live(view["blocks"]) == []
