"""Making the visits of series: eight weeks ahead, from what the series says and what the calendar closes.

What people did to a visit stays: one that was moved, skipped, closed by hand, held or made a call is never made again
nor put back. What only follows its series follows it, and closes and reopens with the calendar.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, update

from bot.rules import visits as rules
from bot.rules.dates import is_zone, local_day
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.mirroring import mirror_usual
from storage.programmes import programmes
from storage.schools import schools
from storage.series import series
from storage.shut import Shut
from storage.visitnudges import NEAR, plan_visit_nudges
from storage.visits import visits

BATCH = 200  # series in one transaction
SOON = NEAR + rules.WEEK  # of visits further ahead nothing is planned to be said yet

_SERIES = (
    select(
        series,
        engagements.c.ends_on,
        engagements.c.programme_id,
        engagements.c.school_id,
        schools.c.district_id,
        programmes.c.year_to,
    )
    .join_from(series, engagements, engagements.c.id == series.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
)
DUE = tenant(
    _SERIES.where(
        engagements.c.programme_id == bindparam("programme"),
        or_(series.c.planned_until.is_(None), series.c.planned_until < bindparam("horizon")),
        or_(series.c.until_day.is_(None), series.c.until_day >= bindparam("recent")),
        or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("recent")),
    )
    .order_by(series.c.id)
    .limit(bindparam("batch"))
    .with_for_update(of=series, skip_locked=True)
)
THESE = tenant(
    _SERIES.where(series.c.id.in_(bindparam("series", expanding=True))).order_by(series.c.id).with_for_update(of=series)
)
HELD = tenant(
    select(visits)
    .where(
        visits.c.series_id.in_(bindparam("series", expanding=True)),
        or_(visits.c.occurs_on >= bindparam("first"), visits.c.day >= bindparam("first")),
    )
    .order_by(visits.c.id)
    .with_for_update()
)
SINGLE = tenant(
    select(visits, engagements.c.programme_id, engagements.c.school_id, schools.c.district_id)
    .join_from(visits, engagements, engagements.c.id == visits.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .where(
        visits.c.state.in_((rules.PLANNED, rules.PROPOSED, rules.CLOSED)),
        visits.c.ends_at >= bindparam("since"),
        visits.c.series_id.is_(None),
        visits.c.kind == rules.ON_SITE,
        engagements.c.programme_id == bindparam("programme"),
    )
    .order_by(visits.c.id)
    .with_for_update(of=visits)
)
CHANGE = tenant(
    update(visits)
    .where(visits.c.id == bindparam("visit"))
    .values(
        day=bindparam("to_day"),
        start=bindparam("to_start"),
        zone=bindparam("to_zone"),
        minutes=bindparam("to_minutes"),
        at=bindparam("to_at"),
        ends_at=bindparam("to_ends_at"),
        place=bindparam("to_place"),
        state=bindparam("to_state"),
        reason=bindparam("to_reason"),
        sequence=visits.c.sequence + 1,
        changed_at=bindparam("now"),
    )
)
PLANNED = tenant(
    update(series).where(series.c.id.in_(bindparam("series", expanding=True))).values(planned_until=bindparam("until"))
)
TOUCHED = tenant(
    select(visits.c.id)
    .where(
        visits.c.series_id.in_(bindparam("series", expanding=True)),
        visits.c.changed_at == bindparam("now"),
        visits.c.at < bindparam("soon"),
    )
    .order_by(visits.c.id)
)
ZONES = tenant(select(programmes.c.id, programmes.c.zone).order_by(programmes.c.id))
FIELDS = ("day", "start", "zone", "minutes", "at", "ends_at", "place", "state", "reason")


@dataclass(slots=True)
class _Work:
    """What a round comes to: rows to add, and rows to change, each with all that CHANGE binds."""

    now: datetime
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)

    def put(self, row: Row[Any], **values: Any) -> None:
        """Change a visit where anything differs."""
        if any(getattr(row, name) != value for name, value in values.items()):
            wanted = {f"to_{name}": values.get(name, getattr(row, name)) for name in FIELDS}
            self.changed.append({"visit": row.id, "now": self.now, **wanted})


def plan_ahead(db: Db, now: datetime, batch: int = BATCH) -> int:
    """Plan the visits of series whose turn it is, one program's batch at a time; how many series, 0 when all is done.

    A series' turn is each new day of its program, and after a roster import. Two processes share the work.
    """
    for programme in db.all(ZONES):
        today = _today(now, programme.zone)
        until = {"horizon": today + rules.AHEAD, "recent": today - rules.BACK}
        rows = db.all(DUE, programme=programme.id, batch=batch, **until)
        if rows:
            _plan(db, now, today, rows)
            if len(rows) < batch:
                follow_calendar(db, now, programme.id, today)
            return len(rows)
    return 0


def plan_series(db: Db, now: datetime, series_ids: Sequence[int], *, since: date | None = None) -> None:
    """Plan the visits of these series now. since: also visits of the past, from that day on."""
    rows = db.all(THESE, series=list(series_ids))
    zones = {one.id: one.zone for one in db.all(ZONES)}
    for programme in sorted({one.programme_id for one in rows}):
        mine = [one for one in rows if one.programme_id == programme]
        _plan(db, now, _today(now, zones[programme]), mine, since)


def follow_calendar(db: Db, now: datetime, programme: int, today: date) -> None:
    """Close and reopen the program's single visits on site as its calendar says."""
    rows = db.all(SINGLE, programme=programme, since=now - rules.BACK)
    if not rows:
        return
    shut = Shut(db, [programme], today - rules.BACK, today + rules.LONGEST_AHEAD)
    work = _Work(now)
    for row in rows:
        _stand(work, row, shut.of(programme, row.district_id, row.school_id))
    db.change_many(CHANGE, work.changed)
    if work.changed:
        plan_visit_nudges(db, now, [one["visit"] for one in work.changed])


