"""A workspace comes and goes: what an installation by OAuth changes, and its end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from storage import audit
from storage.comingback import came_alive, come_back
from storage.database import Db, tenant
from storage.inbox import inbox, receive_event
from storage.keys import Keyring
from storage.outbox import REPEATABLE, outbox, settle_lapsed
from storage.troubles import TOKEN, open_troubles
from storage.workspaces import NewWorkspace, install, is_echo, seal_workspace, workspaces

REMOVED = "the app was removed"
VOID = tenant(update(outbox).where(outbox.c.state == "pending").values(state="void", payload=None, reason=REMOVED))
LET_GO = tenant(
    select(func.count())
    .select_from(outbox)
    .where(
        outbox.c.state == "void",
        outbox.c.reason == REMOVED,
        outbox.c.kind.not_in(REPEATABLE),
        outbox.c.due_at >= bindparam("ended"),
    )
)
DROP = tenant(update(inbox).where(inbox.c.state == "pending").values(state="done", payload=None))


@dataclass(frozen=True, slots=True)
class Told:
    """An event about our own installation. second: when it happened, by Slack's clock."""

    kind: str
    event: dict[str, Any]
    second: int

    @property
    def ends(self) -> bool:
        """Whether it takes us out of the workspace."""
        if self.kind == "app_uninstalled":
            return True
        tokens = self.event.get("tokens")
        return self.kind == "tokens_revoked" and isinstance(tokens, dict) and bool(tokens.get("bot"))


def install_workspace(connection: Connection, keyring: Keyring, new: NewWorkspace, now: datetime) -> int:
    """Record what OAuth granted, audited; the workspace's id. A removed workspace is live again.

    What was still owed when it was removed isn't said any more.
    """
    before = connection.execute(select(workspaces).where(workspaces.c.team_id == new.team_id)).first()
    db = Db(connection, _install(connection, keyring, new, now), keyring)
    ended = before.uninstalled_at if before else None
    if ended:
        settle_lapsed(db, now)
        db.change(VOID)
        come_back(db, now, new.installer, ended, int(db.value(LET_GO, ended=ended)))
    elif TOKEN in open_troubles(db):
        come_back(db, now, new.installer)
    audit.note(db, now, new.installer or "slack", "workspace.installed", db.workspace_id)
    return db.workspace_id


def bind_workspace(connection: Connection, keyring: Keyring, new: NewWorkspace, now: datetime) -> int:
    """Remember the one workspace of a token that Slack takes; the workspace's id. One that was refused is back."""
    db = Db(connection, install(connection, keyring, new, now), keyring)
    came_alive(db, now)
    return db.workspace_id


def _install(connection: Connection, keyring: Keyring, new: NewWorkspace, now: datetime) -> int:
    """Install; when somebody else installed the same new workspace at the same moment, renew theirs."""
    try:
        with connection.begin_nested():
            return install(connection, keyring, new, now)
    except IntegrityError:
        return install(connection, keyring, new, now)


def end_installation(db: Db, now: datetime, event_key: str, told: Told) -> bool:
    """Store an event that may end the installation; where it does, seal the workspace in the same transaction.

    Whether the workspace is sealed by it. Revoked tokens end it only where the bot's is among them.
    """
    if not told.ends or is_echo(db, told.kind, told.second):
        return False
    return receive_event(db, now, event_key, told.kind, told.event) and _seal(db, now, told)


def _seal(db: Db, now: datetime, told: Told) -> bool:
    """Seal, and let go of what waits to be said or applied."""
    if not seal_workspace(db, now, told.kind, told.second):
        return False
    db.change(VOID)
    db.change(DROP)
    audit.note(db, now, "slack", "workspace.uninstalled", db.workspace_id)
    return True
