"""Changes of the roster made by hand in Slack: what was before and after, so that each can be taken back for a day."""

from sqlalchemy import JSON, Column, Index, String, Table, UniqueConstraint

from storage.database import Id, Instant, key_column, metadata, reference, workspace_column

# act: added, changed, ended, reassigned, moved…; subject_id: the engagement or person; before, after: ids, days and
# hours; intent: the filling-in of the form that made it.
roster_acts = Table(
    "roster_acts",
    metadata,
    key_column(),
    workspace_column(),
    reference("programme_id", "programmes.id"),
    reference("person_id", "people.id"),
    Column("act", String(16), nullable=False),
    Column("subject_id", Id),
    Column("before", JSON),
    Column("after", JSON),
    Column("intent", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
    UniqueConstraint("workspace_id", "intent"),
    Index("ix_roster_acts_programme", "workspace_id", "programme_id", "at"),
)
