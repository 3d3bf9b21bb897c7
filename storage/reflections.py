"""Reflections: a question put to a leader, and her answer, which is hers alone until she shares it."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from storage.database import Id, Instant, Sealed, key_column, metadata, reference, workspace_column

# occurrence: so that each question is put once; thread_ts: Slack's message that asks it; answer_ts: her message that
# answers it, whose edits are edits of the answer.
reflections = Table(
    "reflections",
    metadata,
    key_column(),
    workspace_column(),
    reference("engagement_id", "engagements.id"),
    reference("person_id", "people.id"),
    Column("prompt", String(24), nullable=False),
    Column("occurrence", String(80), nullable=False),
    Column("state", String(8), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("until", Instant, nullable=False),
    Column("outbox_id", Id),
    Column("channel", String(32)),
    Column("thread_ts", String(32)),
    Column("answer", Sealed),
    Column("scale", Integer),
    Column("answer_ts", String(32)),
    Column("answered_at", Instant),
    Column("shared_at", Instant),
    Column("evidence", Sealed),
    Column("element", String(24)),
    Column("evidence_at", Instant),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "occurrence"),
    Index("ix_reflections_person", "workspace_id", "person_id", "asked_at"),
    Index("ix_reflections_thread", "workspace_id", "channel", "thread_ts"),
    Index("ix_reflections_until", "workspace_id", "state", "until"),
)
