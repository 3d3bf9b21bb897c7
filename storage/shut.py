"""On which days each school is closed or testing, for many schools at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import bindparam, select

from bot.rules.programme import TestWindow
from bot.rules.schooldays import days
from bot.rules.visits import why_not_held
from storage.database import Db, tenant
from storage.programmes import closures, programmes

CLOSURES = tenant(
    select(closures.c.programme_id, closures.c.district_id, closures.c.school_id, closures.c.day, closures.c.until)
    .where(
        closures.c.programme_id.in_(bindparam("programmes", expanding=True)),
        closures.c.until >= bindparam("first"),
        closures.c.day <= bindparam("last"),
    )
    .order_by(closures.c.id)
)
RULES = tenant(
    select(programmes.c.id, programmes.c.rules).where(programmes.c.id.in_(bindparam("programmes", expanding=True)))
)


class Shut:
    """The days from first to last on which visits aren't held, with the reason (rules/visits.py, BY_CALENDAR)."""

    def __init__(self, db: Db, programme_ids: Collection[int], first: date, last: date) -> None:
        asked = sorted(set(programme_ids))
        self._span = first, last
        self._spans: dict[tuple[int, int | None, int | None], list[tuple[date, date]]] = defaultdict(list)
        for row in db.all(CLOSURES, programmes=asked, first=first, last=last):
            self._spans[row.programme_id, row.district_id, row.school_id].append((row.day, row.until))
        self._windows = {row.id: _windows(row.rules) for row in db.all(RULES, programmes=asked)}
        self._known: dict[tuple[int, int, int], Mapping[date, str]] = {}

    def of(self, programme: int, district: int, school: int) -> Mapping[date, str]:
        """One school's days."""
        key = (programme, district, school)
        if key not in self._known:
            places = ((None, None), (district, None), (district, school), (None, school))
            spans = [span for place in places for span in self._spans.get((programme, *place), ())]
            self._known[key] = self._days(spans, self._windows.get(programme, ()))
        return self._known[key]

    def _days(self, spans: list[tuple[date, date]], windows: tuple[TestWindow, ...]) -> dict[date, str]:
        first, last = self._span
        both = [*spans, *((one.start, one.end) for one in windows)]
        near = {day for start, end in both for day in days(max(start, first), min(end, last))}
        return {day: reason for day in near if (reason := why_not_held(day, spans, windows))}


def _windows(rules: Mapping[str, object]) -> tuple[TestWindow, ...]:
    stored = rules.get("test_windows") or ()
    return tuple(TestWindow.model_validate(one) for one in stored) if isinstance(stored, list | tuple) else ()
