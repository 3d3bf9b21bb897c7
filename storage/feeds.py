"""A person's calendar feed: an unguessable link, which its owner can read again, change or end.

It is looked up by the link's hash; the link itself is kept sealed while it works, so that its owner can be shown it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, UniqueConstraint, bindparam, delete, func, select, update
from sqlalchemy.engine import Connection

from bot.errors import Denied
from storage import audit
from storage.database import Db, Instant, Sealed, key_column, metadata, reference, tenant, workspace_column
from storage.keys import Keyring, Unreadable
from storage.people import Actor, Person, find_person, people
from storage.workspaces import workspaces

feeds = Table(
    "feeds",
    metadata,
    key_column(),
    workspace_column(),
    reference("person_id", "people.id", index=True),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("token", Sealed),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("token_hash"),
)

TOKEN_BYTES = 32
KEPT = timedelta(days=30)

HOLD = tenant(select(people.c.id).where(people.c.id == bindparam("person")).with_for_update(key_share=True))
LIVE = tenant(
    select(feeds.c.id, feeds.c.token).where(feeds.c.person_id == bindparam("person"), feeds.c.ended_at.is_(None))
)
_ENDED: dict[str, Any] = {"ended_at": bindparam("now"), "token": None}
END = tenant(update(feeds).where(feeds.c.person_id == bindparam("person"), feeds.c.ended_at.is_(None)).values(**_ENDED))
_OF_USER = select(people.c.id).where(people.c.slack_user_id == bindparam("user"))
END_OF_USER = tenant(update(feeds).where(feeds.c.person_id.in_(_OF_USER), feeds.c.ended_at.is_(None)).values(**_ENDED))
_OLD = select(feeds.c.id).where(
    feeds.c.ended_at < bindparam("before"), feeds.c.id < select(func.max(feeds.c.id)).scalar_subquery()
).limit(500)  # fmt: skip
FORGET = tenant(delete(feeds).where(feeds.c.id.in_(_OLD)))
OWNER = (
    select(feeds.c.id, feeds.c.workspace_id, feeds.c.person_id)
    .join_from(feeds, people, people.c.id == feeds.c.person_id)
    .join(workspaces, workspaces.c.id == feeds.c.workspace_id)
    .where(
        feeds.c.token_hash == bindparam("hash"),
        feeds.c.ended_at.is_(None),
        people.c.deactivated_at.is_(None),
        people.c.slack_user_id.is_not(None),
        workspaces.c.uninstalled_at.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class Feed:
    """A live feed. token: what its link ends with; None where the key it was sealed with is gone."""

    id: int
    token: str | None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose feed a link is."""

    feed: int
    workspace: int
    person: int


def hash_of(token: str) -> bytes:
    """What a link is looked up by. It is random throughout, so that a plain hash can't be turned back."""
    return hashlib.sha256(token.encode()).digest()


def find_owner(connection: Connection, _keyring: Keyring, token_hash: bytes) -> Owner | None:
    """Whose live feed this is, in any workspace; None once it is ended, its owner is gone, or the app was removed."""
    row = connection.execute(OWNER, {"hash": token_hash}).first()
    return Owner(row.id, row.workspace_id, row.person_id) if row else None


def find_feed(db: Db, actor: Actor) -> Feed | None:
    """The acting person's feed; None while there is none. Raises Denied for somebody the program doesn't know."""
    return _live(db, _person(db, actor))


def make_feed(db: Db, actor: Actor, now: datetime) -> Feed:
    """Give the acting person a feed; the one they have if they have one."""
    person = _person(db, actor)
    db.value(HOLD, person=person.id)
    return _live(db, person) or _new(db, actor, now, person, "feed.made")


def change_feed(db: Db, actor: Actor, now: datetime, feed: int) -> Feed | None:
    """Put another link in the place of this one, which ends at once; where it is no more, what there is now."""
    person = _person(db, actor)
    db.value(HOLD, person=person.id)
    before = _live(db, person)
    if before is None or before.id != feed:
        return before
    db.change(END, person=person.id, now=now)
    return _new(db, actor, now, person, "feed.changed")


def end_feed(db: Db, actor: Actor, now: datetime) -> None:
    """End the acting person's feed, if they have one."""
    person = _person(db, actor)
    if db.change(END, person=person.id, now=now):
        audit.note(db, now, actor.user_id, "feed.ended", person.id)


def end_feeds_of(db: Db, now: datetime, user_id: str) -> int:
    """End the feed of a Slack user who was deactivated; how many."""
    return db.change(END_OF_USER, user=user_id, now=now)


def forget_feeds(db: Db, now: datetime) -> int:
    """Delete one batch of feeds that ended 30 days ago; how many. The newest row stays, and keeps its number."""
    return db.change(FORGET, before=now - KEPT)


def _person(db: Db, actor: Actor) -> Person:
    person = find_person(db, actor)
    if person is None:
        raise Denied("feed")
    return person


def _live(db: Db, person: Person) -> Feed | None:
    row = db.first(LIVE, person=person.id)
    if row is None:
        return None
    try:
        return Feed(row.id, db.unseal(feeds.c.token, row.token))
    except Unreadable:
        return Feed(row.id, None)


def _new(db: Db, actor: Actor, now: datetime, person: Person, verb: str) -> Feed:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    sealed = db.seal(feeds.c.token, token)
    made = db.add(feeds, person_id=person.id, token_hash=hash_of(token), token=sealed, made_at=now)
    audit.note(db, now, actor.user_id, verb, person.id)
    return Feed(made, token)
