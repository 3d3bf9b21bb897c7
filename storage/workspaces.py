"""The Slack workspaces that installed us. The one table that isn't a tenant table: it is the tenants."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Row, String, Table, bindparam, select, update
from sqlalchemy.engine import Connection

from storage.database import Db, Id, Instant, Sealed, key_column, metadata, tenant
from storage.keys import Keyring, Unreadable

log = logging.getLogger("coachlog.workspaces")

workspaces = Table(
    "workspaces",
    metadata,
    key_column(),
    Column("team_id", String(32), nullable=False, unique=True),
    Column("name", String(255), nullable=False),
    Column("bot_token", Sealed),
    Column("bot_user_id", String(32), nullable=False),
    Column("scopes", String, nullable=False, server_default=""),
    Column("installer", String(32)),
    Column("installed_at", Instant, nullable=False),
    Column("uninstalled_at", Instant),
    Column("ended_by", String(40)),
    Column("ended_second", Id),
)

ECHO = 2  # seconds between the two events of one removal, by Slack's clock


SEAL = tenant(
    update(workspaces)
    .where(workspaces.c.id == bindparam("here"), workspaces.c.uninstalled_at.is_(None))
    .values(
        bot_token=None, uninstalled_at=bindparam("at"), ended_by=bindparam("kind"), ended_second=bindparam("second")
    )
)
TEAM = tenant(select(workspaces.c.team_id).where(workspaces.c.id == bindparam("here")))
LAST_END = tenant(select(workspaces.c.ended_by, workspaces.c.ended_second).where(workspaces.c.id == bindparam("here")))


@dataclass(frozen=True, slots=True)
class Installed:
    """One installed workspace, with its token opened."""

    id: int
    team_id: str
    name: str
    bot_token: str
    bot_user_id: str
    installer: str | None


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """What an installation tells us. installer: the Slack user who installed, where known."""

    team_id: str
    name: str
    bot_token: str
    bot_user_id: str
    scopes: str = ""
    installer: str | None = None


def _context(team_id: str) -> str:
    return f"{team_id}:workspaces.bot_token"


def install(connection: Connection, keyring: Keyring, new: NewWorkspace, now: datetime) -> int:
    """Record an installation, or renew it: the newest token wins and a removed workspace is live again."""
    found = connection.execute(select(workspaces).where(workspaces.c.team_id == new.team_id)).first()
    values = {
        "name": new.name,
        "bot_token": keyring.seal(new.bot_token, _context(new.team_id)),
        "bot_user_id": new.bot_user_id,
        "scopes": new.scopes,
        "installer": new.installer or (found.installer if found else None),
        "uninstalled_at": None,
    }
    if found is None:
        result = connection.execute(workspaces.insert().values(team_id=new.team_id, installed_at=now, **values))
        key = result.inserted_primary_key
        return int(key[0]) if key else 0
    if found.uninstalled_at is None and _same(found, keyring, new):
        return int(found.id)
    connection.execute(update(workspaces).where(workspaces.c.id == found.id).values(**values))
    return int(found.id)


def _same(found: Row[Any], keyring: Keyring, new: NewWorkspace) -> bool:
    if found.bot_token is None or not keyring.is_current(found.bot_token):
        return False
    known = (found.name, found.bot_user_id, found.scopes, found.installer)
    told = (new.name, new.bot_user_id, new.scopes, new.installer or found.installer)
    return known == told and keyring.open(found.bot_token, _context(new.team_id)) == new.bot_token


def find(connection: Connection, keyring: Keyring, team_id: str) -> Installed | None:
    """The live installation of a team, or None when it isn't installed (any more)."""
    row = connection.execute(
        select(workspaces).where(workspaces.c.team_id == team_id, workspaces.c.uninstalled_at.is_(None))
    ).first()
    return None if row is None else _opened(row, keyring)


def _opened(row: Row[Any], keyring: Keyring) -> Installed | None:
    if row.bot_token is None:
        return None
    token = keyring.open(bytes(row.bot_token), _context(row.team_id))
    return Installed(row.id, row.team_id, row.name, token, row.bot_user_id, row.installer)


def installed(connection: Connection, keyring: Keyring) -> list[Installed]:
    """Every live installation, oldest first. One whose token can't be read is logged and left out."""
    rows = connection.execute(select(workspaces).where(workspaces.c.uninstalled_at.is_(None)).order_by(workspaces.c.id))
    return [one for row in rows.all() if (one := _if_readable(row, keyring))]


def _if_readable(row: Row[Any], keyring: Keyring) -> Installed | None:
    try:
        return _opened(row, keyring)
    except (Unreadable, ValueError) as problem:
        log.error("token unreadable", extra={"error": type(problem).__name__, "workspace": row.team_id})  # noqa: TRY400 - no content
        return None


def locked_out(connection: Connection, keyring: Keyring) -> bool:
    """Whether some workspace's token was sealed with a key that we don't hold."""
    keyring.refresh()
    sealed = connection.execute(select(workspaces.c.bot_token).where(workspaces.c.bot_token.is_not(None)))
    return any(not keyring.holds(bytes(token)) for token in sealed.scalars())


def team_of(db: Db) -> str:
    """The workspace's id at Slack."""
    return str(db.value(TEAM, here=db.workspace_id))


def seal_workspace(db: Db, now: datetime, kind: str, second: int) -> bool:
    """Forget the token at once and seal the workspace; a later purge removes its rows. Whether it was live.

    kind and second: the event that said so, and when it happened by Slack's clock.
    """
    return db.change(SEAL, here=db.workspace_id, at=now, kind=kind, second=second) == 1


def is_echo(db: Db, kind: str, second: int) -> bool:
    """Whether an event is the late second one of a removal that is over: Slack tells of each in two, in any order."""
    last = db.first(LAST_END, here=db.workspace_id)
    if last is None or last.ended_by is None or last.ended_by == kind:
        return False
    return bool(second <= last.ended_second + ECHO)
