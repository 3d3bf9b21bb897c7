"""Adding and changing goals, closing them, and noting that the pair looked at its plan."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from bot.errors import Denied, Refusal
from bot.messages import plans as words
from bot.rules import plans as rules
from bot.rules.plainkinds import UNREVIEWED
from bot.rules.plans import LIVE, LIVE_MAX, Goal
from storage import audit
from storage.agreementnews import refresh_pair
from storage.database import Db, tenant
from storage.guarding import Flagged, Look, flagged, looked_at
from storage.insert import insert_once
from storage.nudgetouching import retouch_about
from storage.nudging import withdraw_nudges
from storage.people import Actor
from storage.planaccess import GOALS, Access, access_to, held_for
from storage.planrows import ONE, PLAN, find_goal
from storage.plans import NewGoal, goals, plans

WRITE = "write"
ACTION = "action"  # the template of a plan; the only one so far

BY_INTENT = tenant(
    select(goals.c.id, plans.c.engagement_id)
    .join_from(goals, plans, plans.c.id == goals.c.plan_id)
    .where(goals.c.intent == bindparam("intent_key"))
)
LIVE_COUNT = tenant(
    select(func.count(goals.c.id))
    .join_from(goals, plans, plans.c.id == goals.c.plan_id)
    .where(plans.c.engagement_id == bindparam("pair"), goals.c.state == LIVE, goals.c.id != bindparam("but"))
)
REWRITE = tenant(
    update(goals)
    .where(goals.c.id == bindparam("goal"))
    .values(
        text=bindparam("sealed_text"),
        improvement_goal=bindparam("serves"),
        why_none=bindparam("why"),
        focus=bindparam("codes"),
        indicator=bindparam("shown_by"),
        by_day=bindparam("day"),
        over=bindparam("beside"),
        changed_by=bindparam("person"),
        changed_at=bindparam("now"),
    )
)
TURN = tenant(
    update(goals)
    .where(goals.c.id == bindparam("goal"))
    .values(state=bindparam("as_state"), changed_by=bindparam("person"), changed_at=bindparam("now"))
)
CHANGED = tenant(
    update(plans)
    .where(plans.c.engagement_id == bindparam("pair"))
    .values(edition=plans.c.edition + 1, changed_at=bindparam("now"))
)
REVIEWED = tenant(
    update(plans)
    .where(plans.c.engagement_id == bindparam("pair"))
    .values(reviewed_on=bindparam("day"), reviewed_before=bindparam("former"), changed_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Planning:
    """One filling-in of a goal's form. pair: the engagement; goal: the one it changes, with the version it began from;
    wording: neutral or own, once looked at."""

    intent: str
    pair: int
    goal: int = 0
    version: str = ""
    wording: str = ""


def save_goal(db: Db, actor: Actor, now: datetime, planning: Planning, new: NewGoal) -> int:
    """Add a goal, once per filling-in, or change one; its id.

    Raises Denied for anyone but the two, Unsure where its words may tell who somebody is and nobody looked, Refusal for
    a fourth live goal without a reason, a day that can't be, and a goal the other one changed meanwhile.
    """
    held = held_for(db, actor, now, planning.pair, GOALS, WRITE)
    before = db.first(BY_INTENT, intent_key=planning.intent)
    if before is not None:
        if before.engagement_id != planning.pair:
            raise Denied("goal.intent")
        return int(before.id)
    row = _own(db, planning.goal, held) if planning.goal else None
    _check(db, held, now, new, row)
    look = Look(actor, now, planning.pair, held.known, teachers=False, wording=planning.wording)
    new = new.model_copy(update=looked_at(db, new.texts(), look))
    if row is not None and _same(find_goal(db, row, held.reader), new):
        return int(row.id)
    made = _add(db, now, held, planning, new) if row is None else _change(db, now, held, row, planning, new)
    _after(db, now, actor, held, "goal.changed" if row else "goal.added", made)
    return made


def _check(db: Db, held: Access, now: datetime, new: NewGoal, row: Row[Any] | None) -> None:
    today = held.day(now)
    kept = row is not None and row.by_day == new.by_day
    if not (kept or today < new.by_day <= today + rules.AHEAD):
        raise Refusal(words.BY_WHEN, "by_day")
    live = db.value(LIVE_COUNT, pair=held.row.id, but=row.id if row else 0)
    if (row is None or row.state == LIVE) and live >= LIVE_MAX and not new.over:
        raise Refusal(words.THREE_ARE_LIVE, "over")


def _own(db: Db, goal: int, held: Access) -> Row[Any]:
    row = db.first(ONE, goal=goal)
    if row is None or row.engagement_id != held.row.id:
        raise Denied(GOALS)
    return row


def _same(one: Goal, new: NewGoal) -> bool:
    kept = (one.text, one.serves, one.why_none, one.focus, one.indicator, one.by_day, one.over)
    return kept == (
        new.text, new.improvement_goal or "", new.why_none or "", new.focus, new.indicator, new.by_day, new.over or "",
    )  # fmt: skip


def _sealed(db: Db, new: NewGoal) -> dict[str, Any]:
    return {
        "text": db.seal(goals.c.text, new.text),
        "improvement_goal": db.seal(goals.c.improvement_goal, new.improvement_goal),
        "why_none": db.seal(goals.c.why_none, new.why_none),
        "focus": " ".join(new.focus),
        "indicator": db.seal(goals.c.indicator, new.indicator),
        "by_day": new.by_day,
        "over": db.seal(goals.c.over, new.over),
    }


def _add(db: Db, now: datetime, held: Access, planning: Planning, new: NewGoal) -> int:
    begun = {"engagement_id": held.row.id, "template": ACTION, "edition": 0, "at": now, "changed_at": now}
    insert_once(db, plans, **begun)
    plan = db.first(PLAN, pair=held.row.id)
    if plan is None:
        raise LookupError("a plan that was just begun")
    values = {"plan_id": plan.id, "state": LIVE, "changed_by": held.person, "at": now, "changed_at": now}
    made = insert_once(db, goals, intent=planning.intent, **values, **_sealed(db, new))
    if made is None:
        raise Denied("goal.intent")
    return made


def _change(db: Db, now: datetime, held: Access, row: Row[Any], planning: Planning, new: NewGoal) -> int:
    if f"{row.changed_at.timestamp()}" != planning.version:
        raise Refusal(words.changed_meanwhile(held.row.leader if held.side == "coach" else held.row.coach))
    kept = _sealed(db, new)
    db.change(
        REWRITE, goal=row.id, sealed_text=kept["text"], serves=kept["improvement_goal"], why=kept["why_none"],
        codes=kept["focus"], shown_by=kept["indicator"], day=kept["by_day"], beside=kept["over"], person=held.person,
        now=now,
    )  # fmt: skip
    return int(row.id)


def close_goal(db: Db, actor: Actor, now: datetime, goal: int, state: str) -> int:
    """Mark a goal as met or dropped; its pair. Pressing it again changes nothing."""
    return _turn(db, actor, now, goal, state)


def reopen_goal(db: Db, actor: Actor, now: datetime, goal: int) -> int:
    """Make a closed goal live again; its pair. Raises Refusal beside three live ones."""
    return _turn(db, actor, now, goal, LIVE)


def _turn(db: Db, actor: Actor, now: datetime, goal: int, state: str) -> int:
    row, held = _held(db, actor, now, goal)
    if row.state == state:
        return int(held.row.id)
    if state == LIVE and row.over is None and db.value(LIVE_COUNT, pair=held.row.id, but=row.id) >= LIVE_MAX:
        raise Refusal(words.REOPEN_NOT)
    if LIVE not in {state, row.state}:
        raise Refusal(words.closed_already(find_goal(db, row, held.reader)))
    db.change(TURN, goal=row.id, as_state=state, person=held.person, now=now)
    _after(db, now, actor, held, f"goal.{state}", row.id)
    return int(held.row.id)


def review_plan(db: Db, actor: Actor, now: datetime, pair: int) -> int:
    """Note that the pair looked at its plan today; the pair. Raises Refusal where there is no live goal to look at."""
    held = held_for(db, actor, now, pair, GOALS, WRITE)
    plan, today = db.first(PLAN, pair=pair), held.day(now)
    if plan is None or not db.value(LIVE_COUNT, pair=pair, but=0):
        raise Refusal(words.NOTHING_TO_REVIEW)
    if plan.reviewed_on != today:
        _look(db, now, actor, held, today, plan.reviewed_on)
        withdraw_nudges(db, now, (UNREVIEWED,), pair)
        retouch_about(db, now, (UNREVIEWED,), [pair])
    return pair


def undo_review(db: Db, actor: Actor, now: datetime, pair: int) -> int:
    """Take today's look at the plan back; the pair."""
    held = held_for(db, actor, now, pair, GOALS, WRITE)
    plan = db.first(PLAN, pair=pair)
    if plan is None or plan.reviewed_on != held.day(now):
        raise Refusal(words.NO_REVIEW_TODAY)
    _look(db, now, actor, held, plan.reviewed_before, plan.reviewed_before)
    return pair


