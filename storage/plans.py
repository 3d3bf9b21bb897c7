"""A pair's plan: up to three live goals, each with what shows that it is met, and when the plan was looked at last."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint

from storage.database import Instant, Sealed, key_column, metadata, reference, workspace_column

# template: action, work, ilp; edition: counts the changes; reviewed_on: when the pair looked at it together last.
plans = Table(
    "plans",
    metadata,
    key_column(),
    workspace_column(),
    reference("engagement_id", "engagements.id"),
    Column("template", String(8), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("reviewed_on", Date),
    Column("at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("engagement_id"),
)

# focus: ids of practices and elements; state: live, met, dropped.
goals = Table(
    "goals",
    metadata,
    key_column(),
    workspace_column(),
    reference("plan_id", "plans.id"),
    Column("text", Sealed, nullable=False),
    Column("improvement_goal", Sealed),
    Column("focus", String(120), nullable=False),
    Column("indicator", Sealed, nullable=False),
    Column("by_day", Date, nullable=False),
    Column("state", String(8), nullable=False),
    Column("intent", String(40), nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "intent"),
    Index("ix_goals_plan", "workspace_id", "plan_id", "state"),
)
