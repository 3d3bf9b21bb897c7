"""A concern flag: a coach asks the coordinators to look at a pair, or to call; answered within two business days."""

from sqlalchemy import Column, Index, String, Table, text

from storage.database import Instant, key_column, metadata, reference, workspace_column

# level: watch, call; due_at: when an answer is due; answered_at, answered_by: a coordinator took it up; ended_at: the
# coach lowered it; a coach has one open flag about a pair. Its words, if any, stand in the report's section, sealed.
concerns = Table(
    "concerns",
    metadata,
    key_column(),
    workspace_column(),
    reference("programme_id", "programmes.id"),
    reference("engagement_id", "engagements.id", index=True),
    reference("section_id", "report_sections.id", nullable=True, index=True),
    reference("raised_by", "people.id"),
    Column("level", String(8), nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("answered_at", Instant),
    reference("answered_by", "people.id", nullable=True),
    Column("ended_at", Instant),
    Column("changed_at", Instant, nullable=False),
    Index(
        "uq_concerns_open",
        "engagement_id",
        "raised_by",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_concerns_open", "workspace_id", "programme_id", "answered_at", "ended_at"),
)
