"""The welcome each person had, once for each role: as it was shown, and when."""

from sqlalchemy import Column, String, Table, Text, UniqueConstraint

from storage.database import Id, Instant, key_column, metadata, reference, workspace_column

welcomes = Table(
    "welcomes",
    metadata,
    key_column(),
    workspace_column(),
    reference("person_id", "people.id"),
    Column("role", String(16), nullable=False),
    Column("said", Text),
    Column("outbox_id", Id),
    Column("shown_at", Instant),
    Column("planned_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "person_id", "role"),
)
