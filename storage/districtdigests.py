"""A district's month for its liaisons: sums of their own district, told on the first school Monday of a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from bot.errors import Denied
from bot.messages import Message
from bot.messages.districts import month_digest
from bot.rules.dates import local_day
from bot.rules.digestdays import month_told
from bot.rules.digestfigures import held_of
from bot.rules.digests import DISTRICT, Month
from bot.rules.figures import PairFigures
from bot.rules.ladders import instant
from bot.rules.pacing import on_pace
from bot.rules.plans import LIVE
from bot.rules.sharing import Reader, Thing, may
from storage import audit
from storage.closeddays import ClosedDays
from storage.database import Db, tenant
from storage.digesting import ONE
from storage.digests import digests
from storage.engagements import engagements
from storage.figures import pair_figures
from storage.insert import insert_once
from storage.moments import one_moment
from storage.monthhours import leader_minutes
from storage.outbox import NewOwed, Owed, owe_once
from storage.people import Actor, find_person, people, roles
from storage.plans import goals, plans
from storage.programmes import Programme, list_programmes
from storage.runs import first_run, runs
from storage.schools import districts, schools

KIND = "district_digest"
AT, UNTIL = "08:30", "18:00"

RAN = tenant(select(runs.c.id).where(runs.c.duty == bindparam("duty"), runs.c.period == bindparam("period")))
LIAISONS = tenant(
    select(roles.c.person_id, people.c.district_id)
    .join_from(roles, people, people.c.id == roles.c.person_id)
    .where(
        roles.c.programme_id == bindparam("programme"),
        roles.c.role == "liaison",
        people.c.district_id.is_not(None),
        people.c.slack_user_id.is_not(None),
        people.c.deactivated_at.is_(None),
    )
    .order_by(people.c.district_id, roles.c.person_id)
)
NUMBER = tenant(
    select(func.max(digests.c.number)).where(
        digests.c.programme_id == bindparam("programme"),
        digests.c.kind == DISTRICT,
        digests.c.about == bindparam("district"),
    )
)
NAME = tenant(select(districts.c.name).where(districts.c.id == bindparam("district")))
_RUNS = (
    engagements.c.programme_id == bindparam("programme"),
    engagements.c.starts_on <= bindparam("today"),
    or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today")),
)
GOALS = tenant(
    select(schools.c.district_id, goals.c.id, goals.c.text)
    .join_from(goals, plans, plans.c.id == goals.c.plan_id)
    .join(engagements, engagements.c.id == plans.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .where(*_RUNS, goals.c.state == LIVE)
    .order_by(goals.c.id)
)


@dataclass(frozen=True, slots=True)
class MonthDue:
    """A program's month that is to be told its liaisons. told_to: them, by district."""

    programme: int
    first: date
    last: date
    until: datetime
    told_to: Mapping[int, tuple[int, ...]]

    @property
    def period(self) -> str:
        """As rows name it: 2026-11."""
        return f"{self.first:%Y-%m}"


def duty_of(programme: int) -> str:
    """As the runs name it."""
    return f"{DISTRICT}:{programme}"


def months_due(db: Db, now: datetime) -> list[MonthDue]:
    """The programs whose liaisons are to be told of the last month, each once."""
    return [due for one in list_programmes(db) if (due := _due(db, now, one))]


def _due(db: Db, now: datetime, programme: Programme) -> MonthDue | None:
    today = local_day(now, programme.zone)
    if now < instant(today, AT, programme.zone):
        return None
    closed = ClosedDays(db, programme, today).everywhere
    month = month_told(today, (programme.year_from, programme.year_to), closed)
    if month is None or db.first(RAN, duty=duty_of(programme.id), period=f"{month[0]:%Y-%m}"):
        return None
    wednesday = today - timedelta(days=today.weekday() - 2)
    until = instant(wednesday, UNTIL, programme.zone)
    told: dict[int, tuple[int, ...]] = {}
    for row in db.all(LIAISONS, programme=programme.id):
        told[row.district_id] = (*told.get(row.district_id, ()), row.person_id)
    return MonthDue(programme.id, *month, until, told) if now < until else None


