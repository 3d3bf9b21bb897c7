"""Pairs without contact for long: the one count of it, as they stand or stood at an instant.

Desk, digest, nudges, answers and files all ask here. How days are counted is in bot/rules/ladders.quiet_days. Who was
told of it, and when, is another matter: a nudge waits for the one before it, a count doesn't.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from bot.rules import ladders
from bot.rules.figures import QuietPair
from storage.closeddays import ClosedDays
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.figures import pairs_of
from storage.lastcontacts import last_contacts
from storage.moments import one_moment
from storage.programmes import Programme
from storage.schools import schools
from storage.survey import LAST_CONTACT, RUNS, happened

_SILENT = (
    select(
        engagements.c.id,
        engagements.c.coach_id,
        engagements.c.leader_id,
        engagements.c.school_id,
        engagements.c.starts_on,
        schools.c.district_id,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
        LAST_CONTACT.label("last"),
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .where(*RUNS, engagements.c.starts_on <= bindparam("since"), ~happened(contacts.c.day > bindparam("since")))
    .order_by(engagements.c.id)
)
SILENT = tenant(_SILENT)
SILENT_OF = tenant(_SILENT.where(engagements.c.id.in_(bindparam("pairs", expanding=True))))


class _Ran(NamedTuple):
    """A pair as it stood at an instant, with the columns of SILENT that are counted."""

    id: int
    school_id: int
    district_id: int
    leader_id: int
    coach_id: int
    starts_on: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Silence:
    """A pair without contact. row: as SILENT has it; since: the newest contact, or the pair's first day; closed: the
    days without school there; days: as they are counted."""

    row: Any
    since: date
    closed: frozenset[date]
    days: int


def silences(
    db: Db, programme: Programme, today: date, least: int = ladders.QUIET_DAYS[0], pairs: Collection[int] | None = None
) -> list[Silence]:
    """The pairs that run today without contact for so many days, the longest silence first. pairs: of these alone."""
    asked: dict[str, Any] = {"programme": programme.id, "today": today, "since": today - timedelta(days=least)}
    if pairs is not None:
        return _counted(db, programme, today, db.all(SILENT_OF, **asked, pairs=list(pairs)) if pairs else [], least)
    return _counted(db, programme, today, db.all(SILENT, **asked), least)


def _counted(db: Db, programme: Programme, today: date, rows: Sequence[Any], least: int) -> list[Silence]:
    since = [row.last or row.starts_on for row in rows]
    if not since:
        return []
    closed = ClosedDays(db, programme, today, min(since))
    found = []
    for row, day in zip(rows, since, strict=True):
        shut = closed.at(row.district_id, row.school_id, tests=False)
        if (days := ladders.quiet_days(day, today, shut)) >= least:
            found.append(Silence(row, day, shut, days))
    return sorted(found, key=lambda one: (-one.days, one.row.id))


@one_moment
def quiet_figures(db: Db, programme: Programme, today: date, as_of: datetime | None = None) -> list[QuietPair]:
    """The pairs that run today and had no contact for 14 days or more, the longest silence first."""
    found = silences(db, programme, today) if as_of is None else _then(db, programme, today, as_of)
    return [_quiet(one.row, one.days) for one in found]


def _quiet(row: Any, days: int) -> QuietPair:
    rung = ladders.rung_of(days) or 0
    return QuietPair(row.id, row.school_id, row.district_id, row.leader_id, row.coach_id, days, rung, row.last)


def _then(db: Db, programme: Programme, today: date, as_of: datetime) -> list[Silence]:
    newest = last_contacts(db, programme.id, today, today, as_of)
    ran = [_Ran(*row[:6], newest.get(row[0])) for row in pairs_of(db, programme.id, today, today, as_of)]
    least = ladders.QUIET_DAYS[0]
    long_ago = today - timedelta(days=least)
    return _counted(db, programme, today, [one for one in ran if (one.last or one.starts_on) <= long_ago], least)
