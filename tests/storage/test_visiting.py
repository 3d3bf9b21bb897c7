"""Visits and meetings: booked, proposed, moved, closed, skipped, held and undone by the pair, and by nobody else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Denied, Refusal
from bot.rules.visits import Visit
from storage.engagements import engagements
from storage.people import Actor
from storage.programmes import closures
from storage.visiting import (
    NewAnswer,
    NewMeeting,
    NewPattern,
    NewSeries,
    Promised,
    add_meeting,
    add_series,
    answer_proposal,
    by_phone,
    change_series,
    close_visit,
    end_series,
    find_visit,
    make_up_for,
    mark_held,
    move_visit,
    proposals_for,
    propose_meeting,
    series_of_pair,
    skip_visit,
    undo_visit_change,
    visit_of,
    visits_of_coach,
    visits_of_leader,
    visits_of_pair,
    warn_of_meeting,
    withdraw_proposal,
)
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, NOW, OTHER, STRANGER, Program

TUESDAY = date(2026, 11, 24)
LAST = date(2027, 1, 31)


def weekly(program: Program, now: datetime = NOW, intent: str = "", **changes: Any) -> Promised:
    """A weekly series of the pair, Tuesdays at 9:00."""
    said = {"engagement": program.pair, "weekday": 1, "start": "09:00", "minutes": 90, **changes}
    return add_series(program.db, COACH, now, NewSeries.model_validate(said), intent=intent)


def meeting(program: Program, **changes: Any) -> NewMeeting:
    """A meeting of the pair on Wednesday the 25th at 10:00."""
    said = {"engagement": program.pair, "kind": "session", "day": date(2026, 11, 25), "start": "10:00", **changes}
    return NewMeeting.model_validate(said)


def planned(program: Program) -> list[Visit]:
    return visits_of_pair(program.db, program.pair, date(2026, 1, 1), date(2028, 1, 1))


def days(program: Program, *states: str) -> list[date]:
    return [one.day for one in planned(program) if not states or one.state in states]


def first(program: Program) -> Visit:
    return planned(program)[0]


def shut(program: Program, day: date, until: date | None = None) -> None:
    place = {"district_id": None, "school_id": None, "name": "Break"}
    program.db.add(closures, programme_id=program.id, day=day, until=until or day, **place)


def test_a_series_is_planned_eight_weeks_ahead_at_once(program: Program) -> None:
    shut(program, date(2026, 11, 24))
    made = weekly(program)
    assert (made.planned, made.first, made.outcome) == (7, date(2026, 12, 1), "new")
    assert days(program) == [TUESDAY + timedelta(weeks=week) for week in range(8)]
    closed, following = planned(program)[:2]
    assert (closed.state, closed.reason) == ("closed", "calendar")
    assert following.at == datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert following.ends_at - following.at == timedelta(minutes=90)
    assert (following.school, following.leader, following.coach) == ("Lincoln Elementary", "Principal 14", "Coach C")


def test_a_series_follows_its_form_once_and_the_usual_visit_follows_the_series(program: Program) -> None:
    made = weekly(program, intent="one", weekday=3, start="13:15", minutes=75, every_weeks=2)
    assert weekly(program, intent="one", weekday=3).id == made.id
    row = program.db.first(select(engagements).where(engagements.c.id == program.pair))
    assert row is not None
    assert (row.visit_day, row.visit_start, row.visit_minutes) == (3, "13:15", 75)
    assert [one.id for one in series_of_pair(program.db, LEADER, NOW, program.pair)] == [made.id]
    end_series(program.db, COACH, NOW, made.id)
    row = program.db.first(select(engagements).where(engagements.c.id == program.pair))
    assert row is not None
    assert (row.visit_day, row.visit_start, days(program)) == (None, None, [])
