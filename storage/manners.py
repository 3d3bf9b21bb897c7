"""How each person wants to be written to: their preferences, zone, program and school days as values of etiquette."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, or_, select

from bot.errors import NotNow
from bot.rules.dates import local_day
from bot.rules.etiquette import (
    AHEAD,
    BUNDLE_AT,
    DAYS,
    HOURS,
    WEEK,
    Manners,
    kept_for,
    next_welcome,
    spread_of,
    zone_of,
)
from bot.rules.nudges import KINDS, PENDING, SENT, SNOOZED, Kind
from bot.rules.programme import TestWindow
from bot.rules.schooldays import closed_days
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.nudges import nudges
from storage.outbox import outbox
from storage.people import people, roles
from storage.preferences import preferences
from storage.programmes import Programme, closures, list_programmes
from storage.schools import schools

LATELY_CLOSED = 8  # days back that still matter: a question whose day was one of them is asked later
UNSENT_ENDS = ("void", "expired", "failed")
DAY = timedelta(days=1)

_PEOPLE: BindParameter[Any] = bindparam("people", expanding=True)
WANTED = tenant(
    select(
        people.c.id,
        people.c.zone.label("slack_zone"),
        people.c.slack_user_id,
        people.c.deactivated_at,
        *(one for one in preferences.c if one.name not in ("id", "workspace_id", "person_id", "changed_at")),
    )
    .outerjoin_from(people, preferences, preferences.c.person_id == people.c.id)
    .where(people.c.id.in_(_PEOPLE))
)
ROLES = tenant(select(roles.c.person_id, roles.c.programme_id, roles.c.role).where(roles.c.person_id.in_(_PEOPLE)))
PAIRS = tenant(
    select(
        engagements.c.programme_id,
        engagements.c.school_id,
        engagements.c.coach_id,
        engagements.c.leader_id,
        schools.c.district_id,
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .where(
        or_(engagements.c.coach_id.in_(_PEOPLE), engagements.c.leader_id.in_(_PEOPLE)),
        engagements.c.starts_on <= bindparam("today"),
        or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today")),
    )
)
CLOSURES = tenant(select(closures).where(closures.c.until >= bindparam("first"), closures.c.day <= bindparam("last")))
COUNT = tenant(select(func.count(people.c.id)).where(people.c.deactivated_at.is_(None)))
FIRST = [one.id for one in KINDS.values() if one.comes_first and one.timed and one.counts]
PLANNED_FIRST = tenant(
    select(nudges.c.person_id, nudges.c.kind)
    .where(
        nudges.c.person_id.in_(_PEOPLE),
        nudges.c.state == PENDING,
        nudges.c.kind.in_(FIRST),
        nudges.c.due_at < bindparam("soon"),
        nudges.c.until > bindparam("now"),
    )
    .distinct()
)
LATELY = tenant(
    select(nudges.c.person_id, nudges.c.kind, nudges.c.occurrence, nudges.c.sent_at, outbox.c.state, outbox.c.due_at)
    .outerjoin_from(nudges, outbox, outbox.c.id == nudges.c.outbox_id)
    .where(nudges.c.person_id.in_(_PEOPLE), nudges.c.sent_at >= bindparam("since"), nudges.c.state == SENT)
    .add_columns(nudges.c.outbox_id)
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A person as nudges find them. sent: the local days of lately sent messages that counted, by message.

    reachable: in Slack, and active.
    """

    manners: Manners
    sent: Mapping[int, date]
    reachable: bool
    text_only: bool

    def days_but(self, message: int | None = None) -> list[date]:
        """The days of the messages that counted, without one."""
        return [day for one, day in self.sent.items() if one != message]


def wait_for_good_time(db: Db, now: datetime, person: int | None, kind: Kind) -> None:
    """Raise NotNow while somebody wants to be left alone with what other people's doings bring."""
    reader = readers_of(db, now, [person or 0]).get(person or 0)
    later = next_welcome(kind, reader.manners, now) if reader else None
    if later is not None and later > now:
        raise NotNow(later)


