"""The audit log is append-only, whoever asks: the database itself refuses to change it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from storage import audit
from storage.database import Db
from storage.keys import Keyring, new_key
from storage.store import open_engine
from storage.workspaces import NewWorkspace, install

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)


def noted(connection: Connection) -> None:
    ring = Keyring([new_key()])
    workspace = install(connection, ring, NewWorkspace("T1", "One", "xoxb-1", "UBOT"), NOW)
    db = Db(connection, workspace, ring)
    audit.note(db, NOW, "U1", "contact.recorded", 7)
    audit.note(db, NOW, "U1", "contact.changed", 7)


@pytest.mark.parametrize(
    "change",
    [
        update(audit.audit).values(actor="U2"),
        update(audit.audit).where(audit.audit.c.verb == "contact.recorded").values(object_id=8),
        delete(audit.audit),
        delete(audit.audit).where(audit.audit.c.object_id == 7),
    ],
)
def test_no_row_of_the_audit_log_can_be_changed_or_removed(database_url: str, change: object) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        noted(connection)
    with pytest.raises(DBAPIError, match="only grows"), engine.begin() as connection:
        connection.execute(change)  # type: ignore[call-overload] # an update or a delete
    with engine.connect() as connection:
        rows = connection.execute(select(audit.audit.c.actor, audit.audit.c.object_id)).all()
    assert [tuple(row) for row in rows] == [("U1", 7), ("U1", 7)]


def test_the_audit_log_cannot_be_emptied_at_once(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with pytest.raises(DBAPIError, match="only grows"), engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE audit")
