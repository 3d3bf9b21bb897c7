"""What a report's draft is made of, read for all of a coach's pairs at once; columns without words only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, or_, select

from bot.rules.commitments import LIVE
from bot.rules.dates import local_day
from bot.rules.periods import Period
from bot.rules.reportdrafts import Logged, Planned, Sources, Step
from bot.rules.reports import AHEAD
from bot.rules.visits import GONE, PROPOSED
from storage.contacts import attendances, contacts, next_steps
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.visits import visits

DAY = timedelta(days=1)

_PAIRS: BindParameter[Any] = bindparam("pairs", expanding=True)
_DAYS = (contacts.c.day >= bindparam("first"), contacts.c.day <= bindparam("last"), contacts.c.removed_at.is_(None))
_FACTS = (
    contacts.c.id,
    contacts.c.kind,
    contacts.c.minutes,
    contacts.c.counts,
    contacts.c.made,
    contacts.c.amount,
    contacts.c.activities,
    contacts.c.focus,
)
PAIRS = tenant(
    select(engagements.c.id, engagements.c.starts_on, engagements.c.ends_on)
    .where(
        engagements.c.programme_id == bindparam("programme"),
        engagements.c.coach_id == bindparam("coach"),
        engagements.c.starts_on <= bindparam("last"),
        or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("first")),
    )
    .order_by(engagements.c.id)
)
OWN = tenant(select(contacts.c.engagement_id, *_FACTS).where(contacts.c.engagement_id.in_(_PAIRS), *_DAYS))
# At others' group contacts the leader was there, too: it counts once for each who was.
THERE = tenant(
    select(attendances.c.engagement_id, *_FACTS)
    .join_from(attendances, contacts, contacts.c.id == attendances.c.contact_id)
    .where(attendances.c.engagement_id.in_(_PAIRS), attendances.c.engagement_id != contacts.c.engagement_id, *_DAYS)
)
VISITS = tenant(
    select(
        visits.c.engagement_id,
        visits.c.day,
        visits.c.start,
        visits.c.kind,
        visits.c.state,
        visits.c.moved,
        visits.c.reason,
        visits.c.contact_id,
        visits.c.ends_at,
    )
    .where(
        visits.c.engagement_id.in_(_PAIRS),
        visits.c.day >= bindparam("first"),
        visits.c.day <= bindparam("last"),
        visits.c.state.not_in((*GONE, PROPOSED)),
    )
    .order_by(visits.c.at, visits.c.id)
)
STEPS = tenant(
    select(
        next_steps.c.engagement_id,
        next_steps.c.contact_id,
        next_steps.c.state,
        next_steps.c.due_on,
        next_steps.c.closed_at,
        next_steps.c.barrier,
        contacts.c.day,
    )
    .join_from(next_steps, contacts, contacts.c.id == next_steps.c.contact_id)
    .where(
        next_steps.c.engagement_id.in_(_PAIRS),
        contacts.c.removed_at.is_(None),
        contacts.c.day <= bindparam("last"),
        or_(
            contacts.c.day >= bindparam("first"),
            next_steps.c.closed_at >= bindparam("begun"),
            *(next_steps.c.state == one for one in LIVE),
        ),
    )
    .order_by(next_steps.c.id)
)


def pairs_in(db: Db, programme_id: int, coach_id: int, period: Period) -> Sequence[Row[Any]]:
    """A coach's pairs that ran on any day of a period: id, starts_on, ends_on."""
    return db.all(PAIRS, programme=programme_id, coach=coach_id, first=period.first, last=period.last)


def sources_of(db: Db, pairs: Sequence[int], period: Period, now: datetime, zone: str) -> Mapping[int, Sources]:
    """What each pair's draft is made of, in four queries however many pairs there are."""
    if not pairs:
        return {}
    span: dict[str, Any] = {"pairs": list(pairs), "first": period.first}
    begun = now.replace(year=period.first.year, month=period.first.month, day=period.first.day, hour=0, minute=0) - DAY
    booked, logged, agreed = defaultdict[int, list[Any]](list), defaultdict[int, list[Any]](list), _Steps(period, zone)
    for row in db.all(VISITS, **{**span, "last": period.last + AHEAD}):
        booked[row.engagement_id].append(_planned(row, now))
    for statement in (OWN, THERE):
        for row in db.all(statement, **span, last=period.last):
            logged[row.engagement_id].append(_logged(row))
    today = local_day(now, zone)
    for row in db.all(STEPS, **span, last=period.last, begun=begun):
        agreed.add(row, today)
    return {one: Sources(booked[one], logged[one], agreed.by_pair[one]) for one in pairs}


def _planned(row: Row[Any], now: datetime) -> Planned:
    over = row.ends_at <= now
    return Planned(row.day, row.start, row.kind, row.state, row.moved, over, row.reason, row.contact_id)


def _logged(row: Row[Any]) -> Logged:
    acts, focus = tuple(row.activities.split()), tuple(row.focus.split())
    return Logged(row.id, row.kind, row.minutes, row.counts, row.made, row.amount, acts, focus)


class _Steps:
    """Next steps by pair, seen from a period."""

    def __init__(self, period: Period, zone: str) -> None:
        self._period, self._zone = period, zone
        self.by_pair: dict[int, list[Step]] = defaultdict(list)

    def add(self, row: Row[Any], today: date) -> None:
        """One row of STEPS. What fell due after the period's end isn't overdue in it."""
        until = min(self._period.last + DAY, today)
        closed = row.closed_at is not None and self._within(local_day(row.closed_at, self._zone))
        overdue = row.due_on is not None and row.due_on < until
        fresh = self._within(row.day)
        self.by_pair[row.engagement_id].append(Step(row.contact_id, row.state, fresh, closed, overdue, row.barrier))

    def _within(self, day: date) -> bool:
        return self._period.first <= day <= self._period.last
