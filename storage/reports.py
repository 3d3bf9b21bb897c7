"""A status report: one for a coach and a period, or one for a pair where the program wants that; with its sections.

What is counted stands in a section's figures, as it was when the report was drafted or last brought up to date; what
people wrote is sealed. Who may read it: bot/rules/sharing, "status_report" and "concern_flag".
"""

from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint

from storage.database import Id, Instant, Sealed, key_column, metadata, reference, workspace_column

# first, last: the period's days; unit: the engagement it is about where the program wants one for each, else 0;
# state: drafted, submitted, returned, accepted, excused; late is what was due before it came (bot/rules/reports).
# times: how often it was submitted; comment: why it was returned; workload: light, right, heavy; note: the coach's own
# closing words; edition: counts the changes, so that nobody decides about what they haven't seen.
reports = Table(
    "reports",
    metadata,
    key_column(),
    workspace_column(),
    reference("programme_id", "programmes.id"),
    reference("coach_id", "people.id"),
    Column("unit", Id, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("state", String(10), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("drafted_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column("first_submitted_at", Instant),
    Column("times", Integer, nullable=False),
    Column("decided_at", Instant),
    reference("decided_by", "people.id", nullable=True),
    Column("comment", Sealed),
    Column("workload", String(8)),
    Column("note", Sealed),
    Column("edition", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("programme_id", "coach_id", "first", "unit"),
    Index("ix_reports_period", "workspace_id", "programme_id", "first"),
    Index("ix_reports_coach", "workspace_id", "coach_id", "first"),
    Index("ix_reports_state_due_at", "workspace_id", "state", "due_at"),
)

# figures: counts only, see bot/rules/reports.Counted; focus: ids of what was worked on; progress: on_track, slipping,
# stuck, done; barriers: kinds; concern: none, watch, call; concern_text: optional words to the coordinators.
# shown_at: when the leader was shown it; leader_said: "", ok, objected; typed: which fields the coach set.
report_sections = Table(
    "report_sections",
    metadata,
    key_column(),
    workspace_column(),
    reference("report_id", "reports.id"),
    reference("engagement_id", "engagements.id", index=True),
    Column("figures", JSON, nullable=False),
    Column("focus", String(120), nullable=False),
    Column("progress", String(10)),
    Column("barriers", String(160), nullable=False),
    Column("concern", String(8), nullable=False),
    Column("concern_text", Sealed),
    Column("leader_seen", Boolean),
    Column("shown_at", Instant),
    Column("leader_said", String(10), nullable=False),
    Column("said_at", Instant),
    Column("typed", String(160), nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("report_id", "engagement_id"),
)

# One sentence of a section. kind: evidence, barrier, support, next, added…; origin: drafted, edited, added;
# cites: ids of the contacts behind it; removed_at: the coach took it out of the draft, and can have it back.
report_lines = Table(
    "report_lines",
    metadata,
    key_column(),
    workspace_column(),
    reference("section_id", "report_sections.id", index=True),
    Column("kind", String(12), nullable=False),
    Column("place", Integer, nullable=False),
    Column("text", Sealed, nullable=False),
    Column("cites", JSON, nullable=False),
    Column("origin", String(8), nullable=False),
    Column("removed_at", Instant),
    Column("changed_at", Instant, nullable=False),
)
