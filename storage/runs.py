"""What was done for a period already: a duty of the night or of a day runs once for each."""

from sqlalchemy import Column, String, Table, UniqueConstraint

from storage.database import Instant, key_column, metadata, workspace_column

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
