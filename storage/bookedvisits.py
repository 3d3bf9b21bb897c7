"""Visits as the hours bank counts on them: those that are planned, were held, or were skipped, by engagement."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, and_, bindparam, or_, select

from bot.rules.hours import Booked, Plan
from bot.rules.visits import HELD, PLANNED, SKIPPED
from storage.database import Scoped, tenant
from storage.visits import visits


def booked(hers: FromClause, scope: ColumnElement[bool]) -> Scoped:
    """The visits of some leaders' engagements in a program, from a day to a day; hers: their engagements."""
    return tenant(
        select(
            visits.c.engagement_id,
            visits.c.day,
            visits.c.minutes,
            visits.c.state,
            visits.c.kind,
            visits.c.series_id,
            visits.c.occurs_on,
        )
        .join_from(visits, hers, hers.c.id == visits.c.engagement_id)
        .where(
            hers.c.programme_id == bindparam("programme"),
            scope,
            or_(_between(visits.c.day), _between(visits.c.occurs_on)),
            visits.c.state.in_((PLANNED, HELD, SKIPPED)),
        )
    )


def _between(column: ColumnElement[date]) -> ColumnElement[bool]:
    return and_(column >= bindparam("since"), column <= bindparam("last"))


class BookedVisits:
    """What is booked, by engagement. rows: of a statement that booked() made."""

    def __init__(self, rows: Iterable[Row[Any]], counting: Collection[str]) -> None:
        self._rows: dict[int, list[Booked]] = defaultdict(list)
        self._since: dict[int, date] = {}
        for row in rows:
            if row.series_id is not None:
                self._since[row.engagement_id] = min(row.occurs_on, self._since.get(row.engagement_id, row.occurs_on))
            if row.kind in counting:
                self._rows[row.engagement_id].append(Booked(row.day, row.minutes, row.state == SKIPPED))

    def plan_of(self, pair: Row[Any], closed: frozenset[date]) -> Plan | None:
        """A pair's plan: from the first visit of a series on, what is booked and nothing else. None: there is none."""
        single = tuple(self._rows[pair.id])
        if pair.visit_day is None and not single:
            return None
        plan = Plan(pair.visit_day, pair.visit_minutes, pair.starts_on, pair.ends_on, closed)
        return replace(plan, booked=single, since=self._since.get(pair.id))
