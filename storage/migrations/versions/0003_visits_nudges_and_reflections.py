"""Visits, nudges and reflections"""

import sqlalchemy as sa
from alembic import op

import storage.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "places",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("free_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("held_until", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_places_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("workspace_id", "place", name=op.f("uq_places_workspace_id_place")),
    )
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.create_index("ix_places_changed_at", ["workspace_id", "changed_at"], unique=False)

    op.create_table(
        "runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_runs_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("workspace_id", "duty", "period", name=op.f("uq_runs_workspace_id_duty_period")),
    )
    op.create_table(
        "feeds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("token", storage.database.Sealed(), nullable=True),
        sa.Column("made_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", storage.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_feeds_person_id_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_feeds_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feeds_token_hash")),
    )
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feeds_person_id"), ["person_id"], unique=False)

    op.create_table(
        "nudges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("first_due_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("until", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("outbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sent_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("act", sa.String(length=12), nullable=True),
        sa.Column("acted_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_nudges_person_id_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_nudges_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
        sa.UniqueConstraint("workspace_id", "occurrence", name=op.f("uq_nudges_workspace_id_occurrence")),
    )
    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.create_index("ix_nudges_due", ["workspace_id", "state", "due_at"], unique=False)
        batch_op.create_index("ix_nudges_outbox", ["outbox_id"], unique=False)
        batch_op.create_index("ix_nudges_person", ["workspace_id", "person_id", "state", "sent_at"], unique=False)
        batch_op.create_index("ix_nudges_subject", ["workspace_id", "kind", "subject_id"], unique=False)

    op.create_table(
        "preferences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("hours_from", sa.String(length=5), nullable=True),
        sa.Column("hours_to", sa.String(length=5), nullable=True),
        sa.Column("days", sa.String(length=7), nullable=True),
        sa.Column("quiet_from", sa.String(length=5), nullable=True),
        sa.Column("quiet_to", sa.String(length=5), nullable=True),
        sa.Column("bundle_at", sa.String(length=5), nullable=True),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("kinds_off", sa.JSON(), nullable=False),
        sa.Column("prompt_weeks", sa.Integer(), nullable=True),
        sa.Column("text_only", sa.Boolean(), nullable=False),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_preferences_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_preferences_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preferences")),
        sa.UniqueConstraint("workspace_id", "person_id", name=op.f("uq_preferences_workspace_id_person_id")),
    )
    op.create_table(
        "troubles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("last_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("told_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("over_at", storage.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_troubles_person_id_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_troubles_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_troubles")),
        sa.UniqueConstraint("workspace_id", "place", "since", name=op.f("uq_troubles_workspace_id_place_since")),
    )
    with op.batch_alter_table("troubles", schema=None) as batch_op:
        batch_op.create_index("ix_troubles_open", ["workspace_id", "over_at"], unique=False)

    op.create_table(
        "welcomes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("outbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shown_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("planned_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_welcomes_person_id_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_welcomes_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcomes")),
        sa.UniqueConstraint("workspace_id", "person_id", "role", name=op.f("uq_welcomes_workspace_id_person_id_role")),
    )
    op.create_table(
        "reflections",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("prompt", sa.String(length=24), nullable=False),
        sa.Column("occurrence", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("repeated", sa.Boolean(), nullable=False),
        sa.Column("until", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("thread_ts", sa.String(length=32), nullable=True),
        sa.Column("answer", storage.database.Sealed(), nullable=True),
        sa.Column("answer_ts", sa.String(length=32), nullable=True),
        sa.Column("answered_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("shared_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("lapsed", sa.Boolean(), nullable=False),
        sa.Column("evidence", storage.database.Sealed(), nullable=True),
        sa.Column("element", sa.String(length=24), nullable=True),
        sa.Column("evidence_at", storage.database.Instant(timezone=True), nullable=True),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_reflections_engagement_id_engagements")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reflections_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_reflections_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflections")),
        sa.UniqueConstraint("workspace_id", "occurrence", name=op.f("uq_reflections_workspace_id_occurrence")),
    )
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.create_index("ix_reflections_person", ["workspace_id", "person_id", "asked_at"], unique=False)
        batch_op.create_index("ix_reflections_until", ["workspace_id", "state", "until"], unique=False)

    op.create_table(
        "series",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("planned_until", sa.Date(), nullable=True),
        sa.Column("intent", sa.String(length=40), nullable=True),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_series_engagement_id_engagements")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_series_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("workspace_id", "intent", name=op.f("uq_series_workspace_id_intent")),
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index("ix_series_engagement", ["workspace_id", "engagement_id"], unique=False)
        batch_op.create_index("ix_series_planned_until", ["workspace_id", "planned_until"], unique=False)

    op.create_table(
        "visits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("series_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("occurs_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("ends_at", storage.database.Instant(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("make_up_for", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("intent", sa.String(length=40), nullable=True),
        sa.Column("changed_at", storage.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_visits_asked_by_people")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_visits_contact_id_contacts")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_visits_engagement_id_engagements")
        ),
        sa.ForeignKeyConstraint(["make_up_for"], ["visits.id"], name=op.f("fk_visits_make_up_for_visits")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_visits_series_id_series")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_visits_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("series_id", "occurs_on", name=op.f("uq_visits_series_id_occurs_on")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visits_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("ix_visits_make_up_for", ["make_up_for"], unique=False)
        batch_op.create_index("ix_visits_pair_day", ["workspace_id", "engagement_id", "day"], unique=False)
        batch_op.create_index("ix_visits_state_ends_at", ["workspace_id", "state", "ends_at"], unique=False)
        batch_op.create_index(
            "uq_visits_workspace_id_intent",
            ["workspace_id", "intent"],
            unique=True,
            sqlite_where=sa.text("intent IS NOT NULL"),
            postgresql_where=sa.text("intent IS NOT NULL"),
        )

    op.create_table(
        "visit_guests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_visit_guests_engagement_id_engagements")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_guests_visit_id_visits")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_visit_guests_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_guests")),
        sa.UniqueConstraint("visit_id", "engagement_id", name=op.f("uq_visit_guests_visit_id_engagement_id")),
    )
    with op.batch_alter_table("visit_guests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_guests_engagement_id"), ["engagement_id"], unique=False)

    # ### end Alembic commands ###


def downgrade() -> None:
    with op.batch_alter_table("visit_guests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_guests_engagement_id"))

    op.drop_table("visit_guests")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_visits_workspace_id_intent",
            sqlite_where=sa.text("intent IS NOT NULL"),
            postgresql_where=sa.text("intent IS NOT NULL"),
        )
        batch_op.drop_index("ix_visits_state_ends_at")
        batch_op.drop_index("ix_visits_pair_day")
        batch_op.drop_index("ix_visits_make_up_for")
        batch_op.drop_index(batch_op.f("ix_visits_contact_id"))

    op.drop_table("visits")
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_index("ix_series_planned_until")
        batch_op.drop_index("ix_series_engagement")

    op.drop_table("series")
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.drop_index("ix_reflections_until")
        batch_op.drop_index("ix_reflections_person")

    op.drop_table("reflections")
    op.drop_table("welcomes")
    with op.batch_alter_table("troubles", schema=None) as batch_op:
        batch_op.drop_index("ix_troubles_open")

    op.drop_table("troubles")
    op.drop_table("preferences")
    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.drop_index("ix_nudges_subject")
        batch_op.drop_index("ix_nudges_person")
        batch_op.drop_index("ix_nudges_outbox")
        batch_op.drop_index("ix_nudges_due")

    op.drop_table("nudges")
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feeds_person_id"))

    op.drop_table("feeds")
    op.drop_table("runs")
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.drop_index("ix_places_changed_at")

    op.drop_table("places")
    # ### end Alembic commands ###
