"""Welcomes: planned once for each person and role as soon as somebody is in Slack, kept as shown, to be read again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, case, func, select, update

from bot.errors import Denied, Refusal
from bot.messages import Message
from bot.messages.welcome import PROGRAM_SAYS, together, welcome_message, welcome_parts
from bot.rules.dates import local_day
from bot.rules.nudges import LEADS
from bot.rules.welcoming import COORDINATOR, ORDER, WELCOME, WORDS_OF, Newcomer, Part, welcome_at
from storage.database import Db, tenant
from storage.engagements import Engagement, coach_engagements, leader_engagements
from storage.insert import insert_once
from storage.manners import readers_of, wait_for_good_time
from storage.outbox import NewOwed, Owed, outbox, owe_once
from storage.people import Actor, find_person, people, roles
from storage.programmes import Programme, list_programmes
from storage.welcomes import welcomes

KIND = "welcome"  # of the outbox
BATCH = 40  # people in one transaction: a few times ten milliseconds
NO_ROLE = "You hold no role in the program yet. Once you do, you can read here what this is."

_WORDS = case((roles.c.role.in_(LEADS), COORDINATOR), else_=roles.c.role)
_HAD = select(welcomes.c.id).where(welcomes.c.person_id == roles.c.person_id, welcomes.c.role == _WORDS)
_HOLDERS = (
    select(roles.c.person_id, _WORDS.label("words"), func.min(roles.c.programme_id).label("programme_id"))
    .join_from(roles, people, people.c.id == roles.c.person_id)
    .where(roles.c.role.in_(tuple(WORDS_OF)), ~_HAD.correlate(roles).exists())
    .group_by(roles.c.person_id, _WORDS)
    .order_by(roles.c.person_id)
)
MISSING = tenant(
    _HOLDERS.where(people.c.slack_user_id.is_not(None), people.c.deactivated_at.is_(None)).limit(bindparam("most"))
)
EVERYBODY = tenant(_HOLDERS)
WAITING = tenant(select(func.count(outbox.c.id)).where(outbox.c.kind == KIND, outbox.c.state == "pending"))
OWED = tenant(select(outbox.c.id).where(outbox.c.key == bindparam("key")))
_ROWS: BindParameter[Any] = bindparam("rows", expanding=True)
GOES_WITH = tenant(update(welcomes).where(welcomes.c.id.in_(_ROWS)).values(outbox_id=bindparam("message")))
_HOLDS = (
    select(roles.c.id)
    .where(roles.c.person_id == welcomes.c.person_id, welcomes.c.role == _WORDS)
    .correlate(welcomes)
    .exists()
)
OF_MESSAGE = tenant(select(welcomes).where(welcomes.c.outbox_id == bindparam("message"), _HOLDS))
OF_PERSON = tenant(select(welcomes).where(welcomes.c.person_id == bindparam("person")))
_UNSHOWN = (
    select(welcomes.c.id, welcomes.c.person_id, outbox.c.id.label("message"), outbox.c.sent_ts)
    .join_from(welcomes, outbox, outbox.c.id == welcomes.c.outbox_id)
    .where(welcomes.c.shown_at.is_(None), welcomes.c.outbox_id.is_not(None))
    .order_by(welcomes.c.person_id, welcomes.c.id)
    .limit(BATCH)
)
SENT = tenant(_UNSHOWN.where(outbox.c.state == "sent"))
BACK = tenant(
    _UNSHOWN.join(people, people.c.id == welcomes.c.person_id).where(
        outbox.c.state == "void", people.c.slack_user_id.is_not(None), people.c.deactivated_at.is_(None), _HOLDS
    )
)
HELD = tenant(
    select(_WORDS.label("words"), func.min(roles.c.programme_id).label("programme_id"))
    .where(roles.c.person_id == bindparam("person"), roles.c.role.in_(tuple(WORDS_OF)))
    .group_by(_WORDS)
)
SHOWN = tenant(update(welcomes).where(welcomes.c.id == bindparam("row")).values(shown_at=bindparam("at")))


@dataclass(frozen=True, slots=True)
class Kept:
    """A welcome to read again. shown_on: the day it was said; now_says: the program's words, if they changed since."""

    parts: tuple[Part, ...]
    shown_on: date | None
    now_says: str | None


def plan_welcomes(db: Db, now: datetime, most: int = BATCH) -> int:
    """Owe the welcome to people who are in Slack, active, and hold a role that they weren't welcomed in; how many.

    One message for each person, whatever roles they begin with. Nobody is welcomed twice in a role: the row stays.
    """
    missing = _whole(db.all(MISSING, most=most), most)
    if not missing:
        return 0
    readers = readers_of(db, now, {row.person_id for row in missing})
    programmes = {one.id: one for one in list_programmes(db)}
    waiting = int(db.value(WAITING) or 0)
    for place, (person, rows) in enumerate(groupby(missing, lambda row: int(row.person_id))):
        at = welcome_at(readers[person].manners, now, waiting + place)
        _plan(db, now, person, {row.words: programmes[row.programme_id] for row in rows}, at)
    return len(missing)


