"""What readers wanted later is really said later, in its own words, and keeps no round from being made."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from storage.commitments import set_barrier
from storage.engagements import engagements
from storage.nudgeacts import snooze, undo_snooze
from tests.storage.contacting import COACH, Program
from tests.storage.nudging import local, messages, rows
from tests.storage.rounding import MIDNIGHT, forget_messages, heard, make_round, planned, speak_freely, told
from tests.storage.stepping import agreed, press
from tests.storage.test_rounds import MONDAY, NEXT_TUESDAY, booked, later

DAY = timedelta(days=1)
WEDNESDAY = NEXT_TUESDAY + DAY


def newest(program: Program) -> int:
    """Coach C's newest message."""
    return int([one.id for one in messages(program.db) if one.person_id == program.people["UCOACH"]][-1])


def put_off(program: Program, day: date, at: str, wanted: str = "tomorrow") -> None:
    """Coach C wants the newest message later."""
    snooze(program.db, COACH, local(day, at), newest(program), wanted)


def test_a_card_that_was_put_off_comes_back_and_again(program: Program) -> None:
    speak_freely(program)
    booked(program)
    forget_messages(program)
    make_round(program, NEXT_TUESDAY)
    assert "How did it go?" in told(program, "UCOACH", NEXT_TUESDAY, "10:46")
    put_off(program, NEXT_TUESDAY, "10:50")
    make_round(program, WEDNESDAY)
    assert "Lincoln Elementary (yesterday, 9:00–10:30 AM)" in told(program, "UCOACH", WEDNESDAY, "08:40")
    put_off(program, WEDNESDAY, "08:45")
    assert "Lincoln Elementary" in told(program, "UCOACH", WEDNESDAY + DAY, "08:40")
    later(program, NEXT_TUESDAY)
    assert planned(program, "card", "unlogged") == []


def test_a_card_that_was_put_off_can_be_let_go(program: Program) -> None:
    booked(program)
    forget_messages(program)
    make_round(program, NEXT_TUESDAY)
    told(program, "UCOACH", NEXT_TUESDAY, "10:46")
    put_off(program, NEXT_TUESDAY, "10:50")
    undo_snooze(program.db, COACH, local(NEXT_TUESDAY, "10:51"), newest(program))
    assert planned(program, "card") == []


def test_a_step_that_was_put_off_comes_back(program: Program) -> None:
    agreed(program, {"what": "Two samples", "due_on": NEXT_TUESDAY})
    forget_messages(program)
    make_round(program, NEXT_TUESDAY)
    assert "Two samples" in told(program, "UCOACH", NEXT_TUESDAY, "08:50")
    put_off(program, NEXT_TUESDAY, "09:00")
    assert "Two samples" in told(program, "UCOACH", WEDNESDAY, "08:50")


def test_a_quiet_pair_that_was_put_off_comes_back_and_rounds_go_on(program: Program) -> None:
    speak_freely(program)
    later(program, date(2026, 11, 10))
    forget_messages(program)
    make_round(program, NEXT_TUESDAY)
    assert "No contact with Principal 14" in heard(program, NEXT_TUESDAY, "08:50")["UCOACH"]
    put_off(program, NEXT_TUESDAY, "09:00")
    make_round(program, WEDNESDAY, MIDNIGHT)
    assert "No contact with Principal 14" in heard(program, WEDNESDAY, "08:50")["UCOACH"]
    assert all(len(one.occurrence) <= 120 for one in rows(program.db))


@pytest.mark.parametrize(("user", "owner", "at"), [("UCOACH", "coach", "07:40"), ("ULEAD", "leader", "07:50")])
def test_of_a_pair_that_ended_meanwhile_nothing_promised_is_said(
    program: Program, user: str, owner: str, at: str
) -> None:
    speak_freely(program)
    [step] = agreed(program, {"owner": owner, "what": "Two samples", "due_on": MONDAY})
    set_barrier(program.db, press(), step, "time", None, None)
    forget_messages(program)
    for day in (MONDAY, MONDAY + 8 * DAY):
        make_round(program, day)
    program.db.change(update(engagements).where(engagements.c.id == program.pair).values(ends_on=MONDAY - DAY))
    for day, hour in ((MONDAY, at), (MONDAY, "08:50"), (MONDAY + 8 * DAY, "08:50")):
        assert "Two samples" not in told(program, user, day, hour)
