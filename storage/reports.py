"""A status report: one for a coach and a period, or one for a pair where the program wants that; with its sections.

What is counted stands in a section's figures, as it was when the report was drafted or last brought up to date; what
people wrote is sealed. Who may read it: bot/rules/sharing, "status_report" and "concern_flag".
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint, and_, bindparam

from bot.errors import Tampered
from bot.frameworks import elements
from bot.rules import reports as rules
from bot.rules.commitments import BARRIERS
from storage.database import Id, Instant, Sealed, key_column, metadata, reference, workspace_column

# first, last: the period's days; unit: the engagement it is about where the program wants one for each, else 0;
# state: drafted, submitted, returned, accepted, excused; late is what was due before it came (bot/rules/reports).
# times: how often it was submitted; comment: why it was returned; workload: light, right, heavy; note: the coach's own
# closing words; two_keys: the program's rule when it was submitted, none before; edition: counts the changes, so that
# nobody decides about what they haven't seen.
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
    Column("two_keys", String(16), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("programme_id", "coach_id", "first", "unit"),
    Index("ix_reports_period", "workspace_id", "programme_id", "first"),
    Index("ix_reports_coach", "workspace_id", "coach_id", "first"),
    Index("ix_reports_state_due_at", "workspace_id", "state", "due_at"),
)

# What bot/rules/lateness.standing calls MISSING, in a statement.
MISSES = and_(
    reports.c.state != rules.EXCUSED,
    reports.c.first_submitted_at.is_(None),
    reports.c.due_at < bindparam("now", type_=Instant),
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
    Column("added_at", Instant),  # where it came later than its report
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

Words = Annotated[str, StringConstraints(strip_whitespace=True)]
OneLine = Annotated[Words, Field(max_length=rules.LINE_MAX)] | None
Wording = Literal["neutral", "own"] | None


class NewSection(BaseModel):
    """What a coach says of one pair. Only the fields that are given are changed, so that a form may ask a few of them.

    evidence, support, next: the one line of each; "" or None takes it out. wording: of storage/guarding, once the
    writer has looked at words that may tell who somebody is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    progress: Literal["on_track", "slipping", "stuck", "done"] | None = None
    focus: Annotated[tuple[str, ...], Field(max_length=rules.FOCUS_MAX)] = ()
    evidence: OneLine = None
    barriers: Annotated[tuple[str, ...], Field(max_length=rules.BARRIERS_MAX)] = ()
    support: OneLine = None
    next: OneLine = None
    concern: Literal["none", "watch", "call"] = "none"
    concern_text: OneLine = None
    leader_seen: bool | None = None
    wording: Wording = None

    @model_validator(mode="after")
    def _is_offered(self) -> "NewSection":
        if not elements().keys() >= set(self.focus):
            raise Tampered({"focus": "Choose from the list."})
        if not BARRIERS.keys() >= set(self.barriers):
            raise Tampered({"barriers": "Choose from the list."})
        return self


class NewLine(BaseModel):
    """A line the coach adds, or another wording of one."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: Annotated[Words, Field(min_length=1, max_length=rules.LINE_MAX)]
    kind: Literal["evidence", "support", "next", "added"] = "added"
    wording: Wording = None


class NewClosing(BaseModel):
    """What a coach says of the whole period. Only the fields that are given are changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    workload: Literal["light", "right", "heavy"] | None = None
    note: Annotated[Words, Field(max_length=rules.NOTE_MAX)] | None = None
    wording: Wording = None
