"""Reading one contact: who the reader is to it, and what of it that lets them see (bot/rules/sharing.py)."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.errors import Denied, Refusal
from bot.messages.contacts import gone
from bot.rules import contacts as rules
from bot.rules.dates import local_day
from bot.rules.sharing import AUTHOR, GLASS, OVERSEE, Reader, both_agree, may_open, parts_seen, view_of
from bot.rules.views import Keys, Record, State
from storage import audit
from storage.contacts import attendances, contacts, next_steps
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.moments import one_moment
from storage.people import Actor, active_user, people, roles
from storage.programmes import programmes
from storage.reading import FACT, fact_of, steps_of
from storage.shares import shares

ONE = tenant(
    FACT.add_columns(
        contacts.c.others,
        contacts.c.note,
        contacts.c.private_note,
        contacts.c.details,
        contacts.c.link,
        contacts.c.stances,
        contacts.c.next_open,
        contacts.c.no_steps,
        contacts.c.backfilled,
        contacts.c.recorded_at,
        contacts.c.changed_at,
        contacts.c.sent_at,
        contacts.c.programme_id,
        contacts.c.coach_id,
        active_user(leader).label("leader_user"),
        active_user(coach).label("coach_user"),
        programmes.c.zone,
        programmes.c.rules["portfolio_logs"].as_boolean().label("portfolio_rule"),
    )
    .join(programmes, programmes.c.id == contacts.c.programme_id)
    .where(contacts.c.id == bindparam("contact"))
)
THERE = tenant(
    select(
        attendances.c.engagement_id,
        engagements.c.programme_id,
        leader.c.name,
        active_user(leader).label("user"),
    )
    .join_from(attendances, engagements, engagements.c.id == attendances.c.engagement_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .where(attendances.c.contact_id == bindparam("contact"))
    .order_by(leader.c.name, attendances.c.engagement_id)
)
HELD = tenant(
    select(roles.c.role)
    .join_from(roles, people, people.c.id == roles.c.person_id)
    .where(
        people.c.slack_user_id == bindparam("user"),
        people.c.deactivated_at.is_(None),
        roles.c.programme_id == bindparam("programme"),
    )
)
NEWEST_SHARE = tenant(
    select(shares).where(shares.c.contact_id == bindparam("contact")).order_by(shares.c.id.desc()).limit(1)
)
AGREED = tenant(select(func.count()).select_from(next_steps).where(next_steps.c.contact_id == bindparam("contact")))


@one_moment
def read_record(db: Db, actor: Actor, contact: int) -> Record:
    """A contact as the actor may see it: its words, or only that it happened. Nothing else is opened.

    Whoever shows another person's words to the actor first writes that down (note_reading). Raises Denied for those
    who may not see even that, and when it isn't there; Refusal when it was taken back.
    """
    row = db.first(ONE, contact=contact)
    if row is None:
        raise Denied(audit.READ)
    there = db.all(THERE, contact=contact)
    return _seen(db, row, there, reader_of(db, actor, row, there))


def read_behind_glass(db: Db, contact: int, pair: int) -> Record:
    """A contact of this pair with what both share, for an administrator who opened their log (storage/openings.py).

    Raises Denied for another pair's, Refusal when it was taken back.
    """
    row = db.first(ONE, contact=contact)
    if row is None or row.engagement_id != pair:
        raise Denied(audit.READ)
    return _seen(db, row, db.all(THERE, contact=contact), Reader(frozenset({GLASS})))


def _seen(db: Db, row: Row[Any], there: Sequence[Row[Any]], reader: Reader) -> Record:
    """A contact as a reader sees it. row, there: of ONE and THERE."""
    state, keys = state_of(db, row)
    if not may_open(reader, state):
        raise Denied(audit.READ)
    if state.removed:
        raise Refusal(gone(row.id))
    seen = view_of(reader, _record(db, row, there, parts_seen(reader, state), state, keys))
    if seen is None:
        raise Denied(audit.READ)
    return seen


def note_reading(db: Db, actor: Actor, now: datetime, contact: int) -> None:
    """Write down that the actor reads another person's words."""
    audit.note(db, now, actor.user_id, audit.READ, contact)


def reader_of(db: Db, actor: Actor, row: Row[Any], there: Sequence[Row[Any]]) -> Reader:
    """Every part the actor has in a contact. there: rows of THERE."""
    if not actor.user_id:
        return Reader()
    parts = set()
    if actor.user_id == row.coach_user:
        parts |= {"coach", AUTHOR}
    if actor.user_id == row.leader_user:
        parts.add("leader")
    if actor.user_id in {one.user for one in there}:
        parts.add("present")
    held = {one.role for one in db.all(HELD, user=actor.user_id, programme=row.programme_id)}
    return Reader(frozenset(parts | held & {*OVERSEE, "admin"}))


def state_of(db: Db, row: Row[Any]) -> tuple[State, Keys]:
    """How a contact stands, and its two keys. row: of ONE."""
    keys = keys_of(db, row.id, row.coach_id, row.zone)
    collaborative = rules.KINDS[row.kind].collaborative
    portfolio = collaborative and row.portfolio and bool(row.portfolio_rule)
    return State(collaborative, both_agree(keys), portfolio, row.removed_at is not None), keys


def keys_of(db: Db, contact: int, coach_id: int, zone: str) -> Keys:
    """How the two keys of a contact stand, as of the newest request."""
    row = db.first(NEWEST_SHARE, contact=contact)
    if row is None:
        return Keys()
    coach_on, leader_on, ended = (
        local_day(at, zone) if at else None for at in (row.coach_at, row.leader_at, row.withdrawn_at)
    )
    ended_by = _side(row.withdrawn_by, coach_id) if row.withdrawn_by else ""
    return Keys(row.id, _side(row.asked_by, coach_id), coach_on, leader_on, ended, ended_by)


def _side(person: int, coach_id: int) -> str:
    return "coach" if person == coach_id else "leader"


def _record(db: Db, row: Row[Any], there: Sequence[Row[Any]], seen: frozenset[str], state: State, keys: Keys) -> Record:
    """What of a contact may be seen, opened; the rest stays sealed."""
    words, pair = "words" in seen, "keys" in seen
    steps = steps_of(db, row.id) if "steps" in seen else ()
    return Record(
        fact_of(row),
        db.unseal(contacts.c.others, row.others) if words else None,
        db.unseal(contacts.c.note, row.note) if words else None,
        db.unseal(contacts.c.private_note, row.private_note) if "private_note" in seen else None,
        steps,
        author=False,
        details=details_of(db.unseal(contacts.c.details, row.details)) if words else (),
        stances=tuple(row.stances.split()),
        next_open=row.next_open,
        no_steps=row.no_steps,
        there=tuple(one.name for one in there if pair or one.programme_id == row.programme_id),
        attendees=tuple(one.engagement_id for one in there),
        link=db.unseal(contacts.c.link, row.link) if "message_link" in seen else None,
        backfilled=row.backfilled,
        version=version_of(row),
        changed_on=local_day(row.changed_at, row.zone) if row.changed_at else None,
        agreed=len(steps) if steps else db.value(AGREED, contact=row.id),
        state=state,
        keys=keys,
    )


def version_of(row: Row[Any]) -> str:
    """A mark that changes with each edit of a contact."""
    return f"{(row.changed_at or row.recorded_at).timestamp()}:{row.sent_at.timestamp()}"


def details_of(kept: str | None) -> tuple[tuple[str, str], ...]:
    """The further words of a collaborative log, by field, in the form's order."""
    said = json.loads(kept) if kept else {}
    return tuple((name, said[name]) for name in rules.DETAILS if name in said)
