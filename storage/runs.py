"""What was done for a period already: a duty of the night or of a day runs once for each."""

from datetime import datetime

from sqlalchemy import Column, String, Table, UniqueConstraint

from storage.database import Db, Instant, key_column, metadata, workspace_column
from storage.insert import insert_once

runs = Table(
    "runs",
    metadata,
    key_column(),
    workspace_column(),
    Column("duty", String(40), nullable=False),
    Column("period", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "duty", "period"),
)


def first_run(db: Db, duty: str, period: str, now: datetime) -> bool:
    """Whether this call is the first for a duty and a period ("monday_coach", "2026-W47"), on any number of replicas.

    It holds only if the transaction is committed: do the duty's work in the same one, or in parts that may be done
    twice.
    """
    return insert_once(db, runs, duty=duty, period=period, at=now) is not None