def _today(now: datetime, zone_name: str) -> date:
    return local_day(now, zone_name) if is_zone(zone_name) else now.date()


def _plan(db: Db, now: datetime, today: date, rows: Sequence[Row[Any]], since: date | None = None) -> None:
    horizon, ids = today + rules.AHEAD, [one.id for one in rows]
    first = min([today - rules.BACK, *([since] if since else [])])
    shut = Shut(db, {one.programme_id for one in rows}, first, horizon + rules.LONGEST_AHEAD)
    held: dict[int, list[Row[Any]]] = defaultdict(list)
    for visit in db.all(HELD, series=ids, first=first):
        held[visit.series_id].append(visit)
    work = _Work(now)
    for one in rows:
        if is_zone(one.zone):  # a name that this machine's zones don't know any more stops nobody else
            closed = shut.of(one.programme_id, one.district_id, one.school_id)
            _one(work, one, held[one.id], closed, (today, horizon, since))
    db.add_many(visits, work.new)
    db.change_many(CHANGE, work.changed)
    db.change(PLANNED, series=ids, until=horizon)
    for ended in sorted({one.engagement_id for one in rows if one.until_day and one.until_day < today}):
        mirror_usual(db, now, ended, today)
    if work.new or work.changed:
        near = db.all(TOUCHED, series=ids, now=now, soon=now + SOON)
        plan_visit_nudges(db, now, [row.id for row in near])


def _one(
    work: _Work,
    one: Row[Any],
    held: Sequence[Row[Any]],
    closed: Mapping[date, str],
    days: tuple[date, date, date | None],
) -> None:
    """Make one series' visits what they are to be."""
    today, horizon, since = days
    known = one.planned_until
    first = since or (today if known is None else max(today - rules.BACK, min(today, known + timedelta(days=1))))
    wanted = set(rules.occurrences(_rule(one), min(first, today - rules.BACK), horizon))
    taken = {_week(row.occurs_on) for row in held if _stays(row, one, wanted, work.now)}
    for row in held:
        if row.occurs_on in wanted:
            _follow(work, row, one, closed)
        elif _leaves(row, one, work.now):
            work.put(row, state=rules.WITHDRAWN, reason=None)
        else:
            _stand(work, row, closed)
    there = {row.occurs_on for row in held}
    for day in sorted(wanted - there):
        if day < first or _week(day) in taken:
            continue
        at, ends_at = rules.span_of(day, one.start, one.zone, one.minutes)
        if at > work.now or since or (known is not None and day > known):
            work.new.append(_new(work.now, one, day, (at, ends_at), closed.get(day)))


