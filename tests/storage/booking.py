"""What tests of visits share: a weekly series, a meeting, and what is planned then."""

from datetime import date, datetime
from typing import Any

from bot.rules.visits import Visit
from storage.programmes import closures
from storage.visiting import (
    NewMeeting,
    NewSeries,
    Promised,
    add_series,
    visits_of_pair,
)
from tests.storage.contacting import COACH, NOW, Program

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
