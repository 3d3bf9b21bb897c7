"""The usual visits of a roster as weekly series, and all that a changed roster or calendar means for planned visits."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select, update

from bot.rules import visits as rules
from bot.rules.dates import is_zone, local_day
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.planning import BATCH, follow_calendar, plan_ahead, plan_series
from storage.programmes import programmes
from storage.series import series
from storage.serieswork import CHANGE, VALUES
from storage.visitnudges import plan_visit_nudges
from storage.visits import visits

USUAL_MINUTES = 60  # of a visit whose length the roster doesn't say
ADOPTED = 1000  # engagements in one transaction
SAID = frozenset({"visit_day", "visit_start", "visit_minutes"})

_PAIR = select(
    engagements.c.id,
    engagements.c.starts_on,
    engagements.c.ends_on,
    engagements.c.visit_day,
    engagements.c.visit_start,
    engagements.c.visit_minutes,
    programmes.c.zone,
).join_from(engagements, programmes, programmes.c.id == engagements.c.programme_id)
_HAS_ONE = select(series.c.id).where(series.c.engagement_id == engagements.c.id).exists()
WITHOUT = tenant(
    _PAIR.where(
        engagements.c.visit_day.is_not(None),
        engagements.c.visit_start.is_not(None),
        or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("day")),
        ~_HAS_ONE,
    )
    .order_by(engagements.c.id)
    .limit(ADOPTED)
    .with_for_update(of=engagements, skip_locked=True)
)
HAVE = tenant(
    select(series.c.engagement_id).where(series.c.engagement_id.in_(bindparam("engagements", expanding=True)))
)
PAIRS = tenant(_PAIR.where(engagements.c.id.in_(bindparam("engagements", expanding=True))).order_by(engagements.c.id))
LIVE = tenant(
    select(series)
    .where(
        series.c.engagement_id.in_(bindparam("engagements", expanding=True)),
        series.c.kind == rules.ON_SITE,
        or_(series.c.until_day.is_(None), series.c.until_day >= bindparam("today")),
    )
    .order_by(series.c.id)
)
_OF_PROGRAMME = select(engagements.c.id).where(engagements.c.programme_id == bindparam("programme"))
ANEW = tenant(
    update(series)
    .where(series.c.engagement_id.in_(_OF_PROGRAMME), series.c.planned_until > bindparam("today"))
    .values(planned_until=bindparam("today"))
)
ANEW_THESE = tenant(
    update(series)
    .where(series.c.engagement_id == bindparam("engagement"), series.c.planned_until > bindparam("today"))
    .values(planned_until=bindparam("today"))
)
IN_ZONE = tenant(
    update(series)
    .where(series.c.engagement_id.in_(_OF_PROGRAMME), series.c.zone == bindparam("was"))
    .values(zone=bindparam("now_zone"))
)
BEYOND = tenant(
    select(visits.c.id, visits.c.engagement_id)
    .join_from(visits, engagements, engagements.c.id == visits.c.engagement_id)
    .where(
        engagements.c.id.in_(bindparam("engagements", expanding=True)),
        visits.c.day > engagements.c.ends_on,
        visits.c.at > bindparam("now"),
        visits.c.state.in_((rules.PLANNED, rules.PROPOSED, rules.CLOSED)),
    )
    .order_by(visits.c.id)
    .with_for_update(of=visits)
)
WITHDRAW = tenant(
    update(visits)
    .where(visits.c.id.in_(bindparam("gone", expanding=True)))
    .values(state=rules.WITHDRAWN, reason=None, sequence=visits.c.sequence + 1, changed_at=bindparam("now"))
)
TOUCHED = tenant(
    select(series.c.id).where(
        or_(series.c.engagement_id.in_(bindparam("engagements", expanding=True)), series.c.planned_until.is_(None))
    )
)
WAITING = tenant(
    select(func.count(series.c.id)).where(
        series.c.engagement_id.in_(_OF_PROGRAMME),
        or_(series.c.planned_until.is_(None), series.c.planned_until <= bindparam("today")),
    )
)


def adopt_usual(db: Db, now: datetime) -> int:
    """Make a weekly series of each usual visit that has none, a thousand at a time; how many were made.

    Rosters that were imported before there were series, or row by row, have none. Once the pairs are locked, it is
    asked again who has one: another process may have made it just before.
    """
    rows = db.all(WITHOUT, day=now.date())
    have = {row.engagement_id for row in db.all(HAVE, engagements=[one.id for one in rows])} if rows else set()
    db.add_many(series, [_series_of(row, now) for row in rows if is_zone(row.zone) and row.id not in have])
    return len(rows) if any(is_zone(row.zone) for row in rows) else 0


def _series_of(row: Row[Any], now: datetime, from_day: date | None = None) -> dict[str, Any]:
    return {
        "engagement_id": row.id, "kind": rules.ON_SITE, "weekday": row.visit_day, "start": row.visit_start,
        "minutes": row.visit_minutes or USUAL_MINUTES, "every_weeks": 1, "zone": row.zone, "place": None,
        "from_day": from_day or row.starts_on, "until_day": None, "planned_until": None, "changed_at": now,
    }  # fmt: skip


def follow_roster(
    db: Db, now: datetime, programme: int, changed: Mapping[int, Mapping[str, Any]], *, by_hand: bool = False
) -> set[int]:
    """Let series follow what an import wrote. changed: engagements by id, with the columns that changed.

    Gives the pairs of which something booked was withdrawn, because it lay after their last day. What the roster says
    of a usual visit is the pair's weekly series from now on. The planning itself is done at once where it is little,
    else by the duty within a minute. by_hand: a single change, which plans its own series alone.
    """
    today = _today(db, now, programme)
    told = [one for one, values in changed.items() if not SAID.isdisjoint(values)]
    if told:
        _say(db, now, today, told)
    db.change_many(ANEW_THESE, [{"engagement": one, "today": today} for one in changed])
    ended = [one for one, values in changed.items() if values.get("ends_on")]
    withdrawn = _end(db, now, ended) if ended else set()
    while adopt_usual(db, now) >= ADOPTED:
        pass
    if by_hand:
        plan_series(db, now, [row.id for row in db.all(TOUCHED, engagements=[0, *changed])])
    else:
        plan_what_is_little(db, now, programme, today)
    return withdrawn


def _end(db: Db, now: datetime, ended: Sequence[int]) -> set[int]:
    """Withdraw what was booked or moved to a day after a pair's last one: single meetings have no series to follow.

    Gives the pairs of which there was something.
    """
    rows = db.all(BEYOND, engagements=sorted(ended), now=now)
    if gone := [row.id for row in rows]:
        db.change(WITHDRAW, gone=gone, now=now)
        plan_visit_nudges(db, now, gone)
    return {row.engagement_id for row in rows}


def _say(db: Db, now: datetime, today: date, told: Sequence[int]) -> None:
    usual: dict[int, Row[Any]] = {}
    for row in db.all(LIVE, engagements=sorted(told), today=today):
        usual.setdefault(row.engagement_id, row)
    for pair in db.all(PAIRS, engagements=sorted(told)):
        if pair.visit_day is None or pair.visit_start is None or not is_zone(pair.zone):
            continue
        held = usual.get(pair.id)
        if held is None:
            db.add(series, **_series_of(pair, now, max(today, pair.starts_on)))
        else:
            _change(db, now, today, held, pair)


def _change(db: Db, now: datetime, today: date, held: Row[Any], pair: Row[Any]) -> None:
    said = {"weekday": pair.visit_day, "start": pair.visit_start, "minutes": pair.visit_minutes or held.minutes}
    if held.weekday != pair.visit_day:
        said["from_day"] = max(today, held.from_day)
    values = {name: getattr(held, name) for name in VALUES} | said
    db.change(CHANGE, series=held.id, now=now, **{f"to_{name}": value for name, value in values.items()})


def follow_programme(db: Db, now: datetime, programme: int, zone_before: str | None = None) -> None:
    """Let planned visits follow a program's closures, test windows and zone. zone_before: the one it had."""
    today = _today(db, now, programme)
    zone = db.value(select(programmes.c.zone).where(programmes.c.id == programme))
    if zone_before and zone and zone != zone_before:
        db.change(IN_ZONE, programme=programme, was=zone_before, now_zone=zone)
    db.change(ANEW, programme=programme, today=today)
    follow_calendar(db, now, programme, today)
    plan_what_is_little(db, now, programme, today)


def plan_what_is_little(db: Db, now: datetime, programme: int, today: date) -> None:
    """Plan now what fits into one batch; more is left to the duty, so that nobody waits for the database."""
    if (db.value(WAITING, programme=programme, today=today) or 0) <= BATCH:
        plan_ahead(db, now)


def _today(db: Db, now: datetime, programme: int) -> date:
    zone = db.value(select(programmes.c.zone).where(programmes.c.id == programme))
    return local_day(now, zone) if zone and is_zone(zone) else now.date()
