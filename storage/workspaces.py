"""The Slack workspaces that installed us. The one table that isn't a tenant table: it is the tenants."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Row, String, Table, bindparam, select, update
from sqlalchemy.engine import Connection

from storage.database import Db, Id, Instant, Sealed, key_column, metadata, tenant
from storage.keys import ID_BYTES, NONCE_BYTES, VERSION, Keyring, Unreadable

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
    Column("charts_refused_at", Instant),
)

TAG_BYTES = 16  # of AES-GCM
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
    opened = _if_readable(found, keyring)
    return known == told and opened is not None and opened.bot_token == new.bot_token


def find(connection: Connection, keyring: Keyring, team_id: str) -> Installed | None:
    """The live installation of a team, or None when it isn't installed (any more).

    Raises Unreadable when its token can't be opened: what Slack sends is then refused, to be sent again.
    """
    row = connection.execute(
        select(workspaces).where(workspaces.c.team_id == team_id, workspaces.c.uninstalled_at.is_(None))
    ).first()
    return None if row is None else _opened(row, keyring)


def _opened(row: Row[Any], keyring: Keyring) -> Installed | None:
    if row.bot_token is None:
        return None
    token = keyring.open(bytes(row.bot_token), _context(row.team_id))
    return Installed(row.id, row.team_id, row.name, token, row.bot_user_id, row.installer)


@dataclass(frozen=True, slots=True)
class Live:
    """The live installations, oldest first. shut: the team ids of those whose token can't be opened."""

    opened: list[Installed]
    shut: list[str]


def look_at_all(connection: Connection, keyring: Keyring) -> Live:
    """Every live installation. One whose token can't be opened is logged, and keeps none of the others."""
    rows = connection.execute(select(workspaces).where(workspaces.c.uninstalled_at.is_(None)).order_by(workspaces.c.id))
    live = Live([], [])
    for row in rows.all():
        if one := _if_readable(row, keyring):
            live.opened.append(one)
        else:
            live.shut.append(row.team_id)
    return live


def installed(connection: Connection, keyring: Keyring) -> list[Installed]:
    """Every live installation whose token can be opened, oldest first."""
    return look_at_all(connection, keyring).opened


def _if_readable(row: Row[Any], keyring: Keyring) -> Installed | None:
    try:
        return _opened(row, keyring)
    except (Unreadable, ValueError) as problem:
        log.error("token unreadable", extra={"error": type(problem).__name__, "workspace": row.team_id})  # noqa: TRY400 - no content
        return None


def locked_out(connection: Connection, keyring: Keyring, team_id: str | None = None) -> bool:
    """Whether we lack a key that tokens were sealed with. team_id: the one workspace that it is about; None for all.

    One token among others whose key nobody knows is damaged; it is left out. A key is missing when two name it, or
    when no token names one that is here.
    """
    keyring.refresh()
    mine = workspaces.c.bot_token.is_not(None) if team_id is None else workspaces.c.team_id == team_id
    found = (bytes(token or b"") for token in connection.execute(select(workspaces.c.bot_token).where(mine)).scalars())
    sealed = [token for token in found if _well_formed(token)]
    missing = Counter(token[len(VERSION) : len(VERSION) + ID_BYTES] for token in sealed if not keyring.holds(token))
    return bool(missing) and (missing.total() == len(sealed) or max(missing.values()) > 1)


def _well_formed(token: bytes) -> bool:
    return token[:1] == VERSION and len(token) > len(VERSION) + ID_BYTES + NONCE_BYTES + TAG_BYTES


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
