"""What readers do with nudges: later, stop, undo; and what they want of messages, in force at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Denied, FieldErrors, Refusal
from bot.rules.wishes import Wishes
from storage.claiming import claim
from storage.composing import compose
from storage.nudgeacts import find_said, snooze, stop_kinds, undo_snooze, undo_stop
from storage.nudging import withdraw_nudges
from storage.outbox import mark
from storage.people import Actor, people
from storage.preferences import NewAway, NewHours, NewKinds
from storage.wishing import coming, end_away, follow_zone, save_away, save_hours, save_kinds, wishes_of
from tests.storage.contacting import COACH, LEADER, NOW, STRANGER, Program
from tests.storage.nudging import DAY, local, messages, plan, rows, speaking, tick

__all__ = ["speaking"]

pytestmark = pytest.mark.usefixtures("speaking")
TUESDAY = date(2026, 11, 17)
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
LATER = timedelta(minutes=1)
HOURS: dict[str, Any] = {"days": ("0", "1", "2", "3", "4"), "hours_from": "07:00", "hours_to": "18:00"}


def told(program: Program, **more: Any) -> int:
    """A nudge was sent to Coach C; the message's id."""
    plan(program, occurrence="first", **{"subject_id": 5, **more})
    at = local(TUESDAY + DAY, "08:31")
    tick(program.db, at)
    [owed] = claim(program.db, at, "sender")
    mark(program.db, "sender", owed.id, "sent", channel="D1", ts="1.1")
    return owed.id


def said_at(program: Program, at: Any) -> list[str]:
    """What a look at some time makes the app say."""
    tick(program.db, at)
    return [said.text for one in claim(program.db, at, "sender") if (said := compose(program.db, one, at))]


NEXT = local(TUESDAY + DAY, "09:00")


def test_later_is_said_again_that_day_and_choosing_again_moves_it(program: Program) -> None:
    message = told(program, days=1)
    assert snooze(program.db, COACH, NEXT, message, "tomorrow").replace(second=0) == local(date(2026, 11, 19), "08:30")
    assert snooze(program.db, COACH, NEXT, message, "monday").replace(second=0) == local(MONDAY, "08:30")
    assert said_at(program, local(date(2026, 11, 19), "12:00")) == []
    assert said_at(program, local(MONDAY, "08:30") + LATER) == ["step_due 5 rung 0"]
    assert len(messages(program.db)) == 2
    with pytest.raises(Refusal, match="I brought this up again on Mon, Nov 23"):
        snooze(program.db, COACH, local(MONDAY, "10:00"), message, "tomorrow")


def test_a_saturday_that_is_nobodys_day_becomes_monday_and_says_so(program: Program) -> None:
    message = told(program)
    assert snooze(program.db, COACH, NEXT, message, date(2026, 11, 21)).replace(second=0) == local(MONDAY, "08:30")


def test_what_is_done_meanwhile_is_not_brought_up_again(program: Program) -> None:
    message = told(program)
    snooze(program.db, COACH, NEXT, message, "monday")
    withdraw_nudges(program.db, NEXT, ("step_due",), 5)
    assert said_at(program, local(MONDAY, "09:00")) == []


def test_later_can_be_undone_once(program: Program) -> None:
    message = told(program)
    snooze(program.db, COACH, NEXT, message, "monday")
    undo_snooze(program.db, COACH, NEXT, message)
    assert said_at(program, local(MONDAY, "09:00")) == []
    with pytest.raises(Refusal, match="nothing to undo"):
        undo_snooze(program.db, COACH, NEXT, message)


@pytest.mark.parametrize("wanted", [TUESDAY, date(2027, 3, 1), FRIDAY - 9 * DAY])
def test_days_that_are_over_or_far_away_are_refused(program: Program, wanted: date) -> None:
    with pytest.raises(Refusal, match="Choose a day after today"):
        snooze(program.db, COACH, NEXT, told(program), wanted)


def test_a_brief_cannot_be_had_after_its_visit(program: Program) -> None:
    plan(program, kind="brief", days=0.1)
    tick(program.db, NOW)
    with pytest.raises(Refusal, match="over by then"):
        snooze(program.db, COACH, NOW, messages(program.db)[0].id, "tomorrow")


