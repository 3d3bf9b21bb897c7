"""Owing corrections of posted nudges, in the transaction that settles what they ask about."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from bot.rules.nudges import SENT
from storage.database import Db, tenant
from storage.nudges import nudges
from storage.outbox import NewOwed, outbox, owe_once

LATELY = timedelta(days=8)  # after which a message is left as it is

_POSTED = (
    nudges.c.state == SENT,
    nudges.c.sent_at >= bindparam("since"),
    or_(outbox.c.state == "sent", outbox.c.state == "sending"),
)
_SAID = select(nudges.c.outbox_id, nudges.c.person_id).join_from(nudges, outbox, outbox.c.id == nudges.c.outbox_id)
ABOUT = tenant(
    _SAID.where(
        nudges.c.kind.in_(bindparam("kinds", expanding=True)),
        nudges.c.subject_id.in_(bindparam("subjects", expanding=True)),
        *_POSTED,
    ).distinct()
)
TO_PEOPLE = tenant(
    _SAID.where(
        nudges.c.person_id.in_(bindparam("people", expanding=True)),
        nudges.c.kind.in_(bindparam("kinds", expanding=True)),
        *_POSTED,
    ).distinct()
)


def retouch_about(db: Db, now: datetime, kinds: Collection[str], subjects: Collection[int]) -> None:
    """Owe a correction of each message that lately spoke of these rows."""
    if subjects:
        _owe(db, now, db.all(ABOUT, kinds=list(kinds), subjects=list(subjects), since=now - LATELY))


def retouch_to(db: Db, now: datetime, kinds: Collection[str], people: Collection[int]) -> None:
    """Owe a correction of each message of these kinds that these people lately got."""
    if people:
        _owe(db, now, db.all(TO_PEOPLE, kinds=list(kinds), people=list(people), since=now - LATELY))


def _owe(db: Db, now: datetime, rows: Sequence[Row[Any]]) -> None:
    for row in rows:
        key = f"retouch:{row.outbox_id}:{now.timestamp()}"
        owe_once(db, now, NewOwed("retouch", key, row.person_id, None, row.outbox_id))
