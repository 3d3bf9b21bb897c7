"""Two at the same moment: wishes, make-ups, and what is withdrawn just when it is sent."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from bot.errors import Refusal
from bot.rules.visits import SKIPPED
from storage.claiming import claim
from storage.nudging import withdraw_nudges
from storage.preferences import NewHours, NewKinds, preferences
from storage.visiting import add_meeting, skip_visit
from storage.visits import visits
from storage.wishing import save_hours, save_kinds
from tests.storage.booking import meeting
from tests.storage.contacting import COACH, NOW, Program
from tests.storage.nudging import plan, rows, tick
from tests.storage.test_at_once import engine, program, together, transaction

__all__ = ["engine", "program"]

HOURS: dict[str, Any] = {"days": ("0", "1"), "hours_from": "09:00", "hours_to": "15:00", "bundle_at": "10:00"}


def test_two_forms_of_wishes_are_both_kept(engine: Engine, program: Program) -> None:
    plainly = NewKinds(kinds=(), text_only="yes")
    with transaction(engine, program) as now:
        save_kinds(now.db, COACH, NOW, NewKinds(kinds=(), text_only="no"))
    together(
        engine,
        program,
        lambda one: save_kinds(one.db, COACH, NOW, plainly),
        lambda one: save_hours(one.db, COACH, NOW, NewHours(zone="slack", **HOURS)),
    )
    with transaction(engine, program) as now:
        [held] = now.db.all(select(preferences))
    assert (held.text_only, held.hours_from, held.days) == (True, "09:00", "01")


def test_a_missed_visit_is_made_up_for_once_from_two_devices(engine: Engine, program: Program) -> None:
    with transaction(engine, program) as now:
        missed = add_meeting(now.db, COACH, NOW, meeting(now)).visit.id
        skip_visit(now.db, COACH, NOW, missed, "illness")

    def make_up(one: Program) -> object:
        instead = meeting(one, day=date(2026, 11, 27), make_up_for=missed)
        try:
            return add_meeting(one.db, COACH, NOW, instead).outcome
        except Refusal as no:
            return no.sentence

    assert "made up for already" in str(together(engine, program, make_up, make_up))
    with transaction(engine, program) as now:
        assert sorted(row.state for row in now.db.all(select(visits.c.state))) == ["planned", SKIPPED]


@pytest.mark.parametrize("sent_first", [True, False])
def test_what_is_withdrawn_while_it_is_sent_counts_as_said_or_is_not_said(
    engine: Engine, program: Program, sent_first: bool
) -> None:
    with transaction(engine, program) as now:
        plan(now, kind="card", subject_id=5)
        tick(now.db, NOW)

    def send(one: Program) -> int:
        return len(claim(one.db, NOW, "sender"))

    def withdraw(one: Program) -> int:
        return withdraw_nudges(one.db, NOW, ("card",), 5)

    together(engine, program, *((send, withdraw) if sent_first else (withdraw, send)))
    with transaction(engine, program) as now:
        assert [row.state for row in rows(now.db)] == ["sent" if sent_first else "void"]