@pytest.mark.parametrize("actor", [LEADER, STRANGER, Actor("UNOBODY")])
def test_only_the_reader_may_do_anything_with_a_message(program: Program, actor: Actor) -> None:
    message = told(program)
    for act in (
        lambda: find_said(program.db, actor, NEXT, message),
        lambda: snooze(program.db, actor, NEXT, message, "tomorrow"),
        lambda: undo_snooze(program.db, actor, NEXT, message),
        lambda: stop_kinds(program.db, actor, NEXT, message, ["step_due"]),
        lambda: undo_stop(program.db, actor, NEXT, message),
        lambda: find_said(program.db, COACH, NEXT, message + 99),
    ):
        with pytest.raises(Denied):
            act()
    assert rows(program.db)[0].act is None


def test_a_stopped_kind_ends_what_is_planned_and_comes_back_when_undone(program: Program) -> None:
    message = told(program)
    plan(program, occurrence="next", due_at=local(FRIDAY, "08:30"), subject_id=6)
    [kind] = stop_kinds(program.db, COACH, NEXT, message, ["step_due"])
    assert kind.id == "step_due"
    assert [row.state for row in rows(program.db)] == ["sent", "stopped"]
    assert said_at(program, local(FRIDAY, "09:00")) == []
    assert [one.id for one in undo_stop(program.db, COACH, NEXT, message)] == ["step_due"]
    assert said_at(program, local(FRIDAY, "09:01")) == ["step_due 6 rung 0"]
    with pytest.raises(Refusal, match="comes as usual"):
        undo_stop(program.db, COACH, NEXT, message)


@pytest.mark.parametrize("chosen", [[], ["quiet_pair"], ["prompt"], ["made_up"]])
def test_locked_kinds_and_kinds_of_other_messages_are_not_stopped(program: Program, chosen: list[str]) -> None:
    message = told(program, kind="quiet_pair")
    with pytest.raises(Denied):
        stop_kinds(program.db, COACH, NEXT, message, chosen)


def wishes(program: Program, actor: Actor = COACH) -> Wishes:
    return wishes_of(program.db, actor, NOW)


def test_usual_wishes_are_filled_in(program: Program) -> None:
    usual = wishes(program)
    assert (usual.zone, usual.own_zone, usual.hours) == ("America/New_York", None, ("07:00", "18:00"))
    assert (usual.bundle_at, usual.quiet, usual.away, usual.prompt_weeks) == ("08:30", None, None, None)
    assert "prompt" not in [one.id for one in usual.kinds]
    assert wishes(program, LEADER).prompt_weeks == 2
    with pytest.raises(Denied):
        wishes_of(program.db, STRANGER, NOW)


def test_another_hour_is_in_force_at_once(program: Program) -> None:
    plan(program)
    tick(program.db, NOW)
    save_hours(program.db, COACH, NOW, NewHours(**HOURS, bundle_at="14:00"))
    tick(program.db, NOW)
    assert rows(program.db)[0].due_at.replace(second=0) == local(TUESDAY, "14:00")
    assert said_at(program, local(TUESDAY, "14:01")) == ["step_due 1 rung 0"]
    assert program.verbs()[-1] == "preferences.saved"


def test_another_zone_keeps_the_hour_that_was_planned_and_lasts_no_shorter(program: Program) -> None:
    plan(program, kind="tile", due_at=local(date(2026, 11, 19), "15:00"), days=1)
    plan(program, kind="brief", occurrence="brief", due_at=local(date(2026, 11, 19), "12:00"), days=0.1)
    save_hours(program.db, COACH, NOW, NewHours(**HOURS, bundle_at="08:30", zone="America/Los_Angeles"))
    tile, brief = rows(program.db)
    assert tile.first_due_at == local(date(2026, 11, 19), "15:00", "America/Los_Angeles")
    assert brief.first_due_at == local(date(2026, 11, 19), "12:00")
    assert tile.until == local(FRIDAY, "15:00", "America/Los_Angeles")
    assert wishes(program).zone == "America/Los_Angeles"


def test_slacks_zone_is_followed_unless_the_person_chose_one(program: Program) -> None:
    plan(program, kind="tile", due_at=local(date(2026, 11, 19), "15:00"), days=1)
    assert follow_zone(program.db, NOW, "UCOACH", "Asia/Tokyo")
    assert not follow_zone(program.db, NOW, "UCOACH", "Asia/Tokyo")
    assert not follow_zone(program.db, NOW, "UCOACH", "Mars/Olympus")
    assert not follow_zone(program.db, NOW, "UNOBODY", "Asia/Tokyo")
    assert rows(program.db)[0].first_due_at == local(date(2026, 11, 19), "15:00", "Asia/Tokyo")
    assert rows(program.db)[0].until == local(FRIDAY, "15:00")
    save_hours(program.db, COACH, NOW, NewHours(**HOURS, bundle_at="08:30", zone="Europe/London"))
    follow_zone(program.db, NOW, "UCOACH", "Asia/Tokyo")
    assert wishes(program).zone == "Europe/London"
    assert program.db.value(select(people.c.zone).where(people.c.slack_user_id == "UCOACH")) == "Asia/Tokyo"


