"""What goes along when a pair ends, is handed over or moves: visits, weekly times, next steps, the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select, update

from bot.errors import FieldErrors
from bot.rules import visits as rules
from bot.rules.commitments import LIVE
from bot.rules.contacts import readable, spell
from bot.rules.roster import byhand
from bot.rules.roster.handforms import KEEP, ChangePair, EndPair, Form
from storage.contacts import contacts, next_steps
from storage.database import Db, tenant
from storage.mirroring import mirror_usual
from storage.planning import plan_series
from storage.plans import plans
from storage.series import series
from storage.visitnudges import plan_visit_nudges
from storage.visits import visits
from storage.weeklyending import Weekly, end_weekly, weekly_to_end

DAY = timedelta(days=1)
ENDING = (byhand.ENDED, *byhand.HANDS_OVER)
COPIED = ("kind", "weekday", "start", "minutes", "every_weeks", "zone", "place")

LATEST = tenant(
    select(contacts.c.id, contacts.c.day)
    .where(
        contacts.c.engagement_id == bindparam("pair"),
        contacts.c.removed_at.is_(None),
        or_(contacts.c.day > bindparam("last"), contacts.c.day < bindparam("first")),
    )
    .order_by(contacts.c.day.desc())
    .limit(1)
)
_BOOKED = (
    select(visits.c.id, visits.c.state, visits.c.reason, visits.c.series_id)
    .where(
        visits.c.engagement_id == bindparam("pair"),
        visits.c.day > bindparam("last"),
        visits.c.contact_id.is_(None),
        visits.c.state.in_((rules.PLANNED, rules.PROPOSED, rules.CLOSED)),
    )
    .order_by(visits.c.id)
)
BOOKED, BOOKED_HELD = tenant(_BOOKED), tenant(_BOOKED.with_for_update())  # what is only looked at can't be held
WITHDRAW = tenant(
    update(visits)
    .where(
        visits.c.id.in_(bindparam("gone", expanding=True)),
        visits.c.state.in_((rules.PLANNED, rules.PROPOSED, rules.CLOSED)),
    )
    .values(state=rules.WITHDRAWN, reason=None, sequence=visits.c.sequence + 1, changed_at=bindparam("now"))
)
RUNNING = tenant(
    select(series)
    .where(
        series.c.engagement_id == bindparam("pair"),
        or_(series.c.until_day.is_(None), series.c.until_day >= bindparam("day")),
    )
    .order_by(series.c.id)
)
_STEPS = (
    select(next_steps.c.id)
    .join_from(next_steps, contacts, contacts.c.id == next_steps.c.contact_id)
    .where(
        next_steps.c.engagement_id == bindparam("pair"),
        next_steps.c.state.in_(LIVE),
        contacts.c.removed_at.is_(None),
    )
    .order_by(next_steps.c.id)
)
STEPS, STEPS_HELD = tenant(_STEPS), tenant(_STEPS.with_for_update(of=next_steps))
STEPS_TO = tenant(
    update(next_steps)
    .where(next_steps.c.id.in_(bindparam("steps", expanding=True)), next_steps.c.engagement_id == bindparam("was"))
    .values(engagement_id=bindparam("pair"), changed_at=bindparam("now"))
)
PLAN = tenant(select(func.count(plans.c.id)).where(plans.c.engagement_id == bindparam("pair")))
PLAN_TO = tenant(update(plans).where(plans.c.engagement_id == bindparam("was")).values(engagement_id=bindparam("pair")))


@dataclass(frozen=True, slots=True)
class Handing:
    """What a change finds of its pair. last: the pair's last day; weekly: its series that run then; ends: those
    that end without another pair."""

    act: str
    pair: int = 0
    last: date | None = None
    keeps: bool = False
    weekly: tuple[Row[Any], ...] = ()
    before: dict[str, Any] = field(default_factory=dict)
    ends: Weekly = field(default_factory=Weekly)


def check_logged(db: Db, act: str, pair: int, form: Form) -> None:
    """Raises FieldErrors where something was logged on days that a change would take from its pair."""
    given = form.model_dump()
    if act == byhand.CHANGED:
        _check_logged(db, pair, "ends_on", given["ends_on"] or date.max, given["starts_on"])
    elif act in ENDING:
        _check_logged(db, pair, "ends_on" if isinstance(form, EndPair) else "from_day", _last(form))


def _last(form: Form) -> date:
    given: dict[str, date] = form.model_dump()
    return given["ends_on"] if isinstance(form, EndPair) else given["from_day"] - DAY


def before_change(db: Db, when: tuple[datetime, date], act: str, pair: int, form: Form) -> Handing:
    """What stands before a pair is changed; its booked visits are held. when: now, and today."""
    given = form.model_dump()
    if isinstance(form, ChangePair):
        ends = weekly_to_end(db, *when, pair, hold=True) if form.ends_weekly else Weekly()
        gone = {one[0]: one for one in (*_booked(db, pair, form.ends_on or date.max), *map(list, ends.gone))}
        before = {"visits": list(gone.values()), **ends.as_json()}
        return Handing(act, pair, form.ends_on, before=before, ends=ends)
    if act not in ENDING:
        return Handing(act)
    last = _last(form)
    weekly = tuple(db.all(RUNNING, pair=pair, day=last + DAY))
    return Handing(act, pair, last, given.get("visits") == KEEP, weekly, {"visits": _booked(db, pair, last)})


def _booked(db: Db, pair: int, last: date) -> list[list[Any]]:
    return [[row.id, row.state, row.reason] for row in db.all(BOOKED_HELD, pair=pair, last=last)]


def _check_logged(db: Db, pair: int, name: str, last: date, first: date = date.min) -> None:
    row = db.first(LATEST, pair=pair, last=last, first=first)
    if row is None:
        return
    if row.day < first:
        raise FieldErrors(
            {"starts_on": f"{readable(row.id)} was logged on {spell(row.day)}. Choose a first day until then."}
        )
    day = "that" if name == "ends_on" else "the day after that"
    sentence = f"{readable(row.id)} was logged on {spell(row.day)}. Choose {day} or a later day."
    raise FieldErrors({name: sentence})


def after_change(db: Db, now: datetime, today: date, handing: Handing, new: int) -> dict[str, Any]:
    """Let visits, weekly times, steps and plan follow; what was moved, so that it can be taken back."""
    found: dict[str, Any] = {}
    if gone := [one[0] for one in handing.before.get("visits", ())]:
        db.change(WITHDRAW, gone=gone, now=now)
        plan_visit_nudges(db, now, gone)
    if handing.ends.series:
        end_weekly(db, now, today, handing.pair, handing.ends)
    if not new or handing.last is None:
        return found
    if handing.keeps:
        go_on_weekly(db, now, today, handing, new)
    return found | carry_over(db, now, (handing.pair, new), handing.last + DAY, today)


def go_on_weekly(db: Db, now: datetime, today: date, handing: Handing, new: int) -> None:
    """Let the weekly times of a pair go on in the one that follows it, in the same rhythm."""
    made = []
    begin = (handing.last or today) + DAY
    for row in handing.weekly:
        rule = rules.Weekly(row.weekday, row.every_weeks, row.from_day, row.until_day)
        days = rules.occurrences(rule, begin, begin + rules.AHEAD)
        if days:
            values = {name: getattr(row, name) for name in COPIED}
            made.append(
                db.add(
                    series,
                    engagement_id=new,
                    from_day=days[0],
                    until_day=row.until_day,
                    planned_until=None,
                    intent=None,
                    changed_at=now,
                    **values,
                )
            )
    if made:
        mirror_usual(db, now, new, today)
        plan_series(db, now, made)


def carry_over(db: Db, now: datetime, pairs: tuple[int, int], first: date, today: date) -> dict[str, Any]:
    """Hand open next steps and the plan to the pair that follows, on its first day; before that nothing moves.

    pairs: the one that ends, and the one that follows.
    """
    old, new = pairs
    if first > today:
        return {"carried": False, "old_pair": old}
    steps = [row.id for row in db.all(STEPS_HELD, pair=old)]
    if steps:
        db.change(STEPS_TO, steps=steps, was=old, pair=new, now=now)
    plan = not db.value(PLAN, pair=new) and db.change(PLAN_TO, was=old, pair=new) > 0
    return {"carried": True, "old_pair": old, "steps": steps, "plan": plan}


def hand_back(db: Db, now: datetime, after: Mapping[str, Any]) -> None:
    """Give back what carry_over handed on."""
    old, new = after.get("old_pair", 0), after.get("new_pair", 0)
    if steps := after.get("steps"):
        db.change(STEPS_TO, steps=steps, was=new, pair=old, now=now)
    if after.get("plan"):
        db.change(PLAN_TO, was=new, pair=old)
