"""Places that messages go to, and when each may get the next: kept in rows, so that every process heeds them.

A place is a channel, a person who has none yet, a Home, or one of Slack's methods. A place that Slack asked to leave
alone (429), or that doesn't answer, is held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Insert,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.rules.pace import LIMITS
from storage.database import Db, Instant, key_column, metadata, tenant, workspace_column

# free_at: when the next may go; of a method: the instant that its Limit keeps. failures: in a row, without an answer.
places = Table(
    "places",
    metadata,
    key_column(),
    workspace_column(),
    Column("place", String(64), nullable=False),
    Column("free_at", Instant, nullable=False),
    Column("held_until", Instant, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "place"),
    Index("ix_places_changed_at", "workspace_id", "changed_at"),
)

AWAY_AFTER = 3  # calls of a method in a row without an answer
IN_HAND = timedelta(seconds=60)  # a place is taken until its message is marked, or its sender is long gone
SKEWED = timedelta(minutes=2, seconds=30)  # a change that far ahead was made before the clock was set back
FORGOTTEN = timedelta(days=1)
LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")

BUSY = and_(
    places.c.changed_at <= bindparam("skewed"),
    or_(places.c.free_at > bindparam("instant"), places.c.held_until > bindparam("instant")),
)
_A_METHOD = or_(*(places.c.place == name for name in LIMITS))  # a list isn't prepared
SEEN = tenant(select(places).where(_A_METHOD))
METHODS = tenant(select(places).where(_A_METHOD).order_by(places.c.place).with_for_update())
NEXT_FREE = tenant(
    select(func.min(places.c.free_at)).where(
        ~_A_METHOD, places.c.free_at > bindparam("now"), places.c.changed_at <= bindparam("skewed")
    )
)
FORGET = tenant(
    delete(places).where(places.c.changed_at < bindparam("before"), places.c.held_until < bindparam("before"))
)


@dataclass(frozen=True, slots=True)
class Method:
    """One of Slack's methods in this workspace. failures: calls in a row that got no answer."""

    name: str
    taken_to: datetime | None = None
    held_until: datetime = LONG_AGO
    failures: int = 0

    def room(self, now: datetime) -> int:
        """How many calls may go now; one alone, to try, where it gave no answer for a while."""
        if self.held_until > now:
            return 0
        room = LIMITS[self.name].room(now, self.taken_to)
        return min(room, 1) if self.failures >= AWAY_AFTER else room

    def opens(self, now: datetime) -> datetime:
        """When there is room again."""
        taken_to = self.taken_to or now
        return max(now, self.held_until, LIMITS[self.name].opens(taken_to))


def methods(db: Db, now: datetime) -> dict[str, Method]:
    """Each method as it stands; other claims of this workspace wait until this transaction ends."""
    rows = db.all(METHODS)
    for name in LIMITS.keys() - {row.place for row in rows}:
        _put(db, name, now, LONG_AGO)
    return _methods(rows, now)


def see_methods(db: Db, now: datetime) -> dict[str, Method]:
    """The same for a look, which holds nobody up."""
    return _methods(db.all(SEEN), now)


def _methods(rows: Sequence[Row[Any]], now: datetime) -> dict[str, Method]:
    made = {name: Method(name) for name in LIMITS}
    for row in rows:
        if row.changed_at <= now + SKEWED:
            made[row.place] = Method(row.place, row.free_at, row.held_until, row.failures)
    return made


def take_calls(db: Db, now: datetime, method: Method, calls: int) -> None:
    """Use up some of a method's room."""
    if calls:
        _put(db, method.name, now, LIMITS[method.name].take(now, method.taken_to, calls))


def take_place(db: Db, now: datetime, place: str) -> None:
    """Let nobody else send there until what is in hand is marked."""
    _put(db, place, now, now + IN_HAND)


def free_place(db: Db, now: datetime, place: str, at: datetime) -> None:
    """Let the next one go there from then on."""
    _put(db, place, now, at)


def hold_place(db: Db, now: datetime, place: str, until: datetime, failures: int | None = None) -> None:
    """Let nothing go there before. failures: so many calls in a row got no answer."""
    row = {"place": place, "free_at": now, "held_until": until, "failures": failures or 0, "changed_at": now}
    db.insert(_statement(db, "hold"), row)


def answered(db: Db, now: datetime, place: str) -> None:
    """A place that failed answers again."""
    hold_place(db, now, place, LONG_AGO)


def next_free(db: Db, now: datetime) -> datetime | None:
    """When the first of the places that are busy now is free; None when none is."""
    at: datetime | None = db.value(NEXT_FREE, now=now, skewed=now + SKEWED)
    return at


def forget_places(db: Db, now: datetime) -> int:
    """Delete places that nothing went to for a day; how many."""
    return db.change(FORGET, before=now - FORGOTTEN)


def _put(db: Db, place: str, now: datetime, free_at: datetime) -> None:
    row = {"place": place, "free_at": free_at, "held_until": LONG_AGO, "failures": 0, "changed_at": now}
    db.insert(_statement(db, "free"), row)


_CHANGES = {"free": ("free_at", "changed_at"), "hold": ("held_until", "failures", "changed_at")}
_STATEMENTS: dict[tuple[str, str], Insert] = {}


def _statement(db: Db, what: str) -> Insert:
    if (db.dialect, what) not in _STATEMENTS:
        new = (sqlite.insert if db.dialect == "sqlite" else postgresql.insert)(places)
        changes = {name: new.excluded[name] for name in _CHANGES[what]}
        keys = [places.c.workspace_id, places.c.place]
        made = new.on_conflict_do_update(index_elements=keys, set_=changes)
        _STATEMENTS[db.dialect, what] = made.returning(places.c.id)
    return _STATEMENTS[db.dialect, what]
