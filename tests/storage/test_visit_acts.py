"""What a person does with visits by form, button or line, on both databases: done once, undone once, told in words."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.errors import Denied, Refusal
from bot.messages import Message
from bot.rules.weeks import mark_of
from storage.bookings import discard_booking, propose_booking, save_booking
from storage.composing import compose
from storage.drafts import drafts
from storage.meetings import NewAnswer, NewMeeting
from storage.outbox import Owed, outbox
from storage.people import Actor
from storage.series import series
from storage.serieswork import NewPattern
from storage.visitacts import NewVisitChange, Press, answer, book, change, undo, warn_of_change
from storage.visits import visits
from storage.weeklies import DONE as SERIES_DONE
from storage.weeklies import alter, end, undo_weekly
from storage.weeks import week_of
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, STRANGER, Program
from tests.storage.planned import plan_usual

PRESS = Press(COACH, NOW)
HERS = Press(LEADER, NOW)
WEDNESDAY = date(2026, 11, 18)


def meeting(program: Program) -> NewMeeting:
    return NewMeeting(engagement=program.pair, kind="session", day=WEDNESDAY, start="14:00")


def owed(program: Program, kind: str) -> list[str]:
    """The texts of the messages owed of a kind, as they would be sent now."""
    rows = program.db.all(select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id))
    found: list[Message | None] = []
    for row in rows:
        one = Owed(row.id, row.kind, row.key, row.person_id, row.channel, row.subject_id, None, 0, None, None)
        found.append(compose(program.db, one, NOW))
    return [one.text for one in found if one]


def next_visit(program: Program) -> int:
    """Next Tuesday's."""
    found: int = program.db.value(
        select(visits.c.id).where(visits.c.engagement_id == program.pair, visits.c.day == date(2026, 11, 24))
    )
    return found


def test_a_booking_is_undone_once_and_its_answer_says_what_stands(program: Program) -> None:
    made = book(program.db, PRESS, meeting(program), False, "i").visit
    assert owed(program, "visit_done")[0].startswith("Booked: Coaching session · Lincoln Elementary, Principal 14\nWed")
    assert owed(program, "visit_changed")[0].startswith("Coach C booked: ")
    gone = undo(program.db, PRESS, mark_of(made)).visit
    assert gone.state == "withdrawn"
    with pytest.raises(Refusal):
        undo(program.db, PRESS, mark_of(made))


def test_an_answer_to_a_time_that_was_changed_since_is_refused_and_says_the_new_one(program: Program) -> None:
    asked = book(program.db, PRESS, meeting(program), True, "i").visit
    offered = answer(program.db, HERS, asked.id, NewAnswer(act="offer", day=WEDNESDAY, start="16:00")).visit
    for act in ("accept", "decline"):
        with pytest.raises(Refusal, match=r"it is Wed, Nov 18, 4:00.5:00 PM"):
            answer(program.db, PRESS, asked.id, NewAnswer(act=act, seen=asked.sequence))
    assert answer(program.db, PRESS, asked.id, NewAnswer(act="accept", seen=offered.sequence)).visit.state == "planned"


def test_an_offer_that_is_undone_waits_again_for_the_one_who_was_asked(program: Program) -> None:
    asked = book(program.db, PRESS, meeting(program), True, "i").visit
    offered = answer(program.db, HERS, asked.id, NewAnswer(act="offer", day=WEDNESDAY, start="16:00")).visit
    assert (offered.start, offered.asked_by) == ("16:00", program.people["ULEAD"])
    with pytest.raises(Refusal):
        undo(program.db, PRESS, mark_of(offered))
    again = undo(program.db, HERS, mark_of(offered)).visit
    assert (again.start, again.state, again.asked_by) == ("14:00", "proposed", program.people["UCOACH"])
    declined = answer(program.db, HERS, asked.id, NewAnswer(act="decline")).visit
    assert undo(program.db, HERS, mark_of(declined)).visit.state == "proposed"


