"""Nudges as rows: planned once, moved, withdrawn; said together at the person's hour; taken by one process only."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, bindparam, select, update

from bot.errors import NotNow
from bot.messages.nudges import Piece
from bot.rules.nudges import Nudge
from storage import nudgecomposing, nudging
from storage.claiming import claim
from storage.composing import compose
from storage.database import Db, tenant
from storage.manners import readers_of
from storage.nudges import nudges
from storage.nudging import plan_nudges, withdraw_nudges
from storage.outbox import mark, put_back
from storage.purging import purge_nudges
from storage.runs import first_run
from storage.settling import Settled
from storage.settling import settle as settled
from tests.storage.contacting import NOW, Program, settle
from tests.storage.nudging import DAY, local, messages, new, plan, rows, speaking, tick
from tests.storage.rostering import opened, workspace
from tests.storage.test_at_once import together, transaction

__all__ = ["speaking"]

pytestmark = pytest.mark.usefixtures("speaking")
TUESDAY = date(2026, 11, 17)
EIGHT = local(TUESDAY + DAY, "08:30")
LATER = timedelta(minutes=1)  # more than the seconds over which this small program is spread


def test_an_occurrence_is_planned_once_and_follows_to_another_time(program: Program) -> None:
    assert plan(program, occurrence="a") == 1
    assert plan(program, occurrence="a") == 0
    assert plan(program, occurrence="a", due_at=NOW + DAY) == 1
    [row] = rows(program.db)
    assert (row.state, row.due_at, row.first_due_at) == ("pending", NOW + DAY, NOW + DAY)


def test_what_is_over_already_is_not_planned(program: Program) -> None:
    assert plan(program, due_at=NOW - 2 * DAY, days=1) == 0
    assert rows(program.db) == []


def test_many_are_planned_at_once(program: Program) -> None:
    from storage.nudging import plan_nudges  # noqa: PLC0415 - only here

    many = [new(program.people["UCOACH"], occurrence=f"o{one}") for one in range(1200)]
    assert plan_nudges(program.db, NOW, many) == 1200
    assert plan_nudges(program.db, NOW, many) == 0


def test_what_can_wait_is_said_together_at_the_persons_hour(program: Program) -> None:
    plan(program, subject_id=1, occurrence="a")
    plan(program, kind="unbooked", subject_id=2, occurrence="b")
    tick(program.db, NOW)
    assert messages(program.db) == []
    assert {row.due_at.replace(second=0) for row in rows(program.db)} == {EIGHT}
    assert tick(program.db, EIGHT + LATER) == 2
    [owed] = claim(program.db, EIGHT + LATER, "sender")
    message = compose(program.db, owed, EIGHT + LATER)
    assert message is not None
    assert message.text == "step_due 1 rung 0\n\nunbooked 2 rung 0"
    assert {row.outbox_id for row in rows(program.db)} == {owed.id}
    assert tick(program.db, EIGHT + LATER) == 0


def test_of_one_ladder_only_the_highest_rung_is_said_after_a_gap(program: Program) -> None:
    for rung in range(3):
        plan(program, rung=rung, occurrence=f"r{rung}", due_at=NOW - (2 - rung) * DAY, days=9)
    tick(program.db, EIGHT + LATER)
    [owed] = claim(program.db, EIGHT + LATER, "sender")
    message = compose(program.db, owed, EIGHT + LATER)
    assert message is not None
    assert message.text == "step_due 1 rung 2"


def test_what_waits_unsent_takes_in_what_falls_due_meanwhile(program: Program) -> None:
    plan(program, kind="brief", occurrence="a", days=0.2)
    tick(program.db, NOW)
    for owed in claim(program.db, NOW, "sender"):
        put_back(program.db, "sender", owed.id, later=NOW + timedelta(hours=2), attempt=1, reason="no connection")
    plan(program, kind="card", occurrence="b", due_at=NOW + timedelta(hours=1), days=0.2)
    tick(program.db, NOW + timedelta(hours=1))
    assert len(messages(program.db)) == 1
    assert len({row.outbox_id for row in rows(program.db)}) == 1


def test_a_message_that_is_just_being_sent_is_left_alone(program: Program) -> None:
    plan(program, kind="brief", occurrence="a", days=0.2)
    tick(program.db, NOW)
    assert claim(program.db, NOW, "sender")
    plan(program, kind="card", occurrence="b", days=0.2)
    tick(program.db, NOW)
    assert [row.state for row in rows(program.db)] == ["sent", "pending"]
    assert rows(program.db)[1].due_at == NOW + timedelta(minutes=1)


def test_sending_that_was_delayed_into_the_night_waits_for_the_morning(program: Program) -> None:
    plan(program, kind="card", occurrence="a", days=1)
    tick(program.db, NOW)
    [owed] = claim(program.db, NOW, "sender")
    night = local(TUESDAY, "23:00")
    with pytest.raises(NotNow) as problem:
        compose(program.db, owed, night)
    assert problem.value.at.replace(second=0) == EIGHT
    assert compose(program.db, owed, NOW + 2 * DAY) is None


def test_what_was_delayed_into_the_night_and_is_of_no_use_in_the_morning_is_not_said(program: Program) -> None:
    plan(program, kind="card", occurrence="a", days=0.5)
    tick(program.db, NOW)
    [owed] = claim(program.db, NOW, "sender")
    assert compose(program.db, owed, local(TUESDAY, "20:00")) is None


def test_withdrawn_is_void_also_while_it_waits_in_the_outbox_and_can_be_planned_again(program: Program) -> None:
    plan(program, kind="brief", occurrence="a", days=0.2, subject_id=7)
    tick(program.db, NOW)
    assert withdraw_nudges(program.db, NOW, ("brief", "card"), 7) == 1
    [owed] = claim(program.db, NOW, "sender")
    assert compose(program.db, owed, NOW) is None
    assert plan(program, kind="brief", occurrence="a", due_at=NOW + DAY, days=0.2, subject_id=7) == 1
    assert [row.state for row in rows(program.db)] == ["pending"]


def test_what_was_sent_is_neither_withdrawn_nor_planned_again(program: Program) -> None:
    plan(program, kind="brief", occurrence="a", days=0.2, subject_id=7)
    tick(program.db, NOW)
    [owed] = claim(program.db, NOW, "sender")
    mark(program.db, "sender", owed.id, "sent", channel="D1", ts="1.1")
    assert withdraw_nudges(program.db, NOW, ("brief",), 7) == 0
    assert plan(program, kind="brief", occurrence="a", due_at=NOW + DAY) == 0
    assert [row.state for row in rows(program.db)] == ["sent"]


def test_three_messages_a_week_of_which_thursdays_list_and_mondays_plan_come_first(program: Program) -> None:
    for day in range(7):
        plan(program, occurrence=f"d{day}", subject_id=day, due_at=NOW + day * DAY, days=9)
    plan(program, kind="tile", occurrence="tile", due_at=local(date(2026, 11, 19), "15:00"), days=1)
    plan(program, kind="monday_coach", occurrence="plan", due_at=local(date(2026, 11, 23), "07:30"), days=0.4)
    sent = []
    for hour in range(24 * 7):
        now = NOW + timedelta(hours=hour, minutes=1)
        tick(program.db, now)
        for owed in claim(program.db, now, "sender"):
            mark(program.db, "sender", owed.id, "sent", channel="D1", ts=f"{owed.id}.1")
            sent.append(now)
    assert [f"{one.astimezone(local(TUESDAY, '00:00').tzinfo):%a}" for one in sent] == ["Wed", "Thu", "Mon"]


def test_one_who_is_not_in_slack_gets_nothing_and_it_ends_in_time(program: Program) -> None:
    from storage.people import people  # noqa: PLC0415 - only here

    program.db.change(update(people).where(people.c.slack_user_id == "UCOACH").values(slack_user_id=None))
    plan(program, kind="brief", occurrence="a", days=0.1)
    tick(program.db, NOW)
    assert messages(program.db) == []
    tick(program.db, NOW + DAY)
    assert [row.state for row in rows(program.db)] == ["expired"]


def test_nudges_that_ended_long_ago_are_forgotten_but_for_the_newest_number(program: Program) -> None:
    for one in ("a", "b", "c"):
        plan(program, kind="brief", occurrence=one, days=0.2)
    plan(program, occurrence="waits", days=900)
    plan(program, kind="brief", occurrence="newest", days=0.2)
    tick(program.db, NOW)
    assert purge_nudges(program.db, NOW + 300 * DAY) == 0
    assert purge_nudges(program.db, NOW + 600 * DAY) == 3
    assert [row.occurrence for row in rows(program.db)] == ["waits", "newest"]


def test_a_duty_runs_once_for_a_period(program: Program) -> None:
    assert first_run(program.db, "monday_coach", "2026-W47", NOW)
    assert not first_run(program.db, "monday_coach", "2026-W47", NOW + DAY)
    assert first_run(program.db, "monday_coach", "2026-W48", NOW)


def test_two_processes_at_once_send_each_person_one_message(database_url: str) -> None:
    engine: Engine
    with opened(database_url) as engine:
        with engine.begin() as connection:
            made = settle(workspace(connection))
            for name in ("a", "b", "c"):
                plan(made, kind="brief", occurrence=name, days=0.2)
                plan(made, kind="card", user="UOTHER", occurrence=f"o{name}", days=0.2)
        together(engine, made, lambda one: tick(one.db, NOW), lambda one: tick(one.db, NOW))
        with transaction(engine, made) as one:
            tick(one.db, NOW)
            assert len(messages(one.db)) == 2
            assert {row.state for row in rows(one.db)} == {"sent"}


def test_what_another_replica_planned_since_we_looked_is_planned_once(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [new(program.people["UCOACH"], occurrence=f"step_due:{one}") for one in range(30)]
    assert plan_nudges(program.db, NOW, many) == 30
    nothing = select(nudges).where(nudges.c.occurrence.in_(bindparam("occurrences", expanding=True)), nudges.c.id < 0)
    monkeypatch.setattr(nudging, "KNOWN", tenant(nothing))
    assert plan_nudges(program.db, NOW, many) == 0
    assert len(rows(program.db)) == 30


def test_what_turns_out_to_have_nothing_to_say_ends_with_the_reason_and_counts_for_nothing(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def piece(_db: Db, one: Nudge, _now: datetime) -> Piece | None:
        return Piece("The card") if one.kind == "card" else None

    monkeypatch.setattr(nudgecomposing, "PIECES", {"card": piece, "step_due": piece, "quiet_pair": piece})
    plan(program, kind="card", occurrence="a", days=0.2)
    plan(program, kind="step_due", occurrence="b", days=3)
    posted(program, NOW)
    plan(program, kind="quiet_pair", occurrence="c", due_at=local(TUESDAY + DAY, "08:00"))
    posted(program, local(TUESDAY + DAY, "08:31"))
    assert [(row.kind, row.state, row.reason) for row in rows(program.db)] == [
        ("card", "sent", None),
        ("step_due", "void", "nothing to say anymore"),
        ("quiet_pair", "void", "nothing to say anymore"),
    ]
    coach = program.people["UCOACH"]
    assert readers_of(program.db, NOW + DAY, [coach])[coach].days_but() == []


def posted(program: Program, now: datetime) -> None:
    """Say what is due, as the sender does."""
    tick(program.db, now)
    for owed in claim(program.db, now, "sender"):
        said = compose(program.db, owed, now)
        state = "sent" if said else "void"
        end = Settled(state, now, now, 1, channel="D1", ts=f"{owed.id}.1", unsaid=said.unsaid if said else ())
        assert settled(program.db, now, "sender", owed, end)
