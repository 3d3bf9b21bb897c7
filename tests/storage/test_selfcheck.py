"""The nightly self-check: silent while all promises hold, and one line where one doesn't."""

from datetime import timedelta

from bot.messages.troubles import ops_line
from storage.invariants import INVARIANTS
from storage.outbox import NewOwed, outbox, owe
from storage.selfcheck import LEFT_OUT, broken_promises, check_due, note_check
from storage.verify import name_of
from storage.watching import needs_of
from tests.storage.contacting import NOW, TODAY, Program


def test_what_is_left_out_of_the_check_is_still_a_promise() -> None:
    assert {name_of(one) for one in INVARIANTS} >= LEFT_OUT


def test_a_broken_promise_is_found_once_a_day_and_named_in_the_ops_line(program: Program) -> None:
    assert broken_promises(program.db) == ()
    owe(program.db, NOW, [NewOwed("answer", "one", channel="CCOORD")])
    program.db.run(outbox.update().values(state="sent", sent_ts="", sent_channel=""))
    broken = broken_promises(program.db)
    assert broken == ("sent_messages_have_their_ts",)
    note_check(program.db, NOW, TODAY, broken)
    assert not check_due(program.db, TODAY)
    assert check_due(program.db, TODAY + timedelta(days=1))
    needs = needs_of(program.db, NOW)
    assert needs.broken == 1
    assert "1 promise doesn't hold" in ops_line(needs).text
    assert needs_of(program.db, NOW + timedelta(days=2)).broken == 0
