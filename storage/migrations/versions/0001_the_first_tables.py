"""The first tables"""

import sqlalchemy as sa
from alembic import op

import storage.database

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "ticks",
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("at", storage.database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("duty", name=op.f("pk_ticks")),
    )
    op.create_table(
        "used_states",
        sa.Column("nonce_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kept_until", storage.database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nonce_hash", name=op.f("pk_used_states")),
    )
    with op.batch_alter_table("used_states", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_used_states_kept_until"), ["kept_until"], unique=False)

    op.create_table(
        "workspaces",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("bot_token", storage.database.Sealed(), nullable=True),
        sa.Column("bot_user_id", sa.String(length=32), nullable=False),
        sa.Column("scopes", sa.String(), server_default="", nullable=False),
        sa.Column("installer", sa.String(length=32), nullable=True),
        sa.Column("installed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("uninstalled_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.Column("ended_second", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("charts_refused_at", storage.database.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("team_id", name=op.f("uq_workspaces_team_id")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_audit_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_audit_read",
            ["object_id", "id"],
            unique=False,
            sqlite_where=sa.text("verb = 'contact.read'"),
            postgresql_where=sa.text("verb = 'contact.read'"),
        )
        batch_op.create_index("ix_audit_workspace_id_at", ["workspace_id", "at"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("payload", storage.database.Sealed(), nullable=False),
        sa.Column("done_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("intent", sa.String(length=40), nullable=True),
        sa.Column("failed", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_drafts_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("workspace_id", "intent", name=op.f("uq_drafts_workspace_id_intent")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index("ix_drafts_user", ["workspace_id", "user_id", "kind"], unique=False)

    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", storage.database.Sealed(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("received_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("not_before", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_inbox_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("workspace_id", "event_key", name=op.f("uq_inbox_workspace_id_event_key")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_state_not_before", ["state", "not_before"], unique=False)

    op.create_table(
        "programmes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("year_from", sa.Date(), nullable=False),
        sa.Column("year_to", sa.Date(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_programmes_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("workspace_id", "code", name=op.f("uq_programmes_workspace_id_code")),
    )
    op.create_table(
        "districts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_districts_programme_id_programmes")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_districts_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_districts")),
        sa.UniqueConstraint("programme_id", "name", name=op.f("uq_districts_programme_id_name")),
    )
    with op.batch_alter_table("districts", schema=None) as batch_op:
        batch_op.create_index("ix_districts_workspace_id", ["workspace_id"], unique=False)

    op.create_table(
        "uploads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("files", storage.database.Sealed(), nullable=True),
        sa.Column("report", storage.database.Sealed(), nullable=False),
        sa.Column("checked_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("imported_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("imported_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_uploads_programme_id_programmes")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_uploads_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.create_index("ix_uploads_expires_at", ["expires_at"], unique=False)
        batch_op.create_index("ix_uploads_workspace_id", ["workspace_id"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("slack_user_id", sa.String(length=32), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("dm_channel", sa.String(length=32), nullable=True),
        sa.Column("deactivated_at", storage.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_people_district_id_districts")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_people_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("workspace_id", "email", name=op.f("uq_people_workspace_id_email")),
        sa.UniqueConstraint("workspace_id", "slack_user_id", name=op.f("uq_people_workspace_id_slack_user_id")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_district_id"), ["district_id"], unique=False)

    op.create_table(
        "schools",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_schools_district_id_districts")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_schools_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
        sa.UniqueConstraint("district_id", "name", name=op.f("uq_schools_district_id_name")),
    )
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.create_index("ix_schools_workspace_id", ["workspace_id"], unique=False)

    op.create_table(
        "closures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_closures_district_id_districts")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_closures_programme_id_programmes")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_closures_school_id_schools")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_closures_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
        sa.UniqueConstraint(
            "workspace_id",
            "programme_id",
            "district_id",
            "school_id",
            "day",
            "name",
            name=op.f("uq_closures_workspace_id_programme_id_district_id_school_id_day_name"),
        ),
    )
    op.create_table(
        "engagements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coach_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supervisor_email", sa.String(length=254), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("visit_day", sa.Integer(), nullable=True),
        sa.Column("visit_start", sa.String(length=5), nullable=True),
        sa.Column("visit_minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["coach_id"], ["people.id"], name=op.f("fk_engagements_coach_id_people")),
        sa.ForeignKeyConstraint(["leader_id"], ["people.id"], name=op.f("fk_engagements_leader_id_people")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_engagements_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_engagements_school_id_schools")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_engagements_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagements")),
        sa.UniqueConstraint(
            "programme_id",
            "leader_id",
            "coach_id",
            "school_id",
            "starts_on",
            name=op.f("uq_engagements_programme_id_leader_id_coach_id_school_id_starts_on"),
        ),
    )
    with op.batch_alter_table("engagements", schema=None) as batch_op:
        batch_op.create_index("ix_engagements_coach", ["workspace_id", "coach_id"], unique=False)
        batch_op.create_index("ix_engagements_leader", ["workspace_id", "leader_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_engagements_school_id"), ["school_id"], unique=False)

    op.create_table(
        "exports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("intent", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("params", storage.database.Sealed(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("file_id", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("asked_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exports_person_id_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_exports_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.create_index("ix_exports_person_id", ["person_id", "asked_at"], unique=False)
        batch_op.create_index("ix_exports_state", ["state", "lease_until"], unique=False)
        batch_op.create_index("uq_exports_workspace_id_intent", ["workspace_id", "intent"], unique=True)

    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("payload", storage.database.Sealed(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=32), nullable=True),
        sa.Column("sent_channel", sa.String(length=32), nullable=True),
        sa.Column("sent_ts", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("created_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_outbox_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_outbox_workspace_id_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_person_id", ["person_id"], unique=False)
        batch_op.create_index("ix_outbox_state_due_at", ["state", "due_at"], unique=False)

    op.create_table(
        "roles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roles_person_id_people")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_roles_programme_id_programmes")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_roles_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("programme_id", "person_id", "role", name=op.f("uq_roles_programme_id_person_id_role")),
    )
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roles_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_roles_workspace_id_role", ["workspace_id", "role"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("intent", sa.String(length=40), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coach_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("activities", sa.String(length=40), nullable=False),
        sa.Column("presence", sa.String(length=8), nullable=True),
        sa.Column("others", storage.database.Sealed(), nullable=True),
        sa.Column("note", storage.database.Sealed(), nullable=True),
        sa.Column("private_note", storage.database.Sealed(), nullable=True),
        sa.Column("request", sa.String(length=64), nullable=True),
        sa.Column("sent_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("recorded_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("removed_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("removed_by_intent", sa.String(length=80), nullable=True),
        sa.Column("removed_reason", storage.database.Sealed(), nullable=True),
        sa.Column("medium", sa.String(length=8), server_default="on_site", nullable=False),
        sa.Column("made", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("focus", sa.String(length=120), server_default="", nullable=False),
        sa.Column("stances", sa.String(length=80), server_default="", nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("next_open", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("no_steps", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("details", storage.database.Sealed(), nullable=True),
        sa.Column("link", storage.database.Sealed(), nullable=True),
        sa.Column("backfilled", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("portfolio", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(["coach_id"], ["people.id"], name=op.f("fk_contacts_coach_id_people")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_contacts_engagement_id_engagements")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_contacts_programme_id_programmes")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_contacts_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("workspace_id", "intent", name=op.f("uq_contacts_workspace_id_intent")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index("ix_contacts_coach", ["coach_id", "day"], unique=False)
        batch_op.create_index("ix_contacts_coach_id_id", ["coach_id", "id"], unique=False)
        batch_op.create_index(
            "ix_contacts_engagement",
            ["engagement_id", "day", "id", "workspace_id", "removed_at", "made", "counts", "kind", "minutes"],
            unique=False,
        )
        batch_op.create_index(
            "ix_contacts_programme",
            ["programme_id", "day", "id", "workspace_id", "removed_at", "counts", "minutes", "made"],
            unique=False,
        )
        batch_op.create_index(
            "ix_contacts_removed",
            ["coach_id", "removed_at"],
            unique=False,
            sqlite_where=sa.text("removed_at IS NOT NULL"),
            postgresql_where=sa.text("removed_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_contacts_workspace_id_removed_by_intent",
            ["workspace_id", "removed_by_intent"],
            unique=True,
            sqlite_where=sa.text("removed_by_intent IS NOT NULL"),
            postgresql_where=sa.text("removed_by_intent IS NOT NULL"),
        )

    op.create_table(
        "attendances",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_attendances_contact_id_contacts")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_attendances_engagement_id_engagements")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_attendances_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("contact_id", "engagement_id", name=op.f("uq_attendances_contact_id_engagement_id")),
    )
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendances_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "field_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("intent", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("tier", sa.String(length=2), nullable=False),
        sa.Column("payload", storage.database.Sealed(), nullable=False),
        sa.Column("at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("removed_at", storage.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_field_notes_contact_id_contacts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_field_notes_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_field_notes_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_notes")),
    )
    with op.batch_alter_table("field_notes", schema=None) as batch_op:
        batch_op.create_index("ix_field_notes_contact_id", ["contact_id", "id"], unique=False)
        batch_op.create_index("uq_field_notes_workspace_id_intent", ["workspace_id", "intent"], unique=True)

    op.create_table(
        "next_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner", sa.String(length=8), nullable=False),
        sa.Column("what", storage.database.Sealed(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=8), server_default="open", nullable=False),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("closed_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("barrier", sa.String(length=16), nullable=True),
        sa.Column("barrier_note", storage.database.Sealed(), nullable=True),
        sa.Column("helper", sa.String(length=16), nullable=True),
        sa.Column("moves", sa.Integer(), server_default="0", nullable=False),
        sa.Column("was_due_on", sa.Date(), nullable=True),
        sa.Column("act", sa.String(length=8), nullable=True),
        sa.Column("changed_by", sa.String(length=8), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_next_steps_contact_id_contacts")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_next_steps_engagement_id_engagements")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_next_steps_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_steps")),
    )
    with op.batch_alter_table("next_steps", schema=None) as batch_op:
        batch_op.create_index(
            "ix_next_steps_changed_at",
            ["engagement_id", "changed_at"],
            unique=False,
            sqlite_where=sa.text("changed_at IS NOT NULL"),
            postgresql_where=sa.text("changed_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_next_steps_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("ix_next_steps_engagement_id", ["engagement_id", "state", "due_on"], unique=False)

    op.create_table(
        "remarks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("intent", sa.String(length=60), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("waits_for", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("words", storage.database.Sealed(), nullable=True),
        sa.Column("at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("removed_at", storage.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_remarks_contact_id_contacts")),
        sa.ForeignKeyConstraint(["leader_id"], ["people.id"], name=op.f("fk_remarks_leader_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_remarks_person_id_people")),
        sa.ForeignKeyConstraint(["waits_for"], ["people.id"], name=op.f("fk_remarks_waits_for_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_remarks_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.create_index("ix_remarks_contact_id", ["contact_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remarks_waits_for"), ["waits_for"], unique=False)
        batch_op.create_index("uq_remarks_workspace_id_intent", ["workspace_id", "intent"], unique=True)

    op.create_table(
        "shares",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("coach_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("leader_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("withdrawn_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_shares_asked_by_people")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_shares_contact_id_contacts")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_shares_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
    )
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.create_index("ix_shares_contact_id", ["contact_id", "id"], unique=False)
        batch_op.create_index(
            "uq_shares_workspace_id_contact_id",
            ["workspace_id", "contact_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "versions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("amended", sa.Boolean(), nullable=False),
        sa.Column("reason", storage.database.Sealed(), nullable=True),
        sa.Column("payload", storage.database.Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_versions_contact_id_contacts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_versions_person_id_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_versions_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
    )
    with op.batch_alter_table("versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_versions_contact_id"), ["contact_id"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_versions_contact_id"))

    op.drop_table("versions")
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shares_workspace_id_contact_id",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index("ix_shares_contact_id")

    op.drop_table("shares")
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.drop_index("uq_remarks_workspace_id_intent")
        batch_op.drop_index(batch_op.f("ix_remarks_waits_for"))
        batch_op.drop_index("ix_remarks_contact_id")

    op.drop_table("remarks")
    with op.batch_alter_table("next_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_next_steps_engagement_id")
        batch_op.drop_index(batch_op.f("ix_next_steps_contact_id"))
        batch_op.drop_index(
            "ix_next_steps_changed_at",
            sqlite_where=sa.text("changed_at IS NOT NULL"),
            postgresql_where=sa.text("changed_at IS NOT NULL"),
        )

    op.drop_table("next_steps")
    with op.batch_alter_table("field_notes", schema=None) as batch_op:
        batch_op.drop_index("uq_field_notes_workspace_id_intent")
        batch_op.drop_index("ix_field_notes_contact_id")

    op.drop_table("field_notes")
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendances_engagement_id"))

    op.drop_table("attendances")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_contacts_workspace_id_removed_by_intent",
            sqlite_where=sa.text("removed_by_intent IS NOT NULL"),
            postgresql_where=sa.text("removed_by_intent IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_contacts_removed",
            sqlite_where=sa.text("removed_at IS NOT NULL"),
            postgresql_where=sa.text("removed_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_contacts_programme")
        batch_op.drop_index("ix_contacts_engagement")
        batch_op.drop_index("ix_contacts_coach_id_id")
        batch_op.drop_index("ix_contacts_coach")

    op.drop_table("contacts")
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.drop_index("ix_roles_workspace_id_role")
        batch_op.drop_index(batch_op.f("ix_roles_person_id"))

    op.drop_table("roles")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_state_due_at")
        batch_op.drop_index("ix_outbox_person_id")

    op.drop_table("outbox")
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.drop_index("uq_exports_workspace_id_intent")
        batch_op.drop_index("ix_exports_state")
        batch_op.drop_index("ix_exports_person_id")

    op.drop_table("exports")
    with op.batch_alter_table("engagements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_engagements_school_id"))
        batch_op.drop_index("ix_engagements_leader")
        batch_op.drop_index("ix_engagements_coach")

    op.drop_table("engagements")
    op.drop_table("closures")
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.drop_index("ix_schools_workspace_id")

    op.drop_table("schools")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_district_id"))

    op.drop_table("people")
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.drop_index("ix_uploads_workspace_id")
        batch_op.drop_index("ix_uploads_expires_at")

    op.drop_table("uploads")
    with op.batch_alter_table("districts", schema=None) as batch_op:
        batch_op.drop_index("ix_districts_workspace_id")

    op.drop_table("districts")
    op.drop_table("programmes")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_state_not_before")

    op.drop_table("inbox")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index("ix_drafts_user")

    op.drop_table("drafts")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_workspace_id_at")
        batch_op.drop_index(
            "ix_audit_read",
            sqlite_where=sa.text("verb = 'contact.read'"),
            postgresql_where=sa.text("verb = 'contact.read'"),
        )

    op.drop_table("audit")
    op.drop_table("workspaces")
    with op.batch_alter_table("used_states", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_used_states_kept_until"))

    op.drop_table("used_states")
    op.drop_table("ticks")
