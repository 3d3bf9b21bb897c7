"""The lines of a program's tables of contacts and of hours: facts and sums, never a sealed column."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select

from bot.exports.sheets import Cells
from bot.exports.tables import Cell
from bot.rules.contacts import ACTIVITIES, KINDS, MEDIA, PRESENCE, readable
from bot.rules.dates import local_day, month_of
from bot.rules.exports import LINES_MAX
from bot.rules.figures import PairFigures
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.exporting import Place
from storage.figures import pair_figures
from storage.programmes import Programme
from storage.schools import districts, schools

PAGE = 500
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of a program: days, both included, and a district's id or 0 for all. now: when it is built."""

    programme: Programme
    first: date
    last: date
    district: int
    now: datetime

    @property
    def values(self) -> dict[str, Any]:
        """The bind parameters that the statements share."""
        return {"programme": self.programme.id, "first": self.first, "last": self.last, "district": self.district}


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines in their order, and where to go on; after is None at the end."""

    rows: tuple[Cells, ...] = ()
    after: Place | None = None


IN_DISTRICT: ColumnElement[bool] = or_(bindparam("district") == 0, schools.c.district_id == bindparam("district"))
PAIR = (
    schools.c.name.label("school"),
    districts.c.name.label("district"),
    leader.c.name.label("leader"),
    coach.c.name.label("coach"),
)
IN_SPAN = and_(
    contacts.c.programme_id == bindparam("programme"),
    contacts.c.day >= bindparam("first"),
    contacts.c.day <= bindparam("last"),
    contacts.c.removed_at.is_(None),
)
_OF_PLACE = (
    engagements.join(schools, schools.c.id == engagements.c.school_id)
    .join(districts, districts.c.id == schools.c.district_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
)
PAIRED = _OF_PLACE.join(coach, coach.c.id == engagements.c.coach_id)
RAN = and_(
    IN_DISTRICT,
    engagements.c.programme_id == bindparam("programme"),
    engagements.c.starts_on <= bindparam("last"),
    or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("first")),
)
CONTACTS = tenant(
    select(
        contacts.c.id, contacts.c.kind, contacts.c.medium, contacts.c.made, contacts.c.day, contacts.c.start,
        contacts.c.minutes, contacts.c.amount, contacts.c.counts, contacts.c.activities, contacts.c.presence,
        contacts.c.recorded_at, *PAIR,
    )
    .select_from(
        _OF_PLACE.join(contacts, contacts.c.engagement_id == engagements.c.id).join(
            coach, coach.c.id == contacts.c.coach_id
        )
    )
    .where(
        IN_SPAN,
        IN_DISTRICT,
        contacts.c.id > bindparam("after_id"),
    )
    .order_by(contacts.c.id)  # which no edit changes, so that between two pages none is missed or told twice
    .limit(bindparam("most"))
)  # fmt: skip
_FOUND = (
    select(contacts.c.id)
    .join_from(contacts, engagements, engagements.c.id == contacts.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .where(IN_SPAN, IN_DISTRICT)
    .limit(LINES_MAX + 1)
    .subquery("found")
)
COUNT_CONTACTS = tenant(select(func.count()).select_from(_FOUND))

PAIRS = tenant(
    select(engagements.c.id, engagements.c.starts_on, engagements.c.ends_on, *PAIR)
    .select_from(PAIRED)
    .where(RAN)
    .order_by(schools.c.name, engagements.c.id)
)


def count_contacts(db: Db, asked: Asked) -> int:
    """How many contacts, at most one more than a file may hold."""
    return int(db.value(COUNT_CONTACTS, **asked.values))


def read_contacts(db: Db, asked: Asked, after: Place) -> Lines:
    """The next contacts, in the order they were logged."""
    rows = db.all(CONTACTS, **asked.values, after_id=after.id, most=PAGE)
    last = Place(id=rows[-1].id) if len(rows) == PAGE else None
    return Lines(tuple(_contact(row, asked.programme.zone) for row in rows), last)


def _contact(row: Row[Any], zone: str) -> Cells:
    logged = local_day(row.recorded_at, zone)
    return {
        "contact": readable(row.id),
        "day": row.day,
        "start": row.start,
        "kind": KINDS[row.kind].label,
        "medium": MEDIA.get(row.medium, row.medium),
        "made": "Yes" if row.made else "Attempted",
        "minutes": row.minutes,
        "hours": round(row.minutes / 60, 2),
        "messages": row.amount,
        "counts": "Yes" if row.counts else "No",
        **place_of(row),
        "activities": ", ".join(ACTIVITIES.get(code, code) for code in row.activities.split()) or None,
        "present": PRESENCE.get(row.presence or ""),
        "logged": logged,
        "lag": (logged - row.day).days,
    }


def place_of(row: Row[Any]) -> dict[str, Cell]:
    """The cells that say which pair a line is about."""
    return {"school": row.school, "district": row.district, "leader": row.leader, "coach": row.coach}


def months(first: date, last: date) -> list[tuple[date, date]]:
    """The months of a span of days, each with its first and last day within it."""
    found, day = [], first
    while day <= last:
        end = min(month_of(day)[1], last)
        found.append((day, end))
        day = end + DAY
    return found


def count_hours(db: Db, asked: Asked) -> int:
    """How many lines: one for each pair and month that it ran in."""
    pairs = db.all(PAIRS, **asked.values)
    return sum(_runs(one, *month) for month in months(asked.first, asked.last) for one in pairs)


def _runs(pair: Row[Any], first: date, last: date) -> bool:
    return pair.starts_on <= last and (pair.ends_on is None or pair.ends_on >= first)


def read_hours(db: Db, asked: Asked, after: Place) -> Lines:
    """One month's lines by school; the next call has the next month."""
    ahead = [one for one in months(asked.first, asked.last) if one[0] > after.day]
    if not ahead:
        return Lines()
    first, last = ahead[0]
    found = {one.pair: one for one in pair_figures(db, asked.now, asked.programme.id, first, last)}
    pairs = db.all(PAIRS, **asked.values | {"first": first, "last": last})
    rows = [_hours(row, found[row.id], first, asked.programme) for row in pairs if row.id in found]
    return Lines(tuple(rows), Place(first) if len(ahead) > 1 else None)


def _hours(row: Row[Any], pair: PairFigures, first: date, programme: Programme) -> Cells:
    promised = programme.rules.dose.hours_per_month
    return {
        "month": f"{first:%Y-%m}",
        **place_of(row),
        "planned": pair.planned,
        "held": pair.held,
        "missed": pair.missed,
        "open": pair.unexplained,
        "minutes": pair.minutes,
        "hours": round(pair.minutes / 60, 2),
        "promised": promised,
        "short": round(max(promised - pair.minutes / 60, 0), 2),
        "contacts": pair.made,
    }