def readers_of(db: Db, now: datetime, wanted: Collection[int]) -> dict[int, Reader]:
    """How these people want to be written to, and what they got in the past days."""
    if not wanted:
        return {}
    asked = list(wanted)
    closed = _closed(db, now, asked)
    programmes = {one.id: one for one in list_programmes(db)}
    held: dict[int, list[Programme]] = {}
    parts: dict[int, set[str]] = {}
    for row in db.all(ROLES, people=asked):
        held.setdefault(row.person_id, []).append(programmes[row.programme_id])
        parts.setdefault(row.person_id, set()).add(row.role)
    count = int(db.value(COUNT) or 0)
    lately = _lately(db, now, asked)
    planned: dict[int, set[str]] = {}
    for row in db.all(PLANNED_FIRST, people=asked, now=now, soon=now + WEEK * DAY):
        planned.setdefault(row.person_id, set()).add(row.kind)
    found = {}
    for row in db.all(WANTED, people=asked):
        own = held.get(row.id) or list(programmes.values())[:1]
        manners = _manners(row, own, closed.get(row.id, frozenset()), count)
        said = [(one, kind, local_day(at, manners.zone)) for one, kind, at in lately.get(row.id, ())]
        today = local_day(now, manners.zone)
        kinds = {kind for _, kind, day in said if today - WEEK * DAY < day}
        kept = kept_for(parts.get(row.id, ()), manners.off, kinds, today, planned.get(row.id, ()))
        manners = replace(manners, kept=kept)
        reachable = row.slack_user_id is not None and row.deactivated_at is None
        found[row.id] = Reader(manners, {one: day for one, _, day in said}, reachable, bool(row.text_only))
    return found


def _manners(row: Row[Any], own: Sequence[Programme], closed: frozenset[date], count: int) -> Manners:
    hours = (row.hours_from or HOURS[0], row.hours_to or HOURS[1])
    quiet = (row.quiet_from, row.quiet_to) if row.quiet_from and row.quiet_to else None
    away = (row.away_from or date.min, row.away_until or date.max) if row.away_from or row.away_until else None
    return Manners(
        zone=zone_of(row.zone, row.slack_zone, own[0].zone if own else None),
        hours=hours if hours[0] < hours[1] else HOURS,
        days=frozenset(map(int, row.days)) if row.days else DAYS,
        quiet=quiet,
        bundle_at=row.bundle_at or BUNDLE_AT,
        away=away,
        off=frozenset(row.kinds_off or ()),
        closed=closed,
        cap=min((one.rules.nudge_caps.per_person_per_week for one in own), default=3),
        spread=spread_of(row.id, count),
    )


def _lately(db: Db, now: datetime, asked: list[int]) -> dict[int, list[tuple[int, str, datetime]]]:
    """By person, what counted: its message, its kind, and when it was sent or is about to be."""
    found: dict[int, list[tuple[int, str, datetime]]] = {}
    for row in db.all(LATELY, people=asked, since=now - (WEEK + 2) * DAY):
        kind = KINDS.get(row.kind)
        if kind is None or not kind.counts or row.occurrence.startswith(SNOOZED) or row.state in UNSENT_ENDS:
            continue
        at = max(row.sent_at, row.due_at) if row.due_at else row.sent_at  # due_at: when it was tried last
        found.setdefault(row.person_id, []).append((row.outbox_id, row.kind, at))
    return found


def _closed(db: Db, now: datetime, asked: list[int]) -> dict[int, frozenset[date]]:
    """The days without school, by person: for somebody in several schools, those on which all are closed.

    Tests keep leaders from being written to, not coaches. A year that is over closes nothing: what is said after it is
    still owed.
    """
    first, last = now.date() - LATELY_CLOSED * DAY, now.date() + AHEAD * DAY
    spans = db.all(CLOSURES, first=first, last=last)
    programmes = {one.id: one for one in list_programmes(db)}
    found: dict[int, list[frozenset[date]]] = {}
    for pair in db.all(PAIRS, people=asked, today=now.date()):
        here = [(one.day, one.until) for one in spans if _is_about(one, pair)]
        programme = programmes[pair.programme_id]
        for person, tests in ((pair.coach_id, ()), (pair.leader_id, programme.rules.test_windows)):
            days = closed_days(here, tests, first, min(last, programme.year_to))
            found.setdefault(person, []).append(days)
    for row in db.all(ROLES, people=asked):
        if row.person_id not in found:
            whole = [one for one in spans if one.programme_id == row.programme_id]
            found[row.person_id] = [_of_programme(whole, first, min(last, programmes[row.programme_id].year_to))]
    return {person: reduce(frozenset.intersection, days) for person, days in found.items()}


def _of_programme(spans: Iterable[Row[Any]], first: date, last: date) -> frozenset[date]:
    here = [(one.day, one.until) for one in spans if one.district_id is None and one.school_id is None]
    windows: tuple[TestWindow, ...] = ()
    return closed_days(here, windows, first, last)


def _is_about(closure: Row[Any], pair: Row[Any]) -> bool:
    if closure.programme_id != pair.programme_id:
        return False
    if closure.school_id is not None:
        return bool(closure.school_id == pair.school_id)
    return closure.district_id is None or bool(closure.district_id == pair.district_id)
