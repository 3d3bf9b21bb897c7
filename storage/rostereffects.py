"""What a change of the roster would do, counted before it is done."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.messages import roster as words
from bot.rules.contacts import spell
from bot.rules.desk import Effect
from bot.rules.roster import byhand
from bot.rules.roster.byhand import REASONS, find_pair
from bot.rules.roster.cells import WEEKDAYS
from bot.rules.roster.known import Known
from bot.rules.roster.plan import Plan
from bot.rules.roster.report import begun_early
from storage.agreements import agreements
from storage.database import Db, tenant
from storage.engagements import find_engagement
from storage.handing import BOOKED, STEPS
from storage.monthhours import pair_sums
from storage.plans import goals, plans
from storage.rosternews import weeklies_of
from storage.weeklyending import weekly_to_end

AGREED = tenant(
    select(agreements.c.id).where(agreements.c.engagement_id == bindparam("pair"), agreements.c.state == "in_force")
)
GOALS = tenant(
    select(func.count(goals.c.id))
    .join_from(goals, plans, plans.c.id == goals.c.plan_id)
    .where(plans.c.engagement_id == bindparam("pair"), goals.c.state == "live")
)
LABELS = {
    "school_id": "School",
    "starts_on": "First day",
    "ends_on": "Last day",
    "supervisor_email": "Leader's supervisor",
    "name": "Name",
    "email": "E-mail",
    "zone": "Time zone",
    "phone": "Phone",
    "district": "District",
    "roles": "Roles",
}
NO_ZONE = "the program's"
VISIT = ("visit_day", "visit_start", "visit_minutes")


def effect_of(db: Db, now: datetime, wanted: Any, work: Any) -> Effect:
    """All that the page says on which a change is looked at before it is done. work: what it comes to."""
    stored, plan, hand = work.stored, work.plan, work.hand
    if wanted.act in {byhand.PERSON_ADDED, byhand.PERSON_CHANGED}:
        return _of_person(wanted, stored, plan)
    rows = [placed.value for placed in hand.roster.engagements]
    new = rows[-1]
    leader, coach = stored.people[new.leader_email], stored.people[new.coach_email]
    unreached = tuple(one.name for one in (leader, coach) if not one.slack_user_id)
    early = tuple(said for _, said in begun_early(plan, hand.roster, hand.known))
    if wanted.act == byhand.ADDED:
        visit = _weekly_words(new.visit_day, new.visit_start)
        return Effect(
            wanted.act, new.school, leader.name, coach.name, day=new.starts_on, until=new.ends_on,
            weekly=(visit,) if visit else (), unreached=unreached, notes=(*early, *_beside(stored, new)),
        )  # fmt: skip
    pair = find_engagement(db, wanted.subject)
    if pair is None:
        raise LookupError("a pair that the rules found")
    last = rows[0].ends_on
    day = {byhand.ENDED: last, byhand.CHANGED: None}.get(wanted.act, new.starts_on)
    return Effect(
        *(wanted.act, pair.school, pair.leader, pair.coach),
        new_coach=coach.name if coach.id != pair.coach_id else "",
        new_school=new.school if wanted.act == byhand.MOVED else "",
        day=day,
        reason=REASONS.get(getattr(wanted.form, "reason", ""), ""),
        visits=len(db.all(BOOKED, pair=pair.id, last=last or date.max)),
        weekly=weeklies_of(db, pair, last) if last else (),
        keeps=getattr(wanted.form, "visits", "") == "keep",
        contacts=pair_sums(db, pair)[0],
        steps=len(db.all(STEPS, pair=pair.id)),
        agreement=db.value(AGREED, pair=pair.id) is not None,
        goals=db.value(GOALS, pair=pair.id) or 0,
        changes=_pair_changes(wanted.subject, stored, plan),
        unreached=unreached,
        notes=(*early, *_weekly_ends(db, now, work.today, wanted)),
    )


def _weekly_ends(db: Db, now: datetime, today: date, wanted: Any) -> tuple[str, ...]:
    if not getattr(wanted.form, "ends_weekly", False):
        return ()
    ends = weekly_to_end(db, now, today, wanted.subject)
    return (words.weekly_ends(len(ends.gone), len(ends.kept)),) if ends.series else ()


def _beside(stored: Known, new: Any) -> tuple[str, ...]:
    """What the leader has beside a pair that is added: what was meant may be another act."""
    last = new.ends_on or date.max
    return tuple(
        f"{stored.people[key.leader].name} is coached at {stored.school_names[one.school_id][1]} as well, by "
        f"{stored.people[key.coach].name}, and that goes on. For a leader who moves, open that pair and use “Leader "
        "moves school” instead."
        for key, one in stored.engagements.items()
        if key.leader == new.leader_email and one.starts_on <= last and (one.ends_on or date.max) >= new.starts_on
    )


def _weekly_words(day: int | None, start: str | None) -> str:
    return f"{WEEKDAYS[day]}s, {start}" if day is not None and start else ""


def _pair_changes(pair: int, stored: Known, plan: Plan) -> tuple[tuple[str, str, str], ...]:
    found, values = find_pair(stored, pair), plan.engagements.changes.get(pair, {})
    if found is None:
        return ()
    lines = [
        (LABELS[name], _said(stored, name, getattr(found[1], name)), _said(stored, name, value))
        for name, value in values.items()
        if name in LABELS
    ]
    if set(VISIT) & values.keys():
        was = [getattr(found[1], name) for name in VISIT]
        now = [values.get(name, before) for name, before in zip(VISIT, was, strict=True)]
        lines.append(("Weekly visit", _visit(was), _visit(now)))
    return tuple(line for line in lines if line[1] != line[2])


def _visit(values: list[Any]) -> str:
    day, start, minutes = values
    if day is None or start is None:
        return "none"
    return f"{WEEKDAYS[day]}s at {start}" + (f", {minutes} min" if minutes else "")


def _said(stored: Known, name: str, value: Any) -> str:
    if value is None:
        return "none"
    if name == "school_id":
        return stored.school_names[value][1]
    return spell(value) if isinstance(value, date) else str(value)


def _of_person(wanted: Any, stored: Known, plan: Plan) -> Effect:
    one = stored.people.get(stored.emails.get(wanted.subject, ""))
    if one is None:
        given = wanted.form
        roles = ", ".join(role.replace("_", " ") for role in given.roles)
        return Effect(
            wanted.act,
            leader=given.name or "",
            changes=(("E-mail", "none", given.email or ""), ("Roles", "none", roles)),
        )
    values = plan.people.changes.get(one.id, {})
    lines = []
    for name, value in values.items():
        before = {
            "roles": ", ".join(sorted(one.roles)),
            "district": stored.district_names.get(one.district_id or 0, "none"),
        }
        none = NO_ZONE if name == "zone" else "none"
        was = before.get(name, getattr(one, name, None) or none)
        after = ", ".join(value) if name == "roles" else str(value or none)
        lines.append((LABELS[name], str(was), after))
    return Effect(wanted.act, leader=one.name, changes=tuple(lines), unreached=() if one.slack_user_id else (one.name,))
