"""The audit log: who did what to which row, when. Append-only, and never any content."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Index, String, Table, literal_column

from storage.database import Db, Id, Instant, key_column, metadata, workspace_column

audit = Table(
    "audit",
    metadata,
    key_column(),
    workspace_column(),
    Column("at", Instant, nullable=False),
    Column("actor", String(32), nullable=False),
    Column("verb", String(40), nullable=False),
    Column("object_id", Id),
    Index("ix_audit_workspace_id_at", "workspace_id", "at"),
)
READ = "contact.read"  # somebody read the words of another person
READINGS = audit.c.verb == literal_column(f"'{READ}'")  # spelled out, so that the index answers it
Index("ix_audit_read", audit.c.object_id, audit.c.id, sqlite_where=READINGS, postgresql_where=READINGS)
# Somebody else read what is a pair's beside its contacts; the object is the pair, the report, or the district's digest.
AGREEMENT_READ, HANDOFF_READ, REPORT_READ = "agreement.read", "handoff.read", "report.read"
LOG_OPENED, GOALS_READ = "log.opened", "district.goals_read"
_OTHERS = (AGREEMENT_READ, HANDOFF_READ, REPORT_READ, LOG_OPENED, GOALS_READ)
FURTHER_READINGS = audit.c.verb.in_([literal_column(f"'{one}'") for one in _OTHERS])
Index(
    "ix_audit_further_read",
    audit.c.object_id,
    audit.c.id,
    sqlite_where=FURTHER_READINGS,
    postgresql_where=FURTHER_READINGS,
)


def note(db: Db, now: datetime, actor: str, verb: str, object_id: int | None = None) -> None:
    """Append one row. actor: the Slack user id, or the name of the timed duty; verb: "contact.recorded"."""
    db.add(audit, at=now, actor=actor[:32], verb=verb[:40], object_id=object_id)


def note_many(db: Db, now: datetime, actor: str, notes: Sequence[tuple[str, int | None]]) -> None:
    """Append one row for each (verb, object id)."""
    rows = [{"at": now, "actor": actor[:32], "verb": verb[:40], "object_id": subject} for verb, subject in notes]
    db.add_many(audit, rows)


def record_denial(db: Db, now: datetime, actor: str, what: str) -> None:
    """Keep an attempt that was refused: "denied:" and the code of what was tried, never its text."""
    note(db, now, actor, f"denied:{what}")