def _rule(one: Row[Any]) -> rules.Weekly:
    """When a series is. One that nobody gave a last day ends with the school year it began in or before."""
    year_end = one.year_to if one.until_day is None and one.from_day <= one.year_to else None
    ends = [day for day in (one.until_day, one.ends_on, year_end) if day]
    return rules.Weekly(one.weekday, one.every_weeks, one.from_day, min(ends, default=None))


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _plain(row: Row[Any], one: Row[Any]) -> bool:
    """Whether a visit only follows its series and the calendar."""
    if row.moved or row.kind != one.kind or row.contact_id is not None:
        return False
    return row.state == rules.PLANNED or (row.state == rules.CLOSED and row.reason in rules.BY_CALENDAR)


def _leaves(row: Row[Any], one: Row[Any], now: datetime) -> bool:
    """Whether a visit that its series doesn't give goes: what people did to it stays while the series runs."""
    if row.at <= now or row.state not in {rules.PLANNED, rules.PROPOSED, rules.CLOSED}:
        return False
    rule = _rule(one)
    outside = row.occurs_on < rule.first or (rule.last is not None and row.occurs_on > rule.last)
    return outside or _plain(row, one)


def _stays(row: Row[Any], one: Row[Any], wanted: Iterable[date], now: datetime) -> bool:
    """Whether a visit that its series doesn't give any more stands for its week, so that no other is made."""
    return row.occurs_on not in wanted and row.state not in rules.GONE and not _leaves(row, one, now)


def _follow(work: _Work, row: Row[Any], one: Row[Any], closed: Mapping[date, str]) -> None:
    """A visit that its series gives: as the series says, unless people said otherwise or it has begun."""
    back = row.state == rules.WITHDRAWN
    at, ends_at = rules.span_of(row.occurs_on, one.start, one.zone, one.minutes)
    if not (back or _plain(row, one)) or min(row.at, at) <= work.now:
        if not back:
            _stand(work, row, closed)
        return
    reason = closed.get(row.occurs_on)
    state = rules.CLOSED if reason else rules.PLANNED
    values = {"start": one.start, "zone": one.zone, "minutes": one.minutes, "place": one.place}
    work.put(row, day=row.occurs_on, at=at, ends_at=ends_at, state=state, reason=reason, **values)


def _stand(work: _Work, row: Row[Any], closed: Mapping[date, str]) -> None:
    """A visit that stays where people or time put it: its instants by the zone's rules now, closed as the calendar is.

    Test windows close what its series gave; who moves a visit into one knows of it. A call goes on when it is closed.
    """
    values: dict[str, Any] = {}
    if row.at > work.now and row.state in {rules.PLANNED, rules.PROPOSED} and is_zone(row.zone):
        values["at"], values["ends_at"] = rules.span_of(row.day, row.start, row.zone, row.minutes)
    own = row.series_id is not None and not row.moved
    reason = closed.get(row.day)
    reason = reason if reason == "calendar" or own else None
    closes = row.kind == rules.ON_SITE or (own and row.kind not in rules.REMOTE)
    if row.contact_id is None and row.state == rules.PLANNED and reason and closes:
        values |= {"state": rules.CLOSED, "reason": reason}
    elif row.state == rules.CLOSED and row.reason in rules.BY_CALENDAR and not reason:
        values |= {"state": rules.PLANNED, "reason": None}
    work.put(row, **values)


def _new(
    now: datetime, one: Row[Any], day: date, span: tuple[datetime, datetime], reason: str | None
) -> dict[str, Any]:
    return {
        "engagement_id": one.engagement_id, "series_id": one.id, "occurs_on": day, "kind": one.kind, "day": day,
        "start": one.start, "zone": one.zone, "minutes": one.minutes, "at": span[0], "ends_at": span[1],
        "place": one.place, "state": rules.CLOSED if reason else rules.PLANNED, "reason": reason, "moved": False,
        "sequence": 0, "added_at": now, "changed_at": now,
    }  # fmt: skip
