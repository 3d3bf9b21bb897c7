"""People and their roles in programmes; who is acting; matching e-mails to Slack people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Index,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    case,
    func,
    select,
    update,
)

from bot.rules.dates import is_zone
from storage import audit
from storage.database import Db, Instant, key_column, metadata, reference, tenant, workspace_column

people = Table(
    "people",
    metadata,
    key_column(),
    workspace_column(),
    Column("email", String(254), nullable=False),
    Column("name", String(120), nullable=False),
    Column("slack_user_id", String(32)),
    Column("zone", String(64)),
    Column("phone", String(40)),
    reference("district_id", "districts.id", nullable=True, index=True),
    Column("dm_channel", String(32)),
    Column("deactivated_at", Instant),
    UniqueConstraint("workspace_id", "email"),
    UniqueConstraint("workspace_id", "slack_user_id"),
)

roles = Table(
    "roles",
    metadata,
    key_column(),
    workspace_column(),
    reference("programme_id", "programmes.id"),
    reference("person_id", "people.id", index=True),
    Column("role", String(16), nullable=False),
    UniqueConstraint("programme_id", "person_id", "role"),
    Index("ix_roles_workspace_id_role", "workspace_id", "role"),
)


def active_user(who: FromClause) -> ColumnElement[str | None]:
    """The Slack user of a person, or of an alias of people; NULL once they are deactivated, so that nobody matches."""
    return case((who.c.deactivated_at.is_(None), who.c.slack_user_id))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting, as Slack's signature vouches for it. Their person and roles are loaded at the moment of effect."""

    user_id: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person of this workspace with the roles they hold in any of its programmes."""

    id: int
    name: str
    email: str
    slack_user_id: str | None
    zone: str | None
    roles: frozenset[str]

    def is_any(self, *wanted: str) -> bool:
        """Whether the person holds one of these roles."""
        return not self.roles.isdisjoint(wanted)


PERSON = tenant(
    select(people.c.id, people.c.name, people.c.email, people.c.slack_user_id, people.c.zone, roles.c.role)
    .outerjoin_from(people, roles, roles.c.person_id == people.c.id)
    .where(people.c.slack_user_id == bindparam("user"), people.c.deactivated_at.is_(None))
)
taken = people.alias("taken")

MATCH = tenant(
    update(people)
    .where(
        people.c.email == bindparam("address"),
        people.c.slack_user_id.is_(None),
        ~select(taken.c.id).where(taken.c.slack_user_id == bindparam("user")).exists(),
    )
    .values(slack_user_id=bindparam("user"), zone=func.coalesce(people.c.zone, bindparam("tz")))
)
TAKEN = tenant(select(people.c.slack_user_id).where(people.c.slack_user_id.is_not(None)))
UNMATCHED = tenant(
    select(people.c.id, people.c.name, people.c.email)
    .where(people.c.slack_user_id.is_(None), people.c.deactivated_at.is_(None))
    .order_by(people.c.name)
)
DEACTIVATE = tenant(
    update(people)
    .where(people.c.slack_user_id == bindparam("user"), people.c.deactivated_at.is_(None))
    .values(deactivated_at=bindparam("at"))
)
REACTIVATE = tenant(update(people).where(people.c.slack_user_id == bindparam("user")).values(deactivated_at=None))
DM_CHANNEL = tenant(update(people).where(people.c.id == bindparam("person")).values(dm_channel=bindparam("channel")))


def find_person(db: Db, actor: Actor) -> Person | None:
    """The active person behind a Slack user, or None when the programme doesn't know them."""
    rows = db.all(PERSON, user=actor.user_id)
    if not rows:
        return None
    first = rows[0]
    held = frozenset(row.role for row in rows if row.role)
    return Person(first.id, first.name, first.email, first.slack_user_id, first.zone, held)


def match_person(db: Db, user_id: str, email: str, zone: str | None) -> bool:
    """Give the Slack user to the person with this e-mail if that person has none yet; whether it did."""
    return db.change(MATCH, user=user_id, address=email.strip().lower(), tz=zone) > 0


def match_people(db: Db, users: Sequence[tuple[str, str, str | None]], now: datetime) -> int:
    """Match Slack users, (user id, e-mail, zone) each, to people by e-mail; how many were matched.

    Nobody who is matched already is touched, and no user is given to two people. An e-mail that two users
    share decides nothing.
    """
    known = {row.email: row.id for row in db.all(UNMATCHED)}
    if not known:
        return 0
    seen = set(db.run(TAKEN).scalars())
    claims: dict[str, list[dict[str, str | None]]] = {}
    for user_id, email, zone in users:
        address = email.strip().lower()
        if address in known and user_id not in seen:
            seen.add(user_id)
            valid = zone if zone and is_zone(zone) else None
            claims.setdefault(address, []).append({"user": user_id, "address": address, "tz": valid})
    clear = [found[0] for found in claims.values() if len(found) == 1]
    audit.note_many(db, now, "match_people", [("person.matched", known[str(one["address"])]) for one in clear])
    return db.change_many(MATCH, clear)


def unmatched_people(db: Db) -> list[tuple[int, str, str]]:
    """(id, name, e-mail) of active people without a Slack user, by name."""
    return [(row.id, row.name, row.email) for row in db.all(UNMATCHED)]


def set_active(db: Db, user_id: str, active: bool, now: datetime) -> int:
    """Follow Slack's activation of a user: a deactivated person can't act and gets no messages."""
    if active:
        return db.change(REACTIVATE, user=user_id)
    return db.change(DEACTIVATE, user=user_id, at=now)


def keep_dm_channel(db: Db, person_id: int, channel: str) -> None:
    """Remember the direct-message channel that Slack opened with this person."""
    db.change(DM_CHANNEL, person=person_id, channel=channel)
