"""Places that Slack takes no message for: said once to somebody who can act, until it is over."""

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint

from storage.database import Instant, key_column, metadata, reference, workspace_column

# place: a channel, a Slack user, or "" for the whole workspace; code: Slack's.
troubles = Table(
    "troubles",
    metadata,
    key_column(),
    workspace_column(),
    Column("place", String(32), nullable=False),
    Column("code", String(40), nullable=False),
    reference("person_id", "people.id", nullable=True),
    Column("count", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("told_at", Instant),
    Column("over_at", Instant),
    UniqueConstraint("workspace_id", "place", "since"),
    Index("ix_troubles_open", "workspace_id", "over_at"),
)
