"""What a person wants of messages: read, saved, and put into force at once on all that is planned for them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from bot.errors import Denied, FieldErrors
from bot.rules.dates import is_zone, local_day, local_time
from bot.rules.etiquette import AHEAD, decide
from bot.rules.ladders import instant
from bot.rules.nudges import EXPIRED, KINDS, LEADER, PENDING, STOPPED, kinds_for
from bot.rules.prompts import USUAL
from bot.rules.wishes import Coming, Wishes
from storage import audit
from storage.asking import take_back_unsent
from storage.database import Db, tenant
from storage.insert import insert_once
from storage.manners import WANTED, readers_of
from storage.nudges import nudges
from storage.nudging import NewNudge, nudge_of, plan_nudges, withdraw_nudges
from storage.people import Actor, Person, find_person, people
from storage.preferences import FOLLOW, NewAway, NewHours, NewKinds, preferences
from storage.reflecting import weeks_of

BACK = "back"
DAY = timedelta(days=1)
GREETING = timedelta(days=4)  # for which "welcome back" is worth saying
FOLLOWED = tuple(one.id for one in KINDS.values() if one.counts)  # kinds whose hours are the person's own

WISHES = [one.name for one in preferences.c if one.name not in ("id", "workspace_id", "person_id")]
SAVE = tenant(
    update(preferences)
    .where(preferences.c.person_id == bindparam("person"))
    .values({name: bindparam(f"new_{name}") for name in WISHES})
)
OWN = tenant(select(preferences).where(preferences.c.person_id == bindparam("person")))
PLANNED = tenant(
    select(nudges)
    .where(nudges.c.person_id == bindparam("person"), nudges.c.state == PENDING)
    .order_by(nudges.c.due_at, nudges.c.id)
)
_OPEN = (nudges.c.person_id == bindparam("person"), nudges.c.until > bindparam("now"))
LOOK_AGAIN = tenant(
    update(nudges)
    .where(*_OPEN, or_(nudges.c.state == PENDING, nudges.c.state == EXPIRED))
    .values(state=PENDING, due_at=nudges.c.first_due_at)
)
STOP = tenant(
    update(nudges)
    .where(*_OPEN, nudges.c.state == PENDING, nudges.c.kind == bindparam("stopped"))
    .values(state=STOPPED, changed_at=bindparam("now"))
)
START = tenant(
    update(nudges)
    .where(*_OPEN, nudges.c.state == STOPPED, nudges.c.kind == bindparam("started"))
    .values(state=PENDING, due_at=nudges.c.first_due_at, changed_at=bindparam("now"))
)
SHIFT = tenant(
    update(nudges)
    .where(nudges.c.id == bindparam("row"), nudges.c.state == PENDING)
    .values(due_at=bindparam("due"), first_due_at=bindparam("due"), until=bindparam("last"))
)
ZONE = tenant(
    update(people)
    .where(
        people.c.slack_user_id == bindparam("user"),
        people.c.deactivated_at.is_(None),
        or_(people.c.zone.is_(None), people.c.zone != bindparam("tz")),
    )
    .values(zone=bindparam("tz"))
)


def wishes_of(db: Db, actor: Actor, now: datetime) -> Wishes:
    """What the actor wants of messages. Raises Denied for people whom no program knows."""
    person = _known(db, actor)
    manners = readers_of(db, now, [person.id])[person.id].manners
    row = db.all(WANTED, people=[person.id])[0]
    kinds = tuple(kinds_for(person.roles))
    return Wishes(
        zone=manners.zone,
        own_zone=row.zone,
        days=sorted(manners.days),
        hours=manners.hours,
        bundle_at=manners.bundle_at,
        quiet=manners.quiet,
        away=manners.away,
        kinds=kinds,
        off=manners.off & {one.id for one in kinds if not one.locked},
        prompt_weeks=(USUAL if row.prompt_weeks is None else row.prompt_weeks) if person.is_any(LEADER) else None,
        text_only=bool(row.text_only),
        cap=manners.cap,
        today=local_day(now, manners.zone),
    )


def save_hours(db: Db, actor: Actor, now: datetime, new: NewHours) -> None:
    """Save when the actor may be written to; what is planned follows, a new zone included."""
    person = _known(db, actor)
    before = _zone(db, now, person.id)
    own = None if new.zone == FOLLOW else new.zone
    values = new.model_dump(exclude={"zone", "days"})
    _save(db, actor, now, person.id, zone=own, days="".join(sorted(set(new.days))), **values)
    _follow(db, now, person.id, before)


def save_away(db: Db, actor: Actor, now: datetime, new: NewAway) -> None:
    """Save when the actor is away: nothing comes meanwhile, and one message afterwards."""
    person = _known(db, actor)
    zone = _zone(db, now, person.id)
    today = local_day(now, zone)
    if new.away_until < today:
        raise FieldErrors({"away_until": "Choose today or a later day."})
    _save(db, actor, now, person.id, away_from=new.away_from, away_until=new.away_until)
    withdraw_nudges(db, now, (BACK,), person.id)
    due = instant(new.away_until + DAY, "00:00", zone)
    plan_nudges(
        db, now, [NewNudge(BACK, person.id, person.id, f"{BACK}:{person.id}:{due:%Y%m%d}", due, due + GREETING)]
    )
    replan(db, now, person.id)


def end_away(db: Db, actor: Actor, now: datetime) -> None:
    """The actor is here, and not away as planned."""
    person = _known(db, actor)
    _save(db, actor, now, person.id, away_from=None, away_until=None)
    withdraw_nudges(db, now, (BACK,), person.id)
    replan(db, now, person.id)


def save_kinds(db: Db, actor: Actor, now: datetime, new: NewKinds) -> None:
    """Save which kinds the actor wants; those of other roles stay as they are, and the locked ones come anyway."""
    person = _known(db, actor)
    offered = {one.id for one in kinds_for(person.roles) if not one.locked}
    off = (_off(db, person.id) - offered) | (offered - set(new.kinds))
    values: dict[str, Any] = {"text_only": new.text_only == "yes"}
    if new.prompt_weeks is not None and person.is_any(LEADER):
        values["prompt_weeks"] = new.prompt_weeks
        if new.prompt_weeks != weeks_of(db, person.id):
            take_back_unsent(db, now, person.id)
    _save(db, actor, now, person.id, **values)
    set_off(db, actor, now, person.id, off)


def set_off(db: Db, actor: Actor, now: datetime, person: int, off: frozenset[str]) -> None:
    """Make these the kinds that a person stopped; what is planned follows at once."""
    before = _off(db, person)
    _save(db, actor, now, person, kinds_off=sorted(off))
    db.change_many(STOP, [{"person": person, "now": now, "stopped": one} for one in sorted(off - before)])
    db.change_many(START, [{"person": person, "now": now, "started": one} for one in sorted(before - off)])


def kinds_off_of(db: Db, person: int) -> frozenset[str]:
    """The kinds that a person stopped."""
    return _off(db, person)


def wants_text_only(db: Db, person: int) -> bool:
    """Whether a person wants no charts."""
    row = db.first(OWN, person=person)
    return bool(row and row.text_only)


def replan(db: Db, now: datetime, person: int) -> None:
    """Decide anew when all that is planned for a person is said: the next look at what is due does it."""
    db.change(LOOK_AGAIN, person=person, now=now)


def follow_zone(db: Db, now: datetime, user_id: str, zone: str | None) -> bool:
    """Follow a person to the zone Slack says they are in now; whether it is another one."""
    if not zone or not is_zone(zone):
        return False
    person = find_person(db, Actor(user_id))
    if person is None:
        return False
    before = _zone(db, now, person.id)
    if not db.change(ZONE, user=user_id, tz=zone):
        return False
    _follow(db, now, person.id, before)
    return True


def coming(db: Db, actor: Actor, now: datetime) -> tuple[Wishes, list[Coming]]:
    """What the assistant will send the actor: each kind they may get, and when it comes next, where one is planned."""
    wishes = wishes_of(db, actor, now)
    person = _known(db, actor)
    reader = readers_of(db, now, [person.id])[person.id]
    at: dict[str, datetime] = {}
    for row in db.all(PLANNED, person=person.id):
        decision = decide(nudge_of(row), reader.manners, reader.days_but(), now)
        if decision.state not in (EXPIRED, STOPPED) and row.due_at < now + AHEAD * DAY:
            when = max(decision.at or now, now)
            at[row.kind] = min(when, at.get(row.kind, when))
    return wishes, [Coming(one, one.id in wishes.off, at.get(one.id)) for one in wishes.kinds]


def _follow(db: Db, now: datetime, person: int, before: str) -> None:
    """What has an hour of the person's own keeps it in another zone, and can only last longer."""
    after = _zone(db, now, person)
    if after != before:
        rows = [row for row in db.all(PLANNED, person=person) if row.kind in FOLLOWED]
        db.change_many(SHIFT, [_shifted(row, before, after) for row in rows])
    replan(db, now, person)


