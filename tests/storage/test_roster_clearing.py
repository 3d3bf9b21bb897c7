"""What a change of the roster by hand takes away: a weekly visit, and what a person needs no more."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.errors import FieldErrors, Refusal
from bot.rules.visits import PLANNED
from storage.people import people
from storage.rosterundo import undo_act
from storage.series import series
from storage.visits import visits
from tests.storage.byhand import ahead, done, shown, told
from tests.storage.contacting import COORDINATOR, NOW, Program, later
from tests.storage.planned import plan_usual

DAY = timedelta(days=1)


def test_a_weekly_visit_is_ended_by_hand_and_what_the_two_moved_stays_theirs(program: Program) -> None:
    plan_usual(program.db)
    before = ahead(program, program.pair)
    moved = {"day": before[1] + 2 * DAY, "moved": True, "changed_at": NOW}
    theirs = program.db.value(select(visits.c.id).where(visits.c.day == before[1], visits.c.state == PLANNED))
    at = program.db.value(select(visits.c.at).where(visits.c.id == theirs)) + 2 * DAY
    program.db.run(update(visits).where(visits.c.id == theirs).values(**moved, at=at, ends_at=at + timedelta(hours=1)))
    program.db.run(update(series).where(series.c.engagement_id == program.pair).values(every_weeks=1, place="Room 4"))
    here = ahead(program, program.pair)
    form: dict[str, Any] = {"school": 1, "starts_on": date(2026, 9, 1), "visit_day": "none", "visit_start": "09:00"}
    effect = shown(program, "changed", program.pair, **form)
    assert effect.changes == (("Weekly visit", "Tuesdays at 09:00, 90 min", "none"),)
    assert effect.notes == (
        f"The weekly visit ends now. {len(here) - 1} planned visits are withdrawn. 1 that the two moved or proposed "
        "stays.",
    )
    assert ahead(program, program.pair) == here  # nothing is done yet
    act = done(program, "changed", program.pair, **form)
    plan_usual(program.db)
    assert ahead(program, program.pair) == [before[1] + 2 * DAY]
    assert "No weekly visit" in told(program)["ULEAD"]
    undo_act(program.db, COORDINATOR, later(1), act)
    assert ahead(program, program.pair) == here
    rows = program.db.all(select(series).where(series.c.engagement_id == program.pair))
    assert [(row.until_day, row.every_weeks, row.place) for row in rows] == [(None, 1, "Room 4")]
    assert program.db.value(select(visits.c.series_id).where(visits.c.id == theirs)) == rows[0].id
    done(program, "changed", program.pair, **{**form, "visit_start": "10:00"})
    with pytest.raises(Refusal, match="already"):
        shown(program, "changed", program.pair, **form)


def test_what_a_person_needs_no_more_is_cleared_and_comes_back_with_an_undo(program: Program) -> None:
    one = program.db.first(select(people).where(people.c.id == program.people["ULEAD"]))
    assert one
    program.db.run(
        update(people).where(people.c.id == one.id).values(zone="America/Denver", phone="555 0100", district_id=1)
    )
    form: dict[str, Any] = {"name": one.name, "email": one.email, "roles": ("leader",), "district": "none"}
    changes = shown(program, "person_changed", one.id, **form).changes
    assert [(what, after) for what, _, after in changes] == [
        ("District", "none"),
        ("Phone", "none"),
        ("Time zone", "the program's"),
    ]
    act = done(program, "person_changed", one.id, **form)
    assert person_facts(program, one.id) == (None, None, None)
    undo_act(program.db, COORDINATOR, later(1), act)
    assert person_facts(program, one.id) == ("America/Denver", "555 0100", 1)
    with pytest.raises(FieldErrors) as refused:
        shown(program, "person_changed", one.id, **{**form, "roles": ("leader", "liaison")})
    assert set(refused.value.errors) == {"district"}


def person_facts(program: Program, person: int) -> tuple[Any, ...]:
    row = program.db.first(select(people.c.zone, people.c.phone, people.c.district_id).where(people.c.id == person))
    return tuple(row or ())