def _look(db: Db, now: datetime, actor: Actor, held: Access, day: date | None, former: date | None) -> None:
    db.change(REVIEWED, pair=held.row.id, day=day, former=former, now=now)
    audit.note(db, now, actor.user_id, "plan.reviewed", held.row.id)
    refresh_pair(db, now, held.row, f"plan:{held.row.id}:{now.timestamp()}")


def goal_for(db: Db, actor: Actor, goal: int) -> tuple[Goal, int]:
    """A goal to be changed, and its pair. Raises Denied for anyone but the two."""
    row = db.first(ONE, goal=goal)
    if row is None:
        raise Denied(GOALS)
    held = access_to(db, actor, row.engagement_id, GOALS, WRITE)
    return find_goal(db, row, held.reader), int(row.engagement_id)


def flagged_in(db: Db, actor: Actor, pair: int, new: NewGoal) -> tuple[Flagged, ...]:
    """What in a goal may tell who somebody is, field by field."""
    return flagged(new.texts(), access_to(db, actor, pair, GOALS, WRITE).known, teachers=False)


def _held(db: Db, actor: Actor, now: datetime, goal: int) -> tuple[Row[Any], Access]:
    _, pair = goal_for(db, actor, goal)
    held = held_for(db, actor, now, pair, GOALS, WRITE)
    return _own(db, goal, held), held


def _after(db: Db, now: datetime, actor: Actor, held: Access, verb: str, goal: int) -> None:
    db.change(CHANGED, pair=held.row.id, now=now)
    audit.note(db, now, actor.user_id, verb, goal)
    refresh_pair(db, now, held.row, f"plan:{held.row.id}:{now.timestamp()}")