@one_moment
def read_months(db: Db, now: datetime, due: MonthDue) -> dict[int, Month]:
    """The month of each district that has a liaison and in which anything was planned or logged."""
    programme = next(one for one in list_programmes(db) if one.id == due.programme)
    groups: dict[int, list[PairFigures]] = {one: [] for one in due.told_to}
    for one in pair_figures(db, now, due.programme, due.first, due.last):
        if one.district in groups:
            groups[one.district].append(one)
    had = leader_minutes(db, programme, due.first, due.last)
    live = _goals(db, programme, now)
    return {
        district: _told(db, programme, _month(programme, due, pairs, had, len(live.get(district, ()))), pairs)
        for district, pairs in groups.items()
        if any(one.planned or one.made for one in pairs)
    }


def _month(
    programme: Programme, due: MonthDue, pairs: Sequence[PairFigures], had: Mapping[int, int], live: int
) -> Month:
    """had: minutes of each leader, wherever she is coached."""
    leaders, promised = {one.leader for one in pairs}, programme.rules.dose.hours_per_month
    month = Month(first=due.first, last=due.last, leaders=len(leaders), goals=live, promised=round(promised * 60))
    if not month.large:
        return month
    on_dose = sum(on_pace(promised, had.get(one, 0)) for one in leaders)
    return month.model_copy(update={"visits": held_of(pairs), "on_dose": on_dose})


def _told(db: Db, programme: Programme, month: Month, pairs: Sequence[PairFigures]) -> Month:
    """With the hours of the district's own pairs, where there are enough leaders."""
    if not month.large:
        return month
    minutes = leader_minutes(db, programme, month.first, month.last, [one.pair for one in pairs])
    return month.model_copy(update={"minutes": sum(minutes.values())})


def _goals(db: Db, programme: Programme, now: datetime) -> dict[int, list[Any]]:
    """The live goals of the pairs that run; once the school year is over, of those that ran on its last day."""
    found: dict[int, list[Any]] = {}
    today = min(local_day(now, programme.zone), programme.year_to)
    for row in db.all(GOALS, programme=programme.id, today=today):
        found.setdefault(row.district_id, []).append(row)
    return found


def keep_months(db: Db, now: datetime, due: MonthDue, found: Mapping[int, Month]) -> int:
    """Keep each district's month, and owe it to its liaisons; how many messages. Once for a program and a month."""
    if not first_run(db, duty_of(due.programme), due.period, now):
        return 0
    owed = 0
    for district, month in sorted(found.items()):
        row = insert_once(
            db,
            digests,
            programme_id=due.programme,
            kind=DISTRICT,
            about=district,
            period=due.period,
            number=(db.value(NUMBER, programme=due.programme, district=district) or 0) + 1,
            as_of=now,
            figures=month.model_dump(mode="json"),
        )
        for person in due.told_to[district] if row else ():
            key = f"{KIND}:{row}:{person}"
            owed += owe_once(db, now, NewOwed(KIND, key, person_id=person, subject_id=row, expires_at=due.until))
    return owed


def compose_month(db: Db, owed: Owed, _now: datetime) -> Message | None:
    """The month as it was kept; nothing for somebody who isn't this district's liaison any more."""
    row = db.first(ONE, digest=owed.subject_id or 0)
    if row is None or (owed.person_id, row.about) not in _liaisons(db, row.programme_id):
        return None
    return month_digest(
        row.id, row.number, str(db.value(NAME, district=row.about) or ""), Month.model_validate(row.figures)
    )


def _liaisons(db: Db, programme: int) -> set[tuple[int | None, int]]:
    return {(row.person_id, row.district_id) for row in db.all(LIAISONS, programme=programme)}


def goal_titles(db: Db, actor: Actor, now: datetime, digest_id: int) -> tuple[str, ...]:
    """What the leaders of a liaison's own district work on now, and never whose goal it is. Raises Denied.

    That they were read is written down.
    """
    row, person = db.first(ONE, digest=digest_id), find_person(db, actor)
    if row is None or person is None or row.kind != DISTRICT:
        raise Denied("district.goals")
    parts = frozenset({"liaison"}) if (person.id, row.about) in _liaisons(db, row.programme_id) else frozenset()
    if not may(Reader(parts), Thing("plan_goals"), "titles"):
        raise Denied("district.goals")
    audit.note(db, now, actor.user_id, audit.GOALS_READ, digest_id)
    programme = next(one for one in list_programmes(db) if one.id == row.programme_id)
    live = _goals(db, programme, now).get(row.about, [])
    return tuple(sorted(db.unseal(goals.c.text, one.text) or "" for one in live))


MONTHS = {KIND: compose_month}
