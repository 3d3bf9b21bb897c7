"""Reports, digests, agreements and plans"""

import sqlalchemy as sa
from alembic import op

import storage.database

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "past",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("noun", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("born", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("until", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_past_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past")),
    )
    with op.batch_alter_table("past", schema=None) as batch_op:
        batch_op.create_index("ix_past_noun_until", ["workspace_id", "noun", "until"], unique=False)
        batch_op.create_index("ix_past_row", ["workspace_id", "noun", "row_id", "until"], unique=False)

    op.create_table(
        "digests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("about", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("outbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_digests_programme_id_programmes")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_digests_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint(
            "programme_id", "kind", "about", "period", name=op.f("uq_digests_programme_id_kind_about_period")
        ),
    )
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.create_index("ix_digests_programme", ["workspace_id", "programme_id", "kind", "as_of"], unique=False)

    op.create_table(
        "reports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coach_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("drafted_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("submitted_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("first_submitted_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("decided_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("comment", storage.database.Sealed(), nullable=True),
        sa.Column("workload", sa.String(length=8), nullable=True),
        sa.Column("note", storage.database.Sealed(), nullable=True),
        sa.Column("two_keys", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["coach_id"], ["people.id"], name=op.f("fk_reports_coach_id_people")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_reports_decided_by_people")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_reports_programme_id_programmes")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_reports_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint(
            "programme_id", "coach_id", "first", "unit", name=op.f("uq_reports_programme_id_coach_id_first_unit")
        ),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index("ix_reports_coach", ["workspace_id", "coach_id", "first"], unique=False)
        batch_op.create_index("ix_reports_period", ["workspace_id", "programme_id", "first"], unique=False)
        batch_op.create_index("ix_reports_state_due_at", ["workspace_id", "state", "due_at"], unique=False)

    op.create_table(
        "roster_acts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("intent", sa.String(length=40), nullable=False),
        sa.Column("at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("undone_at", storage.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roster_acts_person_id_people")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_roster_acts_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_roster_acts_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_acts")),
        sa.UniqueConstraint("workspace_id", "intent", name=op.f("uq_roster_acts_workspace_id_intent")),
    )
    with op.batch_alter_table("roster_acts", schema=None) as batch_op:
        batch_op.create_index("ix_roster_acts_programme", ["workspace_id", "programme_id", "at"], unique=False)

    op.create_table(
        "agreements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("focus", storage.database.Sealed(), nullable=False),
        sa.Column("cadence", storage.database.Sealed(), nullable=False),
        sa.Column("words", storage.database.Sealed(), nullable=False),
        sa.Column("flows", storage.database.Sealed(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.Column("written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coach_signed_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("leader_signed_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("in_force_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("intent", sa.String(length=40), nullable=False),
        sa.Column("at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_agreements_engagement_id_engagements")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_agreements_workspace_id_workspaces")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["people.id"], name=op.f("fk_agreements_written_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("engagement_id", "edition", name=op.f("uq_agreements_engagement_id_edition")),
        sa.UniqueConstraint("workspace_id", "intent", name=op.f("uq_agreements_workspace_id_intent")),
    )
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.create_index("ix_agreements_state", ["workspace_id", "state", "review_on"], unique=False)

    op.create_table(
        "openings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", storage.database.Sealed(), nullable=False),
        sa.Column("opened_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("until", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("intent", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_openings_engagement_id_engagements")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_openings_person_id_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_openings_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
        sa.UniqueConstraint("workspace_id", "intent", name=op.f("uq_openings_workspace_id_intent")),
    )
    with op.batch_alter_table("openings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_openings_engagement_id"), ["engagement_id"], unique=False)
        batch_op.create_index("ix_openings_person", ["workspace_id", "person_id", "until"], unique=False)

    op.create_table(
        "plans",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("template", sa.String(length=8), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("reviewed_before", sa.Date(), nullable=True),
        sa.Column("at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagements.id"], name=op.f("fk_plans_engagement_id_engagements")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_plans_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("engagement_id", name=op.f("uq_plans_engagement_id")),
    )
    op.create_table(
        "report_sections",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("focus", sa.String(length=120), nullable=False),
        sa.Column("progress", sa.String(length=10), nullable=True),
        sa.Column("barriers", sa.String(length=160), nullable=False),
        sa.Column("concern", sa.String(length=8), nullable=False),
        sa.Column("concern_text", storage.database.Sealed(), nullable=True),
        sa.Column("leader_seen", sa.Boolean(), nullable=True),
        sa.Column("shown_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("leader_said", sa.String(length=10), nullable=False),
        sa.Column("said_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("typed", sa.String(length=160), nullable=False),
        sa.Column("added_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_report_sections_engagement_id_engagements")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_sections_report_id_reports")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_report_sections_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_sections")),
        sa.UniqueConstraint("report_id", "engagement_id", name=op.f("uq_report_sections_report_id_engagement_id")),
    )
    with op.batch_alter_table("report_sections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_sections_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "concerns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("raised_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("raised_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("due_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("answered_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("answered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_concerns_answered_by_people")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_concerns_engagement_id_engagements")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_concerns_programme_id_programmes")),
        sa.ForeignKeyConstraint(["raised_by"], ["people.id"], name=op.f("fk_concerns_raised_by_people")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["report_sections.id"], name=op.f("fk_concerns_section_id_report_sections")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_concerns_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
    )
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concerns_engagement_id"), ["engagement_id"], unique=False)
        batch_op.create_index(
            "ix_concerns_open", ["workspace_id", "programme_id", "answered_at", "ended_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_concerns_section_id"), ["section_id"], unique=False)

    op.create_table(
        "goals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", storage.database.Sealed(), nullable=False),
        sa.Column("improvement_goal", storage.database.Sealed(), nullable=True),
        sa.Column("why_none", storage.database.Sealed(), nullable=True),
        sa.Column("focus", sa.String(length=120), nullable=False),
        sa.Column("indicator", storage.database.Sealed(), nullable=False),
        sa.Column("by_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("over", storage.database.Sealed(), nullable=True),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("intent", sa.String(length=40), nullable=False),
        sa.Column("at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_goals_changed_by_people")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_goals_plan_id_plans")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_goals_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
        sa.UniqueConstraint("workspace_id", "intent", name=op.f("uq_goals_workspace_id_intent")),
    )
    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.create_index("ix_goals_plan", ["workspace_id", "plan_id", "state"], unique=False)

    op.create_table(
        "report_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", storage.database.Sealed(), nullable=False),
        sa.Column("cites", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("removed_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["section_id"], ["report_sections.id"], name=op.f("fk_report_lines_section_id_report_sections")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_report_lines_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_lines")),
    )
    with op.batch_alter_table("report_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_lines_section_id"), ["section_id"], unique=False)

    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.add_column(sa.Column("added_at", storage.database.Instant(timezone=True), nullable=True))

    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("restored_at", storage.database.Instant(timezone=True), nullable=True))

    with op.batch_alter_table("engagements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("added_at", storage.database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("said_visit", sa.String(length=24), nullable=True))

    with op.batch_alter_table("next_steps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("added_at", storage.database.Instant(timezone=True), nullable=True))

    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=40), nullable=True))

    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("added_at", storage.database.Instant(timezone=True), nullable=True))
        batch_op.create_index("ix_visits_day", ["workspace_id", "day"], unique=False)
        batch_op.create_index("ix_visits_series", ["workspace_id", "series_id", "occurs_on"], unique=False)

    # ### end Alembic commands ###


def downgrade() -> None:
    # never made anew: other tables' rows refer to these, which SQLite holds to while one is gone
    with op.batch_alter_table("visits", schema=None, recreate="never") as batch_op:
        batch_op.drop_index("ix_visits_series")
        batch_op.drop_index("ix_visits_day")
        batch_op.drop_column("added_at")

    with op.batch_alter_table("nudges", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("reason")

    with op.batch_alter_table("next_steps", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("added_at")

    with op.batch_alter_table("engagements", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("said_visit")
        batch_op.drop_column("changed_at")
        batch_op.drop_column("added_at")

    with op.batch_alter_table("contacts", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("restored_at")

    with op.batch_alter_table("attendances", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("added_at")

    with op.batch_alter_table("report_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_lines_section_id"))

    op.drop_table("report_lines")
    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.drop_index("ix_goals_plan")

    op.drop_table("goals")
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concerns_section_id"))
        batch_op.drop_index("ix_concerns_open")
        batch_op.drop_index(batch_op.f("ix_concerns_engagement_id"))

    op.drop_table("concerns")
    with op.batch_alter_table("report_sections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_sections_engagement_id"))

    op.drop_table("report_sections")
    op.drop_table("plans")
    with op.batch_alter_table("openings", schema=None) as batch_op:
        batch_op.drop_index("ix_openings_person")
        batch_op.drop_index(batch_op.f("ix_openings_engagement_id"))

    op.drop_table("openings")
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.drop_index("ix_agreements_state")

    op.drop_table("agreements")
    with op.batch_alter_table("roster_acts", schema=None) as batch_op:
        batch_op.drop_index("ix_roster_acts_programme")

    op.drop_table("roster_acts")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index("ix_reports_state_due_at")
        batch_op.drop_index("ix_reports_period")
        batch_op.drop_index("ix_reports_coach")

    op.drop_table("reports")
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.drop_index("ix_digests_programme")

    op.drop_table("digests")
    with op.batch_alter_table("past", schema=None) as batch_op:
        batch_op.drop_index("ix_past_row")
        batch_op.drop_index("ix_past_noun_until")

    op.drop_table("past")
    # ### end Alembic commands ###
