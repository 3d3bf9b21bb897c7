"""Visits and the contacts logged for them: linked when a contact is recorded, edited, taken back or brought back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.rules.became import OPEN, Candidate, Logged, monday, stands_for
from bot.rules.visits import HELD, KINDS, PLANNED
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.visitnudges import plan_visit_nudges
from storage.visits import visits

SIX_DAYS = timedelta(days=6)

FREE = tenant(
    select(visits)
    .where(
        visits.c.engagement_id == bindparam("engagement"),
        visits.c.day >= bindparam("first"),
        visits.c.day <= bindparam("last"),
        visits.c.contact_id.is_(None),
        visits.c.state.in_(OPEN),
    )
    .order_by(visits.c.id)
    .with_for_update()
)
LINKED = tenant(
    select(visits).where(visits.c.contact_id == bindparam("contact")).order_by(visits.c.id).with_for_update()
)
LINK = tenant(
    update(visits)
    .where(visits.c.id == bindparam("visit"))
    .values(
        contact_id=bindparam("contact"),
        state=bindparam("to_state"),
        reason=bindparam("to_reason"),
        moved=bindparam("to_moved"),
        before=bindparam("was", type_=visits.c.before.type),
        sequence=visits.c.sequence + bindparam("more"),
        changed_at=bindparam("now"),
    )
)
CONTACT = tenant(
    select(contacts.c.engagement_id, contacts.c.kind, contacts.c.day, contacts.c.start, contacts.c.made).where(
        contacts.c.id == bindparam("contact")
    )
)
UNLINKED = tenant(
    select(visits)
    .where(visits.c.contact_id.is_(None), visits.c.state.in_(OPEN), visits.c.ends_at <= bindparam("now"))
    .order_by(visits.c.id)
)
RECORDED = tenant(
    select(contacts.c.id, contacts.c.engagement_id, contacts.c.kind, contacts.c.day, contacts.c.start, contacts.c.made)
    .where(
        contacts.c.removed_at.is_(None),
        contacts.c.made,
        contacts.c.kind.in_(tuple(KINDS)),
        contacts.c.day >= bindparam("first"),
    )
    .order_by(contacts.c.day, contacts.c.id)
)


def link_contact(db: Db, now: datetime, contact: int, engagement: int, logged: Logged) -> None:
    """Find the visit that a contact stands for, which then was held; nothing where there is none."""
    if not logged.made or logged.kind not in KINDS:
        return
    first = monday(logged.day)
    rows = db.all(FREE, engagement=engagement, first=first, last=first + SIX_DAYS)
    if chosen := _choose(logged, rows, now):
        db.run(LINK, _held(chosen, contact, logged, now))
        plan_visit_nudges(db, now, [chosen.id])


def unlink_contact(db: Db, now: datetime, contact: int) -> None:
    """Put the visit that a contact stood for back to what it was."""
    rows = db.all(LINKED, contact=contact)
    for row in rows:
        was = row.before or {"state": PLANNED, "reason": None, "moved": row.moved}
        values = {"to_state": was["state"], "to_reason": was["reason"], "to_moved": was["moved"]}
        more = int(was["state"] != PLANNED)
        db.run(LINK, {"visit": row.id, "contact": None, "was": None, "more": more, "now": now, **values})
    plan_visit_nudges(db, now, [row.id for row in rows])


def follow_contact(db: Db, now: datetime, contact: int, before: Row[Any] | None = None) -> None:
    """Link a contact anew as it is stored now. before: as it was; nothing is done where it says the same of the day."""
    row = db.first(CONTACT, contact=contact)
    if row is None or (before is not None and all(getattr(before, name) == getattr(row, name) for name in row._fields)):
        return
    unlink_contact(db, now, contact)
    link_contact(db, now, contact, row.engagement_id, Logged(row.kind, row.day, row.start, row.made))


def link_history(db: Db, now: datetime) -> int:
    """Link all contacts that were brought in from elsewhere to the visits of their days; how many were."""
    free: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in db.all(UNLINKED, now=now):
        free[row.engagement_id].append(row)
    if not free:
        return 0
    oldest = min(row.day for rows in free.values() for row in rows)
    changed = []
    for row in db.all(RECORDED, first=monday(oldest)):
        logged = Logged(row.kind, row.day, row.start, row.made)
        mine = free.get(row.engagement_id, [])
        if chosen := _choose(logged, mine, now):
            mine.remove(chosen)
            changed.append(_held(chosen, row.id, logged, now))
    db.change_many(LINK, changed)
    return len(changed)


def _choose(logged: Logged, rows: Sequence[Row[Any]], now: datetime) -> Row[Any] | None:
    candidates = [Candidate(one.id, one.kind, one.day, one.start, one.ends_at, one.state) for one in rows]
    chosen = stands_for(logged, candidates, now)
    return next((one for one in rows if one.id == chosen), None)


def _held(row: Row[Any], contact: int, logged: Logged, now: datetime) -> dict[str, Any]:
    return {
        "visit": row.id,
        "contact": contact,
        "to_state": HELD,
        "to_reason": None,
        "to_moved": row.moved or logged.day != row.day,
        "was": {"state": row.state, "reason": row.reason, "moved": row.moved},
        "more": int(row.state not in {PLANNED, HELD}),
        "now": now,
    }