def _whole(rows: Sequence[Row[Any]], most: int) -> Sequence[Row[Any]]:
    """These without the last person's, where some of theirs may have been cut off."""
    last = rows[-1].person_id if len(rows) == most else None
    return [row for row in rows if row.person_id != last] or rows


def _plan(db: Db, now: datetime, person: int, held: Mapping[str, Programme], at: datetime) -> None:
    """Keep what is said to one person in each role, and owe the message; another process may have been first."""
    new = []
    for role, programme in held.items():
        said = json.dumps(welcome_parts(_newcomer(db, now, person, role, programme)))
        if row := insert_once(db, welcomes, person_id=person, role=role, said=said, planned_at=now):
            new.append(row)
    if new:
        _owe(db, now, person, new, f"{KIND}:{new[0]}", at)


def _owe(db: Db, now: datetime, person: int, rows: Sequence[int], key: str, at: datetime) -> None:
    owe_once(db, now, NewOwed(KIND, key, person, subject_id=rows[0], due_at=at))
    db.change(GOES_WITH, rows=list(rows), message=db.value(OWED, key=key))


def _newcomer(db: Db, now: datetime, person: int, role: str, programme: Programme) -> Newcomer:
    rules = programme.rules
    today = local_day(now, programme.zone)
    pairs: Iterable[Engagement] = ()
    if role == "leader":
        pairs = leader_engagements(db, person, today)
    elif role == "coach":
        pairs = coach_engagements(db, person, today)
    named = tuple((one.coach if role == "leader" else one.leader, one.school) for one in pairs)
    cap = rules.nudge_caps.per_person_per_week
    return Newcomer(role, programme.name, rules.confidentiality, cap, rules.portfolio_logs, named)


def compose_welcome(db: Db, owed: Owed, now: datetime) -> Message | None:
    """The message as it was kept, or None for somebody who left. Raises NotNow at a bad hour."""
    rows = db.all(OF_MESSAGE, message=owed.id)
    if not rows or owed.user is None:
        return None
    wait_for_good_time(db, now, owed.person_id, WELCOME)
    return welcome_message(_said(rows))


def _said(rows: Sequence[Row[Any]]) -> list[Part]:
    """What these say together, coordinators' words first."""
    ordered = sorted(rows, key=lambda row: ORDER.index(row.role))
    return together([_parts(row.said) for row in ordered])


def _parts(said: str) -> list[Part]:
    return [(str(heading), str(text)) for heading, text in json.loads(said)]


def settle_welcomes(db: Db, now: datetime) -> int:
    """Keep when welcomes were shown; owe anew what wasn't sent because its person was away from Slack. How many."""
    sent, back = db.all(SENT), db.all(BACK)
    db.change_many(SHOWN, [{"row": row.id, "at": _at(row.sent_ts) or now} for row in sent])
    readers = readers_of(db, now, {row.person_id for row in back})
    for place, (person, rows) in enumerate(groupby(back, lambda row: int(row.person_id))):
        again = list(rows)
        at = welcome_at(readers[person].manners, now, place)
        _owe(db, now, person, [row.id for row in again], f"{KIND}:{again[0].id}:{again[0].message}", at)
    return len(sent) + len(back)


def welcomes_wait(db: Db) -> bool:
    """Whether there is anything to plan or to settle."""
    return bool(db.first(MISSING, most=1) or db.first(SENT) or db.first(BACK))


def _at(ts: str | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(ts or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def take_as_welcomed(db: Db, now: datetime) -> None:
    """Take everybody who holds a role now for welcomed: of a program that has gone on for a while, nobody is new."""
    rows = [{"person_id": row.person_id, "role": row.words, "planned_at": now} for row in db.all(EVERYBODY)]
    db.add_many(welcomes, rows)


def read_welcome(db: Db, actor: Actor, now: datetime) -> Kept:
    """The acting person's welcome as it was shown; in a role in which it wasn't, as it would be now. Raises Denied."""
    person = find_person(db, actor)
    programmes = {one.id: one for one in list_programmes(db)}
    held = {row.words: programmes[row.programme_id] for row in db.all(HELD, person=person.id)} if person else {}
    if person is None:
        raise Denied("welcome")
    if not held:
        raise Refusal(NO_ROLE)
    current = {one: welcome_parts(_newcomer(db, now, person.id, one, held[one])) for one in ORDER if one in held}
    kept = {row.role: row for row in db.all(OF_PERSON, person=person.id) if row.said and row.shown_at}
    parts = together([_parts(kept[role].said) if role in kept else said for role, said in current.items()])
    shown = [row.shown_at for role, row in kept.items() if role in current]
    on = local_day(min(shown), person.zone or next(iter(held.values())).zone) if shown else None
    newest = dict(next(iter(current.values()))).get(PROGRAM_SAYS)
    return Kept(tuple(parts), on, newest if newest != dict(parts).get(PROGRAM_SAYS) else None)
