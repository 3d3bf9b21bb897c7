"""Weekly series: planned ahead, changed and ended by the coach, and refused where they can't be."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from storage.engagements import engagements
from storage.visiting import (
    NewPattern,
    by_phone,
    change_series,
    end_series,
    mark_held,
    move_visit,
    series_of_pair,
    skip_visit,
)
from tests.storage.booking import TUESDAY, days, first, planned, shut, weekly
from tests.storage.contacting import COACH, LEADER, NOW, Program


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


def test_a_changed_series_leaves_what_people_did_to_its_visits(program: Program) -> None:
    made = weekly(program)
    ids = [one.id for one in planned(program)]
    move_visit(program.db, COACH, NOW, ids[0], date(2026, 11, 25), "14:00")
    skip_visit(program.db, COACH, NOW, ids[1], "illness")
    by_phone(program.db, COACH, NOW, ids[2])
    again = change_series(program.db, COACH, NOW, made.id, NewPattern(weekday=3, start="11:00", minutes=60))
    assert (again.outcome, again.planned) == ("changed", 7)
    found = {one.day: (one.state, one.kind, one.start) for one in planned(program)}
    assert found[date(2026, 11, 25)] == ("planned", "visit", "14:00")
    assert found[date(2026, 12, 1)] == ("skipped", "visit", "09:00")
    assert found[date(2026, 12, 8)] == ("planned", "call", "09:00")
    thursdays = [day for day in found if day.weekday() == 3]
    assert thursdays == [date(2026, 11, 19), *(date(2026, 12, 17) + timedelta(weeks=week) for week in range(4))]
    assert change_series(program.db, COACH, NOW, made.id, NewPattern(weekday=3, start="11:00", minutes=60)).outcome == (
        "same"
    )


def test_an_ended_series_withdraws_what_is_to_come_and_keeps_what_was(program: Program) -> None:
    made = weekly(program)
    held = first(program)
    later = held.ends_at + timedelta(minutes=5)
    mark_held(program.db, COACH, later, held.id)
    end_series(program.db, COACH, later, made.id, date(2026, 12, 6))
    assert days(program) == [TUESDAY, date(2026, 12, 1)]
    end_series(program.db, COACH, later, made.id)
    assert days(program) == [TUESDAY]
    gone = program.db.all(select(engagements.c.visit_day).where(engagements.c.id == program.pair))
    assert gone[0].visit_day is None


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"zone": "Mars/Olympus"}, "zone", "isn't known"),
        ({"from_day": date(2026, 8, 1)}, "from_day", "begins on"),
        ({"from_day": date(2029, 1, 1)}, "from_day", "within a year"),
        ({"from_day": date(2026, 11, 25), "until_day": date(2026, 11, 30)}, "until_day", "No Tuesday"),
        ({"until_day": date(2026, 11, 1)}, "until_day", "after the first"),
        ({"from_day": date(2026, 12, 22), "until_day": date(2026, 12, 31)}, "until_day", "closed on every Tuesday"),
        ({"weekday": 5}, "weekday", "weekends"),
        ({"minutes": 0}, "minutes", "from 5 to 600"),
    ],
)
def test_a_series_that_cannot_be_says_why_under_its_field(
    program: Program, changes: dict[str, Any], field: str, words: str
) -> None:
    shut(program, date(2026, 12, 21), date(2027, 1, 1))
    with pytest.raises(Refusal, match=words) as refused:
        weekly(program, **changes)
    assert refused.value.field == field
    assert planned(program) == []