def test_a_null_zone_falls_back_to_the_programs(program: Program) -> None:
    from sqlalchemy import update  # noqa: PLC0415 - only here

    program.db.change(update(people).where(people.c.slack_user_id == "UCOACH").values(zone=None))
    assert wishes(program).zone == "America/New_York"


def test_away_brings_nothing_and_one_message_afterwards(program: Program) -> None:
    save_away(program.db, COACH, NOW, NewAway(away_from=TUESDAY, away_until=date(2026, 11, 19)))
    assert wishes(program).away == (TUESDAY, date(2026, 11, 19))
    for number in range(4):
        plan(program, occurrence=f"s{number}", subject_id=number, days=9)
    plan(program, kind="card", occurrence="card", days=0.5)
    assert [said_at(program, NOW + hours * timedelta(hours=1)) for hours in range(0, 60, 5)] == [[]] * 12
    [text] = said_at(program, local(FRIDAY, "08:31"))
    assert text.startswith("Welcome back. This is what still matters.\n\nstep_due 0 rung 0")
    assert "card" not in text


def test_coming_back_to_nothing_says_nothing(program: Program) -> None:
    save_away(program.db, COACH, NOW, NewAway(away_from=TUESDAY, away_until=date(2026, 11, 19)))
    assert said_at(program, local(FRIDAY, "08:31")) == []


def test_being_here_after_all_is_in_force_at_once(program: Program) -> None:
    save_away(program.db, COACH, NOW, NewAway(away_from=TUESDAY, away_until=FRIDAY))
    plan(program, kind="card", occurrence="card", days=0.5)
    assert said_at(program, NOW) == []
    end_away(program.db, COACH, NOW)
    assert said_at(program, NOW) == ["card 1 rung 0"]


def test_kinds_of_other_roles_stay_as_they_are(program: Program) -> None:
    save_kinds(program.db, COACH, NOW, NewKinds(kinds=("brief",), text_only="yes"))
    assert wishes(program).text_only
    assert {"card", "unlogged", "step_due"} < wishes(program).off
    assert {"brief", "tile", "prompt"}.isdisjoint(wishes(program).off)
    save_kinds(program.db, LEADER, NOW, NewKinds(kinds=("prompt",), prompt_weeks=4))
    assert wishes(program, LEADER).prompt_weeks == 4


def test_what_comes_is_shown_before_it_comes(program: Program) -> None:
    plan(program)
    _, shown = coming(program.db, COACH, NOW)
    by_kind = {one.kind.id: one for one in shown}
    due = by_kind["step_due"].at
    assert due is not None
    assert due.replace(second=0) == local(TUESDAY + DAY, "08:30")
    assert by_kind["brief"].at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hours_to": "07:00"}, "hours_to"),
        ({"hours_to": "07:30", "bundle_at": "07:10"}, "hours_to"),
        ({"days": ()}, "days"),
        ({"bundle_at": "18:00"}, "bundle_at"),
        ({"quiet_from": "12:00"}, "quiet_to"),
        ({"quiet_to": "12:00"}, "quiet_from"),
        ({"quiet_from": "12:00", "quiet_to": "12:00"}, "quiet_to"),
        ({"quiet_from": "08:00", "quiet_to": "09:00"}, "bundle_at"),
        ({"quiet_from": "06:00", "quiet_to": "17:30"}, "quiet_to"),
        ({"zone": "Mars/Olympus"}, "zone"),
    ],
)
def test_hours_that_do_not_fit_together_are_refused_where_it_is_wrong(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldErrors) as problem:
        NewHours(**{**HOURS, "bundle_at": "08:30", **changes})
    assert list(problem.value.errors) == [field]


def test_being_away_ends_after_it_begins_and_not_in_the_past(program: Program) -> None:
    with pytest.raises(FieldErrors, match="first day or one after"):
        NewAway(away_from=FRIDAY, away_until=TUESDAY)
    with pytest.raises(FieldErrors, match="within a year"):
        NewAway(away_from=FRIDAY, away_until=date(2029, 1, 1))
    with pytest.raises(FieldErrors, match="today or a later day"):
        save_away(program.db, COACH, NOW, NewAway(away_from=date(2026, 11, 2), away_until=date(2026, 11, 3)))
