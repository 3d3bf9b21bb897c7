"""Claiming messages owed: who sends what next, fair to every person and channel."""

import json
import logging
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, bindparam, func, or_, select, update

from storage.database import Db, tenant
from storage.keys import Unreadable
from storage.outbox import LEASE, Owed, mark, outbox
from storage.people import people

log = logging.getLogger("coachlog.outbox")

UNREADABLE = "its words can't be read"

_first = outbox.alias("first")
_UNTRIED_HOMES = (outbox.c.kind == "home", outbox.c.state == "pending", outbox.c.attempt == 0)
_FIRST_HOMES = (
    select(func.min(_first.c.id))
    .where(_first.c.kind == "home", _first.c.state == "pending", _first.c.attempt == 0)
    .group_by(_first.c.person_id, _first.c.channel)
)
ONE_HOME_EACH = tenant(
    update(outbox)
    .where(*_UNTRIED_HOMES, outbox.c.id.not_in(_FIRST_HOMES))
    .values(state="void", reason="an earlier one shows it")
)
# The oldest of each kind for each person and channel, so that a long queue of one keeps no other waiting.
_OLDEST = (
    select(func.min(_first.c.id).label("id"))
    .where(
        _first.c.state == "pending",
        _first.c.due_at <= bindparam("now"),
        or_(_first.c.expires_at.is_(None), _first.c.expires_at >= bindparam("now")),
        (_first.c.kind == "home") == bindparam("homes", type_=Boolean),
    )
    .group_by(_first.c.kind, _first.c.person_id, _first.c.channel)
    .subquery("oldest")
)
DUE = tenant(
    select(
        outbox.c.id,
        outbox.c.kind,
        outbox.c.key,
        outbox.c.person_id,
        outbox.c.channel,
        outbox.c.subject_id,
        outbox.c.payload,
        outbox.c.attempt,
        people.c.slack_user_id,
        people.c.dm_channel,
        people.c.deactivated_at,
    )
    .join_from(_OLDEST, outbox, outbox.c.id == _OLDEST.c.id)
    .outerjoin(people, people.c.id == outbox.c.person_id)
    .where(outbox.c.state == "pending")
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("batch"))
    .with_for_update(skip_locked=True, of=outbox)
)
TAKE = tenant(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.state == "pending")
    .values(state="sending", lease_until=bindparam("until"), lease_owner=bindparam("owner"))
)


def claim(db: Db, now: datetime, owner: str, batch: int = 50) -> list[Owed]:
    """Take due messages and Homes for sending, so many of each, under a lease; no two claimers get the same one.

    Of the Homes to draw, one for each person stays: it is drawn from what is stored then, so it shows the rest.
    owner: a fresh name for each claimer and round.
    """
    due = [*db.all(DUE, now=now, homes=False, batch=batch)]
    if db.first(DUE, now=now, homes=True, batch=1):
        db.change(ONE_HOME_EACH)
        due += db.all(DUE, now=now, homes=True, batch=batch)
    db.change_many(TAKE, [{"row": row.id, "until": now + LEASE, "owner": owner} for row in due])
    return [one for row in due if (one := _readable(db, row, owner))]


def _readable(db: Db, row: Any, owner: str) -> Owed | None:
    """A claimed row, opened; None when it is damaged, and then it is closed as failed."""
    try:
        return _owed(db, row)
    except (Unreadable, ValueError) as problem:
        mark(db, owner, row.id, "failed", reason=UNREADABLE)
        log.error("message unreadable", extra={"error": type(problem).__name__, "outbox": row.id})  # noqa: TRY400 - no content
        return None


def _owed(db: Db, row: Any) -> Owed:
    payload = db.unseal(outbox.c.payload, row.payload)
    active = row.deactivated_at is None
    return Owed(
        row.id,
        row.kind,
        row.key,
        row.person_id,
        row.channel,
        row.subject_id,
        json.loads(payload) if payload else None,
        row.attempt,
        row.slack_user_id if active else None,
        row.dm_channel if active else None,
    )