def test_a_repeated_press_changes_nothing(program: Program) -> None:
    plan_usual(program.db)
    press = Press(COACH, NOW, "press")
    move = NewVisitChange(act="move", day=date(2026, 11, 25), start="10:00")
    visit = next_visit(program)
    change(program.db, press, visit, move)
    assert change(program.db, press, visit, move).outcome == "same"
    assert len(owed(program, "visit_done")) == 1


def test_a_move_is_looked_at_for_the_coach_alone(program: Program) -> None:
    plan_usual(program.db)
    book(program.db, PRESS, meeting(program), False, "i")
    move = NewVisitChange(act="move", day=WEDNESDAY, start="14:30")
    assert warn_of_change(program.db, COACH, next_visit(program), move)[0].startswith("You are at Lincoln Elementary")
    assert warn_of_change(program.db, LEADER, next_visit(program), move) == ()
    with pytest.raises(Denied):
        warn_of_change(program.db, OTHER, next_visit(program), move)


@pytest.mark.parametrize("actor", [OTHER, COORDINATOR, STRANGER, LEADER])
def test_only_the_coach_changes_a_visit(program: Program, actor: Actor) -> None:
    plan_usual(program.db)
    with pytest.raises(Denied):
        change(program.db, Press(actor, NOW), next_visit(program), NewVisitChange(act="close"))


def test_a_line_is_kept_sealed_and_carried_out_once(program: Program) -> None:
    card = propose_booking(program.db, COACH, NOW, "session Lincoln wed 2pm 60m canary")
    assert card is not None
    assert card.booking.unread == ("canary",)
    assert all(b"canary" not in row.payload for row in program.db.all(select(drafts.c.payload)))
    done, visit = save_booking(program.db, PRESS, card.id, False)
    assert (done, save_booking(program.db, PRESS, card.id, False)) == (False, (True, visit))
    assert not discard_booking(program.db, COACH, card.id)
    with pytest.raises(Denied):
        save_booking(program.db, Press(OTHER, NOW), card.id, False)
    assert propose_booking(program.db, STRANGER, NOW, "Lincoln wed 2pm") is None


def test_a_series_is_ended_and_comes_back_by_undo(program: Program) -> None:
    plan_usual(program.db)
    row = program.db.first(select(series).where(series.c.engagement_id == program.pair))
    assert row is not None
    alter(program.db, PRESS, row.id, NewPattern(weekday=3, start="13:00", minutes=60))
    end(program.db, Press(COACH, NOW + timedelta(minutes=1)), row.id)
    first, second = sorted(one.id for one in program.db.all(select(drafts.c.id)))
    with pytest.raises(Refusal):
        undo_weekly(program.db, PRESS, first)
    undo_weekly(program.db, Press(COACH, NOW + timedelta(minutes=2)), second)
    now = program.db.first(select(series).where(series.c.id == row.id))
    assert now is not None
    assert (now.weekday, now.start, now.until_day) == (3, "13:00", None)
    assert owed(program, SERIES_DONE)[-1].startswith("Undone: Lincoln Elementary")
    with pytest.raises(Denied):
        undo_weekly(program.db, Press(OTHER, NOW), second)


def test_a_week_counts_what_slips_and_leaves_out_pairs_whose_series_skips_weeks(program: Program) -> None:
    plan_usual(program.db)
    for visit in program.db.all(select(visits.c.id).where(visits.c.engagement_id == program.pair).limit(3)):
        change(program.db, PRESS, visit.id, NewVisitChange(act="skip", reason="illness"))
    week = week_of(program.db, COACH, NOW)
    assert week is not None
    assert [(one.visit.state, one.shifts) for one in week.rows] == [("skipped", 3)]
    later = week_of(program.db, COACH, NOW, 30)
    assert later is not None
    assert [one.school for one in later.free] == ["Lincoln Elementary"]
    row = program.db.first(select(series).where(series.c.engagement_id == program.pair))
    assert row is not None
    alter(program.db, PRESS, row.id, NewPattern(weekday=1, start="09:00", minutes=90, every_weeks=2))
    later = week_of(program.db, COACH, NOW, 30)
    assert later is not None
    assert later.free == ()
    assert week_of(program.db, COORDINATOR, NOW) is None
    assert week_of(program.db, STRANGER, NOW) is None
