"""The roster by hand: one change at a time, by the rules of an import, shown before it is done, once, audited."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.errors import Denied, FieldErrors, Refusal
from bot.rules.dates import local_day
from bot.rules.desk import Effect
from bot.rules.roster import byhand
from bot.rules.roster.byhand import Hand, column_problems, find_pair
from bot.rules.roster.handforms import Form
from bot.rules.roster.hands import fields_of, hand_of
from bot.rules.roster.known import Known
from bot.rules.roster.plan import Plan
from storage import audit
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.handing import after_change, before_change, check_logged
from storage.moments import one_moment
from storage.people import Actor, people
from storage.programmes import Programme, list_programmes
from storage.rosteracts import roster_acts
from storage.rostereffects import effect_of
from storage.rosternear import near_form
from storage.rosternews import tell_of_act
from storage.rosterstands import stands
from storage.rosterwrite import carry_out, hold_imports
from storage.setup import ADMIN, NO_ADMIN, may_make_admins, refresh_homes, require_authority

CHANGED = "Somebody changed this meanwhile. Here is what your change would do now; please look again."

BY_INTENT = tenant(
    select(roster_acts.c.id, roster_acts.c.person_id, people.c.slack_user_id)
    .join_from(roster_acts, people, people.c.id == roster_acts.c.person_id)
    .where(roster_acts.c.intent == bindparam("intent_key"))
)
BY_USER = tenant(
    select(people.c.id).where(people.c.slack_user_id == bindparam("user"), people.c.deactivated_at.is_(None))
)
NEW_PAIR = tenant(
    select(engagements.c.id).where(
        engagements.c.programme_id == bindparam("programme"),
        engagements.c.leader_id == bindparam("leader"),
        engagements.c.coach_id == bindparam("coach"),
        engagements.c.starts_on == bindparam("first"),
        engagements.c.id.not_in(bindparam("known", expanding=True)),
    )
)
BY_EMAIL = tenant(select(people.c.id).where(people.c.email == bindparam("address")))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change that is asked for. act: of byhand.ACTS; subject: the pair or person it is about, 0 for a new one."""

    act: str
    programme: int
    subject: int
    form: Form


@dataclass(frozen=True, slots=True)
class Shown:
    """What a change would do, and the mark of what it rests on: it is carried out only while that is the same."""

    effect: Effect
    mark: str


@dataclass(frozen=True, slots=True)
class _Work:
    programme: Programme
    today: date
    stored: Known
    hand: Hand
    plan: Plan
    mark: str


@one_moment
def foresee(db: Db, actor: Actor, now: datetime, wanted: Wanted) -> Shown:
    """What a change would do. Raises FieldErrors for what an import would refuse, and Denied."""
    work = _work_out(db, actor, now, wanted)
    return Shown(effect_of(db, now, wanted, work), work.mark)


def change_roster(db: Db, actor: Actor, now: datetime, wanted: Wanted, mark: str, intent: str) -> int:
    """Carry a change out, once per intent; the act's id.

    mark: of what was shown. Raises Refusal when what it rests on isn't the same any more, FieldErrors and Denied.
    """
    hold_imports(db)  # before anything is looked at: the same press may be at work elsewhere
    done = db.first(BY_INTENT, intent_key=intent)
    if done is not None:
        if done.slack_user_id != actor.user_id:
            raise Denied("roster.intent")
        return int(done.id)
    work = _work_out(db, actor, now, wanted)
    if work.mark != mark:
        raise Refusal(CHANGED)
    person = db.value(BY_USER, user=actor.user_id)
    if person is None:
        raise Denied("roster.change")
    handing = before_change(db, (now, work.today), wanted.act, wanted.subject, wanted.form)
    before = _values(work, wanted)
    carry_out(db, actor.user_id, now, work.plan, work.hand.known, by_hand=True)
    after: dict[str, Any] = {**stands(db, before), **_made(db, work, wanted), **_said(wanted.form)}
    after |= after_change(db, now, work.today, handing, int(after.get("new_pair", 0)))
    made = (after.get(name) for name in ("new_pair", "new_person", "known_person"))
    subject = wanted.subject or next((one for one in made if one), None)
    act = db.add(
        roster_acts,
        programme_id=wanted.programme,
        person_id=person,
        act=wanted.act,
        subject_id=subject,
        before={**before, **handing.before},
        after=after,
        intent=intent,
        at=now,
        undone_at=None,
    )
    audit.note(db, now, actor.user_id, f"roster.{wanted.act}", subject)
    tell_of_act(db, now, act, after | {"old_pair": handing.pair})
    refresh_homes(db, now, wanted.programme, f"roster:{act}")
    return int(act)


