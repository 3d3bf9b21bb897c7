"""A person's calendar feed: an unguessable link, which its owner can end or change."""

from sqlalchemy import Column, LargeBinary, Table, UniqueConstraint

from storage.database import Instant, Sealed, key_column, metadata, reference, workspace_column

feeds = Table(
    "feeds",
    metadata,
    key_column(),
    workspace_column(),
    reference("person_id", "people.id", index=True),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("token", Sealed),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("token_hash"),
)
