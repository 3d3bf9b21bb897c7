"""Ending a pair's weekly visits with a change of the roster by hand: what goes, what stays, and how it comes back.

What was only planned goes. A visit that the two moved, proposed or said something about is theirs: it stays as a single
one. Calls and meetings of the pair have weekly times of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from bot.rules import visits as rules
from storage.database import Db, tenant
from storage.mirroring import mirror_usual
from storage.series import series
from storage.visits import visits

DAY = timedelta(days=1)

_RUNNING = (
    select(series.c.id, series.c.until_day)
    .where(
        series.c.engagement_id == bindparam("pair"),
        series.c.kind == rules.ON_SITE,
        or_(series.c.until_day.is_(None), series.c.until_day >= bindparam("today")),
    )
    .order_by(series.c.id)
)
_COMING = (
    select(
        visits.c.id, visits.c.state, visits.c.reason, visits.c.series_id, visits.c.kind, visits.c.moved, visits.c.before
    )
    .where(
        visits.c.series_id.in_(bindparam("series", expanding=True)),
        visits.c.at > bindparam("now"),
        visits.c.contact_id.is_(None),
        visits.c.state.in_((rules.PLANNED, rules.PROPOSED, rules.CLOSED)),
    )
    .order_by(visits.c.id)
)
RUNNING, RUNNING_HELD = tenant(_RUNNING), tenant(_RUNNING.with_for_update())
COMING, COMING_HELD = tenant(_COMING), tenant(_COMING.with_for_update())
UNTIL = tenant(
    update(series)
    .where(series.c.id == bindparam("row"))
    .values(until_day=bindparam("day"), planned_until=bindparam("planned"), changed_at=bindparam("now"))
)
OF_SERIES = tenant(
    update(visits)
    .where(visits.c.id == bindparam("visit"))
    .values(series_id=bindparam("row"), changed_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Weekly:
    """What ends. series: (id, its last day); gone: (id, state, reason) of visits; kept: (visit, series)."""

    series: tuple[tuple[int, date | None], ...] = ()
    gone: tuple[tuple[int, str, str | None], ...] = ()
    kept: tuple[tuple[int, int], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an act keeps it, to be taken back."""
        return {
            "series": [[row, str(day) if day else None] for row, day in self.series],
            "kept": [*map(list, self.kept)],
        }


def weekly_to_end(db: Db, now: datetime, today: date, pair: int, *, hold: bool = False) -> Weekly:
    """What ending a pair's weekly visits comes to. hold: until this transaction ends, because it is done in it."""
    running = db.all(RUNNING_HELD if hold else RUNNING, pair=pair, today=today)
    rows = db.all(COMING_HELD if hold else COMING, series=[row.id for row in running], now=now) if running else []
    touched = {row.id for row in rows if _is_theirs(row)}
    return Weekly(
        tuple((row.id, row.until_day) for row in running),
        tuple((row.id, row.state, row.reason) for row in rows if row.id not in touched),
        tuple((row.id, row.series_id) for row in rows if row.id in touched),
    )


def _is_theirs(row: Any) -> bool:
    if row.moved or row.before is not None or row.kind != rules.ON_SITE or row.state == rules.PROPOSED:
        return True
    return row.state == rules.CLOSED and row.reason not in rules.BY_CALENDAR


def end_weekly(db: Db, now: datetime, today: date, pair: int, ends: Weekly) -> None:
    """End the weekly times and let go of what stays; the visits that go are withdrawn by the caller."""
    db.change_many(OF_SERIES, [{"visit": visit, "row": None, "now": now} for visit, _ in ends.kept])
    last = {"day": today - DAY, "planned": today, "now": now}
    db.change_many(UNTIL, [{"row": row, **last} for row, _ in ends.series])
    mirror_usual(db, now, pair, today)


def bring_weekly_back(db: Db, now: datetime, today: date, before: Mapping[str, Any]) -> None:
    """Let the weekly times that an act ended go on as they did, with the visits that are theirs."""
    rows = [(row, date.fromisoformat(day) if day else None) for row, day in before.get("series", ())]
    db.change_many(UNTIL, [{"row": row, "day": day, "planned": today, "now": now} for row, day in rows])
    db.change_many(OF_SERIES, [{"visit": visit, "row": row, "now": now} for visit, row in before.get("kept", ())])