def programme_of(db: Db, actor: Actor, programme: int) -> Programme:
    """A program whose roster the actor may change. Raises Denied."""
    require_authority(db, actor, "roster.change", programme)
    found = next((one for one in list_programmes(db) if one.id == programme), None)
    if found is None:
        raise Denied("roster.change")
    return found


def _work_out(db: Db, actor: Actor, now: datetime, wanted: Wanted) -> _Work:
    programme = programme_of(db, actor, wanted.programme)
    stored = near_form(db, programme, wanted.subject, wanted.form)
    hand = hand_of(wanted.form, stored, wanted.subject)
    today = local_day(now, programme.zone)
    if problems := column_problems(hand.problems(today)):
        raise FieldErrors(fields_of(wanted.act, problems))
    plan = hand.plan()
    if any(role == ADMIN for _, role in plan.roles_added) and not may_make_admins(db, actor, wanted.programme):
        raise FieldErrors({"roles": NO_ADMIN})
    if plan.idle:
        raise Refusal("This is how it is already, so there is nothing to change.")
    check_logged(db, wanted.act, wanted.subject, wanted.form)
    return _Work(programme, today, stored, hand, plan, _mark(wanted, stored))


def _mark(wanted: Wanted, stored: Known) -> str:
    """What a change rests on: its pair or person as stored, and the two people a new pair would have."""
    pair = find_pair(stored, wanted.subject)
    named = [getattr(wanted.form, name, 0) for name in ("coach", "leader")]
    held = [stored.people.get(stored.emails.get(one, "")) for one in (*named, wanted.subject if pair is None else 0)]
    text = repr((wanted.act, pair[1] if pair else None, held, wanted.form))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(one) if isinstance(one, date) else one for name, one in values.items()}


def _values(work: _Work, wanted: Wanted) -> dict[str, Any]:
    """What stands in the columns that change."""
    pairs = {one.id: one for one in work.stored.engagements.values()}
    people_by_id = {one.id: one for one in work.stored.people.values()}
    columns = {"district": "district_id"}
    found: dict[str, Any] = {"pairs": {}, "people": {}}
    for row, values in work.plan.engagements.changes.items():
        found["pairs"][str(row)] = _plain({name: getattr(pairs[row], name) for name in values})
    for row, values in work.plan.people.changes.items():
        names = [columns.get(name, name) for name in values if name != "roles"]
        found["people"][str(row)] = {name: getattr(people_by_id[row], name) for name in names}
    if wanted.act in {byhand.PERSON_ADDED, byhand.PERSON_CHANGED}:
        found["added_roles"] = [role for _, role in work.plan.roles_added]
        found["removed_roles"] = [role for _, role in work.plan.roles_removed]
    return found


def _said(form: Form) -> dict[str, Any]:
    given = form.model_dump(mode="json")
    day = given.get("from_day") or given.get("ends_on") or given.get("starts_on")
    return {"day": day, "reason": given.get("reason"), "visits": given.get("visits")}


def _made(db: Db, work: _Work, wanted: Wanted) -> dict[str, Any]:
    """The rows that are new."""
    found: dict[str, Any] = {}
    known = [one.id for one in work.stored.engagements.values()]
    for key in work.plan.engagements.new:
        ids = {name: db.value(BY_EMAIL, address=getattr(key, name)) for name in ("leader", "coach")}
        near = [one.id for one in work.stored.engagements.values() if one.leader_id == ids["leader"]]
        found["new_pair"] = db.value(
            NEW_PAIR, programme=wanted.programme, first=key.starts_on, known=near or known[:1] or [0], **ids
        )
    for email in work.plan.people.new:
        found["new_person"] = db.value(BY_EMAIL, address=email)
    if wanted.act == byhand.PERSON_ADDED and "new_person" not in found:
        found["known_person"] = db.value(BY_EMAIL, address=work.hand.roster.people[0].value.email)
    return found
