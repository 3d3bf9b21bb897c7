"""What every change of a visit asks first: whose it is, whether the time can be, and what to look at once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from bot.errors import Denied, Refusal
from bot.rules import visits as rules
from bot.rules.contacts import brief, spell
from bot.rules.dates import is_zone, local_day
from bot.rules.schooldays import AROUND, school_days
from bot.rules.visits import Slot, Visit
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.people import Actor, active_user
from storage.programmes import programmes
from storage.schools import schools
from storage.shut import Shut
from storage.visits import visits

COACH, LEADER = "coach", "leader"
NOT_YOURS = "This isn't one of your pairs now. Choose another one in the list."
PASSED = "That time has passed. Choose one that is to come; a visit that was held is logged with /coachlog."
NO_ZONE = "That time zone isn't known. Choose one from the list."
NOT_THERE = "Choose leaders you coach, who are yours on that day."

DAY = timedelta(days=1)
PAIR = tenant(
    select(
        engagements.c.id,
        engagements.c.programme_id,
        engagements.c.school_id,
        schools.c.district_id,
        schools.c.name.label("school"),
        engagements.c.coach_id,
        engagements.c.leader_id,
        engagements.c.starts_on,
        engagements.c.ends_on,
        programmes.c.zone,
        active_user(coach).label("coach_user"),
        active_user(leader).label("leader_user"),
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .where(engagements.c.id == bindparam("engagement"))
)
BESIDE = tenant(
    select(
        visits.c.at,
        visits.c.ends_at,
        visits.c.zone,
        visits.c.kind,
        visits.c.place,
        visits.c.series_id,
        schools.c.name.label("school"),
    )
    .join_from(visits, engagements, engagements.c.id == visits.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .where(
        engagements.c.coach_id == bindparam("coach"),
        visits.c.state.in_(rules.LIVE),
        visits.c.day >= bindparam("first"),
        visits.c.day <= bindparam("last"),
        visits.c.id != bindparam("but"),
        visits.c.id != bindparam("nor"),
        or_(visits.c.series_id.is_(None), visits.c.series_id != bindparam("but_series")),
    )
    .order_by(visits.c.at)
)
THEIRS = tenant(
    select(engagements.c.id, engagements.c.leader_id, engagements.c.starts_on, engagements.c.ends_on).where(
        engagements.c.id.in_(bindparam("engagements", expanding=True)),
        engagements.c.coach_id == bindparam("coach"),
        engagements.c.programme_id == bindparam("programme"),
    )
)


@dataclass(frozen=True, slots=True)
class When:
    """A time that was chosen: local "HH:MM" on a day in a zone."""

    day: date
    start: str
    zone: str
    minutes: int

    @property
    def span(self) -> tuple[datetime, datetime]:
        """When it begins and ends."""
        return rules.span_of(self.day, self.start, self.zone, self.minutes)


@dataclass(frozen=True, slots=True)
class Ours:
    """A pair as one of its two people acts in it. side: "coach" or "leader"; person: who acts."""

    row: Row[Any]
    side: str
    person: int


def our_pair(db: Db, actor: Actor, engagement: int, *, coach_only: bool = False) -> Ours:
    """The pair, for one of its two people. Raises Denied for everyone else, and for the leader where coach_only."""
    row = db.first(PAIR, engagement=engagement)
    if row is not None and row.coach_user == actor.user_id:
        return Ours(row, COACH, row.coach_id)
    if row is not None and row.leader_user == actor.user_id and not coach_only:
        return Ours(row, LEADER, row.leader_id)
    raise Denied("visit.pair", "engagement", NOT_YOURS)


def zone_for(pair: Row[Any], chosen: str | None) -> str:
    """The zone a time is meant in: the one that was chosen, or the program's. Raises Refusal for one nobody knows."""
    name: str = chosen or pair.zone
    if not is_zone(name):
        raise Refusal(NO_ZONE, "zone")
    return name


def check_time(db: Db, now: datetime, pair: Row[Any], kind: str, when: When) -> None:
    """Raise Refusal for a time that has passed, is over a year away or out of the pair's time, or on a closed day."""
    today = local_day(now, when.zone)
    if when.day < today:
        raise Refusal(PASSED, "day")
    if when.day - today > rules.LONGEST_AHEAD:
        raise Refusal("Choose a day within a year from now.", "day")
    if when.span[0] <= now:
        raise Refusal(PASSED, "start")
    check_pair_day(pair, when.day)
    if kind == rules.ON_SITE and _why(db, pair, when.day) == "calendar":
        raise Refusal(f"{pair.school} is closed on {brief(when.day)}. Choose another day, or make it a call.", "day")


def check_pair_day(pair: Row[Any], day: date, field: str = "day") -> None:
    """Raise Refusal for a day on which the pair doesn't work together."""
    if day < pair.starts_on:
        raise Refusal(f"This engagement begins on {spell(pair.starts_on)}. Choose that day or a later one.", field)
    if pair.ends_on is not None and day > pair.ends_on:
        raise Refusal(f"This engagement ends on {spell(pair.ends_on)}. Choose that day or an earlier one.", field)


def _why(db: Db, pair: Row[Any], day: date) -> str | None:
    return Shut(db, [pair.programme_id], day, day).of(pair.programme_id, pair.district_id, pair.school_id).get(day)


def next_school_day(db: Db, engagement: int, after: date) -> date:
    """The next school day of a pair's school; where there is none for long, the day after."""
    first, last = after + DAY, after + AROUND
    pair = db.first(PAIR, engagement=engagement)
    if pair is None:
        return first
    shut = Shut(db, [pair.programme_id], first, last).of(pair.programme_id, pair.district_id, pair.school_id)
    return next(iter(school_days(first, last, frozenset(shut))), first)


def warnings_about(
    db: Db, pair: Row[Any], kind: str, times: Sequence[When], *, but: tuple[int, int] = (0, 0), but_series: int = 0
) -> tuple[str, ...]:
    """What the coach should look at: overlaps, too little time to travel, testing. but: visits to leave out."""
    if not times:
        return ()
    days = [one.day for one in times]
    first, last = min(days) - timedelta(days=1), max(days) + timedelta(days=1)
    asked = {"coach": pair.coach_id, "first": first, "last": last, "but": but[0], "nor": but[1]}
    rows = db.all(BESIDE, **asked, but_series=but_series)
    others = [Slot(one.at, one.ends_at, one.zone, one.place or one.school, one.kind in rules.REMOTE) for one in rows]
    mine = [Slot(*one.span, one.zone, pair.school, kind in rules.REMOTE) for one in times]
    found = rules.warnings_of(mine, others)
    if kind == rules.ON_SITE and len(times) == 1 and _why(db, pair, days[0]) == "tests":
        found = (*found, f"{pair.school} is testing on {brief(days[0])}.")
    return found


def guests_there(db: Db, pair: Row[Any], wanted: Sequence[int], day: date) -> list[int]:
    """The engagements of further leaders. Raises Denied for one that isn't the coach's, Refusal for an ended one."""
    asked = sorted(set(wanted) - {pair.id})
    rows = db.all(THEIRS, engagements=asked, coach=pair.coach_id, programme=pair.programme_id) if asked else []
    if len(rows) != len(asked):
        raise Denied("visit.guests", "guests", NOT_THERE)
    if any(day < one.starts_on or (one.ends_on and day > one.ends_on) for one in rows):
        raise Refusal(NOT_THERE, "guests")
    return [one.id for one in rows if one.leader_id != pair.leader_id]


def when_of(visit: Visit) -> When:
    """The time at which a visit stands."""
    return When(visit.day, visit.start, visit.zone, visit.minutes)