def _shifted(row: Any, before: str, after: str) -> dict[str, Any]:
    due = _same_wall(row.first_due_at, before, after)
    return {"row": row.id, "due": due, "last": max(row.until, _same_wall(row.until, before, after))}


def _same_wall(at: datetime, before: str, after: str) -> datetime:
    here = local_time(at, before)
    return instant(here.date(), f"{here:%H:%M}", after)


def _zone(db: Db, now: datetime, person: int) -> str:
    return readers_of(db, now, [person])[person].manners.zone


def _off(db: Db, person: int) -> frozenset[str]:
    row = db.first(OWN, person=person)
    return frozenset(row.kinds_off if row else ())


def _known(db: Db, actor: Actor) -> Person:
    person = find_person(db, actor)
    if person is None:
        raise Denied("preferences")
    return person


def _save(db: Db, actor: Actor, now: datetime, person: int, **changed: Any) -> None:
    """Change some of a person's wishes and leave the others."""
    insert_once(db, preferences, person_id=person, kinds_off=[], text_only=False, changed_at=now)
    row = db.first(OWN, person=person)
    if row is None:
        raise LookupError("preferences that aren't there")
    held = {name: getattr(row, name) for name in WISHES} | changed | {"changed_at": now}
    db.change(SAVE, person=person, **{f"new_{name}": value for name, value in held.items()})
    audit.note(db, now, actor.user_id, "preferences.saved", person)
