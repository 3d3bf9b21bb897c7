"""Two keys: a pair's words reach the program only while both of them have agreed and neither took it back."""

from sqlalchemy import Column, Index, Table

from storage.database import Id, Instant, key_column, metadata, reference, workspace_column

shares = Table(
    "shares",
    metadata,
    key_column(),
    workspace_column(),
    reference("contact_id", "contacts.id"),
    reference("asked_by", "people.id"),
    Column("asked_at", Instant, nullable=False),
    Column("coach_at", Instant),
    Column("leader_at", Instant),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", Id),
    Index("ix_shares_contact_id", "contact_id", "id"),
)

# At most one request is open for a contact.
Index(
    "uq_shares_workspace_id_contact_id",
    shares.c.workspace_id,
    shares.c.contact_id,
    unique=True,
    sqlite_where=shares.c.withdrawn_at.is_(None),
    postgresql_where=shares.c.withdrawn_at.is_(None),
)
