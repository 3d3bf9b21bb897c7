"""Pairs that stall: no contact for long, nothing booked. Who is told when, and the coordinators' list."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select, update

from bot.messages import pairnudges as words
from bot.messages.nudges import Piece
from bot.rules import ladders
from bot.rules.dates import local_day
from bot.rules.nudges import Nudge, first_of
from bot.rules.rounds import QUIET, Stalled
from bot.rules.schooldays import school_days
from bot.rules.visits import PLANNED, PROPOSED
from storage.closeddays import ClosedDays
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.nudges import nudges
from storage.nudging import NewNudge
from storage.people import people, roles
from storage.plannudges import unsigned
from storage.programmes import Programme, list_programmes
from storage.quietfigures import silences
from storage.schools import schools
from storage.stalls import LIST_RUNG, Stall
from storage.survey import LAST_CONTACT
from storage.visits import visits

QUIET_PAIR, UNBOOKED = "quiet_pair", "unbooked"
OVER = "over"  # what became of a stretch without a booked visit
SCHOOL_DAYS = 10  # two weeks of them
SETTLING = timedelta(days=7)  # of a new pair, in which nothing booked is nothing odd
BOOKED_WITHIN = timedelta(days=45)
YEAR = timedelta(days=366)

_next = (
    select(func.min(visits.c.day))
    .where(
        visits.c.engagement_id == engagements.c.id,
        visits.c.day >= bindparam("today"),
        or_(visits.c.state == PLANNED, visits.c.state == PROPOSED),
    )
    .correlate(engagements)
    .scalar_subquery()
)
_PAIR = (
    select(
        engagements.c.id,
        engagements.c.programme_id,
        engagements.c.coach_id,
        engagements.c.leader_id,
        engagements.c.school_id,
        engagements.c.starts_on,
        engagements.c.ends_on,
        schools.c.district_id,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
        LAST_CONTACT.label("last"),
        _next.label("coming"),
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
)
_RUNS = (
    engagements.c.starts_on <= bindparam("today"),
    or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today")),
)
_FREE = (
    engagements.c.programme_id == bindparam("programme"),
    *_RUNS,
    engagements.c.starts_on <= bindparam("settled"),
    or_(_next.is_(None), _next > bindparam("soon")),
)
FREE = tenant(_PAIR.where(*_FREE).order_by(engagements.c.id))
FREE_OF_COACH = tenant(_PAIR.where(engagements.c.coach_id == bindparam("person"), *_FREE).order_by(schools.c.name))
ONE = tenant(_PAIR.where(engagements.c.id == bindparam("pair"), *_RUNS))
STRETCHES = tenant(
    select(nudges.c.subject_id, func.min(nudges.c.first_due_at).label("began"))
    .where(nudges.c.kind == UNBOOKED, nudges.c.rung == 0, func.coalesce(nudges.c.act, "") != OVER)
    .group_by(nudges.c.subject_id)
)
ASKED = tenant(
    select(nudges.c.subject_id, nudges.c.occurrence, nudges.c.first_due_at).where(
        nudges.c.kind == QUIET_PAIR, nudges.c.rung == 0, nudges.c.first_due_at >= bindparam("since")
    )
)
END = tenant(
    update(nudges)
    .where(nudges.c.kind == UNBOOKED, nudges.c.subject_id == bindparam("pair"), func.coalesce(nudges.c.act, "") != OVER)
    .values(act=OVER, acted_at=bindparam("now"))
)
LEADS = tenant(
    select(roles.c.person_id)
    .join_from(roles, people, people.c.id == roles.c.person_id)
    .where(
        roles.c.programme_id == bindparam("programme"),
        roles.c.role == "lead_coach",
        people.c.deactivated_at.is_(None),
    )
    .distinct()
)


def quiet_pairs(db: Db, programme: Programme, today: date, closed: ClosedDays) -> list[NewNudge]:  # noqa: ARG001 - as all planners
    """What is to be said of pairs without a contact: to the coach, then to the lead coaches as well."""
    found = silent(db, programme, today)
    leads = [row.person_id for row in db.all(LEADS, programme=programme.id)] if found else []
    planned = []
    for one in found:
        if one.rung < LIST_RUNG:
            told = [one.row.coach_id, *(leads if one.rung else ())]
            planned += [_nudge(QUIET_PAIR, who, one, one.rung, one.on, programme) for who in dict.fromkeys(told)]
    return planned


def unbooked_pairs(db: Db, programme: Programme, today: date, closed: ClosedDays) -> list[NewNudge]:
    """What is to be said of pairs with nothing booked: to both, then to the coach."""
    planned = []
    for one in unbooked(db, programme, today, closed):
        rung = min(one.rung, LIST_RUNG - 1)
        day = one.since + timedelta(days=ladders.UNBOOKED_DAYS[rung])
        told = [one.row.coach_id] if rung else [one.row.coach_id, one.row.leader_id]
        planned += [_nudge(UNBOOKED, person, one, rung, day, programme) for person in told]
    return planned


def _nudge(kind: str, person: int, one: Stall, rung: int, day: date, programme: Programme) -> NewNudge:
    due = ladders.instant(day, "00:00", programme.zone)
    until = ladders.midnight_after(day + ladders.WEEK, programme.zone)
    return NewNudge(kind, person, one.row.id, f"{kind}:{one.row.id}:{one.since}:{rung}:{person}", due, until, rung)


def silent(db: Db, programme: Programme, today: date) -> list[Stall]:
    """Pairs without a contact for two weeks or more; one that never had any is counted from its beginning.

    The coach is always asked first: where that was later than it might have been, as after a start with pairs long
    quiet, all that follows is so much later.
    """
    asked = _asked(db, programme, today)
    found = []
    for one in silences(db, programme, today):
        first = asked.get((one.row.id, str(one.since)), today)
        late = max(first - ladders.quiet_on(one.since, 0, one.closed), timedelta())
        days = [ladders.quiet_on(one.since, rung, one.closed) + late for rung in range(len(ladders.QUIET_DAYS))]
        rung = max(place for place, day in enumerate(days) if day <= max(today, first))
        found.append(Stall(one.row, QUIET, one.since, rung, days[rung]))
    return found


def _asked(db: Db, programme: Programme, today: date) -> dict[tuple[int, str], date]:
    """When the coach of a pair was first asked about a silence, by the pair and the day it began."""
    begin = ladders.instant(today - YEAR, "00:00", programme.zone)
    found: dict[tuple[int, str], date] = {}
    for row in db.all(ASKED, since=begin):
        key, day = (
            (row.subject_id, first_of(row.occurrence).split(":")[-3]),
            local_day(row.first_due_at, programme.zone),
        )
        found[key] = min(day, found.get(key, day))
    return found


def unbooked(db: Db, programme: Programme, today: date, closed: ClosedDays) -> list[Stall]:
    """Pairs with nothing booked in the next two weeks, or ten school days where a holiday lies in them."""
    began = {row.subject_id: row.began for row in db.all(STRETCHES)}
    found = []
    for row in free(db, programme, today, closed):
        start = began.get(row.id)
        since = local_day(start, programme.zone) if start else today
        rung = ladders.unbooked_rung(since, today)
        found.append(Stall(row, UNBOOKED, since, rung, since + timedelta(days=ladders.UNBOOKED_DAYS[rung])))
    return found


def free(db: Db, programme: Programme, today: date, closed: ClosedDays, of_coach: int | None = None) -> list[Row[Any]]:
    """The pairs for which nothing is booked, of all or of one coach."""
    asked = {"programme": programme.id, "today": today, "settled": today - SETTLING}
    asked["soon"] = today + ladders.UNBOOKED_AHEAD
    rows = db.all(FREE_OF_COACH, person=of_coach, **asked) if of_coach else db.all(FREE, **asked)
    return [row for row in rows if _is_free(row, programme, today, _closed(row, closed))]


def _is_free(row: Row[Any], programme: Programme, today: date, closed: frozenset[date]) -> bool:
    last = min(today + BOOKED_WITHIN, row.ends_on or programme.year_to, programme.year_to)
    ahead = school_days(today, last, closed)
    if len(ahead) < SCHOOL_DAYS:
        return False  # the year is nearly over
    reach = max(today + ladders.UNBOOKED_AHEAD, ahead[SCHOOL_DAYS - 1])
    return row.coming is None or bool(row.coming > reach)


def stretches_over(db: Db, now: datetime) -> list[int]:
    """The pairs that had nothing booked and have now."""
    began = {row.subject_id for row in db.all(STRETCHES)}
    still: set[int] = set()
    for programme in list_programmes(db) if began else ():
        today = local_day(now, programme.zone)
        still |= {row.id for row in free(db, programme, today, ClosedDays(db, programme, today))}
    return sorted(began - still)


def end_stretches(db: Db, now: datetime, pairs: Sequence[int]) -> int:
    """Note that these pairs have something booked again, so that the next stretch begins anew."""
    return db.change_many(END, [{"pair": one, "now": now} for one in pairs])


def _closed(row: Row[Any], closed: ClosedDays) -> frozenset[date]:
    return closed.at(row.district_id, row.school_id, tests=False)


def quiet_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """Nothing, once there was a contact again, or the pair is over."""
    found = _found(db, nudge, now)
    if found is None:
        return None
    row, _, _ = found
    base = str(row.last or row.starts_on)
    if base != _planned_since(nudge):
        return None
    one = Stalled(row.id, row.school, row.leader, row.coach, QUIET, row.last)
    if nudge.person_id == row.coach_id:
        return words.quiet(one, nudge.rung)
    return words.quiet_to_lead(one) if nudge.rung else None


def unbooked_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """Nothing, once a visit is booked or proposed."""
    found = _found(db, nudge, now)
    if found is None or nudge.person_id not in {found[0].coach_id, found[0].leader_id}:
        return None
    row, programme, today = found
    if not _is_free(row, programme, today, _closed(row, ClosedDays(db, programme, today))):
        return None
    one = Stalled(row.id, row.school, row.leader, row.coach, UNBOOKED)
    return words.unbooked(one, nudge.rung, to_coach=nudge.person_id == row.coach_id)


def _found(db: Db, nudge: Nudge, now: datetime) -> tuple[Row[Any], Programme, date] | None:
    for programme in list_programmes(db):
        today = local_day(now, programme.zone)
        row = db.first(ONE, pair=nudge.subject_id, today=today)
        if row is not None and row.programme_id == programme.id:
            return row, programme, today
    return None


def _planned_since(nudge: Nudge) -> str:
    return nudge.planned_as.split(":")[-3]


def listed(db: Db, programme: Programme, today: date) -> list[Stall]:
    """The pairs on the coordinators' list: no contact for 30 days, nothing booked for ten, or no agreement both have
    signed for three weeks; the longest first."""
    closed = ClosedDays(db, programme, today)
    found: dict[int, Stall] = {}
    stalled = (*silent(db, programme, today), *unbooked(db, programme, today, closed))
    for one in (*stalled, *unsigned(db, programme, today)):
        if one.rung >= LIST_RUNG:
            found.setdefault(one.row.id, one)
    return sorted(found.values(), key=lambda one: (one.since, one.row.school, one.row.id))


def fresh(found: Iterable[Stall], since: date | None) -> Sequence[Stall]:
    """Those that came onto the list after a day; None: all."""
    return [one for one in found if since is None or one.on > since]
