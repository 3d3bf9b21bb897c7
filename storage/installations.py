"""A workspace comes and goes: what an installation by OAuth changes, and its end."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from storage import audit
from storage.database import Db, tenant
from storage.inbox import inbox
from storage.keys import Keyring
from storage.outbox import LAPSED, outbox
from storage.workspaces import NewWorkspace, find, install, seal_workspace

REMOVED = "the app was removed"
VOID = tenant(update(outbox).where(outbox.c.state == "pending").values(state="void", payload=None, reason=REMOVED))
DROP = tenant(update(inbox).where(inbox.c.state == "pending").values(state="done", payload=None))


def install_workspace(connection: Connection, keyring: Keyring, new: NewWorkspace, now: datetime) -> int:
    """Record what OAuth granted, audited; the workspace's id. A removed workspace is live again.

    What was still owed when it was removed isn't said any more.
    """
    was_live = find(connection, keyring, new.team_id) is not None
    db = Db(connection, _install(connection, keyring, new, now), keyring)
    if not was_live:
        db.change(LAPSED, now=now)
        db.change(VOID)
    audit.note(db, now, new.installer or "slack", "workspace.installed", db.workspace_id)
    return db.workspace_id


def _install(connection: Connection, keyring: Keyring, new: NewWorkspace, now: datetime) -> int:
    """Install; when somebody else installed the same new workspace at the same moment, renew theirs."""
    try:
        with connection.begin_nested():
            return install(connection, keyring, new, now)
    except IntegrityError:
        return install(connection, keyring, new, now)


def remove_workspace(db: Db, now: datetime) -> bool:
    """Seal the workspace and let go of what waits to be said or applied; whether it was live."""
    if not seal_workspace(db, now):
        return False
    db.change(VOID)
    db.change(DROP)
    audit.note(db, now, "slack", "workspace.uninstalled", db.workspace_id)
    return True
