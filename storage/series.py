"""A weekly series: the visits promised to a pair on a weekday, from a day on, every so many weeks."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint

from storage.database import Instant, key_column, metadata, reference, workspace_column

# start: local "HH:MM" in zone; planned_until: the last day for which its visits are rows, and were looked at lately;
# intent: the filling-in of the form that made it.
series = Table(
    "series",
    metadata,
    key_column(),
    workspace_column(),
    reference("engagement_id", "engagements.id"),
    Column("kind", String(16), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("start", String(5), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("every_weeks", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("place", String(120)),
    Column("from_day", Date, nullable=False),
    Column("until_day", Date),
    Column("planned_until", Date),
    Column("intent", String(40)),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "intent"),
    Index("ix_series_engagement", "workspace_id", "engagement_id"),
    Index("ix_series_planned_until", "workspace_id", "planned_until"),
)
