"""Places that Slack takes no message for: said once to somebody who can act, until it is over.

A place is a channel, a Slack user, or TOKEN for the whole workspace. The first refusal opens a trouble, and tells;
after the second nothing is tried there until it is well again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, bindparam, delete, select, update

from storage.database import Db, Instant, key_column, metadata, reference, tenant, workspace_column
from storage.insert import insert_once

# place: a channel, a Slack user, or "" for the whole workspace; code: Slack's.
troubles = Table(
    "troubles",
    metadata,
    key_column(),
    workspace_column(),
    Column("place", String(32), nullable=False),
    Column("code", String(40), nullable=False),
    reference("person_id", "people.id", nullable=True),
    Column("count", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("told_at", Instant),
    Column("over_at", Instant),
    UniqueConstraint("workspace_id", "place", "since"),
    Index("ix_troubles_open", "workspace_id", "over_at"),
)

TOKEN = ""
TRIES = 2
KEPT = timedelta(days=30)

_OPEN = select(
    troubles.c.id, troubles.c.place, troubles.c.code, troubles.c.person_id, troubles.c.count, troubles.c.since,
    troubles.c.last_at,
).where(troubles.c.over_at.is_(None))  # fmt: skip
OPEN = tenant(_OPEN.order_by(troubles.c.since, troubles.c.id))
ONE = tenant(_OPEN.where(troubles.c.id == bindparam("row")))
AGAIN = tenant(
    update(troubles)
    .where(troubles.c.id == bindparam("row"))
    .values(count=bindparam("times"), last_at=bindparam("at"), code=bindparam("error"))
)
OVER = tenant(
    update(troubles)
    .where(troubles.c.place == bindparam("where"), troubles.c.over_at.is_(None))
    .values(over_at=bindparam("at"))
)


FORGET = tenant(delete(troubles).where(troubles.c.over_at < bindparam("before")))


@dataclass(frozen=True, slots=True)
class Trouble:
    """One place that is in trouble now. count: how often Slack refused. person_id: whom messages there are for."""

    id: int
    place: str
    code: str
    person_id: int | None
    count: int
    since: datetime
    last_at: datetime

    @property
    def parked(self) -> bool:
        """Whether nothing is tried there any more."""
        return self.count >= TRIES


def open_troubles(db: Db) -> dict[str, Trouble]:
    """The troubles of now, by their place."""
    return {row.place: Trouble(*tuple(row)) for row in db.all(OPEN)}


def find_trouble(db: Db, trouble_id: int) -> Trouble | None:
    """One trouble; None when it is over."""
    row = db.first(ONE, row=trouble_id)
    return Trouble(*tuple(row)) if row else None


def note_trouble(
    db: Db, now: datetime, place: str, code: str, person_id: int | None = None, times: int = 1
) -> int | None:
    """Slack refused a message to this place for good; the trouble's id when it is new.

    times: as often as that counts.
    """
    found = open_troubles(db).get(place)
    if found:
        db.change(AGAIN, row=found.id, times=found.count + times, at=now, error=code[:40])
        return None
    row = {"place": place, "code": code[:40], "person_id": person_id, "count": times, "since": now, "last_at": now}
    return insert_once(db, troubles, **row)


def forget_troubles(db: Db, now: datetime) -> int:
    """Delete troubles that are over for a month; how many."""
    return db.change(FORGET, before=now - KEPT)


def end_trouble(db: Db, now: datetime, place: str) -> bool:
    """It works there again; whether it was in trouble."""
    return db.change(OVER, where=place, at=now) > 0


def end_troubles(db: Db, now: datetime, places: Sequence[str]) -> int:
    """It works again in these places; how many were in trouble."""
    return sum(end_trouble(db, now, place) for place in places)
