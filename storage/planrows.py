"""Reading plans: a pair's goals as their reader may see them, and since when nobody looked at them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select

from bot.rules import plans as rules
from bot.rules.dates import local_day
from bot.rules.plans import LIVE, Goal, Plan
from bot.rules.sharing import Reader, Thing, may
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.planaccess import GOALS, READ, TITLES
from storage.plans import goals, plans
from storage.programmes import programmes

CLOSED_SHOWN = 5

_PAIRS: BindParameter[Any] = bindparam("pairs", expanding=True)
PLAN = tenant(select(plans).where(plans.c.engagement_id == bindparam("pair")))
_GOAL = (
    select(goals, plans.c.engagement_id, programmes.c.zone)
    .join_from(goals, plans, plans.c.id == goals.c.plan_id)
    .join(engagements, engagements.c.id == plans.c.engagement_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
)
ONE = tenant(_GOAL.where(goals.c.id == bindparam("goal")))
OF_PAIR = tenant(
    _GOAL.where(plans.c.engagement_id == bindparam("pair")).order_by(
        goals.c.state != LIVE, goals.c.by_day, goals.c.id.desc()
    )
)
COUNTS = tenant(
    select(
        plans.c.engagement_id,
        plans.c.reviewed_on,
        plans.c.at,
        programmes.c.zone,
        func.count(goals.c.id).label("live"),
    )
    .join_from(plans, engagements, engagements.c.id == plans.c.engagement_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
    .join(goals, (goals.c.plan_id == plans.c.id) & (goals.c.state == LIVE))
    .where(plans.c.engagement_id.in_(_PAIRS))
    .group_by(plans.c.engagement_id, plans.c.reviewed_on, plans.c.at, programmes.c.zone)
)
CHUNK = 500


def goals_of(db: Db, engagement_id: int, reader: Reader | None = None) -> list[Goal]:
    """A pair's goals, the live ones first, the nearest day first: ids, focus, days, states.

    reader: with it also the words that this reader may see.
    """
    return [_goal(db, row, reader or Reader()) for row in db.all(OF_PAIR, pair=engagement_id)]


def live_focus(db: Db, engagement_id: int) -> tuple[str, ...]:
    """The codes that a pair's live goals are about, the nearest day first, each once."""
    live = (row for row in db.all(OF_PAIR, pair=engagement_id) if row.state == LIVE)
    return tuple(dict.fromkeys(code for row in live for code in row.focus.split()))


def plan_of(db: Db, pair: int, zone: str, reader: Reader, today: date) -> Plan:
    """A pair's plan as its reader may see it, with the goals that were closed last."""
    row = db.first(PLAN, pair=pair)
    if row is None:
        return Plan()
    found = goals_of(db, pair, reader)
    closed = sorted((one for one in found if not one.live), key=lambda one: one.closed_on or today, reverse=True)
    shown = (*(one for one in found if one.live), *closed[:CLOSED_SHOWN])
    return Plan(shown, row.reviewed_on, since_of(row, zone), row.reviewed_on == today)


def since_of(row: Row[Any], zone: str) -> date:
    """The day on which a plan was looked at last, or begun. row: with reviewed_on and at."""
    begun: date = local_day(row.at, zone)
    return row.reviewed_on or begun


def counts_of(db: Db, pairs: Iterable[int]) -> dict[int, tuple[int, date]]:
    """How many goals are live, and since when nobody looked at the plan, by engagement; those without goals not."""
    wanted = list(dict.fromkeys(pairs))
    found = {}
    for place in range(0, len(wanted), CHUNK):
        for row in db.all(COUNTS, pairs=wanted[place : place + CHUNK]):
            found[row.engagement_id] = (row.live, since_of(row, row.zone))
    return found


def is_stale(db: Db, engagement_id: int, today: date) -> date | None:
    """Since when nobody looked at a pair's plan, where that is too long; None where it is not."""
    live, since = counts_of(db, [engagement_id]).get(engagement_id, (0, today))
    return since if rules.is_stale(since, live, today) else None


def _goal(db: Db, row: Row[Any], reader: Reader) -> Goal:
    """A goal with as much of it as the reader may see."""
    reads, titles = (may(reader, Thing(GOALS), action) for action in (READ, TITLES))
    text = db.unseal(goals.c.text, row.text) or "" if reads or titles else ""
    closed = None if row.state == LIVE else local_day(row.changed_at, row.zone)
    version = f"{row.changed_at.timestamp()}"
    bare = Goal(row.id, tuple(row.focus.split()), row.by_day, row.state, text, closed_on=closed, version=version)
    return _opened(db, row, bare) if reads else bare


def _opened(db: Db, row: Row[Any], bare: Goal) -> Goal:
    return Goal(
        bare.id,
        bare.focus,
        bare.by_day,
        bare.state,
        bare.text,
        db.unseal(goals.c.improvement_goal, row.improvement_goal) or "",
        db.unseal(goals.c.why_none, row.why_none) or "",
        db.unseal(goals.c.indicator, row.indicator) or "",
        db.unseal(goals.c.over, row.over) or "",
        bare.closed_on,
        bare.version,
    )


def find_goal(db: Db, row: Row[Any], reader: Reader) -> Goal:
    """One goal as its reader may see it. row: of ONE."""
    return _goal(db, row, reader)
