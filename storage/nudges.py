"""Nudges: what the assistant may say of its own accord, planned as rows before, sent once, or not at all.

States: pending, sent (with the outbox message that says it), void (no longer matters), expired, stopped.
"""

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint

from storage.database import Id, Instant, key_column, metadata, reference, workspace_column

# occurrence: unique, so that each is said once; due_at: when it may be said at the earliest; until: after that it is
# of no use; first_due_at: before it was put off; act: what its reader did with it, and when; reason: why it
# ended unsaid.
nudges = Table(
    "nudges",
    metadata,
    key_column(),
    workspace_column(),
    Column("kind", String(24), nullable=False),
    reference("person_id", "people.id"),
    Column("subject_id", Id),
    Column("rung", Integer, nullable=False),
    Column("occurrence", String(120), nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("first_due_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("outbox_id", Id),
    Column("sent_at", Instant),
    Column("act", String(12)),
    Column("acted_at", Instant),
    Column("reason", String(40)),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "occurrence"),
    Index("ix_nudges_due", "workspace_id", "state", "due_at"),
    Index("ix_nudges_person", "workspace_id", "person_id", "state", "sent_at"),
    Index("ix_nudges_subject", "workspace_id", "kind", "subject_id"),
    Index("ix_nudges_outbox", "outbox_id"),
)
